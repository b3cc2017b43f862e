"""Give a table the columns, order and types that its contract promises."""

import pandas as pd
from pandas import DataFrame, Series

from plcnb.errors import DataError
from plcnb.evidence.columns import Column, Table

DTYPES = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "date": "datetime64[us]",
}


def conform(frame: DataFrame | None, table: Table) -> DataFrame:
    """Return `frame` with exactly the columns of `table`, in its order and types.

    Parameters
    ----------
    frame : DataFrame or None
        Rows of the table. Columns it lacks are filled with "no data"; columns the contract does not
        know are left out. None stands for a table without rows.
    table : Table
        The contract.

    Returns
    -------
    DataFrame
        With a fresh index 0, 1, …. Text is ``str`` and never missing (an empty string instead), an integer
        is ``Int64`` (<NA> means no data), a number ``float64`` (NaN), a date ``datetime64[us]`` (NaT).

    Raises
    ------
    DataError
        If rows lack a column of the table's key, or a column cannot be turned into its type.
    """
    if frame is None:
        frame = DataFrame()
    needed = [column.name for column in table.columns if column.name in table.key and column.required]
    lost = [name for name in needed if name not in frame.columns] if len(frame) else []
    if lost:
        raise DataError(
            f"The table {table.name!r} has {len(frame)} rows but no column {lost[0]!r}, which names them. "
            f"Expected the columns {', '.join(table.names)}."
        )
    columns = {column.name: _typed(frame, column, table) for column in table.columns}
    return DataFrame(columns, index=pd.RangeIndex(len(frame)))


def _typed(frame: DataFrame, column: Column, table: Table) -> Series:
    dtype = DTYPES[column.type]
    if column.name not in frame.columns:
        return _no_data(len(frame), column, dtype)
    values = frame[column.name].reset_index(drop=True)
    if values.dtype == dtype and column.type != "text":
        return values
    try:
        typed: Series = values.astype(dtype)  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        raise DataError(
            f"Column {column.name!r} of the table {table.name!r} cannot be read as {column.type}: {error}. "
            f"It should hold {column.meaning}."
        ) from error
    return typed.fillna("") if column.type == "text" else typed


def _no_data(rows: int, column: Column, dtype: str) -> Series:
    return Series("" if column.type == "text" else None, pd.RangeIndex(rows), dtype, column.name)
