"""Values in the order of time: how they are read, compared with a line, and said."""

import numpy as np
import pandas as pd
import pytest

from plcnb.errors import DataError, ParameterError
from plcnb.stats.series import numbers, one_number, sides, spoken


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (2.26667, "2.3"),
        (2.25, "2.3"),
        (75.46, "75.5"),
        (70.0, "70"),
        (1234.5, "1235"),
        (-3.0, "−3"),
        (0.125, "0.13"),
        (1e-30, "0"),
        (-1e-30, "0"),
        (-2.5e20, "−2.5e+20"),
        (np.nan, "no data"),
    ],
)
def test_a_number_is_said_with_as_many_digits_as_matter(value, said):
    assert spoken(value) == said


@pytest.mark.parametrize(
    "values",
    [
        [1, None, 3],
        [1, pd.NA, 3],
        pd.Series([1, None, 3], dtype="Int64"),
        np.ma.array([1, 2, 3], mask=[False, True, False]),
    ],
)
def test_every_way_of_saying_missing_is_nan(values):
    assert np.array_equal(numbers("values", values), [1, np.nan, 3], equal_nan=True)


def test_what_is_read_is_a_copy():
    given = np.array([1.0, 2.0])
    numbers("values", given)[0] = 9

    assert given[0] == 1


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([1, "absent"], "weeks must hold numbers only; value 2 is 'absent'"),
        ([None, pd.NA, "ill"], "value 3 is 'ill'"),
        ([None, pd.NA, {}], "value 3 is {}"),
        ([1, np.inf], "weeks must hold finite numbers; value 2 is inf"),
        ([10**400], "weeks holds a number larger than any measurement"),
        ([1j, 2], "weeks must hold plain numbers, got complex ones"),
        ([1e200], "value 1 is 1e\\+200"),
        ([[1, 2], [3, 4]], "weeks must be one row of numbers, got list"),
        ([[1, 2], [3]], "weeks must be one row"),
        (5, "weeks must be one row of numbers, got int"),
        ("seven", "weeks must be one row of numbers, got str"),
        (pd.Series(pd.to_datetime(["2026-09-01"])), "weeks must hold plain numbers, got dates"),
        (np.array(["2026-09-01"], "M8[D]"), "Count them from a first one"),
    ],
)
def test_what_is_no_row_of_numbers_is_named(values, says):
    with pytest.raises(DataError, match=says):
        numbers("weeks", values)


@pytest.mark.parametrize("value", ["5", True, None, np.nan, np.inf, 10**400, [1], pd.NA])
def test_a_chosen_number_must_be_one(value):
    with pytest.raises(ParameterError, match="goal must be a finite number, got"):
        one_number("goal", value)


@pytest.mark.parametrize("value", [5, 5.0, np.int64(5), np.float32(5)])
def test_a_chosen_number_becomes_a_plain_one(value):
    assert type(one_number("goal", value)) is float


def test_what_differs_by_rounding_lies_on_the_line():
    tenths = np.array([0.1, 0.1, 0.1, 0.2, np.nan, 0.0])

    assert sides(tenths, np.mean(tenths[:3])).tolist() == [0, 0, 0, 1, 0, -1]
