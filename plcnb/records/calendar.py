"""Meetings and dates as a calendar file that any calendar takes: no zone, the school's own clock."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from icalendar import Calendar, Event
from sqlalchemy import Connection, select

from plcnb.model import ActionStep, LaunchMilestone, Meeting, Member, Milestone
from plcnb.records.revisions import beside_revision
from plcnb.records.rows import R, record_of, table_of
from plcnb.records.sheets import printable
from plcnb.records.store import Records
from plcnb.records.tables import REVISIONS, TEAMS

PRODUCER = "-//plcnb//records//EN"
_NO_MORE = {"cancelled", "let go"}  # states of a meeting and of a step
_Due = ActionStep | Milestone | LaunchMilestone
_DUE: tuple[tuple[str, type[_Due]], ...] = (
    ("step", ActionStep),
    ("milestone", Milestone),
    ("launch", LaunchMilestone),
)


def calendar_of(records: Records, team_id: str = "") -> bytes:
    """Return meetings, action steps and milestones with their dates, of one team or of all.

    What has no time of day takes the whole day. An event keeps its UID, and its SEQUENCE grows with every
    revision: a calendar that reads the file again moves the event instead of adding another, and takes off
    what was cancelled, let go or removed. It names who is in charge, and no notes.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    with records.database.reading() as connection:
        teams = {row.team_id: row.name for row in connection.execute(select(TEAMS))}
        calendar.add("x-wr-calname", printable(teams.get(team_id, "") or "Teams"))
        for event in _events(connection, team_id, teams):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(connection: Connection, team_id: str, teams: dict[str, str]) -> Iterator[Event]:
    for meeting, event in _begun(connection, "meeting", Meeting, team_id):
        if meeting.on:
            _fill_meeting(event, meeting, meeting.on, teams.get(meeting.team_id, ""))
            yield event
    members = table_of(Member)
    present = connection.execute(select(members).where(~members.c.removed))
    people = {(row.team_id, row.person_id): row.name for row in present}
    for prefix, kind in _DUE:
        for record, event in _begun(connection, prefix, kind, team_id):
            if record.due:
                event.add("summary", printable(_summary(record)))
                _take_the_day(event, record.due)
                about = (teams.get(record.team_id, ""), people.get((record.team_id, record.owner), ""))
                event.add("description", printable(", ".join(filter(None, about))))
                event.add("transp", "TRANSPARENT")  # it takes nobody's time
                yield event


def _begun(connection: Connection, prefix: str, kind: type[R], team_id: str) -> Iterator[tuple[R, Event]]:
    """Yield each record, removed ones too, and an event with what calendars tell versions apart by."""
    table = table_of(kind)
    chosen = select(table, REVISIONS.c.at).select_from(beside_revision(kind, table.c.number))
    if team_id:
        chosen = chosen.where(table.c.team_id == team_id)
    for row in connection.execute(chosen.order_by(table.c.team_id, table.c.created)):
        record = record_of(kind, row)
        gone = row.removed or getattr(record, "state", "") in _NO_MORE
        event = Event()
        event.add("uid", f"{prefix}-{record.id}@plcnb")
        event.add("dtstamp", row.at)
        event.add("sequence", row.number - 1)
        event.add("status", "CANCELLED" if gone else "CONFIRMED")
        yield record, event


def _fill_meeting(event: Event, meeting: Meeting, day: date, team: str) -> None:
    event.add("summary", printable(f"{team}: team meeting" if team else "Team meeting"))
    begins = _time_of(meeting.starts)
    if begins is None:
        _take_the_day(event, day)
    else:
        event.add("dtstart", datetime.combine(day, begins))
        event.add("duration", timedelta(minutes=meeting.minutes))
    if meeting.place:
        event.add("location", printable(meeting.place))


def _summary(record: _Due) -> str:
    if isinstance(record, ActionStep):
        return f"{'Done' if record.state == 'done' else 'Due'}: {record.what or 'action step'}"
    return f"{'Stands' if record.done_on else 'To stand'}: {record.what or 'milestone'}"


def _take_the_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))


def _time_of(text: str) -> time | None:
    """Return a time of day typed as "15:10"; None if it is none."""
    try:
        return time.fromisoformat(text.strip().zfill(5)).replace(tzinfo=None)
    except ValueError:
        return None
