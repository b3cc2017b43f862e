"""Whether a team is ready to begin, in a sentence."""

from collections.abc import Hashable, Iterable

from plcnb.errors import DataError
from plcnb.stats.schedule import Meetings
from plcnb.tables import count_of
from plcnb.tables.schedule import slot_words
from plcnb.words.finding import Finding


def say_launch(n: int, done: int, late: int, days: int | None = None) -> Finding:
    """Say how much of what must stand before the first day stands, and what is late.

    Parameters
    ----------
    n, done, late : int
        Milestones planned, those that stand, and those that do not although their day has passed.
    days : int, optional
        Days until the first day; negative: it has passed; None: nobody has named it.
    """
    if not n:
        return Finding("Nothing is planned yet for the weeks before the first day.")
    stand = f"{done} of {count_of(n, 'thing')} {'stands' if done == 1 else 'stand'}"
    when = "" if days is None else f"; {_first_day(days)}"
    if late:
        return Finding(f"{stand}, {late} {'is' if late == 1 else 'are'} late{when}.", "below")
    return Finding(f"{stand}, nothing is late{when}.", "above")


def say_two_meetings(meetings: Meetings, names: Iterable[Hashable] = ()) -> Finding:
    """Say at which one time, or which two, a team reaches everybody who can come at all.

    Parameters
    ----------
    meetings : Meetings
        As `stats.schedule.two_meetings` gives it.
    names : iterable
        Who may be named of those who cannot come; others are counted.

    Raises
    ------
    DataError
        If it is something else.
    """
    if not isinstance(meetings, Meetings):
        raise DataError(f"This needs what schedule.two_meetings gives, got {type(meetings).__name__}.")
    if not meetings.slots:
        takes = f" It takes {meetings.more_needed}." if meetings.more_needed else ""
        return Finding(f"No time is known at which anybody can come.{takes}")
    times = " and ".join(map(slot_words, meetings.slots))
    reached = count_of(len(meetings.reached), "member")
    if len(meetings.slots) == 1:
        said = f"{times} reaches {'everybody' if meetings.verdict == 'fits everyone' else reached}"
    else:
        carry = count_of(len(meetings.both), "member")
        said = f"{times} together reach {reached}; {carry} can come to both and carry word"
    missed = _missed(meetings, set(names))
    takes = f" It takes {meetings.more_needed}." if meetings.more_needed else ""
    verdict = {"fits everyone": "above", "does not fit everyone": "below"}.get(meetings.verdict)
    return Finding(
        f"{said}{missed}.{takes}", "above" if verdict == "above" else "below" if verdict else "cannot tell"
    )


def _missed(meetings: Meetings, names: set[Hashable]) -> str:
    """Return who cannot come to any time, by name where that is allowed."""
    if not meetings.missed:
        return ""
    if names.issuperset(meetings.missed):
        return f"; {', '.join(map(str, meetings.missed))} cannot come at all"
    return f"; {count_of(len(meetings.missed), 'member')} cannot come at all"


def _first_day(days: int) -> str:
    if days == 0:
        return "the first day is today"
    if days < 0:
        return f"the first day was {count_of(-days, 'day')} ago"
    return f"the first day is in {count_of(days, 'day')}"
