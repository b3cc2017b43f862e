"""One change at a time: with two, nobody can say afterwards which of them helped."""

import re
from collections.abc import Sequence
from datetime import date

from plcnb.cycle.acts import act_in
from plcnb.cycle.checking import Check
from plcnb.cycle.reading import plain, quoted, sentences, vocabulary
from plcnb.model import Trial
from plcnb.tables import day_month

_JOINTS = re.compile(
    r"\band also\b|\bas well as\b|\bin addition\b|\badditionally\b|\bplus\b(?! sign)"
    r"|\bat the same time\b(?! (?:of|each|every|on|in|as)\b)"
    r"|\band we(?:'ll| will)\b|;|(?:^|\n)\s*(?:[-*•–]|\d+[.)])",
    re.IGNORECASE,
)
_NAME = "one change"


def one_change(trial: Trial, open_trials: Sequence[Trial], *, today: date | None = None) -> Check:
    """Ask whether a trial changes one thing, and whether the team has another trial open.

    Parameters
    ----------
    trial : Trial
        The one that is planned; `beside` is its reason for a second change, if it has one.
    open_trials : sequence of Trial
        The team's trials that are not closed; closed ones, and this one itself, are passed over.
    today : date, optional
        Given: trials whose last day is before it are told to be waiting for their decision.

    Returns
    -------
    Check
        Met where there is one change alone, or a written reason for another.
    """
    if _is_closed(trial):
        return Check(_NAME, True, "It is finished; what came of it stands with it.")
    others = [one for one in open_trials if _is_another(one, trial)]
    packed = changes_in(trial.change)
    if not others and len(packed) < 2:
        if not trial.change.strip():
            return Check(_NAME, False, "It does not say yet what is changed.", _example())
        return Check(_NAME, True, "It changes one thing, and no other trial is open.")
    if trial.beside.strip():
        return Check(_NAME, True, f"There is a reason for a second change: {quoted(trial.beside)}.")
    asked = []
    if others:
        asked.append(_beside(others, today))
    if len(packed) > 1:
        first, second = (quoted(one) for one in packed[:2])
        asked.append(f"This looks like two changes: {first} and {second}. Which one first?")
    if others and len(packed) < 2:
        example = "Finish the open one first, or write down why both must run at the same time."
    else:
        example = f"{packed[0].rstrip('.')}; and keep the other for the next trial."
    return Check(_NAME, False, " ".join(asked), example)


def changes_in(change: str) -> tuple[str, ...]:
    """Return the changes a text packs together; one text where there is one, or where nobody can tell.

    A second sentence is another change only if both say an act; it often explains the first.
    """
    pieces = [piece.strip(" ,.;") for piece in _JOINTS.split(change)]
    pieces = [piece for piece in pieces if sentences(piece)]
    if len(pieces) > 1:
        return tuple(pieces)
    told = sentences(change)
    acting = [one.strip() for one in told if act_in(one).kind == "act" and not _explains(one)]
    return tuple(acting) if len(acting) > 1 else tuple(told[:1] and [change.strip()])


def _explains(sentence: str) -> bool:
    """Return whether a sentence goes on about the change before it instead of naming another."""
    return plain(sentence).split()[0].strip(",.:") in vocabulary("acts")["goes_on"]


def _is_closed(trial: Trial) -> bool:
    return trial.closed_on is not None or trial.decision != ""


def _is_another(one: Trial, trial: Trial) -> bool:
    itself = one.id == trial.id if one.id and trial.id else one == trial
    return not _is_closed(one) and not itself


def _beside(others: Sequence[Trial], today: date | None) -> str:
    first = others[0]
    ahead = today is not None and first.begins is not None and first.begins > today
    since = f", {'from' if ahead else 'since'} {day_month(first.begins)}" if first.begins else ""
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    waiting = today is not None and first.until is not None and first.until < today
    ended = f" Its last day was {day_month(first.until)}; what do we do with it?" if waiting else ""
    name = quoted(first.change) if first.change.strip() else "a trial without a name yet"
    return (
        f"Another trial is open ({name}{since}){more}: with two changes at once nobody can say which of them "
        f"helped.{ended}"
    )


def _example() -> str:
    return Trial.questions()["change"].example
