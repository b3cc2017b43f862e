"""Ranked ballots: published elections, peers' counts, laws, and what a ballot box may hold."""

from fractions import Fraction
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats import elimination
from plcnb.stats.ballots import read_ballots
from plcnb.stats.voting import METHODS, tally

# Wikipedia, "Condorcet method": where Tennessee's capital should lie.
TENNESSEE = {
    ("Memphis", "Nashville", "Chattanooga", "Knoxville"): 42,
    ("Nashville", "Chattanooga", "Knoxville", "Memphis"): 26,
    ("Chattanooga", "Knoxville", "Nashville", "Memphis"): 15,
    ("Knoxville", "Chattanooga", "Nashville", "Memphis"): 17,
}

# Schulze (2011), example 1: 45 voters, winner E, and the strongest paths make the order E A C B D.
SCHULZE = {
    "ACBED": 5,
    "ADECB": 5,
    "BEDAC": 8,
    "CABED": 3,
    "CAEBD": 7,
    "CBADE": 2,
    "DCEBA": 7,
    "EBADC": 8,
}

ELECTIONS = ("tennessee_wikipedia", "burlington_2009_3way", "two_way_exact_tie")


def letters(spelled):
    return {tuple(ranking): count for ranking, count in spelled.items()}


@pytest.fixture(params=ELECTIONS)
def election(request, peers):
    case = peers["elections"][request.param]
    return case, tally([(tuple(ranking), count) for ranking, count in case["ballots"]])


def test_pairs_match_the_peers_matrix(election):
    case, got = election

    assert list(got.candidates) == case["candidates"]
    assert got.pairwise.to_numpy().tolist() == case["pairwise"]


def test_winners_match_what_was_published(election):
    case, got = election
    published = case["published"]

    assert got.condorcet_winner == published["condorcet"]
    for method in set(METHODS) & set(published):
        assert getattr(got, method) == (published[method],)
    if "plurality" in published:
        assert got.points["first"].idxmax() == published["plurality"]


def test_winners_match_pref_voting(election):
    # pref_voting 1.18.2, without the truncated ballots of Burlington, where it gives none
    case, got = election
    if "pref_voting" not in case:
        assert "Montroll" in got.candidates
        return
    peer = case["pref_voting"]

    assert [got.condorcet_winner, *map(list, (got.schulze, got.borda, got.irv))] == [
        peer[name] for name in ("condorcet_winner", "schulze", "borda", "irv_parallel_universe")
    ]


def test_winners_match_votelib_where_it_gives_any(election):
    # votelib 0.4.0: of an exact tie it gives no Schulze winner, and instant runoff is not implemented
    case, got = election
    if not case["votelib"]["schulze"]:
        assert (got.schulze, got.irv) == (("A", "B"), ("A", "B"))
        return

    assert (list(got.schulze), list(got.irv)) == (case["votelib"]["schulze"], case["votelib"]["irv"])


def test_schulze_matches_py_vote_core(election):
    # py-vote-core 2.0.0 draws the winner of a tie by chance; we name all
    case, got = election
    peer = case["py_vote_core_schulze"]

    assert list(got.schulze) == peer.get("tied_winners", [peer["winner"]])


def test_rounds_match_pyrankvote(election):
    # pyrankvote 2.0.6 keeps those who have dropped out, with 0 votes, and breaks a tie silently
    case, got = election
    rounds = [{name: votes for name, votes in row.items() if votes} for row in case["pyrankvote_irv_rounds"]]

    assert [votes.droplevel("round").to_dict() for _, votes in got.rounds["votes"].groupby("round")] == rounds
    assert set(case["pyrankvote_irv_winner"]) <= set(got.irv)


def test_tennessee_wins_by_pairs_and_points_but_not_by_rounds():
    got = tally(TENNESSEE)

    assert (got.schulze, got.borda, got.irv) == (("Nashville",), ("Nashville",), ("Knoxville",))
    assert got.condorcet_winner == "Nashville"
    assert got.points["borda"].to_dict() == {
        "Chattanooga": 173,
        "Knoxville": 107,
        "Memphis": 126,
        "Nashville": 194,
    }
    assert (got.agree, got.winner, got.decision) == (False, None, "cannot tell")
    assert got.more_needed == "a talk, then a vote between Knoxville and Nashville"


def test_schulzes_own_example_has_no_condorcet_winner_and_is_won_by_e():
    got = tally(letters(SCHULZE))

    assert (got.schulze, got.condorcet_winner) == (("E",), None)
    assert got.pairwise.loc[["A", "E"], ["D", "B"]].to_numpy().tolist() == [[30, 20], [31, 27]]


def test_a_tie_that_dropping_all_at_once_would_decide_is_followed_both_ways():
    # B and C tie for last; whoever stays beats A. Dropping both at once would leave A alone.
    got = tally({("A",): 4, ("B", "C"): 3, ("C", "B"): 3})

    assert got.irv == got.ties["irv"] == ("B", "C")
    assert got.rounds["outcome"].to_dict() == {
        (1, "A"): "stays",
        (1, "B"): "tied for last",
        (1, "C"): "tied for last",
    }


def test_a_tie_among_those_who_stay_last_together_does_not_end_the_rounds():
    got = tally({("A",): 5, ("B",): 4, ("C", "B"): 1, ("D", "B"): 1})

    assert got.irv == ("B",)
    assert got.rounds.loc[1, "outcome"].to_dict() == {
        "A": "stays",
        "B": "stays",
        "C": "drops out",
        "D": "drops out",
    }
    assert got.rounds.loc[2, "votes"].to_dict() == {"B": 6, "A": 5}


def test_exhausted_ballots_are_counted_and_the_majority_is_of_the_others():
    got = tally({("A",): 4, ("B",): 3, ("C",): 2})

    assert got.rounds["exhausted"].to_dict() == {
        (1, "A"): 0,
        (1, "B"): 0,
        (1, "C"): 0,
        (2, "A"): 2,
        (2, "B"): 2,
    }
    assert got.rounds["outcome"].iloc[-2:].tolist() == ["wins", "stays"]


def test_points_of_what_is_left_out_are_the_average_of_the_places_left():
    got = tally({("A",): 2, ("B", "C", "D", "A"): 1})

    # n - 1 = 3 for the first; of 2 + 1 + 0 points each of three gets 1
    assert got.points["borda"].to_dict() == {"A": 6, "B": 5, "C": 4, "D": 3}
    assert got.points["borda"].sum() == 3 * (3 + 2 + 1 + 0)


def test_approval_counts_the_first_k_and_never_what_is_left_out():
    ballots = {("A", "B", "C", "D"): 3, ("D",): 2, (("B", "C"), "A"): 1}

    assert tally(ballots).points["approvals"].to_dict() == {"A": 3, "B": 4, "C": 1, "D": 2}
    assert tally(ballots, k=1).approval_of_first_k == ("A",)
    assert tally(ballots, k=3).points["approvals"].to_dict() == {"A": 4, "B": 4, "C": 4, "D": 2}


def test_options_ranked_equally_share_the_ballot_in_the_rounds_and_the_points():
    got = tally([([{"A", "B", "C"}], 1), (["C", ["A", "B"]], 1)])

    assert_allclose(got.rounds.loc[1, "votes"], [4 / 3, 1 / 3, 1 / 3])
    assert got.irv == ("C",)
    assert got.points["borda"].to_dict() == {"A": 1.5, "B": 1.5, "C": 3}


def test_a_tie_is_reported_with_its_names_for_each_way():
    got = tally({("A", "B"): 3, ("B", "A"): 3})

    assert got.ties == dict.fromkeys(METHODS, ("A", "B"))
    assert (got.agree, got.winner, got.decision, got.broken_by_seed) == (True, None, "cannot tell", {})
    assert got.more_needed == "a talk, then a vote between A and B"


def test_a_seed_breaks_ties_the_same_way_everywhere_and_says_so():
    # printf 7:A | sha256sum begins with 0d37, printf 7:B | sha256sum with b855
    got = tally({("A", "B"): 3, ("B", "A"): 3}, seed=7)

    assert got.lot == ("A", "B")
    assert got.ties == dict.fromkeys(METHODS, ("A", "B"))
    assert got.broken_by_seed == dict.fromkeys(METHODS, got.lot[0])
    assert (got.schulze, got.irv, got.winner) == ((got.lot[0],), (got.lot[0],), got.lot[0])
    assert "a tie was broken by lot (seed 7)" in got.caution
    assert got == tally([(("B", "A"), 3), (("A", "B"), 3)], seed="7")
    assert {tally({("A", "B"): 1, ("B", "A"): 1}, seed=seed).winner for seed in range(8)} == {"A", "B"}


def test_in_the_rounds_the_last_in_the_lot_drops_out():
    ballots = {("A",): 4, ("B", "C"): 3, ("C", "B"): 3}
    for seed in range(6):
        got = tally(ballots, seed=seed)
        out = max("BC", key=got.lot.index)

        assert got.rounds.loc[1, "outcome"].to_dict() == {
            "A": "stays",
            out: "drops out by lot",
            ({"B", "C"} - {out}).pop(): "stays by lot",
        }
        assert got.irv == (got.broken_by_seed["irv"],) == (({"B", "C"} - {out}).pop(),)
        assert got.ties["irv"] == ("B", "C")


def test_a_seed_changes_nothing_where_there_is_no_tie():
    with_seed, without = tally(TENNESSEE, seed=1), tally(TENNESSEE)

    assert [with_seed.winners(method) for method in METHODS] == [
        without.winners(method) for method in METHODS
    ]
    assert with_seed.broken_by_seed == {}


def test_too_many_ties_to_follow_are_said_and_nobody_is_left_out():
    circle = "ABCDEF"
    cast = read_ballots({tuple(circle[i:] + circle[:i]): 1 for i in range(6)})

    got = elimination.runoff(cast, most_sets=3)

    assert (got.followed, got.winners) == (False, tuple(range(6)))


def test_the_caution_names_ties_that_could_not_be_followed():
    names = [f"{n:02d}" for n in range(16)]
    got = tally({tuple(names[i:] + names[:i]): 1 for i in range(16)}, seed=3)

    assert len(got.ties["irv"]) == 16
    assert "too many ties to follow each" in got.caution
    assert got.irv == (got.broken_by_seed["irv"],)


def test_no_ballot_gives_no_winner():
    for nothing in ({}, [], {(): 4}, {("A", "B"): 0}):
        got = tally(nothing, seed=1)

        assert [got.winners(method) for method in METHODS] == [()] * 4
        assert (got.condorcet_winner, got.agree, got.n_ballots, got.ties) == (None, False, 0, {})
        assert (got.decision, got.more_needed) == ("cannot tell", "the first ballots")
        assert got.rounds.empty


def test_one_option_wins_alone():
    got = tally({("A",): 6})

    assert (got.winner, got.condorcet_winner, got.decision, got.more_needed) == ("A", "A", "settled", "")


def test_options_that_nobody_ranked_lose_to_all():
    got = tally({("A", "B"): 6}, options=["D", "C", "B", "A"])

    assert got.candidates == ("A", "B", "C", "D")
    assert got.points["pairs_lost"].to_dict() == {"A": 0, "B": 1, "C": 2, "D": 2}
    assert got.points["borda"].to_dict() == {"A": 18, "B": 12, "C": 3, "D": 3}


def test_blank_ballots_count_nowhere_and_are_said():
    got = tally({("A", "B"): 4, ("B", "A"): 2, (): 1})

    assert (got.n_ballots, got.n_blank, got.winner) == (6, 1, "A")
    assert got.caution == "1 blank ballot"
    assert tally({("A", "B"): 4, (): 2}).caution == "2 blank ballots"


def test_few_ballots_and_ballots_all_alike_are_said_to_be_no_secret():
    assert tally({("A", "B"): 3, ("B", "A"): 1}).caution.startswith("fewer than 5 ballots")
    assert tally({("A", "B"): 5}).caution.startswith("all ballots are alike")
    assert tally({("A", "B"): 4, ("B", "A"): 1}).caution == ""


def test_names_that_differ_only_by_spaces_or_capitals_are_pointed_out():
    got = tally({("Maths talk", "Exit tickets"): 4, ("maths  talk ", "Exit tickets"): 3})

    assert got.caution == "'Maths talk' and 'maths  talk ' are counted as different options"


def test_two_places_give_the_minority_its_share():
    # seven voters for A and B, three for C and D: by approval A and B, in proportion one of each
    got = tally({("A", "B", "C", "D"): 7, ("C", "D", "A", "B"): 5}, choose=2)

    assert got.chosen == (("A", "C"), ("A", "D"), ("B", "C"), ("B", "D"))
    assert tally({("A", "B", "C", "D"): 7, ("C", "D", "A", "B"): 3}, choose=2).chosen == (("A", "B"),)
    assert got.chosen != (("A", "B"),)


def test_places_that_hold_every_option_are_filled_with_all():
    assert tally(TENNESSEE, choose=4).chosen == (("Chattanooga", "Knoxville", "Memphis", "Nashville"),)
    assert tally({}, options=["A", "B"], choose=2).chosen == ()


def test_sets_tried_in_many_batches_give_the_best_wherever_it_stands():
    names = [f"{n:02d}" for n in range(24)]

    got = tally({tuple(names[20:]): 5, tuple(names[:4]): 1}, choose=4, k=4)

    assert got.chosen == (tuple(names[20:]),)
    assert tally({tuple(names[:4]): 5}, options=names, choose=4, k=4).chosen == (tuple(names[:4]),)


def test_many_places_are_refused_with_what_to_do():
    names = [f"{n:02d}" for n in range(30)]

    with pytest.raises(ParameterError, match="choose must leave at most 100000 sets to try, got 10 of 30"):
        tally({tuple(names): 1}, choose=10)


@pytest.mark.parametrize(
    ("ballots", "message"),
    [
        ({("A", "B", "A"): 1}, "names 'A' twice"),
        ({("A", ("B", "A")): 1}, "names 'A' twice"),
        ({("A", "B"): -1}, "count of ranking .* is -1"),
        ({("A", "B"): 1.5}, "is 1.5; expected how many"),
        ({("A", "B"): float("nan")}, "is nan"),
        ({("A", "B"): float("inf")}, "is inf"),
        ({("A", "B"): "3"}, "is '3'"),
        ({("A", "B"): True}, "is True"),
        ({"A": 3}, r"write \('A',\)"),
        ({("A", 2): 3}, "must be text, got 2"),
        ({("A", " "): 3}, "must be text, got ' '"),
        ({("A", "\ud800"): 3}, "holds half a character"),
        ("AB", "ballots must map each ranking"),
        (7, "got int"),
        ([("A", "B")], r"A ranking must be a tuple of names, best first, got 'A'"),
        ([("A", "B", "C")], "Ballot 1 is"),
        ({("A", "B"): 10**13}, "add up to 10000000000000"),
        ({tuple(f"{n}" for n in range(101)): 1}, "name 101 options"),
    ],
)
def test_a_broken_ballot_is_named(ballots, message):
    with pytest.raises(DataError, match=message):
        tally(ballots)


def test_an_option_that_is_not_on_the_paper_is_named():
    with pytest.raises(DataError, match="'C', which is not among the options: A, B"):
        tally({("A", "C"): 1}, options=["A", "B"])


def test_options_that_are_no_list_are_refused():
    with pytest.raises(DataError, match="options must list the names on the ballot paper, got 7"):
        tally({("A",): 1}, options=7)


def test_one_option_as_text_is_one_option():
    assert tally({("AB",): 1}, options="AB").candidates == ("AB",)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"k": 0}, "k must be"),
        ({"k": 1.5}, "k must be"),
        ({"k": True}, "k must be"),
        ({"choose": 0}, "choose must be"),
        ({"choose": 5}, "from 1 to the number of options"),
        ({"choose": True}, "choose must be"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"seed": True}, "seed must be"),
        ({"seed": " "}, "seed must be"),
    ],
)
def test_a_parameter_out_of_range_is_said(wrong, message):
    with pytest.raises(ParameterError, match=message):
        tally(TENNESSEE, **wrong)


def test_an_unknown_way_of_counting_is_said():
    with pytest.raises(ParameterError, match="got 'plurality'"):
        tally(TENNESSEE).winners("plurality")


def test_whole_numbers_of_any_kind_are_counts():
    kinds = {("A", "B"): np.int64(3), ("B", "A"): 2.0, ("B",): np.float64(0)}

    assert tally(kinds).n_ballots == 5
    assert (
        tally(pd.Series([3, 2], index=pd.Index([("A", "B"), ("B", "A")], tupleize_cols=False))).n_ballots == 5
    )


def test_equal_places_of_very_many_options_are_exact():
    names = [f"{n:02d}" for n in range(60)]

    got = tally({(tuple(names),): 1, ("00",): 9})

    assert (got.irv, tally({(tuple(names),): 9}).irv) == (("00",), tuple(names))
    assert_allclose(got.rounds["votes"], [9 + 1 / 60] + 59 * [1 / 60])


def test_many_places_among_many_ballots_stay_exact():
    names = [f"{n:02d}" for n in range(44)]

    assert tally({tuple(names): 10**9}, choose=43, k=43).chosen == (tuple(names[:43]),)


rankings = st.permutations("ABCD").flatmap(
    lambda order: st.integers(1, 4).map(lambda length: tuple(order[:length]))
)
elections = st.dictionaries(rankings, st.integers(1, 4), min_size=1, max_size=6)


@settings(max_examples=80, derandomize=True, deadline=None)
@given(elections)
def test_a_condorcet_winner_wins_by_pairs_and_the_loser_never_by_points(ballots):
    got = tally(ballots, options=list("ABCD"))

    if got.condorcet_winner:
        assert got.schulze == (got.condorcet_winner,)
    lost_all = got.points.index[got.points["pairs_lost"] == 3]
    assert not set(lost_all) & set(got.borda)


@settings(max_examples=80, derandomize=True, deadline=None)
@given(elections, st.integers(1, 3))
def test_new_names_and_more_of_the_same_ballots_change_nothing(ballots, times):
    renamed = dict(zip("ABCD", "wzxy", strict=True))
    got = tally(ballots, options=list("ABCD"))
    again = tally(
        [(tuple(renamed[name] for name in ranking), times * count) for ranking, count in ballots.items()],
        options=list("wxyz"),
    )

    for method in METHODS:
        assert {renamed[name] for name in got.winners(method)} == set(again.winners(method))


@settings(max_examples=80, derandomize=True, deadline=None)
@given(elections)
def test_rounds_name_whoever_wins_along_some_way_of_breaking_ties(ballots):
    @cache
    def winners(left):
        if len(left) == 1:
            return left
        votes = dict.fromkeys(left, Fraction(0))
        for ranking, count in ballots.items():
            top = [name for name in ranking if name in left][:1]
            votes |= {name: votes[name] + count for name in top}
        last = [name for name in left if votes[name] == min(votes.values())]
        return frozenset().union(*(winners(left - {name}) for name in last))

    got = tally(ballots, options=list("ABCD"))

    assert set(got.irv) == winners(frozenset("ABCD"))


@settings(max_examples=60, derandomize=True, deadline=None)
@given(elections, st.integers(0, 5))
def test_a_seed_picks_one_of_those_who_are_tied(ballots, seed):
    tied, picked = tally(ballots), tally(ballots, seed=seed)

    for method in METHODS:
        assert len(picked.winners(method)) == 1
        assert set(picked.winners(method)) <= set(tied.winners(method))
    assert picked.ties == tied.ties


def test_an_array_without_a_row_holds_no_ballots_and_no_options():
    with pytest.raises(DataError, match="ballots must map"):
        tally(np.array(3))
    with pytest.raises(DataError, match="options must list"):
        tally({("A",): 1}, options=np.array("A"))
