"""A PostgreSQL of one's own: its folder, a socket and no port, an unprivileged user, gone at the end."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from itertools import count
from pathlib import Path

import psycopg

from plcnb.records.tables import METADATA

_QUICK = {"fsync": "off", "full_page_writes": "off"}  # a test's server need not outlive a power cut


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


@contextmanager
def running_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Start a cluster, and clear it away afterwards.

    Raises
    ------
    FileNotFoundError
        If PostgreSQL is not installed.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="plcnb-pg-"))  # a short path: a socket's may have 107 letters
    user = {}
    if os.geteuid() == 0:  # it refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = str(folder / "data")
    made = [programs / "initdb", "-D", data, "-U", "plcnb", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)
    settings = {"listen_addresses": "", "unix_socket_directories": folder} | ({} if durable else _QUICK)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *options], stderr=log, cwd=folder, **user
        )
    try:
        cluster = Cluster(folder)
        _wait_for(cluster, server)
        yield cluster
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing in it is needed
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    on_path = shutil.which("initdb")
    installed = sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(Path(path).parent.name))
    places = [Path(place) for place in reversed(installed)] + [Path(on_path).resolve().parent] * bool(on_path)
    for place in places:
        if (place / "initdb").exists():
            return place
    raise FileNotFoundError("PostgreSQL is not installed: no initdb on the PATH or in /usr/lib/postgresql")


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
