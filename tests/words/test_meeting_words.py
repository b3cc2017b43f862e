"""Sentences about how a team works: its ties, its times, its visits and its minutes."""

import pandas as pd
import pytest

from plcnb.errors import DataError
from plcnb.stats.network import describe
from plcnb.stats.schedule import common_times
from plcnb.stats.visits import look_fors
from plcnb.words import say_agenda, say_common_times, say_look_fors, say_network
from plcnb.words.agenda import say_lateness

TEAM = ["Ana", "Ben", "Cem", "Dee", "Eve", "Fay"]
RING = list(zip(TEAM, TEAM[1:] + TEAM[:1], strict=True))
STAR = [(name, "Ana") for name in TEAM[1:5]]


@pytest.mark.parametrize(
    ("ties", "answered", "verdict", "sentence"),
    [
        (RING, 6, "above", "Nobody stands alone (6 ties among 6 members, all answered)."),
        (
            STAR,
            6,
            "below",
            "1 of 6 members neither asks nor is asked (4 ties among 6 members, all answered); "
            "1 is asked and asks nobody and 4 ask and are not asked.",
        ),
        (
            STAR,
            5,
            "cannot tell",
            "We cannot tell yet whether anybody stands alone (4 ties among 6 members, 5 answered); "
            "it takes answers of 1 more member.",
        ),
        (STAR, 4, "cannot tell", "Only 4 answered: with fewer than 5 anybody could tell who is who."),
        ([], 0, "cannot tell", "Nobody has answered yet."),
    ],
)
def test_a_network_says_whether_anybody_stands_alone_and_how_sure_that_is(ties, answered, verdict, sentence):
    finding = say_network(describe(ties, TEAM, TEAM[:answered]))

    assert (finding.verdict, finding.sentence) == (verdict, sentence)
    assert not any(name in finding.sentence + finding.headline for name in TEAM)


def test_a_network_is_said_of_a_network():
    with pytest.raises(DataError, match=r"what network\.describe gives"):
        say_network(RING)


@pytest.mark.parametrize(
    ("said", "verdict", "sentence"),
    [
        ({"Ana": ["Mon", "Tue"], "Ben": ["Tue"]}, "above", "Tue suits everybody."),
        ({"Ana": list("abcde"), "Ben": list("abcde")}, "above", "a; b; c; and 2 more times suit everybody."),
        (
            {"Ana": ["Mon"], "Ben": None, "Cem": ["Tue"]},
            "below",
            "No time suits everybody. Mon suits most: 1 of 3 can come.",
        ),
        (
            {"Ana": ["Mon"], "Ben": None},
            "cannot tell",
            "Mon suits most: 1 of 2 can come. Mon may still suit everybody: it takes 1 more answer.",
        ),
        ({}, "cannot tell", "No time has been proposed yet."),
    ],
)
def test_times_say_what_suits_everybody_or_comes_nearest(said, verdict, sentence):
    finding = say_common_times(common_times(said))

    assert (finding.verdict, finding.sentence) == (verdict, sentence)


def visits(**periods):
    """Make look-fors from name=[(seen, visits) of each period]."""
    rows = [
        (name, period, place < seen)
        for name, pairs in periods.items()
        for period, (seen, n) in enumerate(pairs, start=1)
        for place in range(n)
    ]
    return look_fors(pd.DataFrame(rows, columns=["look_for", "period", "seen"]))


def test_visits_say_what_clearly_changed_with_share_interval_and_n():
    finding = say_look_fors(
        visits(Explain=[(2, 12), (10, 12)], Ask=[(10, 12), (2, 12)], Draw=[(6, 12), (6, 12)])
    )

    assert finding.verdict == "below"
    assert finding.sentence == (
        "“Explain” (83 % of 12 visits in 2, probably between 60 and 94 %) was seen clearly more often than "
        "before; “Ask” (17 % of 12 visits in 2, probably between 6 and 40 %) was seen clearly less often "
        "than before; the table has 1 more look-for."
    )


def test_visits_without_a_clear_change_claim_none():
    finding = say_look_fors(visits(Explain=[(6, 12), (7, 12)]))

    assert finding.verdict == "cannot tell"
    assert finding.sentence.startswith(
        "We cannot tell yet whether anything changed; the latest: “Explain” (58 % of 12 visits"
    )


def test_few_visits_point_at_nobody():
    assert say_look_fors(visits(Explain=[(1, 2)])).sentence == (
        "Too few rooms were visited for a number that points at nobody."
    )
    assert say_look_fors(visits()).sentence == "No visit has been logged yet."


def test_minutes_planned_used_and_left_out_are_said():
    agenda = pd.DataFrame({"minutes": [5, 15, 10], "item": ["Promises", "Look", "Do"]})

    assert say_agenda(agenda).sentence == "30 min planned for 3 items."
    assert say_agenda(agenda, ["Song"]).sentence == (
        "30 min planned for 3 items; for want of time left out: Song."
    )
    assert say_agenda(agenda.assign(used=[5, 22, 9])).sentence == (
        "30 min planned for 3 items; 36 min used, most beyond its plan: Look (7 min more)."
    )
    assert say_agenda(agenda.assign(used=[5, 12, None])).sentence == (
        "30 min planned for 3 items; 17 min used on the 2 items with minutes noted."
    )
    assert say_agenda(agenda.assign(used=None)).sentence == "30 min planned for 3 items."
    assert "no agenda is proposed" in say_agenda(agenda.head(0)).sentence


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "We end in time."),
        (-29, "We end in time."),
        (30, "We end 1 minute later than planned, unless a step gets shorter."),
        (250, "We end 4 minutes later than planned, unless a step gets shorter."),
        (-90, "We end 2 minutes early."),
    ],
)
def test_a_running_meeting_says_how_it_stands_against_its_planned_end(seconds, said):
    assert say_lateness(seconds) == said
