"""Schools, courses and classes made up because an export needs some to belong to.

A vendor's export or a gradebook is no roster: it names classes in its own way or not at all. In an empty
store a reader makes some up from what the file says, so that a team sees its numbers at once. Where the
store has a roster, that one is right, and what was made up is left out: tests without a class belong to
each team whose students took them.
"""

from dataclasses import replace

from pandas import DataFrame

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.findings import Reading

PREFIX = "stand-in/"
ONLY_IN = "only in "  # before the system, among the identifiers of a person whom no roster has named yet

Tables = dict[str, DataFrame]


def mark(reading: Reading) -> Reading:
    """Return the reading with the ids of its made-up rows marked, in their tables and wherever they stand."""
    tables = dict(reading.tables)
    for name in reading.stand_ins & tables.keys():
        (key, *others) = SOURCE_TABLES[name].key
        if others or name == "people":
            continue  # rows that only point to others, and real people
        ids = set(tables[name][key]) - {""}
        for other, table in SOURCE_TABLES.items():
            for column in table.columns if other in tables else ():
                if column.refers_to == f"{name}.{key}" or (other == name and column.name == key):
                    values = tables[other][column.name]
                    tables[other] = tables[other].assign(
                        **{column.name: values.mask(values.isin(ids), PREFIX + values)}
                    )
    return replace(reading, tables=tables)


def has_roster(tables: Tables) -> bool:
    """Return whether the store holds a class that was not made up."""
    classes = tables.get("classes")
    return classes is not None and bool((~classes["class_id"].str.startswith(PREFIX)).any())


def without(reading: Reading) -> Reading:
    """Return the reading without what was made up, and without the pointers to it."""
    dropped = reading.stand_ins & reading.tables.keys()
    tables = {name: rows for name, rows in reading.tables.items() if name not in dropped}
    for name, rows in tables.items():
        for column in SOURCE_TABLES[name].columns:
            if column.refers_to.partition(".")[0] in dropped:
                made_up = rows[column.name].str.startswith(PREFIX)
                tables[name] = tables[name].assign(**{column.name: rows[column.name].mask(made_up, "")})
    return replace(reading, tables=tables)


def settled(reading: Reading, stored: Tables) -> Reading:
    """Return the reading as it is to be merged with what is stored."""
    if not reading.stand_ins:
        return reading
    marked = mark(reading)
    return without(marked) if has_roster(stored) else marked
