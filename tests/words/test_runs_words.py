"""What a sentence about a series may and may not claim."""

import pandas as pd
import pytest

from plcnb.errors import DataError, ParameterError
from plcnb.stats.runs import run_chart, xmr
from plcnb.words import say_run, say_xmr

LONG_RUN = [*[4, 6] * 5, *[7] * 9]
USUAL = [5, 6, 4, 5, 7, 3, 5, 6, 4, 5, 6, 4, 5]


def test_a_long_run_is_said_with_its_rule_and_its_n():
    finding = say_run(run_chart(LONG_RUN), "late homework", "down")

    assert finding.sentence.startswith(
        "Late homework: something has changed for the worse (19 values). A long run: 9 values in a row"
    )
    assert (finding.verdict, finding.short) == (
        "below",
        "Late homework: something has changed for the worse",
    )


@pytest.mark.parametrize(
    ("improvement", "verdict", "how"),
    [
        ("up", "above", " for the better ("),
        ("down", "below", " for the worse ("),
        ("neutral", "cannot tell", " ("),
    ],
)
def test_which_way_is_better_decides_what_a_change_means(improvement, verdict, how):
    finding = say_run(run_chart(LONG_RUN), "tickets", improvement)

    assert finding.verdict == verdict
    assert f"something has changed{how}19 values)" in finding.sentence


def test_chance_is_called_chance_and_too_little_is_not_judged():
    chance, short = say_run(run_chart(USUAL * 2), "tickets"), say_run(run_chart([1, 2]), "")

    assert chance.sentence.startswith("Tickets: nothing but chance to be seen (26 values). Only chance")
    assert chance.verdict == "cannot tell"
    assert short.sentence == (
        "The series: cannot tell yet (2 values). Only 2 values off the median; both rules need 10. It takes "
        "about 8 more values off the median."
    )


def test_a_signal_of_too_few_values_points_nowhere():
    finding = say_run(run_chart([9] * 8, centre=5), "tickets")

    assert finding.verdict == "cannot tell"
    assert "better" not in finding.sentence


def test_what_was_left_out_is_said():
    assert say_run(run_chart([*USUAL, None]), "x").sentence.endswith("1 time without a value left out.")


def test_the_latest_special_value_is_named_with_its_rule_and_meaning():
    finding = say_xmr(xmr([*USUAL, 30, 5], baseline=13, target=20), "tickets", shares=False)

    assert finding.sentence == (
        "Tickets: something out of the usual for the better (15 values). Of 15 values: 1 beyond the limits. "
        "The latest, at 14, is above the upper limit (improvement). Target 20: consistently failing. The "
        "limits are of the first 13 values."
    )
    assert finding.verdict == "above"


def test_what_was_special_long_ago_says_nothing_of_now():
    finding = say_xmr(xmr([30, -20, *USUAL]), "tickets")

    assert "The latest, at 2, is below the lower limit (concern)." in finding.sentence
    assert finding.verdict == "cannot tell"
    assert "for the worse" not in finding.sentence


def test_a_neutral_measure_is_neither_better_nor_worse():
    finding = say_xmr(xmr([*USUAL, 30], baseline=13, improvement="neutral"), "absences")

    assert finding.verdict == "cannot tell"
    assert "(neutral)" in finding.sentence


def test_nothing_out_of_the_usual_and_too_few_are_said():
    assert say_xmr(xmr(USUAL), "tickets").short == "Tickets: nothing out of the usual"
    assert "It takes 8 more values for firm limits." in say_xmr(xmr(USUAL[:5]), "tickets").sentence


def test_dates_and_shares_are_said_as_people_say_them():
    weeks = pd.Series([0.5, 0.52, 0.5, 0.52, 0.9], index=pd.date_range("2026-10-01", periods=5, freq="7D"))
    sentence = say_xmr(xmr(weeks, baseline=4, target=0.95), "tickets", shares=True).sentence

    assert "at 29 Oct, is above the upper limit" in sentence
    assert "Target 95 %: consistently failing, by trial limits so far." in sentence


def test_what_makes_no_sense_is_named():
    with pytest.raises(ParameterError, match="improvement must be up, down or neutral, got 'more'"):
        say_run(run_chart([1, 2]), "x", "more")
    with pytest.raises(DataError, match=r"needs what runs\.xmr gives, got RunChart"):
        say_xmr(run_chart([1, 2]), "x")
    with pytest.raises(DataError, match="one date or word for each of the 2 values"):
        say_xmr(xmr([1, 2]), "x", ["a"])


def test_a_low_run_at_the_start_is_no_change_for_the_worse():
    risen = run_chart([5, 4, 5, 4, 5, 4, 5, 4, 5, 6, 7, 8, 7, 8, 7, 8, 7, 8])
    ended = run_chart([4] * 9 + [8, 4, 8, 8, 4, 8, 8, 4, 8, 8, 4, 8, 8], centre=6)

    assert "for the better" in say_run(risen, "tickets").sentence
    assert "something has changed (" in say_run(ended, "tickets").sentence
