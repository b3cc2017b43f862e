"""Answers and ballots: what one gets back, and every attempt to find out who said what."""

import sqlite3
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from sqlalchemy import text

from plcnb.errors import Conflict, NotFound, ParameterError
from plcnb.model import Goal, Member, Poll, Wave
from plcnb.records.store import Records
from plcnb.records.tables import METADATA

MEMBERS = ("ana", "ben", "cleo", "dan", "eve")
SHEETS = {name: {"h01": float(number), "open": f"words {number}"} for number, name in enumerate(MEMBERS)}
RANKINGS = (("visits", "books"), ("books",), ("talk", "visits", "books"), ("books", "talk"), ("talk",))


@pytest.fixture
def wave(records):
    """A round that all five members have answered, in the order of MEMBERS."""
    wave = records.add(
        Wave(team_id="maths", instrument="health", opens=date(2026, 1, 5), closes=date(2026, 1, 9)), by="ana"
    )
    for name, sheet in SHEETS.items():
        records.answer(wave.id, name, sheet, on=date(2026, 1, 5))
    return wave


@pytest.fixture
def poll(records):
    """A vote in which all five have voted, in the order of MEMBERS."""
    poll = records.add(Poll(team_id="maths", options=("visits", "books", "talk")), by="ana")
    for name, ranking in zip(MEMBERS, RANKINGS, strict=True):
        records.vote(poll.id, name, ranking)
    return poll


def test_answers_come_back_sheet_by_sheet_without_names(records, wave):
    frame = records.answers(wave.id)

    assert list(frame.columns) == ["respondent", "item", "value", "text"]
    sheets = [sheet.set_index("item") for _, sheet in frame.groupby("respondent")]
    assert sorted((sheet["value"]["h01"], sheet["text"]["open"]) for sheet in sheets) == [
        (float(number), f"words {number}") for number in range(5)
    ]
    assert records.respondents(wave.id) == set(MEMBERS)
    assert not any(name in str(frame.to_dict()) for name in MEMBERS)


def test_a_survey_nobody_has_answered_is_empty_with_its_columns(records):
    wave = records.add(Wave(team_id="maths"), by="ana")

    assert records.answers(wave.id).empty
    assert records.answers(wave.id)["value"].dtype == "float64"
    assert records.respondents(wave.id) == frozenset()


def test_ballots_come_back_as_rankings(records, poll):
    assert sorted(records.ballots(poll.id)) == sorted(RANKINGS)
    assert records.respondents(poll.id) == set(MEMBERS)


def test_a_second_sheet_is_refused_and_the_first_kept(records, wave, poll):
    with pytest.raises(Conflict, match="answered this survey already"):
        records.answer(wave.id, "ana", {"h01": 6})
    with pytest.raises(Conflict, match="voted already"):
        records.vote(poll.id, "ana", ["talk"])

    assert len(records.answers(wave.id)) == 10
    assert sorted(records.ballots(poll.id)) == sorted(RANKINGS)


@pytest.mark.parametrize(
    ("day", "message"), [(date(2026, 1, 4), "opens on 5 Jan"), (date(2026, 1, 10), "open until 9 Jan")]
)
def test_what_comes_too_early_or_too_late_is_refused(day, message, records):
    span = {"opens": date(2026, 1, 5), "closes": date(2026, 1, 9)}
    wave = records.add(Wave(team_id="maths", **span), by="ana")
    poll = records.add(Poll(team_id="maths", options=("a", "b"), **span), by="ana")

    with pytest.raises(Conflict, match=message):
        records.answer(wave.id, "ana", {"h01": 6}, on=day)
    with pytest.raises(Conflict, match=message):
        records.vote(poll.id, "ana", ["a"], on=day)
    assert records.respondents(wave.id) == records.respondents(poll.id) == frozenset()


@pytest.mark.parametrize(
    ("person", "answers", "error", "message"),
    [
        ("ana", {}, ParameterError, "Nothing is answered"),
        ("ana", {"h01": None, "open": ""}, ParameterError, "Nothing is answered"),
        ("ana", {"h01": float("nan")}, ParameterError, "neither a number nor a text"),
        ("ana", {"h01": "a\x00"}, ParameterError, "no letter"),
        ("fay", {"h01": 3}, NotFound, "only members"),
    ],
)
def test_a_sheet_that_cannot_be_kept_is_refused_whole(person, answers, error, message, records):
    wave = records.add(Wave(team_id="maths"), by="ana")

    with pytest.raises(error, match=message):
        records.answer(wave.id, person, answers)
    assert records.answers(wave.id).empty
    assert records.respondents(wave.id) == frozenset()


@pytest.mark.parametrize("ranking", [[], ["a", "a"], ["a", "c"], "a"], ids=str)
def test_a_ballot_that_is_none_is_refused(ranking, records):
    poll = records.add(Poll(team_id="maths", options=("a", "b")), by="ana")

    with pytest.raises(ParameterError):
        records.vote(poll.id, "ana", ranking)
    assert records.ballots(poll.id) == []


def test_a_round_whose_results_could_be_seen_is_not_opened_again(records, wave):
    """The results before and after would tell what the one who came late has said."""
    monday = datetime(2026, 1, 12, tzinfo=UTC)

    for closes in (date(2026, 1, 16), None):
        with pytest.raises(Conflict, match="closed on 9 Jan, and its results can be seen"):
            records.update(wave.changed(closes=closes), by="ana", at=monday)
    records.update(wave.changed(did="Doors are open"), by="ana", at=monday)

    assert records.find(Wave, wave.id).closes == date(2026, 1, 9)


def test_the_days_of_a_round_can_be_moved_while_nothing_of_it_was_seen(records, wave):
    friday, monday = datetime(2026, 1, 9, tzinfo=UTC), datetime(2026, 1, 12, tzinfo=UTC)
    records.update(wave.changed(closes=date(2026, 1, 11)), by="ana", at=friday)
    few = records.add(Wave(team_id="maths", instrument="health", closes=date(2026, 1, 9)), by="ana")
    records.answer(few.id, "ana", SHEETS["ana"], on=date(2026, 1, 5))

    records.update(few.changed(closes=date(2026, 1, 16)), by="ana", at=monday)

    assert records.find(Wave, few.id).closes == date(2026, 1, 16)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows sets its zone elsewhere")
def test_the_last_day_lasts_as_long_as_the_day_where_the_team_is(records, wave, monkeypatch):
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        friday_evening = datetime(2026, 1, 10, 2, 0, tzinfo=UTC)
        records.update(wave.changed(closes=date(2026, 1, 11)), by="ana", at=friday_evening)
        goal = records.add(Goal(team_id="maths"), by="ana")
        records.remove(Goal, goal.id, by="ana", at=friday_evening)
        with pytest.raises(NotFound, match="removed on 9 Jan"):
            records.find(Goal, goal.id)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_options_stand_once_somebody_has_voted(records, poll):
    with pytest.raises(Conflict, match="voted already, and a ballot holds for the options"):
        records.update(poll.changed(options=("visits",)), by="ana")
    assert records.update(poll.changed(did="We went"), by="ana").did == "We went"


def test_a_fingerprint_tells_that_something_was_answered(records):
    wave = records.add(Wave(team_id="maths"), by="ana")
    before = records.fingerprint("maths"), records.fingerprint("art")

    records.answer(wave.id, "ana", {"h01": 3})

    assert records.fingerprint("maths") != before[0]
    assert records.fingerprint("art") == before[1]


class TestAttacks:
    def test_no_column_of_any_table_joins_an_answer_to_a_person(self, records, wave, poll):
        rows = _all_rows(records)
        shared_by_all = {wave.id, poll.id, "", None}
        for sealed in ("answers", "ballots"):
            texts = _texts(rows[sealed]) - shared_by_all
            for name, others in rows.items():
                assert name == sealed or not texts & _texts(others), (sealed, name)

    def test_nothing_is_written_about_an_answer_elsewhere(self, records, wave, poll):
        before = records.fingerprint()
        rows = _all_rows(records)
        records.add(Goal(team_id="maths"), by="ana")
        places = [row["place"] for row in _all_rows(records)["revisions"] if row["team_id"] == "maths"]

        assert {row["kind"] for row in rows["revisions"]} == {"Member", "Wave", "Poll"}
        assert sorted(places) == list(range(1, len(places) + 1))  # no gap where an answer came
        assert before != records.fingerprint()

    def test_the_order_of_rows_does_not_tell_the_order_of_coming(self, records):
        orders = {"answers": [], "ballots": [], "respondents": []}
        for _ in range(6):
            wave = records.add(Wave(team_id="maths"), by="ana")
            poll = records.add(Poll(team_id="maths", options=tuple("abcde")), by="ana")
            for number, name in enumerate(MEMBERS):
                records.answer(wave.id, name, {"h01": number})
                records.vote(poll.id, name, ["abcde"[number]])
            rows = _all_rows(records)
            orders["answers"].append([row["value"] for row in rows["answers"] if row["wave_id"] == wave.id])
            orders["ballots"].append([row["ranking"] for row in rows["ballots"] if row["poll_id"] == poll.id])
            orders["respondents"].append(records.answers(wave.id)["value"].tolist())

        for name, found in orders.items():  # by chance they are all in order once in 10^12
            assert not all(_in_order(order) for order in found), name
            assert len({tuple(order) for order in found}) > 1, name

    def test_names_of_sheets_are_new_with_every_sheet(self, records, wave):
        before = set(records.answers(wave.id)["respondent"])
        ids = {row["id"] for row in _all_rows(records)["answers"]}
        records.add(Member(team_id="maths", person_id="gil", name="Gil"), by="ana")
        records.answer(wave.id, "gil", {"h01": 1})

        assert not before & set(records.answers(wave.id)["respondent"])
        assert not ids & {row["id"] for row in _all_rows(records)["answers"]}

    @pytest.mark.postgresql
    def test_postgresql_keeps_no_transaction_or_place_that_tells_one_row_from_another(
        self, cluster, made_before, knowing
    ):
        cluster.clear(made_before)
        records = knowing(Records(cluster.address(made_before)))
        wave = records.add(Wave(team_id="maths"), by="ana")
        for number, name in enumerate(MEMBERS):
            records.answer(wave.id, name, {"h01": number, "h02": number})

        hidden = "SELECT xmin::text, xmax::text, cmin::text, value FROM answers ORDER BY ctid"
        found = cluster.ask(hidden, made_before)
        names = cluster.ask("SELECT xmin::text, person_id FROM respondents ORDER BY ctid", made_before)
        sequences = cluster.ask("SELECT count(*) FROM pg_sequences", made_before)
        dead = cluster.ask(
            "SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relname IN ('answers', 'respondents') "
            f"AND schemaname = '{made_before}'",
            made_before,
        )

        assert len({row[0] for row in found}) == 1, "one transaction wrote them all"
        assert {row[1] for row in found} == {"0"}
        assert len({row[0] for row in names}) == 1
        assert not _in_order([row[3] for row in found])
        assert sequences == [(0,)]
        assert dead[0][0] == 0, "no earlier state is left between the rows"

    def test_sqlite_keeps_no_row_number_and_no_earlier_state_in_its_files(self, tmp_path, knowing):
        records = knowing(Records(tmp_path / "records.db"))
        wave = records.add(Wave(team_id="maths"), by="ana")
        first = ""
        for number, name in enumerate(MEMBERS):
            records.answer(wave.id, name, {"open": f"words {number}"})
            first = first or records.answers(wave.id)["respondent"][0]

        with sqlite3.connect(tmp_path / "records.db") as connection:
            for table in ("answers", "ballots", "respondents", "voters"):
                with pytest.raises(sqlite3.OperationalError, match="no such column"):
                    connection.execute(f"SELECT rowid FROM {table}")
        on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("records.db*"))
        assert on_disk.count(b"words 0") == 1, "a deleted row left its text behind"
        assert first.encode() not in on_disk

    def test_sqlite_forgets_its_log_even_while_somebody_has_the_file_open(self, tmp_path, knowing):
        records = knowing(Records(tmp_path / "records.db"))
        wave = records.add(Wave(team_id="maths"), by="ana")
        with sqlite3.connect(tmp_path / "records.db") as open_elsewhere:
            open_elsewhere.execute("SELECT count(*) FROM teams").fetchall()
            for name in MEMBERS:
                records.answer(wave.id, name, {"open": f"words of {name}"})

            assert (tmp_path / "records.db-wal").stat().st_size == 0


def _answer_again_and_again(records, wave_id, name):
    """Return how many of three sheets were taken."""
    taken = 0
    for number in range(3):
        with suppress(Conflict):
            records.answer(wave_id, name, {"h01": number})
            taken += 1
    return taken


def test_a_whole_team_that_answers_at_once_is_counted_once_each(records, at_once):
    wave = records.add(Wave(team_id="maths"), by="ana")
    told = at_once(_answer_again_and_again, [(records, wave.id, name) for name in MEMBERS * 2])

    assert sorted(told) == [0] * 5 + [1] * 5
    assert records.respondents(wave.id) == set(MEMBERS)
    assert len(records.answers(wave.id)) == 5


def _all_rows(records):
    with records.database.reading() as connection:
        return {
            name: [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {name}"))]
            for name in METADATA.tables
        }


def _texts(rows):
    return {value for row in rows for value in row.values() if isinstance(value, str)}


def _in_order(values):
    return all(a <= b for a, b in pairwise(values)) or all(a >= b for a, b in pairwise(values))
