"""What people type, and what it means."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.errors import ParameterError
from plcnb.forms.answers import read, shown
from plcnb.forms.plan import FormField
from plcnb.model import Question

TODAY = date(2026, 1, 27)
LEVELS = (("1", "Never"), ("2", "Often"))


def field(kind, *, options=(), blank=None, **question):
    empty = {"text": "", "long text": "", "time": "", "lines": (), "choices": ()}.get(kind, blank)
    return FormField("x", Question("What?", kind, options=options, **question), options, blank=empty)


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        ("share", "58", 0.58),
        ("share", "58 %", 0.58),
        ("share", "58%", 0.58),
        ("share", "58,5 %", 0.585),
        ("share", "58.5 per cent", 0.585),
        ("share", "0.5 %", 0.005),
        ("share", "0", 0.0),
        ("share", "100", 1.0),
        ("share", "", None),
        ("number", "12,5", 12.5),
        ("number", "−3", -3.0),
        ("number", "1 250", 1250.0),
        ("number", "٣٫٥", 3.5),
        ("share", "５８％", 0.58),
        ("share", "٥٨٪", 0.58),
        ("whole number", "24", 24),
        ("whole number", "24.0", 24),
        ("date", "2026-10-03", date(2026, 10, 3)),
        ("date", "3 Oct 2026", date(2026, 10, 3)),
        ("date", "Oct 3, 2026", date(2026, 10, 3)),
        ("date", "3rd october 2026", date(2026, 10, 3)),
        ("date", "3 Feb", date(2026, 2, 3)),
        ("date", "20 Dec", date(2025, 12, 20)),
        ("time", "15:10", "15:10"),
        ("time", "3:10 pm", "15:10"),
        ("time", "9", "09:00"),
        ("time", "03:10", "03:10"),
        ("time", "3:10 am", "03:10"),
        ("time", "12 am", "00:00"),
        ("lines", " one \n\n two", ("one", "two")),
        ("text", "  two\nlines ", "two lines"),
        ("long text", "two\r\nlines ", "two\nlines"),
        ("long text", "nothing\x00 hidden\ud800", "nothing hidden"),
        ("yes or no", "yes", True),
        ("yes or no", False, False),
    ],
)
def test_what_is_typed_is_read_as_it_was_meant(kind, typed, meant):
    assert read(field(kind), typed, TODAY) == meant


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("share", "0.58", "For 58 % write 58"),
        ("share", "101", "from 0 to 100"),
        ("share", "most", "Write per cent, such as 58"),
        ("number", "1,250", "can be read in two ways. Write 1250, or 1.250"),
        ("number", "1e400", "is no number"),
        ("number", "9" * 30, "too large"),
        ("number", "5²", "is no number"),
        ("number", "½", "is no number"),
        ("time", "3:10", "can be read in two ways. Write 15:10, or 3:10 am"),
        ("time", "6", "can be read in two ways. Write 18:00, or 6:00 am"),
        ("whole number", "2.5", "is no whole number"),
        ("date", "3/10/2026", "Write it as 3 Oct"),
        ("date", "31 Feb", "There is no 31 Feb"),
        ("date", "0202-10-03", "The year 202 cannot be meant"),
        ("date", "soon", "is no day that can be read"),
        ("time", "25:00", "is no time of day"),
        ("time", "later", "is no time of day"),
        ("text", "x" * 201, "201 letters are too many; up to 200 are kept"),
        ("text", True, "Text was expected"),
        ("yes or no", "perhaps", "Yes or no"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write_instead(kind, typed, says):
    with pytest.raises(ParameterError, match=says):
        read(field(kind), typed, TODAY)


def test_the_sentence_does_not_repeat_the_question_it_stands_under():
    with pytest.raises(ParameterError) as refused:
        read(field("whole number", least=1, most=120), "400")

    assert str(refused.value) == "400 is out of range; expected 1 to 120."


def test_an_answer_that_is_needed_to_be_kept_at_all_says_so():
    every = FormField("every", Question("Every how many days?", "whole number"), may_be_blank=False)

    with pytest.raises(ParameterError, match="An answer is needed here"):
        read(every, " ")


@pytest.mark.parametrize("typed", ["3", ["1", "3"], [["1"]], ["1", None]])
def test_an_option_that_is_not_offered_is_refused(typed):
    kind = "choices" if isinstance(typed, list) else "choice"

    with pytest.raises(ParameterError):
        read(field(kind, options=LEVELS, blank=""), typed)


def test_a_day_without_a_year_and_without_a_today_asks_for_the_year():
    with pytest.raises(ParameterError, match="Which year"):
        read(field("date"), "3 Oct")


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
VALUES = {
    "text": TEXTS.map(lambda text: read(field("text"), text)),
    "long text": TEXTS.map(lambda text: read(field("long text"), text)),
    "lines": st.lists(TEXTS).map("\n".join).map(lambda text: read(field("lines"), text)),
    "share": st.floats(0, 1).filter(lambda share: share == 0 or share > 1e-6),
    "number": st.floats(-1e9, 1e9).filter(lambda number: number == 0 or abs(number) > 1e-6),
    "whole number": st.integers(-(10**9), 10**9),
    "date": st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    "time": st.times().map(lambda at: at.strftime("%H:%M")),
    "yes or no": st.booleans(),
}


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_what_is_shown_is_read_as_the_same_again(kind, data):
    value = data.draw(VALUES[kind])
    again = read(field(kind), shown(field(kind), value), TODAY)

    assert again == pytest.approx(value, rel=1e-12) if kind == "share" else again == value


@given(st.integers(-180, 180), st.integers(1, 4000))
def test_a_day_without_a_year_is_the_nearest_one(days, shift):
    today = date(2024, 1, 1) + timedelta(days=shift)
    day = today + timedelta(days=days)
    if (day.month, day.day) == (2, 29):
        day += timedelta(days=1)

    assert read(field("date"), f"{day.day} {day:%b}", today) == day


@given(
    kind=st.sampled_from([*VALUES, "choice", "choices"]),
    typed=st.one_of(TEXTS, st.booleans(), st.lists(TEXTS, max_size=3)),
)
def test_anything_is_read_or_refused_in_words(kind, typed):
    asked = field(kind, options=LEVELS if kind.startswith("choice") else (), blank="")
    with suppress(ParameterError):
        read(asked, typed, TODAY)
