"""Who works with whom: ties in a team, who stands apart, and how far missing answers let us tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, nan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import texts
from plcnb.stats.settling import plural
from plcnb.stats.ties import Outside, Person, Ties, is_nobody, pairs, read_members, read_ties

STATUSES = ("connected", "not asking", "unheard", "isolate", "no answer")
ISOLATION = ("nobody isolated", "somebody isolated", "cannot tell")

# From this share of answers on, "nobody named them" is taken as a finding. A design choice: the share that
# network studies of schools commonly ask for. In-degree holds out well against missing members, betweenness
# and components do not (Smith and Moody 2013, Social Networks 35, 652-668).
ENOUGH_ANSWERS = 0.80

FEWEST_SHOWN = 5  # answers: below this anybody can tell who is who in a picture without names


@dataclass(frozen=True)
class Network:
    """A team's ties as a whole; shares are in [0, 1], and NaN means that there is no data.

    Attributes
    ----------
    density : float
        Ties that are there / ties that could be, m / (n (n - 1)).
    reciprocity : float
        Of the ties, the share whose other direction is there too.
    components : int
        Groups that hang together when the direction of ties is left aside (weak components).
    centralization : float
        Freeman's of in-degree: 1 where all ask one and nobody else is asked, 0 where all are asked alike.
    n_members, n_responded : int
        People in the team, and those of them who answered.
    caution : str
        What to know before trusting it; "" if nothing.
    verdict : str
        On isolation: "nobody isolated", "somebody isolated" or "cannot tell".
    more_needed : str
        What would settle the verdict; "" if it is settled.
    n_ties : int
        Ties between members, each once.
    density_known, reciprocity_known : float
        The same two over what the answers can show: ties that those who answered could name, and ties
        between two who answered. They equal the two above where everybody answered.
    component_sizes : tuple of int
        Members in each component, the largest first.
    directed : bool
        Whether the direction of ties was read.
    """

    density: float
    reciprocity: float
    components: int
    centralization: float
    n_members: int
    n_responded: int
    caution: str
    verdict: str
    more_needed: str
    n_ties: int
    density_known: float
    reciprocity_known: float
    component_sizes: tuple[int, ...]
    directed: bool


class Described(NamedTuple):
    """A network member by member, and as a whole."""

    people: pd.DataFrame
    network: Network


@dataclass(frozen=True)
class ExternalInternal:
    """How far ties reach across teams: `index` is (external - internal) / all ties, from -1 to 1.

    `expected` is what ties drawn blindly among the same people would give: where teams are small, most
    possible ties are external. NaN without a tie. `teams` is a frame by team: n_members, n_internal,
    n_external, index, expected; an external tie counts for the teams at both its ends.
    """

    index: float
    expected: float
    n_external: int
    n_internal: int
    teams: pd.DataFrame
    caution: str


def describe(
    ties: pd.DataFrame | Iterable[Any],
    members: Iterable[Person],
    responded: Iterable[Person] | Mapping[Person, bool] | pd.Series,
    *,
    directed: bool = True,
    outside: Outside = "refuse",
) -> Described:
    """Describe who turns to whom in a team: each member's place, and the network as a whole.

    Who did not answer is never called an isolate: nothing is known of whom they ask. And while answers are
    missing, someone whom nobody names may be named by those who have not answered yet.

    Parameters
    ----------
    ties : DataFrame with columns `from` and `to`, or iterable of pairs
        From who asks to who is asked. Ties to oneself are left out and repeated ones count once; `caution`
        says so.
    members : iterable
        Everyone in the team, each once; names or ids.
    responded : iterable of members, or mapping or Series from member to True or False
        Who answered. Who is missing from a mapping did not. A tie from somebody who did not answer is kept.
    directed : bool
        False for ties that have no direction ("we planned a lesson together"): every tie then stands both
        ways, and nobody is "unheard" or "not asking".
    outside : "refuse" or "count"
        A tie to somebody who is no member: an error that names them, or kept out of the network and counted
        in the column `outside`. The status speaks of the team alone: who turns to people outside only is an
        isolate in it.

    Returns
    -------
    Described
        ``people, network = describe(...)``.

        people is a frame by person, in the order of `members`:

        * in_degree, out_degree: members who turn to them, and to whom they turn. out_degree is NaN for those
          who did not answer, in_degree where nobody did.
        * betweenness: share of the shortest ways between two others that lead through them, in [0, 1]. NaN
          below 3 members, and for those who did not answer.
        * status: "connected"; "isolate" (both degrees 0); "unheard" (asks, and nobody asks them); "not
          asking" (is asked, and asks nobody); "no answer".
        * outside: ties with people who are no members (int).
        * provisional: whether missing answers could still change the status (bool).

        network is a `Network`, with the verdict on isolation.

    Raises
    ------
    DataError
        If a tie or a member breaks the contract, or somebody in `responded` is no member. Names them.
    ParameterError
        If `outside` is neither word, or `directed` is neither True nor False.

    Notes
    -----
    Density is m / (n (n - 1)); reciprocity is networkx's overall one, igraph's "default" mode: ties
    that are returned / all ties. Centralization is Σ (max - in-degree) / (n - 1)², the largest a
    directed network can have (igraph's tmax without loops); with ``directed=False`` it is of
    degree over (n - 1)(n - 2). Betweenness is divided by (n - 1)(n - 2), as networkx and igraph normalise it.
    Where there is nothing to divide by, networkx says 0, and here it is NaN: density and centralization of
    fewer than 2 (undirected centralization: 3) members, reciprocity without a tie. Reciprocity of undirected
    ties is NaN, not igraph's 1: nobody measured it. With no answer at all every measure is NaN.

    The verdict on isolation needs no threshold where logic is enough: if everyone who answered asks or is
    asked, and everyone who did not is named, nobody is isolated. Somebody is said to be isolated from
    `ENOUGH_ANSWERS` on. A team of one has no verdict.

    Empty `members`: an empty frame, all measures NaN, "cannot tell".

    References
    ----------
    Freeman (1979), Social Networks 1, 215-239. Brandes (2001), J. Math. Sociol. 25, 163-177.
    """
    import networkx as nx  # a fifth of a second, which only those who draw a network should wait

    if not isinstance(directed, bool | np.bool_):
        raise ParameterError(f"directed must be True or False, got {directed!r}.")
    team = read_members("members", members)
    answered = _read_responded(responded, team)
    read = read_ties(ties, team, outside, directed)
    graph: Any = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(team)
    graph.add_edges_from(read.between)
    people = _people(graph, read, answered)
    return Described(people, _network(graph, read, answered, people))


def external_internal(
    ties: pd.DataFrame | Iterable[Any], team_of: Mapping[Person, Any] | pd.Series
) -> ExternalInternal:
    """Return how far ties reach across teams: Krackhardt and Stern's E-I index.

    -1: everybody turns to the own team only; 1: to other teams only. Compare it with `expected`, which
    depends on how large the teams are.

    Parameters
    ----------
    ties : DataFrame with columns `from` and `to`, or iterable of pairs
        Each direction is a tie of its own; ties to oneself are left out and repeated ones count once.
    team_of : mapping or Series from person to team
        Everybody who could be named, also those without a tie: they decide what is expected.

    Returns
    -------
    ExternalInternal
        The index overall and by team; NaN without a tie. With a single team no tie can be external:
        index and expected are -1, and `caution` says so.

    Raises
    ------
    DataError
        If somebody with a tie has no team.

    References
    ----------
    Krackhardt and Stern (1988), Soc. Psychol. Q. 51, 123-140.
    """
    teams = _read_teams(team_of)
    strangers = [person for tie in pairs(ties) for person in tie if person not in teams]
    if strangers:
        raise DataError(f"{strangers[0]!r} has a tie but no team. Add the person to team_of.")
    read = read_ties(ties, teams, "refuse", True)
    ends = pd.DataFrame(
        [(teams[asks], teams[asked]) for asks, asked in read.between], columns=["asks", "asked"], dtype=object
    )
    across = ends[ends["asks"] != ends["asked"]]
    sizes = pd.Series(list(teams.values()), dtype=object).value_counts(sort=False)
    internal = ends.drop(across.index)["asks"].value_counts().reindex(sizes.index, fill_value=0)
    external = pd.concat([across["asks"], across["asked"]]).value_counts().reindex(sizes.index, fill_value=0)
    size, everyone = sizes.to_numpy(float), float(sizes.sum())
    by_team = pd.DataFrame(
        {
            "n_members": sizes.astype(int),
            "n_internal": internal.astype(int),
            "n_external": external.astype(int),
            "index": _external_share(external.to_numpy(float), internal.to_numpy(float)),
            "expected": _external_share(2 * size * (everyone - size), size * (size - 1)),
        },
        index=sizes.index.rename("team"),
    )
    cautions = (*_left_aside(read), "only one team: no tie can reach across" if len(sizes) == 1 else "")
    n_external, n_internal = len(across), len(ends) - len(across)
    return ExternalInternal(
        index=float(_external_share(n_external, n_internal)),
        expected=float(_external_share(everyone**2 - (size**2).sum(), (size**2 - size).sum())),
        n_external=n_external,
        n_internal=n_internal,
        teams=by_team,
        caution="; ".join(filter(None, cautions)),
    )


def _people(graph: Any, ties: Ties, answered: set[Person]) -> pd.DataFrame:
    from networkx import betweenness_centrality

    team = list(graph)
    asked = np.array([d for _, d in (graph.in_degree if graph.is_directed() else graph.degree)], float)
    asks = np.array([d for _, d in (graph.out_degree if graph.is_directed() else graph.degree)], float)
    silent = np.array([person not in answered for person in team], bool)
    kinds = [
        silent,
        (asked == 0) & (asks == 0),
        asked == 0,
        asks == 0,
    ]
    status = np.select(kinds, ["no answer", "isolate", "unheard", "not asking"], "connected")
    between = np.full(len(team), nan)
    if len(team) > 2:
        between = np.array(list(betweenness_centrality(graph).values()))
    unknown = silent & (asks == 0)
    return pd.DataFrame(
        {
            "in_degree": asked if _heard(ties, answered) else np.full(len(team), nan),
            "out_degree": np.where(unknown, nan, asks),
            "betweenness": np.where(unknown, nan, between),
            "status": texts(status),
            "outside": np.array([ties.outside[person] for person in team], int),
            "provisional": silent | (silent.any() & (asked == 0)),
        },
        index=pd.Index(team, name="person", tupleize_cols=False),
    )


def _network(graph: Any, ties: Ties, answered: set[Person], people: pd.DataFrame) -> Network:
    from networkx import connected_components, weakly_connected_components

    n, m, directed = len(graph), len(ties.between), graph.is_directed()
    sides = 1 if directed else 2  # an undirected tie is one for each of its ends
    heard = _heard(ties, answered)
    groups = weakly_connected_components(graph) if directed else connected_components(graph)
    sizes = tuple(sorted(map(len, groups), reverse=True))
    there = set(ties.between)
    known = [tie for tie in ties.between if answered.intersection(tie if not directed else tie[:1])]
    known_both = [tie for tie in ties.between if answered.issuperset(tie)]
    silent = n - len(answered)
    possible = n * (n - 1) - (silent * (silent - 1) if not directed else silent * (n - 1))
    verdict, more_needed = _isolation(people, len(answered))
    return Network(
        density=_share(sides * m, n * (n - 1)) if heard else nan,
        reciprocity=_returned(ties.between, there) if directed else nan,
        components=len(sizes),
        centralization=_centralization(people["in_degree"].to_numpy(float), directed),
        n_members=n,
        n_responded=len(answered),
        caution="; ".join(filter(None, (*_missing(n, len(answered)), *_left_aside(ties)))),
        verdict=verdict,
        more_needed=more_needed,
        n_ties=m,
        density_known=_share(sides * len(known), possible),
        reciprocity_known=_returned(known_both, there) if directed else nan,
        component_sizes=sizes,
        directed=directed,
    )


def _isolation(people: pd.DataFrame, n_responded: int) -> tuple[str, str]:
    """Return the verdict on isolation and what would settle it."""
    n = len(people)
    if n < 2 or not n_responded:
        first = "the first answers" if n > 1 else "a second member" if n else "the names of the members"
        return "cannot tell", first
    isolates = int((people["status"] == "isolate").sum())
    without_tie = (people["status"] == "no answer") & people["out_degree"].isna() & (people["in_degree"] == 0)
    wanted = ceil(ENOUGH_ANSWERS * n) - n_responded
    if not isolates and not without_tie.any():
        return "nobody isolated", ""
    if isolates and wanted <= 0:
        return "somebody isolated", ""
    return "cannot tell", f"answers of {plural(max(wanted, int(without_tie.sum())), 'more member')}"


def _missing(n: int, n_responded: int) -> list[str]:
    """Say what missing answers mean for the measures."""
    silent = n - n_responded
    unsure = f"{silent} of {n} did not answer: who seems isolated or unheard may be named by them, and "
    return [
        f"{unsure}density and degrees are at least these" if silent and n_responded else "",
        "nobody has answered yet" if n and not n_responded else "",
        f"fewer than {FEWEST_SHOWN} answers: anybody could tell who is who"
        if 0 < n_responded < FEWEST_SHOWN
        else "",
    ]


def _left_aside(ties: Ties) -> list[str]:
    """Say which ties were not counted."""
    outside = sum(ties.outside.values())
    own, again = plural(ties.n_to_oneself, "tie"), plural(ties.n_repeated, "repeated tie")
    return [
        f"{own} to oneself left out" if ties.n_to_oneself else "",
        f"{again} counted once" if ties.n_repeated else "",
        f"{plural(outside, 'tie')} with people outside not counted" if outside else "",
    ]


def _read_responded(responded: Any, members: list[Person]) -> set[Person]:
    if isinstance(responded, Mapping | pd.Series):
        names = read_members("responded", responded.keys())
        said = [value for _, value in responded.items()]
        odd = next((place for place, value in enumerate(said) if not _is_yes_or_no(value)), None)
        if odd is not None:
            raise DataError(f"responded says {said[odd]!r} of {names[odd]!r}; expected True or False.")
    else:
        names = read_members("responded", responded)
        said = [True] * len(names)
    known = set(members)
    stranger = next((name for name in names if name not in known), None)
    if stranger is not None:
        raise DataError(f"responded names {stranger!r}, who is no member. List those members who answered.")
    return {name for name, value in zip(names, said, strict=True) if value}


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool | int | float | np.bool_ | np.number) and value in (0, 1)


def _read_teams(team_of: Any) -> dict[Person, Any]:
    if not isinstance(team_of, Mapping | pd.Series):
        raise DataError(f"team_of must be a mapping from person to team, got {type(team_of).__name__}.")
    people = read_members("team_of", team_of.keys())
    teams = dict(zip(people, (team for _, team in team_of.items()), strict=True))
    homeless = [person for person, team in teams.items() if is_nobody(team) or isinstance(team, tuple)]
    if homeless:
        raise DataError(f"team_of has no team for {homeless[0]!r}. Name one, or leave the person out.")
    return teams


def _heard(ties: Ties, answered: set[Person]) -> bool:
    return bool(answered) or bool(ties.between)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else nan


def _returned(ties: Iterable[tuple[Person, Person]], there: set[tuple[Person, Person]]) -> float:
    listed = list(ties)
    return _share(sum((asked, asks) in there for asks, asked in listed), len(listed))


def _centralization(degree: np.ndarray, directed: bool) -> float:
    n = len(degree)
    return _share(
        float((degree.max(initial=0) - degree).sum()),
        (n - 1) * (n - 1 if directed else n - 2) if n > 1 else 0,
    )


def _external_share(external: Any, internal: Any) -> Any:
    with np.errstate(invalid="ignore", divide="ignore"):  # no tie: NaN
        return np.divide(np.subtract(external, internal), np.add(external, internal))
