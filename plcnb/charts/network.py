"""Who works with whom, as a picture without names."""

from collections.abc import Iterable, Sequence
from math import hypot
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.places import Places, place
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import ACCENT, GREY, INK, SMALL, SOFT, WARM, WIDTH, house_style, width_of, wrap
from plcnb.errors import DataError, ParameterError
from plcnb.stats.network import FEWEST_SHOWN, Described, Network
from plcnb.stats.ties import Person, Tie, read_ties
from plcnb.tables import count_of
from plcnb.tables.network import (
    checked_network,
    network_basis,
    network_numbers,
    status_counts,
    too_few_answers,
)

MOST_DRAWN = 90  # members; of more the picture says nothing that the counts do not
# Shape, colour, and whether it is filled.
_MARKS = {
    "connected": ("o", ACCENT, True),
    "not asking": ("v", ACCENT, True),
    "unheard": ("^", WARM, True),
    "isolate": ("D", WARM, False),
    "no answer": ("s", GREY, False),
}
_LINES = {
    True: "an arrow leads to the one who is asked, a thick line goes both ways",
    False: "a line joins two who work together",
}
_TOP, _SIDE = 38, 14  # points above and beside the area of the picture
_KEY_ROW, _KEY_COLUMN = 17, WIDTH / 2
_ALONE_AT, _ALONE = 92, 17  # points: where their row begins, and from one to the next
_APART_ROW = 20  # points for each row of those who have no tie
_FEW, _MANY = 8, 60  # members from and up to which the picture grows
_LOW, _HIGH = 130, 300  # points: how high it is then


def collaboration_network(
    described: Described, ties: pd.DataFrame | Iterable[Any], *, me: Person | None = None
) -> Chart:
    """Draw who turns to whom, each member as a shape that says its place in the network; nobody is named.

    Everyone may see it: it has no names, and with fewer than 5 answers it is not drawn. Members without any
    tie stand in a row of their own under the picture. The picture is the same in every run.

    Parameters
    ----------
    described : Described
        As `stats.network.describe` gives it.
    ties : DataFrame with columns `from` and `to`, or iterable of pairs
        The ties that were described.
    me : a member, optional
        Rings this member's own shape and says their own numbers: for this person's eyes only.

    Raises
    ------
    DataError
        If `described` is something else, or these are not the ties that were described.
    ParameterError
        If `me` is no member.
    """
    people, network = checked_network(described)
    between = read_ties(ties, people.index, "count", network.directed).between
    if len(between) != network.n_ties:
        raise DataError(
            f"The ties hold {len(between)} between members, but {network.n_ties} were described. "
            "Draw the ties that describe was given."
        )
    if me is not None and me not in people.index:
        raise ParameterError(f"me must be a member of the network, got {me!r}.")
    if network.n_responded < FEWEST_SHOWN:
        return nothing_yet(too_few_answers(network), "Ask the others for their two minutes.")
    counts = status_counts(people, network)
    with house_style():
        figure = _draw(people, network, between, counts, me)
    told = "; ".join(f"{n:,} {words}" for _, n, words in counts)
    return Chart(
        figure,
        alt=f"Who turns to whom: {network_basis(network)}; {network_numbers(network)}. {told}. "
        f"Isolation: {network.verdict}{_missing(network)}.{_own(people, network, me)}",
        read_as=f"one answer to one question: {_LINES[network.directed]}. How near two stand means nothing.",
        not_as=f"a rating: people also talk where nobody asks about it{_last_word(network)}.",
    )


def _draw(
    people: pd.DataFrame, network: Network, ties: Sequence[Tie], counts: Any, me: Person | None
) -> Figure:
    tied = {person for tie in ties for person in tie}
    within = [person for person in people.index if person in tied]
    apart = people[[person not in tied for person in people.index]].sort_values("status", kind="stable")
    drawn = len(people) <= MOST_DRAWN
    grown = np.interp(len(within), (_FEW, _MANY), (_LOW, _HIGH)) if within and drawn else 0
    key_rows = (len(counts) + 1) // 2
    per_row = int((WIDTH - _ALONE_AT) // _ALONE)
    apart_rows = -(-len(apart) // per_row) if drawn else 0
    key = _TOP + grown + 14 + _APART_ROW * apart_rows + 10
    sheet = Sheet(key + _KEY_ROW * key_rows + 2, left=0, right=WIDTH, scale=(0, WIDTH))
    sheet.ticks({})
    sheet.write(0, 11, network_basis(network), fontweight="bold")
    sheet.write(0, 25, network_numbers(network), fontsize=SMALL, soft=True)
    size = 10 if len(within) <= 30 else 8
    spots: Places = {}
    if drawn:
        placed = place(within, ties, WIDTH - 2 * _SIDE, grown, 2.1 * size)
        spots = {person: (_SIDE + x, _TOP + y) for person, (x, y) in placed.items()}
        _draw_ties(sheet, ties, spots, size / 2 + 1.5, network.directed)
        below = _TOP + grown + 16 + _APART_ROW / 2
        if len(apart):
            sheet.write(0, below + 3.5, "No tie named:" if network.directed else "No tie:", soft=True)
        for n, person in enumerate(apart.index):
            spots[person] = (_ALONE_AT + _ALONE * (n % per_row), below + _APART_ROW * (n // per_row))
    else:
        sheet.write(0, _TOP + 6, f"{count_of(len(people), 'member')} are too many to draw.", soft=True)
    for status, mark in _MARKS.items():
        _mark(sheet, [spots[p] for p in people.index[people["status"] == status] if p in spots], mark, size)
    if me is not None and me in spots:
        _ring(sheet, spots[me], size)
    sheet.rule(key - 8)
    for n, (status, count, words) in enumerate(counts):
        x, y = (n % 2) * _KEY_COLUMN, key + 6 + _KEY_ROW * (n // 2)
        _mark(sheet, [(x + 6, y)], _MARKS[status], 9)
        sheet.write(x + 16, y + 3.5, wrap(f"{count:,} {words}", _KEY_COLUMN - 18, lines=1)[0])
    return sheet.figure


def _draw_ties(sheet: Sheet, ties: Sequence[Tie], spots: Places, gap: float, directed: bool) -> None:
    """Draw one-way ties as arrows and ties both ways as thicker lines, each kind as one element."""
    there = set(ties)
    mutual = [tie for tie in ties if not directed or tie[::-1] in there]
    one_way = [tie for tie in ties if directed and tie[::-1] not in there]
    heads = []
    for kind, colour, thick, label in ((one_way, GREY, 0.9, "one way"), (mutual, SOFT, 1.8, "both ways")):
        xs: list[float] = []
        ys: list[float] = []
        for asks, asked in kind:
            (x0, y0), (x1, y1) = spots[asks], spots[asked]
            length = max(hypot(x1 - x0, y1 - y0), 1e-9)
            ux, uy = (x1 - x0) / length, (y1 - y0) / length
            xs += [x0 + gap * ux, x1 - gap * ux, np.nan]
            ys += [y0 + gap * uy, y1 - gap * uy, np.nan]
            if kind is one_way:
                heads.append(_head(x1 - gap * ux, y1 - gap * uy, ux, uy))
        if kind:
            sheet.axes.plot(xs, ys, color=colour, linewidth=thick, zorder=2, label=label, clip_on=False)
    if heads:
        sheet.axes.add_collection(
            PolyCollection(heads, facecolors=SOFT, edgecolors="none", zorder=3, clip_on=False), autolim=False
        )


def _head(x: float, y: float, ux: float, uy: float) -> list[tuple[float, float]]:
    """Return the three corners of an arrow's head with its tip at (x, y)."""
    long, wide = 6.5, 2.7
    back_x, back_y = x - long * ux, y - long * uy
    return [(x, y), (back_x - wide * uy, back_y + wide * ux), (back_x + wide * uy, back_y - wide * ux)]


def _mark(sheet: Sheet, at: Sequence[tuple[float, float]], mark: tuple[str, str, bool], size: float) -> None:
    if not at:
        return
    shape, colour, filled = mark
    xs, ys = zip(*at, strict=True)
    sheet.axes.plot(
        xs,
        ys,
        linestyle="none",
        marker=shape,
        markersize=size - (2 if shape == "D" else 1 if shape == "s" else 0),
        markerfacecolor=colour if filled else "white",
        markeredgecolor="white" if filled else colour,
        markeredgewidth=0.6 if filled else 1.6,
        zorder=4,
        clip_on=False,
    )


def _ring(sheet: Sheet, spot: tuple[float, float], size: float) -> None:
    """Ring one's own shape, and write "you" beside it where there is room."""
    x, y = spot
    ring: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": INK, "markeredgewidth": 1.3}
    sheet.axes.plot([x], [y], marker="o", markersize=size + 7, zorder=5, label="you", clip_on=False, **ring)
    wide = width_of("you", bold=True)
    left = x + size + 4 + wide > WIDTH
    sheet.write(
        x - size - 1 if left else x + size + 1,
        y + 3.5,
        "you",
        ha="right" if left else "left",
        fontweight="bold",
        zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
    )


def _own(people: pd.DataFrame, network: Network, me: Person | None) -> str:
    """Say one's own numbers, to oneself."""
    if me is None:
        return ""
    place = list(people.index).index(me)
    asked_by, asks = people["in_degree"].iloc[place], people["out_degree"].iloc[place]
    others = count_of(asked_by, "member")
    if not network.directed:
        return f" You work with {others}."
    if pd.isna(asks):
        return f" You have not answered yet, and are asked by {others}."
    return f" You ask {count_of(asks, 'member')} and are asked by {others}."


def _missing(network: Network) -> str:
    return f"; it takes {network.more_needed}" if network.more_needed else ""


def _last_word(network: Network) -> str:
    """Say what those who have not answered may change."""
    silent = network.n_members - network.n_responded
    whose = count_of(silent, "missing answer")
    return f", and {whose} may still name those who stand apart" if silent else ""
