"""What sightings of a change add up to: place by place, month by month, and only where enough have looked."""

from datetime import date, timedelta

import pytest

from plcnb.cycle.implementing import by_month, by_place, outcome, standing
from plcnb.model import Milestone, Sighting

TODAY = date(2026, 1, 27)


def seen(where, happening, ago=1, value=None):
    return Sighting(where=where, happening=happening, on=TODAY - timedelta(days=ago), value=value)


def many(where, yes, no, partly=0):
    return [seen(where, how) for how, n in (("yes", yes), ("no", no), ("partly", partly)) for _ in range(n)]


def test_everywhere_comes_first_and_partly_is_not_as_meant():
    frame = by_place(many("Grade 7", 9, 1) + many("Grade 5", 1, 2, 3), TODAY).set_index("place")

    assert list(frame.index) == ["", "Grade 7", "Grade 5"]
    assert frame.loc["", ["n", "happening", "partly"]].tolist() == [16, 10, 3]
    assert frame.loc["Grade 7", "verdict"] == "above"
    assert frame.loc["Grade 5", "share"] == pytest.approx(1 / 6)


def test_few_sightings_cannot_tell_and_say_what_would_settle_it():
    frame = by_place(many("Grade 7", 3, 0), TODAY).set_index("place")

    assert frame.loc["Grade 7", "verdict"] == "cannot tell", "even where all three saw it"
    assert frame.loc["Grade 7", "more_needed"] == "about 2 more sightings"
    even = by_place(many("Grade 7", 6, 6), TODAY)
    assert set(even["more_needed"]) == {"nothing soon: it happens about as often as not"}


def test_places_that_differ_in_capitals_and_spaces_are_one():
    frame = by_place([seen("Grade 7", "yes"), seen("grade  7 ", "no")], TODAY)

    assert frame["n"].tolist() == [2, 2]


def test_outside_the_team_few_sightings_show_no_number_and_cannot_be_worked_out():
    frame = by_place(many("Grade 7", 6, 0) + many("Grade 5", 2, 0), TODAY, fewest_shown=5).set_index("place")

    assert list(frame.index) == ["", "Grade 7", "other places"]
    assert frame["hidden"].tolist() == [False, False, True]
    assert frame.loc["other places", "why"] == "fewer than 5 sightings"
    assert frame.loc["other places", "more_needed"] == ""
    assert frame.loc["", "n"] == 6, "the total does not tell what is hidden"


def test_places_of_few_sightings_are_told_together_where_they_are_enough():
    rows = many("Grade 7", 2, 1) + many("Grade 5", 1, 1) + many("Grade 6", 5, 0)

    frame = by_place(rows, TODAY, fewest_shown=5).set_index("place")

    assert frame["n"].to_dict() == {"": 10, "Grade 6": 5, "other places": 5}
    assert not frame["hidden"].any()
    alone = by_place(many("Grade 7", 4, 0), TODAY, fewest_shown=5)
    assert alone["hidden"].all()


def test_what_is_ahead_or_unfinished_is_not_seen_yet():
    assert by_place([seen("Grade 7", "yes", ago=-1), seen("", "yes"), seen("Grade 7", "")], TODAY).empty
    assert by_month([], TODAY).empty
    assert outcome([], TODAY).empty


def test_months_without_a_sighting_stay_empty():
    frame = by_month([seen("a", "yes", 1), seen("a", "no", 1), seen("a", "yes", 70)], TODAY)

    assert list(frame.index) == ["Nov", "Dec", "Jan"]
    assert frame["n"].tolist() == [1, 0, 2]
    assert frame["happening"].isna().tolist() == [False, True, False]
    assert by_month([seen("a", "yes", 1)], TODAY, fewest_shown=5)["n"].tolist() == [0]


def test_the_measure_is_told_by_day_inside_and_by_month_outside():
    values = [seen("a", "yes", 1, 40), seen("b", "no", 1, 60), seen("a", "yes", 30, 20), seen("a", "yes", 2)]

    assert outcome(values, TODAY)[["value", "n"]].values.tolist() == [[20, 1], [50, 2]]
    assert outcome(values, TODAY, fewest_shown=2)["when"].tolist() == ["Jan"]


def test_milestones_stand_by_the_day():
    def milestone(due, done=None):
        return Milestone(
            what=f"{due}",
            due=TODAY + timedelta(days=due),
            done_on=None if done is None else TODAY + timedelta(days=done),
        )

    stands = standing(
        [milestone(30), milestone(-1), milestone(14), milestone(0), milestone(-9, -2), Milestone()], TODAY
    )

    assert [one.what for one in stands.late] == ["-1"]
    assert [one.what for one in stands.soon] == ["0", "14"]
    assert [one.what for one in stands.later] == ["30"]
    assert [one.what for one in stands.done] == ["-9"]
    assert stands.n == 5
