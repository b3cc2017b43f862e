"""Whether a change of teaching helped, in a sentence: kept apart from whether it was done."""

from plcnb.errors import ParameterError
from plcnb.model import Verdict
from plcnb.stats.runs import RunChart
from plcnb.tables import count_of
from plcnb.tables.runs import check_result
from plcnb.words.finding import Finding

_BETTER = {"up": 1, "down": -1}
_SAID: dict[int, tuple[str, Verdict]] = {
    1: ("It has become better, by more than chance explains", "above"),
    -1: ("It has become worse, by more than chance explains", "below"),
    0: ("Something has changed, but the latest values do not say which way", "cannot tell"),
}
_DONE = {
    "no": "It was not done as planned, so this says nothing about the idea.",
    "partly": "It was done in part, so this says little about the idea.",
}


def say_trial(
    result: RunChart, better: str = "up", *, as_planned: str = "", more: int = 0, every_days: int = 0
) -> Finding:
    """Say whether a change helped, as far as its measurements tell.

    Parameters
    ----------
    result : RunChart
        As `stats.runs.run_chart` gives it for the measurements.
    better : "up" or "down"
        Which way is better.
    as_planned : str
        "yes", "partly", "no" or "" (nobody has said): without a change that was made nothing can be learned
        of it.
    more : int
        About how many more measurements it takes, where nobody can tell yet; 0: not known.
    every_days : int
        The rhythm of measuring; 0: none.

    Raises
    ------
    DataError
        If `result` is something else.
    ParameterError
        If `better` is unknown.
    """
    check_result(result, RunChart, "runs.run_chart")
    if better not in _BETTER:
        raise ParameterError(f"better must be up or down, got {better!r}.")
    caution = f" {_DONE[as_planned]}" if as_planned in _DONE else ""
    counted = count_of(result.n, "measurement")
    if not result.n:
        return Finding(f"Nothing has been measured yet, so nobody can say whether it helps.{caution}")
    if result.verdict == "cannot tell":
        return Finding(
            f"We cannot tell yet whether it helps ({counted}).{_takes(result, more, every_days)}{caution}"
        )
    if result.verdict == "no signal":
        said = f"No change that chance would not explain ({counted})"
        return Finding(f"{said}.{caution}")
    said, verdict = _SAID[result.side * _BETTER[better]]
    told = f"{said} ({counted})"
    return Finding(f"{told}.{caution}", "cannot tell" if caution else verdict)


def _takes(result: RunChart, more: int, every_days: int) -> str:
    """Return what would settle it: so many measurements, and how long they take at the rhythm planned."""
    if not more:
        return f" It takes {result.more_needed}." if result.more_needed else ""
    long = f", about {count_of(more * every_days, 'day')} at the rhythm planned" if every_days else ""
    return f" It takes about {count_of(more, 'more measurement')}{long}."


def say_open_trials(n: int) -> Finding:
    """Say how many changes are being tried at once: one is right, of two nobody can say which helped."""
    if not n:
        return Finding("No trial is open.")
    if n == 1:
        return Finding("One trial is open: one change at a time.", "above")
    return Finding(
        f"{n} trials are open at the same time: whatever happens, nobody can say which of them it was.",
        "below",
        f"{n} trials are open at the same time",
    )
