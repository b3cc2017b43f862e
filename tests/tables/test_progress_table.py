"""Decisions as a table: what stands in the cells, and that reasons and tables write numbers alike."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plcnb.errors import DataError
from plcnb.stats.progress import decide
from plcnb.stats.series import spoken
from plcnb.tables import number, progress_table

READING = [58, 60, 59, 63, 62, 66, 65, 69, 70]


def cells(table):
    return [[f"{cell.text}|{cell.small}" if cell.small else cell.text for cell in row] for row in table.rows]


@settings(derandomize=True, deadline=None, max_examples=200)
@given(value=st.floats(-1e20, 1e20))
def test_a_reason_says_a_number_as_a_table_writes_it(value):
    assert spoken(value) == number(value)


def test_each_rule_has_its_decision_reason_and_caution():
    rows = cells(progress_table(decide(range(9), READING, 75, 10)))

    assert rows[0] == [
        "Four-point",
        "◆\xa0change the instruction",
        "The last 4 scores all lie below the aimline.|an early decision: 3 more weeks with a score each "
        "until it can be relied on",
    ]
    assert rows[1][:2] == ["Trend line", "○\xa0cannot tell yet|about 3 more scores"]
    assert rows[2][0] == "Median of last three"


def test_raise_and_keep_have_shapes_of_their_own():
    weeks = np.arange(12)
    raised, kept = decide(weeks, 3 * weeks, 12, 20), decide(weeks, weeks / 10, 2, 20)

    assert {row[1] for row in cells(progress_table(raised))} == {"●\xa0raise the goal"}
    assert {row[1] for row in cells(progress_table(kept))} == {"■\xa0go on as it is"}


def test_what_is_no_frame_of_decisions_is_named():
    with pytest.raises(DataError, match=r"must be what progress\.decide gives, got list"):
        progress_table([])
    with pytest.raises(DataError, match="holds 'panic'; expected change, raise, keep, cannot tell"):
        progress_table(decide(range(9), READING, 92, 15).assign(decision="panic"))
    with pytest.raises(DataError, match="lacks"):
        progress_table(pd.DataFrame({"decision": ["keep"]}))
    assert "No score has been judged yet" in progress_table(decide([], [], 5, 9).iloc[:0])._repr_html_()
