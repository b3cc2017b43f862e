"""The stored people, and what each of them can be found by."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence import matching_names as plain
from plcnb.evidence.stand_ins import ONLY_IN, has_roster

Tables = dict[str, DataFrame]

_POOLS = {"id": "number", "SIS id": "number", "login": "account", "e-mail": "account"}
_CROWD = 20  # people with one login or address: it is the school's, not theirs


@dataclass(frozen=True)
class Known:
    """The stored people among whom others are looked for.

    Attributes
    ----------
    people : DataFrame
        Rows of the source table, under a fresh index.
    identifiers : DataFrame
        Theirs.
    only_elsewhere : Series of bool
        By person: whether no roster has named them yet.
    roster : bool
        Whether there is a roster: whoever is not found is then nobody.
    """

    people: DataFrame
    identifiers: DataFrame
    only_elsewhere: Series
    roster: bool

    @classmethod
    def of(cls, tables: Tables) -> "Known":
        """Return the people of a store; beside a roster those whom only other exports named do not count."""
        people, identifiers, roster = tables["people"], tables["identifiers"], has_roster(tables)
        marked = identifiers.loc[identifiers["system"].str.startswith(ONLY_IN), "person_id"]
        only = people["person_id"].isin(marked)
        if roster:
            people, only = people[~only], only[~only]
        identifiers = identifiers[identifiers["person_id"].isin(people["person_id"])]
        return cls(people.reset_index(drop=True), identifiers, only.reset_index(drop=True), roster)

    @cached_property
    def names(self) -> Series:
        """Each person's plain name."""
        return plain.names(self.people)

    @cached_property
    def keys(self) -> DataFrame:
        """What each can be found by: ``person`` (its place), ``pool``, ``key``, ``written``, ``staff``.

        What more than twenty share tells nobody: it is left out, and of a name the first are kept, so that
        whoever has it is ambiguous.
        """
        numbers = self.people.loc[~self.only_elsewhere, "person_id"]
        own = DataFrame({"person": numbers.index, "pool": "number", "written": numbers.to_numpy()})
        at = Series(self.people.index, index=self.people["person_id"])
        said = self.identifiers.assign(person=at.reindex(self.identifiers["person_id"]).to_numpy())
        every = findable(pd.concat([own, with_pools(said)], ignore_index=True), self.people, self.names)
        values, _ = pd.factorize(every["pool"] + "\0" + every["key"])
        crowded = np.bincount(values, minlength=1)[values] > _CROWD
        if not crowded.any():
            return every
        place = Series(values, index=every.index).groupby(values).cumcount()
        return every[~crowded | ((every["pool"] == "name") & (place < _CROWD))]


def pools(identifiers: DataFrame) -> Series:
    """Return the pool of values that each identifier is compared within: a vendor id in its system's only."""
    return identifiers["kind"].map(_POOLS).fillna("vendor " + identifiers["system"])


def with_pools(identifiers: DataFrame) -> DataFrame:
    """Return ``person``, ``pool`` and ``written`` of identifiers with a column ``person``."""
    written = {"pool": pools(identifiers), "written": identifiers["value"]}
    return DataFrame({"person": identifiers["person"]} | written)


def findable(numbers: DataFrame, people: DataFrame, names: Series) -> DataFrame:
    """Add to numbers the form to compare (``key``), and below them names with grades; say who is ``staff``.

    Parameters
    ----------
    numbers : DataFrame
        ``person``, ``pool``, ``written`` and whatever else.
    people : DataFrame
        Rows of the source table; `person` is their index.
    names : Series
        Their plain names.
    """
    key = plain.by_value(numbers["written"].astype("str"), plain.plain_number)
    own_ids = numbers["pool"].str.startswith(f"vendor {ONLY_IN}")  # compared with themselves: to the letter
    numbers = numbers.assign(key=key.mask(own_ids, numbers["written"]))
    whole = names[names.str.contains(" ")]  # a single word is no name to know somebody by
    named = DataFrame({"name": whole}).join(plain.grades(people).rename("grade"), how="inner")
    text = named["name"] + "|" + named["grade"]
    by_name = DataFrame({"person": named.index, "pool": "name", "written": text, "key": text})
    every = pd.concat([numbers, by_name], ignore_index=True)
    every = every[every["key"] != ""].astype({"person": "int64"})
    return every.assign(staff=(people["role"] == "teacher").reindex(every["person"]).to_numpy())
