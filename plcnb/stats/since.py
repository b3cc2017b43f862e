"""What has become of a team's students since the last assessment."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from plcnb.model import Verdict
from plcnb.stats.answers import (
    FEW_STUDENTS,
    MINIMUM_ITEMS,
    MINIMUM_STUDENTS,
    judged_results,
    scored_answers,
)
from plcnb.stats.effects import paired, reliable_change
from plcnb.stats.proportions import Floats, check_share, compare
from plcnb.stats.settling import plural
from plcnb.stats.sheets import coefficient_alpha, covariances

Basis = Literal["common questions", "whole scores"]

NO_WIDTH = 1e-12  # an interval shorter than this is a point: every change is the same

HARDER_TEST = "different questions: a harder test looks like less growth, an easier one like more"


@dataclass(frozen=True)
class GrowthSince:
    """Growth of a team between two assessments.

    Attributes
    ----------
    frame : DataFrame
        One row a student, by student_id: before, now (shares of points in [0, 1]; NaN: not there), change
        (now - before), reliable ("up", "down", "within error", "cannot tell").
    mean_change, low, high : float
        Mean change of the share with its t interval; NaN without students, the interval below 2.
    n : int
        Students with both.
    effect : float
        d_av: the mean change in average standard deviations of before and now; NaN below 2 students.
    n_common_items : int
        Questions with scored answers both times.
    basis : "common questions" or "whole scores"
        What before and now are shares of.
    verdict : "above", "cannot tell" or "below"
        Clearly more than before, or clearly less. Always "cannot tell" for whole scores.
    caution : str
        What to know before trusting it; "" if nothing.
    """

    frame: pd.DataFrame
    mean_change: float
    low: float
    high: float
    n: int
    effect: float
    n_common_items: int
    basis: Basis
    verdict: Verdict
    caution: str


def since_last(
    now_responses: pd.DataFrame,
    before_responses: pd.DataFrame,
    now_items: pd.DataFrame,
    before_items: pd.DataFrame,
    now_results: pd.DataFrame,
    before_results: pd.DataFrame,
    *,
    assessments: pd.DataFrame | None = None,
    level: float = 0.90,
) -> GrowthSince:
    """Compare two assessments of the same students, on the questions that both asked if there are enough.

    Two different tests are never equally hard, so their scores cannot show growth. Where at least 3
    questions (the same item_id) have scored answers both times, growth is measured on those alone, each
    student on the questions he or she answered both times, at least 3. Otherwise shares of whole scores are
    compared, with a caution, and the verdict is always "cannot tell".

    Parameters
    ----------
    now_responses, before_responses, now_items, before_items, now_results, before_results : DataFrame
        As ``columns.TEAM_TABLES`` has them, of one team, each cut to the later or the earlier assessment. Any
        may be empty.
    assessments : DataFrame, optional
        The team's assessments: their highest scores turn results into shares. Without them, or where no
        result counts, whole scores are sums over the answers.
    level : float in (0, 1)
        Coverage of the interval of the mean change.

    Returns
    -------
    GrowthSince
        Its frame has every student of any of the tables.

    Raises
    ------
    DataError
        If a column is missing or a key stands twice.
    ParameterError
        If `level` is not strictly between 0 and 1.

    Notes
    -----
    reliable follows `reliable_change` at 95 %, with the standard deviation and coefficient alpha of the
    common questions before; it is "cannot tell" below 10 students, since alpha is then too rough, and for
    whole scores, whose reliability is not known. The verdict is "cannot tell" below 3 students, and where
    every change is the same, since nothing is then seen of chance. Where the students were chosen because
    they scored low, part of any gain is regression to the mean; on questions seen before, part may be memory.
    """
    check_share("level", level)
    now, before = _points(now_responses, now_items), _points(before_responses, before_items)
    common = now.items.intersection(before.items)
    basis: Basis = "common questions" if len(common) >= MINIMUM_ITEMS else "whole scores"
    seen = now.students.union(before.students)
    reliability = sd = np.nan
    if basis == "common questions":
        shares, sheet = _common_shares(now, before, common)
        if len(sheet) >= FEW_STUDENTS:
            reliability = max(coefficient_alpha(covariances(sheet)), 0.0)
            sd = float(shares["before"].std())
    else:
        shares = pd.DataFrame({"before": before.share(), "now": now.share()})
        if assessments is not None:
            results = [_result_shares(side, assessments) for side in (before_results, now_results)]
            if all(len(side) for side in results):
                shares = pd.DataFrame(dict(zip(("before", "now"), results, strict=True)))
                seen = shares.index
    everyone = [
        frame["student_id"] for frame in (now_responses, before_responses, now_results, before_results)
    ]
    shares = shares.reindex(np.unique(pd.concat(everyone).to_numpy(object)))
    change = reliable_change(shares["before"], shares["now"], sd, reliability)
    effect = paired(shares["before"], shares["now"], level)
    same = not effect.high - effect.low > NO_WIDTH
    verdict: Verdict = "cannot tell"
    if basis == "common questions" and effect.n >= MINIMUM_STUDENTS and not same:
        verdict = compare(effect.low, effect.high, 0.0).item()
    frame = shares.join(change).rename_axis("student_id").reset_index()
    return GrowthSince(
        frame=frame.astype({"student_id": "str"}),
        mean_change=effect.mean_change,
        low=effect.low,
        high=effect.high,
        n=effect.n,
        effect=effect.effect,
        n_common_items=len(common),
        basis=basis,
        verdict=verdict,
        caution=_caution(basis, effect.n, len(seen) - effect.n, same),
    )


@dataclass(frozen=True)
class _Points:
    """Points and highest points of one occasion, of shape (n_students, n_items); NaN where not scored."""

    students: pd.Index
    items: pd.Index
    points: Floats
    possible: Floats

    def share(self) -> pd.Series:
        """Return each student's share of the points of the questions answered."""
        share = np.nansum(self.points, axis=1) / np.nansum(self.possible, axis=1)
        return pd.Series(share, index=self.students)

    def cut(self, students: pd.Index, items: pd.Index) -> tuple[Floats, Floats]:
        """Return points and highest points of some students on some questions."""
        cells = np.ix_(self.students.get_indexer(students), self.items.get_indexer(items))
        return self.points[cells], self.possible[cells]


def _points(responses: pd.DataFrame, items: pd.DataFrame) -> _Points:
    """Lay out one occasion; a question asked on two assessments of it counts with both."""
    answers = scored_answers(responses, items)
    item, names = pd.factorize(items["item_id"].to_numpy(object)[answers.item])
    points, possible, n = answers.by_student(item, len(names))
    points[n == 0] = possible[n == 0] = np.nan
    return _Points(answers.students, pd.Index(names, dtype=object), points, possible)


def _common_shares(now: _Points, before: _Points, common: pd.Index) -> tuple[pd.DataFrame, Floats]:
    """Return before and now by student over the common questions, and the sheet of points before.

    Only cells that are scored both times count, and only students with at least 3 of them.
    """
    students = now.students.intersection(before.students)
    sheets = [*before.cut(students, common), *now.cut(students, common)]
    both = ~np.isnan(sheets[0]) & ~np.isnan(sheets[2])
    enough = both.sum(axis=1) >= MINIMUM_ITEMS
    of_before, most_before, of_now, most_now = (np.where(both, sheet, np.nan)[enough] for sheet in sheets)
    shares = {
        "before": np.nansum(of_before, axis=1) / np.nansum(most_before, axis=1),
        "now": np.nansum(of_now, axis=1) / np.nansum(most_now, axis=1),
    }
    return pd.DataFrame(shares, index=students[enough]), of_before


def _result_shares(results: pd.DataFrame, assessments: pd.DataFrame) -> pd.Series:
    """Return each student's share of the points of the results that count."""
    judged = judged_results(results, assessments)
    judged = judged[judged["fate"] == "counted"]
    points = (judged["share"] * judged["possible"]).groupby(judged["student_id"]).sum()
    return points / judged["possible"].groupby(judged["student_id"]).sum()


def _caution(basis: Basis, n: int, others: int, same: bool) -> str:
    if n == 0:
        return "nobody has scores of both assessments"
    known = [
        HARDER_TEST if basis == "whole scores" else "",
        f"only {plural(n, 'student')}" if n < FEW_STUDENTS else "",
        f"{plural(others, 'student')} could not be compared" if others else "",
        "every change is the same" if same and n > 1 else "",
    ]
    return "; ".join(part for part in known if part)
