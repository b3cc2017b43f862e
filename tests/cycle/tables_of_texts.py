"""Texts as teams write them, with what a person says of each: tables beside the tests, a row a line."""

from pathlib import Path


def rows_of(name: str, *sets: str) -> list[tuple[str, ...]]:
    """Return the rows of some sets of a table, without the column that names the set."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [tuple(row[1:]) for row in rows[1:] if row[0] in sets]
