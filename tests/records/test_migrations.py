"""Migrations: from every earlier schema, with data in it, to the tables as they are now."""

from pathlib import Path

import pytest
from sqlalchemy import Boolean, Connection, Date, Float, Integer, Text, inspect, text

from plcnb.errors import StoreError
from plcnb.model import Goal, Member, Trial, Wave
from plcnb.records import migrations
from plcnb.records.connecting import Database
from plcnb.records.migrations import MIGRATIONS, run_next, statements
from plcnb.records.store import Records
from plcnb.records.tables import METADATA

NAMES = list(MIGRATIONS)
ALIKE = (Boolean, Date, Float, Integer, Text)


@pytest.mark.parametrize("stand", range(1, len(NAMES) + 1), ids=lambda stand: NAMES[stand - 1])
def test_a_database_of_any_earlier_version_is_brought_up_to_date_and_keeps_what_it_holds(
    stand, blank, monkeypatch
):
    monkeypatch.setattr(migrations, "MIGRATIONS", dict(list(MIGRATIONS.items())[:stand]))
    monkeypatch.setattr("plcnb.records.connecting.MIGRATIONS", migrations.MIGRATIONS)
    with Database(blank).writing() as earlier:
        _fill(earlier, stand)
    monkeypatch.undo()

    records = Records(blank)

    (member,) = records.list(Member, "maths")
    assert (member.name, member.roles) == ("Ana", ("data",))
    assert [one.by for one in records.history(Member, "m1")] == ["ana"]
    assert [goal.what for goal in records.list(Goal)] == (["Compare"] if stand > 1 else [])
    assert [trial.goal_id for trial in records.list(Trial)] == (["g1"] if stand > 2 else [])
    assert records.update(member.changed(name="Anna"), by="ana").name == "Anna"
    wave = records.add(Wave(team_id="maths"), by="ana")
    records.answer(wave.id, "ana", {"h01": 3})
    assert _done(records) == set(NAMES)


def _fill(connection: Connection, stand: int) -> None:
    """Write what a version of that time would have written."""
    rows = [
        "INSERT INTO teams (team_id, name, school, district, subject, grade, origin, n_members, n_students, "
        f"n_assessments, written{', sealed' if stand == len(NAMES) else ''}) VALUES "
        f"('maths', 'Maths', '', '', '', '', 'file', 1, 0, 0, 1{', 0' if stand == len(NAMES) else ''})",
        "INSERT INTO members (id, team_id, created, number, removed, person_id, name, teaches, roles) VALUES "
        "('m1', 'maths', 1, 1, FALSE, 'ana', 'Ana', '', '[\"data\"]')",
        'INSERT INTO revisions (team_id, place, kind, record_id, number, at, "by", removed, changes) VALUES '
        "('maths', 1, 'Member', 'm1', 1, '2026-01-05T12:00:00.000000Z', 'ana', FALSE, '{}')",
    ]
    kinds = [Goal] * (stand > 1) + [Trial] * (stand > 2)
    for place, kind in enumerate(kinds, start=2):
        columns = {
            column["name"]: column for column in inspect(connection).get_columns(f"{kind.__name__.lower()}s")
        }
        values = {name: _blank(column) for name, column in columns.items() if not column["nullable"]}
        values |= {"id": "'g1'" if kind is Goal else "'t1'", "team_id": "'maths'", "created": str(place)}
        values |= {"what": "'Compare'"} if kind is Goal else {"goal_id": "'g1'"}
        names = ", ".join(f'"{name}"' for name in values)
        rows.append(f"INSERT INTO {kind.__name__.lower()}s ({names}) VALUES ({', '.join(values.values())})")
    for row in rows:
        connection.exec_driver_sql(row)


def _blank(column) -> str:
    """Return SQL for an empty value of a column."""
    if column["name"] in ("who", "roles"):
        return "'[]'"
    return (
        "FALSE"
        if isinstance(column["type"], Boolean)
        else "1"
        if isinstance(column["type"], Integer)
        else "''"
    )


def _done(records: Records) -> set[str]:
    with records.database.reading() as connection:
        return set(connection.scalars(text("SELECT name FROM migrations")))


def test_after_all_migrations_the_database_is_what_the_tables_say(blank):
    Records(blank).teams()
    with Database(blank).reading() as connection:
        there = inspect(connection)
        assert set(there.get_table_names()) == set(METADATA.tables)
        for name, table in METADATA.tables.items():
            columns = {column["name"]: column for column in there.get_columns(name)}
            assert set(columns) == set(table.c.keys()), name
            for column in table.c:
                found = columns[column.name]
                assert found["nullable"] == column.nullable, (name, column.name)
                assert _sort(found["type"]) is _sort(column.type), (name, column.name)
            assert set(there.get_pk_constraint(name)["constrained_columns"]) == {
                c.name for c in table.primary_key
            }
            assert _links_there(there, name) == _links_said(table), name
            assert _indexes_there(there, name) == _indexes_said(table), name


def _sort(kind) -> type:
    kind = getattr(kind, "impl_instance", getattr(kind, "impl", kind))
    return next(one for one in ALIKE if isinstance(kind, one))


def _links_there(there, name):
    keys = there.get_foreign_keys(name)
    return {
        (key["constrained_columns"][0], key["referred_table"], key["referred_columns"][0]) for key in keys
    }


def _links_said(table):
    return {(key.parent.name, key.column.table.name, key.column.name) for key in table.foreign_keys}


def _indexes_there(there, name):
    indexes = [one for one in there.get_indexes(name) if "duplicates_constraint" not in one]
    unique = [one["name"] for one in there.get_unique_constraints(name)]
    return {(one["name"], tuple(one["column_names"]), bool(one["unique"])) for one in indexes} | set(unique)


def _indexes_said(table):
    named = {(one.name, tuple(one.columns.keys()), bool(one.unique)) for one in table.indexes}
    return named | {one.name for one in table.constraints if one.name and one.name.endswith("_numbered")}


def test_a_database_of_a_newer_version_is_refused_and_left_alone(blank):
    records = Records(blank)
    records.teams()
    with records.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO migrations (name, at) VALUES ('moods', '2027-01-01T00:00:00Z')"
        )

    with pytest.raises(StoreError, match=r"written by a newer plcnb: this one does not know moods\. Install"):
        Records(blank).teams()


def test_a_migration_that_fails_leaves_the_schema_before_it(blank, monkeypatch):
    broken = {**MIGRATIONS, "broken": "CREATE TABLE moods (id TEXT);\nINSERT INTO nothing VALUES (1);\n"}
    monkeypatch.setattr(migrations, "MIGRATIONS", broken)
    monkeypatch.setattr("plcnb.records.connecting.MIGRATIONS", broken)
    with pytest.raises(StoreError):
        Records(blank).teams()
    monkeypatch.undo()

    assert Records(blank).teams() == ()
    with Database(blank).reading() as connection:
        assert not inspect(connection).has_table("moods")


def test_migrations_are_frozen_in_themselves():
    folder = Path(migrations.__file__).parent
    for path in folder.glob("*.py"):
        if path.name != "__init__.py":
            assert "import" not in path.read_text(encoding="utf-8"), path.name


def test_a_migration_may_hold_any_statement_of_sql():
    sql = "CREATE TABLE a (x TEXT){without_rowid};\nUPDATE a SET x = 'y; z';\n"

    assert statements(sql, "sqlite") == ["CREATE TABLE a (x TEXT) WITHOUT ROWID", "UPDATE a SET x = 'y; z'"]
    assert statements(sql, "postgresql")[0] == "CREATE TABLE a (x TEXT)"


def test_ten_processes_that_open_a_new_database_at_once_all_find_it_ready(blank, at_once):
    assert at_once(lambda: len(Records(blank).teams()), [()] * 10) == [0] * 10


def test_run_next_says_when_nothing_is_left(blank):
    Records(blank).teams()
    with Database(blank).writing() as connection:
        assert not run_next(connection)
