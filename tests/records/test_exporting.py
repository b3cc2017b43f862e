"""Exports: what a colleague finds in a spreadsheet or calendar, and what must never be in either."""

import csv
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from pandas import DataFrame

from plcnb.errors import Conflict, NotFound
from plcnb.model import (
    RECORD_KINDS,
    ActionStep,
    Goal,
    LaunchMilestone,
    Meeting,
    MeetingPart,
    Member,
    Milestone,
    Prediction,
    Reflection,
    Trial,
    Unit,
    Wave,
)
from plcnb.records.calendar import calendar_of
from plcnb.records.exporting import export_records
from plcnb.records.sheets import sheets_of
from plcnb.records.store import Records

FORCEFUL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", '"=1', "＝1"]


@pytest.fixture
def store(another, knowing):
    return knowing(another("exported.db"))


def rows_of(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_headings_are_the_questions_and_names_stand_for_ids(store, tmp_path):
    meeting = store.add(
        Meeting(
            team_id="maths",
            on=date(2026, 1, 22),
            present=("ana", "zoe"),
            parts=(MeetingPart(item="look", minutes=30, used=28),),
            decisions=("One", "Two"),
        ),
        by="ana",
    )
    goal = store.add(Goal(team_id="maths", what="Compare", start=0.29, state="not met"), by="ana")
    store.add(ActionStep(team_id="maths", what="Reteach", owner="ben", meeting_id=meeting.id), by="ana")
    store.add(Trial(team_id="maths", change="Tickets", goal_id=goal.id, who=("ana", "ben")), by="ana")

    counts = export_records(store, tmp_path / "out")

    assert (counts["goals"], counts["members"], counts["units"]) == (1, 6, 0)
    (step,) = rows_of(tmp_path / "out", "action_steps")
    assert step["Team"] == "Maths"
    assert step["Who does it?"] == "Ben"
    assert step["Meeting"] == "2026-01-22"
    (written,) = rows_of(tmp_path / "out", "goals")
    assert written["Where are they now, in per cent?"] == "29.0"
    assert written["How does it stand?"] == "Not met"
    (held,) = rows_of(tmp_path / "out", "meetings")
    assert held["Who is here?"] == "Ana; a former member"
    assert held["What did we decide?"] == "One\nTwo"
    assert held["Parts"] == "look: 30 minutes planned, 28 used"
    (trial,) = rows_of(tmp_path / "out", "trials")
    assert (trial[Trial.questions()["goal_id"].label], trial["Who tries it?"]) == ("Compare", "Ana; Ben")
    assert not any(name in str(rows_of(tmp_path / "out", "members")) for name in ("'ana'", "'ben'"))


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
def test_no_two_columns_have_one_heading(kind, store):
    sheet = sheets_of(store)[RECORD_KINDS.index(kind)]

    assert len(set(sheet.headings)) == len(sheet.headings)
    assert "" not in sheet.headings


def test_standards_and_assessments_have_the_names_their_teachers_know(store, tmp_path):
    store.add(Goal(team_id="maths", standard_id="ma5-3"), by="ana")
    store.add(Prediction(team_id="maths", person_id="ana", standard_id="x", assessment_id="c1"), by="ana")
    store.add(Unit(team_id="maths", standards=("ma5-3", "x"), assessment="c1"), by="ana")
    store.add(Unit(team_id="maths"), by="ana")
    called = {"standard": {"ma5-3": "MA5.3"}, "assessment": {"c1": "Check 1"}}

    export_records(store, tmp_path / "out", called=called)

    (goal,) = rows_of(tmp_path / "out", "goals")
    (prediction,) = rows_of(tmp_path / "out", "predictions")
    unit, empty = rows_of(tmp_path / "out", "units")
    assert goal["Which standard is that?"] == "MA5.3"
    assert (prediction["Standard"], prediction["Assessment"]) == ("x", "Check 1")
    assert (unit["Standards"], unit["Common assessment"]) == ("MA5.3; x", "Check 1")
    assert (empty["Standards"], empty["Common assessment"]) == ("", "")


def test_one_team_alone_can_be_exported(store, tmp_path):
    for team in ("maths", "art"):
        store.add(Goal(team_id=team, what=team), by="ana")

    export_records(store, tmp_path / "out", "art")

    assert [row["Team"] for row in rows_of(tmp_path / "out", "goals")] == ["Art"]
    assert [row["Name"] for row in rows_of(tmp_path / "out", "members")] == ["Fay"]
    with pytest.raises(NotFound, match="There are: art, maths"):
        export_records(store, tmp_path / "other", "music")


def test_unshared_reflections_and_answers_are_nowhere(store, tmp_path):
    store.add(Reflection(team_id="maths", person_id="ana", tried="secret one"), by="ana")
    store.add(Reflection(team_id="maths", person_id="ana", tried="told", shared=True), by="ana")
    wave = store.add(Wave(team_id="maths"), by="ana")
    store.answer(wave.id, "ana", {"open": "sealed words"})

    export_records(store, tmp_path / "out")

    assert [row["What did I try?"] for row in rows_of(tmp_path / "out", "reflections")] == ["told"]
    cells = [
        str(cell.value)
        for page in load_workbook(tmp_path / "out" / "records.xlsx")
        for row in page.iter_rows()
        for cell in row
    ]
    text = "\n".join(cells) + "".join(
        path.read_text("utf-8") for path in (tmp_path / "out").glob("*.[ci][sc][vs]")
    )
    assert "told" in text
    assert "secret one" not in text
    assert "sealed words" not in text


@pytest.mark.parametrize("text", FORCEFUL, ids=repr)
def test_a_text_that_looks_like_a_formula_is_only_a_text(text, store, tmp_path):
    store.add(Goal(team_id="maths", what=text), by="ana")

    export_records(store, tmp_path / "out")

    (row,) = rows_of(tmp_path / "out", "goals")
    assert row["What will students know or be able to do?"] == f"'{text}"
    page = load_workbook(tmp_path / "out" / "records.xlsx")["goals"]
    assert (page["B2"].data_type, page["B2"].quotePrefix) == ("s", True)
    assert page["B2"].value.strip() == text.strip()


def test_a_spreadsheet_that_parts_cells_by_semicolons_finds_no_formula_either(store, tmp_path):
    text = 'all;=1+1;+2\n-3\t@4;"=5 and x=6; 7-8'
    store.add(Goal(team_id="maths", what=text), by="ana")

    export_records(store, tmp_path / "out")

    raw = (tmp_path / "out" / "goals.csv").read_text("utf-8-sig")
    assert "all;'=1+1;'+2\n'-3\t'@4;'\"\"=5 and x=6; 7-8" in raw
    cells = [cell.strip(' "') for cell in re.split("[;\t\n,]", raw)]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@"))]
    assert load_workbook(tmp_path / "out" / "records.xlsx")["goals"]["B2"].value == text


def test_a_team_may_be_called_like_a_formula(another, tmp_path):
    store = another("named.db")
    store.know_teams(
        DataFrame({"team_id": ["=t"], "name": ["=1+1"]}),
        DataFrame({"team_id": ["=t"], "person_id": ["=p"], "name": ["@A1"]}),
    )

    export_records(store, tmp_path / "out", "=t")

    assert [(row["Team"], row["Name"]) for row in rows_of(tmp_path / "out", "members")] == [("'=1+1", "'@A1")]
    page = load_workbook(tmp_path / "out" / "records.xlsx")["members"]
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value} == {"s"}


def test_signs_that_no_spreadsheet_takes_are_left_out(store, tmp_path):
    store.add(
        Goal(team_id="maths", what="a\x0bb\uffff", set_on=date(1600, 1, 1), by=date(2026, 3, 1)), by="ana"
    )

    export_records(store, tmp_path / "out")

    page = load_workbook(tmp_path / "out" / "records.xlsx")["goals"]
    headings = [cell.value for cell in page[1]]
    row = dict(zip(headings, (cell.value for cell in page[2]), strict=True))
    assert row["What will students know or be able to do?"] == "ab"
    assert row["Set on"] == "1600-01-01"
    assert row["By when?"] == datetime(2026, 3, 1)


def test_a_store_in_which_nothing_is_written_can_be_exported(another, tmp_path):
    counts = export_records(another("empty.db"), tmp_path / "out")

    assert set(counts.values()) == {0}
    assert load_workbook(tmp_path / "out" / "records.xlsx").sheetnames == ["records"]
    assert Calendar.from_ical((tmp_path / "out" / "records.ics").read_bytes()).walk("VEVENT") == []


def test_a_folder_with_other_files_is_left_alone_and_an_earlier_export_written_over(store, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "goals.csv").write_text("mine")
    with pytest.raises(Conflict, match="holds other files"):
        export_records(store, tmp_path / "mine")
    assert (tmp_path / "mine" / "goals.csv").read_text() == "mine"

    export_records(store, tmp_path / "out")
    store.add(Goal(team_id="maths", what="New"), by="ana")
    assert export_records(store, tmp_path / "out")["goals"] == 1


class TestCalendar:
    def events(self, store: Records, team_id: str = "") -> dict:
        calendar = Calendar.from_ical(calendar_of(store, team_id))
        return {str(event["uid"]): event for event in calendar.walk("VEVENT")}

    def test_a_meeting_stands_at_its_time_without_a_zone(self, store):
        meeting = store.add(
            Meeting(
                team_id="maths",
                on=date(2026, 1, 22),
                starts="15:10",
                minutes=45,
                place="Room 4; upstairs, left",
            ),
            by="ana",
        )

        event = self.events(store)[f"meeting-{meeting.id}@plcnb"]

        assert event.decoded("dtstart") == datetime(2026, 1, 22, 15, 10)
        assert event.decoded("dtstart").tzinfo is None
        assert event.decoded("duration") == timedelta(minutes=45)
        assert str(event["summary"]) == "Maths: team meeting"
        assert str(event["location"]) == "Room 4; upstairs, left"
        assert b"Room 4\\; upstairs\\, left" in calendar_of(store)
        assert b"TZID" not in calendar_of(store)

    @pytest.mark.parametrize(("typed", "hour"), [("9:05", 9), ("after lunch", None), ("", None)])
    def test_a_time_is_understood_or_the_meeting_takes_the_day(self, typed, hour, store):
        store.add(Meeting(team_id="maths", on=date(2026, 1, 22), starts=typed), by="ana")

        (event,) = self.events(store).values()

        begins = event.decoded("dtstart")
        assert getattr(begins, "hour", None) == hour
        if hour is None:
            assert (begins, event.decoded("dtend")) == (date(2026, 1, 22), date(2026, 1, 23))

    def test_steps_and_milestones_take_a_day_and_name_who_sees_to_them(self, store):
        due = date(2026, 2, 6)
        step = store.add(ActionStep(team_id="maths", what="Reteach", owner="ben", due=due), by="ana")
        done = store.add(ActionStep(team_id="maths", what="Draw", due=due, state="done"), by="ana")
        stone = store.add(Milestone(team_id="art", what="Ready", due=due, done_on=due), by="fay")
        launch = store.add(LaunchMilestone(team_id="maths", what="Norms", due=due), by="ana")
        store.add(LaunchMilestone(team_id="maths", what="No date"), by="ana")

        events = self.events(store)

        assert set(events) == {
            f"step-{step.id}@plcnb",
            f"step-{done.id}@plcnb",
            f"milestone-{stone.id}@plcnb",
            f"launch-{launch.id}@plcnb",
        }
        event = events[f"step-{step.id}@plcnb"]
        assert (event.decoded("dtstart"), event.decoded("dtend")) == (due, date(2026, 2, 7))
        assert str(event["summary"]) == "Due: Reteach"
        assert str(event["description"]) == "Maths, Ben"
        assert str(events[f"step-{done.id}@plcnb"]["summary"]) == "Done: Draw"
        assert str(events[f"milestone-{stone.id}@plcnb"]["summary"]) == "Stands: Ready"
        assert len(self.events(store, "art")) == 1

    def test_a_moved_meeting_is_a_later_state_of_the_same_event(self, store):
        monday, tuesday = datetime(2026, 1, 12, 9, 30, tzinfo=UTC), datetime(2026, 1, 13, 8, 0, tzinfo=UTC)
        meeting = store.add(Meeting(team_id="maths", on=date(2026, 1, 22)), by="ana", at=monday)
        (before,) = self.events(store).values()
        store.update(meeting.changed(on=date(2026, 1, 29)), by="ana", at=tuesday)
        (after,) = self.events(store).values()

        assert before["uid"] == after["uid"]
        assert (before["sequence"], after["sequence"]) == (0, 1)
        assert (before.decoded("dtstamp"), after.decoded("dtstamp")) == (monday, tuesday)
        assert after.decoded("dtstart") == date(2026, 1, 29)
        assert self.events(store) == self.events(store), "what did not change is told in the same words"

    @pytest.mark.parametrize("way", ["cancelled", "removed", "let go", "milestone removed"])
    def test_what_is_off_is_taken_off_by_a_calendar_that_has_it(self, way, store):
        day = date(2026, 1, 22)
        kind, dated = {"let go": (ActionStep, "due"), "milestone removed": (Milestone, "due")}.get(
            way, (Meeting, "on")
        )
        record = store.add(kind(team_id="maths", **{dated: day}), by="ana")
        (before,) = self.events(store).values()
        if "removed" in way:
            store.remove(kind, record.id, by="ana")
        else:
            store.update(record.changed(state=way), by="ana")
        (after,) = self.events(store).values()

        assert (str(before["status"]), str(after["status"])) == ("CONFIRMED", "CANCELLED")
        assert (before["uid"], before["sequence"] + 1) == (after["uid"], after["sequence"])

    def test_the_last_day_there_is_does_not_spoil_the_file(self, store):
        store.add(Meeting(team_id="maths", on=date.max, starts="23:59", minutes=480), by="ana")
        store.add(ActionStep(team_id="maths", due=date.max), by="ana")
        store.add(ActionStep(team_id="maths", due=date.min), by="ana")

        assert {event.decoded("dtstart").year for event in self.events(store).values()} == {9999, 1}

    def test_long_and_many_tongued_lines_are_folded_so_that_they_come_back_whole(self, store):
        text = "Compare “¾” and “⅔”, \\ and; then\nsay why \U0001f642 " * 8
        store.add(ActionStep(team_id="maths", what=text[:400], due=date(2026, 2, 6)), by="ana")

        raw = calendar_of(store)
        (event,) = self.events(store).values()

        assert max(len(line) for line in raw.split(b"\r\n")) <= 75
        assert str(event["summary"]) == f"Due: {text[:400]}"

    def test_no_note_is_in_it(self, store):
        store.add(
            Meeting(team_id="maths", on=date(2026, 1, 22), see="What we saw", decisions=("Decided",)),
            by="ana",
        )

        assert b"saw" not in calendar_of(store)
        assert b"Decided" not in calendar_of(store)


def test_members_without_a_name_do_not_spoil_an_export(store, tmp_path):
    store.add(Member(team_id="maths", person_id="x"), by="ana")

    export_records(store, tmp_path / "out")
