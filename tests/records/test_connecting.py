"""What a person reads when the database cannot be used: what is wrong and what to do, never a password."""

import re
import sqlite3
import subprocess
import sys

import psycopg
import pytest

from plcnb.errors import ParameterError, StoreError
from plcnb.model import Goal
from plcnb.records import connecting
from plcnb.records.store import Records

SECRET = "hunter2"


def told(error) -> str:
    """Return all that a traceback would show of an error and its causes."""
    shown = []
    while error:
        shown += [str(error), repr(error)]
        error = error.__cause__
    return "\n".join(shown)


@pytest.mark.parametrize(
    "address",
    [
        f"mysql://ana:{SECRET}@host/school",
        f"postgresql+asyncpg://ana:{SECRET}@host/school",
        f"postgresql://ana:{SECRET}@host:port/school",
        f"nonsense://{SECRET}",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_opened(address):
    with pytest.raises(ParameterError, match=r"Expected postgresql\+psycopg://USER") as refused:
        Records(address)
    assert SECRET not in told(refused.value)


@pytest.mark.parametrize("kind", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_that_does_not_answer_is_named_without_the_password(kind):
    records = Records(f"{kind}://ana:{SECRET}@127.0.0.1:9/school")

    with pytest.raises(
        StoreError, match=r"127\.0\.0\.1:9/school cannot be used: the server does not answer"
    ) as refused:
        records.teams()
    assert SECRET not in told(refused.value) + repr(records) + repr(records.database)
    assert "ana" in repr(records)


@pytest.mark.postgresql
def test_a_database_or_user_that_is_not_there_is_told(cluster):
    with pytest.raises(StoreError, match="something is not there"):
        Records(f"postgresql://plcnb:{SECRET}@/nothing?host={cluster.folder}").teams()
    with pytest.raises(StoreError, match="is not there") as refused:
        Records(f"postgresql://nobody:{SECRET}@/postgres?host={cluster.folder}").teams()
    assert SECRET not in told(refused.value)


@pytest.mark.postgresql
def test_a_user_who_may_not_make_tables_is_told_what_to_ask_for(cluster):
    cluster.ask("CREATE ROLE guest LOGIN; CREATE SCHEMA closed")

    records = Records(f"postgresql://guest@/postgres?host={cluster.folder}&options=-csearch_path%3Dclosed")
    with pytest.raises(StoreError, match=r"may not do that .* ALTER DATABASE"):
        records.teams()


@pytest.mark.postgresql
def test_a_database_that_does_not_know_every_letter_is_refused_before_anything_is_written(cluster):
    cluster.ask("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")

    with pytest.raises(StoreError, match=r"'narrow' keeps texts as LATIN1.* --encoding UTF8"):
        Records(f"postgresql://plcnb@/narrow?host={cluster.folder}").teams()


def test_without_psycopg_one_is_told_how_to_install_it(tmp_path):
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from plcnb.records.store import Records\n"
        f"Records('postgresql://ana:{SECRET}@host/school').teams()"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert "StoreError: The records lie in PostgreSQL" in ran.stderr
    assert "pip install 'plcnb[postgresql]'" in ran.stderr
    assert SECRET not in ran.stderr.split("StoreError")[1]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StoreError, match=r"cannot be opened .* The folder must be there"):
        Records(tmp_path / "none" / "records.db").teams()


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path):
    file = tmp_path / "records.db"
    file.write_text("Dear colleagues, " * 100)

    with pytest.raises(StoreError, match=r"the file is no database .* `plcnb restore FILE`"):
        Records(file).teams()
    assert file.read_text().startswith("Dear colleagues")


def test_a_damaged_file_is_told(tmp_path, knowing):
    records = knowing(Records(tmp_path / "records.db"))
    pages = bytearray((tmp_path / "records.db").read_bytes())
    pages[4096:] = b"\xff" * (len(pages) - 4096)
    (tmp_path / "records.db").write_bytes(pages)

    with pytest.raises(StoreError, match="the file is damaged"):
        records.list(Goal)


def test_a_locked_file_is_told_after_patience_and_the_one_who_wrote_is_kept(tmp_path, knowing, monkeypatch):
    records = knowing(Records(tmp_path / "records.db"))
    monkeypatch.setattr(connecting, "PATIENCE", 0.05)
    with sqlite3.connect(tmp_path / "records.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="others have been writing to it for a long time"):
            records.add(Goal(team_id="maths"), by="ana")
        assert records.list(Goal) == ()  # reading goes on
        other.execute("COMMIT")

    assert records.add(Goal(team_id="maths"), by="ana").id


def test_a_folder_that_may_only_be_read_is_told(tmp_path):
    """Tried as an unprivileged user: nothing is forbidden to root."""
    Records(tmp_path / "records.db").teams()
    (tmp_path / "records.db").chmod(0o444)
    tmp_path.chmod(0o555)
    code = (
        "import os, sys\n"
        "from plcnb.model import Team\n"
        "from plcnb.records.store import Records\n"
        "from pandas import DataFrame\n"
        "if os.geteuid() == 0: os.seteuid(65534)\n"
        "Records(sys.argv[1]).know_teams(DataFrame({'team_id': ['t'], 'name': ['T']}), DataFrame())"
    )
    for folder in (tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    ran = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "records.db"], capture_output=True, text=True
    )
    tmp_path.chmod(0o755)

    assert re.search("StoreError: .*(it may only be read here|it cannot be opened)", ran.stderr), ran.stderr


@pytest.mark.parametrize("name", ["records?.db", "récords #1.db", "a b%20.db"])
def test_a_file_may_have_any_name(name, tmp_path):
    assert Records(tmp_path / name).teams() == ()
    assert (tmp_path / name).exists()


@pytest.mark.postgresql
def test_a_server_on_which_somebody_holds_the_tables_is_told_after_patience(
    cluster, made_before, knowing, monkeypatch
):
    cluster.clear(made_before)
    monkeypatch.setattr(connecting, "PATIENCE", 0.05)
    records = knowing(
        Records(f"{cluster.address(made_before)}&connect_timeout=7")
    )  # opened with this patience
    about = f"host={cluster.folder} user=plcnb dbname=postgres options=-csearch_path={made_before}"
    with psycopg.connect(about) as other:
        other.execute("LOCK TABLE teams IN EXCLUSIVE MODE")
        with pytest.raises(StoreError, match="others have been writing to it for a long time"):
            records.add(Goal(team_id="maths"), by="ana")
        assert records.list(Goal) == ()

    assert records.add(Goal(team_id="maths"), by="ana").id


def test_a_database_with_the_tables_of_another_program_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "records.db") as other:
        other.execute("CREATE TABLE teams (points)")

    with pytest.raises(StoreError, match=r"another program keeps its tables there .* of its own for plcnb"):
        Records(tmp_path / "records.db").teams()
    with sqlite3.connect(tmp_path / "records.db") as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("teams",)]


@pytest.mark.parametrize(
    "spoilt",
    [
        "UPDATE goals SET set_on = 'soon'",
        "UPDATE goals SET start = 'abc'",
        "UPDATE goals SET what = x'ff'",
        "UPDATE revisions SET at = 'soon'",
        "UPDATE revisions SET changes = 'soon'",
    ],
)
def test_a_row_that_another_program_has_spoilt_is_told_without_what_it_says(spoilt, tmp_path, knowing):
    records = knowing(Records(tmp_path / "records.db"))
    goal = records.add(Goal(team_id="maths"), by="ana")
    with sqlite3.connect(tmp_path / "records.db") as other:
        other.execute(spoilt)

    with pytest.raises(StoreError, match=r"cannot be read: .* Mend that row, or restore a backup") as refused:
        (records.list(Goal), records.history(Goal, goal.id))
    assert "soon" not in str(refused.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_on_a_full_disk_one_is_told_and_what_was_there_is_kept(tmp_path, knowing):
    records = knowing(Records(tmp_path / "records.db"))
    goal = records.add(Goal(team_id="maths", what="kept"), by="ana")
    code = (
        "import resource, sys\n"
        "from plcnb.model import Goal\n"
        "from plcnb.records.store import Records\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "while True: Records(sys.argv[1]).add(Goal(team_id='maths', why='w' * 4000), by='ana')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "records.db"], capture_output=True, text=True
    )

    assert re.search("StoreError: .*(the disk is full|the disk fails)", ran.stderr), ran.stderr
    assert records.find(Goal, goal.id).what == "kept"
    assert records.add(Goal(team_id="maths"), by="ana").id


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_a_new_file_is_for_its_owner_and_their_group_alone(tmp_path):
    Records(tmp_path / "records.db").teams()

    assert (tmp_path / "records.db").stat().st_mode & 0o007 == 0


def test_nothing_is_opened_before_the_first_verb(tmp_path):
    Records(tmp_path / "records.db")

    assert list(tmp_path.iterdir()) == []


def test_what_was_typed_is_in_no_error_of_the_database(tmp_path, knowing):
    records = knowing(Records(tmp_path / "records.db"))
    with sqlite3.connect(tmp_path / "records.db") as other:
        other.execute("ALTER TABLE goals DROP COLUMN learned")

    with pytest.raises(StoreError, match=r"changed by another program|no column") as refused:
        records.add(Goal(team_id="maths", what="a secret worry"), by="ana")
    assert "secret worry" not in told(refused.value)


def test_sqlite_keeps_what_it_acknowledged_and_checks_links(tmp_path):
    records = Records(tmp_path / "records.db")
    records.teams()
    with records.database.writing() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }

    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.postgresql
def test_a_server_that_was_restarted_is_found_again(cluster, made_before, knowing):
    cluster.clear(made_before)
    records = knowing(Records(cluster.address(made_before)))
    cluster.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plcnb'")

    assert records.add(Goal(team_id="maths"), by="ana").id
