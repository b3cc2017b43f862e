"""Tables about how a team works: its ties, its times, its visits and its minutes."""

import pandas as pd
import pytest

from plcnb.errors import DataError
from plcnb.stats.network import describe
from plcnb.stats.schedule import common_times
from plcnb.stats.visits import look_fors
from plcnb.tables import agenda_table, common_times_table, look_fors_table, network_table
from plcnb.tables.agenda import minutes_words, time_left
from plcnb.tables.schedule import slot_words

TIES = [("Ana", "Ben"), ("Ben", "Ana"), ("Cem", "Ana"), ("Cem", "Dee")]
TEAM = ["Ana", "Ben", "Cem", "Dee", "Eve", "Fay"]


def cells(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_a_network_is_counted_by_place_with_what_helps_and_without_names():
    table = network_table(describe(TIES, TEAM, TEAM[:5]))

    assert [row[:2] for row in cells(table)] == [
        ["Ask and are asked", "2"],
        ["Is asked and asks nobody", "1"],
        ["Asks and is not asked", "1"],
        ["Neither asks nor is asked", "1"],
        ["Has not answered", "1"],
    ]
    assert all(row[2] for row in cells(table))
    assert table.caption == (
        "4 ties among 6 members, 5 answered: 16 % of the ties that could be are there, "
        "50 % of those are returned"
    )
    assert not any(name in table._repr_html_() for name in TEAM)


def test_a_network_of_few_answers_has_no_rows():
    assert "Only 4 answered" in network_table(describe(TIES, TEAM, TEAM[:4]))._repr_html_()
    with pytest.raises(DataError, match="got DataFrame"):
        network_table(pd.DataFrame())


def test_a_network_without_direction_speaks_of_working_together():
    table = network_table(describe(TIES, TEAM, TEAM, directed=False))

    assert [row[0] for row in cells(table)] == ["Work with others", "Work alone"]
    assert "returned" not in table.caption


def test_times_say_who_can_who_cannot_and_who_has_not_said():
    said = pd.DataFrame({"Ana": [1, 0], "Ben": [1, None]}, index=["Mon", pd.Timestamp("2026-10-03 08:05")])

    assert cells(common_times_table(common_times(said))) == [
        ["Mon", "2 of 2", "–", "–"],
        ["Sat 3 Oct, 08:05", "0 of 2", "Ana", "Ben"],
    ]
    assert "No time has been proposed yet." in common_times_table(common_times({}))._repr_html_()


def test_a_time_without_a_name_is_called_so():
    assert slot_words(("Mon", "8:00")) == "Mon, 8:00"
    assert slot_words("  ") == slot_words(pd.NaT) == "a time without a name"


def test_visits_stand_by_practice_and_period_with_their_interval():
    rows = [("Explain", 1, k < 2) for k in range(12)] + [("Explain", 2, k < 10) for k in range(12)]
    rows += [("Explain", 3, True)] * 2
    table = look_fors_table(look_fors(pd.DataFrame(rows, columns=["look_for", "period", "seen"])))
    first, second, third = table.rows

    assert [cell.text for cell in first[:3]] == ["Explain", "17", "12"]
    assert (first[0].small, first[1].small) == ("1", "6 to 40")
    assert first[3].small == "would settle it: a second period to compare with"
    assert second[3].text == "●\N{NO-BREAK SPACE}clearly more than before"
    assert [cell.text for cell in third[1:3]] == ["–", "2"]
    assert third[3].small == "not shown (fewer than 3 visits)"
    empty = look_fors(pd.DataFrame({"look_for": [], "period": [], "seen": []}))
    assert "No visit has been logged yet." in look_fors_table(empty)._repr_html_()


def test_an_agenda_with_minutes_noted_shows_them_beside_the_plan():
    frame = pd.DataFrame({"minutes": [5, 15], "item": ["Promises", "Look"], "why": ["", ""]})
    table = agenda_table(frame.assign(used=[7, None]))

    assert [column.header for column in table.columns] == ["What we do", "Minutes", "Used", "Why"]
    assert cells(table) == [["Promises", "5", "7", ""], ["Look", "15", "–", ""]]
    assert table.caption == "Agenda, 20 minutes"
    assert agenda_table(frame).caption == "Proposed agenda, 20 minutes"


@pytest.mark.parametrize(("minutes", "words"), [(7, "7 min"), (7.5, "7.5 min"), (7.04, "7 min"), (None, "–")])
def test_minutes_are_said_as_people_say_them(minutes, words):
    assert minutes_words(minutes) == words


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(185, "3:05"), (0.2, "0:01"), (0, "0:00"), (-0.9, "0:00"), (-20, "0:20 over"), (-3661.5, "61:01 over")],
)
def test_a_clock_shows_what_is_left_and_then_what_is_over(seconds, shown):
    assert time_left(seconds) == shown
