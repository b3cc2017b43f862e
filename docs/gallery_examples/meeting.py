"""How a team works: its meeting, whom its members ask, what visits see, what a pulse and a ballot say."""

from functools import partial

import numpy as np
import pandas as pd

from gallery_examples import invented
from gallery_examples.example import LONG, MANY, OF_ANY_SCRIPT, Example
from plcnb import charts, tables, words
from plcnb.stats import calibration, network, schedule, surveys, visits, voting

SURVEY = surveys.Instrument(invented.PULSE, lowest=1, highest=5, reversed=invented.TURNED)
_CHECKS = {"check-3": "Check 3: Decimals and volume", "check-4": "Check 4: Volume and time"}
CROWD = [f"{LONG} {n}" for n in range(MANY)]


def examples() -> list[Example]:
    """Return the examples of how a team works."""
    return [
        _agenda(),
        _reveal(),
        _calibration(),
        _common_times(),
        _network(),
        _look_fors(),
        _pulse(),
        _scores(),
        _waves(),
        _judges(),
        _ballots(),
    ]


def _agenda() -> Example:
    draw = charts.agenda_timeline
    frame = pd.DataFrame(
        {
            "minutes": [5, 12, 15, 10, 3],
            "item": ["Promises", "Adding fractions", "Question 13", "Our next step", "One minute each"],
            "why": ["Kept?", "Most are below", "Why A?", "Who, by when", "What I take with me"],
        }
    )
    noted = frame.assign(used=[6, 20, 15, 4, np.nan])
    many = pd.DataFrame({"minutes": [2] * MANY, "item": CROWD})
    return Example(
        "The meeting",
        partial(draw, noted, ("Since last time",)),
        (partial(tables.agenda_table, frame),),
        partial(words.say_agenda, noted, ("Since last time",)),
        {
            "only planned": partial(draw, frame),
            "one item": partial(draw, frame.head(1)),
            "no data": partial(draw, frame.head(0)),
            "30 long items": partial(draw, many),
        },
    )


def _reveal() -> Example:
    draw = charts.predicted_and_actual
    predicted, came = invented.expectations()
    frame = calibration.reveal(predicted, came)
    few = calibration.reveal(predicted[predicted["person_id"] < "m2"], came)
    crowd = frame.iloc[[place % len(frame) for place in range(MANY)]].assign(statement=CROWD, code="")
    scripts = frame.iloc[[0, 1, 2, 3]].assign(statement=list(OF_ANY_SCRIPT))
    return Example(
        "The meeting",
        partial(draw, frame),
        (partial(tables.reveal_table, frame),),
        partial(words.say_reveal, frame),
        {
            "two members": partial(draw, few),
            "nobody predicted": partial(draw, calibration.reveal(predicted.head(0), came)),
            "no result": partial(draw, frame.assign(share=np.nan, low=np.nan, high=np.nan, surprise=np.nan)),
            "no data": partial(draw, frame.head(0)),
            "hidden": partial(draw, frame.assign(hidden=frame["code"].eq("MA5.3"))),
            "30 long names": partial(draw, crowd),
            "any script": partial(draw, scripts),
        },
    )


def _calibration() -> Example:
    predicted, came = invented.expectations()
    later = predicted.assign(assessment_id="check-4", expected=(predicted["expected"] - 0.04).clip(0, 1))
    results = [came.assign(assessment_id=name)[["assessment_id", "standard_id", "share"]] for name in _CHECKS]
    frame = calibration.calibration(pd.concat([predicted, later]), pd.concat(results))
    return Example(
        "The meeting",
        None,
        (partial(tables.calibration_table, frame, _CHECKS),),
        partial(words.say_calibration, frame),
    )


def _common_times() -> Example:
    draw, can = charts.common_times, invented.availability()
    frame = schedule.common_times(can)
    nobody = schedule.common_times(can.iloc[:, :0])
    many = schedule.common_times(pd.DataFrame(True, CROWD, [f"{LONG} {name}" for name in invented.STAFF]))
    return Example(
        "The meeting",
        partial(draw, frame),
        (partial(tables.common_times_table, frame),),
        partial(words.say_common_times, frame),
        {
            "one person": partial(draw, schedule.common_times(can[["Ana"]])),
            "no data": partial(draw, schedule.common_times(can.iloc[:0])),
            "nobody asked": partial(draw, nobody),
            "30 long times": partial(draw, many),
        },
    )


def _network() -> Example:
    draw, ties = charts.collaboration_network, invented.ties()
    described = network.describe(ties, invented.STAFF, invented.STAFF[:-1])
    chance = invented.random(43)
    crowd = pd.DataFrame(chance.integers(0, 40, (120, 2)), columns=["from", "to"]).query("`from` != `to`")
    few = ties.head(1)
    return Example(
        "The team",
        partial(draw, described, ties),
        (partial(tables.network_table, described),),
        partial(words.say_network, described),
        {
            "for one member": partial(draw, described, ties, me="Chidi"),
            "three answers": partial(draw, network.describe(few, ["Ana", "Ben", "Dana"], ["Ana"]), few),
            "no data": partial(draw, network.describe([], [], []), []),
            "40 members": partial(draw, network.describe(crowd, range(40), range(38)), crowd),
        },
    )


def _look_fors() -> Example:
    draw, seen = charts.look_fors_over_time, invented.visits()
    frame = visits.look_fors(seen)
    many = pd.concat([seen.head(60).assign(look_for=name) for name in CROWD], ignore_index=True)
    few = seen[seen["room"].isin(["room 0", "room 1"])]
    return Example(
        "The team",
        partial(draw, frame),
        (partial(tables.look_fors_table, frame),),
        partial(words.say_look_fors, frame),
        {
            "one visit": partial(draw, visits.look_fors(seen.head(1))),
            "no data": partial(draw, visits.look_fors(seen.head(0))),
            "30 long look-fors": partial(draw, visits.look_fors(many)),
            "hidden rows": partial(draw, visits.look_fors(few)),
        },
    )


def _pulse() -> Example:
    draw, answers = charts.likert, invented.pulse()
    shown = surveys.distribution(answers, SURVEY)
    long = answers.set_axis(CROWD[: len(answers.columns)], axis=1)
    alike = pd.DataFrame(5, range(12), answers.columns)
    return Example(
        "The team",
        partial(draw, shown),
        (partial(tables.answers_table, shown),),
        None,
        {
            "one person": partial(draw, surveys.distribution(answers.head(1), SURVEY)),
            "six people": partial(draw, surveys.distribution(answers.head(6), SURVEY)),
            "no data": partial(draw, surveys.distribution(answers.head(0), SURVEY)),
            "long questions": partial(draw, surveys.distribution(long, {"All": list(long)}, scale=(1, 5))),
            "all alike": partial(draw, surveys.distribution(alike, SURVEY)),
        },
    )


def _scores() -> Example:
    frame = surveys.score(invented.pulse(), SURVEY, invited=16)
    return Example(
        "The team",
        tables=(partial(tables.survey_table, frame),),
        finding=partial(words.say_survey, frame),
    )


def _waves() -> Example:
    frame = surveys.compare_waves(invented.pulse(47), invented.pulse(), SURVEY)
    return Example(
        "The team",
        tables=(partial(tables.waves_table, frame),),
        finding=partial(words.say_waves, frame),
    )


def _judges() -> Example:
    first = ["secure", "secure", "not yet", "not yet", "secure", "not yet", "secure", "secure"] * 3
    second = [*first[:18], "not yet", "secure", "secure", "not yet", "secure", "secure"]
    return Example(
        "The team",
        finding=partial(words.say_judges, surveys.agreement_between(first, second)),
    )


def _ballots() -> Example:
    draw, tally = charts.ballot_tally, voting.tally(invented.BALLOTS, seed="3 Oct")
    circle = {("A", "B", "C"): 4, ("B", "C", "A"): 4, ("C", "A", "B"): 4}
    long = {tuple(CROWD[:6]): 4, tuple(CROWD[5::-1]): 4}
    return Example(
        "The team",
        partial(draw, tally),
        (partial(tables.ballots_table, tally), partial(tables.rounds_table, tally)),
        partial(words.say_ballots, tally),
        {
            "one ballot": partial(draw, voting.tally({("Maths talk", "Exit tickets"): 1})),
            "no data": partial(draw, voting.tally({})),
            "everything ties": partial(draw, voting.tally(circle)),
            "six long names": partial(draw, voting.tally(long)),
        },
    )
