"""When a team can meet: from the spans in which each member has time to the times that fit most."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from plcnb.model import Availability, Member
from plcnb.model.people import WEEKDAYS
from plcnb.stats.schedule import Meetings, common_times, two_meetings

_MINUTES_OF_AN_HOUR = 60
_NAMES = dict(WEEKDAYS)
_ORDER = {day: place for place, (day, _) in enumerate(WEEKDAYS)}


@dataclass(frozen=True)
class MeetingTimes:
    """The times at which a meeting of some length could begin.

    Attributes
    ----------
    times : DataFrame
        As `stats.schedule.common_times` gives it, by a time in words ("Tuesday 15:10").
    meetings : Meetings
        The one time, or the two, that reach most members.
    minutes : int
        Length of the meeting.
    """

    times: pd.DataFrame
    meetings: Meetings
    minutes: int


def meeting_times(
    said: Iterable[Availability], members: Iterable[Member], minutes: int, names: Mapping[str, str]
) -> MeetingTimes:
    """Return when how many members have time for a whole meeting.

    Whatever suits several people also suits them as soon as the last of them is free, so only the beginnings
    of spans are tried.

    Parameters
    ----------
    said : iterable of Availability
        The spans in which each member has time, as they said.
    members : iterable of Member
        Who should come; who has said nothing is not taken to be free.
    minutes : int
        Length of the meeting.
    names : mapping from person id to name
        How members are called in the result; who is not in it goes by the id.
    """
    spans = [(one.person_id, *span) for one in said if (span := _span(one)) is not None]
    people = [one.person_id for one in members]
    starts = sorted(
        {(day, begin) for person, day, begin, end in spans if person in people and begin + minutes <= end}
    )
    labels = _labels(people, names)
    can: dict[Hashable, Iterable[Hashable] | None] = {
        labels[person]: [
            _in_words(day, begin)
            for day, begin in starts
            if any(
                who == person and on == day and first <= begin and begin + minutes <= last
                for who, on, first, last in spans
            )
        ]
        if any(who == person for who, *_ in spans)
        else None
        for person in people
    }
    slots = [_in_words(day, begin) for day, begin in starts]
    return MeetingTimes(common_times(can, slots), two_meetings(can, slots), minutes)


def _labels(people: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """Return what each person is called; of two with one name the second gets a number."""
    taken: dict[str, int] = {}
    labels = {}
    for person in people:
        name = names.get(person, "") or person
        taken[name] = taken.get(name, 0) + 1
        labels[person] = name if taken[name] == 1 else f"{name} ({taken[name]})"
    return labels


def _span(said: Availability) -> tuple[int, int, int] | None:
    """Return the weekday's place, and begin and end in minutes of the day; None where a part is missing."""
    begin, end = _minute(said.starts), _minute(said.ends)
    if said.weekday not in _ORDER or begin is None or end is None or end <= begin:
        return None
    return _ORDER[said.weekday], begin, end


def _minute(time: str) -> int | None:
    hours, _, minutes = time.partition(":")
    if not (hours.isdigit() and minutes.isdigit()):
        return None
    return int(hours) * _MINUTES_OF_AN_HOUR + int(minutes)


def _in_words(day: int, begin: int) -> str:
    hours, minutes = divmod(begin, _MINUTES_OF_AN_HOUR)
    return f"{_NAMES[WEEKDAYS[day][0]]} {hours}:{minutes:02d}"
