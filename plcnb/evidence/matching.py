"""Who of the store each person of an export is.

A gradebook or a vendor numbers students in its own way. Each of its people is looked for among the stored
ones by what is surest first: the school's number, the SIS's, the vendor's own number as it was learnt, the
login, the e-mail address, and last the name together with the grade. Whoever could be several, or shares a
number with somebody of quite another name, is nobody until a person decides: a wrong match gives a child
another child's results.
"""

from collections.abc import Mapping

import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence import matching_names as plain
from plcnb.evidence.known_people import Known, Tables, findable, with_pools
from plcnb.evidence.nearest_people import nearest_people
from plcnb.evidence.stand_ins import ONLY_IN

BY_HAND, AS_BEFORE, BY_NAME = "by hand", "as before", "name and grade"
NEW, AMBIGUOUS, NOT_FOUND, LEFT_OUT = "new", "ambiguous", "not found", "left out"
NEVER = "-"  # what a person writes for somebody whose rows are to be left out
LEVELS = (AS_BEFORE, "id", "SIS id", "vendor id", "login", "e-mail", BY_NAME)
WAYS = (BY_HAND, *LEVELS, NEW, AMBIGUOUS, NOT_FOUND, LEFT_OUT)
SURE = frozenset({BY_HAND, AS_BEFORE, NEW, "id", "SIS id", "vendor id", "login"})

_SAME_NUMBER = frozenset({"id", "SIS id"})
_SEVERAL = "several students could be meant"
_OTHER_NAME = "the student found by {way} has quite another name"
_ANOTHER = "the student found by {way} has another name, and somebody of this name and grade is there too"
_TWICE = "two people of the export would be the same student"
_NOBODY = "no such student on the roster"
_NO_SUCH_ID = "matches.csv gives the id {!r}, which no student in the store has"
_BY_WISH = "left out, as matches.csv says"


def find_people(reading_tables: Tables, system: str, known: Known, by_hand: Mapping[str, str]) -> DataFrame:
    """Find each person of an export among the stored ones.

    Parameters
    ----------
    reading_tables : dict of DataFrame
        ``people`` and, as far as there are any, ``identifiers``.
    system : str
        The export's system; a vendor id means something only there.
    known : Known
    by_hand : mapping of str to str
        What a person has decided: stored ids, or "-", by the export's ids.

    Returns
    -------
    DataFrame
        One row a person of the export, in its order: ``person_id`` (the export's), ``target`` (whose rows
        theirs become; empty for nobody's), ``how`` (one of `WAYS`), ``reason`` (why nobody), ``candidates``
        (a list of stored ids).
    """
    people = reading_tables["people"].drop_duplicates("person_id").reset_index(drop=True)
    search = _Search(people, known)
    search.obey(by_hand)
    said = _sayings(people, reading_tables.get("identifiers"), system)
    search.remember_namesakes(said)
    for level in LEVELS:
        search.look(level, said[said["level"] == level])
    search.part_the_doubled()
    search.settle_the_rest(system)
    return search.verdict


def _sayings(people: DataFrame, identifiers: DataFrame | None, system: str) -> DataFrame:
    """Return what the export says each person can be found by, with the level it belongs to."""
    before = DataFrame({"person": people.index, "pool": f"vendor {ONLY_IN}{system}"})
    before["written"], before["level"] = people["person_id"], AS_BEFORE
    parts = [before]
    if identifiers is not None:
        at = Series(people.index, index=people["person_id"])
        mine = identifiers.assign(person=at.reindex(identifiers["person_id"]).to_numpy())
        mine = mine.assign(system=mine["system"].mask(mine["system"] == "", system))
        mine = mine[mine["person"].notna()]
        parts.append(with_pools(mine).assign(level=mine["kind"]))
    every = findable(pd.concat(parts, ignore_index=True), people, plain.names(people))
    return every.assign(level=every["level"].astype("object").fillna(BY_NAME))


class _Search:
    """The people of one export, and what is known of each so far."""

    def __init__(self, people: DataFrame, known: Known) -> None:
        self.people, self.known = people, known
        self.names = plain.names(people)
        self.verdict = DataFrame({"person_id": people["person_id"], "target": "", "how": "", "reason": ""})
        self.verdict["candidates"] = Series([[] for _ in people.index], index=people.index, dtype="object")

    def obey(self, by_hand: Mapping[str, str]) -> None:
        """Put what a person has decided; an id that nobody has leaves the rows with nobody."""
        decided = self.people["person_id"].map(by_hand).dropna()
        ids = self.known.people["person_id"]
        short = plain.by_value(ids, plain.plain_number)
        only = dict(zip(short, ids, strict=True)) if len(decided) else {}
        only = {key: only[key] for key in only.keys() & set(short[~short.duplicated(keep=False)])}
        there = set(ids)
        for at, wanted in decided.items():
            target = wanted if wanted in there else only.get(plain.plain_number(wanted), "")
            if wanted == NEVER:
                self.verdict.loc[at, ["how", "reason"]] = [LEFT_OUT, _BY_WISH]
            elif target:
                self.verdict.loc[at, ["target", "how"]] = [target, BY_HAND]
            else:
                self.verdict.loc[at, ["how", "reason"]] = [NOT_FOUND, _NO_SUCH_ID.format(wanted)]

    def remember_namesakes(self, said: DataFrame) -> None:
        """Note who has the name and the grade of whom: a number that says somebody else is not believed."""
        named = said[said["level"] == BY_NAME]
        pairs = named.merge(self.known.keys, on=["pool", "key", "staff"], suffixes=("", "_known"))
        self.namesakes = pairs[["person", "person_known"]].drop_duplicates()

    def look(self, level: str, said: DataFrame) -> None:
        """Look for those not found yet by one kind of identifier."""
        open_ = self.verdict.index[self.verdict["how"] == ""]
        said = said[said["person"].isin(open_)]
        if said.empty:
            return
        pairs = said.merge(self.known.keys, on=["pool", "key", "staff"], suffixes=("", "_known"))
        if pairs.empty:
            return
        pairs = pairs.assign(
            name=self.names.reindex(pairs["person"]).to_numpy(),
            name_known=self.known.names.reindex(pairs["person_known"]).to_numpy(),
        )
        letter = pairs["written"] == pairs["written_known"]
        pairs["to_the_letter"] = letter & pairs["written"].str.startswith("0")  # nobody puts zeros before
        pairs = pairs.sort_values("to_the_letter", ascending=False, kind="stable")
        pairs = pairs.drop_duplicates(["person", "person_known"])
        likely = _narrowed(_narrowed(pairs, (pairs["name"] == pairs["name_known"]) & (pairs["name"] != "")))
        self._decide(level, likely)

    def _decide(self, level: str, pairs: DataFrame) -> None:
        single = ~pairs.duplicated("person", keep=False)
        alike = plain.alike(pairs["name"], pairs["name_known"]) | (level == AS_BEFORE)
        another = alike & (level not in (AS_BEFORE, BY_NAME)) & self._has_another_namesake(pairs)
        found = pairs[single & alike & ~another].set_index("person")
        ids = self.known.people["person_id"]
        self.verdict.loc[found.index, "target"] = ids.reindex(found["person_known"]).to_numpy()
        self.verdict.loc[found.index, "how"] = level
        self._leave_open(pairs[~single], _SEVERAL)
        self._leave_open(pairs[single & ~alike], _OTHER_NAME.format(way=level))
        self._leave_open(pairs[single & another], _ANOTHER.format(way=level))

    def _has_another_namesake(self, pairs: DataFrame) -> Series:
        """Return which pairs differ in name, although somebody else of that name and grade is there."""
        has_some = pairs["person"].isin(self.namesakes["person"])
        return has_some & (pairs["name"] != pairs["name_known"]) & (pairs["name_known"] != "")

    def _leave_open(self, pairs: DataFrame, reason: str) -> None:
        if pairs.empty:
            return
        same = self.namesakes[self.namesakes["person"].isin(pairs["person"])]
        both = pd.concat([pairs[["person", "person_known"]], same]).drop_duplicates()
        ids = self.known.people["person_id"].reindex(both["person_known"]).to_numpy()
        candidates = Series(ids).groupby(both["person"].to_numpy()).agg(sorted)
        self.verdict.loc[candidates.index, "how"] = AMBIGUOUS
        self.verdict.loc[candidates.index, "reason"] = reason
        self.verdict.loc[candidates.index, "candidates"] = candidates

    def part_the_doubled(self) -> None:
        """Let two who would be one student be nobody, unless a number and the name say that they are one."""
        taken = self.verdict[(self.verdict["target"] != "") & (self.verdict["how"] != BY_HAND)]
        taken = taken[taken.duplicated("target", keep=False)]
        if taken.empty:
            return
        told = taken.assign(name=self.names, unsure=~taken["how"].isin(_SAME_NUMBER))
        by_target = told.groupby("target")
        doubtful = by_target["unsure"].transform("any") | (by_target["name"].transform("nunique") > 1)
        at = taken.index[doubtful]
        self.verdict.loc[at, "candidates"] = self.verdict.loc[at, "target"].map(lambda target: [target])
        self.verdict.loc[at, ["target", "how", "reason"]] = ["", AMBIGUOUS, _TWICE]

    def settle_the_rest(self, system: str) -> None:
        """Let those who are not found stay as they are, or where there is a roster be nobody."""
        rest = self.verdict.index[self.verdict["how"] == ""]
        if self.known.roster:
            self.verdict.loc[rest, ["how", "reason"]] = [NOT_FOUND, _NOBODY]
        else:
            own = self.people.loc[rest, "person_id"]
            taken = own.isin(self.known.people["person_id"])  # two systems may give one number to two people
            self.verdict.loc[rest, "target"] = own.mask(taken, f"{system}:" + own)
            self.verdict.loc[rest, "how"] = NEW
        lost = self.verdict.index[self.verdict["how"] == NOT_FOUND]
        near = nearest_people(self.people.loc[lost], self.names[lost], self.known.people, self.known.names)
        self.verdict.loc[lost, "candidates"] = near


def _narrowed(pairs: DataFrame, telling: Series | None = None) -> DataFrame:
    """Keep, of several candidates, the only one that is `telling` (by default: written to the letter)."""
    telling = pairs["to_the_letter"] if telling is None else telling
    several = pairs.duplicated("person", keep=False)
    only = telling.groupby(pairs["person"]).transform("sum") == 1
    return pairs[~several | ~only | telling]
