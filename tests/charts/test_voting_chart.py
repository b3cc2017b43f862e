"""What a reader of the chart of a vote would miss."""

import pytest

from plcnb.charts import ballot_tally
from plcnb.errors import DataError
from plcnb.stats.voting import tally

# Wikipedia, "Condorcet method": Nashville wins by pairs, points and approval, Knoxville by rounds.
TENNESSEE = {
    ("Memphis", "Nashville", "Chattanooga", "Knoxville"): 42,
    ("Nashville", "Chattanooga", "Knoxville", "Memphis"): 26,
    ("Chattanooga", "Knoxville", "Nashville", "Memphis"): 15,
    ("Knoxville", "Chattanooga", "Nashville", "Memphis"): 17,
}


def test_winners_and_counts_stand_in_the_rows_of_their_options(texts):
    shown = texts(ballot_tally(tally(TENNESSEE)))

    assert shown.count("wins") == 4
    assert {"100 ballots", "3 of 3", "194", "68", "out in 2", "left in 3"} <= set(shown)
    assert shown.index("Nashville") < shown.index("Knoxville") < shown.index("Chattanooga")


def test_rounds_are_bars_of_all_ballots_with_who_drops_out(drawn, texts):
    chart = ballot_tally(tally(TENNESSEE))

    assert {"round 1", "round 2", "round 3", "15 out", "26 out", "58 wins"} <= set(texts(chart))
    wins, stays = drawn(chart)["votes, wins"], drawn(chart)["votes, stays"]
    assert (wins[1, 0] - wins[0, 0]) / (stays[1, 0] - stays[0, 0]) == pytest.approx(58 / 26)


def test_the_alt_text_says_who_wins_how_and_each_round():
    said = ballot_tally(tally(TENNESSEE)).alt

    assert said.startswith("100 ballots, 4 options. Who wins in pairs (Schulze): Nashville; in rounds")
    assert "Nashville beats each other option in a vote between the two." in said
    assert "Round 3: Knoxville 58 and Memphis 42." in said


def test_a_tie_is_shown_as_a_tie_and_a_lot_as_a_lot(texts):
    even = {("A", "B"): 3, ("B", "A"): 3}
    tie, drawn_by_lot = ballot_tally(tally(even)), ballot_tally(tally(even, seed=7))

    assert texts(tie).count("tie") == 8
    assert "wins" not in texts(tie)
    assert {"3 tied", "From the tie in the rounds on, dropping each who is tied was tried."} <= set(
        texts(tie)
    )
    assert texts(drawn_by_lot).count("by lot") == 4
    assert "3 out by lot" in texts(drawn_by_lot)
    assert "Note: a tie was broken by lot (seed 7)." in texts(drawn_by_lot)
    assert "in pairs (Schulze): A by lot, tied with B" in drawn_by_lot.alt
    assert "No option beats each other one in a vote between the two." in texts(tie)


def test_of_very_few_ballots_no_counts_are_drawn(texts):
    chart = ballot_tally(tally({("A", "B"): 3, ("B", "A"): 1}))

    assert texts(chart).count("wins") == 4
    assert not {"round 1", "1 of 1", "3 wins"} & set(texts(chart))
    assert any("the counts can tell who voted how" in text for text in texts(chart))
    assert "Round 1" not in chart.alt


def test_ballots_that_rank_nobody_who_is_left_are_said(texts):
    assert "2 used up" in texts(ballot_tally(tally({("A",): 4, ("B",): 3, ("C",): 2})))


def test_several_places_are_named_together(texts):
    chart = ballot_tally(tally({("A", "B", "C", "D"): 7, ("C", "D", "A", "B"): 3}, choose=2))

    assert "To fill 2 places: A and B." in texts(chart)
    assert "To fill 2 places: A and B." in chart.alt


def test_many_options_with_long_names_fit_and_the_others_are_said(texts, collisions):
    names = [f"{n:02d} Look at exit tickets together, every week, with the team next door" for n in range(14)]
    ballots = {tuple(names[n:] + names[:n]): 30 - n for n in range(14)}

    chart = ballot_tally(tally(ballots))

    assert collisions(chart) == []
    assert "Not drawn: 2 more options." in texts(chart)
    assert any(text.startswith("Of the rounds, rounds 2 to ") for text in texts(chart))


def test_one_round_of_five_is_left_out_and_said(texts):
    ballots = {("A",): 40, ("B",): 30, ("C", "B"): 8, ("D", "B"): 5, ("E", "B"): 2, ("F", "E"): 1}

    assert any(text.startswith("Of the rounds,") for text in texts(ballot_tally(tally(ballots))))


def test_one_option_has_nobody_to_beat(texts):
    assert "There is one option." in texts(ballot_tally(tally({("Only this",): 6})))


def test_no_ballot_is_an_empty_figure_with_the_next_step():
    assert "Give everyone the link to the vote" in ballot_tally(tally({(): 3})).alt


def test_what_is_no_tally_is_refused():
    with pytest.raises(DataError, match=r"from what voting\.tally gives, got dict"):
        ballot_tally(TENNESSEE)
