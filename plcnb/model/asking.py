"""What a person is asked: the question of one field, said once, next to the field it fills.

Forms, their static twins, the check of what was typed and the headings of an export are all made from it.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "long text",
    "whole number",
    "number",
    "share",  # kept in [0, 1], typed and shown in per cent
    "date",
    "time",  # of day, kept as "15:10"
    "yes or no",
    "choice",
    "choices",
    "lines",  # several texts, one a line
    "member",
    "members",
    "standard",
    "standards",
    "assessment",
]
Reader = Literal["team", "writer", "school"]

_TEXT_HOLDS = {"text": 200, "long text": 4000, "lines": 400}  # letters; of lines: each


@dataclass(frozen=True)
class Question:
    """The question that a field answers.

    Attributes
    ----------
    label : str
        The question itself, in the words of the person who answers it.
    kind : Kind
        What kind of answer it takes.
    help : str
        One line under the question.
    example : str
        A good answer, shown where the field is empty.
    needed : bool
        Whether the record is unfinished without it. An unfinished record is kept all the same.
    options : tuple of (value, label)
        The answers to choose from, for "choice" and "choices".
    longest : int
        Letters it may have; 0: what is usual for its kind.
    least, most : float, optional
        Range of a number, in the unit it is kept in.
    seen_by : {"team", "writer", "school"}
        Who may read the answer: the writer's team, the writer alone until it is shared, or the leader too.
    step : str
        The page of the form it stands on; empty: the first.
    """

    label: str
    kind: Kind = "text"
    help: str = ""
    example: str = ""
    needed: bool = False
    options: tuple[tuple[str, str], ...] = ()
    longest: int = 0
    least: float | None = None
    most: float | None = None
    seen_by: Reader = "team"
    step: str = ""

    @property
    def holds(self) -> int:
        """Return how many letters an answer, or each line of it, may have; 0: it is not made of letters."""
        return self.longest or _TEXT_HOLDS.get(self.kind, 0)

    def refusal(self, value: object) -> str:
        """Return why `value` cannot be kept, as a sentence to the person who typed it; "" if it can.

        The type is the model's concern; this is about length, range and the options.
        """
        texts = value if isinstance(value, tuple) else (value,)
        words = [text for text in texts if isinstance(text, str)]
        if self.holds and any(len(text) > self.holds for text in words):
            longest = max(len(text) for text in words)
            return f"{self.label}: {longest} letters are too many; up to {self.holds} are kept."
        if self.options and self.kind in ("choice", "choices"):
            known = [option for option, _ in self.options]
            strange = [text for text in words if text and text not in known]
            if strange:
                return f"{self.label}: {strange[0]!r} is none of {', '.join(known)}."
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._out_of_range(float(value))
        return ""

    def _out_of_range(self, value: float) -> str:
        low, high = self.least, self.most
        if self.kind == "share":
            low, high = low or 0.0, 1.0 if high is None else high
        if value != value or abs(value) == float("inf"):
            return f"{self.label}: {value} is no number that can be kept."
        if (low is not None and value < low) or (high is not None and value > high):
            span = f"from {low:g}" if high is None else f"up to {high:g}" if low is None else ""
            return f"{self.label}: {value:g} is out of range; expected {span or f'{low:g} to {high:g}'}."
        return ""
