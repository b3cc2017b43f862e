"""From what a person typed to the value that is kept, and back. What cannot be read is refused in words."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from plcnb.errors import ParameterError
from plcnb.forms.plan import FormField, FormPlan

Raw = str | bool | list[str]

LONGEST = 100_000  # letters of one answer that are looked at at all
_FIRST_YEAR, _LAST_YEAR = 2000, 2100  # a year outside is a slip of the finger
_LARGEST = 10**12
_SMALL_HOURS = 6  # "3:10" is nearly always meant for the afternoon, and "03:10" is not
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
_DAY_FIRST = re.compile(rf"{_DAY}\s+{_MONTH}{_YEAR}")
_MONTH_FIRST = re.compile(rf"{_MONTH}\s+{_DAY}{_YEAR}")
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?(?:m\.?)?")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read(field: FormField, raw: Raw, today: date | None = None) -> Any:
    """Return the value that was meant.

    Parameters
    ----------
    field : FormField
    raw : str, bool or list of str
        As typed, ticked or chosen.
    today : date, optional
        Gives a day without a year the year that brings it nearest.

    Raises
    ------
    ParameterError
        If it cannot be read, or the field cannot keep it; the message is for the person who typed it.
    """
    kind = field.question.kind
    if kind == "yes or no":
        value: Any = _yes_or_no(raw)
    elif field.many and field.chosen:
        value = _several(field, raw)
    else:
        text = _text(raw)
        if not text.strip():
            if field.may_be_blank:
                return field.blank
            raise ParameterError("An answer is needed here.")
        if field.chosen:
            value = _one(field, text)
        elif kind == "lines" or field.many:
            value = tuple(filter(None, (line.strip() for line in text.split("\n"))))
        elif kind == "long text":
            value = text.strip()
        else:
            value = _READERS.get(kind, _line)(text.strip(), today)
    refusal = field.question.refusal(value)
    if refusal:
        raise ParameterError(_in_its_place(refusal, field))
    return value


def shown(field: FormField, value: Any) -> Raw:
    """Return a value as it stands in the form, such that `read` gives the same value back."""
    kind = field.question.kind
    if kind == "yes or no":
        return bool(value)
    if field.many and field.chosen:
        return [str(one) for one in value or ()]
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return "\n".join(str(one) for one in value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        number = Decimal(repr(value)) * (100 if kind == "share" else 1)
        digits = f"{number:f}"
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return f"{digits} %" if kind == "share" and 0 < value < 0.01 else digits
    return str(value)


def starts(plan: FormPlan) -> dict[str, Raw]:
    """Return what stands in each field of a new form."""
    return {field.name: shown(field, field.start) for field in plan.fields}


def clean(text: str) -> str:
    """Return text that every database can hold: no control characters, no halves of characters."""
    return _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _text(raw: Raw) -> str:
    if not isinstance(raw, str):
        raise ParameterError("Text was expected here.")
    if len(raw) > LONGEST:
        raise ParameterError(f"More than {LONGEST} letters are too many to be kept.")
    return clean(raw)


def _line(text: str, _: date | None) -> str:
    return " ".join(text.split("\n"))


def _yes_or_no(raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().lower() in ("yes", "no", ""):
        return raw.strip().lower() == "yes"
    raise ParameterError("Yes or no was expected here.")


def _one(field: FormField, text: str) -> str:
    value = text.strip()
    if value not in dict(field.options):
        raise ParameterError("That is none of the options. Choose one of the list.")
    return value


def _several(field: FormField, raw: Raw) -> tuple[str, ...]:
    if isinstance(raw, str):
        raw = [raw] if raw else []
    if not isinstance(raw, list) or any(not isinstance(one, str) for one in raw):
        raise ParameterError("A choice from the list was expected here.")
    known = dict(field.options)
    if any(one not in known for one in raw):
        raise ParameterError("One of these is none of the options. Choose from the list.")
    return tuple(value for value in known if value in raw)


def _decimal(text: str, what: str = "a number, such as 12.5") -> Decimal:
    plain = (
        text.replace("−", "-").replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("٫", ".")
    )
    if re.fullmatch(r"-?\d{1,3},\d{3}", plain):
        bare = plain.replace(",", "")
        raise ParameterError(f"{text} can be read in two ways. Write {bare}, or {plain.replace(',', '.')}.")
    if not re.fullmatch(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)", plain):
        raise ParameterError(f"“{_short(text)}” is no number. Write {what}.")
    try:
        number = Decimal(plain.replace(",", "."))
    except InvalidOperation as error:
        raise ParameterError(f"“{_short(text)}” is no number. Write {what}.") from error
    if abs(number) > _LARGEST:
        raise ParameterError(f"{_short(text)} is too large a number to be kept.")
    return number


def _number(text: str, _: date | None) -> float:
    return float(_decimal(text))


def _whole_number(text: str, _: date | None) -> int:
    number = _decimal(text, "a whole number, such as 12")
    if number != number.to_integral_value():
        raise ParameterError(f"{_short(text)} is no whole number. Write one such as 12.")
    return int(number)


def _share(text: str, _: date | None) -> float:
    bare = text.rstrip("%٪％ \u00a0\u202f").removesuffix("per cent").removesuffix("percent").strip()
    number = _decimal(bare, "per cent, such as 58")
    if bare == text and 0 < number < 1:
        whole = f"{number * 100:f}".rstrip("0").rstrip(".")
        raise ParameterError(f"Less than one per cent? For {whole} % write {whole}, else {text} %.")
    if not 0 <= number <= 100:
        raise ParameterError(f"{_short(bare)} is out of range: per cent go from 0 to 100.")
    return float(number / 100)


def _date(text: str, today: date | None) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = _spoken_date(text, today)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ParameterError(f"The year {day.year} cannot be meant here. Write the day again, as 3 Oct.")
    return day


def _spoken_date(text: str, today: date | None) -> date:
    words = " ".join(text.lower().split())
    match = _DAY_FIRST.fullmatch(words) or _MONTH_FIRST.fullmatch(words)
    month = next((at for at, name in enumerate(_MONTHS, 1) if match and match["month"].startswith(name)), 0)
    if match is None or not month:
        raise ParameterError(f"“{_short(text)}” is no day that can be read. Write it as 3 Oct or 2026-10-03.")
    if match["year"] is None and today is None:
        raise ParameterError(f"Which year? Write it as {text} 2026.")
    years = [int(match["year"])] if match["year"] or today is None else [today.year + by for by in (-1, 0, 1)]
    days = [day for year in years if (day := _day_of(year, month, int(match["day"]))) is not None]
    if not days:
        raise ParameterError(f"There is no {_short(text)}. Write the day as 3 Oct or 2026-10-03.")
    return min(days, key=lambda day: abs((day - today).days)) if today else days[0]


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(text: str, _: date | None) -> str:
    match = _CLOCK.fullmatch(text.lower())
    if match is None:
        raise ParameterError(f"“{_short(text)}” is no time of day. Write it as 15:10.")
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not match["half"] and 1 <= hour <= _SMALL_HOURS and not text.startswith("0"):
        night = f"{hour}:{minute:02d} am"
        raise ParameterError(f"{text} can be read in two ways. Write {hour + 12}:{minute:02d}, or {night}.")
    if match["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    if hour > 23 or minute > 59:
        raise ParameterError(f"“{_short(text)}” is no time of day. Write it as 15:10.")
    return f"{hour:02d}:{minute:02d}"


_READERS = {
    "number": _number,
    "whole number": _whole_number,
    "share": _share,
    "date": _date,
    "time": _time,
}


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _in_its_place(refusal: str, field: FormField) -> str:
    """Return the sentence without the question, which stands right above it."""
    bare = refusal.removeprefix(f"{field.question.label}: ")
    return bare[:1].upper() + bare[1:]
