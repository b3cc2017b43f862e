"""Every cell of a table of counts, its margins and hierarchies included, and who is counted in it."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from plcnb.errors import DataError, ParameterError
from plcnb.stats.disclosure import MOST_CELLS, MOST_DIMENSIONS, RESERVED
from plcnb.stats.proportions import Floats

Mask = NDArray[np.bool_]
By = str | Sequence[str | tuple[str, ...]]
Dimension = tuple[str, ...]  # nested columns, the widest first: ("district", "school", "team")
Path = tuple[Hashable, ...]

MOST_STUDENTS = 10**9  # in a cell: more than one table counts


@dataclass(frozen=True)
class Cells:
    """The cells of a table with its margins, in the order in which they are published.

    Attributes
    ----------
    labels : DataFrame, one row a cell
        The columns of `by`; `total` where a cell sums over a column.
    member : sparse array, shape (n_cells, n_inner)
        1 where an inner cell is counted in a cell.
    counts : array, shape (n_inner,)
        Students in each inner cell.
    """

    labels: pd.DataFrame
    member: sparse.csr_array
    counts: Floats

    @property
    def values(self) -> Floats:
        """Students in each cell."""
        return np.asarray(self.member @ self.counts, dtype=float)


def cells_of(
    table: pd.DataFrame, value: str, by: By, totals: bool, total: str, nested: bool
) -> tuple[Cells, list[Dimension]]:
    """Return every cell of the table that can occur, and the dimensions they are laid out by.

    Raises
    ------
    DataError
        If a column is missing, a label or a count is, a count is no whole number of 0 or more, or a cell
        stands twice.
    ParameterError
        If `by` names no dimension or more than three, a column twice or a reserved one; if `total` is a
        label; if the table is too large.
    """
    dimensions = _asked(by)
    if not isinstance(value, Hashable):
        raise ParameterError(f"value must be the name of the column of counts, got {value!r}.")
    if not isinstance(totals, bool | np.bool_):
        raise ParameterError(f"totals must be True or False, got {totals!r}.")
    columns = [column for dimension in dimensions for column in dimension]
    _check_columns(table, value, columns)
    counts = _checked_counts(table, value, columns)
    _check_labels(table, columns, total)
    dimensions = _with_nested(table, dimensions) if nested else dimensions
    if len(dimensions) > MOST_DIMENSIONS:
        raise ParameterError(
            f"by must have one to three dimensions, got {len(dimensions)}: "
            f"{', '.join(' > '.join(dimension) for dimension in dimensions)}. "
            "Leave one out, or write nested columns as a tuple."
        )
    columns = [column for dimension in dimensions for column in dimension]
    return _laid_out(table, counts, dimensions, totals, total, columns), dimensions


def place_of(cells: pd.DataFrame, columns: list[str]) -> list[Path]:
    """Return the labels of each row as a tuple."""
    return list(zip(*(cells[column].tolist() for column in columns), strict=True))


def named(columns: Sequence[str], labels: Path) -> str:
    """Return a cell as a message names it: "team T1, level L2"."""
    return ", ".join(f"{column} {label}" for column, label in zip(columns, labels, strict=True))


def member_of(labels: pd.DataFrame, total: str) -> sparse.csr_array:
    """Return which inner cells, the rows without `total`, each cell counts: those with the same labels."""
    is_total = labels.to_numpy(object) == total
    codes = np.column_stack([pd.factorize(labels[column])[0] for column in labels.columns])
    inner = np.flatnonzero(~is_total.any(axis=1))
    blocks = []
    for pattern in np.unique(is_total, axis=0):
        rows = np.flatnonzero((is_total == pattern).all(axis=1))
        keys = codes[:, ~pattern]
        group = pd.MultiIndex.from_arrays(list(keys.T)) if keys.size else None
        if group is None:
            place, of_row = np.zeros(len(inner), int), np.zeros(len(rows), int)
        else:
            number = group.factorize()[0]
            place, of_row = number[inner], number[rows]
        match = sparse.csr_array((of_row[:, None] == place[None, :]).astype(float))
        blocks.append((rows, match))
    order = np.concatenate([rows for rows, _ in blocks])
    stacked = sparse.csr_array(sparse.vstack([match for _, match in blocks]))
    return sparse.csr_array(stacked[np.argsort(order)])


def same_people(member: sparse.csr_array) -> NDArray[np.intp]:
    """Return for each cell the first cell that counts exactly the same inner cells."""
    member.sort_indices()
    first: dict[bytes, int] = {}
    ends = member.indptr
    keys = [member.indices[start:end].tobytes() for start, end in pairwise(ends)]
    return np.array([first.setdefault(key, row) for row, key in enumerate(keys)], dtype=np.intp)


def _asked(by: By) -> list[Dimension]:
    """Return `by` as a list of dimensions, each a tuple of columns."""
    given = list(by) if isinstance(by, list | tuple) else [by]
    dimensions = [tuple(part) if isinstance(part, tuple | list) else (part,) for part in given]
    columns = [column for dimension in dimensions for column in dimension]
    wrong = [column for column in columns if not isinstance(column, str)]
    if not columns or wrong or () in dimensions:
        raise ParameterError(
            f"by must name one to three columns, or tuples of nested ones, got {by!r}: "
            'for example by=["team", "level"].'
        )
    twice = sorted({column for column in columns if columns.count(column) > 1})
    reserved = sorted(set(columns) & set(RESERVED))
    if twice or reserved:
        what = f"names {', '.join(twice)} twice" if twice else f"must not name {', '.join(reserved)}"
        raise ParameterError(f"by {what}; the published frame has columns {', '.join(RESERVED)} of its own.")
    return dimensions


def _check_columns(table: pd.DataFrame, value: str, columns: list[str]) -> None:
    if not isinstance(table, pd.DataFrame):
        raise DataError(f"table must be a DataFrame with a row for each cell, got {type(table).__name__}.")
    has = table.columns.tolist()
    missing = [str(column) for column in (*columns, value) if column not in has]
    if missing:
        raise DataError(
            f"The table lacks the column {', '.join(missing)}; it has {', '.join(map(str, has))}."
        )
    twice = [column for column in (*columns, value) if has.count(column) > 1]
    if twice:
        raise DataError(f"The table has the column {twice[0]} twice. Leave one out.")
    if value in columns:
        raise ParameterError(f"{value!r} is the column of counts; by must name other columns.")


def _checked_counts(table: pd.DataFrame, value: str, columns: list[str]) -> Floats:
    places = place_of(table, columns)
    kind = table[value].dtype
    numeric = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
    if kind.kind == "c":
        raise DataError(f"{value} must hold numbers of students, got {kind} values.")
    try:
        counts = pd.to_numeric(table[value], errors="coerce").to_numpy(float, na_value=np.nan)
    except OverflowError as error:
        raise DataError(f"{value} holds a number too large for students.") from error
    wrong = ~((counts >= 0) & (counts == np.floor(counts)) & (counts <= MOST_STUDENTS))
    if not numeric and len(table) and not wrong.any():
        raise DataError(f"{value} must hold numbers of students, got {table[value].dtype} values.")
    if wrong.any():
        row = int(np.argmax(wrong))
        got = table[value].astype(object).iloc[row]
        raise DataError(
            f"{value} must be a whole number of students, 0 or more, got {got!r} "
            f"in the cell {named(columns, places[row])}. Write 0 where nobody is counted."
        )
    return np.asarray(counts, dtype=float)


def _check_labels(table: pd.DataFrame, columns: list[str], total: str) -> None:
    for column in columns:
        strange = [label for label in table[column] if not pd.api.types.is_scalar(label)]
        if strange:
            raise DataError(f"{column} must hold plain labels, such as texts or numbers, got {strange[0]!r}.")
        missing = table[column].isna().to_numpy(bool)
        if missing.any():
            raise DataError(
                f"{column} has no label in row {int(np.argmax(missing))} (counted from 0). "
                'Give those students a label of their own, such as "not known".'
            )
        if (table[column].astype(object) == total).any():
            raise ParameterError(
                f"{column} has a label {total!r}, which margins would share. Leave rows of totals out, "
                'or name the margins otherwise: total="All".'
            )
    twice = table.duplicated(subset=columns).to_numpy(bool)
    if twice.any():
        place = place_of(table[twice], columns)[0]
        raise DataError(
            f"The cell {named(columns, place)} stands twice. Sum its rows first, or leave one out."
        )


def _with_nested(table: pd.DataFrame, dimensions: list[Dimension]) -> list[Dimension]:
    """Return the dimensions with single columns joined where one determines another."""
    single = [dimension[0] for dimension in dimensions if len(dimension) == 1]
    size = {column: table[column].nunique() for column in single}
    chains: list[list[str]] = []
    for column in sorted(single, key=lambda column: -size[column]):
        chain = next((chain for chain in chains if _determines(table, chain[0], column, size)), None)
        chains.append([column]) if chain is None else chain.insert(0, column)
    order = [column for dimension in dimensions for column in dimension]
    joined = [dimension for dimension in dimensions if len(dimension) > 1] + [tuple(c) for c in chains]
    return sorted(joined, key=lambda dimension: min(order.index(column) for column in dimension))


def _determines(table: pd.DataFrame, fine: str, coarse: str, size: dict[str, int]) -> bool:
    """Whether each label of `fine` has one of `coarse`, of which there are several, and fewer."""
    if not 1 < size[coarse] < size[fine]:
        return False
    return bool((table.groupby(fine, observed=True)[coarse].nunique() == 1).all())


def _laid_out(
    table: pd.DataFrame,
    counts: Floats,
    dimensions: list[Dimension],
    totals: bool,
    total: str,
    columns: list[str],
) -> Cells:
    """Return the cells: the product of the dimensions' nodes, and who is in each."""
    nodes = [_nodes(table, dimension, totals, total) for dimension in dimensions]
    n_cells = int(np.prod([len(paths) for paths, _, _ in nodes]))
    if n_cells > MOST_CELLS:
        raise ParameterError(
            f"The table has {n_cells} cells with its margins; at most {MOST_CELLS} can be protected at once. "
            "Publish it in parts that share no students, or with fewer dimensions."
        )
    member = sparse.csr_array(np.ones((1, 1)))
    for _, spans, leaves in nodes:
        number = np.arange(len(leaves))
        held = sparse.csr_array([(number >= first) & (number < end) for first, end in spans], dtype=float)
        member = sparse.csr_array(sparse.kron(member, held.reshape(len(spans), len(leaves)), format="csr"))
    labels = [sum(parts, ()) for parts in product(*(paths for paths, _, _ in nodes))]
    frame = pd.DataFrame(labels, columns=columns)
    inner = {leaves: n for n, leaves in enumerate(product(*(leaves for _, _, leaves in nodes)))}
    keys = zip(*(place_of(table, list(dimension)) for dimension in dimensions), strict=True)
    filled = np.zeros(len(inner))
    filled[[inner[key] for key in keys]] = counts
    return Cells(frame, member, filled)


def _nodes(
    table: pd.DataFrame, dimension: Dimension, totals: bool, total: str
) -> tuple[list[Path], list[tuple[int, int]], list[Path]]:
    """Return the labels that a dimension can have, from where to where each holds leaves, and the leaves.

    In the order of first appearance, each group followed by its total.
    """
    leaves = list(dict.fromkeys(place_of(table, list(dimension))))
    order: dict[Path, int] = {}
    for leaf in leaves:
        for depth in range(len(leaf) + 1):
            order.setdefault(leaf[:depth], len(order))
    leaves.sort(key=lambda leaf: [order[leaf[:depth]] for depth in range(1, len(leaf) + 1)])
    nodes: list[Path] = []
    spans: list[tuple[int, int]] = []
    since = [0] * len(dimension)  # where the present group of each depth begins
    for n, leaf in enumerate(leaves):
        nodes.append(leaf)
        spans.append((n, n + 1))
        following = leaves[n + 1] if n + 1 < len(leaves) else None
        for depth in range(len(leaf) - 1, -1, -1):
            if totals and (following is None or following[:depth] != leaf[:depth]):
                nodes.append(leaf[:depth] + (total,) * (len(leaf) - depth))
                spans.append((since[depth], n + 1))
                since[depth] = n + 1
    return nodes, spans, leaves
