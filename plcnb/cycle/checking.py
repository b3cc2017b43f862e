"""What a check says: yes or not yet, why, and a good example. It advises and never forbids."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Attributes
    ----------
    name : str
        What is looked for ("actionable").
    met : bool
        Whether it is there.
    reason : str
        Why, in a sentence to the person who wrote it.
    example : str
        How it could be written, "" where it is met or none fits.
    judged : bool
        False where it could not be judged, as a text in another language; `met` is False then.
    """

    name: str
    met: bool
    reason: str
    example: str = ""
    judged: bool = True

    @property
    def title(self) -> str:
        """Return its name as a heading; where it could not be judged, with what to do instead."""
        name = self.name.capitalize()
        return name if self.judged else f"{name}: {self.says}"

    @property
    def advice(self) -> str:
        """Return the reason and, where there is one, the example."""
        return f"{self.reason} For example: {self.example.rstrip('.')}." if self.example else self.reason

    @property
    def says(self) -> str:
        """Return "yes", "not yet", or "please read it yourselves" where nothing can be claimed."""
        if not self.judged:
            return "please read it yourselves"
        return "yes" if self.met else "not yet"


def not_yet(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return what was judged and is not there yet."""
    return tuple(check for check in checks if check.judged and not check.met)
