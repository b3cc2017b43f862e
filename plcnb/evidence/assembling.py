"""Arrange the school as its systems know it (source tables) into what each team needs (team tables)."""

from dataclasses import dataclass

from pandas import DataFrame


@dataclass(frozen=True)
class Assembled:
    """The team tables, and plain sentences about rows that reached no team."""

    tables: dict[str, DataFrame]
    notes: tuple[str, ...] = ()


def assemble(source_tables: dict[str, DataFrame]) -> Assembled:
    """Return the tables of `columns.TEAM_TABLES`, made from those of `columns.SOURCE_TABLES`."""
    raise NotImplementedError
