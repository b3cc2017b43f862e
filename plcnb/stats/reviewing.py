"""Which questions of an assessment are worth a look, and why."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import bdtrc, stdtrit

from plcnb.stats.answers import FEW_STUDENTS, ScoredAnswers, require, scored_answers, texts
from plcnb.stats.judging import (
    CANNOT_TELL,
    CHECK_KEY,
    correlation_interval,
    more_students,
    students_to_leave,
)
from plcnb.stats.options import (
    BLANK,
    FEWEST_CHOOSERS,
    MIS_KEY,
    NOT_ASKED,
    POPULAR,
    POPULAR_WRONG,
    Codes,
    count_options,
    judge_options,
)
from plcnb.stats.proportions import Floats, answers_to_leave, check_share, proportion_interval
from plcnb.stats.settling import plural
from plcnb.stats.sheets import correlate, rest_share

COLUMNS = ["item_id", "position", "standard_id", "n", "difficulty", "low", "high", "item_rest_r"]
COLUMNS += ["top_wrong", "top_wrong_share", "top_wrong_n", "key", "flag", "why", "assessment_id"]
COLUMNS += ["verdict", "more_needed", "caution"]

WORTH_NAMING = 0.20  # of the students: fewer may be chance rather than one wrong idea; design choice

ONE_IDEA = "one misunderstanding"

ANY_OF_THREE = 3  # wrong options of a question with four: any of them could have been the popular one
RARELY = 0.10  # of classes in which wrong answers fall by chance; design choice

HARD = 0.30  # a difficulty below this is near what guessing gives; guides name .20 to .30


def review(
    responses: pd.DataFrame,
    items: pd.DataFrame,
    *,
    level: float = 0.90,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Return the questions of an assessment, the hardest first, with what makes one worth a look.

    Parameters
    ----------
    responses, items : DataFrame
        As ``columns.TEAM_TABLES`` has them, of one team. `items` says which questions are meant, those of one
        assessment as a rule; each assessment is looked at for itself. Omitted questions are wrong answers,
        answers without a score none.
    level : float in (0, 1)
        Coverage of the interval of the difficulty.
    alpha : float in (0, 1)
        How often a sound question may be called a possible mis-key by chance, for one pair of options.

    Returns
    -------
    DataFrame
        One row for each question with a scored answer:

        * item_id, position, standard_id, n (students whose answer was scored);
        * difficulty, low, high: share of its points in [0, 1], with its Wilson interval over n;
        * item_rest_r: correlation with the rest of the assessment; NaN with fewer than 3 students or where
          one side is constant;
        * top_wrong: the wrong option that most chose (of equals the first), "" if there is none or no key;
          top_wrong_share: of the n students, NaN without a top_wrong; top_wrong_n (0 without);
        * key: "" if unknown;
        * flag: "possible mis-key", "popular wrong answer" (one wrong option has at least half of all wrong
          choices, 3 students, and a fifth of the n students), "hard" (difficulty below 0.30), or "": the
          first that holds;
        * why: the flag's reason in a phrase, "" without a flag;
        * assessment_id;
        * verdict: what the answers bear out: "check the key" (a possible mis-key), "one misunderstanding" (so
          many took the popular wrong answer as would by chance, of three wrong ones, in one class in ten),
          "hard" (the interval wholly below 0.30), "sound" (no flag, and item_rest_r clearly above 0 or
          everybody right), or "cannot tell";
        * more_needed: what would settle it, as a phrase; "" if it is settled;
        * caution: what to know before trusting the row; "" if nothing.

        Sorted by difficulty, then by assessment and position.

    Raises
    ------
    DataError
        If a column is missing or a question stands twice in `items`.
    ParameterError
        If `level` or `alpha` is not strictly between 0 and 1.

    Notes
    -----
    The mis-key rule of `analyse_options` alone rings falsely in small classes. Here those who chose the
    suspected option must also have done better on the other questions than those who chose the key, by a
    one-sided t test at `alpha`; where nobody chose the key the rule alone decides. Likewise half of the
    wrong choices on an easy question are a handful of students, so a popular wrong answer must also have
    drawn a fifth of all. An option that was given full points is not suspected, and is no wrong answer.
    """
    check_share("level", level)
    check_share("alpha", alpha)
    require("responses", responses, ["response"])
    require("items", items, ["assessment_id", "item_id", "position", "standard_id", "key"])
    answers = scored_answers(responses, items)
    chosen, key, labels = _option_codes(responses, items, answers)
    tests, _ = pd.factorize(items["assessment_id"])
    parts = []
    for test in range(tests.max(initial=-1) + 1):
        places = np.flatnonzero(tests == test)
        paper = _paper(places, answers, chosen, key)
        parts.append(_review_paper(paper, labels, level, alpha).set_index(places))
    found = (
        pd.concat(parts)
        if parts
        else _review_paper(_paper(tests, answers, chosen, key), labels, level, alpha)
    )
    asked = items.reset_index(drop=True)[["item_id", "position", "standard_id", "key", "assessment_id"]]
    frame = asked.join(found)[COLUMNS]
    frame = frame[frame["n"] > 0].sort_values(["difficulty", "assessment_id", "position"], ignore_index=True)
    frame.attrs.update(level=level)
    return frame


@dataclass(frozen=True)
class _Paper:
    """One assessment: sheets of students by questions, and what holds for each question.

    `points` is NaN and `chosen` `NOT_ASKED` where there is no score; `key` is `NOT_ASKED` where it is
    unknown.
    """

    points: Floats
    possible: Floats
    chosen: Codes
    key: Codes


def _option_codes(
    responses: pd.DataFrame, items: pd.DataFrame, answers: ScoredAnswers
) -> tuple[Codes, Codes, list[str]]:
    """Return the option of each scored answer and the key of each item as numbers, and the options in order.

    Words written where there is no key are no options.
    """
    written, names = pd.factorize(responses["response"].fillna("").iloc[answers.row])
    keys, key_names = pd.factorize(items["key"])
    closed = (items["key"] != "").to_numpy(bool)
    used = np.unique(written[closed[answers.item]])
    labels = sorted({*names[used], *key_names} - {""})
    place = {label: code for code, label in enumerate(labels)}
    option = np.array([place.get(name, BLANK) for name in names], dtype=np.intp)
    right = np.array([place.get(name, NOT_ASKED) for name in key_names], dtype=np.intp)
    return np.where(closed[answers.item], option[written], BLANK), right[keys], labels


def _paper(places: Codes, answers: ScoredAnswers, chosen: Codes, key: Codes) -> _Paper:
    """Lay out the answers to the questions at `places` of the items."""
    column = np.full(len(key), -1)
    column[places] = np.arange(len(places))
    mine = column[answers.item] >= 0
    students, row = np.unique(answers.student[mine], return_inverse=True)
    cell = row, column[answers.item[mine]]
    shape = len(students), len(places)
    points, options, possible = np.full(shape, np.nan), np.full(shape, NOT_ASKED), np.ones(len(places))
    points[cell], options[cell] = answers.points[mine], chosen[mine]
    possible[cell[1]] = answers.possible[mine]
    return _Paper(points, possible, options, key[places])


def _review_paper(paper: _Paper, labels: list[str], level: float, alpha: float) -> pd.DataFrame:
    """Return the computed columns of `review`, one row for each question of the paper."""
    n = (~np.isnan(paper.points)).sum(axis=0)
    full = (paper.points >= paper.possible).sum(axis=0)
    with np.errstate(invalid="ignore"):  # nobody answered: NaN
        difficulty = np.nansum(paper.points, axis=0) / (n * paper.possible)
    low, high = proportion_interval(difficulty * n, n, level)
    rest = rest_share(paper.points, paper.possible)
    wrong = _wrong_choices(paper, len(labels))
    top, top_n = wrong.argmax(axis=0), wrong.max(axis=0)
    suspect = _suspects(paper, rest, wrong, alpha)
    item_rest_r = correlate(paper.points, rest)
    popular = (
        (top_n >= FEWEST_CHOOSERS) & (top_n >= POPULAR * wrong.sum(axis=0)) & (top_n >= WORTH_NAMING * n)
    )
    flag = np.select([suspect >= 0, popular, difficulty < HARD], [MIS_KEY, POPULAR_WRONG, "hard"], "")

    def why(k: int) -> str:
        if flag[k] == MIS_KEY:
            taken, keyed = labels[suspect[k]], labels[paper.key[k]]
            return f"those who chose {taken} did better elsewhere than those who chose the key {keyed}"
        if flag[k] == POPULAR_WRONG:
            return f"{top_n[k]} of {wrong[:, k].sum()} wrong choices are {labels[top[k]]}"
        return f"{full[k]} of {n[k]} have it right" if flag[k] else ""

    return pd.DataFrame(
        {
            "n": n,
            "difficulty": difficulty,
            "low": low,
            "high": high,
            "item_rest_r": item_rest_r,
            "top_wrong": texts(labels[best] if some else "" for best, some in zip(top, top_n, strict=True)),
            "top_wrong_share": np.where(top_n > 0, top_n / np.maximum(n, 1), np.nan),
            "top_wrong_n": top_n,
            "flag": texts(flag),
            "why": texts(map(why, range(len(n)))),
            **_settled(flag, n, full, difficulty, high, item_rest_r, top_n, wrong.sum(axis=0), level),
        }
    )


def _settled(
    flag: NDArray[np.str_],
    n: Codes,
    full: Codes,
    difficulty: Floats,
    high: Floats,
    item_rest_r: Floats,
    top_n: Codes,
    n_wrong: Codes,
    level: float,
) -> dict[str, Any]:
    """Return verdict, more_needed and caution of each question: what of its flag the answers bear out."""
    by_chance = ANY_OF_THREE * bdtrc(np.maximum(top_n - 1, 0), np.maximum(n_wrong, 1), 1 / ANY_OF_THREE)
    r_low, _ = correlation_interval(item_rest_r, n, level)
    sound = (r_low > 0) | ((full == n) & (n >= FEW_STUDENTS))
    verdict = np.select(
        [
            flag == MIS_KEY,
            (flag == POPULAR_WRONG) & (by_chance <= RARELY),
            (flag == "hard") & (high < HARD),
            (flag == "") & sound,
        ],
        [CHECK_KEY, ONE_IDEA, "hard", "sound"],
        CANNOT_TELL,
    )
    by_r = np.maximum(students_to_leave(item_rest_r, 0.0, level), FEW_STUDENTS) - n
    by_difficulty = np.floor(answers_to_leave(difficulty, HARD, level)) + 1 - n

    def settles(k: int) -> str:
        if verdict[k] != CANNOT_TELL:
            return ""
        if flag[k] == POPULAR_WRONG:
            return "a word with two of those who chose it"
        if flag[k] == "hard":
            return more_students(by_difficulty[k])
        return more_students(by_r[k]) if by_r[k] == by_r[k] else more_students(max(FEW_STUDENTS - n[k], 1))

    cautions = [f"only {plural(int(k), 'student')}" if k < FEW_STUDENTS else "" for k in n]
    return {
        "verdict": texts(verdict),
        "more_needed": texts(map(settles, range(len(n)))),
        "caution": texts(cautions),
    }


def _wrong_choices(paper: _Paper, n_options: int) -> Codes:
    """Return how many chose each wrong option, shape (1 or more, n_items); 0 for keys and accepted ones."""
    counts = np.zeros((max(n_options, 1), len(paper.key)), dtype=int)
    for option in range(n_options):
        took = paper.chosen == option
        accepted = (took & (paper.points >= paper.possible)).any(axis=0)
        wrong = (paper.key != NOT_ASKED) & (paper.key != option) & ~accepted
        counts[option] = np.where(wrong, took.sum(axis=0), 0)
    return counts


def _suspects(paper: _Paper, rest: Floats, wrong: Codes, alpha: float) -> Codes:
    """Return for each question the option that looks like the true key, -1 where none does."""
    counts = count_options(paper.chosen, paper.points, paper.possible, len(wrong))
    asked = (paper.chosen != NOT_ASKED).sum(axis=0)
    possible = (judge_options(counts, paper.key, asked) == MIS_KEY) & (wrong > 0)
    suspect = np.full(len(paper.key), -1)
    for option, item in sorted(np.argwhere(possible).tolist(), key=lambda pair: wrong[tuple(pair)]):
        took = rest[paper.chosen[:, item] == option, item]
        keyed = rest[paper.chosen[:, item] == paper.key[item], item]
        if _outdoes(took, keyed, alpha):
            suspect[item] = option  # the one that most chose comes last
    return suspect


def _outdoes(values: Floats, others: Floats, alpha: float) -> bool:
    """Say whether values lie above others beyond chance: Student's one-sided t test, common variance.

    Where there are no others the values stand alone and do; where none is known, as on a test of one
    question, nothing can be compared and they do not.
    """
    if len(others) == 0:
        return True
    values, others = values[~np.isnan(values)], others[~np.isnan(others)]
    df = len(values) + len(others) - 2
    if len(values) == 0 or len(others) == 0 or df < 1:
        return False
    difference = values.mean() - others.mean()
    squares = np.sum((values - values.mean()) ** 2) + np.sum((others - others.mean()) ** 2)
    error = np.sqrt(squares / df * (1 / len(values) + 1 / len(others)))
    return bool(difference > stdtrit(df, 1 - alpha) * error)
