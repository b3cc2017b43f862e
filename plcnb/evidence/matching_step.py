"""One export's people found among the stored ones: its rows given to them, the list for people kept up."""

from dataclasses import dataclass, replace

from pandas import DataFrame

from plcnb.evidence.findings import Reading
from plcnb.evidence.former_rows import rows_to_take_back
from plcnb.evidence.known_people import Known
from plcnb.evidence.matched_rows import give_rows
from plcnb.evidence.matches_file import MatchesFile
from plcnb.evidence.matching import WAYS, find_people

_COLUMNS = ["system", "how", "people"]


@dataclass(frozen=True)
class Matched:
    """What became of one reading.

    Attributes
    ----------
    reading : Reading
        Under the ids of the stored students.
    file : MatchesFile
        With what this reading adds.
    counts : DataFrame
        ``system``, ``how``, ``people``: how many were found in which way.
    """

    reading: Reading
    file: MatchesFile
    counts: DataFrame


def no_counts() -> DataFrame:
    """Return the table of counts of an import in which nobody had to be found."""
    return DataFrame(columns=_COLUMNS).astype({"people": "int64"})


def match_people(reading: Reading, tables: dict[str, DataFrame], file: MatchesFile) -> Matched:
    """Find the people of a reading among the stored ones.

    Parameters
    ----------
    reading : Reading
        With `matched_by`, and as its reader made it.
    tables : dict of DataFrame
        All source tables of the store.
    file : MatchesFile
        What people have decided so far.
    """
    system, known = reading.matched_by, Known.of(tables)
    verdict = find_people(reading.tables, system, known, file.decisions(system))
    counted = verdict["how"].value_counts()
    rows = [(system, way, int(counted[way])) for way in WAYS if way in counted]
    given = give_rows(reading, verdict, known)
    taken_back = rows_to_take_back(reading, given, verdict, tables, known)
    return Matched(
        replace(given, removed=given.removed | taken_back),
        file.updated(system, reading.tables["people"], verdict, known),
        DataFrame(rows, columns=_COLUMNS),
    )
