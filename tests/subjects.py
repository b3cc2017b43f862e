"""Every chart, table and sentence with a frame it is made of: what the tests of anything go through."""

from dataclasses import replace

import numpy as np
import pandas as pd
from anything import NAN, Subject
from gallery_examples import invented

from plcnb import charts, tables, words
from plcnb.stats import gaps, surveys
from plcnb.stats.disclosure import protect
from plcnb.stats.goals import attainability, must_cross
from plcnb.stats.growth import GrowthSince, movement
from plcnb.stats.network import describe
from plcnb.stats.progress import decide
from plcnb.stats.runs import p_chart, run_chart, xmr
from plcnb.stats.voting import tally


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


def vendor_says():
    """A vendor's test: a score, a level in words, mastery of two skills, one thing too few students have."""
    return pd.DataFrame(
        {
            "standard_id": ["", "", "g1", "g2", "g2"],
            "code": ["", "", "G1", "G2", "G2"],
            "statement": ["", "", "Lines", "Angles", "Angles"],
            "measure": ["percentile", "placement", "mastery", "mastery", "growth"],
            "n": [24, 24, 23, 22, 3],
            "median": [48.0, NAN, 71.5, 64.0, NAN],
            "low": [31.0, NAN, 60.0, 55.5, NAN],
            "high": [70.0, NAN, 82.0, 80.0, NAN],
            "words": ["", "14 on grade, 10 below", "", "", ""],
            "hidden": [False, False, False, False, True],
        }
    )


def protected_counts():
    """Students by team and level with their totals, one small cell and what covers it."""
    rows = [("T1", "met", 3), ("T1", "not yet", 22), ("T2", "met", 30), ("T2", "not yet", 14)]
    return pd.DataFrame(protect(pd.DataFrame(rows, columns=["team", "level", "n"]), "n", ["team", "level"]))


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


def series(frame, cells, make):
    """Return the subject of values in which nothing is ever hidden."""
    return Subject(frame, cells, make, hides=False)


def column(frame, name):
    """Return a column of a frame; what is no frame, or lacks it, goes on as it is."""
    return frame[name] if isinstance(frame, pd.DataFrame) and name in frame else frame


def gaps_of_groups():
    students = invented.group_scores()
    return gaps.compare(students["score"], students["group"]).reset_index()


def fairness_of_questions():
    return gaps.differential_item_functioning(*invented.answers_of_two_groups(), "on foot").reset_index()


def goal(history):
    return attainability(58, 80, 15, history)


def goals_listed(history):
    return tables.goals_table({"Reading": goal(history)})


def crossing(frame):
    return words.say_crossing(must_cross(column(frame, "score"), cut=0.7, target_share=0.6))


def aimline(frame):
    return charts.aimline(column(frame, "weeks"), column(frame, "scores"), 92, 15)


def decisions(frame):
    return decide(column(frame, "weeks"), column(frame, "scores"), 92, 15)


def decided():
    return decisions(invented.words_read()).reset_index()


def run_of_shares(frame):
    days = column(frame, "day")
    return charts.run_chart(
        column(frame, "share"), labels=list(days) if isinstance(days, pd.Series) else days, shares=True
    )


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


OF_VENDOR = {
    "n": "count", "median": "number", "low": "number", "high": "number", "measure": "text", "words": "text",
    "code": "text", "statement": "text",
}  # fmt: skip
OF_GAPS = {"group": "text", "gap": "change", "low": "change", "high": "change", "n": "count"}
OF_GAPS |= {"verdict": "verdict", "more_needed": "text", "caution": "text"}
GAP_UP = ("low", "gap", "high")
OF_FAIRNESS = {"item": "text", "delta": "score", "low": "score", "high": "score", "n_focal": "count"}
OF_FAIRNESS |= {"n_reference": "count", "favours": "text", "more_needed": "text", "caution": "text"}
OF_PAST = {"start": "score", "end": "score"}
OF_SCORES = {"weeks": "week", "scores": "score"}
OF_TICKETS = {"share": "share", "day": "date"}


CHARTS = {
    charts.aimline: [series(invented.words_read, OF_SCORES, aimline)],
    charts.gaps_between_groups: [
        Subject(gaps_of_groups, OF_GAPS, charts.gaps_between_groups, GAP_UP, "n"),
    ],
    charts.goal_meter: [
        series(invented.past_growth, OF_PAST, lambda frame: charts.goal_meter(goal(frame))),
    ],
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
    charts.run_chart: [
        series(invented.exit_tickets, OF_TICKETS, run_of_shares),
        series(invented.words_read, OF_SCORES, lambda frame: charts.run_chart(column(frame, "scores"))),
    ],
    charts.xmr_chart: [
        series(invented.words_read, OF_SCORES, lambda frame: charts.xmr_chart(xmr(column(frame, "scores")))),
    ],
}

TABLES = {
    tables.fairness_table: [
        Subject(fairness_of_questions, OF_FAIRNESS, tables.fairness_table, ("low", "delta", "high")),
    ],
    tables.gaps_table: [Subject(gaps_of_groups, OF_GAPS, tables.gaps_table, GAP_UP, "n")],
    tables.goals_table: [series(invented.past_growth, OF_PAST, goals_listed)],
    tables.progress_table: [
        series(decided, {}, tables.progress_table),
        series(invented.words_read, OF_SCORES, lambda frame: tables.progress_table(decisions(frame))),
    ],
    tables.protected_table: [
        Subject(protected_counts, {}, tables.protected_table, once=True),
    ],
    tables.vendor_table: [
        Subject(vendor_says, OF_VENDOR, tables.vendor_table, ("low", "median", "high")),
    ],
    tables.run_table: [
        series(
            invented.words_read, OF_SCORES, lambda frame: tables.run_table(run_chart(column(frame, "scores")))
        ),
    ],
    tables.xmr_table: [
        series(invented.words_read, OF_SCORES, lambda frame: tables.xmr_table(xmr(column(frame, "scores")))),
    ],
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
    words.say_crossing: [series(invented.group_scores, {"score": "share"}, crossing)],
    words.say_fairness: [
        Subject(fairness_of_questions, OF_FAIRNESS, words.say_fairness, ("low", "delta", "high")),
    ],
    words.say_vendor: [
        Subject(
            vendor_says,
            {name: kind for name, kind in OF_VENDOR.items() if kind != "text"},
            lambda frame: words.say_vendor(frame, "the spring test"),
            ("low", "median", "high"),
        ),
    ],
    words.say_gaps: [Subject(gaps_of_groups, OF_GAPS, words.say_gaps, GAP_UP)],
    words.say_goal: [series(invented.past_growth, OF_PAST, lambda frame: words.say_goal(goal(frame)))],
    words.say_progress: [
        series(invented.words_read, OF_SCORES, lambda frame: words.say_progress(decisions(frame))),
    ],
    words.say_run: [
        series(
            invented.words_read,
            OF_SCORES,
            lambda frame: words.say_run(run_chart(column(frame, "scores")), "Words read"),
        ),
    ],
    words.say_xmr: [
        series(
            invented.words_read,
            OF_SCORES,
            lambda frame: words.say_xmr(xmr(column(frame, "scores")), "Words read"),
        ),
    ],
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
    return agenda().assign(used=[7.0, NAN])


OF_LOOK_FORS = SHARES | {"look_for": "text", "period": "text", "n_visits": "count", "verdict": "verdict"}
OF_LOOK_FORS |= {"more_needed": "text"}
OF_TIMES = {"slot": "text", "n_can": "count", "n_cannot": "count", "n_unknown": "count"}
OF_MINUTES = {"minutes": "place", "used": "place", "item": "text"}

TABLES[tables.agenda_table].append(
    Subject(lambda: used_agenda().assign(why=""), OF_MINUTES, tables.agenda_table)
)
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


def ties():
    return pd.DataFrame({"from": list("abcdea"), "to": list("bcdeac")})


def network_of(frame):
    """Return the chart of these ties among six, five of whom answered."""
    return charts.collaboration_network(describe(frame, list("abcdef"), list("abcde")), frame)


CHARTS |= {
    charts.agenda_timeline: [Subject(used_agenda, OF_MINUTES, charts.agenda_timeline)],
    charts.collaboration_network: [Subject(ties, {}, network_of)],
    charts.common_times: [Subject(common_times, OF_TIMES, charts.common_times)],
    charts.look_fors_over_time: [Subject(look_fors, OF_LOOK_FORS, charts.look_fors_over_time, UP)],
}


def analysed():
    """Questions of every verdict: one hidden away from a correlation, one that nobody answered."""
    return pd.DataFrame(
        {
            "item_id": [f"q{n}" for n in range(1, 8)],
            "position": [1, 2, 3, 4, NAN, 6, 7],
            "n": [240, 240, 240, 24, 24, 24, 0],
            "difficulty": [0.4, 0.1, 0.6, 0.95, 0.5, 1.0, NAN],
            "item_rest_r": [-0.3, 0.1, 0.5, 0.3, -0.1, NAN, NAN],
            "r_low": [-0.41, -0.03, 0.4, -0.1, -0.48, NAN, NAN],
            "r_high": [-0.18, 0.22, 0.59, 0.62, 0.32, NAN, NAN],
            "flag": ["check the key", "too hard", "", "too easy", "check the key; weak", "too easy", ""],
            "verdict": [
                "check the key",
                "too hard",
                "keep",
                "too easy",
                "cannot tell",
                "too easy",
                "cannot tell",
            ],
            "more_needed": ["", "", "", "", "answers of about 20 more students", "", "the first answers"],
        }
    )


def answers_to_one():
    """The answers to one question: a key, a tempting one, one that nobody chose; some left it blank."""
    frame = pd.DataFrame(
        {
            "option": ["A", "B", "C", "D"],
            "n": [9, 10, 3, 0],
            "share": [9 / 24, 10 / 24, 3 / 24, 0.0],
            "share_upper": [0.6, 0.3, 0.1, 0.0],
            "share_lower": [0.2, 0.5, 0.1, 0.0],
            "is_key": [True, False, False, False],
            "verdict": ["", "popular wrong answer", "", "non-functional"],
            "n_asked": 24,
            "n_upper": 12.0,
            "n_lower": 12.0,
        }
    )
    return frame


def of_one_question(make):
    """Return what makes something of the answers to a question, given them with the option as a column."""

    def made(frame):
        if isinstance(frame, pd.DataFrame) and list(frame.columns).count("option") == 1:
            options = pd.Index(list(frame["option"]), dtype=object, tupleize_cols=False)
            index = pd.MultiIndex.from_arrays([["q1"] * len(frame), options], names=["item", "option"])
            frame = frame.drop(columns="option").set_axis(index)
        return make(frame, "q1")

    return made


def grid_cells():
    """Students by standards: each verdict, and a student without answers."""
    return pd.DataFrame(
        {
            "student_id": ["s1", "s2", "s3", "s1", "s2", "s3"],
            "code": ["5.NF.1"] * 3 + ["5.NF.2"] * 3,
            "n_items": [7, 7, 0, 2, 3, 0],
            "share": [1.0, 0.1, NAN, 0.5, 0.6, NAN],
            "verdict": ["above", "below", "cannot tell", "cannot tell", "cannot tell", "cannot tell"],
        }
    )


def named_grid(frame):
    groups = pd.DataFrame({"student_id": ["s1", "s2"], "group": ["extend", "reteach"]})
    return charts.student_grid(frame, groups, {"s1": "Ada", "s2": "W" * 200}, most=1, most_students=2)


def moved():
    return movement([1, 2, 3, 4, 5, 6, 7, 8], [8, 2, 3, 4, 5, 6, 7, 1], sem=0.5).frame.drop(columns="share")


def of_movement(make):
    """Return what makes something of a movement with this frame."""
    whole = movement([1, 2, 3, 4, 5, 6, 7, 8], [8, 2, 3, 4, 5, 6, 7, 1], sem=0.5)
    return lambda frame: make(replace(whole, frame=frame))


OF_ANALYSED = {"difficulty": "share", "n": "count", "position": "place", "item_id": "text"}
OF_ANALYSED |= {"verdict": "text", "flag": "text", "more_needed": "text"}
OF_ANSWERS = {
    "share": "share",
    "share_upper": "share",
    "share_lower": "share",
    "n": "count",
    "option": "text",
}
OF_ANSWERS |= {"n_asked": "count", "n_upper": "number", "n_lower": "number", "verdict": "text"}
OF_CELLS = {"share": "share", "n_items": "count", "verdict": "verdict"}
R_UP = ("r_low", "item_rest_r", "r_high")

CHARTS |= {
    charts.item_map: [Subject(analysed, OF_ANALYSED, charts.item_map, R_UP)],
    charts.option_shares: [Subject(answers_to_one, OF_ANSWERS, of_one_question(charts.option_shares))],
    charts.quartile_movement: [
        Subject(moved, {}, of_movement(charts.quartile_movement), once=True, hides=False)
    ],
    charts.student_grid: [
        Subject(grid_cells, OF_CELLS, charts.student_grid, once=True),
        Subject(grid_cells, OF_CELLS, named_grid, once=True),
    ],
}
TABLES |= {
    tables.movement_table: [Subject(moved, {}, of_movement(tables.movement_table), once=True, hides=False)],
    tables.options_table: [Subject(answers_to_one, OF_ANSWERS, of_one_question(tables.options_table))],
    tables.questions_table: [Subject(analysed, OF_ANALYSED, tables.questions_table, R_UP)],
    tables.students_table: [Subject(grid_cells, OF_CELLS, tables.students_table, once=True)],
}
WORDS |= {
    words.say_movement: [Subject(moved, {}, of_movement(words.say_movement), once=True, hides=False)],
    words.say_options: [Subject(answers_to_one, OF_ANSWERS, of_one_question(words.say_options))],
    words.say_questions: [Subject(analysed, OF_ANALYSED, words.say_questions, R_UP)],
    words.say_students: [Subject(grid_cells, OF_CELLS, words.say_students, once=True)],
}


def survey():
    """Six people's answers to three questions: mixed, all but one alike, and too few."""
    return pd.DataFrame(
        {"a": [1, 2, 3, 4, 5, 5], "b": [4, 4, 4, 4, 4, 2], "c": [1, 2, NAN, NAN, NAN, NAN], "d": [4] * 6}
    )


ASKED = surveys.Instrument({"Trust": ["a", "b"], "Time": ["c"], "Alike": ["d"]}, 1, 5, reversed=["b"])


def answers_given():
    return surveys.distribution(survey(), ASKED).reset_index()


def survey_scores():
    return surveys.score(survey(), ASKED).reset_index()


def survey_changes():
    return surveys.compare_waves(survey(), survey() % 5 + 1, ASKED).reset_index()


def ballots():
    return pd.DataFrame({"first": ["A", "B", "C"], "second": ["B", "C", "A"], "count": [3, 2, 2]})


def votes_of(frame):
    """Return the tally of ballots with two places; what is no such frame is counted as it is."""
    if not isinstance(frame, pd.DataFrame) or list(frame.columns) != ["first", "second", "count"]:
        return tally(frame)
    places = frame.itertuples(index=False, name=None)
    return tally([((first, second), count) for first, second, count in places])


OF_ANSWERS = {"question": "text", "dimension": "text", "label": "text", "n": "count", "share": "share"}
OF_ANSWERS |= {"side_share": "share"}
OF_SURVEY = {"dimension": "text", "n": "count", "mean": "score", "verdict": "verdict", "more_needed": "text"}
OF_WAVES = {"dimension": "text", "n_after": "count", "mean_after": "score", "change": "score"}
OF_WAVES |= {"verdict": "verdict", "more_needed": "text"}
OF_BALLOTS = {"count": "count"}

CHARTS |= {
    charts.likert: [Subject(answers_given, OF_ANSWERS, charts.likert)],
    charts.ballot_tally: [
        series(ballots, OF_BALLOTS, lambda frame: charts.ballot_tally(votes_of(frame))),
    ],
}
TABLES |= {
    tables.answers_table: [Subject(answers_given, OF_ANSWERS, tables.answers_table)],
    tables.survey_table: [Subject(survey_scores, OF_SURVEY, tables.survey_table)],
    tables.waves_table: [Subject(survey_changes, OF_WAVES, tables.waves_table)],
    tables.ballots_table: [
        series(ballots, OF_BALLOTS, lambda frame: tables.ballots_table(votes_of(frame))),
    ],
    tables.rounds_table: [series(ballots, OF_BALLOTS, lambda frame: tables.rounds_table(votes_of(frame)))],
}
WORDS |= {
    words.say_survey: [Subject(survey_scores, OF_SURVEY, words.say_survey)],
    words.say_waves: [Subject(survey_changes, OF_WAVES, words.say_waves)],
    words.say_ballots: [series(ballots, OF_BALLOTS, lambda frame: words.say_ballots(votes_of(frame)))],
}
NOT_OF_FRAMES |= {words.say_judges: "it is made of a kappa"}


def shares_of_groups(frame):
    return charts.p_chart(p_chart(column(frame, "handed_in"), column(frame, "students")))


CHARTS |= {charts.p_chart: [series(invented.handed_in, {}, shares_of_groups)]}


def standing():
    """A goal's evidence in time: not yet, not to be told, reached, and too few to be shown."""
    frame = standards().assign(title=["Check 1", "Check 2", "Check 3", ""], hidden=[False] * 3 + [True])
    return frame.drop(columns=["code", "statement", "standard_id"])


OF_STANDING = SHARES | {"title": "text", "n_students": "count", "n_items": "count", "verdict": "verdict"}
WORDS |= {
    words.say_standing: [Subject(standing, OF_STANDING, lambda frame: words.say_standing(frame, 0.7), UP)],
    words.say_trial: [
        series(
            invented.words_read, OF_SCORES, lambda frame: words.say_trial(run_chart(column(frame, "scores")))
        ),
    ],
}
NOT_OF_FRAMES |= dict.fromkeys(
    [words.say_goals, words.say_launch, words.say_open_trials, words.say_reached], "it is made of counts"
)
NOT_OF_FRAMES |= {words.say_two_meetings: "it is made of a pair of times"}


def sightings():
    """Sightings everywhere, and at places of each verdict; one hidden, one with nothing."""
    return pd.DataFrame(
        {
            "place": ["", "Grade 5", "Grade 6", "Grade 7", "Grade 8", "East"],
            "n": [31, 14, 9, 6, 2, 0],
            "happening": [16, 12, 1, 3, 0, 0],
            "partly": [5, 1, 2, 2, 0, 0],
            "share": [0.52, 0.86, 0.11, 0.5, NAN, NAN],
            "low": [0.38, 0.65, 0.03, 0.22, NAN, NAN],
            "high": [0.66, 0.95, 0.36, 0.78, NAN, NAN],
            "verdict": ["cannot tell", "above", "below", "cannot tell", "cannot tell", "cannot tell"],
            "more_needed": ["nothing soon", "", "", "about 9 more sightings", "", ""],
            "hidden": [False, False, False, False, True, False],
            "why": ["", "", "", "", "fewer than 5 sightings", ""],
        }
    )


OF_SIGHTINGS = SHARES | {"place": "text", "n": "count", "happening": "count", "partly": "count"}
OF_SIGHTINGS |= {"verdict": "verdict", "more_needed": "text"}
TABLES |= {tables.implementation_table: [Subject(sightings, OF_SIGHTINGS, tables.implementation_table, UP)]}
WORDS |= {words.say_implementation: [Subject(sightings, OF_SIGHTINGS, words.say_implementation, UP)]}
NOT_OF_FRAMES |= dict.fromkeys([words.say_coverage, words.say_talks], "it is made of numbers")
NOT_OF_FRAMES[words.say_outcome] = "it is made of a run chart"


def predictions_revealed():
    """Standards of each verdict: one few members predicted, one nobody did, one without a result."""
    return pd.DataFrame(
        {
            "code": ["5.NF.1", "5.NF.2", "", "5.NF.4", "5.NF.5"],
            "statement": ["Add fractions", "Compare fractions", "Divide", "", "Explain"],
            "expected": [0.75, 0.4, 0.6, NAN, NAN],
            "expected_low": [0.6, 0.3, 0.5, NAN, NAN],
            "expected_high": [0.8, 0.6, 0.7, NAN, NAN],
            "n_members": [6, 5, 4, 2, 0],
            "share": [0.51, 0.7, NAN, 0.6, 0.5],
            "low": [0.4, 0.6, NAN, 0.5, 0.4],
            "high": [0.6, 0.8, NAN, 0.7, 0.6],
            "n_students": [24, 24, 0, 24, 120],
            "n_items": [4, 3, 0, 5, 2],
            "not_shown": ["", "", "", "fewer than 3 members predicted", "fewer than 3 members predicted"],
            "surprise": [-0.24, 0.3, NAN, NAN, NAN],
            "verdict": ["below", "above", "cannot tell", "cannot tell", "cannot tell"],
        }
    )


def calibrations():
    """Assessments at which too much, too little, about right and nobody knows was expected; one by two."""
    return pd.DataFrame(
        {
            "assessment_id": ["u1", "u2", "u3", "u4", "u5"],
            "n": [30, 24, 18, 6, 4],
            "n_members": [6, 6, 6, 3, 2],
            "n_standards": [5, 4, 3, 2, 2],
            "bias": [0.2, -0.15, 0.01, 0.1, NAN],
            "low": [0.1, -0.2, -0.05, NAN, NAN],
            "high": [0.3, -0.05, 0.06, NAN, NAN],
            "error": [0.21, 0.16, 0.05, 0.12, NAN],
            "brier": [0.05, 0.03, 0.004, 0.02, NAN],
            "verdict": ["above", "below", "cannot tell", "cannot tell", "cannot tell"],
            "near": [False, False, True, False, False],
            "more_needed": ["", "", "", "predictions of 1 more standard", "predictions of 1 more member"],
            "why": ["", "", "", "", "fewer than 3 members predicted"],
        }
    )


OF_REVEAL = SHARES | {"expected": "share", "expected_low": "share", "expected_high": "share"}
OF_REVEAL |= {"surprise": "change", "n_members": "count", "n_students": "count", "n_items": "count"}
OF_REVEAL |= {"code": "text", "statement": "text", "verdict": "verdict"}
OF_CALIBRATION = {"bias": "change", "error": "share", "brier": "share", "verdict": "verdict"}
OF_CALIBRATION |= {"n": "count", "n_members": "count", "assessment_id": "text", "more_needed": "text"}
CHARTS |= {
    charts.predicted_and_actual: [Subject(predictions_revealed, OF_REVEAL, charts.predicted_and_actual, UP)]
}
TABLES |= {
    tables.reveal_table: [Subject(predictions_revealed, OF_REVEAL, tables.reveal_table, UP)],
    tables.calibration_table: [Subject(calibrations, OF_CALIBRATION, tables.calibration_table)],
}
WORDS |= {
    words.say_reveal: [Subject(predictions_revealed, OF_REVEAL, words.say_reveal, UP)],
    words.say_calibration: [Subject(calibrations, OF_CALIBRATION, words.say_calibration)],
}
