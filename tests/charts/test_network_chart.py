"""What a reader of a network would miss, and what nobody may read off it."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection

from plcnb.charts import collaboration_network
from plcnb.charts.network import MOST_DRAWN
from plcnb.charts.places import place
from plcnb.errors import DataError, ParameterError
from plcnb.stats.network import describe

TIES = [("Ana", "Ben"), ("Ben", "Ana"), ("Cem", "Ana"), ("Cem", "Dee"), ("Gil", "Ben")]
TEAM = ["Ana", "Ben", "Cem", "Dee", "Eve", "Fay", "Gil"]


@pytest.fixture
def staff():
    """Two who ask each other, two unheard, one not asking, one isolate, one who did not answer."""
    return describe(TIES, TEAM, [name for name in TEAM if name != "Fay"])


def marks(chart):
    """Return how many members are drawn with each shape above the key."""
    lines = [line for line in chart.figure.axes[0].lines if line.get_marker() not in ("None", "", None)]
    counted = {}
    for line in lines:
        counted.setdefault(line.get_marker(), []).append(len(line.get_xdata()))
    return {shape: max(sizes) for shape, sizes in counted.items()}


def test_each_status_has_its_shape_its_count_and_its_words(staff, texts, collisions):
    chart = collaboration_network(staff, TIES)

    assert marks(chart) == {"o": 2, "^": 2, "v": 1, "D": 1, "s": 1}
    assert {
        "2 ask and are asked",
        "1 is asked and asks nobody",
        "2 ask and are not asked",
        "1 neither asks nor is asked",
        "1 has not answered",
    } <= set(texts(chart))
    assert "5 ties among 7 members, 6 answered" in chart.alt
    assert "1 neither asks nor is asked; 1 has not answered" in chart.alt
    assert collisions(chart) == []


def test_nobody_can_be_named_from_it(staff):
    chart = collaboration_network(staff, TIES)

    assert not any(name in chart._repr_html_() for name in TEAM)


def test_one_sees_ones_own_place_and_only_that(staff, texts):
    chart = collaboration_network(staff, TIES, me="Cem")

    assert "you" in texts(chart)
    assert "You ask 2 members and are asked by 0 members." in chart.alt
    assert not any(name in chart._repr_html_() for name in TEAM)
    silent = collaboration_network(staff, TIES, me="Fay")
    assert "You have not answered yet, and are asked by 0 members." in silent.alt
    with pytest.raises(ParameterError, match="me must be a member of the network, got 'Zoe'"):
        collaboration_network(staff, TIES, me="Zoe")


def test_ties_both_ways_are_lines_and_the_others_arrows(staff, drawn):
    chart = collaboration_network(staff, TIES)
    heads = [one for one in chart.figure.axes[0].collections if isinstance(one, PolyCollection)]

    assert len(drawn(chart)["one way"]) == 3 * 3
    assert len(heads[0].get_paths()) == 3, "Cem to Ana and Dee, Gil to Ben"
    assert len(drawn(chart)["both ways"]) == 3 * 2, "Ana and Ben, drawn from either side"


def test_without_direction_there_is_no_arrow_and_other_words(texts):
    described = describe(TIES, TEAM, TEAM, directed=False)
    chart = collaboration_network(described, TIES, me="Ana")

    assert not chart.figure.axes[0].collections
    assert "2 work alone" in texts(chart)
    assert "returned" not in chart.alt
    assert "You work with 2 members." in chart.alt
    assert "a line joins two" in chart.read_as


def test_those_without_a_tie_stand_under_the_others(staff):
    chart = collaboration_network(staff, TIES)
    lines = {line.get_marker(): line for line in reversed(chart.figure.axes[0].lines)}

    assert min(lines["D"].get_ydata()) > max(lines["o"].get_ydata())


def test_missing_answers_are_said_to_leave_it_open(staff):
    assert "1 missing answer may still name" in collaboration_network(staff, TIES).not_as
    assert "missing answer" not in collaboration_network(describe(TIES, TEAM, TEAM), TIES).not_as
    few = describe(TIES, TEAM, ["Ana", "Ben", "Cem", "Dee", "Eve"])
    assert "Isolation: cannot tell; it takes answers of" in collaboration_network(few, TIES).alt


def test_with_few_answers_nothing_is_drawn(texts):
    chart = collaboration_network(describe(TIES, TEAM, ["Ana", "Ben", "Cem", "Gil"]), TIES)

    assert chart.alt.startswith("An empty figure. Only 4 answered: with fewer than 5 anybody could tell")
    assert "Nobody has answered yet." in collaboration_network(describe([], [], []), []).alt


def test_the_same_answers_give_the_same_picture(staff):
    frame = pd.DataFrame(TIES, columns=["from", "to"])

    assert collaboration_network(staff, TIES).svg() == collaboration_network(staff, frame).svg()
    turned = collaboration_network(staff, TIES[::-1])
    assert marks(turned) == marks(collaboration_network(staff, TIES))


@pytest.mark.parametrize("n", [5, 30, 60])
def test_up_to_sixty_members_stand_clear_of_each_other(n, collisions):
    rng = np.random.default_rng(n)
    people = [f"p{i}" for i in range(n)]
    ties = [tuple(rng.choice(people, 2, replace=False)) for _ in range(2 * n)]
    tied = [person for person in people if any(person in tie for tie in ties)]
    spots = np.array(list(place(tied, ties, 350, 300, 16).values()))

    far = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) + 99 * np.eye(len(spots))
    assert far.min() > 10
    assert ((spots >= 0) & (spots <= [350, 300])).all()
    assert collisions(collaboration_network(describe(ties, people, people), ties)) == []


def test_of_too_many_the_counts_are_left(texts):
    people = list(range(MOST_DRAWN + 1))
    ties = [(0, 1)]
    chart = collaboration_network(describe(ties, people, people), ties, me=0)

    assert f"{MOST_DRAWN + 1} members are too many to draw." in texts(chart)
    assert f"{MOST_DRAWN - 1} neither ask nor are asked" in texts(chart)


@pytest.mark.parametrize("ties", [[], [(a, b) for a in TEAM for b in TEAM if a != b]], ids=["none", "all"])
def test_no_tie_and_every_tie_can_be_drawn(ties, collisions):
    chart = collaboration_network(describe(ties, TEAM, TEAM), ties)

    assert collisions(chart) == []
    assert f"{len(ties)} ties among 7 members, all answered" in chart.alt


def test_pairs_that_do_not_hang_together_are_all_placed():
    pairs = [(2 * i, 2 * i + 1) for i in range(8)]
    spots = place(range(16), pairs, 300, 200, 15)

    near = [np.hypot(*np.subtract(spots[a], spots[b])) for a, b in pairs]
    assert max(near) < np.hypot(*np.subtract(spots[0], spots[8])), "a pair is nearer than strangers"
    assert place([], [], 300, 200, 15) == {}
    assert place(["a"], [], 300, 200, 15) == {"a": (150, 100)}


def test_people_on_one_spot_go_their_own_ways():
    spots = np.array(list(place("abc", [("a", "b"), ("b", "c")], 0.001, 0.001, 5).values()))

    assert np.isfinite(spots).all()


def test_other_ties_and_other_things_are_refused(staff):
    with pytest.raises(DataError, match="The ties hold 1 between members, but 5 were described"):
        collaboration_network(staff, TIES[:1])
    with pytest.raises(DataError, match=r"what network\.describe gives, got dict"):
        collaboration_network({}, TIES)
