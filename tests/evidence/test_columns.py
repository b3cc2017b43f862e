"""The contract of the tables: it points nowhere else, names its rows, and marks what is personal."""

import re

import pytest

from plcnb.evidence.columns import SOURCE_TABLES, TEAM_TABLES

TABLES = [
    pytest.param(layer, table, id=f"{name}-{table.name}")
    for name, layer in (("source", SOURCE_TABLES), ("teams", TEAM_TABLES))
    for table in layer.values()
]


@pytest.mark.parametrize(("layer", "table"), TABLES)
def test_every_pointer_points_to_a_column_that_helps_to_name_a_row(layer, table):
    for column in table.columns:
        if column.refers_to:
            name, _, target = column.refers_to.partition(".")
            assert target in layer[name].key, f"{table.name}.{column.name} refers to {column.refers_to}"
            (pointed,) = [there for there in layer[name].columns if there.name == target]
            assert pointed.type == column.type


@pytest.mark.parametrize(
    "table", [*SOURCE_TABLES.values(), *TEAM_TABLES.values()], ids=lambda table: table.name
)
def test_a_table_has_the_columns_that_name_its_rows_and_each_column_once(table):
    assert set(table.key) <= set(table.names)
    assert len(table.names) == len(set(table.names))


def test_what_a_row_must_point_to_stands_in_an_earlier_table():
    # So one pass over the tables takes out the rows that mean nothing without a removed one.
    order = list(SOURCE_TABLES)
    backwards = [
        (table.name, column.refers_to)
        for table in SOURCE_TABLES.values()
        for column in table.columns
        if column.required
        and column.refers_to
        and order.index(column.refers_to.partition(".")[0]) >= order.index(table.name)
    ]

    assert not backwards


def test_every_column_that_tells_who_somebody_is_says_so():
    tells = re.compile(r"person_id|student_id|given_name|family_name")
    unmarked = [
        f"{table.name}.{column.name}"
        for layer in (SOURCE_TABLES, TEAM_TABLES)
        for table in layer.values()
        for column in table.columns
        if tells.fullmatch(column.name) and not column.personal
    ]

    assert not unmarked
    for table in ("members", "students"):
        names = {column.name: column for column in TEAM_TABLES[table].columns}
        assert names["name"].personal


def test_nothing_is_kept_that_is_never_taken_over():
    never = re.compile(r"password|birth|phone|address|mail|ethnic|gender|race|\bsex\b", re.IGNORECASE)
    kept = [
        (table.name, column.name)
        for layer in (SOURCE_TABLES, TEAM_TABLES)
        for table in layer.values()
        for column in table.columns
        if never.search(column.name)
    ]

    assert not kept


@pytest.mark.parametrize(
    "table", [*SOURCE_TABLES.values(), *TEAM_TABLES.values()], ids=lambda table: table.name
)
def test_limits_fit_the_type_and_choices_are_words(table):
    for column in table.columns:
        assert column.meaning, "the data dictionary has a line for every column"
        if column.low is not None:
            assert column.type in ("integer", "number")
        if column.choices:
            assert column.type == "text"
