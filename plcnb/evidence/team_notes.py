"""What a reader must know about a team's data before trusting it, in plain sentences without names."""

from collections.abc import Callable, Iterator

import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.common_assessments import CommonAssessments
from plcnb.evidence.deriving_teams import Grouping
from plcnb.evidence.student_work import StudentWork

_TITLES_SHOWN = 5


def write_notes(
    source: dict[str, DataFrame],
    grouping: Grouping,
    common: CommonAssessments,
    work: StudentWork,
    tables: dict[str, DataFrame],
) -> DataFrame:
    """Return the table of notes: team_id, position from 1, note."""
    sentences = [
        *_about_people(grouping, source["enrollments"], tables["students"]),
        *_about_assessments(common, work, tables["assessments"]),
        *_about_results(work, common.frame["team_id"]),
        *_about_questions(tables["items"]),
    ]
    notes = pd.concat([some.rename_axis("team_id").rename("note").reset_index() for some in sentences])
    notes = notes.sort_values("team_id", kind="stable", ignore_index=True)
    return notes.assign(position=notes.groupby("team_id").cumcount() + 1)


def _about_people(grouping: Grouping, enrollments: DataFrame, students: DataFrame) -> Iterator[Series]:
    members = grouping.members.groupby("team_id").size()
    members = members.reindex(grouping.teams["team_id"], fill_value=0)
    yield _each(
        members[members == 1],
        lambda _: (
            "This team has one teacher. Look for company first: someone who teaches the same course, "
            "or a grade above or below."
        ),
    )
    yield _each(members[members == 0] + 1, lambda _: "No teacher is named for the classes of this team.")
    teachers = enrollments[(enrollments["role"] == "teacher") & (enrollments["status"] == "active")]
    untaught = grouping.classes[~grouping.classes["class_id"].isin(teachers["class_id"])]
    untaught = untaught[untaught["team_id"].isin(members.index[members > 0])]
    yield _counted(untaught, "class has", "classes have", "no teacher in the data.")
    left = students[students["status"] == "left"]
    yield _counted(left, "student has", "students have", "left; their work stays in the counts.")


def _about_assessments(
    common: CommonAssessments, work: StudentWork, assessments: DataFrame
) -> Iterator[Series]:
    silent = ~common.frame.index.isin(work.results["assessment"])
    yield _titled(assessments[silent], "no result has arrived; it is not counted as zero.")
    undated = assessments["date"].isna() & assessments["day"].isna()
    yield _titled(assessments[undated], "no date is given, so its place in time is not known.")
    unbounded = assessments["max_score"].isna()
    yield _titled(
        assessments[unbounded], "no highest score is given, so scores cannot be told as shares of it."
    )
    rescaled = assessments["scales"] > 1
    yield _titled(
        assessments[rescaled],
        "the highest score differs between classes; scores are brought to the largest of them.",
    )
    summed = common.given.loc[work.summed, "assessment"].unique()
    yield _titled(
        assessments[common.frame.index.isin(summed)],
        "some or all results are sums of the answers to its questions.",
    )


def _about_results(work: StudentWork, team_of: Series) -> Iterator[Series]:
    results = work.results.assign(team_id=team_of.array.take(work.results["assessment"].to_numpy()))
    status, mark = results["status"], results["mark"]
    plain = mark == ""
    for kind, one, many in (
        ("no score", "result has no score; it is", "results have no score; they are"),
        ("not submitted", "result was not submitted; it is", "results were not submitted; they are"),
        ("exempt", "result is exempt; it is", "results are exempt; they are"),
    ):
        rest = "left out, not counted as zero."
        yield _counted(results[plain & (status == kind)], one, many, rest)
    partly = results[plain & (status == "partly scored")]
    yield _counted(partly, "result is", "results are", "scored in part and not counted yet.")
    for text in sorted(mark[~plain].unique()):
        yield _counted(results[mark == text], "result is", "results are", f"marked “{text}” and not counted.")
    again = work.repeated.assign(team_id=team_of.array.take(work.repeated["assessment"].to_numpy()))
    yield _counted(
        again, "attempt is", "attempts are", "left out because the same student has a later or a scored one."
    )


def _about_questions(questions: DataFrame) -> Iterator[Series]:
    asked = questions[questions["answered"]]
    lost, known = asked[~asked["described"]], asked[asked["described"]]
    rest = "nowhere described: no standard and no key is known."
    yield _counted(lost, "question is", "questions are", rest)
    yield _counted(known[known["standard_id"] == ""], "question names", "questions name", "no standard.")
    yield _counted(
        known[known["key"] == ""],
        "question has",
        "questions have",
        "no key: not multiple choice, or not known.",
    )
    yield _counted(
        asked[asked["measured"]],
        "question has",
        "questions have",
        "no highest score in the data; the highest score any student got is taken for it.",
    )


def _counted(rows: DataFrame, one: str, many: str, rest: str) -> Series:
    """One sentence for each team with such rows: "1 result has …", "1,204 results have …"."""
    return _each(rows.groupby("team_id").size(), lambda n: f"{n:,} {one if n == 1 else many} {rest}")


def _each(counts: Series, sentence: Callable[[int], str]) -> Series:
    return Series([sentence(count) for count in counts], counts.index, dtype="str")


def _titled(assessments: DataFrame, rest: str) -> Series:
    """One sentence for each team with such assessments: "Exam: no result has arrived; …"."""
    titles = assessments.groupby("team_id")["title"].agg(list)
    return Series([f"{_listed(names)}: {rest}" for names in titles], titles.index, dtype="str")


def _listed(titles: list[str]) -> str:
    more = len(titles) - _TITLES_SHOWN
    return ", ".join(titles[:_TITLES_SHOWN]) + (f" and {more} more" if more > 0 else "")
