"""Snapshots: an older one can be read and gone back to, and what was refused lies beside what got in."""

import csv
import json

import pytest

from plcnb.evidence.findings import Finding, rejects_of
from plcnb.evidence.snapshots import FILE_NAME, SnapshotInfo, SourceFile, read_contents
from plcnb.evidence.store import EvidenceStore

INFO = SnapshotInfo("own", (SourceFile("marks.csv", "ab" * 32, 10),), "9.9")
MATHS = "grade-7-mathematics-north-school"


@pytest.fixture
def store(tmp_path, school, assembled):
    """A store with two snapshots: North School, and then nothing but its teams, with a row refused."""
    refused = Finding(
        "refused", "marks.csv", 14, "score", 'x"7,\nü', "must be a number", "row.invalid_number"
    )
    store = EvidenceStore(tmp_path / "evidence")
    store.write(school, assembled, INFO)
    store.write({}, {"teams": assembled["teams"]}, INFO, rejects_of([refused]))
    return store


def rewrite(store, change):
    """Change what the current snapshot says of itself."""
    file = store.folder / store.current.id / FILE_NAME
    told = json.loads(file.read_text(encoding="utf-8"))
    change(told)
    file.write_text(json.dumps(told), encoding="utf-8")
    return file.parent


def test_writing_an_earlier_name_into_current_goes_back_to_it(store):
    earlier, later = store.snapshots()
    assert store.team(MATHS).results.empty

    (store.folder / "CURRENT").write_text(earlier.id + "\n")

    assert store.current == earlier
    assert len(store.team(MATHS).results) == 8
    assert store.at(later.id).team(MATHS).results.empty


def test_refused_rows_lie_in_the_snapshot_they_belong_to_and_can_be_read_back(store):
    earlier, later = store.snapshots()

    assert (earlier.rejects, later.rejects) == (0, 1)
    assert not (store.folder / earlier.id / "rejects.csv").exists()
    with (store.folder / later.id / "rejects.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {
        "file": "marks.csv",
        "row": "14",
        "column": "score",
        "value": 'x"7,\nü',
        "reason": "must be a number",
        "rule": "row.invalid_number",
    }


def test_what_an_earlier_plcnb_did_not_write_is_no_reason_to_refuse_its_snapshot(store):
    def older(told):
        del told["snapshot"]["version"], told["snapshot"]["rejects"]

    rewrite(store, older)

    assert (store.current.version, store.current.rejects) == ("", 0)
    assert store.current.sources == INFO.sources


def test_the_secret_that_shuffles_students_is_another_each_time_and_never_printed(store):
    earlier, later = (read_contents(store.folder / snapshot.id) for snapshot in store.snapshots())

    assert earlier.secret != later.secret
    assert earlier.secret not in repr(earlier)
    assert earlier.secret not in repr(store.at(earlier.snapshot.id).team(MATHS))
