"""What the columns of an unknown file hold: numbers, days, answers, names, seen from their cells and names.

Each different text of a column is looked at once, and of a long column at most some thousands of them.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from plcnb.evidence.formats.mapping_model import fold
from plcnb.evidence.header_words import meaning_of, plain_header

MISSING = frozenset({"n/a", "na", "#n/a", "-", "--", "–", "—", "null", "none", "nan", ".", "?"})
EXEMPT = frozenset({"ex", "exempt", "excused", "exc"})
ABSENT = frozenset({"abs", "absent", "a/n", "missing", "not submitted", "ns", "ni", "nhi", "incomplete"})

DATE_FORMS = (
    "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d",
    "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%b-%Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S",
)  # fmt: skip

MOST_LOOKED_AT = 5000  # different texts of a column
_SHARE = 0.9
_FEW_WORDS = 8
_SHORTEST, _LONGEST, _EIGHT = 6, 26, 8  # characters of a written day
_EARLIEST, _LATEST = 1990, 2100  # years; no score of a student who is still at school is older

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_PER_CENT = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*%")
_OUT_OF = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*/\s*(\d+(?:[.,]\d+)?)")
_ZEROS = re.compile(r"0\d{2,}")  # no score is written 0071
_DAY_WORDS = re.compile(
    r"\b(?:dates?|day|taken|complet\w+|submitted|due|start(?:ed)?|end(?:ed)?|datum|tag|fecha|dia|jour)\b"
)
_FIRST_DAY, _LAST_DAY = 36526, 55153  # 2000 and 2050, as Excel counts days
_LETTER = re.compile(r"[A-Ha-h]")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TWO_PARTS = re.compile(r"[^,]+,\s*[^,]+")
_GRADE = re.compile(
    r"(?:grade |year )?(?:0?\d|1[0-3])(?:st|nd|rd|th)?|k|kg|pk|pre-?k|tk|kindergarten", re.IGNORECASE
)


@dataclass(frozen=True)
class ColumnProfile:
    """What one column holds.

    Attributes
    ----------
    name, meaning : str
        Its name, and what the name says (`header_words.meaning_of`).
    filled, distinct : int
        Cells with something in them, and how many different ones.
    shape : {"empty", "number", "per cent", "out of", "answer", "date", "e-mail", "text"}
        What nearly all of them are.
    whole : bool
        Whether all numbers are whole.
    low, high : float
        The least and the highest number; NaN if there is none.
    possible : float
        Of cells such as "4 / 5": the highest number behind the stroke.
    comma, point : bool
        Whether numbers have a decimal comma, or a decimal point.
    dates : tuple of str
        The forms in which all cells can be read as days; "excel" for days that Excel has counted.
    words : tuple of str
        The other texts in a column of numbers, at most eight.
    mixed : bool
        Whether half of it are numbers, and the rest are texts of which nobody knows what they mean.
    grades, family_first : bool
        Whether all could be grade levels; whether all are two parts with a comma between them.
    """

    name: str
    meaning: str = ""
    filled: int = 0
    distinct: int = 0
    shape: str = "empty"
    whole: bool = False
    low: float = np.nan
    high: float = np.nan
    possible: float = np.nan
    comma: bool = False
    point: bool = False
    dates: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    mixed: bool = False
    grades: bool = False
    family_first: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers in one of the ways people write scores."""
        return self.shape in ("number", "per cent", "out of")

    @property
    def right_or_wrong(self) -> bool:
        """Whether it holds nothing but 0 and 1."""
        return self.shape == "number" and self.whole and self.low >= 0 and self.high <= 1

    @property
    def unique(self) -> bool:
        """Whether no two cells are equal."""
        return 0 < self.filled == self.distinct


def profile_columns(rows: DataFrame) -> list[ColumnProfile]:
    """Return what each column of a table of text holds, in the order of the columns."""
    return [profile_column(str(name), rows[name]) for name in rows.columns]


def profile_column(name: str, cells: Series) -> ColumnProfile:
    """Return what one column of text holds."""
    meaning = meaning_of(name)
    counts = cells.str.strip().value_counts()
    counts = counts[[bool(text) and fold(text) not in MISSING for text in counts.index]]
    if counts.empty:
        return ColumnProfile(name, meaning)
    plain = ColumnProfile(name, meaning, int(counts.sum()), len(counts), "text")
    counts = counts.head(MOST_LOOKED_AT)
    texts = Series(counts.index, dtype="str")
    grades, two_parts = (bool(texts.str.fullmatch(form).all()) for form in (_GRADE, _TWO_PARTS))
    plain = replace(plain, grades=grades, family_first=two_parts)
    weights: NDArray[np.int64] = np.asarray(counts, np.int64)
    if _most(texts.str.fullmatch(_MAIL), weights):
        return replace(plain, shape="e-mail")
    if _most(texts.str.fullmatch(_LETTER), weights):
        return replace(plain, shape="answer")
    if forms := _date_forms(texts.tolist()):
        return replace(plain, shape="date", dates=forms)
    return _with_numbers(plain, texts, weights)


def _most(fits: Series, weights: NDArray[np.int64]) -> bool:
    """Whether nearly all cells fit, each text counted as often as it stands there."""
    return bool(weights[fits.to_numpy(bool)].sum() >= _SHARE * weights.sum())


def _date_forms(texts: list[str]) -> tuple[str, ...]:
    """Return the forms in which every text is a day; eight digits count only if they begin with a century."""
    first = texts[0]
    marked = any(mark in first for mark in "-/. ") or first.startswith(("19", "20"))
    if not marked or not _SHORTEST <= len(first) <= _LONGEST or not first[-1].isdigit():
        return ()
    return tuple(form for form in DATE_FORMS if all(_is_day(text, form) for text in texts))


def _is_day(text: str, form: str) -> bool:
    if form == "%Y%m%d" and len(text) != _EIGHT:
        return False
    try:
        return _EARLIEST <= datetime.strptime(text, form).year <= _LATEST
    except ValueError:
        return False


def _with_numbers(plain: ColumnProfile, texts: Series, weights: NDArray[np.int64]) -> ColumnProfile:
    """Add what the numbers among the texts are; unchanged if there are not nearly only numbers."""
    whole, comma = texts.str.fullmatch(_PLAIN), texts.str.fullmatch(_COMMA)
    shares, strokes = texts.str.extract(_PER_CENT), texts.str.extract(_OUT_OF)
    written = {
        "per cent": shares[0],
        "out of": strokes[0],
        "number": texts.where(whole | comma),
    }
    shape = max(written, key=lambda one: int(weights[written[one].notna().to_numpy()].sum()))
    found = written[shape]
    others = texts[found.isna()]
    known = others.map(fold).isin(EXEMPT | ABSENT).to_numpy()
    meant = found.notna().to_numpy() | np.isin(texts, others[known])
    if shape == "number" and plain.meaning != "score" and texts.str.fullmatch(_ZEROS).any():
        return plain
    if not found.notna().any() or len(others) > _FEW_WORDS or weights[meant].sum() < _SHARE * weights.sum():
        return replace(plain, mixed=bool(2 * weights[found.notna().to_numpy()].sum() >= weights.sum()))
    numbers, most = _floats(found), _floats(strokes[1])
    if shape == "number" and others.empty and _are_counted_days(plain.name, numbers):
        return replace(plain, shape="date", dates=("excel",))
    return replace(
        plain,
        shape=shape,
        whole=bool((numbers == numbers.round()).all()),
        low=float(numbers.min()),
        high=float(numbers.max()),
        possible=float(most.iloc[0]) if shape == "out of" and most.nunique() == 1 else np.nan,
        comma=bool(found.dropna().str.contains(",", regex=False).any()),
        point=bool(found.dropna().str.contains(".", regex=False).any()),
        words=tuple(others),
    )


def _are_counted_days(name: str, numbers: Series) -> bool:
    """Whether whole numbers under a name that speaks of days are days as Excel counts them."""
    whole = numbers.between(_FIRST_DAY, _LAST_DAY).all() and (numbers == numbers.round()).all()
    return bool(whole) and _DAY_WORDS.search(plain_header(name)) is not None


def _floats(texts: Series) -> Series:
    """Read texts of digits, in whatever script, as numbers."""
    return Series([float(text.replace(",", ".")) for text in texts.dropna()], dtype="float64")
