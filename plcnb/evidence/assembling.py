"""Arrange the school as its systems know it (source tables) into what each team needs (team tables)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Index, Series

from plcnb.evidence.columns import SOURCE_TABLES, TEAM_TABLES
from plcnb.evidence.common_assessments import CommonAssessments, find_common_assessments
from plcnb.evidence.conforming import conform
from plcnb.evidence.deriving_teams import Grouping, full_names, group_into_teams
from plcnb.evidence.matching_items import match_items
from plcnb.evidence.school_tests import tests_of_teams
from plcnb.evidence.student_work import StudentWork, collect_work
from plcnb.evidence.team_notes import write_notes

_SEVERAL = 3  # results of one day, before that day counts as the data's present


@dataclass(frozen=True)
class Assembled:
    """The team tables, and plain sentences about rows that reached no team."""

    tables: dict[str, DataFrame]
    notes: tuple[str, ...] = ()


def assemble(source_tables: dict[str, DataFrame]) -> Assembled:
    """Return the tables of `columns.TEAM_TABLES`, made from those of `columns.SOURCE_TABLES`.

    Rows of every table lie together by team, teams in the order of their ids; a class in two teams gives
    its rows to both. See `deriving_teams`, `common_assessments`, `student_work` and `matching_items` for
    the rules.

    Parameters
    ----------
    source_tables : dict of DataFrame
        Tables that are not there count as empty.

    Raises
    ------
    DataError
        If a table breaks its contract; see `conforming.conform`.
    """
    source = {name: conform(source_tables.get(name), table) for name, table in SOURCE_TABLES.items()}
    grouping = group_into_teams(source)
    done = [source[name] for name in ("results", "responses", "measures")]
    tests, enrolled = source["tests"].drop_duplicates("test_id"), source["enrollments"]
    loose = tests_of_teams(tests, done, enrolled, grouping.classes, grouping.teams)
    common = find_common_assessments(tests, grouping.classes, loose)
    people = source["people"].sort_values(["family_name", "given_name", "person_id"])
    taught = enrolled.loc[enrolled["role"] == "student"].merge(grouping.classes, on="class_id")
    taught = taught[["team_id", "person_id"]].drop_duplicates()
    work = collect_work(done[0], done[1], done[2], common.given, Index(people["person_id"]), taught)
    questions = _questions(source["items"], common, work)
    students = _students(source, grouping, common, work)
    tables = {
        "teams": grouping.teams,
        "members": grouping.members.sort_values(["team_id", "name", "person_id"]),
        "students": students,
        "assessments": _counted_assessments(common, work, questions),
        "items": questions,
        "responses": _responses(work, questions, common),
        "results": _results(work, common),
        "measures": _measures(work, common),
    }
    tables["standards"] = _standards(source, questions, tables["measures"])
    tables["notes"] = write_notes(source, grouping, common, work, tables)
    tables["teams"] = _counted_teams(tables)
    notes = (*grouping.notes, *_rows_without_team(source), *_rows_there_twice(work))
    return Assembled({name: conform(tables[name], table) for name, table in TEAM_TABLES.items()}, notes)


def _questions(items: DataFrame, common: CommonAssessments, work: StudentWork) -> DataFrame:
    best = work.responses.groupby(["place", "item"])["score"].max().rename("best").reset_index()
    best["item_id"] = work.item_ids.take(best["item"].to_numpy())
    return _named(match_items(items, common.given, best[["place", "item_id", "best"]]), common)


def _named(rows: DataFrame, common: CommonAssessments) -> DataFrame:
    """Rows with the ids of their team and assessment beside the number of the assessment."""
    numbers = rows["assessment"].to_numpy()
    ids = {name: common.frame[name].array.take(numbers) for name in ("team_id", "assessment_id")}
    return rows.assign(**ids)


def _students(
    source: dict[str, DataFrame], grouping: Grouping, common: CommonAssessments, work: StudentWork
) -> DataFrame:
    """Everyone enrolled in a class of the team, and those with work there who are no longer; once each."""
    enrolled = source["enrollments"][source["enrollments"]["role"] == "student"]
    enrolled = grouping.classes[["team_id", "class_id"]].merge(enrolled, on="class_id")
    pairs = [rows[["assessment", "student"]].drop_duplicates() for rows in (work.results, work.responses)]
    worked = _named(pd.concat(pairs).drop_duplicates(), common)
    worked["person_id"] = work.student_ids.take(worked["student"].to_numpy())
    worked = worked[["team_id", "person_id"]].drop_duplicates().assign(status="left")
    rows = pd.concat([enrolled.drop(columns=["class_id", "role"]), worked], ignore_index=True)

    rows["active"] = (rows["status"] == "active") & ~(rows["ends"] < _latest_work(source))
    rows["open"] = rows["active"] & rows["ends"].isna()
    students = rows.groupby(["team_id", "person_id"], as_index=False).agg(
        active=("active", "any"), open=("open", "any"), begins=("begins", "min"), ends=("ends", "max")
    )
    students["ends"] = students["ends"].mask(students["open"])
    students["status"] = Series(np.where(students["active"], "active", "left"), dtype="str")
    people = source["people"].drop_duplicates("person_id")
    students = students.merge(people.drop(columns="role"), on="person_id", how="left")
    students = students.merge(full_names(people), on="person_id", how="left")
    students = students.sort_values(["team_id", "family_name", "given_name", "person_id"])
    return students.rename(columns={"person_id": "student_id"})


def _latest_work(source: dict[str, DataFrame]) -> Any:
    """Return the latest day of which several results or answers are known; NaT where there is none.

    It is the data's own present: who left a class before it has left. One result alone may bear a slip of
    the pen for a date.
    """
    days = pd.concat([source["results"]["date"], source["responses"]["date"]]).value_counts()
    return days.index[days >= _SEVERAL].max() if (days >= _SEVERAL).any() else pd.NaT


def _results(work: StudentWork, common: CommonAssessments) -> DataFrame:
    results = _named(work.results.sort_values(["assessment", "student"]), common)
    return results.assign(student_id=work.student_ids.take(results["student"].to_numpy()))


def _responses(work: StudentWork, questions: DataFrame, common: CommonAssessments) -> DataFrame:
    """Answers by assessment, then student, then the question's place on the test."""
    rows, many = work.responses, len(work.item_ids) + 1
    known = work.item_ids.get_indexer(Index(questions["item_id"]))
    question = Index(questions["assessment"].to_numpy() * many + known)[known >= 0]
    place = np.flatnonzero(known >= 0)[question.get_indexer(Index(rows["assessment"] * many + rows["item"]))]
    student = rows["assessment"].to_numpy() * len(work.student_ids) + rows["student"].to_numpy()
    rows = rows.iloc[np.argsort(student * (len(questions) + 1) + place, kind="stable")]
    return _named(rows, common).assign(
        student_id=work.student_ids.take(rows["student"].to_numpy()),
        item_id=work.item_ids.take(rows["item"].to_numpy()),
    )


def _measures(work: StudentWork, common: CommonAssessments) -> DataFrame:
    order = ["assessment", "student", "standard_id", "measure"]
    measures = _named(work.measures.sort_values(order, kind="stable"), common)
    return measures.assign(student_id=work.student_ids.take(measures["student"].to_numpy()))


def _standards(source: dict[str, DataFrame], questions: DataFrame, measures: DataFrame) -> DataFrame:
    """Return the standards that the team's questions or its vendors' reports speak of."""
    standards = source["standards"].drop_duplicates("standard_id")
    asked = pd.concat([questions[["team_id", "standard_id"]], measures[["team_id", "standard_id"]]])
    asked = asked[asked["standard_id"] != ""].drop_duplicates()
    asked = asked.merge(standards, on="standard_id", how="left")
    asked["code"] = asked["code"].where(asked["code"].fillna("") != "", asked["standard_id"])
    before = _codes_before(source["prerequisites"], standards)
    asked["before"] = before.reindex(asked["standard_id"]).fillna("").to_numpy()
    return asked.sort_values(["team_id", "code", "standard_id"])


def _codes_before(prerequisites: DataFrame, standards: DataFrame) -> Series:
    """Return, by standard, the codes of those to be known first, joined by "; "."""
    codes = standards.set_index("standard_id")["code"]
    named = prerequisites["before_id"].map(codes.where(codes != "", codes.index.to_series()))
    named = named.where(named.notna(), prerequisites["before_id"]).astype("str")
    return named.groupby(prerequisites["standard_id"]).agg(_joined).astype("str")


def _joined(codes: Series) -> str:
    return "; ".join(sorted(set(codes)))


def _counted_assessments(common: CommonAssessments, work: StudentWork, questions: DataFrame) -> DataFrame:
    results = work.results
    counting = (results["status"] == "scored") & results["score"].notna() & (results["mark"] == "")
    answered = questions[questions["answered"]].groupby("assessment")["max_score"]
    frame = common.frame.assign(
        n_results=results[counting].groupby("assessment").size(), n_items=answered.size()
    ).fillna({"n_results": 0, "n_items": 0})
    frame["max_score"] = frame["max_score"].fillna(answered.sum())
    return frame


def _counted_teams(tables: dict[str, DataFrame]) -> DataFrame:
    students = tables["students"]
    counts = {
        "n_members": tables["members"],
        "n_students": students[students["status"] == "active"],
        "n_assessments": tables["assessments"],
    }
    sizes = {name: rows.groupby("team_id").size() for name, rows in counts.items()}
    teams = tables["teams"]
    return teams.assign(**{name: teams["team_id"].map(size).fillna(0) for name, size in sizes.items()})


def _rows_without_team(source: dict[str, DataFrame]) -> list[str]:
    """Say how many rows point to a class or a test that the data does not hold."""
    classes, tests = source["classes"]["class_id"], source["tests"]
    placed = tests["class_id"].isin(classes) | (tests["class_id"] == "")
    held = tests.loc[placed, "test_id"]
    lost = {
        "enrollments": ~source["enrollments"]["class_id"].isin(classes),
        "tests": ~placed,
        "results": ~source["results"]["test_id"].isin(held),
        "responses": ~source["responses"]["test_id"].isin(held),
    }
    return [
        f"{rows.sum():,} of {len(rows):,} rows of the table {name!r} belong to no class in the data, "
        "so no team sees them."
        for name, rows in lost.items()
        if rows.any()
    ]


def _rows_there_twice(work: StudentWork) -> list[str]:
    return [
        f"{count:,} rows of the table {name!r} repeat the test and student of another; the latest was taken."
        for name, count in work.twice.items()
        if count
    ]
