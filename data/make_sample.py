"""Write the sample district: an invented school year, in the formats that schools have.

    python data/make_sample.py                  # writes data/sample
    python data/make_sample.py --out FOLDER

district.toml says what is planned (schools, teams, standards, checks, and the facts hidden in the answers),
story/ what the teams wrote down, names.toml what people may be called, and chance with one fixed seed does
the rest (invent.py, story.py): the same files, byte for byte, on every machine. Written are

* oneroster/     a OneRoster 1.2 export: who is who, who is in which class, who scored what on which test;
                 beside it what OneRoster has no file for: teams, standards, questions, every single answer
* records/       what the teams wrote down: members, goals, meetings, trials, visits, one file a kind
* dictionary.md  every table that plcnb makes of the first, and every field of the second (dictionary.py)
"""

import argparse
import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dictionary import dictionary
from invent import ABSENT, CAUGHT_UP, HERE, WEEK, Ability, Check, Class, District, Luck, Plan, Seat, answer
from story import Shares, Story

START = ("sourcedId", "status", "dateLastModified")
ONEROSTER = {  # behind START
    "academicSessions": "title type startDate endDate parentSourcedId schoolYear",
    "categories": "title weight",
    "classes": "title grades courseSourcedId classCode classType location schoolSourcedId "
    "termSourcedIds subjects subjectCodes periods",
    "courses": "schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes",
    "enrollments": "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
    "lineItemLearningObjectiveIds": "lineItemSourcedId source learningObjectiveId",
    "lineItems": "title description assignDate dueDate classSourcedId categorySourcedId "
    "academicSessionSourcedId resultValueMin resultValueMax schoolSourcedId",
    "orgs": "name type identifier parentSourcedId",
    "results": "lineItemSourcedId studentSourcedId scoreStatus score scoreDate comment textScore "
    "classSourcedId inProgress incomplete late missing",
    "roles": "userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId",
    "users": "enabledUser username userIds givenName familyName middleName identifier email sms "
    "phone agentSourcedIds grades password userMasterIdentifier preferredGivenName preferredMiddleName "
    "preferredFamilyName primaryOrgSourcedId pronouns",
}
OWN = {  # what OneRoster has no file for
    "teams": "team_id name school_id course_id teacher_ids class_ids",
    "standards": "standard_id code statement parent_id",
    "items": "item_id course_id assessment position standard_id key max_score",
    "item_responses": "test_id student_id item_id response score date",
}
ABSENT_FILES = [
    *("classResources", "courseResources", "demographics", "lineItemScoreScales", "resources"),
    *("resultLearningObjectiveIds", "resultScoreScales", "scoreScales", "userProfiles", "userResources"),
]


class Tables:
    """The rows of every file, written at the end in one go."""

    def __init__(self) -> None:
        self._headers = {file: [*START, *columns.split()] for file, columns in ONEROSTER.items()}
        self._headers |= {file: columns.split() for file, columns in OWN.items()}
        self._rows: dict[str, list[list[str]]] = {file: [] for file in self._headers}
        self._points: dict[tuple[str, str, str], tuple[int, int]] = {}

    def add(self, file: str, **cells: Any) -> None:
        """Add a row to `file`; columns not named stay empty, rows without an id are numbered."""
        rows, header = self._rows[file], self._headers[file]
        unknown = cells.keys() - set(header)
        if unknown:
            raise KeyError(f"{file}.csv has no column {sorted(unknown)}")
        number = {START[0]: f"{file[:2]}{len(rows) + 1:04d}"}
        rows.append([_cell((number | cells).get(column)) for column in header])

    def count(self, team: str, check: str, standard: str, score: int, points: int) -> None:
        """Remember points of an answer, for those who look at a team's results."""
        before = self._points.get((team, check, standard), (0, 0))
        self._points[team, check, standard] = (before[0] + score, before[1] + points)

    @property
    def shares(self) -> Shares:
        """The share of the points that each team reached on each check and standard."""
        return {key: score / points for key, (score, points) in self._points.items()}

    def write(self, folder: Path) -> None:
        """Write every file into `folder`, and the manifest of the OneRoster ones."""
        folder.mkdir(parents=True, exist_ok=True)
        for file, rows in self._rows.items():
            _write_csv(folder / f"{file}.csv", [self._headers[file], *rows])
        modes = dict.fromkeys(ABSENT_FILES, "absent") | dict.fromkeys(ONEROSTER, "bulk")
        manifest = {"propertyName": "value", "manifest.version": "1.0", "oneroster.version": "1.2"}
        manifest |= {f"file.{name}": modes[name] for name in sorted(modes, key=str.lower)}
        manifest |= {"source.systemName": "plcnb sample", "source.systemCode": "plcnb-sample"}
        _write_csv(folder / "manifest.csv", manifest.items())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _write_csv(path: Path, rows: Iterable[Iterable[str]]) -> None:
    """Write a file as RFC 4180 has it: commas, CRLF, quotes only where needed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def make_tables(district: District) -> Tables:
    """Return every row of the district's files."""
    tables = Tables()
    write_frame(tables, district.plan)
    for course in district.courses.values():
        write_course(tables, course, district.checks[course["id"]])
    write_people(tables, district)
    for team in district.plan["teams"]:
        course, classes = district.courses[team["course"]], district.classes[team["id"]]
        write_team(tables, team, course, classes, district.plan["begins"])
        TeamYear(tables, district, team).write()
    return tables


# ------------------------------------------------------------------- what stands before anyone comes in


def write_frame(tables: Tables, plan: Plan) -> None:
    """Write the district, its schools and its year."""
    tables.add("orgs", sourcedId="district", name=plan["name"], type="district")
    for school in plan["schools"]:
        cells = {"name": school["name"], "type": "school", "parentSourcedId": "district"}
        tables.add("orgs", sourcedId=school["id"], **cells)
    spring = plan["half"] + timedelta(days=3)
    sessions = [
        ("year", "School year", "schoolYear", plan["begins"], plan["ends"], ""),
        ("autumn", "Autumn term", "term", plan["begins"], plan["half"], "year"),
        ("spring", "Spring term", "term", spring, plan["ends"], "year"),
    ]
    for period in plan["periods"]:
        about = (period["id"], period["title"], "gradingPeriod", period["begins"], period["ends"], "autumn")
        sessions.append(about)
    header = ("sourcedId", "title", "type", "startDate", "endDate", "parentSourcedId")
    for session in sessions:
        cells = dict(zip(header, session, strict=True))
        tables.add("academicSessions", schoolYear=plan["school_year"], **cells)
    tables.add("categories", sourcedId="check", title="Common assessment")
    tables.add("categories", sourcedId="task", title="Written task")
    for subject in dict.fromkeys(course["subject"] for course in plan["courses"]):
        code = _code(subject)
        tables.add("standards", standard_id=code.lower(), code=code, statement=subject)


def write_course(tables: Tables, course: Plan, checks: list[Check]) -> None:
    """Write a course, its standards, and the questions of its checks with the key of the answer sheet."""
    code = f"{_code(course['subject'])}{course['grade']}"
    tables.add(
        "courses",
        sourcedId=course["id"],
        schoolYearSourcedId="year",
        title=course["title"],
        courseCode=code,
        grades=f"{course['grade']:02d}",
        orgSourcedId="district",
        subjects=course["subject"],
    )
    about = {"code": code, "statement": course["title"], "parent_id": _code(course["subject"]).lower()}
    tables.add("standards", standard_id=code.lower(), **about)
    for number, statement in enumerate(course["standards"], start=1):
        about = {"code": f"{code}.{number}", "statement": statement, "parent_id": code.lower()}
        tables.add("standards", standard_id=_standard_id(course, number), **about)
    for check in checks:
        for position, question in enumerate(check.questions, start=1):
            tables.add(
                "items",
                item_id=question.item_id,
                course_id=course["id"],
                assessment=check.title,
                position=position,
                standard_id=_standard_id(course, question.standard),
                key=question.key,
                max_score=question.points,
            )


def _code(subject: str) -> str:
    return subject[:2].upper()


def _standard_id(course: Plan, number: int) -> str:
    return f"{_code(course['subject'])}{course['grade']}-{number}".lower()


# ---------------------------------------------------------------------------------------------- people


def write_people(tables: Tables, district: District) -> None:
    """Write a data coach, a head for each school, everyone who teaches or plans in a team, all students."""
    plan = district.plan
    staff = {"d01": ("district", "districtAdministrator")}
    staff |= {f"p{n:02d}": (school["id"], "principal") for n, school in enumerate(plan["schools"], start=1)}
    for team in plan["teams"]:
        staff |= dict.fromkeys(_members(team), (team["school"], "teacher"))
    for person, (org, role) in sorted(staff.items()):
        name = district.names.draw(Luck("staff", person))
        _write_person(tables, person, name, org, email=f"{person}@example.org")
        _write_role(tables, person, role, org, plan["begins"])
    for (school, grade), cohort in district.cohorts.items():
        for student in cohort:
            # A local number that begins with zeros: whoever reads it as a number spoils it.
            local = f"{4000 + 7 * int(student.student_id[1:]):07d}"
            _write_person(
                tables, student.student_id, student.name, school, grades=f"{grade:02d}", identifier=local
            )
            _write_role(tables, student.student_id, "student", school, student.begins, student.ends)


def _write_person(tables: Tables, person: str, name: tuple[str, str, str], org: str, **more: str) -> None:
    """Write who a person is. No birth date, telephone or password, ever."""
    names = dict(zip(("givenName", "familyName", "preferredGivenName"), name, strict=True))
    account = {"enabledUser": True, "username": person, "primaryOrgSourcedId": org}
    tables.add("users", sourcedId=person, **names, **account, **more)


def _write_role(
    tables: Tables, person: str, role: str, org: str, begins: date, ends: date | None = None
) -> None:
    dates = {"beginDate": begins, "endDate": ends}
    tables.add("roles", userSourcedId=person, roleType="primary", role=role, orgSourcedId=org, **dates)


def write_team(tables: Tables, team: Plan, course: Plan, classes: list[Class], begins: date) -> None:
    """Write a team, its classes, and who belongs to each."""
    tables.add(
        "teams",
        team_id=team["id"],
        name=course["title"],
        school_id=team["school"],
        course_id=course["id"],
        teacher_ids=";".join(_members(team)),
        class_ids=";".join(one.class_id for one in classes),
    )
    for number, one in enumerate(classes, start=1):
        tables.add(
            "classes",
            sourcedId=one.class_id,
            title=f"{course['title']}, class {number}",
            grades=f"{course['grade']:02d}",
            courseSourcedId=course["id"],
            classCode=f"{course['id']}/{number}",
            classType="scheduled",
            schoolSourcedId=team["school"],
            termSourcedIds="autumn,spring",
            subjects=course["subject"],
            periods=number,
        )
        where = {"classSourcedId": one.class_id, "schoolSourcedId": team["school"]}
        for place, teacher in enumerate(one.teachers):
            who = {"userSourcedId": teacher, "role": "teacher", "primary": place == 0}
            tables.add("enrollments", **where, **who, beginDate=begins)
        for seat in one.seats:
            who = {"userSourcedId": seat.student.student_id, "role": "student"}
            tables.add("enrollments", **where, **who, beginDate=seat.begins, endDate=seat.ends)


def _members(team: Plan) -> list[str]:
    teaching = [teacher for _, *teachers in team["classes"] for teacher in teachers]
    return list(dict.fromkeys(teaching + team.get("also", [])))


# --------------------------------------------------------------------------------------------- results


class TeamYear:
    """What one team's students did on the checks of the year so far."""

    def __init__(self, tables: Tables, district: District, team: Plan) -> None:
        self._tables, self._plan, self._team = tables, district.plan, team
        self._course = district.courses[team["course"]]
        self._checks = district.checks[team["course"]]
        self._classes = district.classes[team["id"]]
        self._ability = Ability(team, district.cohorts[team["school"], self._course["grade"]])

    def write(self) -> None:
        """Let the classes take each check, one class a day, and write what came of it."""
        for check in self._checks:
            for place, one in enumerate(self._classes):
                self._sit(check, one, check.day + timedelta(days=place % 3))
        if "task" in self._team:
            for number, one in enumerate(self._classes, start=1):
                self._hand_in(number, one, **self._team["task"])

    def _sit(self, check: Check, one: Class, day: date) -> None:
        test_id = f"{one.class_id}-{check.number}"
        self._write_test(test_id, one, check.title, "check", day, check.points)
        for standard in sorted({question.standard for question in check.questions}):
            about = {"source": "unknown", "learningObjectiveId": _standard_id(self._course, standard)}
            self._tables.add("lineItemLearningObjectiveIds", lineItemSourcedId=test_id, **about)
        luck = Luck("answers", test_id)
        for seat in one.seats:
            if seat.taken(day):
                self._take(check, test_id, seat, day, luck)

    def _take(self, check: Check, test_id: str, seat: Seat, day: date, luck: Luck) -> None:
        student, late = seat.student, False
        if luck.happens(ABSENT):
            if not luck.happens(CAUGHT_UP) or not seat.taken(day + WEEK):
                self._write_result(test_id, student.student_id, "exempt", "", day)
                return
            day, late = day + WEEK, True
        standing, total = self._ability.on(student, check.number, luck), 0
        for question in check.questions:
            response, score = answer(question, standing + self._ability.extra(question.standard), luck)
            total += score
            standard = _standard_id(self._course, question.standard)
            self._tables.count(self._team["id"], check.title, standard, score, question.points)
            self._tables.add(
                "item_responses",
                test_id=test_id,
                student_id=student.student_id,
                item_id=question.item_id,
                response=response,
                score=score,
                date=day,
            )
        self._write_result(test_id, student.student_id, "fully graded", total, day, late=late)

    def _hand_in(self, number: int, one: Class, title: str, day: date, points: int, unmarked: int) -> None:
        """Write a task marked as a whole; class number `unmarked` is not marked to the end yet."""
        test_id = f"{one.class_id}-t"
        self._write_test(test_id, one, title, "task", day, points)
        luck = Luck("task", test_id)
        for seat in (seat for seat in one.seats if seat.taken(day)):
            standing = self._ability.on(seat.student, len(self._checks), luck)
            score: int | str = min(max(round(points / 2 + standing), 0), points)
            status = "fully graded"
            if luck.happens(ABSENT):
                score, status = "", "not submitted"
            elif number == unmarked:
                status = luck.pick(["fully graded", "partially graded", "submitted"], [0.5, 0.15, 0.35])
                score = "" if status == "submitted" else score
            missing = status == "not submitted"
            self._write_result(test_id, seat.student.student_id, status, score, day, missing=missing)

    def _write_test(
        self, test_id: str, one: Class, title: str, category: str, day: date, points: int
    ) -> None:
        period = next(period for period in self._plan["periods"] if period["begins"] <= day <= period["ends"])
        self._tables.add(
            "lineItems",
            sourcedId=test_id,
            title=title,
            assignDate=day,
            dueDate=day,
            classSourcedId=one.class_id,
            categorySourcedId=category,
            academicSessionSourcedId=period["id"],
            resultValueMin=0,
            resultValueMax=points,
            schoolSourcedId=self._team["school"],
        )

    def _write_result(
        self, test_id: str, student_id: str, status: str, score: int | str, day: date, **marks: bool
    ) -> None:
        self._tables.add(
            "results",
            lineItemSourcedId=test_id,
            studentSourcedId=student_id,
            scoreStatus=status,
            score=score,
            scoreDate=day,
            **{mark: True for mark, said in marks.items() if said},
        )


def main() -> None:
    """Write the sample into the folder that --out names."""
    parser = argparse.ArgumentParser(description="Write the sample district.")
    parser.add_argument("--out", type=Path, default=HERE / "sample", help="folder to write into")
    folder = parser.parse_args().out
    district = District()
    tables = make_tables(district)
    tables.write(folder / "oneroster")
    Story(district, tables.shares).write(folder / "records")
    (folder / "dictionary.md").write_text(dictionary(), encoding="utf-8", newline="\n")
    print(f"The sample district is in {folder}")


if __name__ == "__main__":
    main()
