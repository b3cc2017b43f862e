"""Records as a folder of text, out of one database and into another: see `plcnb.records.lines`."""

from pathlib import Path

from plcnb.records.lines import read_bundle, write_bundle
from plcnb.records.loading import load
from plcnb.records.store import Records
from plcnb.records.writing import IMPORTED


def dump_records(records: Records, folder: str | Path) -> dict[str, int]:
    """Write all records, as they are at one moment, into a folder.

    Returns
    -------
    dict of int
        Lines of each file.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with records.database.reading() as connection:
        return write_bundle(connection, folder)


def load_records(records: Records, folder: str | Path, *, by: str = IMPORTED) -> dict[str, int]:
    """Add to the store what of a folder is not there yet: all of it, or on an error nothing.

    Records that come without revisions get their first one from `by`, on the day they name themselves. A
    member who is known from the evidence is filled in. Rounds that were answered here stay as they are.

    Returns
    -------
    dict of int
        How many of each kind were added or filled in; nothing if all was there.

    Raises
    ------
    DataError
        If a line is none of its kind, or the files contradict one another.
    NotFound
        If a team is known neither here nor in the folder.
    """
    bundle = read_bundle(Path(folder))
    with records.database.writing() as connection:
        added = load(connection, bundle, by)
    records.database.clear_traces()
    return added
