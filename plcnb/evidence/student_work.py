"""What students did, by the team's assessments: results and answers, once each.

Millions of answers pass here, so assessments, students and questions are numbers until the end.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class StudentWork:
    """Results and answers of all teams.

    `results`: place, assessment, student, score, status, date, day, mark. `responses`: place, assessment,
    student, item, response, score, status. `measures`: assessment, student, standard_id, measure, value,
    text. ``place`` is the row of `CommonAssessments.given`, ``assessment``
    the row of its `frame`, ``student`` and ``item`` the rows of `student_ids` and `item_ids`.
    `repeated`: one row for each attempt left out because the student has a later one: assessment, student.
    `summed`: the places whose results are sums of answers. `twice`: how many rows of each source table
    repeated the test and student (and question) of another, and gave way to the latest.
    """

    results: DataFrame
    responses: DataFrame
    measures: DataFrame
    student_ids: Index
    item_ids: Index
    repeated: DataFrame
    summed: Numbers
    twice: dict[str, int]


def collect_work(
    results: DataFrame,
    responses: DataFrame,
    measures: DataFrame,
    given: DataFrame,
    student_ids: Index,
    taught: DataFrame,
) -> StudentWork:
    """Return every result and answer by assessment and student; each student once on an assessment.

    Of two attempts (a student in two classes, a test handed in twice) the later one stays; one with a score
    goes before one without. A test with answers but no result at all gets the sums of its answers.

    Parameters
    ----------
    results, responses, measures, given : DataFrame
        Source tables, and `CommonAssessments.given`.
    student_ids : Index
        Ids in the order wanted; students who are not in it come behind.
    taught : DataFrame
        team_id and person_id: whose work on a test without a class is whose team's.
    """
    (_, of_results, of_responses, of_measures), student_ids = _numbered(
        Series(student_ids), *(rows["person_id"] for rows in (results, responses, measures))
    )
    (items,), item_ids = _numbered(responses["item_id"])
    (tests_of_results, tests_of_responses, tests_of_measures), test_ids = _numbered(
        *(rows["test_id"] for rows in (results, responses, measures))
    )
    results = results[["score", "status", "date", "day", "mark"]]
    results = results.assign(test=tests_of_results, student=of_results)
    responses = responses[["response", "score", "status", "date"]]
    responses = responses.assign(test=tests_of_responses, student=of_responses, item=items)
    rows = {"results": len(results), "responses": len(responses)}
    results = _latest(results, ["test", "student"], ["date", "day"])
    responses = _latest(responses, ["test", "student", "item"], ["date"])
    twice = {"results": rows["results"] - len(results), "responses": rows["responses"] - len(responses)}
    measures = measures[["standard_id", "measure", "value", "text"]]
    measures = measures.assign(test=tests_of_measures, student=of_measures)
    results, responses, measures = (
        _of_own_team(_placed(rows, test_ids, given), given, taught, student_ids)
        for rows in (results, responses, measures)
    )

    summed = np.setdiff1d(responses["place"].unique(), results["place"].unique())
    results = pd.concat([results, _sums(responses[responses["place"].isin(summed)])], ignore_index=True)
    results["score"] *= given["factor"].to_numpy()[results["place"].to_numpy()]
    repeated = _repeated(results, responses, given)
    if len(repeated):
        results, responses, measures = (_without(rows, repeated) for rows in (results, responses, measures))
    return StudentWork(
        results=results,
        responses=responses.drop(columns="date"),
        measures=measures.drop(columns="place"),
        student_ids=student_ids,
        item_ids=item_ids,
        repeated=repeated,
        summed=summed.astype(np.int64),
        twice=twice,
    )


def _numbered(*columns: Series) -> tuple[list[Numbers], Index]:
    """Give the values of several columns the same numbers, in the order in which they come."""
    coded = [pd.factorize(column) for column in columns]
    numbers, names = pd.factorize(pd.concat([Series(names) for _, names in coded]))
    ends = np.cumsum([len(names) for _, names in coded])
    parts = np.split(numbers, ends[:-1])
    return [part[codes] for part, (codes, _) in zip(parts, coded, strict=True)], Index(names)


def _placed(rows: DataFrame, test_ids: Index, given: DataFrame) -> DataFrame:
    """Replace the test by place and assessment: a row for each team whose class took the test."""
    tests = rows.pop("test").to_numpy()
    places = given[["test_id"]].reset_index(names="place")
    parts = [rows.iloc[:0].assign(place=np.empty(0, np.int64))]
    for _, nth in places.groupby(places.groupby("test_id").cumcount()):
        where = nth.set_index("test_id")["place"].reindex(test_ids).fillna(-1).to_numpy(np.int64)[tests]
        parts.append(rows[where >= 0].assign(place=where[where >= 0]))
    placed = pd.concat(parts, ignore_index=True) if len(parts) > 2 else parts[-1].reset_index(drop=True)
    placed["assessment"] = given["assessment"].to_numpy()[placed["place"].to_numpy()]
    return placed


def _of_own_team(rows: DataFrame, given: DataFrame, taught: DataFrame, student_ids: Index) -> DataFrame:
    """Leave out the work on tests without a class of students whom the team does not teach."""
    loose = (given["class_id"] == "").to_numpy()[rows["place"].to_numpy()]
    if not loose.any():
        return rows
    team_ids = Index(given["team_id"].unique())
    team = team_ids.get_indexer(Index(given["team_id"]))[rows["place"].to_numpy()]
    pairs = team_ids.get_indexer(Index(taught["team_id"])) * _MANY + student_ids.get_indexer(
        Index(taught["person_id"])
    )
    own = np.isin(team * _MANY + rows["student"].to_numpy(), pairs)
    return rows[~loose | own].reset_index(drop=True)


def _latest(rows: DataFrame, key: list[str], time: list[str]) -> DataFrame:
    """Keep the latest of rows with the same key."""
    if not rows.duplicated(key).any():
        return rows
    ordered = rows.sort_values(time, na_position="first", kind="stable")
    return ordered.drop_duplicates(key, keep="last").sort_index(ignore_index=True)


def _sums(responses: DataFrame) -> DataFrame:
    """Return the results that follow from answers: an omitted one gives no points, an unscored is open."""
    open_ = responses["status"] == "no score"
    points = responses["score"].mask((responses["status"] == "omitted") & responses["score"].isna(), 0.0)
    rows = responses.assign(score=points, open=open_ | points.isna())
    grouped = rows.groupby(["place", "assessment", "student"])
    sums = grouped.agg(open=("open", "any"), date=("date", "max"))
    sums["score"] = grouped["score"].sum(min_count=1)
    status = np.select([sums["score"].isna(), sums["open"]], ["no score", "partly scored"], "scored")
    return (
        sums.assign(status=Series(status, sums.index, dtype="str"), mark="")
        .drop(columns="open")
        .reset_index()
    )


def _repeated(results: DataFrame, responses: DataFrame, given: DataFrame) -> DataFrame:
    """Return the attempts that a later one, or one with a score, replaces: place, assessment, student."""
    key = ["place", "assessment", "student"]
    attempts = pd.concat([results[key], responses[key].drop_duplicates()]).drop_duplicates()
    attempts = attempts[attempts.duplicated(["assessment", "student"], keep=False)]
    if attempts.empty:
        return attempts
    scored = results[[*key, "date", "day"]].assign(scored=results["score"].notna() & (results["mark"] == ""))
    answered = responses[responses["student"].isin(attempts["student"])].groupby(key)["date"].max()
    attempts = attempts.merge(scored, on=key, how="left")
    attempts = attempts.merge(answered.rename("answered").reset_index(), on=key, how="left")
    attempts["scored"] = attempts["scored"].fillna(True).astype("bool")  # answers alone count as a score
    taken = given.loc[attempts["place"].to_numpy(), ["date", "day"]].set_index(attempts.index)
    attempts["date"] = attempts["date"].fillna(attempts.pop("answered")).fillna(taken["date"])
    attempts["day"] = attempts["day"].fillna(taken["day"])
    attempts = attempts.sort_values(["scored", "date", "day", "place"], na_position="first")
    return attempts.loc[attempts.duplicated(["assessment", "student"], keep="last"), key]


def _without(rows: DataFrame, attempts: DataFrame) -> DataFrame:
    pair = Series(rows["place"].to_numpy() * _MANY + rows["student"].to_numpy())
    gone = attempts["place"].to_numpy() * _MANY + attempts["student"].to_numpy()
    return rows[~pair.isin(gone).to_numpy()].reset_index(drop=True)


_MANY = 1 << 32  # more students than there are
