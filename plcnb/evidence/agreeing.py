"""What several rows about one thing agree on."""

from collections.abc import Iterable

from pandas import DataFrame


def agreed(rows: DataFrame, by: str | list[str], columns: Iterable[str]) -> DataFrame:
    """Return one row a group, with each value that all rows of the group share.

    Rows that say nothing (empty text, NaN) are not asked. Where the others differ, or none says anything,
    the value is NaN.
    """
    by = [by] if isinstance(by, str) else by
    result = rows[by].drop_duplicates().set_index(by)
    for column in columns:
        said = rows.loc[rows[column].notna() & (rows[column] != ""), [*by, column]].drop_duplicates()
        result[column] = said[~said.duplicated(by, keep=False)].set_index(by)[column]
    return result.reset_index()
