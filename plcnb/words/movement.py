"""How many moved between quarters, and how much of it error would do, in a sentence."""

from plcnb.stats.movement import Movement
from plcnb.tables import count_of
from plcnb.tables.movement import by_error_words, checked_movement, moved_words
from plcnb.words.finding import Finding


def say_movement(movement: Movement) -> Finding:
    """Say how many moved between quarters, how many by more than error, and what error alone would do.

    Parameters
    ----------
    movement : Movement
        As `stats.growth.movement` gives it.

    Raises
    ------
    DataError
        If `movement` is none, or its frame is malformed.
    """
    cells = checked_movement(movement)
    n = int(cells["n"].sum())
    if not n:
        return Finding("Nobody has scores of both occasions yet.")
    noun = "quarter" if movement.parts == 4 else "group"
    moved = f"{moved_words(cells)} of {count_of(n, 'student')} by {noun}"
    if movement.verdict == "above":
        sentence = f"More rose than fell: {moved}. {by_error_words(movement)}"
        short = "More rose than fell"
    elif movement.verdict == "below":
        sentence = f"More fell than rose: {moved}. {by_error_words(movement)}"
        short = "More fell than rose"
    else:
        clear = int(cells["n_clear"].sum())
        short = (
            f"{count_of(clear, 'student')} moved by more than error"
            if clear
            else "Nobody moved by more than error"
        )
        if not movement.expected_by_error >= 0:
            short = "Who moved? We cannot tell from error yet"
        sentence = f"We cannot tell whether the team has moved: {moved}. {by_error_words(movement)}"
    return Finding(sentence, movement.verdict, short)
