"""Where the people of a network stand on paper: near those they have ties with, the same in every run."""

from collections.abc import Sequence

import numpy as np

from plcnb.stats.ties import Person, Tie

Places = dict[Person, tuple[float, float]]

_ROUNDS = 60  # of moving apart; a design choice, enough for as many people as one figure holds
_STEPS = 200  # of settling; a design choice, after which nothing visible moves any more
_APART = 1.5  # how much farther than the longest way inside a group two groups stand from each other


def place(people: Sequence[Person], ties: Sequence[Tie], width: float, height: float, room: float) -> Places:
    """Return where each person stands, in points from the top left corner of an area of that size.

    Distances on paper follow the number of ties between two people, groups that do not hang together stand
    apart, the longest extent lies across, and nobody is nearer to another than `room`, where the area is
    large enough for that. Nothing is drawn by chance.

    Parameters
    ----------
    people : sequence
        In a fixed order.
    ties : sequence of pairs
        Their direction does not matter.
    width, height, room : float
        Points.

    References
    ----------
    Gansner, Koren and North (2004), Graph Drawing, LNCS 3383, 239-250: stress majorization.
    """
    if not people:
        return {}
    spots = np.zeros((1, 2))
    if len(people) > 1:
        spots = _lay_across(_settle(_distances(people, ties)))
    spots = _fit(spots, width, height)
    for _ in range(_ROUNDS):
        spots = np.clip(spots + _push(spots, room) / 2, 0, (width, height))
    return {person: (float(x), float(y)) for person, (x, y) in zip(people, spots, strict=True)}


def _distances(people: Sequence[Person], ties: Sequence[Tie]) -> np.ndarray:
    """Return the number of ties between any two people; between groups a little more than the most."""
    import networkx as nx  # only where a network is drawn, as it takes a fifth of a second to load

    graph = nx.Graph()
    graph.add_nodes_from(people)
    graph.add_edges_from(ties)
    known = dict(nx.all_pairs_shortest_path_length(graph))
    far = _APART * max(max(ways.values()) for ways in known.values()) or 1.0
    return np.array([[known[one].get(other, far) for other in people] for one in people], float)


def _settle(wanted: np.ndarray) -> np.ndarray:
    """Return spots whose distances come near those wanted: from a circle, by majorizing the stress."""
    n = len(wanted)
    weight = 1 / (wanted + np.eye(n)) ** 2 - np.eye(n)
    solve = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)
    angle = 2 * np.pi * np.arange(n) / n
    spots = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for _ in range(_STEPS):
        apart = spots[:, None] - spots[None]
        far = np.hypot(apart[..., 0], apart[..., 1])
        pull = np.divide(weight * wanted, far, out=np.zeros_like(far), where=far > 1e-9)
        spots = solve @ ((np.diag(pull.sum(axis=1)) - pull) @ spots)
    return spots


def _lay_across(spots: np.ndarray) -> np.ndarray:
    """Turn the picture so that its longest extent lies across."""
    centred = spots - spots.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned = centred @ axes[:, ::-1]
    return turned * np.where(turned[np.abs(turned).argmax(axis=0), [0, 1]] < 0, -1, 1)


def _fit(spots: np.ndarray, width: float, height: float) -> np.ndarray:
    """Stretch the picture over the area, down no more than across, so that shapes stay what they are."""
    low, extent = spots.min(axis=0), np.ptp(spots, axis=0)
    scale = np.divide((width, height), extent, out=np.ones(2), where=extent > 1e-9)
    scale = np.minimum(scale, 1.6 * scale.min())
    middle = (np.array([width, height]) - scale * extent) / 2
    return middle + scale * (spots - low)


def _push(spots: np.ndarray, room: float) -> np.ndarray:
    """Return how far each one has to move away from those who are nearer than `room`."""
    apart = spots[:, None] - spots[None]
    far = np.hypot(apart[..., 0], apart[..., 1])
    angle = 2.4 * np.arange(len(spots))  # where two stand on one spot, each goes its own way
    own_way = np.stack([np.cos(angle), np.sin(angle)], axis=1)[:, None] + 0 * apart
    way = np.where(far[..., None] > 1e-9, apart / np.maximum(far, 1e-9)[..., None], own_way)
    lacking = np.clip(room - far, 0, None)
    np.fill_diagonal(lacking, 0)
    return (way * lacking[..., None]).sum(axis=1)
