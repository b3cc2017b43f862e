"""Who works with whom: the measures everybody defines alike, and what missing answers leave open."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.network import STATUSES, describe, external_internal

# Krackhardt (1990), Adm. Sci. Q. 35, 342-369, the kite of ten; betweenness by networkx 3.6.1.
KITE = "01 02 03 05 13 14 16 23 25 34 35 36 46 56 57 67 78 89"
KITE_BETWEENNESS = [0.0231, 0.0231, 0, 0.1019, 0, 0.2315, 0.2315, 0.3889, 0.2222, 0]

NAMES = list("abcdefgh")
some_ties = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=30)
laws = settings(derandomize=True, deadline=None, max_examples=60)


def edges(text):
    return [tuple(tie) for tie in text.split()]


def both_ways(ties):
    return [*ties, *((b, a) for a, b in ties)]


@pytest.fixture
def staff():
    """Ana and Ben ask each other, Cem asks Ana, Dee is asked by Cem; Eve has no tie, Fay no answer."""
    ties = pd.DataFrame(
        [("Ana", "Ben"), ("Ben", "Ana"), ("Cem", "Ana"), ("Cem", "Dee")], columns=["from", "to"]
    )
    return ties, ["Ana", "Ben", "Cem", "Dee", "Eve", "Fay"]


@pytest.mark.parametrize("directed", [True, False])
def test_the_kite_has_the_published_degrees_betweenness_and_density(directed):
    ties = edges(KITE)
    everyone = list("0123456789")
    people, network = describe(both_ways(ties) if directed else ties, everyone, everyone, directed=directed)

    assert people["in_degree"].tolist() == people["out_degree"].tolist() == [4, 4, 3, 6, 3, 5, 5, 3, 2, 1]
    assert_allclose(people["betweenness"], KITE_BETWEENNESS, atol=5e-5)
    assert network.density == pytest.approx(0.4)
    assert network.component_sizes == (10,)
    # Σ (6 - degree) = 24 over 9², and over 9 · 8 (Freeman 1979)
    assert network.centralization == pytest.approx(24 / 81 if directed else 24 / 72)


@pytest.mark.parametrize("case", ["krackhardt_kite", "empty_5"])
@pytest.mark.parametrize("directed", [True, False])
def test_peers_agree(peers, case, directed):
    peer = peers["network"][case]  # networkx 3.6.1, and igraph 1.3.5 in R
    ties = [tuple(edge) for edge in peer["edges"]]
    people, network = describe(
        both_ways(ties) if directed else ties, peer["nodes"], peer["nodes"], directed=directed
    )

    n = peer["n"]
    assert network.density == pytest.approx(peer["density"], abs=1e-12)
    assert list(network.component_sizes) == peer["components"]
    assert people.index[people["status"] == "isolate"].tolist() == peer["isolates"]
    for person, share in peer["degree_centrality"].items():
        assert people.at[person, "in_degree"] / (n - 1) == pytest.approx(share, abs=1e-12)
        assert people.at[person, "betweenness"] == pytest.approx(peer["betweenness"][person], abs=1e-12)


@laws
@given(ties=some_ties)
def test_every_measure_is_that_of_networkx(ties):
    people, network = describe(ties, NAMES, NAMES)
    graph = nx.DiGraph([tie for tie in ties if tie[0] != tie[1]])
    graph.add_nodes_from(NAMES)

    assert people["in_degree"].to_dict() == dict(graph.in_degree)
    assert people["out_degree"].to_dict() == dict(graph.out_degree)
    assert network.density == network.density_known == pytest.approx(nx.density(graph))
    assert network.components == nx.number_weakly_connected_components(graph)
    assert people["betweenness"].to_dict() == pytest.approx(nx.betweenness_centrality(graph))
    if graph.number_of_edges():
        assert network.reciprocity == network.reciprocity_known == pytest.approx(nx.reciprocity(graph))
    else:
        assert np.isnan(network.reciprocity)


@laws
@given(ties=some_ties)
def test_turning_all_ties_round_swaps_asking_and_being_asked(ties):
    people, network = describe(ties, NAMES, NAMES)
    turned, turned_network = describe([(b, a) for a, b in ties], NAMES, NAMES)

    assert people["in_degree"].tolist() == turned["out_degree"].tolist()
    swap = {"unheard": "not asking", "not asking": "unheard"}
    assert people["status"].replace(swap).tolist() == turned["status"].tolist()
    assert (network.density, network.components) == (turned_network.density, turned_network.components)


@laws
@given(ties=some_ties, order=st.permutations(NAMES))
def test_the_order_of_members_and_ties_changes_nothing_but_the_order(ties, order):
    people, network = describe(ties, NAMES, NAMES)
    other, other_network = describe(ties[::-1], order, NAMES)

    pd.testing.assert_frame_equal(people, other.loc[NAMES])
    assert {network.verdict, network.density, network.centralization} == {
        other_network.verdict,
        other_network.density,
        other_network.centralization,
    }


@laws
@given(ties=some_ties, answered=st.sets(st.sampled_from(NAMES)), later=some_ties)
def test_a_settled_status_and_a_sure_verdict_outlive_the_missing_answers(ties, answered, later):
    ties = [tie for tie in ties if tie[0] in answered]
    late = [tie for tie in later if tie[0] not in answered]
    first, network = describe(ties, NAMES, answered)
    last, full = describe(ties + late, NAMES, NAMES)

    settled = ~first["provisional"]
    assert first["status"][settled].tolist() == last["status"][settled].tolist()
    assert not (first["status"] == "no answer").any() or len(answered) < len(NAMES)
    if network.verdict == "nobody isolated":
        assert full.verdict == "nobody isolated"


def test_each_status_is_told_apart(staff):
    people, network = describe(*staff, ["Ana", "Ben", "Cem", "Dee", "Eve"])

    assert people["status"].to_dict() == {
        "Ana": "connected",
        "Ben": "connected",
        "Cem": "unheard",
        "Dee": "not asking",
        "Eve": "isolate",
        "Fay": "no answer",
    }
    assert set(people["status"]) == set(STATUSES)
    assert people.index.name == "person"
    assert people.loc["Fay", ["out_degree", "betweenness"]].isna().all(), "nobody knows whom she asks"
    assert people["provisional"].tolist() == [False, False, True, False, True, True]
    assert network.caution.startswith("1 of 6 did not answer")


def test_density_and_reciprocity_are_also_given_over_what_the_answers_can_show(staff):
    _, network = describe(*staff, ["Ana", "Ben", "Cem", "Eve"])

    assert network.density == pytest.approx(4 / 30)
    assert network.density_known == pytest.approx(4 / 20), "four who answered could each name five"
    assert network.reciprocity == pytest.approx(2 / 4)
    assert network.reciprocity_known == pytest.approx(2 / 3), "Dee could not return the tie"


def test_undirected_density_counts_the_pairs_that_one_of_two_could_name():
    _, network = describe([("a", "b")], list("abcd"), ["a", "c"], directed=False)

    assert network.density == pytest.approx(1 / 6)
    assert network.density_known == pytest.approx(1 / 5), (
        "of six pairs, b and d are the one that nobody answered for"
    )
    assert np.isnan(network.reciprocity)


@pytest.mark.parametrize(
    ("ties", "answered", "verdict", "more_needed"),
    [
        ("ab ba cd de ea", "abcde", "nobody isolated", ""),
        ("ab", "abcde", "somebody isolated", ""),
        ("ab bc", "ab", "cannot tell", "answers of 2 more members"),
        ("ab ac ad ae", "a", "nobody isolated", ""),  # all who are silent are named
        ("ab ba cd", "abcd", "cannot tell", "answers of 1 more member"),  # e is silent and unnamed
        ("ab ba ae", "abcd", "somebody isolated", ""),  # c and d, four of five having answered
        ("ab ba ae ad", "abc", "cannot tell", "answers of 1 more member"),
        ("", "", "cannot tell", "the first answers"),
    ],
)
def test_isolation_is_said_where_it_is_known_and_only_there(ties, answered, verdict, more_needed):
    _, network = describe(edges(ties), list("abcde"), list(answered))

    assert (network.verdict, network.more_needed) == (verdict, more_needed)


def test_a_star_is_wholly_centralized_and_a_ring_not_at_all():
    star = [(person, "a") for person in "bcde"]
    ring = edges("ab bc cd de ea")

    assert describe(star, list("abcde"), list("abcde")).network.centralization == 1
    assert describe(star, list("abcde"), list("abcde"), directed=False).network.centralization == 1
    assert describe(ring, list("abcde"), list("abcde")).network.centralization == 0


def test_doubles_and_ties_to_oneself_are_said_and_do_not_count():
    people, network = describe(edges("ab ab ab aa"), ["a", "b"], ["a", "b"])

    assert network.n_ties == 1
    assert "1 tie to oneself left out; 2 repeated ties counted once" in network.caution
    assert people.at["a", "in_degree"] == 0
    undirected = describe(edges("ab ba"), ["a", "b"], ["a", "b"], directed=False).network
    assert (undirected.n_ties, undirected.density) == (1, 1)


def test_a_stranger_is_named_or_counted_aside():
    with pytest.raises(DataError, match=r"Tie 2 goes from 'a' to 'x', but 'x' is no member"):
        describe(edges("ab ax"), ["a", "b"], ["a", "b"])

    people, network = describe(edges("ab ax yx"), ["a", "b"], ["a", "b"], outside="count")
    assert people["outside"].tolist() == [1, 0]
    assert network.n_ties == 1
    assert "1 tie with people outside not counted" in network.caution
    with pytest.raises(ParameterError, match="outside must be one of refuse, count"):
        describe([], ["a"], ["a"], outside="drop")


@pytest.mark.parametrize(
    ("n", "verdict", "more_needed"),
    [(0, "cannot tell", "the names of the members"), (1, "cannot tell", "a second member")],
)
def test_fewer_than_two_members_are_no_network(n, verdict, more_needed):
    people, network = describe([], list("a")[:n], list("a")[:n])

    assert len(people) == n
    assert (network.verdict, network.more_needed, network.components) == (verdict, more_needed, n)
    assert np.isnan([network.density, network.reciprocity, network.centralization]).all()
    assert people["betweenness"].isna().all()


def test_two_members_have_a_density_but_no_between():
    people, network = describe(edges("ab"), ["a", "b"], ["a", "b"])

    assert network.density == 0.5
    assert people["betweenness"].isna().all()
    assert "fewer than 5 answers" in network.caution


def test_without_any_answer_nothing_is_known():
    people, network = describe([], list("abc"), [])

    assert people["in_degree"].isna().all()
    assert (people["status"] == "no answer").all()
    assert np.isnan([network.density, network.centralization, network.density_known]).all()
    assert network.caution == "nobody has answered yet"


def test_who_answered_can_be_a_mapping_or_a_series(staff):
    by_list = describe(*staff, ["Ana", "Cem"])
    said = {"Ana": True, "Ben": False, "Cem": 1}

    for responded in (said, pd.Series(said, dtype=object)):
        pd.testing.assert_frame_equal(by_list.people, describe(*staff, responded).people)


def test_a_tie_from_someone_who_did_not_answer_is_kept(staff):
    people, _ = describe(*staff, ["Ana", "Ben"])

    assert people.at["Cem", "status"] == "no answer"
    assert people.at["Cem", "out_degree"] == 2
    assert people.at["Dee", "in_degree"] == 1


@pytest.mark.parametrize(
    ("ties", "members", "responded", "match"),
    [
        ([("a",)], ["a"], ["a"], r"Tie 1 is \('a',\); expected a pair"),
        (["ab"], ["a"], ["a"], "Tie 1 is 'ab'"),
        ([("a", None)], ["a"], ["a"], "both ends must be names"),
        ([("a", ["b"])], ["a"], ["a"], "both ends must be names"),
        (7, ["a"], ["a"], "got int"),
        ("ab", ["a"], ["a"], "got str"),
        (
            pd.DataFrame([["a", "a", "a"]], columns=["from", "to", "to"]),
            ["a"],
            ["a"],
            "more than one column to",
        ),
        (pd.DataFrame({"from": ["a"]}), ["a"], ["a"], "ties lacks the column to"),
        ([], "abc", ["a"], "members must be a list of names, got 'abc'"),
        ([], None, ["a"], "members must be a list"),
        ([], ["a", ""], ["a"], "members holds '' at place 2"),
        ([], ["a", np.nan], ["a"], "members holds nan at place 2"),
        ([], ["a", "b", "a"], ["a"], "members holds 'a' twice"),
        ([], ["a"], ["b"], "responded names 'b', who is no member"),
        ([], ["a"], {"a": "yes"}, "responded says 'yes' of 'a'; expected True or False"),
        ([], ["a"], {"a": pd.NA}, "responded says <NA> of 'a'"),
    ],
)
def test_what_breaks_the_contract_is_named(ties, members, responded, match):
    with pytest.raises(DataError, match=match):
        describe(ties, members, responded)


def test_direction_is_yes_or_no():
    with pytest.raises(ParameterError, match="directed must be True or False, got 'both'"):
        describe([], ["a"], ["a"], directed="both")


def test_inputs_are_left_as_they_were(staff):
    ties, members = staff
    before = ties.copy(), list(members)

    describe(ties, members, members)

    pd.testing.assert_frame_equal(ties, before[0])
    assert members == before[1]


def test_a_whole_district_is_described():
    n = 400
    ties = [(i, (i * k + 1) % n) for i in range(n) for k in (2, 3)]
    people, network = describe(ties, range(n), range(n))

    assert len(people) == n
    assert people["betweenness"].between(0, 1).all()
    assert people["in_degree"].sum() == network.n_ties


def test_reach_across_teams_is_external_less_internal_over_all():
    # Krackhardt and Stern (1988): (E - I) / (E + I); a-b inside, a-c and d-b across
    reach = external_internal(edges("ab ac db"), {"a": 1, "b": 1, "c": 2, "d": 2})

    assert (reach.n_external, reach.n_internal) == (2, 1)
    assert reach.index == pytest.approx(1 / 3)
    assert reach.expected == pytest.approx((8 - 4) / 12), "of 12 possible ties 8 lead across"
    assert reach.teams.loc[1, ["n_internal", "n_external"]].tolist() == [1, 2]
    assert reach.teams.loc[2, "index"] == 1
    assert reach.teams.index.name == "team"


@laws
@given(ties=some_ties, cut=st.integers(1, 7))
def test_reach_does_not_depend_on_what_the_teams_are_called_or_which_way_ties_go(ties, cut):
    assume(any(a != b for a, b in ties))
    teams = {name: place < cut for place, name in enumerate(NAMES)}
    reach = external_internal(ties, teams)
    renamed = external_internal([(b, a) for a, b in ties], pd.Series({n: f"T{t}" for n, t in teams.items()}))

    assert -1 <= reach.index <= 1
    assert (reach.index, reach.expected) == (renamed.index, renamed.expected)
    assert reach.teams["n_external"].sum() == 2 * reach.n_external


def test_reach_without_ties_is_unknown_and_of_one_team_it_is_within():
    assert np.isnan(external_internal([], {"a": 1, "b": 2}).index)
    assert np.isnan(external_internal([], {}).expected)
    one = external_internal(edges("ab ab"), {"a": 1, "b": 1})
    assert (one.index, one.expected) == (-1, -1)
    assert one.caution == "1 repeated tie counted once; only one team: no tie can reach across"


@pytest.mark.parametrize(
    ("team_of", "match"),
    [
        ({"a": 1}, "'b' has a tie but no team"),
        ({"a": 1, "b": None}, "team_of has no team for 'b'"),
        ([("a", 1)], "team_of must be a mapping from person to team, got list"),
        (pd.Series([1, 2], index=["a", "a"]), "team_of holds 'a' twice"),
    ],
)
def test_people_without_a_team_are_named(team_of, match):
    with pytest.raises(DataError, match=match):
        external_internal(edges("ab"), team_of)


def test_an_array_without_a_row_is_no_list_of_people_or_ties():
    with pytest.raises(DataError, match="members must be a list"):
        describe([], np.array("Ana"), [])
    with pytest.raises(DataError, match="ties must be a frame"):
        describe(np.array("Ana"), ["Ana"], [])
