"""Whether students are on their way: goals, one student's progress, series over time, gaps between groups."""

from functools import partial

import numpy as np
import pandas as pd

from gallery_examples import invented
from gallery_examples.example import LONG, MANY, Example
from plcnb import charts, tables, words
from plcnb.stats import disclosure, gaps, vendor
from plcnb.stats.goals import attainability, must_cross
from plcnb.stats.progress import decide
from plcnb.stats.runs import p_chart, run_chart, xmr

GOAL, GOAL_WEEK = 92, 15
PHASES = {6: "reads with a partner"}
WORDS_READ = "words read right in a minute"
EXIT_TICKETS = "share of the exit ticket right"
CLUB = {11: "worked examples first"}


def examples() -> list[Example]:
    """Return the examples of goals, progress, series and gaps."""
    return [
        _goal(),
        _crossing(),
        _aimline(),
        _run(),
        _xmr(),
        _p(),
        _gaps(),
        _fairness(),
        _vendor(),
        _protected(),
    ]


def _goal() -> Example:
    draw, past = charts.goal_meter, invented.past_growth()
    goal = attainability(58, 80, 15, past)
    goals = {
        "Reading, by spring": goal,
        "Twice as fast": attainability(58, GOAL, 15, past),
        "Reached": attainability(81, 80, 15, past),
    }
    return Example(
        "Goals",
        partial(draw, goal),
        (partial(tables.goals_table, goals),),
        partial(words.say_goal, goal),
        {
            "within reach": partial(draw, attainability(58, 70, 15, past)),
            "faster than anybody": partial(draw, attainability(58, 120, 15, past)),
            "reached already": partial(draw, attainability(81, 80, 15, past)),
            "no data": partial(draw, attainability(np.nan, 80, 15, [])),
            "one student in the past": partial(draw, attainability(58, 80, 15, [1.2])),
            "shares": partial(
                draw, attainability(0.51, 0.65, 15, (past["end"] - past["start"]) / 1500), "share"
            ),
        },
    )


def _crossing() -> Example:
    crossing = must_cross(invented.group_scores()["score"], cut=0.7, target_share=0.6, sem=0.07)
    return Example("Goals", finding=partial(words.say_crossing, crossing))


def _aimline() -> Example:
    draw, read = charts.aimline, invented.words_read()
    decisions = decide(read["weeks"], read["scores"], GOAL, GOAL_WEEK, phases=list(PHASES))
    many = np.arange(80)
    crowded = dict.fromkeys(range(4, 80, 8), LONG)
    return Example(
        "Progress",
        partial(draw, read["weeks"], read["scores"], GOAL, GOAL_WEEK, phases=PHASES, measure=WORDS_READ),
        (partial(tables.progress_table, decisions),),
        partial(words.say_progress, decisions),
        {
            "three scores": partial(draw, [0, 1, 2], [58, 60, 59], GOAL, GOAL_WEEK),
            "one score": partial(draw, [0], [58], GOAL, GOAL_WEEK),
            "no data": partial(draw, [], [], GOAL, GOAL_WEEK),
            "all scores equal": partial(draw, many[:12], [58] * 12, GOAL, GOAL_WEEK),
            "80 weeks and long phases": partial(
                draw, many, 50 + many / 2, 95, 80, phases=crowded, measure=LONG
            ),
        },
    )


def _run() -> Example:
    draw, tickets = charts.run_chart, invented.exit_tickets()
    result = run_chart(tickets["share"])
    return Example(
        "Series over time",
        partial(
            draw,
            tickets["share"],
            labels=list(tickets["day"]),
            phases=CLUB,
            measure=EXIT_TICKETS,
            shares=True,
        ),
        (partial(tables.run_table, result),),
        partial(words.say_run, result, EXIT_TICKETS),
        {
            "one value": partial(draw, [0.5], shares=True),
            "no data": partial(draw, []),
            "all values equal": partial(draw, [3] * 12),
            "long names of times": partial(draw, [3, 5, 4, 6, 7], labels=[LONG] * 5, measure=LONG),
            "120 values": partial(draw, invented.random(17).normal(50, 8, 120)),
        },
    )


def _xmr() -> Example:
    draw, tickets = charts.xmr_chart, invented.exit_tickets()
    days = list(tickets["day"])
    result = xmr(tickets["share"], baseline=11)
    unusual = xmr([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    return Example(
        "Series over time",
        partial(draw, result, labels=days, phases=CLUB, measure=EXIT_TICKETS, shares=True),
        (partial(tables.xmr_table, result, days, shares=True),),
        partial(words.say_xmr, result, EXIT_TICKETS, days, shares=True),
        {
            "one unusual value": partial(draw, unusual),
            "one value": partial(draw, xmr([5])),
            "no data": partial(draw, xmr([])),
            "all values equal": partial(draw, xmr([3] * 12)),
            "a target": partial(draw, xmr([12, 14, 11, 13, 15, 12, 14, 13, 12, 15, 14, 13], target=18)),
        },
    )


def _p() -> Example:
    draw, work = charts.p_chart, invented.handed_in()
    result = p_chart(work["handed_in"], work["students"])
    weeks = [f"week {n + 1}" for n in range(len(work))]
    return Example(
        "Series over time",
        partial(draw, result, labels=weeks, measure="share who handed in their work"),
        edges={
            "one share": partial(draw, p_chart([12], [24])),
            "one student": partial(draw, p_chart([1, 0, 1], [1, 1, 1])),
            "no data": partial(draw, p_chart([], [])),
            "all shares equal": partial(draw, p_chart([24] * 12, [24] * 12)),
            "120 shares": partial(draw, p_chart(invented.random(61).binomial(30, 0.5, 120), [30] * 120)),
        },
    )


def _gaps() -> Example:
    draw, students = charts.gaps_between_groups, invented.group_scores()
    frame = gaps.compare(students["score"], students["group"])
    many = [f"{LONG} {n}" for n in range(MANY)]
    crowd = gaps.compare(invented.random(19).normal(0.6, 0.2, 20 * MANY).clip(0, 1), np.repeat(many, 20))
    hidden = frame.assign(hidden=[False, False, True, False, True])
    one = gaps.compare([0.5], ["Comes by bus"])
    return Example(
        "Gaps",
        partial(draw, frame),
        (partial(tables.gaps_table, frame),),
        partial(words.say_gaps, frame),
        {
            "one student": partial(draw, one),
            "no data": partial(draw, gaps.compare([], [])),
            "30 long names": partial(draw, crowd),
            "hidden rows": partial(draw, hidden),
            "points": partial(draw, gaps.compare(40 * students["score"], students["group"]), "points"),
        },
    )


def _fairness() -> Example:
    answers, way = invented.answers_of_two_groups()
    frame = gaps.differential_item_functioning(answers, way, "on foot")
    return Example(
        "Gaps",
        tables=(partial(tables.fairness_table, frame),),
        finding=partial(words.say_fairness, frame),
    )


def _vendor() -> Example:
    skills = [("NF", "Fractions"), ("MD", "Measures and data"), ("G", "Geometry")]
    standards = pd.DataFrame([(code, code, name) for code, name in skills])
    frame = vendor.summarise(
        invented.vendor_says(), standards.set_axis(["standard_id", "code", "statement"], axis=1)
    )
    return Example(
        "What a vendor says",
        tables=(partial(tables.vendor_table, frame, "the autumn test"),),
        finding=partial(words.say_vendor, frame, "the autumn test"),
    )


def _protected() -> Example:
    table = disclosure.protect(invented.levels(), "students", ["school", "level"])
    return Example("What leaves the team", tables=(partial(tables.protected_table, table),))
