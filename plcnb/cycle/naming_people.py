"""Whether a text about students or places names somebody who teaches: the form then asks for other words."""

import re
from collections.abc import Sequence

from plcnb.cycle.reading import runs_on

_TITLES = r"(?:mr|mrs|ms|miss|mx|dr|prof|sr|sra|herr|frau)\.?\s+"


def speaks_of_teachers(text: str, names: Sequence[str]) -> str:
    """Return the first words of a note that speak of who teaches, not of students; "" where there are none.

    Parameters
    ----------
    text : str
        What a visitor noticed.
    names : sequence of str
        What the members of the team are called; a surname counts after a title only: it can be a child's.
    """
    whole = [" ".join(name.split()) for name in names if len(name.split()) > 1]
    last = [re.escape(name.split()[-1]) for name in names if name.split()]
    patterns = [rf"\b{re.escape(name)}\b" for name in whole]
    patterns += [rf"\b(?:mr|mrs|ms|miss|mx|dr)\.? (?:{'|'.join(last)})\b"] if last else []
    patterns.append(r"\b(?:the |a |my |our )?(?:co-?)?(?:teachers?|teaching|teacher['’]s|colleagues?)\b")
    found = [match for one in patterns if (match := re.search(one, text, re.IGNORECASE))]
    return min(found, key=lambda match: match.start())[0] if found else ""


def names_somebody(where: str, names: Sequence[str]) -> bool:
    """Return whether a place or an idea names a person: by a full or first name, a title, or as an owner.

    A surname alone can be a building as well: North, Hall, Field. First names count as they are spelt:
    "mark what they will say" names neither Mark nor Will.
    """
    text = " ".join(where.split()).casefold()
    firsts = [part for name in names for part in name.split()[:-1] if len(part) > 1 and part[0].isupper()]
    if any(re.search(rf"\b{re.escape(part)}\b", where) for part in firsts):
        return True
    if any(runs_on(name) and name.replace(" ", "") in text for name in names):
        return True
    if re.search(rf"\b{_TITLES}\w", text):
        return True
    for name in names:
        whole = " ".join(name.split()).casefold()
        if len(whole.split()) > 1 and re.search(rf"\b{re.escape(whole)}\b", text):
            return True
        if any(re.search(rf"\b{re.escape(part)}['’]s?\b", text) for part in whole.split() if len(part) > 1):
            return True
    return False
