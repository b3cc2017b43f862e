"""An idea that was tried before, recognised when it comes back in other words: the words say why.

Words are compared by what their forms share, and small slips of spelling are allowed. Every word has a
weight: what nearly every idea of a school says ("students", "lesson", "Friday") has little, what is named
seldom among the team's own ideas has much. Two ideas are alike by the weight of the words that they share,
beside the weight of all that each of them says (the root of their product); the order does not matter.

Nothing here reads meaning: an idea told in wholly other words is not recognised. On 42 pairs labelled by hand
the threshold was chosen: it finds all 20 that are one idea and claims none of the 22 others. On 16 pairs it
had not seen it found 7 of 8 and claimed none of 8 (tests/cycle/ideas_of_teams.tsv holds both). Anything from
0.45 to 0.55 does as well on the first, so the figure is not a fine one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from math import log, sqrt

from plcnb.cycle.reading import parts_of, runs_on, stem, vocabulary, words_of
from plcnb.model import Trial
from plcnb.tables import day_month

ALIKE_FROM = 0.55  # of the weight must be shared; chosen on the labelled pairs
_COMMON = 0.25  # the weight of what every school says, where a telling word has 1
_LEAST_TELLING = 1.0  # together: one telling word, or four common ones
_SLIP_FROM, _SLIP_WITHIN = 5, 0.8  # letters of a word that may hold a slip; how alike the spellings must be

_DECIDED = {"adopt": "It was adopted", "adapt": "It was to be adapted", "abandon": "It was abandoned"}
_DONE = {
    "yes": "it had been done as planned",
    "partly": "it had been done in part only",
    "no": "it had not been done as planned, so the idea itself was hardly tried",
}


@dataclass(frozen=True)
class Match:
    """An earlier idea that is like the new one.

    `alike` is in [0, 1]; `shared` are the words that say so, as they stand in the new text. `decision`,
    `decided_on` and `as_planned` say what came of it: "" and None while it is open or nobody noted it.
    """

    trial: Trial
    alike: float
    shared: tuple[str, ...]

    @property
    def says(self) -> str:
        """Return what came of it and why it is shown, in two sentences."""
        day = f" on {day_month(self.decided_on)}" if self.decided_on and self.decision else ""
        came = (
            f"{_DECIDED[self.decision]}{day}"
            if self.decision in _DECIDED
            else "Nothing is decided about it yet"
        )
        done = f"; {_DONE[self.as_planned]}" if self.as_planned in _DONE else ""
        return f"{came}{done}. Both say: {', '.join(self.shared)}."

    @property
    def decision(self) -> str:
        """Return "adopt", "adapt", "abandon", or "" while nothing is decided."""
        return self.trial.decision

    @property
    def decided_on(self) -> date | None:
        """Return the day it was closed, else its last day."""
        return self.trial.closed_on or self.trial.until

    @property
    def as_planned(self) -> str:
        """Return whether it was done as planned: what was not done was not tried."""
        return self.trial.as_planned


def similar_ideas(text: str, earlier: Sequence[Trial]) -> tuple[Match, ...]:
    """Return the earlier trials whose change is like a new text, the most alike first.

    Parameters
    ----------
    text : str
        The new idea, as it was typed.
    earlier : sequence of Trial
        The team's trials, the new one not among them.

    Returns
    -------
    tuple of Match
        Empty where nothing is alike, or the text says too little.
    """
    ideas = [_Idea(one.change) for one in earlier]
    new = _Idea(text)
    weight = _weights([idea.stems for idea in (*ideas, new)])
    matches = []
    for trial, idea in zip(earlier, ideas, strict=True):
        alike, shared = _alike(new, idea, weight)
        if alike >= ALIKE_FROM:
            matches.append(Match(trial, alike, shared))
    return tuple(sorted(matches, key=lambda match: -match.alike))


class _Idea:
    """A text as the stems of its words, each with the word that it stands for."""

    def __init__(self, text: str) -> None:
        self.words: dict[str, str] = {}
        for word in words_of(text):
            written = text[word.start : word.end]
            for part in parts_of(word.plain):
                if part not in _empty_words():
                    whole = "-" not in written and not runs_on(word.plain)
                    self.words.setdefault(_key(part), written if whole else part)

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(self.words)


def _joined(words: Iterable[str]) -> tuple[str, ...]:
    """Return words as they are, and neighbouring pairs of letters that overlap as one run."""
    runs: list[str] = []
    for word in words:
        if runs and runs_on(word) and runs[-1][-1] == word[0]:
            runs[-1] += word[1:]
        else:
            runs.append(word)
    return tuple(runs)


@cache
def _key(word: str) -> str:
    numbers = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "ten": "10"}
    same = {"colour": "color", "warmup": "warm", "math": "math", "maths": "math", "mathematics": "math"}
    word = same.get(word, word)
    return numbers.get(word) or stem(word.removesuffix("'s"))


@cache
def _empty_words() -> frozenset[str]:
    """Return words that say nothing of an idea: of grammar, in the languages we know a little."""
    lists = vocabulary("english")
    numbers = {"one", "two", "three", "four", "five", "six", "ten"}
    keep = (
        {word for word in lists["function"] if word.endswith("day")}
        | numbers
        | {"before", "after", "because"}
    )
    return (lists["function"] | lists["other"]) - keep


@cache
def _common_stems() -> frozenset[str]:
    common = vocabulary("english")["school"] | vocabulary("ideas")["common"]
    return frozenset(_key(word) for word in common) | frozenset(["1", "2", "3", "4", "5", "6", "10"])


def _weights(ideas: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the weight of each stem: little for words of every school and of many of our ideas."""
    counts = Counter(one for idea in ideas for one in idea)
    n = len(ideas)
    return {
        one: (_COMMON if one in _common_stems() else 1.0) * (1 + log(1 + n / count)) / (1 + log(1 + n))
        for one, count in counts.items()
    }


def _alike(new: _Idea, old: _Idea, weight: dict[str, float]) -> tuple[float, tuple[str, ...]]:
    """Return how alike two ideas are, and the words of the new one that both have."""
    pairs = [(one, _same(one, old.stems)) for one in new.stems]
    shared = [(one, other) for one, other in pairs if other]
    gained = sum(sqrt(weight[one] * weight[other]) for one, other in shared)
    telling = sum(_COMMON if one in _common_stems() else 1.0 for one, _ in shared)
    if telling < _LEAST_TELLING:
        return 0.0, ()
    whole = [sum(weight[one] for one in idea.stems) for idea in (new, old)]
    return min(gained / sqrt(whole[0] * whole[1]), 1.0), _joined(new.words[one] for one, _ in shared)


def _same(one: str, stems: Sequence[str]) -> str:
    """Return the stem that is the same word: as it is, or with a slip of spelling; "" if none is."""
    if one in stems:
        return one
    if len(one) < _SLIP_FROM or not one.isalpha() or runs_on(one):
        return ""
    for other in stems:
        near = len(other) >= _SLIP_FROM and other[0] == one[0] and abs(len(one) - len(other)) <= 2
        if near and SequenceMatcher(None, one, other).ratio() >= _SLIP_WITHIN:
            return other
    return ""
