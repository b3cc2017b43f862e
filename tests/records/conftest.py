"""A store of records for tests: each test of this folder that asks for one runs on SQLite and on PostgreSQL.

The PostgreSQL is a private one in a folder of its own, reached through a socket, gone at the end.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from glob import glob
from itertools import count
from pathlib import Path

import psycopg
import pytest
from pandas import DataFrame

from plcnb.records.store import Records
from plcnb.records.tables import METADATA

PEOPLE = [("maths", name) for name in ("ana", "ben", "cleo", "dan", "eve")] + [("art", "fay")]
ON_BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
_SETTINGS = {"listen_addresses": "", "fsync": "off", "full_page_writes": "off", "max_connections": "100"}


class Cluster:
    """A running PostgreSQL. Each place in it is a schema: far quicker to make than a database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count()

    def new(self) -> str:
        """Make an empty place and return its name."""
        name = f"place_{next(self._numbers)}"
        self.ask(f"CREATE SCHEMA {name}")
        return name

    def clear(self, name: str) -> None:
        """Delete what is in the tables of a place; the tables stay."""
        tables = [f"{name}.{table}" for table in METADATA.tables if table != "migrations"]
        deleted = "; ".join(f"DELETE FROM {table}" for table in tables)
        self.ask(f"SET session_replication_role = replica; {deleted}")

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://plcnb@/postgres?host={self.folder}&options=-csearch_path%3D{name}"

    def ask(self, statement: str, name: str = "public") -> list[tuple]:
        """Run a statement as the administrator and return its rows."""
        about = f"host={self.folder} user=plcnb dbname=postgres options=-csearch_path={name}"
        with psycopg.connect(about, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A private PostgreSQL: its own folder, no port, run by an unprivileged user, as it insists on."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here (no initdb on the PATH or in /usr/lib/postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="plcnb-pg-"))  # a short path: a socket's may have 107 letters
    user = {}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = str(folder / "data")
    made = [programs / "initdb", "-D", data, "-U", "plcnb", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)
    settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *settings], stderr=log, cwd=folder, **user
        )
    try:
        running = Cluster(folder)
        _wait_for(running, server)
        yield running
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing in it is needed
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def made_before(cluster) -> str:
    """The name of a place with the present tables and nothing in them, shared one after the other."""
    name = cluster.new()
    Records(cluster.address(name)).teams()
    return name


@pytest.fixture(scope="session")
def _made_file(tmp_path_factory) -> Path:
    """A file with the present tables and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("made") / "records.db"
    Records(path).teams()
    return path


@pytest.fixture
def another(_made_file, tmp_path) -> Callable[[str], Records]:
    """Return how to get one more store, an empty SQLite file of that name."""
    return lambda name: Records(shutil.copy(_made_file, tmp_path / name))


@pytest.fixture(params=ON_BOTH)
def blank(request, tmp_path) -> str:
    """The address of a database in which nothing is, not even a table."""
    if request.param == "sqlite":
        return str(tmp_path / "records.db")
    cluster = request.getfixturevalue("cluster")
    return cluster.address(cluster.new())


@pytest.fixture(params=ON_BOTH)
def address(request, tmp_path) -> str:
    """The address of a database without records."""
    if request.param == "sqlite":
        return str(shutil.copy(request.getfixturevalue("_made_file"), tmp_path))
    cluster, name = request.getfixturevalue("cluster"), request.getfixturevalue("made_before")
    cluster.clear(name)
    return cluster.address(name)


@pytest.fixture
def records(address, knowing) -> Records:
    """A store that knows two teams, "maths" and "art", and their members."""
    return knowing(Records(address))


@pytest.fixture(scope="session")
def knowing() -> Callable[[Records], Records]:
    """Return how a store is told of the cast of these tests."""

    def told(store: Records) -> Records:
        store.know_teams(
            DataFrame({"team_id": ["art", "maths"], "name": ["Art", "Maths"]}),
            DataFrame([{"team_id": team, "person_id": name, "name": name.title()} for team, name in PEOPLE]),
        )
        return store

    return told


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    installed = sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(Path(path).parent.name))
    places = [Path(place) for place in reversed(installed)] + [Path(on_path).resolve().parent] * bool(on_path)
    return next((place for place in places if (place / "initdb").exists()), None)


def _wait_for(cluster: Cluster, server: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            cluster.ask("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError((cluster.folder / "log").read_text())
