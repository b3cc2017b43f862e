"""What a vendor's report says of a team's students, gathered and not computed again.

Percentiles, growth indexes, placements and mastery of skills are the vendor's, by its own norms and rules.
The only thing done here is to say how many students have each, where the middle half of them lies, and how
often each word stands.
"""

import numpy as np
import pandas as pd

from plcnb.stats.answers import require, texts

_MEASURES = ["student_id", "standard_id", "measure", "value", "text"]


def summarise(measures: pd.DataFrame, standards: pd.DataFrame, *, minimum: int = 1) -> pd.DataFrame:
    """Return one row for each thing that a vendor's report says, of the whole test first, then by standard.

    Parameters
    ----------
    measures : DataFrame
        Of one assessment, as ``columns.TEAM_TABLES["measures"]`` has them: student_id, standard_id ("" for
        the whole test), measure, value (NaN where it is no number), text.
    standards : DataFrame
        standard_id, code, statement.
    minimum : int, 1 or more
        Of fewer students nothing is said: numbers are NaN, words "", and hidden is true.

    Returns
    -------
    DataFrame
        standard_id, code, statement, measure; n (students with it); median, low, high (of the numbers, the
        latter two the quartiles; NaN where most are words); words (how many students have which word, the
        commonest first, words of fewer than `minimum` students joined as "other"; "" where most are
        numbers); hidden.

        The quartiles are the medians of the lower and the upper half, the middle number counted in both
        (Tukey's hinges); with one student all three are that student's number.

    Raises
    ------
    DataError
        If a column is missing.
    """
    require("measures", measures, _MEASURES)
    require("standards", standards, ["standard_id", "code", "statement"])
    rows = [
        _row(str(standard), str(measure), said, minimum)
        for (standard, measure), said in measures.groupby(["standard_id", "measure"], sort=True)
    ]
    columns = ["standard_id", "measure", "n", "median", "low", "high", "words", "hidden"]
    frame = pd.DataFrame(rows, columns=columns)
    known = standards.drop_duplicates("standard_id").set_index("standard_id")[["code", "statement"]]
    named = known.reindex(frame["standard_id"]).fillna("")
    frame["code"] = texts(named["code"].mask(named["code"] == "", named.index.to_series()))
    frame["statement"] = texts(named["statement"])
    order = ["standard_id", "code", "statement", "measure", "n", "median", "low", "high", "words", "hidden"]
    return frame.sort_values(["code", "measure"], ignore_index=True)[order]


def _row(standard: str, measure: str, said: pd.DataFrame, minimum: int) -> tuple[object, ...]:
    n = said["student_id"].nunique()
    numbers = said["value"].to_numpy(float)
    numbers = np.sort(numbers[np.isfinite(numbers)])
    if n < minimum:
        return standard, measure, n, np.nan, np.nan, np.nan, "", True
    if 2 * len(numbers) < len(said):
        return standard, measure, n, np.nan, np.nan, np.nan, _words(said["text"], minimum), False
    half = numbers[: (len(numbers) + 1) // 2], numbers[len(numbers) // 2 :]
    return standard, measure, n, np.median(numbers), np.median(half[0]), np.median(half[1]), "", False


def _words(column: pd.Series, minimum: int) -> str:
    counts = column[column != ""].value_counts()
    shown = counts[counts >= minimum]
    ordered = sorted(shown.items(), key=lambda one: (-one[1], str(one[0])))
    rest = int(counts.sum() - shown.sum())
    other = [f"{rest} other" if rest >= minimum else "a few other"] if rest else []
    return ", ".join([f"{count} {word}" for word, count in ordered] + other)
