"""A second, deliberately awkward sample: small, invented, valid, and hard on whoever draws or names files.

Its records, in the folder records/, stand in messy_records.py.

    @pytest.fixture(scope="session")
    def messy(tmp_path_factory):
        return build_messy(tmp_path_factory.mktemp("messy"))

Nothing in it breaks a rule of the formats, so an import keeps every row. What is awkward is said beside it;
the teams' names are the constants below.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from messy_records import write_messy_records
from numpy.random import PCG64, Generator

from plcnb.shipped import shipped_folder

ALONE = "Alone with eighty questions"  # one member, an 80-item test
SILENT = "Not yet"  # no assessment so far
WORDY = 'Thirty standards, <b>long</b> & "quoted"'  # 30 long standards on one test
WILD = "Équipe № 1: числа / 数学"  # its id is no file name
SINGLE = "One student"  # the only other one has left
TWIN = "Twin"  # two teams of this name, whose ids differ in capitals only
UNCLAIMED_CLASS = "Chess, period 7"  # a class that no team claims
TEAM_IDS = {
    ALONE: ["alone"],
    SILENT: ["not-yet"],
    WORDY: ["wordy"],
    WILD: ["../5/6 équipe № 1.числа.数学"],
    SINGLE: ["con"],  # a name that Windows keeps for itself
    TWIN: ["twin", "Twin"],
}
SILENT_STUDENT = "no-answers"  # sits in WORDY's class, and nothing is known of any work
STARTED, LATER, SAME_TITLE = "2025-09-15", "2025-11-17", "Exit ticket"
ALL_RIGHT, ALL_WRONG, UNSCORED = "i-right", "i-wrong", "i-unscored"

NAMES = [
    ("Ng", "Ô"),
    ("=SUM(A1)", "+Plus"),
    ("<script>alert(1)</script>", "O'Brien & Søn"),
    ("Null", "True"),
    ("محمد", "عبد الله"),
    ("さくら", "田中"),
    ("Ελένη", "Παππά"),
    ("Анастасия-Екатерина Владимировна", "Константинопольская-Новогеоргиевская"),
    ("తేజ", "రెడ్డి"),
    ("👩‍🚀 Zoë", "de los Ángeles y del Río"),
    ("A", "Z"),
    ("Same", "Name"),
    ("Same", "Name"),
    ('Ann "Annie"', "Smith, Jr."),
]


class _Files:
    """Rows by file, written under the headers that the sample has; and the chance that fills them."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.chance = Generator(PCG64(7)).random

    def add(self, file: str, **cells: Any) -> None:
        self._rows[file].append(cells)

    def number(self, file: str) -> str:
        return f"{file}-{len(self._rows[file]) + 1}"

    def write(self, folder: Path) -> None:
        for source in sorted((shipped_folder("sample") / "oneroster").glob("*.csv")):
            if source.stem == "manifest":
                (folder / source.name).write_bytes(source.read_bytes())
                continue
            header = source.read_text(encoding="utf-8").splitlines()[0].split(",")
            with (folder / source.name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, header, restval="")
                writer.writeheader()
                writer.writerows(self._rows[source.stem])


def build_messy(folder: Path) -> Path:
    """Write the awkward sample, its records too, as the sample district is written; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = _Files()
    _frame(files)
    _alone(files)
    _team(files, "not-yet", SILENT, "c-silent", _students(files, "c-silent", 5))
    _wordy(files)
    _wild(files)
    _single(files)
    for team_id in TEAM_IDS[TWIN]:
        class_id = f"c-{team_id}"
        students = _students(files, class_id, 4)
        _team(files, team_id, TWIN, class_id, students)
        _whole(files, class_id, f"{class_id}/1", "Quiz", STARTED, students)
    _class(files, UNCLAIMED_CLASS, "c-chess", _students(files, "c-chess", 3), ["t-chess"])
    files.write(folder)
    write_messy_records(folder / "records")
    return folder


def _frame(files: _Files) -> None:
    files.add("orgs", sourcedId="d", name="District of Ümläut & Sons", type="district")
    files.add("orgs", sourcedId="s", name="School/№ 1 (East)", type="school", parentSourcedId="d")
    for session, kind in (("y", "schoolYear"), ("g", "gradingPeriod")):
        dates = {"startDate": "2025-09-01", "endDate": "2026-06-26", "schoolYear": "2026"}
        parent = "y" if kind == "gradingPeriod" else ""
        files.add(
            "academicSessions", sourcedId=session, title=kind, type=kind, parentSourcedId=parent, **dates
        )
    files.add("categories", sourcedId="k", title="Common assessment")


def _person(files: _Files, person_id: str, role: str) -> str:
    given, family = NAMES[sum(map(ord, person_id)) % len(NAMES)]
    files.add(
        "users",
        sourcedId=person_id,
        enabledUser="true",
        username=person_id,
        givenName=given,
        familyName=family,
        grades="07" if role == "student" else "",
        primaryOrgSourcedId="s",
    )
    kind = {"roleType": "primary", "role": role}
    files.add("roles", sourcedId=f"r-{person_id}", userSourcedId=person_id, orgSourcedId="s", **kind)
    return person_id


def _students(files: _Files, class_id: str, n: int) -> list[str]:
    return [_person(files, f"{class_id}.{k}", "student") for k in range(n)]


def _class(files: _Files, title: str, class_id: str, students: list[str], teachers: list[str]) -> None:
    """Write a class with a course of its own; courses and classes may share a title."""
    files.add("courses", sourcedId=f"{class_id}-course", title=title, grades="07", orgSourcedId="d")
    files.add(
        "classes",
        sourcedId=class_id,
        title=title,
        courseSourcedId=f"{class_id}-course",
        classType="scheduled",
        schoolSourcedId="s",
        termSourcedIds="g",
    )
    for teacher in teachers:
        _enroll(files, class_id, _person(files, teacher, "teacher"), "teacher")
    for student in students:
        _enroll(files, class_id, student, "student")


def _enroll(files: _Files, class_id: str, person: str, role: str, ends: str = "") -> None:
    files.add(
        "enrollments",
        sourcedId=files.number("enrollments"),
        classSourcedId=class_id,
        schoolSourcedId="s",
        userSourcedId=person,
        role=role,
        beginDate="2025-09-01",
        endDate=ends,
    )


def _team(
    files: _Files, team_id: str, name: str, class_id: str, students: list[str], n_members: int = 2
) -> None:
    teachers = [f"t-{class_id}-{k}" for k in range(n_members)]
    _class(files, name, class_id, students, teachers)
    course = f"{class_id}-course"
    ids = {"teacher_ids": ";".join(teachers), "class_ids": class_id}
    files.add("teams", team_id=team_id, name=name, school_id="s", course_id=course, **ids)


def _test(files: _Files, class_id: str, test_id: str, title: str, day: str, points: float) -> None:
    files.add(
        "lineItems",
        sourcedId=test_id,
        title=title,
        assignDate=day,
        dueDate=day,
        classSourcedId=class_id,
        categorySourcedId="k",
        academicSessionSourcedId="g",
        resultValueMin=0,
        resultValueMax=points,
        schoolSourcedId="s",
    )


def _result(files: _Files, test_id: str, student: str, status: str, score: Any, day: str) -> None:
    files.add(
        "results",
        sourcedId=files.number("results"),
        lineItemSourcedId=test_id,
        studentSourcedId=student,
        scoreStatus=status,
        score=score,
        scoreDate=day,
    )


def _whole(files: _Files, class_id: str, test_id: str, title: str, day: str, students: Iterable[str]) -> None:
    """Write a test of ten points without questions."""
    _test(files, class_id, test_id, title, day, 10)
    for student in students:
        _result(files, test_id, student, "fully graded", int(11 * files.chance()), day)


def _answered(
    files: _Files, class_id: str, test_id: str, title: str, students: Iterable[str], items: list[str]
) -> None:
    """Write a test of one-point questions with everyone's answers; some are never scored."""
    _test(files, class_id, test_id, title, LATER, len(items))
    for student in students:
        total = 0
        for item in items:
            right = item == ALL_RIGHT or (item != ALL_WRONG and files.chance() < 0.6)
            score = "" if item == UNSCORED else int(right)
            total += int(score or 0)
            response = "A" if right else "BCD"[int(3 * files.chance())]
            cells = {"response": response, "score": score, "date": LATER}
            files.add("item_responses", test_id=test_id, student_id=student, item_id=item, **cells)
        _result(files, test_id, student, "fully graded", total, LATER)


def _items(files: _Files, class_id: str, title: str, items: list[str], standards: list[str]) -> None:
    for position, item in enumerate(items, start=1):
        files.add(
            "items",
            item_id=item,
            course_id=f"{class_id}-course",
            assessment=title,
            position=position,
            standard_id=standards[(position - 1) % len(standards)],
            key="A",
            max_score=1,
        )


def _alone(files: _Files) -> None:
    """Write a team of one teacher and a test of eighty questions on one standard."""
    students = _students(files, "c-alone", 9)
    _team(files, "alone", ALONE, "c-alone", students, n_members=1)
    files.add("standards", standard_id="all", code="ALL", statement="Everything")
    items = [f"e{k:02d}" for k in range(80)]
    _items(files, "c-alone", "Eighty questions", items, ["all"])
    _answered(files, "c-alone", "eighty", "Eighty questions", students, items)


def _wordy(files: _Files) -> None:
    """Write thirty standards of up to 600 letters, two of them with one code; one student did nothing."""
    students = _students(files, "c-wordy", 7)
    silent = _person(files, SILENT_STUDENT, "student")
    _team(files, "wordy", WORDY, "c-wordy", [*students, silent])
    standards = [f"long-{k}" for k in range(30)]
    for k, standard in enumerate(standards):
        sentence = "Compare and explain (in words, with a <picture>, & in numbers) what changed, and why; "
        words = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " if k == 7 else ""
        cells = {"code": f"W.{min(k, 28)}", "statement": (words + sentence * (1 + k // 5)).strip()}
        files.add("standards", standard_id=standard, **cells)
    items = [f"w{k:02d}" for k in range(60)]
    _items(files, "c-wordy", "Sixty questions", items, standards)
    _answered(files, "c-wordy", "sixty", "Sixty questions", students, items)


def _wild(files: _Files) -> None:
    """Write questions that all, none, or nobody yet has right, and two tests of one title in one class."""
    students = _students(files, "c-wild", 8)
    _team(files, TEAM_IDS[WILD][0], WILD, "c-wild", students)
    items = [ALL_RIGHT, ALL_WRONG, UNSCORED, "i-4", "i-5", "i-6"]
    _items(files, "c-wild", "Числа", items, ["all", "nowhere described"])
    _answered(files, "c-wild", "numbers", "Числа", students[:-1], items)
    for item in items:  # all left blank
        cells = {"test_id": "numbers", "student_id": students[-1], "item_id": item}
        files.add("item_responses", response="", score="" if item == UNSCORED else 0, date=LATER, **cells)
    _result(files, "numbers", students[-1], "partially graded", 0, LATER)
    _whole(files, "c-wild", "ticket-1", SAME_TITLE, STARTED, students)
    _whole(files, "c-wild", "ticket-2", SAME_TITLE, LATER, students[:4])
    for student, status in zip(students[4:7], ("exempt", "not submitted", "submitted"), strict=True):
        _result(files, "ticket-2", student, status, "", LATER)


def _single(files: _Files) -> None:
    """Write a team with one student left: another left before the first test."""
    staying, leaving = _students(files, "c-single", 2)
    _team(files, "con", SINGLE, "c-single", [staying])
    _enroll(files, "c-single", leaving, "student", ends="2025-09-12")
    items = ["o1", "o2", "o3", "o4"]
    _items(files, "c-single", "Four questions", items, ["all"])
    _answered(files, "c-single", "four", "Four questions", [staying], items)
