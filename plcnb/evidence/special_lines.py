"""Lines of an unknown file that are no student: the highest scores, the key of right answers, averages."""

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from plcnb.evidence.formats.mapping_model import fold
from plcnb.evidence.header_words import meaning_of

_FIRST, _LAST = 4, 4
_PATTERNS = {
    "highest": r"points? possible|possible(?: points?)?|out of"
    r"|max(?:imum)?\.?(?: (?:scores?|points?|marks?|possible))?"
    r"|highest possible(?: score)?|total points possible|hochstpunktzahl|höchstpunktzahl"
    r"|mögliche punkte|maximale punktzahl|puntos posibles|puntuación máxima|puntaje máximo"
    r"|points possibles|note maximale",
    "right": r"(?:answer )?keys?|correct(?: answers?)?|right answers?|lösung(?:en)?|clave",
    "summary": r"(?:class |group |overall )?(?:average|avg\.?|mean|median|totals?|sum|std\.?(?: dev\.?)?"
    r"|count|min(?:imum)?|max(?:imum)?|standard deviation|percent correct|% correct|p-?value|difficulty"
    r"|(?:gesamt)?durchschnitt|mittelwert|promedio(?: general)?|media|moyenne(?: générale)?)",
}
_REASONS = {
    "highest": "says the highest scores; no student",
    "right": "says the right answers; no student",
    "summary": "sums up the lines above; no student",
}


class SpecialLine(NamedTuple):
    """One such line: where it is, what it is, and by what in which column it is known."""

    place: int
    what: str
    column: str
    word: str

    @property
    def reason(self) -> str:
        """Why the line is left out."""
        return _REASONS[self.what]


def find_special_lines(rows: DataFrame) -> list[SpecialLine]:
    """Return the lines near the beginning and the end that are no student.

    Such a line has its word in a column that names or numbers students, and no number or name beside it.
    """
    who = [str(c) for c in rows.columns if meaning_of(str(c)) in ("id", "name", "family name", "given name",
                                                                  "login", "e-mail")]  # fmt: skip
    who = who or [str(c) for c in rows.columns[:1]]
    ends = [*range(min(_FIRST, len(rows))), *range(max(_FIRST, len(rows) - _LAST), len(rows))]
    found = []
    for place in ends:
        cells = {column: str(rows[column].iat[place]).strip() for column in who}
        filled = {column: text for column, text in cells.items() if text}
        if len(set(filled.values())) != 1:
            continue
        column, word = next(iter(filled.items()))
        what = _what(word, at_end=place >= _FIRST or place >= len(rows) - 1)
        if what:
            found.append(SpecialLine(place, what, column, word))
    return found


def _what(word: str, *, at_end: bool) -> str:
    order = ("summary", "right", "highest") if at_end else ("highest", "right", "summary")
    plain = fold(word).rstrip(":").strip()
    return next((what for what in order if re.fullmatch(_PATTERNS[what], plain)), "")


def heads_of(rows: DataFrame, lines: list[SpecialLine]) -> dict[str, dict[str, str]]:
    """Return what the first line of each kind says, by column."""
    heads: dict[str, dict[str, str]] = {}
    for line in lines:
        cells = {str(column): str(rows[column].iat[line.place]).strip() for column in rows.columns}
        heads.setdefault(line.what, {column: text for column, text in cells.items() if text})
    return heads


def students_only(rows: DataFrame, lines: list[SpecialLine]) -> DataFrame:
    """Return the rows without such lines."""
    stays: NDArray[np.bool_] = np.ones(len(rows), bool)
    stays[[line.place for line in lines]] = False
    return rows[stays].reset_index(drop=True)
