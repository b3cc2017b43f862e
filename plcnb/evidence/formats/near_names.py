"""The name a person probably meant."""

import difflib
from collections.abc import Iterable

_ALIKE = 0.6  # difflib's own measure of likeness, from 0 to 1, and its usual bound


def nearest(wrong: str, known: Iterable[str]) -> str:
    """Ask whether the nearest of the `known` names was meant, or list them all if none is near."""
    names = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(wrong.casefold(), names, n=1, cutoff=_ALIKE)
    if near:
        return f"did you mean {names[near[0]]!r}?"
    return "there is " + ", ".join(names.values()) if names else "there is none"
