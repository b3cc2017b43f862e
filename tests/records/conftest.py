"""A store of records for tests: each test of this folder that asks for one runs on SQLite and on PostgreSQL.

The PostgreSQL is a private one in a folder of its own, reached through a socket, gone at the end.
"""

import shutil
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from own_postgresql import Cluster, running_cluster
from pandas import DataFrame

from plcnb.records.store import Records

PEOPLE = [("maths", name) for name in ("ana", "ben", "cleo", "dan", "eve")] + [("art", "fay")]
ON_BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(scope="session")
def at_once() -> Callable[..., list[Any]]:
    """Return how to call a function in one process for each tuple of arguments, all at the same moment.

    It returns what each call returned, in their order; of a call that failed, what it raised, as a text.
    """
    fork = get_context("fork")

    def called(function: Callable[..., Any], calls: list[tuple[Any, ...]]) -> list[Any]:
        go, told = fork.Event(), fork.Queue()

        def work(number: int) -> None:
            go.wait()
            try:
                told.put((number, function(*calls[number])))
            except Exception as error:
                told.put((number, repr(error)))

        processes = [fork.Process(target=work, args=(number,)) for number in range(len(calls))]
        for process in processes:
            process.start()
        go.set()
        results = dict(told.get(timeout=600) for _ in processes)
        for process in processes:
            process.join()
        return [results[number] for number in range(len(calls))]

    return called


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A private PostgreSQL, started with the first test that needs it."""
    try:
        with running_cluster() as cluster:
            yield cluster
    except FileNotFoundError as error:
        pytest.skip(str(error))


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
