"""Who opens a room and who visits, whose turn it is, and how soon a visit is talked about.

Nothing here weighs anybody: members stand in the order they are given in, and a turn is a turn.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import permutations
from statistics import median

import pandas as pd

from plcnb.cycle.months import month_of, periods
from plcnb.errors import ParameterError
from plcnb.model import Member, Visit
from plcnb.model.visits import LOOK_FORS
from plcnb.stats.visits import FEWEST_ROOMS

WEEKS = 6  # how far back "lately" reaches: about half a term, in which a small team can take turns
LONGEST = 60  # weeks: a school year and its summer
PAIRS = 3  # proposed at once: what a team can agree on in a minute
MOST_PAIRS = 4
SPANS = (1, 2, 3, 12)  # months: a month, half a term, a term, the year
_CANDIDATES = 8  # visitors tried for each proposal, those first whose turn it is


@dataclass(frozen=True)
class Turn:
    """How often a member hosted and visited in the weeks looked at, and when last; None: never so far.

    `hosts_next` and `visits_next` are days already agreed on.
    """

    person_id: str
    hosted: int
    visited: int
    last_hosted: date | None
    last_visited: date | None
    hosts_next: date | None = None
    visits_next: date | None = None


@dataclass(frozen=True)
class Coverage:
    """The turns of all members since a day; `n_visits` counts the visits in these weeks."""

    turns: tuple[Turn, ...]
    weeks: int
    since: date
    n_visits: int

    @property
    def n_members(self) -> int:
        """How many members there are."""
        return len(self.turns)

    @property
    def n_hosts(self) -> int:
        """How many of them had a visitor."""
        return sum(turn.hosted > 0 for turn in self.turns)

    @property
    def n_visitors(self) -> int:
        """How many of them visited."""
        return sum(turn.visited > 0 for turn in self.turns)


@dataclass(frozen=True)
class Talks:
    """How soon visits are talked about.

    Attributes
    ----------
    days : tuple of int
        From each visit to its talk, shortest first.
    waiting : tuple of Visit
        Not talked about yet, the oldest first.
    misdated : tuple of Visit
        Whose talk is dated before the visit, or after today: a slip to mend, counted nowhere.
    """

    days: tuple[int, ...]
    waiting: tuple[Visit, ...]
    misdated: tuple[Visit, ...]

    @property
    def n(self) -> int:
        """How many visits were talked about."""
        return len(self.days)

    @property
    def usual(self) -> float | None:
        """The median of the days; None without a talk."""
        return float(median(self.days)) if self.days else None


@dataclass(frozen=True)
class Pair:
    """A proposal: who could visit whom. `met` counts their visits in this direction so far."""

    visitor: str
    host: str
    last_hosted: date | None
    last_visited: date | None
    met: int


def coverage(
    visits: Sequence[Visit], members: Sequence[Member], today: date, *, weeks: int = WEEKS
) -> Coverage:
    """Return who has been visited, and who has visited, in the last weeks.

    Parameters
    ----------
    visits : sequence of Visit
        In any order. A visit after `today` is one agreed on; one to the visitor's own room is a slip, and
        nobody's turn.
    members : sequence of Member
        Those who take turns; their order is kept.
    today : date
    weeks : int
        How far back "lately" reaches, from 1 to 60.

    Raises
    ------
    ParameterError
        If `weeks` is out of range.
    """
    if not 1 <= weeks <= LONGEST:
        raise ParameterError(f"weeks must lie between 1 and {LONGEST}, got {weeks!r}.")
    since = today - timedelta(weeks=weeks)
    told = (visit for visit in visits if visit.on and (visit.visitor != visit.host or not visit.host))
    dated = sorted(told, key=lambda visit: (visit.on or today, visit.id))
    lately = [visit for visit in dated if visit.on and since < visit.on <= today]
    return Coverage(
        tuple(_turn(member.person_id, dated, lately, today) for member in members),
        weeks,
        since,
        len(lately),
    )


def _turn(person: str, dated: Sequence[Visit], lately: Sequence[Visit], today: date) -> Turn:
    hosting = [visit.on for visit in dated if visit.on and visit.host == person]
    visiting = [visit.on for visit in dated if visit.on and visit.visitor == person]
    return Turn(
        person_id=person,
        hosted=sum(visit.host == person for visit in lately),
        visited=sum(visit.visitor == person for visit in lately),
        last_hosted=max((day for day in hosting if day <= today), default=None),
        last_visited=max((day for day in visiting if day <= today), default=None),
        hosts_next=min((day for day in hosting if day > today), default=None),
        visits_next=min((day for day in visiting if day > today), default=None),
    )


def talks(visits: Sequence[Visit], today: date, *, since: date | None = None) -> Talks:
    """Return how many days passed between visits and the talk about them, and which still wait for one.

    Parameters
    ----------
    visits : sequence of Visit
    today : date
    since : date, optional
        Only visits after this day.
    """
    past = [visit for visit in visits if visit.on and visit.on <= today and (not since or visit.on > since)]
    past.sort(key=lambda visit: (visit.on or today, visit.id))
    talked = [visit for visit in past if visit.feedback_on]
    sound = [visit for visit in talked if _days(visit) >= 0 and (visit.feedback_on or today) <= today]
    return Talks(
        days=tuple(sorted(_days(visit) for visit in sound)),
        waiting=tuple(visit for visit in past if not visit.feedback_on),
        misdated=tuple(visit for visit in talked if visit not in sound),
    )


def _days(visit: Visit) -> int:
    return (visit.feedback_on - visit.on).days if visit.feedback_on and visit.on else 0


def next_pairs(covered: Coverage, visits: Sequence[Visit], *, most: int = PAIRS) -> tuple[Pair, ...]:
    """Propose who could visit whom next.

    First come those whose room has not been seen for longest; to them go those who have not visited for
    longest, and rather somebody who has not been there yet. Nobody is in two proposals in the same part,
    and who has a day agreed on already comes last.

    Parameters
    ----------
    covered : Coverage
        As `coverage` gives it.
    visits : sequence of Visit
        All there are: who has been where.
    most : int
        How many proposals, up to 4; fewer where the team is smaller. A team of one gets none.

    Raises
    ------
    ParameterError
        If `most` is out of range.
    """
    if not 1 <= most <= MOST_PAIRS:
        raise ParameterError(f"most must lie between 1 and {MOST_PAIRS}, got {most!r}.")
    if covered.n_members < 2:
        return ()
    order = {turn.person_id: place for place, turn in enumerate(covered.turns)}
    met = Counter((visit.visitor, visit.host) for visit in visits)
    hosts = sorted(covered.turns, key=lambda t: (_last(t.last_hosted, t.hosts_next), order[t.person_id]))
    hosts = hosts[:most]
    visitors = sorted(covered.turns, key=lambda t: (_last(t.last_visited, t.visits_next), order[t.person_id]))
    visitors = visitors[: max(_CANDIDATES, len(hosts) + 1)]
    places = {turn.person_id: place for place, turn in enumerate(visitors)}

    def worth(chosen: tuple[Turn, ...]) -> tuple[int, int]:
        pairs = [(one.person_id, host.person_id) for one, host in zip(chosen, hosts, strict=True)]
        return sum(met[pair] for pair in pairs), sum(places[visitor] for visitor, _ in pairs)

    possible = [
        chosen
        for chosen in permutations(visitors, len(hosts))
        if all(one.person_id != host.person_id for one, host in zip(chosen, hosts, strict=True))
    ]
    best = min(possible, key=worth)
    return tuple(
        Pair(
            one.person_id,
            host.person_id,
            host.last_hosted,
            one.last_visited,
            met[one.person_id, host.person_id],
        )
        for one, host in zip(best, hosts, strict=True)
    )


def _last(past: date | None, ahead: date | None) -> date:
    return ahead or past or date.min


def seen_rows(visits: Sequence[Visit], today: date, *, months: int = 1) -> pd.DataFrame:
    """Return the visits as `stats.visits.look_fors` takes them: a row for each thing looked for.

    What was seen without having been looked for does not count: nobody knows in how many other visits it
    was there to be seen.

    Parameters
    ----------
    visits : sequence of Visit
    today : date
        Visits after it have not taken place yet.
    months : int
        How many months make a period; the last one ends with the month of the latest visit.

    Returns
    -------
    DataFrame
        `look_for` (its words), `seen`, `period` ("Nov", "Nov–Dec", in order) and `room`.
    """
    past = sorted(
        (visit for visit in visits if visit.on and visit.on <= today), key=lambda v: (v.on or today, v.id)
    )
    period = periods((month_of(visit.on) for visit in past if visit.on), months)
    rows = [
        (words, key in visit.seen, period[month_of(visit.on)], visit.host)
        for key, words in LOOK_FORS
        for visit in past
        if visit.on and key in visit.looked_for
    ]
    frame = pd.DataFrame(rows, columns=["look_for", "seen", "period", "room"])
    order = pd.CategoricalDtype(list(dict.fromkeys(period.values())), ordered=True)
    return frame.astype({"seen": bool, "period": order})


def months_that_tell(visits: Sequence[Visit], today: date) -> int:
    """Return the fewest months a period needs so that half of its numbers or more are of enough rooms.

    A number of one or two rooms is shown to nobody; where visits are rare, a longer period holds more.
    """
    for months in SPANS:
        rows = seen_rows(visits, today, months=months)
        rooms = rows.groupby(["look_for", "period"], observed=True)["room"].nunique()
        if len(rooms) and (rooms >= FEWEST_ROOMS).mean() >= 1 / 2:
            return months
    return SPANS[-1]
