"""What the wrong answers say: every option of every question, and whom it drew."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import texts
from plcnb.stats.proportions import Floats
from plcnb.stats.sheets import (
    FEW_FOR_TAILS,
    correlate,
    one_per_item,
    rest_share,
    tail_shares,
    tails,
    total_share,
)

Codes = NDArray[np.intp]

NON_FUNCTIONAL = 0.05  # chosen by fewer: a distractor that distracts nobody (the common definition)
FEWEST_FOR_NON_FUNCTIONAL = 20  # with fewer students not even one of them is 5 %
POPULAR = 0.50  # of the wrong answers: one misconception rather than many slips; design choice
FEWEST_CHOOSERS = 3  # fewer students than this are no pattern; design choice

MIS_KEY, POPULAR_WRONG, IDLE = "possible mis-key", "popular wrong answer", "non-functional"

NOT_ASKED, BLANK = -2, -1


@dataclass(frozen=True)
class OptionCounts:
    """How often each option was chosen, and by whom; every array has shape (n_options, n_items)."""

    n: Floats
    share: Floats
    upper: Floats
    lower: Floats
    rest_r: Floats


def analyse_options(
    responses: pd.DataFrame,
    key: Mapping[Any, Any] | pd.Series | Sequence[Any],
    options: Sequence[Any] | None = None,
) -> pd.DataFrame:
    """Return what each option of each multiple-choice question drew, and whether that is worth a look.

    Parameters
    ----------
    responses : DataFrame, students × items
        The option chosen. An empty string is a question left blank: a wrong answer, but no option. NaN means
        not asked.
    key : mapping or Series by item, or sequence in the order of the items
        The right options. A question whose key is missing or empty is not scored, and gets no verdict.
    options : sequence, optional
        The options that every question offered. By default those that somebody chose, and the key.

    Returns
    -------
    DataFrame
        Index (item, option), items in their order and options sorted. Columns:

        * n: students who chose it; share: n / students asked (blanks included), in [0, 1];
        * share_upper, share_lower: the same within the best and the weakest 27 % by total (halves below 30
          students; NaN where all totals are equal);
        * option_rest_r: correlation of choosing it with the share of points on the other questions; NaN with
          fewer than 3 students, or where everybody or nobody chose it;
        * is_key: bool;
        * verdict: "possible mis-key" (a wrong option of at least 3 students that drew more of the upper tail
          than the key did, or has a positive correlation above the key's), "popular wrong answer" (at least
          half of all wrong choices, and at least 3 students), "non-functional" (a wrong option of fewer than
          5 %, with at least 20 students asked), or "". The first that holds is named;
        * n_asked, n_upper, n_lower: students asked, and those of them in the upper and in the lower tail, who
          count in part where they tie at its edge (float);
        * caution: "" or what makes the verdict a question rather than an answer.

    Raises
    ------
    DataError
        If `responses` is no frame, or `key` is a sequence of another length than there are items, or names
        none of them.
    ParameterError
        If `options` is no list of options.

    Notes
    -----
    The mis-key rule is meant to miss nothing. In a class of 24 it rings falsely now and then; `items.review`
    asks for more evidence before it names a question.
    """
    if not isinstance(responses, pd.DataFrame):
        raise DataError(f"responses must be a DataFrame of students × items, got {type(responses).__name__}.")
    options = _offered(options)
    keys = one_per_item("key", key, responses.columns)
    strange = [option for option in keys if not isinstance(option, Hashable)]
    if strange:
        raise DataError(f"key must hold one option for each item, got {strange[0]!r}.")
    cells = responses.to_numpy(object)
    codes, names = pd.factorize(cells.ravel())
    labels = [*names, *(option for option in keys if not _is_empty(option)), *options]
    labels = list(dict.fromkeys(label for label in labels if not _is_empty(label)))
    labels.sort(key=str)
    place: dict[Hashable, int] = {label: code for code, label in enumerate(labels)}
    recode = np.array(
        [BLANK if _is_empty(name) else place[name] for name in names] + [NOT_ASKED], dtype=np.intp
    )
    chosen = recode[codes].reshape(cells.shape)
    key_code = np.array([NOT_ASKED if _is_empty(option) else place[option] for option in keys], dtype=np.intp)
    asked = chosen != NOT_ASKED
    points = np.where(asked & (key_code != NOT_ASKED), chosen == key_code, np.nan).astype(float)

    counts = count_options(chosen, points, np.ones(len(keys)), len(labels))
    verdicts = judge_options(counts, key_code, asked.sum(axis=0))
    n_upper, n_lower = (
        np.nan_to_num(tail) @ asked for tail in tails(total_share(points, np.ones(len(keys))))
    )
    offered = np.isin(labels, options)[:, None] & (asked.any(axis=0))
    shown = (counts.n > 0) | (np.arange(len(labels))[:, None] == key_code) | offered
    item, option = np.nonzero(shown.T)
    index = pd.MultiIndex.from_arrays(
        [responses.columns[item], pd.Index(labels)[option] if labels else []], names=["item", "option"]
    )
    return pd.DataFrame(
        {
            "n": counts.n[option, item].astype(int),
            "share": counts.share[option, item],
            "share_upper": counts.upper[option, item],
            "share_lower": counts.lower[option, item],
            "option_rest_r": counts.rest_r[option, item],
            "is_key": option == key_code[item],
            "verdict": texts(verdicts[option, item]),
            "n_asked": asked.sum(axis=0)[item],
            "n_upper": n_upper[item],
            "n_lower": n_lower[item],
            "caution": texts(map(_caution, verdicts[option, item], asked.sum(axis=0)[item])),
        },
        index=index,
    )


def count_options(chosen: Codes, points: Floats, possible: Floats, n_options: int) -> OptionCounts:
    """Count the options of a test.

    Parameters
    ----------
    chosen : array of int, shape (n_students, n_items)
        The option's number from 0, `BLANK` or `NOT_ASKED`.
    points, possible : array of float, shapes (n_students, n_items) and (n_items,)
        The scores, NaN where there is none, and the highest there are.
    n_options : int
        How many options there are over all questions.
    """
    rest, (upper, lower) = rest_share(points, possible), tails(total_share(points, possible))
    asked = chosen != NOT_ASKED
    empty = np.full((n_options, chosen.shape[1]), np.nan)
    counts = OptionCounts(*(empty.copy() for _ in range(5)))
    for option in range(n_options):
        took = np.where(asked, chosen == option, np.nan)
        counts.n[option] = np.nansum(took, axis=0)
        with np.errstate(invalid="ignore"):  # nobody asked: NaN
            counts.share[option] = counts.n[option] / asked.sum(axis=0)
        counts.upper[option] = tail_shares(took, upper)
        counts.lower[option] = tail_shares(took, lower)
        counts.rest_r[option] = correlate(took, rest)
    return counts


def judge_options(counts: OptionCounts, key: Codes, n_asked: Codes) -> NDArray[np.object_]:
    """Return the verdict on each option, "" if there is nothing to say; shape (n_options, n_items).

    `key` gives the number of each question's key (`NOT_ASKED`: unknown), `n_asked` how many were asked.
    """
    wrong = (np.arange(len(counts.n))[:, None] != key) & (key != NOT_ASKED)
    columns = np.arange(len(key))
    known = np.where(key == NOT_ASKED, 0, key)
    if len(counts.n) == 0:
        return np.full(counts.n.shape, "", dtype=object)
    stronger = counts.upper > counts.upper[known, columns]
    likelier = (counts.rest_r > 0) & (counts.rest_r > counts.rest_r[known, columns])
    some = counts.n >= FEWEST_CHOOSERS
    popular = counts.n >= POPULAR * np.where(wrong, counts.n, 0).sum(axis=0)
    idle = (counts.share < NON_FUNCTIONAL) & (n_asked >= FEWEST_FOR_NON_FUNCTIONAL)
    return np.select(
        [wrong & some & (stronger | likelier), wrong & some & popular, wrong & idle],
        [MIS_KEY, POPULAR_WRONG, IDLE],
        "",
    ).astype(object)


def _caution(verdict: str, n_asked: int) -> str:
    if verdict == IDLE or not verdict or n_asked >= FEW_FOR_TAILS:
        return ""
    return f"only {n_asked} students: it may be chance"


def _offered(options: Sequence[Any] | None) -> list[Any]:
    """Return the options as a list, without empty ones."""
    if options is None:
        return []
    listed = list(options) if isinstance(options, Iterable) and getattr(options, "ndim", 1) == 1 else [[]]
    if not all(isinstance(option, Hashable) for option in listed):
        raise ParameterError(f"options must be a list of the options, such as A, B, C; got {options!r}.")
    return [option for option in listed if not _is_empty(option)]


def _is_empty(option: Any) -> bool:
    return option is None or option is pd.NA or option == "" or bool(option != option)
