"""Connections to the database: SQLite in the workspace, or PostgreSQL by a URL; errors in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from plcnb.errors import ParameterError, PlcnbError, StoreError
from plcnb.records.migrations import MIGRATIONS, run_next, run_so_far

_PATIENCE = 30.0  # seconds to wait for others who write
_MIGRATING = 0x706C636E62  # "plcnb": the lock under which one process changes a PostgreSQL schema


class Database:
    """One database, opened anew for every operation: right across threads and forks, and nothing to close.

    Parameters
    ----------
    address : str or Path
        A file for SQLite, or a URL: ``postgresql+psycopg://user:password@host/name``.
    """

    def __init__(self, address: str | Path) -> None:
        self._url = _url_of(address)
        self._engine: Engine | None = None
        self._ready = False

    def __repr__(self) -> str:
        return f"Database({self.place!r})"

    @property
    def place(self) -> str:
        """Where the records lie, without a password."""
        if self.is_sqlite:
            return self._url.database or ""
        return self._url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database, whatever others write meanwhile."""
        self._get_ready()
        with self._connection({"isolation_level": "REPEATABLE READ"}) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that may write; all of it is kept at the end, or none of it."""
        self._get_ready()
        with self._connection({}, writes=True) as connection:
            yield connection

    def _get_ready(self) -> None:
        """Bring the schema up to date, once a process."""
        if self._ready:
            return
        with self._connection({}) as connection:
            todo = len(run_so_far(connection)) < len(MIGRATIONS)
        while todo:
            with self._connection({}, writes=True) as connection:
                if not self.is_sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
                todo = run_next(connection)
        self._ready = True

    @contextmanager
    def _connection(self, options: dict[str, Any], *, writes: bool = False) -> Iterator[Connection]:
        if self.is_sqlite:
            options = {"writes": writes}
        try:
            if self._engine is None:
                self._engine = _engine_of(self._url)
            with self._engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except PlcnbError:
            raise
        except SQLAlchemyError as error:
            raise StoreError(self._in_words(error)) from error

    def _in_words(self, error: SQLAlchemyError) -> str:
        """Return what went wrong as a sentence; never the statement, its values or a password."""
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return f"The records at {self.place} cannot be used ({cause})."


def _url_of(address: str | Path) -> URL:
    if isinstance(address, Path) or "://" not in address:
        return URL.create("sqlite", database=str(address))
    try:
        return make_url(address)
    except ArgumentError as error:
        raise ParameterError("The address of the database cannot be read.") from error


def _engine_of(url: URL) -> Engine:
    arguments = {"timeout": _PATIENCE} if url.get_backend_name() == "sqlite" else {}
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=arguments)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # we say ourselves where a transaction begins
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
