"""Whether two kinds of evidence on the same students agree: the team's own checks, and larger ones."""

from math import nan

import pandas as pd

from plcnb import tables, words
from plcnb.evidence.team_evidence import Assessment, TeamEvidence
from plcnb.reports.sections import Section, empty_state, paragraph
from plcnb.stats.disclosure import MINIMUM, protect_shares
from plcnb.stats.surveys import agreement_between
from plcnb.tables import Cell, Column, Table

_REACHED, _NOT_YET = "reached the cut", "not yet"


def two_views(evidence: TeamEvidence, assessment: Assessment | None, cut: float, *, inside: bool) -> Section:
    """Return whether the assessment looked at and the latest one of another kind say the same.

    Parameters
    ----------
    evidence : TeamEvidence
    assessment : Assessment or None
        The one looked at.
    cut : float in (0, 1)
        Share of the points that counts as reached, in both.
    inside : bool
        Whether the team itself is looking; outside a small number is not shown.
    """
    title = "Two kinds of evidence"
    other = _other(evidence, assessment)
    if assessment is None or other is None:
        missing = empty_state(
            "Only one kind of evidence has arrived,",
            "so nobody can see whether another would say the same.",
            "Import what the same students did elsewhere: a marked task, an exam, a vendor's test.",
        )
        return Section(title, "One view only", (missing,))
    pairs = _pairs(evidence, assessment, other, cut)
    if not inside and len(pairs) < MINIMUM:
        return Section(title, "Too few students took both for a number that may leave the team")
    if pairs.empty:
        missing = empty_state(
            f"No student has a result of both “{assessment.title}” and “{other.title}”,",
            "so they cannot be compared.",
            "Check that both name the same students.",
        )
        return Section(title, "Not the same students", (missing,))
    headline = f"“{assessment.title}” and “{other.title}” agree on {_agreed(pairs, inside=inside)}"
    counted = f"Each counts a student as there from {_cut(cut)} on."
    if not inside:
        return Section(title, headline, (paragraph(counted),))
    said = words.say_judges(agreement_between(pairs["here"], pairs["there"]))
    counts = _counts(pairs, assessment.title, other.title)
    return Section(title, headline, (paragraph(f"{said.sentence} {counted}"), counts))


def _other(evidence: TeamEvidence, assessment: Assessment | None) -> Assessment | None:
    """Return the latest assessment of another kind whose results have a highest score."""
    if assessment is None:
        return None
    listed = evidence.assessments
    usable = listed[
        (listed["kind"] != assessment.kind) & (listed["max_score"] > 0) & (listed["n_results"] > 0)
    ]
    if usable.empty:
        return None
    latest = usable.sort_values(["date", "day"], na_position="first").iloc[-1]
    return evidence.assessment(str(latest["assessment_id"]))


def _pairs(evidence: TeamEvidence, first: Assessment, second: Assessment, cut: float) -> pd.DataFrame:
    """Return, for each student with a score of both, whether they reached the cut here and there."""
    scored = evidence.results[(evidence.results["mark"] == "")].dropna(subset="score")
    sides = {}
    for name, one in (("here", first), ("there", second)):
        results = scored[scored["assessment_id"] == one.assessment_id].set_index("student_id")["score"]
        sides[name] = (results / one.max_score >= cut).map({True: _REACHED, False: _NOT_YET})
    return pd.DataFrame(sides).dropna()


def _agreed(pairs: pd.DataFrame, *, inside: bool) -> str:
    """Return of how many students both say the same; to others as a share that tells of no few."""
    same = pairs["here"] == pairs["there"]
    n = tables.count_of(len(pairs), "student")
    if inside:
        return f"{int(same.sum())} of {n}"
    share = pd.DataFrame({"n_students": [len(pairs)], "share": [same.mean()], "low": nan, "high": nan})
    return f"{tables.share_words(tables.records(protect_shares(share))[0])} of {n}"


def _cut(cut: float) -> str:
    return f"{tables.percent(cut)} of the points"


def _counts(pairs: pd.DataFrame, here: str, there: str) -> Table:
    """Return how many reached the cut in both, in one, in neither."""
    count = pairs.value_counts()
    rows = tuple(
        (
            Cell(f"{here}: {row}"),
            *(Cell(str(int(count.get((row, column), 0)))) for column in (_REACHED, _NOT_YET)),
        )
        for row in (_REACHED, _NOT_YET)
    )
    columns = (
        Column("Students"),
        *(Column(f"{there}: {column}", "num") for column in (_REACHED, _NOT_YET)),
    )
    return Table("The same students in both", columns, rows)
