"""Sentences about surveys and votes: the finding, its n, how sure."""

import pandas as pd
import pytest

from plcnb.errors import DataError
from plcnb.stats.surveys import agreement_between, compare_waves, score
from plcnb.stats.voting import tally
from plcnb.words import say_ballots, say_judges, say_survey, say_waves

HIGH, LOW, MIDDLE = [4, 5, 4, 5, 4, 4], [1, 2, 1, 2, 1, 1], [2, 3, 4, 3, 3, 3]


def scored(**answers):
    return score(pd.DataFrame(answers), {name: [name] for name in answers}, scale=(1, 5))


def changed(before, after):
    asked = {name: [name] for name in before}
    return compare_waves(pd.DataFrame(before), pd.DataFrame(after), asked, scale=(1, 5))


def test_what_is_low_is_said_first_then_what_is_high_then_what_cannot_be_told():
    got = say_survey(scored(Trust=HIGH, Time=LOW, Tools=LOW, Pace=MIDDLE))

    assert got.sentence == (
        "Answers about “Time” (mean 1.3, probably 1 to 1.9, 6 people) lie clearly below the middle, "
        "and 1 more; answers about “Trust” (mean 4.3, probably 3.8 to 4.9, 6 people) lie clearly above the "
        "middle; for the other one we cannot tell yet."
    )
    assert got.verdict == "below"
    assert got.short == (
        "Against the middle of the scale: 2 clearly below, 1 clearly above, 1 we cannot tell yet"
    )


def test_a_survey_that_tells_nothing_says_so():
    alone, several = say_survey(scored(Pace=MIDDLE)), say_survey(scored(Pace=MIDDLE, Load=MIDDLE))

    assert alone.sentence.startswith(
        "About “Pace” (mean 3, probably 2.3 to 3.7, 6 people) we cannot tell yet"
    )
    assert several.sentence == "For 2 of 2 we cannot tell yet."
    assert (alone.verdict, several.verdict) == ("cannot tell", "cannot tell")


def test_for_several_others_we_cannot_tell():
    assert "for the other 2 we cannot tell" in say_survey(scored(T=HIGH, P=MIDDLE, L=MIDDLE)).sentence
    assert say_survey(scored(T=HIGH)).verdict == "above"


def test_too_few_or_all_alike_give_no_number():
    got = say_survey(scored(Few=[5, 5], Alike=[5, 5]))
    alike = say_survey(scored(Alike=[5] * 6))

    assert got == alike
    assert got.sentence == ("Too few people answered for a number that may be shown, or all answered alike.")


def test_a_change_is_said_with_both_means_and_who_answered():
    got = say_waves(changed({"T": HIGH, "P": LOW, "M": MIDDLE}, {"T": LOW, "P": HIGH, "M": MIDDLE}))

    assert got.sentence == (
        "Answers about “T” have clearly fallen, from 4.3 to 1.3 (6 people, then 6); answers about “P” have "
        "clearly risen, from 1.3 to 4.3 (6 people, then 6); for the other one we cannot tell yet."
    )
    assert got.verdict == "below"


def test_only_rises_are_above_and_nothing_clear_cannot_be_told():
    up = say_waves(changed({"T": LOW, "M": MIDDLE, "N": MIDDLE}, {"T": HIGH, "M": MIDDLE, "N": MIDDLE}))
    same = say_waves(changed({"M": MIDDLE}, {"M": MIDDLE}))

    assert up.verdict == "above"
    assert "for the other 2 we cannot tell yet" in up.sentence
    assert same.sentence == "We cannot tell yet whether anything has changed (6 people, then 6)."
    assert "Too few" in say_waves(changed({"M": [1]}, {"M": [2]})).sentence


def test_a_winner_by_all_ways_is_said_plainly():
    got = say_ballots(tally({("A", "B"): 4, ("B", "A"): 2}))

    assert (got.sentence, got.verdict) == (
        "“A” wins, whichever way the ballots are counted (6 ballots, 2 options).",
        "above",
    )


def test_where_the_ways_disagree_all_are_told():
    got = say_ballots(
        tally(
            {
                ("M", "N", "C", "K"): 42,
                ("N", "C", "K", "M"): 26,
                ("C", "K", "N", "M"): 15,
                ("K", "C", "N", "M"): 17,
            }
        )
    )

    assert got.sentence == (
        "We cannot tell whom the team prefers: the ways of counting disagree (100 ballots, 4 options). "
        "In pairs (Schulze), by points (Borda), among the first 2 (approval): N; in rounds "
        "(instant runoff): K. “N” would beat each other option in a vote between the two."
    )
    assert got.verdict == "cannot tell"


def test_a_tie_a_lot_a_set_and_no_ballot_are_said():
    even = {("A", "B"): 3, ("B", "A"): 3}

    assert say_ballots(tally(even)).sentence == "“A” and “B” tie (6 ballots, 2 options)."
    assert say_ballots(tally(even, seed=7)).sentence == (
        "“A” wins by lot after a tie (seed 7; 6 ballots, 2 options)."
    )
    assert say_ballots(tally({("A", "B", "C"): 6}, choose=2)).sentence == (
        "To fill 2 places so that groups get their share: A and B (6 ballots, 3 options)."
    )
    assert say_ballots(tally({})).sentence == "No ballot ranks anything yet."
    with pytest.raises(DataError, match="got dict"):
        say_ballots(even)


def test_ways_that_disagree_without_a_winner_in_pairs_name_none():
    circle = {("A", "B", "C"): 4, ("B", "C", "A"): 3, ("C", "A", "B"): 2}

    assert "would beat" not in say_ballots(tally(circle)).sentence


def test_two_judges_agree_more_or_less_than_by_chance_or_nobody_can_tell():
    alike = say_judges(agreement_between([0] * 25 + [1] * 25, [0] * 20 + [1] * 5 + [0] * 10 + [1] * 15))
    apart = say_judges(agreement_between([0, 1] * 20, [1, 0] * 19 + [0, 1]))
    few = say_judges(agreement_between([0, 1, 1, 0], [0, 1, 0, 0], weights="linear"))

    assert alike.sentence == (
        "The two agree in 70 % of 50 judgements, clearly more than by chance "
        "(kappa 0.4, probably 0.15 to 0.65)."
    )
    assert (alike.verdict, apart.verdict, few.verdict) == ("above", "below", "cannot tell")
    assert "clearly less than by chance" in apart.sentence
    assert "near misses counted in part; we cannot tell yet" in few.sentence
    assert say_judges(agreement_between([1, 2], [1, 2])).sentence.endswith("(kappa 1).")
    assert say_judges(agreement_between([], [])).sentence == "Nothing has been judged by both yet."
    with pytest.raises(DataError, match="got float"):
        say_judges(0.4)
