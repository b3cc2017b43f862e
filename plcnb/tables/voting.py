"""A team's ballots as tables: who wins by which way of counting, and round after round."""

from plcnb.errors import DataError
from plcnb.stats.voting import FEW_BALLOTS, METHODS, Tally
from plcnb.tables.frames import clean
from plcnb.tables.numbers import count_of, number
from plcnb.tables.table import Cell, Column, Table

_NOBODY = "No ballots yet: give everyone the link to the vote."
_MOST_NAMED = 6  # of those who tie
_MOST_SETS = 3  # of those that fill several places equally well


def checked_tally(tally: Tally) -> Tally:
    """Return the tally as it is.

    Raises
    ------
    DataError
        If it is none.
    """
    if not isinstance(tally, Tally):
        raise DataError(f"A vote is shown from what voting.tally gives, got {type(tally).__name__}.")
    return tally


def method_name(method: str, k: int) -> str:
    """Return what a way of counting is called: "in pairs (Schulze)"."""
    names = {
        "schulze": "in pairs (Schulze)",
        "irv": "in rounds (instant runoff)",
        "borda": "by points (Borda)",
        "approval_of_first_k": f"among the first {k} (approval)",
    }
    return names[method]


def winners_words(tally: Tally, method: str) -> str:
    """Return who wins by one way of counting: "A", "A and B tie", "A by lot, tied with B"."""
    winners = tuple(map(clean, tally.winners(method)))
    if method in tally.broken_by_seed:
        others = [clean(name) for name in tally.ties[method] if name != tally.broken_by_seed[method]]
        return f"{winners[0]} by lot, tied with {listed(others)}"
    return f"{listed(winners)} tie" if len(winners) > 1 else winners[0]


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Return names as a sentence lists them; of very many only the first."""
    if len(names) > _MOST_NAMED:
        names = (*names[: _MOST_NAMED - 1], f"{len(names) - _MOST_NAMED + 1} others")
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def ballots_basis(tally: Tally) -> str:
    """Return what a tally rests on: "14 ballots, 2 of them blank, 5 options"."""
    n = tally.n_ballots + tally.n_blank
    blank = f"{tally.n_blank:,} of them blank" if tally.n_blank else ""
    return ", ".join(filter(None, (count_of(n, "ballot"), blank, count_of(len(tally.candidates), "option"))))


def chosen_words(tally: Tally) -> str:
    """Return which options fill several places best, in proportion: "A and B", "A and B, or A and C"; or "".

    Of very many sets that tie only the first are named.
    """
    sets = [listed(tuple(map(clean, chosen))) for chosen in tally.chosen]
    more = [f"{len(sets) - _MOST_SETS} more sets"] if len(sets) > _MOST_SETS else []
    return ", or ".join(sets[:_MOST_SETS] + more)


def counts_shown(tally: Tally) -> bool:
    """Return whether counts may be shown: of very few ballots they tell who voted how."""
    return tally.n_ballots + tally.n_blank >= FEW_BALLOTS


def ballots_table(tally: Tally) -> Table:
    """Return who wins by each way of counting.

    Parameters
    ----------
    tally : Tally
        As `stats.voting.tally` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    tally = checked_tally(tally)
    rows = []
    for method in METHODS if tally.n_ballots else ():
        small = f"seed {tally.seed}" if method in tally.broken_by_seed else ""
        name = method_name(method, tally.k)
        rows.append((Cell(name[0].upper() + name[1:]), Cell(winners_words(tally, method), clean(small))))
    if tally.chosen:
        name = f"The {len(tally.chosen[0])} together that give groups their share (proportional approval)"
        rows.append((Cell(name), Cell(chosen_words(tally))))
    caption = f"Who wins, by each way of counting: {ballots_basis(tally)}"
    return Table(caption, (Column("Counted"), Column("Winner")), tuple(rows), _NOBODY)


def rounds_table(tally: Tally) -> Table:
    """Return the votes of each option, round after round; of fewer than five ballots none.

    Parameters
    ----------
    tally : Tally
        As `stats.voting.tally` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    tally = checked_tally(tally)
    rounds = tally.rounds["votes"].unstack("round") if counts_shown(tally) else tally.rounds.head(0)
    order = tally.rounds.index.get_level_values("option").unique()
    rows = tuple(
        (Cell(clean(option)), *(Cell(number(votes)) for votes in rounds.loc[option]))
        for option in order
        if option in rounds.index
    )
    heads = (Column(f"Round {place}", "num") for place in (rounds.columns if rows else ()))
    few = f"Fewer than {FEW_BALLOTS} ballots: the rounds would tell who voted how."
    return Table(
        f"Votes in each round, {ballots_basis(tally)}",
        (Column("Option"), *heads),
        rows,
        few if tally.n_ballots else _NOBODY,
    )
