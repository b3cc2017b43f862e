"""Whether anybody stands alone in a team, in a sentence."""

from plcnb.stats.network import FEWEST_SHOWN, Described
from plcnb.tables import count_of
from plcnb.tables.network import checked_network, network_basis, status_counts, too_few_answers
from plcnb.words.finding import Finding


def say_network(described: Described) -> Finding:
    """Say whether anybody stands alone, how sure that is, and who else is easily overlooked. Names nobody.

    Parameters
    ----------
    described : Described
        As `stats.network.describe` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    people, network = checked_network(described)
    if network.n_responded < FEWEST_SHOWN:
        return Finding(too_few_answers(network), short="Who works with whom? Too few answers yet")
    counted = {status: (n, words) for status, n, words in status_counts(people, network)}
    basis = network_basis(network)
    others = [
        f"{n:,} {words}" for status, (n, words) in counted.items() if status in ("unheard", "not asking")
    ]
    also = f"; {' and '.join(others)}" if others else ""
    if network.verdict == "nobody isolated":
        return Finding(f"Nobody stands alone ({basis}){also}.", "above", "Nobody stands alone")
    if network.verdict == "somebody isolated":
        n, words = counted["isolate"]
        short = f"{n:,} of {count_of(network.n_members, 'member')} {words}"
        return Finding(f"{short} ({basis}){also}.", "below", short)
    return Finding(
        f"We cannot tell yet whether anybody stands alone ({basis}); it takes {network.more_needed}.",
        short="Does anybody stand alone? We cannot tell yet",
    )
