"""Sentences about visits and sightings: what, of how many, and whether anybody can tell."""

from datetime import date

import pytest

from plcnb.cycle.implementing import by_place
from plcnb.errors import DataError, ParameterError
from plcnb.model import Sighting
from plcnb.stats.runs import run_chart
from plcnb.tables import implementation_table
from plcnb.words import say_coverage, say_implementation, say_outcome, say_talks

TODAY = date(2026, 1, 27)


def frame(fewest_shown=1, **counts):
    sightings = [
        Sighting(where=where, happening=how, on=TODAY)
        for where, (yes, no) in counts.items()
        for how, n in (("yes", yes), ("no", no))
        for _ in range(n)
    ]
    return by_place(sightings, TODAY, fewest_shown=fewest_shown)


def test_where_a_change_happens_is_said_with_its_numbers():
    found = say_implementation(frame(Five=(12, 1), Six=(0, 9), Seven=(1, 1)))

    assert found.sentence == (
        "It happens as meant in 13 of 24 sightings (54 %, probably between 38 and 70 %); clearly in most of "
        "them in “Five”; clearly in few of them in “Six”; for one place we cannot tell yet."
    )
    assert found.verdict == "cannot tell"


def test_few_sightings_are_counted_not_turned_into_per_cent():
    assert say_implementation(frame(Five=(3, 1))).sentence.startswith(
        "It happens as meant in 3 of 4 sightings (probably between"
    )


def test_without_sightings_and_with_too_few_of_them_it_says_so():
    assert say_implementation(frame()).sentence == "Nobody has looked yet whether the change is happening."
    hidden = frame(Five=(3, 1), fewest_shown=5)
    assert say_implementation(hidden).sentence == "Too few have looked for a number that points at nobody."
    html = implementation_table(hidden)._repr_html_()
    assert "not shown (fewer than 5 sightings)" in html
    assert ">4<" not in html


def test_the_table_says_whether_it_happens_behind_a_shape():
    html = implementation_table(frame(Five=(12, 1), Six=(0, 9)))._repr_html_()

    assert "●\N{NO-BREAK SPACE}clearly in most of them" in html
    assert "◆\N{NO-BREAK SPACE}clearly in few of them" in html
    assert "Everywhere" in html


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0, 0, 0, 4, 6), "There was no classroom visit in the last 6 weeks."),
        ((1, 1, 1, 4, 6), "1 visit in the last 6 weeks: 1 of 4 members had a visitor, 1 visited."),
        (
            (9, 4, 4, 4, 1),
            "9 visits in the last week: everybody has had a visitor, and everybody has visited.",
        ),
    ],
)
def test_coverage_counts_and_names_nobody(numbers, said):
    assert say_coverage(*numbers).sentence == said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0, None, 0), "There is no visit to talk about yet."),
        ((0, None, 2, 5), "None of 2 visits has been talked about yet, the oldest for 5 days."),
        ((3, 0.0, 0), "3 of 3 visits were talked about, most on the same day."),
        (
            (3, 2.5, 1, 1),
            "3 of 4 visits were talked about, half of them within 2.5 days; 1 still waits for it, "
            "the oldest for 1 day.",
        ),
    ],
)
def test_talks_are_told_with_their_days_and_those_that_wait(numbers, said):
    assert say_talks(*numbers).sentence == said


def test_what_cannot_be_is_refused():
    with pytest.raises(ParameterError, match="cannot be"):
        say_coverage(3, 5, 1, 4, 6)
    with pytest.raises(ParameterError, match="cannot be"):
        say_talks(3, None, 0)


def test_the_measure_of_an_aim_is_told_on_its_way():
    rising = run_chart([30, 31, 29, 32, 30, 33, 52, 54, 51, 55, 56, 53])

    found = say_outcome(rising, "lessons with reasons", start=30, target=70, unit="per cent")

    assert found.sentence == (
        "Lessons with reasons: median 42 of 12 values, on the way from 30 to 70 per cent; something has "
        "changed for the better."
    )
    assert found.verdict == "above"
    assert say_outcome(rising, "waiting", start=70, target=30).verdict == "below"
    assert say_outcome(rising, "waiting").verdict == "cannot tell"


def test_few_values_of_a_measure_cannot_tell_and_none_is_said():
    assert "cannot tell yet, it takes" in say_outcome(run_chart([3, 4, 5]), "").sentence
    assert say_outcome(run_chart([51]), "books", start=46, target=80, unit="per cent").sentence.startswith(
        "Books: 51 so far (1 value), on the way from 46 to 80 per cent; cannot tell yet"
    )
    assert say_outcome(run_chart([]), "waiting").sentence == "Waiting: no value yet."
    with pytest.raises(DataError):
        say_outcome("much", "waiting")
