"""The attacker: what an outsider works out from a published table, exactly."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from plcnb.errors import DataError, ParameterError
from plcnb.stats import attacking
from plcnb.stats.attacking import Contradiction, Known, derive
from plcnb.stats.disclosure import audit, audit_releases, protect

NAN = float("nan")
PATTERNS = ("primary_only", "gauss", "gauss_singleton")
CASES = ("T1_ssbtools_doc", "T2_single_small_cell", "T3_two_in_row", "T4_complement")


def published(cells, columns=("team", "shown")):
    return pd.DataFrame(cells, columns=list(columns))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_intervals_are_those_of_ssbtools_for_its_own_patterns(shared, case, pattern):
    reference = json.loads((shared / "reference" / "suppression.json").read_text(encoding="utf-8"))[case]
    cells = pd.DataFrame(reference["cells"]).rename(columns={"value": "shown"}).astype({"shown": float})
    hidden = np.array(reference[pattern]["suppressed"]) - 1  # counted from 1
    cells.loc[hidden, "shown"] = NAN

    got = audit(cells, 3 if case.startswith("T1") else 10)

    wanted = reference[pattern]["intervals"]
    assert got[["low", "high"]].to_numpy().tolist() == [wanted[str(cell)] for cell in sorted(hidden + 1)]
    pinned = {sorted(hidden + 1)[n] for n in np.flatnonzero(got["verdict"] == "gives it away")}
    assert set(reference[pattern]["primary_exactly_recoverable"]) <= pinned


# SSBtools 1.8.6 on its help page's table (?GaussSuppression): a pattern made without regard to singletons.
def test_hidden_zeros_do_not_cover_cells_of_one():
    levels = ["A", "B", "C", "D", "E"]
    counts = {"1": [1, 1, 1, 5, 5], "2": [9, 9, 9, 9, 9], "3": [0, 0, 0, 7, 7]}
    rows = [(row, level, n) for row in counts for level, n in zip(levels, counts[row], strict=True)]
    rows += [(row, "Total", sum(counts[row])) for row in counts]
    rows += [
        ("Total", level, sum(column))
        for level, column in zip(levels, zip(*counts.values(), strict=True), strict=True)
    ]
    cells = published([*rows, ("Total", "Total", 72)], ("row", "level", "shown")).astype({"shown": float})
    cells.loc[cells["row"].isin(["1", "3"]) & cells["level"].isin(["A", "B", "C"]), "shown"] = NAN

    got = audit(cells, 3)

    assert got.loc["1", ["low", "high"]].to_numpy().tolist() == [[1, 1]] * 3
    assert got["verdict"].tolist() == ["gives it away"] * 3 + ["safe"] * 3


def test_each_verdict_and_what_to_do_about_it():
    rows = [("away", "a", NAN), ("away", "b", 20), ("away", "Total", 24)]
    rows += [("narrow", "a", NAN), ("narrow", "b", NAN), ("narrow", "Total", 7)]
    rows += [("few", "a", NAN), ("few", "b", NAN), ("few", "Total", 30)]
    rows += [("safe", "a", NAN), ("safe", "b", NAN), ("safe", "Total", 18)]

    got = audit(published(rows, ("team", "level", "shown")))

    assert got.index.names == ["team", "level"]
    assert list(got.columns) == ["low", "high", "verdict", "more_needed", "caution"]
    assert got.loc[("away", "a")].tolist() == [
        4,
        4,
        "gives it away",
        "hide another cell of each row and column that it stands in, or their totals",
        "its number can be worked out",
    ]
    assert got.loc["narrow", "caution"].tolist() == ["known to be below 10"] * 2
    assert got.loc["safe"].iloc[0].tolist() == [0, 18, "safe", "", ""]
    assert got.attrs == {"minimum": 10, "knows": "counts"}


def test_a_range_that_is_too_short_narrows_even_where_it_reaches_the_minimum():
    rows = [("T1", "a", NAN), ("T1", "b", NAN), ("T1", "Total", 14), ("T2", "a", NAN), ("T2", "b", NAN)]
    rows += [("T2", "Total", 5), ("Total", "a", 13), ("Total", "b", 6), ("Total", "Total", 19)]

    got = audit(published(rows, ("team", "level", "shown")))

    assert got.loc[("T1", "a"), ["low", "high", "verdict"]].tolist() == [8, 13, "narrows it"]
    assert got.loc[("T1", "a"), "caution"] == "few numbers are left for it"


def test_one_who_knows_which_cells_are_small_can_tell_more():
    table = published([("a", 3), ("b", 4), ("c", 12), ("d", 40)], ("level", "n"))
    got = protect(table, "n", "level")

    outside, inside = audit(got), audit(got, knows="primary")

    assert outside.loc["a", ["low", "high", "verdict"]].tolist() == [0, 19, "safe"]
    assert inside.loc["a", ["low", "high", "verdict"]].tolist() == [1, 9, "safe"]
    assert inside.loc["c", ["low", "high", "verdict"]].tolist() == [1, 17, "safe"]
    nobody = published([("a", 0), ("b", 12), ("c", 3), ("d", 40)], ("level", "n"))
    of_nobody = audit(protect(nobody, "n", "level", zeros=True), knows="primary")
    assert of_nobody.loc["a", ["low", "high", "verdict"]].tolist() == [0, 9, "safe"]


def test_one_who_knows_which_cells_are_small_may_pin_them():
    rows = [("a", NAN, "fewer than 10 students"), ("b", NAN, "fewer than 10 students"), ("Total", 18, "")]

    got = audit(published(rows, ("level", "shown", "why")), knows="primary")

    assert got["verdict"].tolist() == ["gives it away"] * 2
    wider = published([*rows[:2], ("Total", 16, "")], ("level", "shown", "why"))
    assert audit(wider, knows="primary")["verdict"].tolist() == ["narrows it"] * 2


def test_a_cell_known_to_be_empty_or_large_is_safe_however_narrow():
    rows = [("T1", "a", NAN), ("T1", "b", 12), ("T1", "Total", 12)]
    rows += [("T2", "a", NAN), ("T2", "b", 12), ("T2", "Total", 52)]

    got = audit(published(rows, ("team", "level", "shown")))

    assert got[["low", "high", "verdict"]].to_numpy().tolist() == [[0, 0, "safe"], [40, 40, "safe"]]


def brute(rows, totals, sums, most):
    """Return the range of each sum over all tables of counts up to `most` that fit, by trying each."""
    tables = np.array(list(itertools.product(range(most + 1), repeat=rows.shape[1])))
    fits = tables[(tables @ rows.T == totals).all(axis=1)] @ sums.T
    return fits.min(axis=0), fits.max(axis=0)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=5, max_size=5),
)
def test_bounds_are_exact_for_any_equations(told, truth):
    rows = np.vstack([np.array(told, dtype=float), np.ones(5)])  # the total bounds every count
    totals, sums = rows @ truth, np.vstack([np.eye(5), [1, 1, 0, 0, 0], [0, 1, 1, 0, 1]])

    got = derive(Known(sparse.csr_array(rows), totals, totals), sparse.csr_array(sums))

    low, high = brute(rows, totals, sums, int(sum(truth)) if sum(truth) < 6 else 6)
    assert got.exact.all()
    if sum(truth) <= 6:
        assert (got.low == low).all()
        assert (got.high == high).all()
    assert ((got.low <= sums @ truth) & (sums @ truth <= got.high)).all()


# Three cells of which each two sum to 3 or, with the fourth, more: in fractions all could be 1.5.
ODD = np.array([[1, 1, 0, 1], [0, 1, 1, 1], [1, 0, 1, 1]], dtype=float)


def test_counts_are_whole_where_fractions_would_reach_further():
    known = Known(sparse.csr_array(ODD), np.full(3, 3.0), np.full(3, 3.0))

    got = derive(known, sparse.csr_array(np.eye(4)))

    # x + y + w = y + z + w = x + z + w = 3: x = y = z, and w = 3 - 2 x is at least 1, not 0
    assert got.low.tolist() == [0, 0, 0, 1]
    assert got.high.tolist() == [1, 1, 1, 3]
    assert got.exact.all()


def hard(seed):
    """Return what the faces of a cube of 4 x 4 x 4 counts tell: fractions reach further than counts."""
    cube = np.arange(64).reshape(4, 4, 4)
    lines = np.concatenate([np.moveaxis(cube, axis, -1).reshape(-1, 4) for axis in range(3)])
    rows = np.array([np.isin(np.arange(64), line) for line in lines], dtype=float)
    truth = np.random.default_rng(seed).integers(0, 3, 64).astype(float)
    return Known(sparse.csr_array(rows), rows @ truth, rows @ truth), truth


def test_a_search_given_up_is_said_and_its_bounds_lie_outside_the_true_ones(monkeypatch):
    each = sparse.csr_array(np.eye(64))
    exact = [derive(hard(seed)[0], each) for seed in range(5)]
    monkeypatch.setattr(attacking, "MOST_BRANCHES", 0)

    rough = [derive(hard(seed)[0], each) for seed in range(5)]

    assert all(found.exact.all() for found in exact)
    assert not all(found.exact.all() for found in rough)
    for one, other in zip(exact, rough, strict=True):
        assert ((other.low <= one.low) & (one.high <= other.high)).all()


def test_where_nothing_bounds_a_sum_it_may_be_any_number():
    known = Known(sparse.csr_array([[1.0, 1.0, 0.0]]), np.array([2.0]), np.array([np.inf]))

    got = derive(known, sparse.csr_array([[1.0, 0, 0], [1, 1, 0], [0, 0, 1]]))

    assert got.low.tolist() == [0, 2, 0]
    assert got.high.tolist() == [np.inf] * 3


def test_large_counts_are_bounded_to_the_last_student():
    cells = published([("a", NAN), ("b", NAN), ("c", 123_456_789), ("Total", 987_654_321)])

    assert audit(cells).loc["a", ["low", "high"]].tolist() == [0, 864_197_532]


def test_numbers_that_contradict_each_other_are_refused():
    with pytest.raises(DataError, match="contradict each other"):
        audit(published([("a", NAN), ("b", 20), ("Total", 12)]))
    odd = Known(sparse.csr_array(ODD[:, :3]), np.full(3, 3.0), np.full(3, 3.0))
    with pytest.raises(Contradiction):  # in fractions there is a table: 1.5 each
        derive(odd, sparse.csr_array(np.eye(3)))
    low = Known(sparse.csr_array([[1.0, 1.0], [1.0, 1.0]]), np.array([2.0, 0.0]), np.array([9.0, 1.0]))
    with pytest.raises(Contradiction):
        derive(low, sparse.csr_array(np.eye(2)))
    two = Known(sparse.csr_array([[1.0], [1.0]]), np.array([2.0, 3.0]), np.array([2.0, 3.0]))
    with pytest.raises(Contradiction):
        derive(two, sparse.csr_array(np.eye(1)))


def test_a_frame_made_elsewhere_is_read_by_its_labels():
    frame = published([("x", "T1", NAN), ("x", "T2", 12), ("x", "All", 15)], ("school", "team", "shown"))

    got = audit(frame, by=["team"], total="All")

    assert got.loc["T1", ["low", "high"]].tolist() == [3, 3]
    assert audit(frame.drop(columns="school"), by="team", total="All").equals(got)


def test_broken_publications_are_refused_in_a_sentence():
    fine = published([("a", NAN), ("b", 20), ("Total", NAN)])
    with pytest.raises(DataError, match="The cell team b is marked as hidden but shows a number"):
        audit(fine.assign(hidden=True))
    with pytest.raises(DataError, match="The cell team a is not marked as hidden but shows no number"):
        audit(fine.assign(hidden=False))
    with pytest.raises(DataError, match="The cell team b must show a whole number"):
        audit(fine.assign(shown=[NAN, -1, NAN]))
    with pytest.raises(DataError, match="The cell team b stands twice"):
        audit(pd.concat([fine, fine.iloc[[1]]]))
    with pytest.raises(DataError, match="has no label"):
        audit(fine.assign(team=["a", None, "Total"]))
    with pytest.raises(DataError, match="lacks the column shown"):
        audit(fine.drop(columns="shown"))
    with pytest.raises(DataError, match="no column that names its cells"):
        audit(fine[["shown"]])
    with pytest.raises(DataError, match="must be a DataFrame"):
        audit(None)
    with pytest.raises(DataError, match="is a total without inner cells"):
        audit(published([("a", "x", 12), ("b", "Total", 15)], ("team", "level", "shown")))
    with pytest.raises(DataError, match="nobody knows which cells are small"):
        audit(fine, knows="primary")
    with pytest.raises(ParameterError, match='knows must be "counts" or "primary"'):
        audit(fine, knows="all")
    with pytest.raises(
        ParameterError, match="alone_in must name a hidden cell, a label for each of team; got 'b'"
    ):
        audit(fine, alone_in="b")
    with pytest.raises(ParameterError, match="minimum must be"):
        audit(fine, 0)


# Two reports in turn.


@pytest.fixture
def autumn():
    return published(
        [
            ("T1", "a", 12),
            ("T1", "b", 25),
            ("T2", "a", 31),
            ("T2", "b", 14),
            ("T3", "a", 26),
            ("T3", "b", 18),
        ],
        ("team", "level", "n"),
    )


def test_a_small_change_between_two_reports_is_a_small_count(autumn):
    by = ["team", "level"]
    spring = autumn.assign(n=[12, 25, 34, 14, 26, 40])
    before, now = protect(autumn, "n", by), protect(spring, "n", by)

    got = audit_releases(before, now)

    assert got.loc[("T2", "a")].tolist() == [
        31,
        34,
        3,
        3,
        "gives it away",
        "protect the new table with previous= the last one",
        "a change of fewer than 10 students can be seen",
    ]
    assert got.loc[("T3", "b"), ["low", "verdict"]].tolist() == [22, "safe"]
    since = protect(spring, "n", by, previous=before)
    assert (
        since["why"].str.contains("the change since the last report").sum() == 3
    )  # the cell, its team, its level
    after = audit_releases(before, since)
    assert (after["verdict"] == "safe").all()
    assert (audit(since)["verdict"] == "safe").all()


def test_what_the_last_report_showed_covers_nothing(autumn):
    by = ["team", "level"]
    spring = autumn.assign(n=[12, 25, 31, 14, 26, 3])
    before = protect(autumn, "n", by)

    alone, since = protect(spring, "n", by), protect(spring, "n", by, previous=before)

    known = audit_releases(before, alone)
    assert known.loc[("T3", "b"), "before"] == 18
    shown_before_and_same = since["hidden"] & (since["why"] == "hidden so that another cannot be worked out")
    old = dict(zip(before[by].itertuples(index=False, name=None), before["shown"], strict=True))
    true = protect(spring, "n", by, 1)["shown"].to_numpy()
    cover = since[shown_before_and_same][by].itertuples(index=False, name=None)
    assert all(old[cell] != now for cell, now in zip(cover, true[shown_before_and_same], strict=True))
    assert "gives it away" not in set(audit_releases(before, since)["verdict"])


def test_the_same_table_hidden_in_two_ways_gives_itself_away():
    first = published([("a", NAN), ("b", NAN), ("c", 30), ("Total", 45)])
    second = published([("a", NAN), ("b", 12), ("c", NAN), ("Total", 45)])

    got = audit_releases(first, second)

    assert got.loc["a", "verdict"] == "gives it away"
    assert got.loc["a", "caution"] == "if nothing else has changed, its number can be worked out"
    assert (audit(first)["verdict"] == "safe").all()


def test_what_was_hidden_stays_hidden():
    before = protect(published([("a", 3), ("b", 12), ("c", 30)], ("team", "n")), "n", "team")
    now = protect(published([("a", 13), ("b", 22), ("c", 30)], ("team", "n")), "n", "team", previous=before)

    assert now["why"].tolist()[:2] == ["hidden in the last report"] * 2
    assert not now["hidden"].iloc[2]
    assert now.loss.startswith("Of 4 cells 0 are hidden for fewer than 10 students, and 2 more so that they")


def test_what_the_last_report_gave_away_cannot_be_taken_back():
    before = published([("a", 3), ("b", 12), ("Total", 15)])
    now = protect(published([("a", 3), ("b", 12)], ("team", "n")), "n", "team", previous=before)

    assert now.caution == "1 hidden cell can be worked out from the last report, whatever is hidden now"
    assert now["hidden"].tolist() == [True, False, False]


def test_what_the_shown_of_the_last_report_pins_is_said_to_be_lost():
    before = published([("a", NAN), ("b", 20), ("Total", 25)])
    now = protect(published([("a", 5), ("b", 20)], ("team", "n")), "n", "team", previous=before)

    assert now["hidden"].tolist() == [True, False, False], "nothing is hidden in vain"
    assert now.caution.startswith("1 hidden cell can be worked out from the last report")


def test_a_total_that_changed_a_little_while_its_cells_changed_a_lot():
    before = published([("a", 30), ("b", 40), ("c", 50), ("Total", 120)])
    now = protect(published([("a", 50), ("b", 23), ("c", 50)], ("team", "n")), "n", "team", previous=before)

    assert now["hidden"].iloc[3]
    assert now["hidden"].iloc[:2].any()
    assert (audit(now)["verdict"] == "safe").all()


def test_a_guess_that_nothing_changed_is_dropped_where_it_fails():
    before = published([("a", 3), ("b", 12), ("c", 20), ("Total", 35)])
    now = published([("a", NAN), ("b", 11), ("c", NAN), ("Total", 35)])

    got = audit_releases(before, now)

    assert got.loc["a", ["low", "high", "verdict"]].tolist() == [-3, 21, "safe"]
    assert got.loc["b", "verdict"] == "gives it away"


def test_a_new_team_was_nobody_before():
    before = published([("a", 20), ("Total", 20)])
    now = published([("a", 20), ("b", 15), ("Total", 35)])

    got = audit_releases(before, now)

    assert got.loc["b", ["before", "low", "high", "verdict"]].tolist() == [0, 15, 15, "safe"]
    with pytest.raises(DataError, match="Neither table has a cell"):
        audit_releases(before.iloc[:0], now.iloc[:0])


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from([0, 2, 5, 9, 10, 14, 25, 60]), min_size=9, max_size=9),
    st.lists(st.sampled_from([0, 0, 0, 1, -1, 4, 12, -15, 30]), min_size=9, max_size=9),
)
def test_no_change_between_two_protected_reports_is_given_away(first, change):
    by, labels = ["team", "level"], [(f"T{n // 3}", f"L{n % 3}") for n in range(9)]
    tables = [
        published(
            [(*label, max(n + shift, 0)) for label, n, shift in zip(labels, first, shifts, strict=True)],
            ("team", "level", "n"),
        )
        for shifts in ([0] * 9, change)
    ]
    before = protect(tables[0], "n", by)
    now = protect(tables[1], "n", by, previous=before)

    got = audit_releases(before, now)

    shown_twice = got["before"].notna() & got["now"].notna()
    assert not (got["verdict"][shown_twice] == "gives it away").any()
    if not now.caution:
        assert (audit(now)["verdict"] == "safe").all()
