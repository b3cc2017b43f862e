"""What a teacher who plans the next lesson would miss in the grid of students."""

import numpy as np
import pandas as pd
import pytest

from plcnb.charts import student_grid
from plcnb.errors import DataError

LONG = "CCSS.MATH.CONTENT.5.NF.B."


@pytest.fixture
def cells():
    """Make cells of n students by k standards: the first below, the last above, one without answers."""

    def make(n, k, code="5.NF."):
        rows = [
            (
                f"s{i:02d}",
                f"{code}{j}",
                5,
                0.5,
                "below" if i < n // 3 else "above" if i > 2 * n // 3 else "cannot tell",
            )
            for j in range(k)
            for i in range(n)
        ]
        frame = pd.DataFrame(rows, columns=["student_id", "code", "n_items", "share", "verdict"])
        frame.loc[frame["student_id"] == f"s{n - 1:02d}", ["n_items", "share"]] = [0, np.nan]
        return frame

    return make


@pytest.fixture
def groups():
    def make(n):
        names = ["reteach"] * (n // 3) + ["practise"] * (n // 3) + ["extend"] * (n - 2 * (n // 3))
        return pd.DataFrame({"student_id": [f"s{i:02d}" for i in range(n)], "group": names})

    return make


def test_groups_head_their_students_and_counts_close_the_columns(cells, groups, texts):
    chart = student_grid(cells(9, 3), groups(9), {f"s{i:02d}": f"Name {i}" for i in range(9)})

    assert {"Reteach (3)", "Practise (3)", "Extend (3)", "Name 0", "9 students"} <= set(texts(chart))
    assert texts(chart).index("Reteach (3)") < texts(chart).index("Practise (3)")
    assert "Reteach: 3 students (Name 0, Name 1, Name 2)" in chart.alt
    assert "5.NF.0: 1 clearly above, 4 cannot tell yet, 3 clearly below" in chart.alt


def test_nobody_is_called_by_an_id(cells, groups, texts):
    chart = student_grid(cells(9, 3), groups(9))

    assert not any("s0" in text for text in [*texts(chart), chart.alt])


@pytest.mark.parametrize("name", ["W" * 200, "محمد عبد الرحمن", "李小龙" * 20, "Amara"])
def test_forty_students_and_twelve_long_standards_fit(cells, groups, collisions, name):
    chart = student_grid(cells(40, 12, LONG), groups(40), {f"s{i:02d}": name for i in range(40)})

    assert collisions(chart) == []


def test_too_many_standards_are_counted_and_those_with_most_below_are_kept(cells, texts):
    frame = cells(9, 30)
    frame.loc[(frame["code"] == "5.NF.29") & (frame["n_items"] > 0), "verdict"] = "below"

    chart = student_grid(frame)

    assert "Not drawn: 18 standards; the table has them." in texts(chart)
    assert "5.NF.29" in texts(chart)


def test_no_answer_is_a_dash_and_no_verdict(cells):
    frame = cells(6, 1).assign(n_items=0)

    chart = student_grid(frame)

    assert "0 clearly above, 0 cannot tell yet, 0 clearly below" in chart.alt


def test_a_student_without_a_group_has_no_answers_yet(cells, groups, texts):
    assert "No answers yet (1)" in texts(student_grid(cells(9, 3), groups(8)))


def test_one_student_and_nobody(cells):
    assert "1 student by 1 standard" in student_grid(cells(1, 1)).alt
    assert "Import" in student_grid(cells(3, 2).iloc[:0]).alt


def test_broken_frames_are_refused(cells):
    with pytest.raises(DataError, match=r"two rows for one student and '5\.NF\.0'"):
        student_grid(pd.concat([cells(3, 1)] * 2))
    with pytest.raises(DataError, match="holds 'clever'; expected reteach"):
        student_grid(cells(3, 1), pd.DataFrame({"student_id": ["s00"], "group": ["clever"]}))
