"""Invent the sample district: its people, classes and questions, and what students answer.

Nothing here knows a file format; make_sample.py writes what is invented here. All constants of chance stand
at the top, all plans in district.toml.

Answers follow a two-parameter logistic model: the chance of a right answer grows with what a student can
do (talent, subject, team, growth so far, the standard, the day) and falls with how hard the question is.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, zip_longest
from math import exp
from pathlib import Path
from statistics import NormalDist
from typing import Any, TypeVar
from zlib import crc32

from numpy.random import PCG64, Generator

SEED = 20250901
HERE = Path(__file__).resolve().parent

OPTIONS = "ABCD"
MIDDLE = -0.85  # difficulty of the middle question: some 70 % of an average class get it right
SPREAD = 0.6  # how far a standard's easiest and hardest question lie from its middle
EFFECT = 1.0  # how much easier a team's strong standards are, and how much harder its weak ones
SECOND_POINT = 0.8  # how much more the second point of an open question asks than the first
PULLS = (0.36, 0.33, 0.31)  # how wrong answers spread over the wrong options
SHARPNESS, VARIETY = 1.3, 0.25  # the middle question's discrimination, and the (logarithmic) spread around it
TALENT, SUBJECT, DAY = 0.8, 0.6, 0.25  # spread of what students bring: to all, to one subject, to one day
ABSENT, CAUGHT_UP, OMITTED = 0.04, 0.25, 0.012  # missed the day; of those, took it a week later; left blank
ARRIVED, LEFT, NICKNAMED = 0.025, 0.02, 0.5
WEEK = timedelta(weeks=1)

Plan = dict[str, Any]  # a table of district.toml
Thing = TypeVar("Thing")


class Luck:
    """Chance that is the same on every machine, with its own stream for every purpose.

    Only `Generator.random` is used, because numpy may change how it draws from other distributions. Streams
    are apart, so that a change in one team's plan leaves the other teams as they were.
    """

    def __init__(self, *purpose: str) -> None:
        self._draw = Generator(PCG64([SEED, crc32("/".join(purpose).encode())])).random

    def happens(self, chance: float) -> bool:
        """Return True in `chance` of all cases."""
        return bool(self._draw() < chance)

    def normal(self, spread: float = 1.0) -> float:
        """Return a number around 0, normally distributed."""
        return spread * NormalDist().inv_cdf(max(float(self._draw()), 1e-12))

    def pick(self, things: Sequence[Thing], weights: Sequence[float] = ()) -> Thing:
        """Return one of `things`, each as likely as its weight."""
        weights = weights or [1.0] * len(things)
        left = float(self._draw()) * sum(weights)
        for thing, weight in zip(things, weights, strict=True):
            left -= weight
            if left < 0:
                return thing
        return things[-1]

    def shuffled(self, things: Iterable[Thing]) -> list[Thing]:
        """Return `things` in a new order."""
        drawn = [(self._draw(), place, thing) for place, thing in enumerate(things)]
        return [thing for _, _, thing in sorted(drawn, key=lambda one: one[:2])]


@dataclass(frozen=True)
class Question:
    """One question, as the answer sheet has it and as it truly is."""

    item_id: str
    standard: int  # place in the course's list, from 1
    points: int  # 1: four options; 2: open, marked by the teacher
    key: str  # the option that the answer sheet calls right; empty: open
    right: str  # the option that students who know choose
    pulls: dict[str, float]  # how strongly each other option draws those who do not
    difficulty: float
    sharpness: float  # how well it tells who can from who cannot


@dataclass(frozen=True)
class Check:
    """A common assessment of a course."""

    number: int
    title: str
    day: date
    questions: list[Question]

    @property
    def points(self) -> int:
        """The highest score there is."""
        return sum(question.points for question in self.questions)


def make_checks(course: Plan) -> list[Check]:
    """Return the course's checks; a third of each repeats questions that the one before asked first."""
    luck, serial = Luck("questions", course["id"]), count(1)
    checks: list[Check] = []
    fresh: list[Question] = []
    for number, planned in enumerate(course["checks"], start=1):
        anchors = _anchors(fresh, planned["asks"])
        fresh, queues = [], []
        for standard, asked in enumerate(planned["asks"], start=1):
            repeated = [anchor for anchor in anchors if anchor.standard == standard]
            new = _new_questions(course, number, standard, asked - len(repeated), luck, serial)
            fresh += new
            queues.append(new + repeated)
        checks.append(Check(number, planned["title"], planned["date"], _in_turn(queues)))
    return checks


def _in_turn(queues: list[list[Question]]) -> list[Question]:
    """Return the questions of all standards, one of each in turn."""
    return [question for turn in zip_longest(*queues) for question in turn if question]


def _anchors(fresh: list[Question], asks: list[int]) -> list[Question]:
    """Choose a third of the coming check among what the last one asked first, evenly by standard."""
    queues = [
        [question for question in fresh if question.standard == standard and question.points == 1]
        for standard, asked in enumerate(asks, start=1)
        if asked
    ]
    return _in_turn(queues)[: round(sum(asks) / 3)]


def _new_questions(
    course: Plan, check: int, standard: int, n: int, luck: Luck, serial: Iterator[int]
) -> list[Question]:
    """Return the questions about `standard` that this check asks first, their difficulty evenly spread."""
    planned = course["checks"][check - 1]
    middle = MIDDLE + planned.get("harder", 0.0)
    difficulties = luck.shuffled(middle + SPREAD * (2 * (place + 0.5) / n - 1) for place in range(n))
    questions = []
    for place, difficulty in enumerate(difficulties, start=1):
        item_id = f"{course['id']}-{next(serial):02d}"
        open_ended = place == n and standard in planned["open"]
        special = course.get("special", {}).get(f"{check}/{standard}/{place}", {})
        questions.append(_new_question(item_id, standard, difficulty, open_ended, special, luck))
    return questions


def _new_question(
    item_id: str, standard: int, difficulty: float, open_ended: bool, special: Plan, luck: Luck
) -> Question:
    right: str = special.get("right", luck.pick(OPTIONS))
    wrong = [option for option in OPTIONS if option != right]
    pulls = special.get("pulls") or dict(zip(wrong, luck.shuffled(PULLS), strict=True))
    return Question(
        item_id,
        standard,
        points=2 if open_ended else 1,
        key="" if open_ended else special.get("key", right),
        right=right,
        pulls=pulls,
        difficulty=special.get("difficulty", difficulty),
        sharpness=special.get("sharpness", SHARPNESS * exp(luck.normal(VARIETY))),
    )


@dataclass(frozen=True)
class Student:
    """A student, with what no file tells."""

    student_id: str
    name: tuple[str, str, str]  # given, family, called ("" if as given)
    grade: int
    talent: float
    begins: date
    ends: date | None


@dataclass(frozen=True)
class Seat:
    """A student's time in a class."""

    student: Student
    begins: date
    ends: date | None

    def taken(self, day: date) -> bool:
        """Return whether the student is in the class on `day`."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Class:
    """A class of a team."""

    class_id: str
    teachers: list[str]
    seats: list[Seat] = field(default_factory=list)


class Names:
    """Names put together from names.toml."""

    def __init__(self) -> None:
        plan = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))
        self._groups, self._called = plan["groups"], plan["called"]

    def draw(self, luck: Luck) -> tuple[str, str, str]:
        """Return a given name, a family name, and what the person likes to be called ("" if as given)."""
        group = luck.pick(self._groups, [group["share"] for group in self._groups])
        given, family = luck.pick(group["given"]), luck.pick(group["family"])
        called = self._called.get(given, "") if luck.happens(NICKNAMED) else ""
        return given, family, called


class District:
    """The planned district, brought to life."""

    def __init__(self) -> None:
        self.plan: Plan = tomllib.loads((HERE / "district.toml").read_text(encoding="utf-8"))
        self.names = Names()
        self.courses: dict[str, Plan] = {course["id"]: course for course in self.plan["courses"]}
        self.checks = {course_id: make_checks(course) for course_id, course in self.courses.items()}
        self.cohorts: dict[tuple[str, int], list[Student]] = {}
        self.classes: dict[str, list[Class]] = {}
        for team in self.plan["teams"]:
            self.classes[team["id"]] = self._make_classes(team)

    def _make_cohort(self, school: str, grade: int, size: int) -> list[Student]:
        """Return one grade of one school; a few students arrive late, a few leave."""
        luck = Luck("cohort", school, str(grade))
        first = 1 + sum(map(len, self.cohorts.values()))
        students = []
        for number in range(first, first + size):
            begins, ends = self.plan["begins"], None
            if luck.happens(ARRIVED):
                begins += (6 + luck.pick(range(10))) * WEEK
            elif luck.happens(LEFT):
                ends = begins + (5 + luck.pick(range(10))) * WEEK + timedelta(days=4)
            name, talent = self.names.draw(luck), luck.normal(TALENT)
            students.append(Student(f"s{number:04d}", name, grade, talent, begins, ends))
        return students

    def _make_classes(self, team: Plan) -> list[Class]:
        """Deal the team's grade out to its classes."""
        key = (team["school"], self.courses[team["course"]]["grade"])
        if key not in self.cohorts:
            self.cohorts[key] = self._make_cohort(*key, sum(size for size, *_ in team["classes"]))
        dealt = Luck("classes", team["id"]).shuffled(self.cohorts[key])
        first = 1 + sum(map(len, self.classes.values()))
        classes = []
        for number, (size, *teachers) in enumerate(team["classes"], start=first):
            taken, dealt = dealt[:size], dealt[size:]
            taken.sort(key=lambda student: student.student_id)
            seats = [Seat(student, student.begins, student.ends) for student in taken]
            classes.append(Class(f"c{number:02d}", teachers, seats))
        self._move(team.get("moved", 0), classes)
        return classes

    def _move(self, n: int, classes: list[Class]) -> None:
        """Let `n` students change from the first class to the second, seven weeks into the year."""
        begins = self.plan["begins"]
        staying = [seat for seat in classes[0].seats if (seat.begins, seat.ends) == (begins, None)]
        for seat in staying[:n]:
            change = begins + 7 * WEEK
            classes[0].seats.remove(seat)
            classes[0].seats.append(Seat(seat.student, begins, change - timedelta(days=3)))
            classes[1].seats.append(Seat(seat.student, change, None))


class Ability:
    """What the students of one team can do, standard by standard and check by check."""

    def __init__(self, team: Plan, students: Iterable[Student]) -> None:
        luck = Luck("ability", team["id"])
        self._growth = team["growth"]
        self._start = {one.student_id: one.talent + luck.normal(SUBJECT) + team["level"] for one in students}
        self._effects = dict.fromkeys(team["strong"], EFFECT) | dict.fromkeys(team["weak"], -EFFECT)

    def on(self, student: Student, check: int, luck: Luck) -> float:
        """Return where a student stands on the day of check number `check`."""
        return self._start[student.student_id] + self._growth * (check - 1) + luck.normal(DAY)

    def extra(self, standard: int) -> float:
        """Return how much easier than others the team finds a standard."""
        return float(self._effects.get(standard, 0.0))


def answer(question: Question, standing: float, luck: Luck) -> tuple[str, int]:
    """Return what a student writes, and the points that the answer sheet gives for it."""

    def knows(more: float = 0.0) -> bool:
        return luck.happens(1 / (1 + exp(-question.sharpness * (standing - question.difficulty - more))))

    if luck.happens(OMITTED):
        return "", 0
    if question.points == 2:
        return "written", (1 + knows(SECOND_POINT)) if knows() else 0
    chosen = question.right if knows() else luck.pick(list(question.pulls), list(question.pulls.values()))
    return chosen, int(chosen == question.key)
