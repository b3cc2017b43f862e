"""How a database of any earlier version becomes one of this version.

Each migration has a name, runs once, in a transaction of its own, and records itself in the table
``migrations``. It is frozen in itself: SQL text that both databases understand, never the present tables;
``{record}`` in it stands for the columns that every kind of record was given at first, and stays as it is. To
change the schema, add a module with NAME and SQL, put it last in `MIGRATIONS`, and make the tables match: a
test compares the two on both databases, and another starts from every earlier schema with data in it.
"""

from datetime import UTC, datetime

from sqlalchemy import Connection, inspect, text

from plcnb.errors import StoreError
from plcnb.records.migrations import goals, initiatives, people, sealed, trials, visits, voice

MIGRATIONS: dict[str, str] = {
    migration.NAME: migration.SQL for migration in (people, goals, trials, visits, voice, initiatives, sealed)
}
SCHEMA = next(reversed(MIGRATIONS))  # the name of the newest: a backup says which it was made with

_RECORD = """id TEXT NOT NULL PRIMARY KEY,
    team_id TEXT NOT NULL REFERENCES teams (team_id),
    created BIGINT NOT NULL,
    number BIGINT NOT NULL,
    removed BOOLEAN NOT NULL"""
_LEDGER = "CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (name))"


def run_so_far(connection: Connection) -> tuple[str, ...]:
    """Return the names of the migrations this database has seen; none if it is empty.

    Raises
    ------
    StoreError
        If it has seen one that this version does not know.
    """
    if not inspect(connection).has_table("migrations"):
        return ()
    done = set(connection.scalars(text("SELECT name FROM migrations")))
    unknown = sorted(done - MIGRATIONS.keys())
    if unknown:
        raise StoreError(
            f"These records were written by a newer plcnb: this one does not know {', '.join(unknown)}. "
            "Install the newer version, then open them again."
        )
    return tuple(name for name in MIGRATIONS if name in done)


def run_next(connection: Connection) -> bool:
    """Run the first migration that is still to do; return whether there was one.

    The caller holds the only right to write, and gives each call a transaction of its own.
    """
    connection.execute(text(_LEDGER))
    done = run_so_far(connection)
    to_do = [name for name in MIGRATIONS if name not in done]
    if not to_do:
        return False
    for statement in statements(MIGRATIONS[to_do[0]], connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.execute(
        text("INSERT INTO migrations (name, at) VALUES (:name, :at)"),
        {"name": to_do[0], "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"},
    )
    return True


def statements(sql: str, dialect: str) -> list[str]:
    """Return the statements of a migration as one database takes them."""
    sealed_kind = " WITHOUT ROWID" if dialect == "sqlite" else ""
    written = sql.replace("{record}", _RECORD).replace("{without_rowid}", sealed_kind)
    return [one.strip() for one in written.split(";\n") if one.strip()]
