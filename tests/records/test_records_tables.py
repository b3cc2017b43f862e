"""Tables and models: written apart, and the same fields in both."""

import types
from datetime import date
from typing import Any, get_args, get_origin

import pytest
from sqlalchemy import BigInteger, Boolean, Date, Double, Text

from plcnb.model import RECORD_KINDS, Team
from plcnb.records.tables import KEYS, TABLES, TEAMS
from plcnb.records.tables.kinds import Link, Many

KEPT_WITH_EVERY_RECORD = {"created", "number", "removed"}
HELD_AS = {
    str: (Text, Link),
    bool: (Boolean,),
    int: (BigInteger,),
    float: (Double,),
    date: (Date,),
    tuple: (Many,),
}


def plain(annotation: Any) -> tuple[type, bool]:
    """Return the type a field holds, and whether it may be None."""
    if get_origin(annotation) in (types.UnionType, None) and get_args(annotation):
        first, *others = get_args(annotation)
        return first, type(None) in others
    return get_origin(annotation) or annotation, False


def test_every_kind_of_record_has_its_table():
    assert set(TABLES) == {kind.__name__ for kind in RECORD_KINDS}


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
def test_a_table_holds_the_fields_of_its_model_as_they_are(kind):
    columns = TABLES[kind.__name__].c

    assert set(columns.keys()) - KEPT_WITH_EVERY_RECORD == set(kind.model_fields)
    for name, field in kind.model_fields.items():
        held, may_be_none = plain(field.annotation)
        assert isinstance(columns[name].type, HELD_AS[held]), name
        assert columns[name].nullable == (may_be_none or isinstance(columns[name].type, Link)), name


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
def test_every_id_of_another_record_is_a_link_the_database_keeps(kind):
    tables = {table.name for table in TABLES.values()}
    named = {
        name
        for name in kind.model_fields
        if f"{name.removesuffix('_id')}s" in tables and name.endswith("_id")
    }

    assert {column.name for column in TABLES[kind.__name__].c if isinstance(column.type, Link)} == named


def test_keys_are_fields():
    for model, key in KEYS.items():
        assert set(key) <= set(TABLES[model].c.keys())


def test_teams_are_kept_whole():
    assert set(TEAMS.c.keys()) - {"written", "sealed"} == set(Team.model_fields)
