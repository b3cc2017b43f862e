"""How many gave which answer to each question of a survey, so that nobody's own answer can be read off."""

from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import ParameterError
from plcnb.stats.answers import texts
from plcnb.stats.disclosure import TOP
from plcnb.stats.instruments import Instrument, as_instrument, read_answers
from plcnb.stats.proportions import Floats
from plcnb.stats.respondents import MINIMUM_RESPONDENTS, check_minimum

MOST_ANSWERS = 11  # 0 to 10; on longer scales single answers are of few people

_COLUMNS = ["share", "n", "label", "side", "degree", "side_share"]
_COLUMNS += ["dimension", "turned", "hidden", "withheld", "why"]

SIDES = ("unfavourable", "neutral", "favourable")


def distribution(
    answers: pd.DataFrame,
    instrument: Any,
    minimum: int = MINIMUM_RESPONDENTS,
    *,
    scale: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Return which share of the respondents gave which answer to each question.

    Parameters
    ----------
    answers, instrument, scale
        As for `score`.
    minimum : int, 1 or more
        Questions that fewer answered are hidden.

    Returns
    -------
    DataFrame
        Index (question, answer): every question of the instrument once, with every answer of the scale as it
        was given, from the lowest. Columns:

        * share: of those who answered the question, in [0, 1]; NaN where hidden or withheld;
        * n: who answered the question; NaN where hidden;
        * label: the answer's words, "" without;
        * side: "unfavourable", "neutral" or "favourable"; for a reversed question the low answers are the
          favourable ones. A scale with an even number of answers has no neutral one;
        * degree: how many answers from the middle: 0 for the neutral one, 1, 2, ... to either side;
        * side_share: share of all answers on that side, repeated for each; NaN where it is not to be told;
        * dimension: the first that the question belongs to; turned: whether it is reversed;
        * hidden: fewer than `minimum` answered it; then all numbers are NaN;
        * withheld: the shares of single answers are not told (see Notes); why: the reason; "" where shown.

    Raises
    ------
    DataError, ParameterError
        As `score`; also if the scale has more than 11 answers.

    Notes
    -----
    A question that all answered alike tells what each one said; if all but one did, that one knows about the
    others. So where one answer has all, all but one, or 95 % or more of the respondents, or one side has all,
    single answers are withheld and only the sides are told; and where one side has all or 95 %, it is coded:
    its side_share is (n - 1) / n as a whole per cent, or 95 % from 20 respondents on, which reads "this much
    or more", and that of the other sides NaN. The mean of a dimension of one question would undo this: do
    not show both.
    """
    asked = as_instrument(instrument, scale)
    check_minimum(minimum)
    steps = np.arange(asked.lowest, asked.highest + 1)
    if len(steps) > MOST_ANSWERS:
        raise ParameterError(
            f"The scale has {len(steps)} answers; shares are given for up to {MOST_ANSWERS}. "
            "Use `score` for a longer one."
        )
    sheet = read_answers(answers, asked)
    belongs: dict[str, str] = {}
    for name, questions in asked.dimensions.items():
        belongs = dict.fromkeys(questions, str(name)) | belongs
    parts = []
    for question in asked.questions:
        counts = (sheet[question].to_numpy()[:, None] == steps).sum(axis=0)
        part = _question(counts, _places(steps, asked, question), minimum)
        part["label"] = texts(asked.label(int(step)) for step in steps)
        parts.append(part.assign(dimension=belongs[question], turned=question in asked.reversed))
    frame = pd.concat(parts, ignore_index=True)
    frame.index = pd.MultiIndex.from_product([asked.questions, steps.tolist()], names=["question", "answer"])
    for column in ("side", "why", "dimension"):
        frame[column] = texts(frame[column])
    return frame[_COLUMNS]


def _places(steps: np.ndarray, asked: Instrument, question: str) -> Floats:
    """Return how far each answer lies on the favourable side of the middle."""
    return (asked.neutral - steps) if question in asked.reversed else (steps - asked.neutral)


def _question(counts: np.ndarray, places: Floats, minimum: int) -> pd.DataFrame:
    n = int(counts.sum())
    hidden = n < minimum
    side = np.sign(places).astype(int) + 1
    of_side = np.bincount(side, counts, minlength=3)
    one_answer = hidden or counts.max() >= min(n - 1, TOP * n)
    one_side = hidden or of_side.max() >= min(n, TOP * n)
    shares, side_shares = counts / max(n, 1), of_side / max(n, 1)
    why = ""
    if hidden:
        side_shares, why = np.full(3, np.nan), f"fewer than {minimum} answered"
    elif one_side:
        coded = np.full(3, np.nan)
        coded[of_side.argmax()] = min(100 * (n - 1) // n / 100, TOP)  # downwards: it must stay true
        side_shares, why = coded, f"nearly all {SIDES[of_side.argmax()]}"
    elif one_answer:
        why = "nearly all alike"
    withheld = one_answer or one_side
    return pd.DataFrame(
        {
            "share": np.full(len(counts), np.nan) if withheld else shares,
            "n": np.nan if hidden else float(n),
            "side": [SIDES[place] for place in side],
            "degree": np.ceil(np.abs(places)).astype(int),
            "side_share": side_shares[side],
            "hidden": hidden,
            "withheld": bool(withheld),
            "why": why,
        }
    )
