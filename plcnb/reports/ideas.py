"""Ideas that were tried before: the team's own, and those that other teams let others find."""

from collections.abc import Iterable, Sequence

from plcnb.cycle.naming_people import names_somebody
from plcnb.cycle.similar import Match, similar_ideas
from plcnb.model import Member, Trial
from plcnb.reports.answered import pairs
from plcnb.reports.room import Room
from plcnb.reports.sections import Markup, Section, paragraph

_MOST = 3  # more would be a list to read, not a reason to think
_WHOSE = (
    "Looked at: our own trials, and those that other teams of the workspace let others find. Of theirs only "
    "the change, the need and the decision are shown: not whose they are, and nothing that was measured."
)


def tried_before(room: Room, trial: Trial) -> Section | Markup:
    """Return earlier ideas like this one, with the words that make them alike and what came of them.

    Parameters
    ----------
    room : Room
        Outside the team nothing is shown: the ideas are told in people's own words.
    trial : Trial
        The idea.
    """
    if not room.inside:
        return Markup("")
    own, others = earlier_ideas(room, trial)
    if not own and not others:
        return Section(
            "Have we tried this before?", "Nothing like it has been tried yet", (paragraph(_WHOSE, "small"),)
        )
    told = [*_told(own, "We"), *_told(others, "Another team")]
    n_own, n_others = len(own), len(others)
    whose = " and ".join([*(["by us"] if n_own else []), *(["by another team"] if n_others else [])])
    return Section(
        "Have we tried this before?",
        f"Something like it has been tried {whose}",
        (pairs(told), paragraph(_WHOSE, "small")),
    )


def earlier_ideas(room: Room, trial: Trial) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """Return what is like a trial among the team's own, and among those that other teams share.

    An idea of another team that names somebody stays with that team, shared or not.
    """
    own = [one for one in room.list(Trial) if one.id != trial.id and _is_earlier(one, trial)]
    shared = [one for one in room.records.list(Trial, shared=True) if one.team_id != room.team_id]
    names = _names_by_team(room, {one.team_id for one in shared})
    nameless = [_words_alone(one) for one in shared if not _names_one(one, names.get(one.team_id, []))]
    return similar_ideas(trial.change, own)[:_MOST], similar_ideas(trial.change, nameless)[:_MOST]


def _is_earlier(one: Trial, trial: Trial) -> bool:
    return one.begins is None or trial.begins is None or one.begins <= trial.begins


def _words_alone(trial: Trial) -> Trial:
    """Return of another team's trial what it lets others read."""
    return Trial(
        change=trial.change,
        need=trial.need,
        decision=trial.decision,
        as_planned=trial.as_planned,
        closed_on=trial.closed_on,
    )


def _names_by_team(room: Room, teams: Iterable[str]) -> dict[str, Sequence[str]]:
    return {team: [one.name for one in room.records.list(Member, team_id=team)] for team in teams}


def _names_one(trial: Trial, names: Sequence[str]) -> bool:
    return names_somebody(f"{trial.change} {trial.need}", names)


def _told(matches: Iterable[Match], who: str) -> Iterable[tuple[str, str]]:
    for match in matches:
        need = f"It was for this need: {match.trial.need}" if match.trial.need else ""
        yield f"{who}: {match.trial.change}", "\n".join(filter(None, (match.says, need)))
