"""What one team's students have learned: mastery, questions and growth, from the sample district."""

import dataclasses
from functools import partial

import numpy as np
import pandas as pd

from gallery_examples import invented
from gallery_examples.example import LONG, MANY, OF_ANY_SCRIPT, SAMPLE, Example
from plcnb import charts, tables, words
from plcnb.evidence.team_evidence import TeamEvidence
from plcnb.stats import disclosure
from plcnb.stats.groups import student_groups
from plcnb.stats.growth import GrowthSince, movement, since_last
from plcnb.stats.items import analyse_items, analyse_options, review
from plcnb.stats.mastery import by_assessment, by_standard, student_standards
from plcnb.workspace import Workspace

TEAM = "harbour-grade-5-maths"
CUT = 0.7
NAMES = ("Ana", "Ben", "Chidi", "Dana", "Emre", "Fay", "Gio", "Hana", "Ivo", "Jun", "Kofi", "Lea")


def examples(workspace: Workspace) -> list[Example]:
    """Return the examples of what one team's latest assessment shows."""
    evidence = workspace.evidence.team(TEAM)
    latest = evidence.latest_assessment().assessment_id
    before = evidence.previous(latest).assessment_id

    def of(frame: pd.DataFrame, assessment: str) -> pd.DataFrame:
        return frame[frame["assessment_id"] == assessment]

    answers, questions = of(evidence.responses, latest), of(evidence.items, latest)
    growth = since_last(
        answers,
        of(evidence.responses, before),
        questions,
        of(evidence.items, before),
        of(evidence.results, latest),
        of(evidence.results, before),
        assessments=evidence.assessments,
    )
    codes = evidence.standards.set_index("standard_id")["code"]
    reviewed = review(answers, questions)
    reviewed = reviewed.assign(standard_id=reviewed["standard_id"].map(codes).fillna(""))
    return [
        _by_standard(by_standard(answers, questions, evidence.standards, cut=CUT)),
        _by_assessment(by_assessment(evidence.results, evidence.assessments, cut_share=CUT)),
        _grid(answers, questions, evidence),
        _items(reviewed),
        _item_map(answers, questions),
        _options(),
        _growth(growth),
        _growth_summary(growth),
        _movement(),
        _groups(student_groups(answers, questions, cut=CUT)),
        _notes(evidence.notes),
    ]


def _by_standard(frame: pd.DataFrame) -> Example:
    draw = charts.mastery_by_standard
    many = frame.iloc[np.arange(MANY) % len(frame)].reset_index(drop=True)
    long = many.assign(code=[f"CCSS.MATH.CONTENT.5.NF.B.{n}" for n in range(MANY)], statement=LONG)
    few = frame.assign(n_students=[67, 24, 9, 3][: len(frame)])
    one = frame.head(1).assign(n_students=1, share=1.0, low=0.05, high=1.0, verdict="cannot tell")
    abroad = frame.assign(statement=list(OF_ANY_SCRIPT), code="")
    return Example(
        "Mastery",
        partial(draw, frame, CUT),
        (partial(tables.mastery_table, frame),),
        partial(words.say_mastery, frame, CUT),
        {
            "one student": partial(draw, one, CUT),
            "no data": partial(draw, frame.head(0), CUT),
            "30 long standards": partial(draw, long, CUT),
            "hidden rows": partial(draw, disclosure.protect_shares(few), CUT),
            "any script": partial(draw, abroad, CUT),
        },
        SAMPLE,
    )


def _by_assessment(frame: pd.DataFrame) -> Example:
    draw = charts.mastery_by_assessment
    one = frame.head(1).assign(n_students=1, reached=0, share=0.0, low=0.0, high=0.95, verdict="cannot tell")
    waiting = frame.assign(
        n_students=frame["n_students"].where(frame.index < 2, 0),
        share=frame["share"].where(frame.index < 2),
        low=frame["low"].where(frame.index < 2),
        high=frame["high"].where(frame.index < 2),
        verdict=frame["verdict"].where(frame.index < 2, "cannot tell"),
    )
    few = frame.assign(n_students=[69, 8, 67])
    many = frame.iloc[np.arange(MANY) % len(frame)].reset_index(drop=True).assign(title=LONG)
    return Example(
        "Mastery",
        partial(draw, frame, CUT),
        (partial(tables.mastery_table, frame),),
        partial(words.say_assessments, frame, CUT),
        {
            "one student": partial(draw, one, CUT),
            "no data": partial(draw, frame.head(0), CUT),
            "30 long titles": partial(draw, many, CUT),
            "hidden rows": partial(draw, disclosure.protect_shares(few), CUT),
            "one without a result": partial(draw, waiting, CUT),
        },
        SAMPLE,
    )


def _items(frame: pd.DataFrame) -> Example:
    draw = charts.items_to_review
    first = frame.sort_values("difficulty", kind="stable", ignore_index=True).head(3)
    flagged = first.assign(flag=["possible mis-key", "popular wrong answer", "hard"], top_wrong=LONG)
    one = first.head(1).assign(n=1, difficulty=0.0, low=0.0, high=0.79, top_wrong_share=1.0)
    few = first.assign(n=[67, 9, 4])
    return Example(
        "Questions",
        partial(draw, first),
        (),
        partial(words.say_items, first),
        {
            "one student": partial(draw, one),
            "no data": partial(draw, frame.head(0)),
            "long answers and every flag": partial(draw, flagged.assign(standard_id=LONG)),
            "hidden rows": partial(draw, disclosure.protect_items(few)),
            "80 questions": partial(draw, pd.concat([frame] * 6, ignore_index=True).head(80)),
        },
        SAMPLE,
    )


def _grid(answers: pd.DataFrame, questions: pd.DataFrame, evidence: TeamEvidence) -> Example:
    draw = charts.student_grid
    groups = student_groups(answers, questions, cut=CUT)
    some = groups.groupby("group").head(6)
    cells = student_standards(answers, questions, evidence.standards, cut=CUT)
    few = cells[cells["student_id"].isin(some["student_id"])]
    one = few[few["student_id"] == few["student_id"].iloc[0]]
    first = cells["standard_id"].iloc[0]
    wide = pd.concat(
        [
            few[few["standard_id"] == first].assign(standard_id=f"s{n}", code=f"CCSS.MATH.CONTENT.5.NF.B.{n}")
            for n in range(MANY)
        ],
        ignore_index=True,
    )
    return Example(
        "Mastery",
        partial(draw, few, some, evidence.students),
        (partial(tables.students_table, few, some, evidence.students),),
        partial(words.say_students, few),
        {
            "one student": partial(draw, one, None, evidence.students),
            "no data": partial(draw, cells.head(0)),
            "all students": partial(draw, cells, groups, evidence.students),
            "30 long standards without names": partial(draw, wide),
        },
        SAMPLE,
    )


def _item_map(answers: pd.DataFrame, questions: pd.DataFrame) -> Example:
    draw = charts.item_map
    sheet = answers.pivot(index="student_id", columns="item_id", values="score")
    highest = questions.set_index("item_id")["max_score"].reindex(sheet.columns)
    frame = analyse_items(sheet, highest)
    frame["position"] = questions.set_index("item_id")["position"].reindex(frame.index)
    chance = np.random.default_rng(53)
    right = chance.random((40, 80)) < chance.uniform(0.1, 0.95, 80)
    crowd = analyse_items(pd.DataFrame(right.astype(float), columns=[f"{LONG} {n}" for n in range(80)]))
    return Example(
        "Questions",
        partial(draw, frame),
        (partial(tables.questions_table, frame),),
        partial(words.say_questions, frame),
        {
            "one student": partial(draw, analyse_items(sheet.head(1), highest)),
            "eight students": partial(draw, analyse_items(sheet.head(8), highest)),
            "no data": partial(draw, frame.head(0)),
            "80 long names": partial(draw, crowd),
            "hidden rows": partial(draw, frame.assign(hidden=True)),
        },
        SAMPLE,
    )


def _options() -> Example:
    draw = charts.option_shares
    chosen, key = invented.choices()
    frame, name = analyse_options(chosen, key), "3"
    one = analyse_options(chosen.head(1), key)
    long = analyse_options(
        chosen.replace({letter: f"{LONG} {letter}" for letter in "ABCD"}), dict.fromkeys(key, f"{LONG} A")
    )
    return Example(
        "Questions",
        partial(draw, frame, name),
        (partial(tables.options_table, frame, name),),
        partial(words.say_options, frame, name),
        {
            "one student": partial(draw, one, name),
            "no data": partial(draw, analyse_options(chosen.head(0), key), name),
            "long answers": partial(draw, long, name),
        },
    )


def _movement() -> Example:
    draw, tests = charts.quartile_movement, invented.two_tests()
    moved = movement(tests["autumn"], tests["spring"], cuts="before", sem=4)
    return Example(
        "Growth",
        partial(draw, moved),
        (partial(tables.movement_table, moved),),
        partial(words.say_movement, moved),
        {
            "own quarters": partial(draw, movement(tests["autumn"], tests["spring"])),
            "one student": partial(draw, movement([200], [210], cuts=[190, 200, 210])),
            "no data": partial(draw, movement([], [])),
            "ten parts": partial(draw, movement(tests["autumn"], tests["spring"], parts=10)),
            "all scores equal": partial(draw, movement([200] * 12, [200] * 12)),
        },
    )


def _growth(growth: GrowthSince) -> Example:
    draw = charts.growth_since_last
    some = _some_students(growth, len(NAMES))
    names = dict(zip(some.frame["student_id"], NAMES, strict=True))
    everybody = {student: f"Student {n + 1}" for n, student in enumerate(growth.frame["student_id"])}
    long = dict.fromkeys(some.frame["student_id"], "Wolfeschlegelsteinhausenbergerdorff " * 6)
    still = dataclasses.replace(
        some, frame=some.frame.assign(change=0.0, reliable="within error"), mean_change=0.0, low=0.0, high=0.0
    )
    return Example(
        "Growth",
        partial(draw, some, names),
        (),
        _said(some),
        {
            "without names": partial(draw, growth),
            "more students than rows": partial(draw, growth, everybody),
            "one student": partial(draw, _some_students(growth, 1), names),
            "no data": partial(draw, _some_students(growth, 0)),
            "names of 200 letters": partial(draw, some, long),
            "no change at all": partial(draw, still, names),
        },
        SAMPLE,
    )


def _growth_summary(growth: GrowthSince) -> Example:
    draw = charts.growth_summary
    return Example(
        "Growth",
        partial(draw, growth),
        (),
        _said(growth),
        {
            "too few to be shown": partial(draw, _some_students(growth, 4)),
            "no data": partial(draw, _some_students(growth, 0)),
        },
        SAMPLE,
    )


def _groups(groups: pd.DataFrame) -> Example:
    return Example("The meeting", finding=partial(words.say_groups, groups), data=SAMPLE)


def _notes(notes: pd.DataFrame) -> Example:
    return Example("The meeting", tables=(partial(tables.notes_list, notes),), data=SAMPLE)


def _some_students(growth: GrowthSince, n: int) -> GrowthSince:
    """Return the growth of the first students alone, with an interval as wide as they are few."""
    frame = growth.frame.dropna(subset=["change"]).head(n)
    mean = float(frame["change"].mean())
    half = 2.2 * float(frame["change"].std()) / np.sqrt(max(n, 1))
    return dataclasses.replace(
        growth, frame=frame, n=n, mean_change=mean, low=mean - half, high=mean + half, verdict="cannot tell"
    )


def _said(growth: GrowthSince) -> "partial[words.Finding]":
    shared = growth.n_common_items if growth.basis == "common questions" else 0
    return partial(
        words.say_growth, growth.mean_change, growth.low, growth.high, growth.n, shared, growth.verdict
    )
