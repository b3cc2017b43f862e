"""Who is a team: the teams a file names, and for all other classes the usual rule.

The rule: teachers of the same course and grade in one school are a team. A class without a course goes by
its own subject and grade; a class that has neither stands alone. A class without a teacher still belongs
to the team of its course.
"""

import re
from dataclasses import dataclass

import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.agreeing import agreed
from plcnb.evidence.slugs import fingerprint, slug, unique

_SAFE_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?")
_GRADE_WORDS = {"k": "Kindergarten", "kg": "Kindergarten", "tk": "Transitional Kindergarten"}
_GRADE_WORDS |= {"pk": "Pre-K", "pr": "Preschool", "it": "Infants and Toddlers"}
_TEAM_COLUMNS = ["key", "team_id", "name", "school_id", "subject", "grade", "origin"]
_NO_GRADE = {"ug", "other", "ungraded"}  # Common Education Data Standards codes that name no grade


@dataclass(frozen=True)
class Grouping:
    """Teams, and who and what belongs to them.

    `teams`: team_id, name, school, district, subject, grade, origin. `classes`: team_id, class_id, course_id;
    a class may belong to several teams. `members`: team_id, person_id, name. `notes`: plain sentences.
    """

    teams: DataFrame
    classes: DataFrame
    members: DataFrame
    notes: tuple[str, ...]


def group_into_teams(source: dict[str, DataFrame]) -> Grouping:
    """Return the teams of a school system.

    Parameters
    ----------
    source : dict of DataFrame
        All tables of `columns.SOURCE_TABLES`, conformed.

    Notes
    -----
    Ids are as the file gives them where they are safe in a file name and no person's id; otherwise, and for
    derived teams, they are made of the team's and the school's name. The same input gives the same ids.
    """
    classes = _described_classes(source)
    teaching = _teaching(source["enrollments"])
    given, given_classes, given_members, notes = _given_teams(source, classes, teaching)
    unclaimed = classes[~classes["class_id"].isin(given_classes["class_id"])]
    derived, derived_classes = _derived_teams(unclaimed, source, first_key=len(given))
    derived_members = derived_classes.merge(teaching, on="class_id")[["key", "person_id"]]

    teams = pd.concat([given, derived], ignore_index=True)
    teams["team_id"] = unique(teams["team_id"])
    ids = teams[["key", "team_id"]]
    return Grouping(
        _placed(teams, source["schools"]).sort_values("team_id", ignore_index=True),
        _keyed(pd.concat([given_classes, derived_classes]), ids).merge(
            classes[["class_id", "course_id"]], on="class_id"
        ),
        _keyed(pd.concat([given_members, derived_members]), ids).merge(
            full_names(source["people"]), on="person_id", how="left"
        ),
        tuple(notes),
    )


def full_names(people: DataFrame) -> DataFrame:
    """Return person_id and name: the name they are called by, and the family name."""
    name = (people["given_name"] + " " + people["family_name"]).str.strip()
    return DataFrame({"person_id": people["person_id"], "name": name}).drop_duplicates("person_id")


def _keyed(rows: DataFrame, ids: DataFrame) -> DataFrame:
    return ids.merge(rows, on="key").drop(columns="key").drop_duplicates(ignore_index=True)


def _described_classes(source: dict[str, DataFrame]) -> DataFrame:
    """Classes with the course's title, and the course's grade and subject where they have none themselves."""
    courses = source["courses"].drop_duplicates("course_id").rename(columns={"title": "course"})
    classes = source["classes"].drop_duplicates("class_id")
    classes = classes.merge(courses, on="course_id", how="left", suffixes=("", "_of_course"))
    for name in ("grade", "subject"):
        classes[name] = classes[name].where(classes[name] != "", classes[f"{name}_of_course"].fillna(""))
    classes["grade"] = _tidy_grades(classes["grade"])
    return classes.fillna({"course": ""}).drop(columns=["grade_of_course", "subject_of_course"])


def _tidy_grades(grades: Series) -> Series:
    tidy = {text: ", ".join(_tidy_grade(part) for part in text.split(",")) for text in grades.unique()}
    return grades.map(tidy).astype("str")


def _tidy_grade(grade: str) -> str:
    grade = grade.strip()
    if grade.casefold() in _NO_GRADE:
        return ""
    return grade.lstrip("0") or grade if grade.isdecimal() else grade


def _teaching(enrollments: DataFrame) -> DataFrame:
    teachers = enrollments[(enrollments["role"] == "teacher") & (enrollments["status"] == "active")]
    return teachers[["class_id", "person_id"]].drop_duplicates(ignore_index=True)


# Teams that a file names


def _given_teams(
    source: dict[str, DataFrame], classes: DataFrame, teaching: DataFrame
) -> tuple[DataFrame, DataFrame, DataFrame, list[str]]:
    teams = source["teams"].drop_duplicates("team_id").sort_values("team_id", ignore_index=True)
    teams["key"] = range(len(teams))
    claimed = _listed(teams, "class_ids", "class_id")
    members = _listed(teams, "teacher_ids", "person_id")
    known = claimed["class_id"].isin(classes["class_id"])
    lost = (~known).sum()
    notes = [f"{lost:,} of the classes that teams list are not in the data."] if lost else []
    claimed = pd.concat([claimed[known], _implied_classes(teams, members, classes, teaching)])
    silent = teams.loc[teams["teacher_ids"] == "", ["key"]]
    taught = silent.merge(claimed, on="key").merge(teaching, on="class_id")[["key", "person_id"]]

    shared = agreed(claimed.merge(classes, on="class_id"), "key", ["school_id", "grade", "subject"])
    teams = teams.merge(shared, on="key", how="left", suffixes=("", "_of_classes"))
    teams["school_id"] = teams["school_id"].where(teams["school_id"] != "", teams["school_id_of_classes"])
    teams["origin"] = teams["origin"].where(teams["origin"] != "", "file")
    people = set(source["people"]["person_id"])
    named = zip(teams["team_id"], teams["name"], strict=True)
    teams["team_id"] = [_safe_id(team_id, name, team_id in people) for team_id, name in named]
    return teams[_TEAM_COLUMNS].fillna(""), claimed, pd.concat([members, taught]), notes


def _safe_id(team_id: str, name: str, is_a_persons: bool) -> str:
    if is_a_persons:
        return slug(name)
    return team_id if _SAFE_ID.fullmatch(team_id) else slug(team_id)


def _listed(teams: DataFrame, column: str, name: str) -> DataFrame:
    """One row for each id in a column of ids joined by semicolons."""
    listed = DataFrame({"key": teams["key"], name: teams[column].str.split(";")}).explode(name)
    listed[name] = listed[name].astype("str").str.strip()
    return listed[listed[name] != ""].drop_duplicates()


def _implied_classes(
    teams: DataFrame, members: DataFrame, classes: DataFrame, teaching: DataFrame
) -> DataFrame:
    """Classes of teams that list none: those their teachers teach, or those of their course and school."""
    silent = teams.loc[teams["class_ids"] == "", ["key", "teacher_ids", "school_id", "course_id"]]
    place = classes[["class_id", "school_id", "course_id"]]
    taught = silent.merge(members, on="key").merge(teaching, on="person_id")
    taught = taught.merge(place, on="class_id", suffixes=("", "_of_class"))
    unnamed = silent[(silent["teacher_ids"] == "") & (silent["course_id"] != "")]
    held = unnamed.assign(course_id_of_class=unnamed["course_id"])
    held = held.merge(place.add_suffix("_of_class"), on="course_id_of_class")
    held = held.rename(columns={"class_id_of_class": "class_id"})
    both = pd.concat([taught, held])
    fits = (both["school_id"] == "") | (both["school_id"] == both["school_id_of_class"])
    fits &= (both["course_id"] == "") | (both["course_id"] == both["course_id_of_class"])
    return both.loc[fits, ["key", "class_id"]].drop_duplicates()


# Teams by the usual rule


def _derived_teams(
    classes: DataFrame, source: dict[str, DataFrame], first_key: int
) -> tuple[DataFrame, DataFrame]:
    group = classes[["school_id", "course_id", "grade"]].copy()
    no_course = classes["course_id"] == ""
    alone = no_course & (classes["subject"] == "") & (classes["grade"] == "")
    group["subject"] = classes["subject"].str.casefold().where(no_course, "")
    group["class_id"] = classes["class_id"].where(alone, "")
    classes = classes.assign(key=first_key + group.groupby(list(group.columns)).ngroup())

    teams = classes.sort_values("class_id").groupby("key", as_index=False).first()
    teams["title"] = teams["title"].where(~_names_a_person(teams, source), "")
    described = teams[["grade", "subject", "course", "title", "class_id"]].itertuples(index=False, name=None)
    teams["name"] = Series([_team_name(*parts) for parts in described], dtype="str")
    same = teams.duplicated(["school_id", "name"], keep=False) & (teams["course"] != "")
    teams["name"] = teams["name"].mask(same, teams["name"] + ": " + teams["course"])
    schools = source["schools"].drop_duplicates("school_id").set_index("school_id")["name"]
    places = (teams["name"] + " " + teams["school_id"].map(schools).astype("str").fillna("")).str.strip()
    teams["team_id"] = Series([slug(place) for place in places], dtype="str")
    teams["origin"] = "derived"
    return teams[_TEAM_COLUMNS], classes[["key", "class_id"]]


def _names_a_person(teams: DataFrame, source: dict[str, DataFrame]) -> Series:
    """Whether a class's title holds the name of someone in it ("Period 3 Rivera"): no name for a team."""
    there = source["enrollments"].merge(teams[["class_id", "title"]], on="class_id")
    there = there.merge(source["people"], on="person_id")[["class_id", "title", "given_name", "family_name"]]
    titles = there["title"].str.casefold().str.findall(r"\w+").map(set)
    names = (there["given_name"] + " " + there["family_name"]).str.casefold().str.findall(r"\w+").map(set)
    shared = [bool(title & name) for title, name in zip(titles, names, strict=True)]
    return teams["class_id"].isin(there.loc[shared, "class_id"])


def _team_name(grade: str, subject: str, course: str, class_title: str, class_id: str) -> str:
    """Name a team as a teacher would: "Grade 7 Mathematics"."""
    what = subject if subject and "," not in subject else course or subject
    if not what and not grade:
        return class_title or f"Class {fingerprint(class_id)}"
    if not grade or re.search(rf"\b0*{re.escape(grade)}\b", what, re.IGNORECASE):
        return what
    return f"{_spoken_grade(grade)} {what}".strip()


def _spoken_grade(grade: str) -> str:
    if grade.isdecimal():
        return f"Grade {grade}"
    if all(part.strip().isdecimal() for part in grade.split(",")):
        return f"Grades {grade}"
    return _GRADE_WORDS.get(grade.casefold(), grade)


def _placed(teams: DataFrame, schools: DataFrame) -> DataFrame:
    """Teams with the names of their school and of the organisation above it."""
    known = schools.drop_duplicates("school_id").set_index("school_id")
    names, kinds, parents = known["name"].to_dict(), known["kind"].to_dict(), known["parent_id"].to_dict()

    def district(school_id: str) -> str:
        above, seen = parents.get(school_id, ""), {school_id}
        nearest = names.get(above, "")
        while above in names and above not in seen:
            if kinds[above] == "district":
                return names[above]
            seen.add(above)
            above = parents[above]
        return nearest

    ids = teams.pop("school_id")
    districts = {school_id: district(school_id) for school_id in ids.unique()}
    teams["school"] = Series([names.get(school_id, "") for school_id in ids], dtype="str")
    teams["district"] = Series([districts[school_id] for school_id in ids], dtype="str")
    return teams.drop(columns="key")
