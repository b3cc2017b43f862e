"""Is a change really happening, and where: what sightings of an initiative add up to, place by place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from plcnb.cycle.months import month_names, month_of, through
from plcnb.model import Milestone, Sighting
from plcnb.stats.proportions import verdict as verdicts
from plcnb.stats.settling import plural

MOST = 0.5  # happening as meant in more than half of the sightings counts as usual
FEWEST = 5  # sightings of one place: below this nobody can tell
MANY = 40  # more sightings than this are not asked for
SOON = 14  # days: a milestone due within them is named
EVERYWHERE = ""  # the place that stands for all of them
OTHERS = "other places"


@dataclass(frozen=True)
class Milestones:
    """Milestones by how they stand on a day, each group in the order they are due."""

    late: tuple[Milestone, ...]
    soon: tuple[Milestone, ...]
    later: tuple[Milestone, ...]
    done: tuple[Milestone, ...]

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.late) + len(self.soon) + len(self.later) + len(self.done)


def standing(milestones: Sequence[Milestone], today: date) -> Milestones:
    """Return which milestones are late, due within two weeks, due later, and done."""
    ordered = sorted((one for one in milestones if one.due), key=lambda one: (one.due or today, one.id))
    groups: dict[str, list[Milestone]] = {"late": [], "soon": [], "later": [], "done": []}
    for one in ordered:
        left = ((one.due or today) - today).days
        done = one.done_on is not None and one.done_on <= today
        groups["done" if done else "late" if left < 0 else "soon" if left <= SOON else "later"].append(one)
    return Milestones(*(tuple(groups[name]) for name in ("late", "soon", "later", "done")))


def by_place(
    sightings: Sequence[Sighting], today: date, *, fewest_shown: int = 1, level: float = 0.90
) -> pd.DataFrame:
    """Return in how many sightings the change happens as meant: everywhere, then place by place.

    Parameters
    ----------
    sightings : sequence of Sighting
        Those up to `today` count. Places that differ in capitals or spaces alone are one.
    today : date
    fewest_shown : int
        Of fewer sightings no number is shown: 1 for the team, more for others. Places with fewer are put
        together as "other places"; where even these have fewer they count nowhere, so that nobody can work
        them out from the total.
    level : float in (0, 1)
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        By place, "" (everywhere) first, then those with most sightings:

        * n, happening, partly: counts of sightings (int);
        * share, low, high: happening / n with its Wilson interval, in [0, 1];
        * verdict: whether it is clearly "above" or "below" half of them, or "cannot tell", always so below
          five sightings; more_needed: what would settle it;
        * hidden, why: True where too few sightings stand behind a number for this audience; latest: the day
          of the last one.

        Without a sighting an empty frame.
    """
    groups = _by_name(_past(sightings, today))
    small = {name for name, several in groups.items() if len(several) < fewest_shown}
    others = [one for name in small for one in groups.pop(name)]
    known = len(others) >= fewest_shown
    if small:
        groups[OTHERS] = sorted(others, key=lambda one: (one.on or today, one.id))
    counted = [one for name, several in groups.items() if known or name != OTHERS for one in several]
    order = sorted(groups, key=lambda name: (name == OTHERS, -len(groups[name]), name))
    rows = [_counted(name, groups[name]) for name in order]
    everywhere = [_counted(EVERYWHERE, sorted(counted, key=lambda one: one.on or today))] if groups else []
    frame = pd.DataFrame([*everywhere, *rows], columns=["place", "n", "happening", "partly", "latest"])
    judged = verdicts(frame["happening"], frame["n"], cut=MOST, level=level)
    few = (frame["n"] < FEWEST).to_numpy()
    frame[["share", "low", "high"]] = judged[["share", "low", "high"]]
    frame["verdict"] = np.where(few, "cannot tell", judged["verdict"].to_numpy(dtype=object))
    frame["more_needed"] = [
        _settles(*row) for row in zip(frame["n"], frame["verdict"], judged["more_needed"], strict=True)
    ]
    frame["hidden"] = frame["n"] < fewest_shown
    frame["why"] = np.where(frame["hidden"], f"fewer than {plural(fewest_shown, 'sighting')}", "")
    frame.loc[frame["hidden"], ["verdict", "more_needed"]] = ["cannot tell", ""]
    return frame


def _past(sightings: Sequence[Sighting], today: date) -> list[Sighting]:
    past = [one for one in sightings if one.on and one.on <= today and one.happening and one.where]
    return sorted(past, key=lambda one: (one.on or today, one.id))


def _by_name(past: Sequence[Sighting]) -> dict[str, list[Sighting]]:
    """Return the sightings of each place, by the name it was given first."""
    names: dict[str, str] = {}
    groups: dict[str, list[Sighting]] = {}
    for one in past:
        place = " ".join(one.where.split())
        groups.setdefault(names.setdefault(place.casefold(), place), []).append(one)
    return groups


def _counted(place: str, several: Sequence[Sighting]) -> tuple[str, int, int, int, date | None]:
    happening = sum(one.happening == "yes" for one in several)
    partly = sum(one.happening == "partly" for one in several)
    return place, len(several), happening, partly, several[-1].on if several else None


def _settles(n: int, verdict: str, more: float) -> str:
    if verdict != "cannot tell":
        return ""
    wanted = max(FEWEST - n, more if np.isfinite(more) else MANY + 1)
    if wanted > MANY:
        return "nothing soon: it happens about as often as not"
    return f"about {plural(int(wanted), 'more sighting')}"


def by_month(sightings: Sequence[Sighting], today: date, *, fewest_shown: int = 1) -> pd.DataFrame:
    """Return month by month in how many sightings the change happened as meant.

    Returns
    -------
    DataFrame
        By month, in order ("Nov"; "Nov 2025" where the name comes twice): happening, n. Months of fewer than
        `fewest_shown` sightings are NaN and 0; months between without any too.
    """
    past = _past(sightings, today)
    months = through(month_of(one.on) for one in past if one.on)
    names = month_names(months)
    rows = []
    for month in months:
        of_month = [one for one in past if one.on and month_of(one.on) == month]
        known = len(of_month) >= max(fewest_shown, 1)
        happening = sum(one.happening == "yes" for one in of_month)
        rows.append((happening if known else np.nan, len(of_month) if known else 0))
    index = pd.Index([names[month] for month in months], name="month")
    return pd.DataFrame(rows, columns=["happening", "n"], index=index)


def outcome(sightings: Sequence[Sighting], today: date, *, fewest_shown: int = 1) -> pd.DataFrame:
    """Return the values of the measure over time: `when`, `value` (the mean), `n` (sightings).

    Day by day; where fewer than `fewest_shown` sightings may not be shown, month by month, without the
    months that have fewer.
    """
    valued = [(one.on, one.value) for one in _past(sightings, today) if one.on and one.value is not None]
    names = month_names(month_of(on) for on, _ in valued)
    when = [names[month_of(on)] if fewest_shown > 1 else on for on, _ in valued]
    frame = pd.DataFrame({"when": when, "value": [value for _, value in valued]})
    groups = frame.astype({"value": float}).groupby("when", sort=False)["value"].agg(["mean", "size"])
    groups = groups.rename(columns={"mean": "value", "size": "n"}).reset_index()
    return groups[groups["n"] >= fewest_shown].reset_index(drop=True)
