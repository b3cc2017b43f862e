"""Backups: everything comes back, from any database into any other, and a bad file touches nothing."""

import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
import zipfile
from datetime import date

import pytest

from plcnb.errors import Conflict, DataError, NotFound, StoreError
from plcnb.model import Goal, Measurement, Member, Poll, Reflection, Trial, Wave
from plcnb.records import backups
from plcnb.records.backups import back_up, restore
from plcnb.records.bundles import dump_records, load_records
from plcnb.records.store import Records


@pytest.fixture
def written(records):
    """A store with some of everything: edits, a removed record, answers, an unshared reflection."""
    goal = records.add(Goal(team_id="maths", what="Compare"), by="ana")
    records.update(goal.changed(what="“Compare” and order ≤"), by="ben")
    trial = records.add(Trial(team_id="maths", goal_id=goal.id, who=("ana", "ben")), by="ana")
    records.add(
        Measurement(team_id="maths", trial_id=trial.id, value=0.1 + 0.2, on=date(2026, 1, 9)), by="ana"
    )
    records.remove(Trial, trial.id, by="ana")
    records.add(Goal(team_id="art", what="Draw"), by="fay")
    records.add(Reflection(team_id="maths", person_id="ana", tried="Alone"), by="ana")
    wave = records.add(Wave(team_id="maths"), by="ana")
    poll = records.add(Poll(team_id="maths", options=("a", "b")), by="ana")
    for number, name in enumerate(("ana", "ben", "cleo")):
        records.answer(wave.id, name, {"h01": number, "open": "words"})
        records.vote(poll.id, name, ["b", "a"][: number + 1] if number < 2 else ["a"])
    return records


def everything(records, tmp_path, name):
    """Return all lines of a store, with the random names of sheets left out."""
    folder = tmp_path / name
    dump_records(records, folder)
    lines = {path.name: path.read_text(encoding="utf-8").splitlines() for path in folder.iterdir()}
    sheets = {}
    for line in map(json.loads, lines.pop("answers.jsonl")):
        sheets.setdefault(line.pop("respondent"), []).append(line)
    lines["answers.jsonl"] = sorted(map(str, sheets.values()))
    lines["ballots.jsonl"].sort()
    return lines


@pytest.mark.parametrize("way", ["a folder", "a file"])
def test_everything_comes_back_in_another_database(way, written, tmp_path, another):
    other = another("other.db")
    if way == "a folder":
        dump_records(written, tmp_path / "bundle")
        load_records(other, tmp_path / "bundle")
    else:
        made = back_up(written, tmp_path / "records.zip")
        assert made.n_records == len(written.list(Member)) + 7
        assert restore(other, tmp_path / "records.zip").lines == made.lines

    before, after = (everything(one, tmp_path, name) for one, name in ((written, "1"), (other, "2")))
    assert after == before
    assert sum(map(len, before.values())) > 30
    other.update(other.list(Goal, "maths")[0].changed(what="It goes on"), by="ana")


@pytest.mark.postgresql
def test_a_backup_of_sqlite_can_be_restored_into_postgresql(cluster, made_before, knowing, tmp_path, another):
    there = knowing(another("records.db"))
    goal = there.add(Goal(team_id="maths", what="Compare"), by="ana")
    back_up(there, tmp_path / "records.zip")
    cluster.clear(made_before)
    here = Records(cluster.address(made_before))

    restore(here, tmp_path / "records.zip")

    assert here.find(Goal, goal.id) == goal
    assert everything(here, tmp_path, "1") == everything(there, tmp_path, "2")


def test_a_backup_may_be_read_by_its_owner_alone(written, tmp_path):
    back_up(written, tmp_path / "records.zip")

    assert stat.S_IMODE(os.stat(tmp_path / "records.zip").st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["records.zip"]


def test_a_backup_is_one_moment_while_others_write(written, tmp_path, another):
    stop = threading.Event()

    def write():
        while not stop.is_set():
            goal = written.add(Goal(team_id="maths"), by="ana")
            written.add(Trial(team_id="maths", goal_id=goal.id), by="ana")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(written, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        writer.join()

    for number in range(5):
        restore(other := another(f"{number}.db"), tmp_path / f"{number}.zip")
        places = [one.place for goal in other.list(Goal) for one in other.history(Goal, goal.id)]
        assert len(places) == len(set(places))


def test_a_backup_that_cannot_be_written_leaves_nothing(written, tmp_path):
    with pytest.raises(StoreError, match=r"cannot be written .* Choose a folder"):
        back_up(written, tmp_path / "none" / "records.zip")


def test_records_that_are_there_are_replaced_only_if_that_is_said(written, tmp_path, another):
    back_up(written, tmp_path / "records.zip")
    before = everything(written, tmp_path, "1")
    later = written.add(Goal(team_id="maths", what="Later"), by="ana")

    with pytest.raises(Conflict, match="--replace"):
        restore(written, tmp_path / "records.zip")
    assert written.find(Goal, later.id) == later

    restore(written, tmp_path / "records.zip", replace=True, beside=tmp_path / "before.zip")

    assert everything(written, tmp_path, "2") == before
    restore(again := another("again.db"), tmp_path / "before.zip")
    assert again.find(Goal, later.id) == later


def test_a_backup_can_be_restored_while_others_write(written, tmp_path, address):
    back_up(written, tmp_path / "records.zip")
    stop, failed = threading.Event(), []

    def write():
        goal = None
        while not stop.is_set():
            try:
                goal = goal or written.add(Goal(team_id="maths"), by="ana")
                written.update(goal.changed(what=f"not {written.find(Goal, goal.id).what}"[:300]), by="ana")
            except NotFound as error:  # the restore has taken the goal, and only the goal
                goal = failed.append(error) if "no goal" not in str(error) else None
            except Exception as error:
                failed.append(error)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(4):
            restore(Records(address), tmp_path / "records.zip", replace=True)
    finally:
        stop.set()
        for writer in writers:
            writer.join()

    assert failed == []
    for goal in written.list(Goal, "maths"):
        texts = [one.changes["what"] for one in written.history(Goal, goal.id) if "what" in one.changes]
        assert [before for before, _ in texts[1:]] == [after for _, after in texts[:-1]]


def test_what_is_written_up_to_a_restore_is_in_the_backup_it_makes_first(written, tmp_path, address, another):
    back_up(written, tmp_path / "records.zip")
    stop, added = threading.Event(), []

    def write():
        while not stop.is_set():
            added.append(written.add(Goal(team_id="maths"), by="ana").id)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            before = tmp_path / f"{number}.zip"
            restore(Records(address), tmp_path / "records.zip", replace=True, beside=before)
    finally:
        stop.set()
        writer.join()

    found = {goal.id for goal in written.list(Goal)}
    for number in range(3):
        restore(one := another(f"{number}.db"), tmp_path / f"{number}.zip")
        found |= {goal.id for goal in one.list(Goal)}
    assert set(added) <= found


def test_a_restore_is_a_new_state_of_every_team_even_with_as_many_revisions_as_before(written, tmp_path):
    """Or a report of what was there in between would pass for one of what is there now."""
    back_up(written, tmp_path / "records.zip")
    states = [written.fingerprints() | {"": written.fingerprint()}]
    for _ in range(2):
        restore(written, tmp_path / "records.zip", replace=True)
        states.append(written.fingerprints() | {"": written.fingerprint()})

    assert set(states[0]) == {"", "art", "maths"}
    for team in states[0]:
        assert len({state[team] for state in states}) == 3
        counted = [state[team].split("-")[:2] for state in states[1:]]
        assert counted[0] == counted[1]


def test_an_answer_alone_is_something_that_a_restore_does_not_delete_unasked(
    written, tmp_path, knowing, another
):
    back_up(written, tmp_path / "records.zip")
    store = knowing(another("answered.db"))
    (tmp_path / "waves.jsonl").write_text(Wave(id="w1", team_id="maths").model_dump_json())
    load_records(store, tmp_path)
    store.answer("w1", "ana", {"h01": 3})

    with pytest.raises(Conflict, match="--replace"):
        restore(store, tmp_path / "records.zip")
    assert len(store.answers("w1")) == 1


def test_a_store_that_only_knows_the_evidence_takes_a_backup(written, tmp_path, knowing, another):
    back_up(written, tmp_path / "records.zip")
    fresh = knowing(another("fresh.db"))

    restore(fresh, tmp_path / "records.zip")

    assert everything(fresh, tmp_path, "1") == everything(written, tmp_path, "2")


def _rewritten(source, target, change):
    """Copy a backup; `change` gets its members as a dict of bytes."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def _manifest(**changed):
    def change(members):
        manifest = json.loads(members["manifest.json"])
        for name, value in changed.items():
            manifest[name] = value
        members["manifest.json"] = json.dumps(manifest).encode()

    return change


def _smuggle(name):
    """Return how to put a file of another name in, and into the manifest as well."""

    def change(members):
        members[name] = b"{}\n"
        _promise(name, bytes=3, sha256=hashlib.sha256(b"{}\n").hexdigest())(members)

    return change


def _promise(name, **changed):
    def change(members):
        manifest = json.loads(members["manifest.json"])
        manifest["files"].setdefault(name, {"lines": 1, "bytes": 1, "sha256": ""}).update(changed)
        members["manifest.json"] = json.dumps(manifest).encode()

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda members: members.update({"goals.jsonl": b"{}\n"}), "damaged: goals.jsonl"),
        (lambda members: members.update({"goals.jsonl": members["goals.jsonl"] + b"\n"}), "damaged: goals"),
        (
            lambda members: members.update({"goals.jsonl": members["goals.jsonl"].replace(b"Draw", b"Drew")}),
            "damaged: goals.jsonl",
        ),
        (lambda members: members.pop("goals.jsonl"), "files are missing"),
        (lambda members: members.pop("manifest.json"), "is no backup of records"),
        (lambda members: members.update({"manifest.json": b"[]"}), "is no backup of records"),
        (lambda members: members.update({"../goals.jsonl": b""}), "holds '../goals.jsonl'"),
        (lambda members: members.update({"/etc/passwd": b""}), "holds '/etc/passwd'"),
        (_promise("../../evil.jsonl"), "holds '../../evil.jsonl'"),
        (_smuggle("../../evil.jsonl"), "holds '../../evil.jsonl'"),
        (_smuggle("moods.jsonl"), "holds 'moods.jsonl'"),
        (_manifest(format="plcnb records 2"), "is newer than this one"),
        (_manifest(migration="moods", plcnb="9.0"), "made by plcnb 9.0, which is newer"),
        (_promise("goals.jsonl", bytes=10**12), "unpack to more than 2 GB"),
        (_promise("goals.jsonl", bytes=-1), "unpack to more than"),
    ],
)
def test_a_file_that_is_not_whole_and_ours_is_refused_and_nothing_touched(change, message, written, tmp_path):
    back_up(written, tmp_path / "records.zip")
    _rewritten(tmp_path / "records.zip", tmp_path / "other.zip", change)
    before = everything(written, tmp_path, "1")

    with pytest.raises(DataError, match=message):
        restore(written, tmp_path / "other.zip", replace=True, beside=tmp_path / "before.zip")

    assert everything(written, tmp_path, "2") == before
    assert not (tmp_path / "before.zip").exists()


def test_a_bomb_is_unpacked_no_further_than_it_promised(written, tmp_path, another):
    def change(members):
        members["goals.jsonl"] = b" " * 50_000_000

    back_up(written, tmp_path / "records.zip")
    _rewritten(tmp_path / "records.zip", tmp_path / "bomb.zip", change)

    with pytest.raises(DataError, match="damaged"):
        restore(another("fresh.db"), tmp_path / "bomb.zip")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(kept, written, tmp_path, another):
    back_up(written, tmp_path / "records.zip")
    whole = (tmp_path / "records.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: int(len(whole) * kept)])

    with pytest.raises(DataError, match=r"cannot be read as a backup .* nothing was touched"):
        restore(another("fresh.db"), tmp_path / "cut.zip")


def test_a_flipped_bit_anywhere_is_noticed_or_harmless(written, tmp_path, another):
    back_up(written, tmp_path / "records.zip")
    whole = (tmp_path / "records.zip").read_bytes()
    before = everything(written, tmp_path, "1")
    for number, place in enumerate(range(7, len(whole), len(whole) // 25)):
        spoiled = bytearray(whole)
        spoiled[place] ^= 0x20
        (tmp_path / "spoiled.zip").write_bytes(spoiled)
        fresh = another(f"{number}.db")
        try:
            restore(fresh, tmp_path / "spoiled.zip")
        except DataError:
            continue
        assert everything(fresh, tmp_path, f"{number}-dump") == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_without_room_to_unpack_one_is_told_where_to_make_it(written, tmp_path):
    back_up(written, tmp_path / "records.zip")
    code = (
        "import resource, sys\n"
        "from plcnb.records.backups import restore\n"
        "from plcnb.records.store import Records\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "restore(Records(sys.argv[1]), sys.argv[2])"
    )
    arguments = [tmp_path / "none.db", tmp_path / "records.zip"]
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)

    assert "StoreError: There is no room in" in ran.stderr
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_not_there_is_told(tmp_path, another):
    with pytest.raises(DataError, match="There is no file"):
        restore(another("records.db"), tmp_path / "none.zip")


def test_an_error_half_way_leaves_the_store_as_it_was(written, tmp_path, monkeypatch):
    back_up(written, tmp_path / "records.zip")
    before = everything(written, tmp_path, "1")

    def fail(*_):
        raise StoreError("half way")

    monkeypatch.setattr(backups, "note_fact", fail)
    with pytest.raises(StoreError, match="half way"):
        restore(written, tmp_path / "records.zip", replace=True)
    assert everything(written, tmp_path, "2") == before


class TestBundles:
    @pytest.fixture
    def folder(self, tmp_path):
        """A folder as the sample ships one: no revisions, no teams."""
        lines = {
            "members": [Member(id="m1", team_id="maths", person_id="ana", name="Ana", roles=("data",))],
            "goals": [
                Goal(id="g1", team_id="maths", what="Compare", set_on=date(2025, 9, 1)),
                Goal(id="g2", team_id="art"),
            ],
            "trials": [Trial(id="t1", team_id="maths", goal_id="g1")],
            "waves": [Wave(id="w1", team_id="maths")],
            "polls": [Poll(id="p1", team_id="maths", options=("a", "b"))],
        }
        for name, records in lines.items():
            text = "".join(json.dumps(record.model_dump(mode="json")) + "\n" for record in records)
            (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
        sheet = {"wave_id": "w1", "respondent": "x", "item": "h01", "value": 3.0, "text": ""}
        (tmp_path / "answers.jsonl").write_text(json.dumps(sheet) + "\n")
        (tmp_path / "ballots.jsonl").write_text('{"poll_id": "p1", "ranking": ["b"]}\n')
        (tmp_path / "respondents.jsonl").write_text(
            '{"of": "w1", "person_id": "ben"}\n{"of": "p1", "person_id": "ben"}\n'
        )
        return tmp_path

    def test_records_without_history_begin_one_on_their_own_day(self, records, folder):
        added = load_records(records, folder, by="sample")

        assert added == {"goal": 2, "trial": 1, "wave": 1, "poll": 1, "member": 1, "answer": 1, "ballot": 1}
        (first,) = records.history(Goal, "g1")
        assert (first.by, f"{first.at:%Y-%m-%d}") == ("sample", "2025-09-01")
        assert first.changes["what"] == ("", "Compare")
        assert records.find(Trial, "t1").goal_id == "g1"
        assert records.answers("w1")["value"].tolist() == [3.0]
        assert records.ballots("p1") == [("b",)]
        assert records.respondents("w1") == records.respondents("p1") == {"ben"}

    def test_a_member_known_from_the_evidence_is_filled_in(self, records, folder):
        load_records(records, folder, by="sample")

        (ana,) = records.list(Member, "maths", person_id="ana")
        assert ana.roles == ("data",)
        assert [one.by for one in records.history(Member, ana.id)] == ["import", "sample"]

    def test_loading_twice_adds_nothing_and_keeps_what_was_edited(self, records, folder):
        load_records(records, folder)
        records.update(records.find(Goal, "g1").changed(what="Edited"), by="ana")
        before = records.fingerprint()

        assert load_records(records, folder) == {}
        assert records.fingerprint() == before
        assert records.find(Goal, "g1").what == "Edited"

    def test_a_removed_record_is_not_brought_back(self, records, folder):
        load_records(records, folder)
        records.remove(Goal, "g2", by="fay")

        assert load_records(records, folder) == {}

    @pytest.mark.parametrize(
        ("name", "text", "error", "message"),
        [
            (
                "goals",
                '{"id": "g9", "team_id": "maths", "start": 40}',
                DataError,
                r"goals.jsonl, line 1: .*per cent",
            ),
            (
                "goals",
                '{"id": "g9", "team_id": "maths"}\n\n{"id"',
                DataError,
                "goals.jsonl, line 3: it is no JSON",
            ),
            ("goals", '{"team_id": "maths"}', DataError, "line 1: id is empty"),
            ("goals", '{"id": "g9", "team_id": "maths", "mood": 1}', DataError, "line 1: mood: "),
            ("goals", '{"id": "g9", "team_id": "grade-9"}', NotFound, "no team 'grade-9'"),
            (
                "goals",
                '{"id": "g9", "team_id": "art"}\n{"id": "g9", "team_id": "art"}',
                DataError,
                "share 'g9'",
            ),
            ("goals", "[]", DataError, "line 1"),
            ("trials", '{"id": "t9", "team_id": "maths", "goal_id": "none"}', DataError, "neither here nor"),
            ("answers", '{"wave_id": "none", "respondent": "x", "item": "i"}', DataError, "no such survey"),
            ("respondents", '{"of": "none", "person_id": "ana"}', DataError, "no such survey or vote"),
            (
                "revisions",
                '{"team_id": "maths", "place": 1, "kind": "Goal", "record_id": "g1", "number": 1, '
                '"at": "2026-01-05T12:00:00", "by": "ana", "removed": false, "changes": {}}',
                DataError,
                "revisions.jsonl, line 1: at: .*timezone",
            ),
            ("moods", "{}", DataError, "moods.jsonl is no file of records"),
        ],
    )
    def test_a_line_that_is_wrong_is_named_and_nothing_is_loaded(
        self, name, text, error, message, records, folder
    ):
        before = records.fingerprint()
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")

        with pytest.raises(error, match=message):
            load_records(records, folder)
        assert records.fingerprint() == before
        assert records.list(Goal) == ()

    def test_the_shipped_sample_can_be_loaded(self, sample_district, tmp_path, another):
        shipped = sample_district.folder / "sample" / "records"
        if not shipped.is_dir():
            pytest.skip("the sample has no records yet")
        store = another("records.db")
        evidence = sample_district.evidence
        store.know_teams(evidence.teams(), evidence.members())

        added = load_records(store, shipped, by="sample")

        assert added["meeting"] > 20
        assert load_records(store, shipped, by="sample") == {}
