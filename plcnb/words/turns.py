"""Whether classroom visits reach everybody, and how soon they are talked about, in a sentence."""

from plcnb.errors import ParameterError
from plcnb.tables import count_of, number
from plcnb.words.finding import Finding


def say_coverage(n_visits: int, n_hosts: int, n_visitors: int, n_members: int, weeks: int) -> Finding:
    """Say how many visits there were lately, and how many members they reached. Nobody is named.

    Parameters
    ----------
    n_visits : int
        Visits in these weeks.
    n_hosts, n_visitors, n_members : int
        Members who had a visitor, who visited, and who there are.
    weeks : int
        How far back was looked.

    Raises
    ------
    ParameterError
        If a number is negative, or more hosted or visited than there are.
    """
    if min(n_visits, n_hosts, n_visitors, n_members, weeks) < 0 or max(n_hosts, n_visitors) > n_members:
        raise ParameterError(
            f"Of {n_members} members {n_hosts} hosted and {n_visitors} visited: that cannot be."
        )
    lately = f"in the last {count_of(weeks, 'week') if weeks > 1 else 'week'}"
    if not n_visits:
        return Finding(f"There was no classroom visit {lately}.", "cannot tell", "No visit lately")
    visits = f"{count_of(n_visits, 'visit')} {lately}"
    if n_hosts == n_visitors == n_members:
        return Finding(f"{visits}: everybody has had a visitor, and everybody has visited.", "above")
    return Finding(
        f"{visits}: {n_hosts} of {count_of(n_members, 'member')} had a visitor, {n_visitors} visited."
    )


def say_talks(n_talked: int, usual: float | None, n_waiting: int, longest: int = 0) -> Finding:
    """Say how many visits were talked about, how soon, and how many still wait for it.

    Parameters
    ----------
    n_talked, n_waiting : int
        Visits talked about, and not yet.
    usual : float, optional
        The median of the days in between; None without a talk.
    longest : int
        For how many days the oldest of those that wait does.

    Raises
    ------
    ParameterError
        If a number is negative, or visits were talked about without a number of days.
    """
    if min(n_talked, n_waiting, longest, usual or 0) < 0 or (n_talked and usual is None):
        raise ParameterError(f"{n_talked} visits were talked about after {usual!r} days: that cannot be.")
    if not n_talked + n_waiting:
        return Finding("There is no visit to talk about yet.")
    oldest = f", the oldest for {count_of(longest, 'day')}" if n_waiting and longest else ""
    wait = f"{n_waiting:,} still {'waits' if n_waiting == 1 else 'wait'} for it{oldest}" if n_waiting else ""
    if not n_talked or usual is None:
        return Finding(f"None of {count_of(n_waiting, 'visit')} has been talked about yet{oldest}.")
    talked = (
        f"{n_talked:,} of {count_of(n_talked + n_waiting, 'visit')} were talked about, {_how_soon(usual)}"
    )
    return Finding(f"{talked}; {wait}." if wait else f"{talked}.")


def _how_soon(usual: float) -> str:
    if usual == 0:
        return "most on the same day"
    return f"half of them within {number(usual)} {'day' if usual == 1 else 'days'}"
