"""Which tests of several classes are one assessment of their team."""

from dataclasses import dataclass

import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.slugs import fingerprint, slug


@dataclass(frozen=True)
class CommonAssessments:
    """The assessments of all teams, and the tests of single classes that they consist of.

    `frame`: one row an assessment, by team, then time, then place in the source: the columns of
    ``TEAM_TABLES["assessments"]`` that tests alone can tell, and ``scales``, how many different highest
    scores its tests have. `given`: one row for each test in a class of a team: ``assessment`` (its row in
    `frame`), team_id, test_id, class_id (empty: of no class), course_id, title, date, day, and ``factor``,
    which brings its scores to the assessment's scale.
    """

    frame: DataFrame
    given: DataFrame


def find_common_assessments(
    tests: DataFrame, classes: DataFrame, of_teams: DataFrame | None = None
) -> CommonAssessments:
    """Return the common assessments: tests of one title, the k-th of a class with the k-th of the others.

    Parameters
    ----------
    tests : DataFrame
        ``SOURCE_TABLES["tests"]``.
    classes : DataFrame
        team_id, class_id, course_id; a class may be in several teams.
    of_teams : DataFrame, optional
        What `school_tests.tests_of_teams` gives: tests that no class is named for.
    """
    tests = tests.drop_duplicates("test_id").reset_index(drop=True).rename_axis("row").reset_index()
    given = classes.merge(tests, on="class_id").assign(n_classes=1)
    if of_teams is not None and len(of_teams):
        given = pd.concat([given, of_teams.merge(tests[["test_id", "row"]], on="test_id")], ignore_index=True)
    given["title"] = given["title"].str.replace(r"\s+", " ", regex=True).str.strip()
    given["same"] = given["title"].str.casefold()
    given = given.sort_values(["team_id", "same", "class_id", "date", "day", "row"], ignore_index=True)
    given["time"] = given.groupby(["team_id", "class_id", "same"]).cumcount() + 1

    frame = _one_row_each(given)
    frame["assessment_id"] = _assessment_ids(frame)
    number = frame.reset_index(names="assessment")[["team_id", "same", "time", "assessment"]]
    given = given.merge(number, on=["team_id", "same", "time"])
    ours = frame["max_score"].to_numpy()[given["assessment"].to_numpy()]
    given["factor"] = (ours / given["max_score"].where(given["max_score"] > 0)).fillna(1.0)
    columns = ["assessment", "team_id", "test_id", "class_id", "course_id", "title", "date", "day", "factor"]
    return CommonAssessments(frame, given[columns])


def _one_row_each(given: DataFrame) -> DataFrame:
    given = given.assign(kind=given["kind"].where(given["kind"] != ""))
    frame = given.groupby(["team_id", "same", "time"], as_index=False).agg(
        title=("title", "first"),
        kind=("kind", "first"),
        date=("date", "max"),
        day=("day", "max"),
        max_score=("max_score", "max"),
        scales=("max_score", "nunique"),
        weight=("weight", "first"),
        norms=("norms", "max"),
        n_classes=("n_classes", "sum"),
        row=("row", "min"),
    )
    frame["kind"] = frame["kind"].fillna("")
    order = ["team_id", "date", "day", "row", "time"]
    return frame.sort_values(order, na_position="first", ignore_index=True)


def _assessment_ids(frame: DataFrame) -> Series:
    """Make the title's slug, and "-2" for the second of that title; a hash where two titles give one slug."""
    slugs = frame["title"].map({title: slug(title) for title in frame["title"].unique()}).astype("str")
    ids = slugs.where(frame["time"] == 1, slugs + "-" + frame["time"].astype("str"))
    taken = ids.groupby(frame["team_id"]).transform(lambda team: team.duplicated())
    marks = (frame["same"] + " " + frame["time"].astype("str")).map(fingerprint)
    return ids.mask(taken.astype("bool"), ids + "-" + marks.astype("str"))
