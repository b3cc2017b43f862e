"""Which columns of an unknown file say who the student is: compared with the roster, or by their names."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.header_words import plain_header
from plcnb.evidence.known_people import Known
from plcnb.evidence.matching_names import by_value, plain_number
from plcnb.evidence.profiling import ColumnProfile

_NAMES = ("given name", "family name", "name", "grade", "section")
_BY_MEANING = {"id": 4, "login": 3, "e-mail": 2, "name": 1}
_NEVER = frozenset({"private", "staff", "password", "place", "test id", "question", "max score", "left out"})
_MATCHES = 0.5
_CHANCE = 0.9  # a column of numbers whose name says nothing may match small ids by chance


@dataclass(frozen=True)
class Who:
    """The columns that say who a row speaks of.

    Attributes
    ----------
    key : tuple of str
        The columns that tell the file's students apart: one with a number, or those of the name; empty if
        there is none.
    identifiers : dict of str to str
        Columns with numbers, logins and addresses, and the kind of each.
    given, family, name, grade, section : str
        Columns, or empty.
    why : dict of str to str
        For each of these columns, what speaks for it.
    ambiguous : list of str
    """

    key: tuple[str, ...] = ()
    identifiers: dict[str, str] = field(default_factory=dict)
    given: str = ""
    family: str = ""
    name: str = ""
    grade: str = ""
    section: str = ""
    why: dict[str, str] = field(default_factory=dict)
    ambiguous: list[str] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        """All of them."""
        named = [self.given, self.family, self.name, self.grade, self.section]
        return [column for column in dict.fromkeys([*self.key, *named, *self.identifiers]) if column]


def find_students(rows: DataFrame, profiles: list[ColumnProfile], known: Known | None) -> Who:
    """Return the columns that say who a row speaks of.

    Parameters
    ----------
    rows : DataFrame of str
    profiles : list of ColumnProfile
    known : Known or None
        The people of the store; None or without a roster: the columns' names decide.
    """
    said = {meaning: _first(profiles, meaning) for meaning in _NAMES}
    if said["grade"] and not next(p.grades for p in profiles if p.name == said["grade"]):
        said["grade"] = ""
    why = {column: "by its name" for column in said.values() if column}
    found = list(_on_the_roster(rows, profiles, known)) if known is not None and known.roster else []
    found.sort(key=lambda one: -one[2])
    ambiguous = []
    named = sorted((p for p in profiles if _kind(p) and p.filled), key=_rank, reverse=True)
    for column, kind, share in found:
        why[column] = f"{share:.0%} of what stands in it is on the roster as {_A[kind]}"
    if found:
        identifiers = {column: kind for column, kind, _ in found}
    else:
        identifiers = {p.name: _kind(p) for p in named}
        why |= {p.name: "by its name" for p in named}
        if known is not None and known.roster and identifiers:
            ambiguous.append(
                "Hardly any student is on the roster by " + " or ".join(map(repr, identifiers))
                + ". Is it a file of this school, and the right column?"
            )  # fmt: skip
        alike = [p.name for p in named if _kind(p) in ("id", "SIS id")]
        if len(alike) > 1:
            listed = " and ".join(map(repr, alike))
            ambiguous.append(
                f"{listed} both look like the student's number; {alike[0]!r} was taken to tell them apart."
            )
    names = [said["name"]] if said["name"] else [said["family name"], said["given name"]]
    key = tuple(list(identifiers)[:1] or filter(None, names))
    if key and not identifiers:
        ambiguous.append(
            "No column holds a number, a login or an e-mail address. A name is not enough to find a student: "
            + ("the grade helps." if said["grade"] else "add a column with the student's number.")
        )
    return Who(key, identifiers, said["given name"], said["family name"], said["name"], said["grade"],
               said["section"], why, ambiguous)  # fmt: skip


_A = {"id": "a number", "SIS id": "a number of the SIS", "login": "a login", "e-mail": "an e-mail address"}


def _first(profiles: list[ColumnProfile], meaning: str) -> str:
    return next((p.name for p in profiles if p.meaning == meaning and p.filled), "")


def _kind(profile: ColumnProfile) -> str:
    """Return what kind of number a column holds by its name, or empty."""
    if profile.meaning == "id" and profile.shape != "date":
        return "SIS id" if "sis" in plain_header(profile.name).split() else "id"
    if profile.meaning in ("e-mail", "login") or (profile.meaning == "" and profile.shape == "e-mail"):
        return "e-mail" if profile.shape == "e-mail" else "login" if profile.meaning == "login" else ""
    return ""


def _rank(profile: ColumnProfile) -> tuple[int, int, int]:
    words = plain_header(profile.name).split()
    return (
        _BY_MEANING.get(profile.meaning, 0),
        profile.filled,
        int(any(word in words for word in ("student", "pupil", "learner", "sis", "local"))),
    )


def _on_the_roster(
    rows: DataFrame, profiles: list[ColumnProfile], known: Known
) -> Iterator[tuple[str, str, float]]:
    """Yield columns of which at least half the values are a student's, the kind, and the share."""
    keys = known.keys
    keys = keys[~keys["staff"]]
    pools = {pool: set(keys.loc[keys["pool"] == pool, "key"]) for pool in ("number", "account")}
    for profile in profiles:
        if profile.meaning in _NEVER or not profile.filled or profile.shape in ("date", "answer"):
            continue
        texts = Series(pd.unique(rows[profile.name].str.strip()), dtype="str")
        plain = by_value(texts[texts != ""], plain_number)
        shares = {pool: float(plain.isin(known_keys).mean()) for pool, known_keys in pools.items()}
        pool = max(shares, key=lambda one: shares[one])
        needed = _MATCHES if _kind(profile) or not profile.numeric else _CHANCE
        if shares[pool] < needed or (profile.numeric and not _kind(profile) and not profile.unique):
            continue
        account = "e-mail" if profile.shape == "e-mail" else "login"
        number = "SIS id" if _kind(profile) == "SIS id" else "id"
        yield profile.name, account if pool == "account" else number, shares[pool]
