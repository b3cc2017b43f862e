"""What a team's ballots say, in a sentence; and whether two judges agree."""

from plcnb.errors import DataError
from plcnb.stats.kappa import Kappa
from plcnb.stats.voting import METHODS, Tally
from plcnb.tables.frames import clean
from plcnb.tables.numbers import count_of, number, percent
from plcnb.tables.surveys import number_between
from plcnb.tables.voting import ballots_basis, checked_tally, chosen_words, listed, method_name, winners_words
from plcnb.words.finding import Finding


def say_ballots(tally: Tally) -> Finding:
    """Say who wins, or by which way of counting who does.

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
    basis = ballots_basis(tally)
    if not tally.n_ballots:
        return Finding("No ballot ranks anything yet.")
    if tally.chosen:
        places = f"{len(tally.chosen[0])} places"
        return Finding(f"To fill {places} so that groups get their share: {chosen_words(tally)} ({basis}).")
    if tally.winner is not None:
        winner = f"“{clean(tally.winner)}” wins"
        if tally.broken_by_seed:
            return Finding(f"{winner} by lot after a tie (seed {clean(tally.seed)}; {basis}).")
        return Finding(f"{winner}, whichever way the ballots are counted ({basis}).", "above")
    if tally.agree:
        return Finding(f"{listed([f'“{clean(name)}”' for name in tally.schulze])} tie ({basis}).")
    ways: dict[str, list[str]] = {}
    for method in METHODS:
        ways.setdefault(winners_words(tally, method), []).append(method_name(method, tally.k))
    told = "; ".join(f"{', '.join(names)}: {who}" for who, names in ways.items())
    pairs = ""
    if tally.condorcet_winner is not None:
        pairs = f" “{clean(tally.condorcet_winner)}” would beat each other option in a vote between the two."
    return Finding(
        f"We cannot tell whom the team prefers: the ways of counting disagree ({basis}). "
        f"{told[0].upper()}{told[1:]}.{pairs}",
        short="The ways of counting disagree",
    )


def say_judges(kappa: Kappa) -> Finding:
    """Say whether two people judge alike.

    Parameters
    ----------
    kappa : Kappa
        As `stats.surveys.agreement_between` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    if not isinstance(kappa, Kappa):
        raise DataError(f"Judges are compared by what agreement_between gives, got {type(kappa).__name__}.")
    if not kappa.n:
        return Finding("Nothing has been judged by both yet.")
    basis = f"{percent(kappa.agreed, kappa.n)} of {count_of(kappa.n, 'judgement')}"
    if kappa.weights != "none":
        basis += ", near misses counted in part"
    between = number_between(kappa.low, kappa.high)
    small = f"kappa {number(kappa.kappa)}" + (f", probably {between}" if between else "")
    if kappa.verdict == "above":
        return Finding(f"The two agree in {basis}, clearly more than by chance ({small}).", "above")
    if kappa.verdict == "below":
        return Finding(f"The two agree in {basis}, clearly less than by chance ({small}).", "below")
    return Finding(
        f"The two agree in {basis}; we cannot tell yet whether that is more than chance ({small})."
    )
