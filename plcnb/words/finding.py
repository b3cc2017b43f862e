"""A finding: its sentence, the shape before it, and how it calls what it speaks of."""

from dataclasses import dataclass
from textwrap import shorten

import pandas as pd

from plcnb.model import Verdict

FEW = 10  # students: of fewer, a count says what a per cent would only dress up
_LONGEST_NAME = 52  # characters of a standard's statement inside a sentence


@dataclass(frozen=True)
class Finding:
    """One finding: its sentence, the verdict whose shape stands before it, a few words to head its proof."""

    sentence: str
    verdict: Verdict = "cannot tell"
    short: str = ""

    @property
    def headline(self) -> str:
        """The few words, or the sentence where there are none."""
        return self.short or self.sentence


def standard_name(row: pd.Series) -> str:
    """Return how a sentence names a standard: its statement, or its code where it has none."""
    statement = shorten(str(row["statement"]).strip(), _LONGEST_NAME, placeholder=" …")
    return f"“{statement}”" if statement else f"standard {row['code'] or row['standard_id']}"
