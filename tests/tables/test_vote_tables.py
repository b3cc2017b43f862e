"""What a reader of the tables of a vote would miss."""

import pytest

from plcnb.errors import DataError
from plcnb.stats.voting import tally
from plcnb.tables import ballots_table, rounds_table

EVEN = {("A", "B"): 3, ("B", "A"): 3}


def cells(table):
    return [[(cell.text, cell.small) for cell in row] for row in table.rows]


def test_each_way_of_counting_has_its_winner_and_the_caption_the_number_of_ballots():
    table = ballots_table(tally({("A", "B", "C"): 4, ("B", "C"): 3, ("C", "B"): 2, (): 1}))

    assert table.caption.endswith("10 ballots, 1 of them blank, 3 options")
    assert cells(table) == [
        [("In pairs (Schulze)", ""), ("B", "")],
        [("In rounds (instant runoff)", ""), ("B", "")],
        [("By points (Borda)", ""), ("B", "")],
        [("Among the first 2 (approval)", ""), ("B", "")],
    ]


def test_a_tie_names_all_and_a_lot_its_seed():
    assert [row[1] for row in cells(ballots_table(tally(EVEN)))] == [("A and B tie", "")] * 4
    assert cells(ballots_table(tally(EVEN, seed=7)))[0][1] == ("A by lot, tied with B", "seed 7")


def test_of_very_many_who_tie_some_are_named():
    names = "ABCDEFGH"

    tie = cells(ballots_table(tally({(name,): 1 for name in names})))[0][1][0]

    assert tie == "A, B, C, D, E and 3 others tie"


def test_sets_for_several_places_have_their_row():
    table = ballots_table(tally({("A", "B", "C", "D"): 7, ("C", "D", "A", "B"): 5}, choose=2))

    assert cells(table)[-1][1][0] == "A and C, or A and D, or B and C, or 1 more sets"


def test_rounds_stand_beside_each_other_and_of_few_ballots_none():
    table = rounds_table(tally({("A",): 4, ("B",): 3, ("C", "B"): 2}))

    assert [column.header for column in table.columns] == ["Option", "Round 1", "Round 2"]
    assert cells(table) == [
        [("A", ""), ("4", ""), ("4", "")],
        [("B", ""), ("3", ""), ("5", "")],
        [("C", ""), ("2", ""), ("–", "")],
    ]
    few = rounds_table(tally({("A",): 3, ("B",): 1}))
    assert (few.rows, few.empty) == ((), "Fewer than 5 ballots: the rounds would tell who voted how.")


def test_no_ballot_is_said_in_a_sentence():
    for table in (ballots_table(tally({})), rounds_table(tally({}))):
        assert "No ballots yet" in table._repr_html_()


def test_what_is_no_tally_is_refused():
    for builder in (ballots_table, rounds_table):
        with pytest.raises(DataError, match=r"from what voting\.tally gives"):
            builder({("A",): 1})
