"""Meetings and dates as a calendar file that any calendar takes: no zone, the school's own clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from plcnb.model import ActionStep, LaunchMilestone, Meeting, Member, Milestone
from plcnb.records.sheets import printable
from plcnb.records.store import Records

PRODUCER = "-//plcnb//records//EN"


def calendar_of(records: Records, team_id: str = "") -> bytes:
    """Return meetings, open action steps and milestones with their dates, of one team or of all.

    What has no time of day takes the whole day. An event keeps its UID, so that a calendar that reads the
    file again changes the event instead of adding another. It names who is in charge, and no notes.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    names = {team.team_id: team.name for team in records.teams()}
    calendar.add("x-wr-calname", printable(names.get(team_id, "") or "Teams"))
    now = datetime.now(UTC).replace(microsecond=0)
    for event in _events(records, team_id, names):
        event.add("dtstamp", now)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(records: Records, team_id: str, teams: dict[str, str]) -> Iterator[Event]:
    for meeting in records.list(Meeting, team_id):
        if meeting.on:
            yield _meeting(meeting, teams.get(meeting.team_id, ""))
    people = {(one.team_id, one.person_id): one.name for one in records.list(Member, team_id)}
    for step in records.list(ActionStep, team_id, state="open"):
        if step.due:
            yield _whole_day("step", step, step.due, f"Due: {step.what or 'action step'}", teams, people)
    milestones: list[Milestone | LaunchMilestone] = [*records.list(Milestone, team_id)]
    milestones += records.list(LaunchMilestone, team_id)
    for milestone in milestones:
        if milestone.due:
            prefix = "milestone" if isinstance(milestone, Milestone) else "launch"
            said = f"{'Stands' if milestone.done_on else 'To stand'}: {milestone.what or 'milestone'}"
            yield _whole_day(prefix, milestone, milestone.due, said, teams, people)


def _meeting(meeting: Meeting, team: str) -> Event:
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@plcnb")
    event.add("summary", printable(f"{team}: team meeting" if team else "Team meeting"))
    begins = _time_of(meeting.starts)
    day = meeting.on or date.min
    if begins is None:
        event.add("dtstart", day)
        event.add("dtend", _next(day))
    else:
        starts = datetime.combine(day, begins)
        event.add("dtstart", starts)
        event.add("duration", timedelta(minutes=meeting.minutes))
    if meeting.place:
        event.add("location", printable(meeting.place))
    event.add("status", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")
    return event


def _whole_day(
    prefix: str,
    record: ActionStep | Milestone | LaunchMilestone,
    day: date,
    summary: str,
    teams: dict[str, str],
    people: dict[tuple[str, str], str],
) -> Event:
    event = Event()
    event.add("uid", f"{prefix}-{record.id}@plcnb")
    event.add("summary", printable(summary))
    event.add("dtstart", day)
    event.add("dtend", _next(day))
    about = (teams.get(record.team_id, ""), people.get((record.team_id, record.owner), ""))
    event.add("description", printable(", ".join(filter(None, about))))
    event.add("transp", "TRANSPARENT")  # it takes nobody's time
    return event


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _time_of(text: str) -> time | None:
    """Return a time of day typed as "15:10"; None if it is none."""
    try:
        return time.fromisoformat(text.strip().zfill(5)).replace(tzinfo=None)
    except ValueError:
        return None
