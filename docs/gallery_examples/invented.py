"""Series, groups and goals of children who do not exist. Every call gives the same numbers."""

import numpy as np
import pandas as pd

GROUPS = ("After-school club", "Comes by bus", "Here since grade 3", "New this year", "Sees a tutor")
HOW_MANY = (34, 41, 52, 28, 6)  # students in each; the last are too few to be compared
OFFERED_LESS = {"New this year": -0.14}  # what the invented gap is
QUESTIONS = 8
BUS_QUESTION = 4  # a question about a timetable: easier for those who read one daily


def random(seed: int) -> np.random.Generator:
    """Return numbers that look like chance and are always the same."""
    return np.random.default_rng(seed)


def group_scores() -> pd.DataFrame:
    """Return a score (a share of the points) and a group for each student."""
    group = np.repeat(GROUPS, HOW_MANY)
    chance = random(5).normal(0.64, 0.17, len(group))
    score = np.clip(chance + [OFFERED_LESS.get(name, 0.0) for name in group], 0, 1).round(2)
    return pd.DataFrame({"group": group, "score": score})


def answers_of_two_groups() -> tuple[pd.DataFrame, pd.Series]:
    """Return right and wrong answers of 160 students, and how each comes to school."""
    chance = random(7)
    able = chance.normal(0, 1, 160)
    way = pd.Series(np.where(np.arange(160) % 2, "by bus", "on foot"), name="way")
    hard = np.linspace(-1, 1, QUESTIONS)
    easier = np.zeros((160, QUESTIONS))
    easier[way == "by bus", BUS_QUESTION] = 1.6
    likely = 1 / (1 + np.exp(-(1.3 * able[:, None] - hard + easier)))
    right = (chance.random(likely.shape) < likely).astype(float)
    return pd.DataFrame(right, columns=[f"Question {n + 1}" for n in range(QUESTIONS)]), way


def past_growth() -> pd.DataFrame:
    """Return where 60 students of earlier years started and ended, and after how many weeks."""
    chance = random(11)
    start = chance.normal(58, 12, 60).round()
    end = (start + chance.normal(1.2, 0.5, 60) * 15).round()
    return pd.DataFrame({"start": start, "end": end, "weeks": 15})


def words_read() -> pd.DataFrame:
    """Return a student's words read right in a minute, week by week; one week without a score."""
    scores = [58, 60, 59, 63, 62, np.nan, 65, 64, 68, 71, 72, 75, 77]
    return pd.DataFrame({"weeks": range(len(scores)), "scores": scores})


def exit_tickets() -> pd.DataFrame:
    """Return the share right on 20 exit tickets, better from the twelfth on; one day without."""
    chance = random(13)
    shares = np.r_[chance.normal(0.55, 0.05, 11), chance.normal(0.7, 0.04, 9)].clip(0, 1).round(2)
    shares[6] = np.nan
    return pd.DataFrame({"day": pd.date_range("2026-09-07", periods=20, freq="4D"), "share": shares})


STAFF = ("Ana", "Ben", "Chidi", "Dana", "Emre", "Fay", "Gio", "Hana", "Ivo")
TIES = "Ana Ben, Ben Ana, Chidi Ana, Dana Ana, Dana Chidi, Emre Dana, Fay Emre, Emre Fay, Gio Ana, Ben Chidi"
LOOK_FORS = {
    "Students explain their thinking to each other": (0.25, 0.4, 0.75),
    "The goal of the lesson is visible": (0.8, 0.8, 0.85),
    "Feedback names the next step": (0.4, 0.35, 0.3),
}
PULSE = {
    "Trust": ("We speak openly about what does not work.", "I can ask for help."),
    "Time": ("Our meetings start and end on time.", "We waste time on what others should decide."),
}
TURNED = ("We waste time on what others should decide.",)
SLOTS = ("Mon 15:00", "Tue 07:45", "Wed 12:10", "Thu 15:00")
BALLOTS = {
    ("Maths talk", "Exit tickets", "Peer visits"): 5,
    ("Exit tickets", "Peer visits", "Maths talk"): 4,
    ("Peer visits", "Exit tickets"): 3,
    ("Exit tickets",): 1,
}


def ties() -> pd.DataFrame:
    """Return who asks whom for advice in a team of nine, one of whom has not answered."""
    pairs = [pair.split() for pair in TIES.split(", ")]
    return pd.DataFrame(pairs, columns=["from", "to"])


def visits() -> pd.DataFrame:
    """Return what 60 short visits to twelve rooms saw, in three months."""
    chance = random(23)
    rows = [
        {"look_for": look_for, "period": month, "room": f"room {visit % 12}", "seen": chance.random() < share}
        for look_for, shares in LOOK_FORS.items()
        for month, share in zip(("September", "October", "November"), shares, strict=True)
        for visit in range(20)
    ]
    return pd.DataFrame(rows)


def pulse(seed: int = 29, n: int = 14) -> pd.DataFrame:
    """Return the answers of a team to four questions, from 1 to 5, one answer missing."""
    chance = random(seed)
    answers = {
        question: np.clip(chance.normal(middle, 0.9, n).round(), 1, 5)
        for question, middle in zip(
            (q for asked in PULSE.values() for q in asked), (3.2, 4.2, 3.9, 2.4), strict=True
        )
    }
    frame = pd.DataFrame(answers)
    return frame.mask((frame.index.to_numpy()[:, None] == 3) & (np.arange(len(answers)) == 2))


def availability() -> pd.DataFrame:
    """Return who can come when: True, False, or nothing from those who have not answered."""
    chance = random(31)
    can = pd.DataFrame(chance.random((len(SLOTS), len(STAFF))) < 0.75, SLOTS, STAFF).astype(object)
    can.loc["Tue 07:45"] = True
    can["Ivo"] = np.nan
    return can


def two_tests() -> pd.DataFrame:
    """Return scores of 80 students on a test in autumn and in spring; two have only one."""
    chance = random(37)
    able = chance.normal(200, 12, 80)
    autumn, spring = able + chance.normal(0, 4, 80), able + 6 + chance.normal(0, 4, 80)
    frame = pd.DataFrame({"autumn": autumn.round(), "spring": spring.round()})
    frame.loc[3, "spring"] = frame.loc[7, "autumn"] = np.nan
    return frame


def choices() -> tuple[pd.DataFrame, dict[str, str]]:
    """Return what 48 students chose on five questions, and the key; one wrong answer tempts many."""
    chance = random(41)
    able = np.linspace(0.15, 0.95, 48)
    key = dict(zip("12345", "BADCB", strict=True))
    chosen = {
        name: np.where(chance.random(48) < able, right, chance.choice(list("ABCD"), 48))
        for name, right in key.items()
    }
    frame = pd.DataFrame(chosen)
    tempted = (chance.random(48) < 0.7) & (frame["3"] != key["3"])
    frame["3"] = np.where(tempted, "A", frame["3"])
    return frame, key


def handed_in() -> pd.DataFrame:
    """Return how many of how many students handed in their work in 14 weeks; few in the holiday week."""
    chance = random(59)
    students = np.array([24, 24, 23, 24, 22, 24, 6, 24, 23, 24, 24, 22, 24, 24])
    share = np.r_[np.full(10, 0.68), np.full(4, 0.93)]
    return pd.DataFrame({"handed_in": chance.binomial(students, share), "students": students})


def vendor_says() -> pd.DataFrame:
    """What an invented vendor's report says of twenty students: a percentile, a placement, three skills."""
    draw = np.random.default_rng(7)
    rows = []
    for place in range(20):
        placement = ("on grade", "one grade below", "two grades below")[place % 3 if place % 4 else 0]
        said = [("", "percentile", float(draw.integers(8, 93))), ("", "placement", placement)]
        said += [(skill, "mastery (%)", float(draw.integers(35, 97))) for skill in ("NF", "MD", "G")]
        rows += [
            (f"s{place}", *one[:2], one[2] if one[2] != placement else np.nan, str(one[2])) for one in said
        ]
    return pd.DataFrame(rows, columns=["student_id", "standard_id", "measure", "value", "text"])


def levels() -> pd.DataFrame:
    """Return how many students of three schools stand where; some are too few to be told."""
    counts = {"Harbour": (14, 31, 25), "Orchard Hill": (4, 22, 19), "Willow Lane": (12, 27, 3)}
    rows = [
        (school, level, count)
        for school, several in counts.items()
        for level, count in zip(("below", "cannot tell", "above"), several, strict=True)
    ]
    return pd.DataFrame(rows, columns=["school", "level", "students"])


def expectations() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what six members expected of five standards, and what came."""
    statements = {
        "MA5.2": "Divide, and say what the remainder means in the story",
        "MA5.3": "Add and subtract fractions that are cut into parts of different size",
        "MA5.4": "Place decimals on a number line and put them in order",
        "MA5.5": "Find how much a box holds by thinking in layers of cubes",
        "MA5.6": "Explain in words why two fractions are equal",
    }
    came = {"MA5.2": 0.78, "MA5.3": 0.51, "MA5.4": 0.95, "MA5.5": 0.68, "MA5.6": 0.44}
    hopes = {"MA5.2": 0.7, "MA5.3": 0.72, "MA5.4": 0.8, "MA5.5": 0.7, "MA5.6": 0.55}
    spread = random(31).normal(0, 0.07, (6, len(hopes)))
    rows = [
        (f"m{who}", "check-3", standard, float(np.clip(round(hope + spread[who, at], 2), 0, 1)))
        for who in range(6)
        for at, (standard, hope) in enumerate(hopes.items())
    ]
    predicted = pd.DataFrame(rows, columns=["person_id", "assessment_id", "standard_id", "expected"])
    share = pd.Series(came)
    half = 1.64 * np.sqrt(share * (1 - share) / 67) * 1.3
    actual = pd.DataFrame(
        {
            "standard_id": list(came), "code": list(came), "statement": list(statements.values()),
            "n_students": 67, "n_items": 4, "share": share.to_numpy(),
            "low": (share - half).to_numpy(), "high": np.minimum(share + half, 0.99).to_numpy(),
        }
    )  # fmt: skip
    return predicted, actual
