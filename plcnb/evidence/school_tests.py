"""Tests that no class is named for: which teams they belong to.

A vendor's export says who took a test, not in which class. Such a test belongs to each team whose students
took it, unless both say their subject and these are two different ones: a science team does not read its
students' spelling. Names of subjects differ from system to system, so only the usual ones are understood.
"""

import re

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

# Words in the names of subjects, and their field. Any other name is no reason to keep a test away.
_FIELDS = {
    "mathematics": r"math|algebra|geometry|calculus|statistic|numeracy|quantitative",
    "language arts": r"reading|english|\bela|language arts|literacy|writing|spelling|phonics|lexile",
    "science": r"science|biology|chemistry|physics",
    "social studies": r"social stud|history|civics|geography|government|economics",
}


def tests_of_teams(
    tests: DataFrame, work: list[DataFrame], enrollments: DataFrame, classes: DataFrame, teams: DataFrame
) -> DataFrame:
    """Return a row for each test without a class and each team it belongs to.

    Parameters
    ----------
    tests : DataFrame
        ``SOURCE_TABLES["tests"]``, each test once.
    work : list of DataFrame
        Tables with test_id and person_id: who took what.
    enrollments : DataFrame
        ``SOURCE_TABLES["enrollments"]``.
    classes, teams : DataFrame
        team_id and class_id; team_id and subject.

    Returns
    -------
    DataFrame
        The columns of `tests`, with team_id, course_id (empty) and n_classes: how many classes of the team
        have students who took it.
    """
    loose = tests[tests["class_id"] == ""]
    taken = pd.concat([rows[["test_id", "person_id"]] for rows in work]) if work else DataFrame()
    if loose.empty or taken.empty:
        return loose.iloc[:0].assign(team_id="", course_id="", n_classes=0)
    taken = taken[taken["test_id"].isin(loose["test_id"])].drop_duplicates()
    students = enrollments.loc[enrollments["role"] == "student", ["class_id", "person_id"]]
    students = students.merge(classes[["team_id", "class_id"]], on="class_id")
    met = taken.merge(students, on="person_id").groupby(["test_id", "team_id"], as_index=False)
    pairs = met.agg(n_classes=("class_id", "nunique"))
    ours = pairs["team_id"].map(teams.set_index("team_id")["subject"])
    theirs = pairs["test_id"].map(loose.set_index("test_id")["subject"])
    return pairs[~_differ(ours, theirs)].merge(loose, on="test_id").assign(course_id="")


def subject_field(subject: str) -> str:
    """Return the field a subject's name belongs to, "" where it is none or not a single one of the usual."""
    fields = [field for field, words in _FIELDS.items() if re.search(words, subject.casefold())]
    return fields[0] if len(fields) == 1 else ""


def _differ(ours: Series, theirs: Series) -> np.ndarray:
    ours, theirs = (
        names.map({name: subject_field(name) for name in names.unique()}) for names in (ours, theirs)
    )
    return ((ours != "") & (theirs != "") & (ours != theirs)).to_numpy(bool)
