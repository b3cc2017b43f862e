"""Every chart, table and sentence with a frame it is made of: what the tests of anything go through."""

import numpy as np
import pandas as pd
from anything import NAN, Subject

from plcnb import charts, tables, words
from plcnb.stats.growth import GrowthSince


def standards():
    """Standards of each verdict, one that nobody answered."""
    return pd.DataFrame(
        {
            "standard_id": ["a", "b", "c", "d"],
            "code": ["5.NF.1", "5.NF.2", "5.NF.3", ""],
            "statement": ["Add fractions", "Compare fractions", "Divide fractions", "Unasked"],
            "n_students": [24, 24, 23, 0],
            "n_items": [5, 3, 4, 2],
            "share": [0.41, 0.66, 0.88, NAN],
            "low": [0.3, 0.52, 0.79, NAN],
            "high": [0.53, 0.78, 0.94, NAN],
            "verdict": ["below", "cannot tell", "above", "cannot tell"],
            "more_needed": ["", "4 more questions on it", "", "answers to at least 3 questions"],
            "caution": ["", "", "", ""],
        }
    )


def assessments():
    """Assessments in time, one without a date, one without a result."""
    return pd.DataFrame(
        {
            "assessment_id": ["u1", "u2", "u3"],
            "title": ["Unit 1", "Unit 2", "Unit 3"],
            "date": pd.to_datetime(["2026-09-03", "2026-10-03", None]),
            "day": [NAN, NAN, 61.0],
            "n_students": [24, 22, 0],
            "reached": [6, 20, 0],
            "share": [0.25, 20 / 22, NAN],
            "low": [0.14, 0.75, NAN],
            "high": [0.41, 0.97, NAN],
            "verdict": ["below", "above", "cannot tell"],
            "more_needed": ["", "", "results"],
        }
    )


def questions():
    """Questions of each flag, one to be answered in words, one that nobody answered."""
    return pd.DataFrame(
        {
            "item_id": ["q7", "q2", "q9", "q5", "q1"],
            "position": [7, 2, NAN, 5, 1],
            "standard_id": ["5.NF.1", "5.NF.2", "", "5.NF.2", "5.NF.1"],
            "n": [24, 24, 21, 24, 0],
            "difficulty": [0.25, 0.5, 0.55, 0.35, NAN],
            "low": [0.14, 0.34, 0.38, 0.2, NAN],
            "high": [0.42, 0.66, 0.71, 0.5, NAN],
            "top_wrong": ["B", "D", "", "A", ""],
            "top_wrong_n": [12, 5, 0, 9, 0],
            "top_wrong_share": [0.5, 0.21, NAN, 0.375, NAN],
            "key": ["C", "A", "", "B", "A"],
            "flag": ["possible mis-key", "hard", "", "popular wrong answer", ""],
            "why": ["more of the strongest chose B than the key", "under half", "", "most chose it", ""],
        }
    )


def changes():
    """Changes of students, of each kind."""
    return pd.DataFrame(
        {
            "student_id": ["s1", "s2", "s3", "s4", "s5"],
            "before": [0.3, 0.5, 0.6, 0.9, NAN],
            "now": [0.6, 0.45, 0.6, 0.5, 0.4],
            "change": [0.3, -0.05, 0.0, -0.4, NAN],
            "reliable": ["up", "within error", "within error", "down", "cannot tell"],
        }
    )


def groups():
    return pd.DataFrame(
        {"student_id": [f"s{n}" for n in range(4)], "group": ["reteach", "practise", "extend", "no answers"]}
    )


def agenda():
    return pd.DataFrame({"minutes": [5, 20.5], "item": ["Check in", "Look"], "why": ["", "It tempted half"]})


def notes():
    return pd.DataFrame({"position": [2, 1], "note": ["Second.", "First."]})


def growth(frame):
    """Return the growth of which this is the frame."""
    return GrowthSince(frame, 0.1, 0.0, 0.2, 12, 0.3, 4, "common questions", "above", "")


def named_growth(frame):
    students = frame["student_id"] if isinstance(frame, pd.DataFrame) and "student_id" in frame else []
    named = {student: student for student in np.ravel(students) if isinstance(student, str)}
    return charts.growth_since_last(growth(frame), named, most=4)


SHARES = {"share": "share", "low": "share", "high": "share"}
UP = ("low", "share", "high")
OF_STANDARDS = SHARES | {"code": "text", "statement": "text", "n_students": "count", "verdict": "verdict"}
OF_STANDARDS |= {"n_items": "count", "more_needed": "text"}
OF_ASSESSMENTS = SHARES | {"title": "text", "date": "date", "n_students": "count", "verdict": "verdict"}
OF_ASSESSMENTS |= {"day": "place", "reached": "count", "more_needed": "text"}
OF_QUESTIONS = {"difficulty": "share", "low": "share", "high": "share", "top_wrong_share": "share"}
OF_QUESTIONS |= {"n": "count", "position": "place", "item_id": "text", "standard_id": "text"}
OF_QUESTIONS |= {"top_wrong": "text", "key": "text"}
OF_CHANGES = {"student_id": "text", "change": "change", "reliable": "reliable"}


CHARTS = {
    charts.growth_since_last: [
        Subject(changes, OF_CHANGES, lambda frame: charts.growth_since_last(growth(frame))),
        Subject(changes, OF_CHANGES, named_growth),
    ],
    charts.growth_summary: [Subject(changes, OF_CHANGES, lambda frame: charts.growth_summary(growth(frame)))],
    charts.items_to_review: [
        Subject(questions, OF_QUESTIONS, charts.items_to_review, ("low", "difficulty", "high"), "n")
    ],
    charts.mastery_by_assessment: [
        Subject(
            assessments,
            OF_ASSESSMENTS,
            lambda frame: charts.mastery_by_assessment(frame, 0.7),
            UP,
            "n_students",
        )
    ],
    charts.mastery_by_standard: [
        Subject(
            standards, OF_STANDARDS, lambda frame: charts.mastery_by_standard(frame, 0.7), UP, "n_students"
        )
    ],
}

TABLES = {
    tables.agenda_table: [
        Subject(agenda, {"minutes": "count", "item": "text", "why": "text"}, tables.agenda_table)
    ],
    tables.mastery_table: [
        Subject(standards, OF_STANDARDS, tables.mastery_table, UP, "n_students"),
        Subject(assessments, OF_ASSESSMENTS, tables.mastery_table, UP, "n_students"),
    ],
    tables.notes_list: [Subject(notes, {"position": "place", "note": "text"}, tables.notes_list)],
}

WORDS = {
    words.say_assessments: [
        Subject(assessments, OF_ASSESSMENTS, lambda frame: words.say_assessments(frame, 0.7), UP)
    ],
    words.say_groups: [Subject(groups, {}, words.say_groups)],
    words.say_items: [Subject(questions, OF_QUESTIONS, words.say_items, ("low", "difficulty", "high"))],
    words.say_mastery: [Subject(standards, OF_STANDARDS, lambda frame: words.say_mastery(frame, 0.7), UP)],
}
NOT_OF_FRAMES = {words.say_growth: "it is made of numbers"}


def look_fors():
    """A look-for with a period each of every verdict, without visits, and not to be shown."""
    return pd.DataFrame(
        {
            "look_for": ["Students explain", "Students explain", "Students explain", "Students ask", "Ask"],
            "period": ["Sep", "Oct", "Nov", "Oct", "Nov"],
            "n_visits": [10, 12, 11, 0, 2],
            "share": [0.3, 0.7, 0.2, NAN, NAN],
            "low": [0.1, 0.5, 0.1, NAN, NAN],
            "high": [0.5, 0.9, 0.4, NAN, NAN],
            "verdict": ["cannot tell", "above", "below", "cannot tell", "cannot tell"],
            "more_needed": ["a second period", "", "", "visits that look for it", "1 more visit"],
            "hidden": [False, False, False, False, True],
            "why": ["", "", "", "", "fewer than 3 classrooms"],
        }
    )


def common_times():
    return pd.DataFrame(
        {
            "slot": ["Mon 8:00", "Tue 15:00", "Wed 7:30"],
            "n_can": [4, 3, 2],
            "n_cannot": [0, 0, 2],
            "n_unknown": [0, 1, 0],
            "who_cannot": [(), (), ("Ana", "Ben")],
            "who_unknown": [(), ("Cem",), ()],
        }
    )


def used_agenda():
    return pd.DataFrame({"minutes": [5, 20.5, 10], "item": ["Check in", "Look", "Do"], "used": [7.0, 20, NAN]})


OF_LOOK_FORS = SHARES | {"look_for": "text", "period": "text", "n_visits": "count", "verdict": "verdict"}
OF_LOOK_FORS |= {"more_needed": "text"}
OF_TIMES = {"slot": "text", "n_can": "count", "n_cannot": "count", "n_unknown": "count"}
OF_MINUTES = {"minutes": "place", "used": "place", "item": "text"}

TABLES |= {
    tables.look_fors_table: [Subject(look_fors, OF_LOOK_FORS, tables.look_fors_table, UP)],
    tables.common_times_table: [Subject(common_times, OF_TIMES, tables.common_times_table)],
}
WORDS |= {
    words.say_look_fors: [Subject(look_fors, OF_LOOK_FORS, words.say_look_fors, UP)],
    words.say_common_times: [Subject(common_times, OF_TIMES, words.say_common_times)],
    words.say_agenda: [Subject(used_agenda, OF_MINUTES, words.say_agenda)],
}
NOT_OF_FRAMES |= dict.fromkeys([words.say_network, tables.network_table], "it is made of a network")
