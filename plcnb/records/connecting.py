"""Connections to the database: SQLite in the workspace, or PostgreSQL by a URL; errors in words."""

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, SQLAlchemyError

from plcnb.errors import ParameterError, StoreError
from plcnb.records.migrations import MIGRATIONS, run_next, run_so_far
from plcnb.records.refusals import in_words
from plcnb.records.tables import SEALED

PATIENCE = 30.0  # seconds to wait for others who write
_PAUSE = (0.0005, 0.005)  # seconds between two attempts, by chance: nobody waits much longer than others
_CONNECTING = 10  # seconds to wait for a server
_MIGRATING = 0x706C636E62  # "plcnb": the lock under which one process at a time changes a PostgreSQL schema
_OLDEST_SQLITE = (3, 35)  # the first that returns what an UPDATE wrote

_FILE: dict[str, Any] = {"poolclass": NullPool}  # opening a file costs nothing, and nobody holds it open
_SERVER: dict[str, Any] = {  # a process keeps one connection; it asks whether the server is still there
    "pool_size": 1,
    "max_overflow": -1,
    "pool_pre_ping": True,
    "use_native_hstore": False,
}
_POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}


class Database:
    """One database, to be used from any thread and on both sides of a fork, with nothing to close.

    A file is opened anew for every operation. To a server each process keeps one connection of its own.

    Parameters
    ----------
    address : str or Path
        A file for SQLite, or a URL: ``postgresql+psycopg://user:password@host/name``.

    Raises
    ------
    ParameterError
        If the address is neither.
    """

    def __init__(self, address: str | Path) -> None:
        self._url = _url_of(address)
        self._is_ready = False

    def __repr__(self) -> str:
        return f"Database({self.place!r})"

    @property
    def place(self) -> str:
        """Where the records lie, in words, without a password."""
        if self.is_sqlite:
            return self._url.database or ""
        return self._url.set(query={}).render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database, whatever others write meanwhile.

        Raises
        ------
        StoreError
            If the database cannot be reached or read; in words, and without a password.
        """
        self._get_ready()
        options = (
            {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        try:
            with self._transaction(options) as connection:
                yield connection
        except ValueError as error:  # of a value that was read
            raise StoreError(
                f"The records at {self.place} cannot be read: a date, a moment or a list in them is none. "
                "Another program wrote it. Mend that row, or restore a backup: `plcnb restore FILE`."
            ) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that may write: at the end all of it is kept, and on an error nothing.

        Raises
        ------
        StoreError
            If the database cannot be reached or written.
        """
        self._get_ready()
        with self._transaction({"plcnb_writes": True}) as connection:
            yield connection

    def clear_traces(self) -> None:
        """Have the database forget earlier states of what was answered, as far as it lets itself be asked.

        What was deleted stays for a while in SQLite's log and between PostgreSQL's rows, each state apart.
        It is not worth an error: while others read, the next call clears up for this one.
        """
        with suppress(SQLAlchemyError, sqlite3.Error), _engine(self._url).connect() as connection:
            if self.is_sqlite:
                file: Any = connection.connection.dbapi_connection
                file.execute("PRAGMA busy_timeout = 100")  # who has answered is not kept waiting for readers
                file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql(f"VACUUM {', '.join(table.name for table in SEALED)}")

    def _get_ready(self) -> None:
        """Bring the schema up to date, before the first verb."""
        if self._is_ready:
            return
        with self._transaction({}) as connection:
            to_do = len(run_so_far(connection)) < len(MIGRATIONS)
        if to_do and self.is_sqlite:
            self._use_a_log()
        while to_do:
            with self._transaction({"plcnb_writes": True}) as connection:
                if not self.is_sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
                to_do = run_next(connection)
        self._is_ready = True

    def _use_a_log(self) -> None:
        """Have SQLite write ahead into a log: readers and one writer do not wait for each other."""
        with self._in_words(), _engine(self._url).connect() as connection:
            _again_and_again(connection.connection.dbapi_connection, "PRAGMA journal_mode = WAL")
        file = Path(self.place)
        with suppress(OSError):  # another user's, who has seen to it
            file.chmod(file.stat().st_mode & 0o660)  # the owner's and the group's, nobody else's

    @contextmanager
    def _transaction(self, options: dict[str, Any]) -> Iterator[Connection]:
        with self._in_words(), _engine(self._url).connect() as connection:
            connection.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Turn what a database says into an error that tells a person what to do."""
        try:
            yield
        except (OverflowError, UnicodeEncodeError, DataError) as error:  # of a value that was asked for
            raise ParameterError(
                "A number is too large, or a text holds a sign that is no letter: no record has it."
            ) from error
        except (SQLAlchemyError, sqlite3.Error, ImportError) as error:
            if isinstance(error, ImportError) and "psycopg" not in str(error) + str(error.name):
                raise
            said = in_words(error, self.place, self.is_sqlite)
            secret = str(self._url.password or "")
            raise StoreError(said.replace(secret, "***") if secret else said) from error


def _url_of(address: str | Path) -> URL:
    if isinstance(address, Path) or "://" not in address:
        return URL.create("sqlite", database=str(Path(address).expanduser()))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # quotes the address, which may hold a password
        raise ParameterError(f"The address of the database cannot be read. {_EXPECTED}") from None
    if url.drivername in _POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url
    raise ParameterError(f"Records cannot lie in a database of the kind {url.drivername!r}. {_EXPECTED}")


_EXPECTED = (
    "Expected postgresql+psycopg://USER:PASSWORD@HOST/NAME, or nothing for a file in the workspace: see "
    "`database` in plcnb.toml and the variable PLCNB_DATABASE_URL."
)


def _engine(url: URL) -> Engine:
    """Return how to connect from this process: what a parent has opened is the parent's."""
    return _engine_of_process(url, os.getpid())


@lru_cache(maxsize=16)
def _engine_of_process(url: URL, _: int) -> Engine:
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite and sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(
            f"This Python brings SQLite {sqlite3.sqlite_version}; plcnb needs 3.35 or newer. "
            "Use a newer Python, or PostgreSQL."
        )
    arguments: dict[str, Any] = {"timeout": PATIENCE}
    if not is_sqlite:
        arguments = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECTING}
        arguments["application_name"] = "plcnb"
    engine = create_engine(
        url, hide_parameters=True, connect_args=arguments, **(_FILE if is_sqlite else _SERVER)
    )
    if is_sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _set_up_postgresql)
    return engine


def _set_up_postgresql(connection: Any, _: Any) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreError(
            f"The database {connection.info.dbname!r} keeps texts as {encoding}, which does not know every "
            "letter. Make another one, `createdb NAME --encoding UTF8`, and name that in plcnb.toml."
        )
    connection.execute(f"SET lock_timeout = {int(1000 * PATIENCE)}")  # ms; by itself it waits for ever
    connection.commit()


def _set_up_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # we say ourselves where a transaction begins
    connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged outlives a power cut
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what was deleted is overwritten, not only forgotten


def _begin_sqlite(connection: Connection) -> None:
    opened: Any = connection.connection.dbapi_connection
    if connection.get_execution_options().get("plcnb_writes"):
        _again_and_again(opened, "BEGIN IMMEDIATE")
    else:
        opened.execute("BEGIN")


def _again_and_again(connection: Any, statement: str) -> None:
    """Run a statement as soon as no other process writes.

    SQLite's own waiting sleeps the longer the longer it has waited, so that under twenty writers some
    starve for seconds; by chance everyone's turn comes.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute(statement)
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(random.uniform(*_PAUSE))
    connection.execute(f"PRAGMA busy_timeout = {int(1000 * PATIENCE)}")
