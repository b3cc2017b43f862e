"""A team's ballots: who wins by which way of counting, where these disagree, and how the rounds went."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    ACCENT,
    BODY,
    GREY,
    PALE,
    SMALL,
    WARM,
    WASH,
    WIDTH,
    house_style,
    shorten,
    width_of,
    wrap,
)
from plcnb.stats.voting import METHODS, Tally
from plcnb.tables.frames import clean
from plcnb.tables.numbers import count_of, number
from plcnb.tables.rows import records
from plcnb.tables.voting import (
    ballots_basis,
    checked_tally,
    chosen_words,
    counts_shown,
    listed,
    method_name,
    winners_words,
)

MOST_OPTIONS = 12  # what a page holds; those that nobody prefers in any way are the first left out
MOST_ROUNDS = 4  # beside each other; of more the first and the last are drawn
_NAMES = 142
_COLUMN = 60  # points for each way of counting
_HEAD, _ROW, _LOW_ROW = 44, 31, 21
_ROUND_ROW = 21
_BAR = 9
_NAMES_OF_ROUNDS = 122
_LEAVING = ("drops out", "drops out by lot", "tied for last")
_OUTCOMES = {  # the colour of a bar, and what stands behind its votes
    "wins": (ACCENT, " wins"),
    "stays": (GREY, ""),
    "stays by lot": (GREY, " by lot"),
    "drops out": (PALE, " out"),
    "drops out by lot": (PALE, " out by lot"),
    "tied for last": (WARM, " tied"),
}


def ballot_tally(tally: Tally) -> Chart:
    """Draw who wins by each way of counting, and the votes of each round.

    Parameters
    ----------
    tally : Tally
        As `stats.voting.tally` gives it. Of fewer than five ballots no counts are drawn.

    Raises
    ------
    DataError
        If it is something else.
    """
    tally = checked_tally(tally)
    if not tally.n_ballots:
        return nothing_yet(
            "No ballot ranks anything yet.", "Give everyone the link to the vote, and count again."
        )
    options = _order(tally)
    with house_style():
        figure = _draw(tally, options[:MOST_OPTIONS], max(len(options) - MOST_OPTIONS, 0))
    ways = "; ".join(f"{method_name(method, tally.k)}: {winners_words(tally, method)}" for method in METHODS)
    return Chart(
        figure,
        alt=" ".join([f"{ballots_basis(tally)}. Who wins {ways}. {_in_pairs(tally)}", *_places(tally)])
        + f" {_rounds_in_words(tally)}".rstrip()
        + (f" Note: {clean(tally.caution)}." if tally.caution else ""),
        read_as="one vote counted in four ways: where all marks stand in one row, the way of counting "
        "does not matter.",
        not_as="proof that the winner is best for students, or that nobody minds it.",
    )


def _order(tally: Tally) -> list[str]:
    """Return the options: who wins by most ways first, then by points."""
    wins = {name: sum(name in tally.winners(method) for method in METHODS) for name in tally.candidates}
    points = tally.points["borda"]
    return sorted(tally.candidates, key=lambda name: (-wins[name], -points[name], name))


def _draw(tally: Tally, options: list[str], more: int) -> Figure:
    notes = [_in_pairs(tally), *_places(tally)]
    notes += [f"Not drawn: {count_of(more, 'more option')}."] if more else []
    notes += [f"Note: {clean(tally.caution)}."] if tally.caution else []
    rounds = _rounds_drawn(tally)
    if rounds and rounds[-1][0] > len(rounds):
        last_left_out = rounds[1][0] - 1
        between = "round 2 is" if last_left_out == 2 else f"rounds 2 to {last_left_out} are"
        notes.append(f"Of the rounds, {between} not drawn.")
    if rounds and rounds[-1][1]["outcome"].eq("tied for last").any():
        notes.append("From the tie in the rounds on, dropping each who is tied was tried.")
    lines = [line for note in notes for line in wrap(note, WIDTH, SMALL, lines=3)]
    top_of_rounds = _HEAD + sum(_height(tally, option) for option in options) + 4
    rows_of_rounds = min(len(rounds[0][1]), MOST_OPTIONS) if rounds else 0
    top_of_notes = top_of_rounds + (38 + rows_of_rounds * _ROUND_ROW if rounds else 6)
    sheet = Sheet(top_of_notes + 13 * len(lines) + 4, left=0, right=WIDTH, scale=(0, WIDTH))
    sheet.axes.set_xticks([])
    sheet.axes.spines[:].set_visible(False)
    _draw_methods(sheet, tally, options)
    if rounds:
        _draw_rounds(sheet, tally, rounds, rows_of_rounds, top_of_rounds)
    for place, line in enumerate(lines):
        sheet.write(0, top_of_notes + 9 + 13 * place, line, fontsize=SMALL, soft=True)
    return sheet.figure


def _draw_methods(sheet: Sheet, tally: Tally, options: list[str]) -> None:
    everybody = tally.n_ballots + tally.n_blank
    sheet.write(0, 12, count_of(everybody, "ballot"), fontweight="bold")
    for place, method in enumerate(METHODS):
        name, _, small = method_name(method, tally.k).partition(" (")
        x = _middle(place)
        short = name.replace("among the ", "")
        sheet.write(x, 12, short, fontsize=SMALL, ha="center", fontweight="bold")
        label = small.rstrip(")").replace("instant runoff", "runoff")
        sheet.write(x, 24, label, fontsize=SMALL, ha="center", soft=True)
    top = float(_HEAD)
    for option in options:
        sheet.rule(top - 12)
        for place, line in enumerate(wrap(clean(option), _NAMES, BODY)):
            sheet.write(0, top + place * 1.2 * BODY, line)
        for place, method in enumerate(METHODS):
            _draw_cell(sheet, tally, option, method, _middle(place), top)
        top += _height(tally, option)
    sheet.rule(top - 12)


def _height(tally: Tally, option: str) -> float:
    """Return the height of an option's row: lower where neither name nor mark needs a second line."""
    wins = any(option in tally.winners(method) for method in METHODS)
    return _ROW if wins or len(wrap(clean(option), _NAMES, BODY)) > 1 else _LOW_ROW


def _draw_cell(sheet: Sheet, tally: Tally, option: str, method: str, x: float, top: float) -> None:
    counted = _counted(tally, option, method) if counts_shown(tally) else ""
    won = option in tally.winners(method)
    tied = won and (len(tally.winners(method)) > 1 or method in tally.broken_by_seed)
    if won:
        sheet.points([(x - 17, top - 3.3)], "o", ACCENT, filled=not tied, size=9, among_text=True)
        word = "by lot" if method in tally.broken_by_seed else "tie" if tied else "wins"
        sheet.write(x - 9, top, word, fontsize=SMALL, color=ACCENT, fontweight="bold")
    sheet.write(x, top + (12 if won else 0), counted, fontsize=SMALL, ha="center", soft=True)


def _counted(tally: Tally, option: str, method: str) -> str:
    """Return what an option has by one way of counting."""
    row: Any = tally.points.loc[option]
    if method == "schulze":
        return f"{int(row['pairs_won'])} of {len(tally.candidates) - 1}"
    if method == "borda":
        return number(row["borda"])
    if method == "approval_of_first_k":
        return number(row["approvals"])
    last = tally.rounds.xs(option, level="option")
    place, outcome = last.index[-1], last["outcome"].iloc[-1]
    return f"out in {place}" if outcome.startswith("drops") else f"left in {place}"


def _rounds_drawn(tally: Tally) -> list[tuple[int, pd.DataFrame]]:
    if not counts_shown(tally):
        return []
    rounds = [(int(str(place)), part.droplevel("round")) for place, part in tally.rounds.groupby("round")]
    return rounds if len(rounds) <= MOST_ROUNDS else [rounds[0], *rounds[1 - MOST_ROUNDS :]]


def _draw_rounds(
    sheet: Sheet, tally: Tally, rounds: list[tuple[int, pd.DataFrame]], most: int, top: float
) -> None:
    """Draw the votes of every option as bars; a bar that fills its track is all ballots."""
    names = [str(name) for name in _round_order(rounds)][:most]
    width = (WIDTH - _NAMES_OF_ROUNDS) / max(len(rounds), 2)
    room = (
        width
        - 6
        - max(
            width_of(_votes(row), SMALL) for _, part in rounds for row in records(part[["votes", "outcome"]])
        )
    )
    sheet.write(0, top + 12, "Round after round", fontweight="bold")
    for column, (place, part) in enumerate(rounds):
        left = _NAMES_OF_ROUNDS + column * width
        sheet.write(left, top + 12, f"round {place}", fontsize=SMALL, fontweight="bold")
        exhausted = int(part["exhausted"].iloc[0])
        sheet.write(left, top + 24, f"{exhausted:,} used up" if exhausted else "", fontsize=SMALL, soft=True)
    for row, name in enumerate(names):
        y = top + 38 + row * _ROUND_ROW
        sheet.write(0, y + 3.5, shorten(clean(name), _NAMES_OF_ROUNDS - 6, BODY))
        for column, (_, part) in enumerate(rounds):
            if name in part.index:
                left = _NAMES_OF_ROUNDS + column * width
                _draw_votes(sheet, part.loc[name], left, room, y, tally.n_ballots)


def _draw_votes(sheet: Sheet, row: Any, left: float, room: float, y: float, n: int) -> None:
    colour, _ = _OUTCOMES[row["outcome"]]
    end = left + room * row["votes"] / n
    sheet.bars([(left, left + room, y)], WASH, _BAR, zorder=1)
    sheet.bars([(left, end, y)], colour, _BAR, zorder=2, label=f"votes, {row['outcome']}")
    sheet.write(left + room + 2, y + 3.2, _votes(row), fontsize=SMALL)


def _votes(row: Any) -> str:
    return number(row["votes"]) + _OUTCOMES[row["outcome"]][1]


def _round_order(rounds: list[tuple[int, pd.DataFrame]]) -> list[Any]:
    """Return the options by how far they come, then by votes in their last round."""
    return list(dict.fromkeys(name for _, part in reversed(rounds) for name in part.index))


def _middle(place: int) -> float:
    return _NAMES + _COLUMN * (place + 0.5)


def _in_pairs(tally: Tally) -> str:
    if tally.condorcet_winner is None:
        return "No option beats each other one in a vote between the two."
    if len(tally.candidates) == 1:
        return "There is one option."
    return f"{clean(tally.condorcet_winner)} beats each other option in a vote between the two."


def _places(tally: Tally) -> list[str]:
    """Say which options fill several places in proportion."""
    return [f"To fill {len(tally.chosen[0])} places: {chosen_words(tally)}."] if tally.chosen else []


def _rounds_in_words(tally: Tally) -> str:
    told = []
    for place, part in _rounds_drawn(tally):
        votes = [f"{clean(name)} {number(row['votes'])}" for name, row in part.iterrows()]
        out = [clean(name) for name, row in part.iterrows() if row["outcome"] in _LEAVING]
        last = part["outcome"].eq("tied for last").any()
        end = f"; {listed(out)} {'tied for last' if last else 'out'}" if out else ""
        told.append(f"Round {place}: {listed(votes)}{end}.")
    return " ".join(told)
