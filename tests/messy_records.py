"""What the teams of the awkward sample wrote: valid, half finished, and hard on whoever shows or counts it.

`write_messy_records(folder)` writes it as the sample's records are: a file a kind, a record a line. Every
record is one that its model keeps; ids of teams are those that an import gives them.
"""

import json
from collections import defaultdict
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from plcnb.model import (
    ActionStep,
    Availability,
    Driver,
    Exchange,
    Goal,
    Initiative,
    LaunchMilestone,
    Lesson,
    Measurement,
    Meeting,
    Member,
    Milestone,
    Norm,
    Poll,
    Prediction,
    Record,
    Reflection,
    Sighting,
    Tie,
    Trial,
    Unit,
    Visit,
    Wave,
    made,
)
from plcnb.records import lines as bundle

ALONE_TEAM, NEVER_MET_TEAM, SPARSE_TEAM, WILD_TEAM, WORDY_TEAM = (
    "alone",
    "not-yet",
    "con",
    "5-6-equipe-o-1-11653c",
    "wordy",
)
ALONE_ID, WILD_IDS = "t-c-alone-0", ("t-c-wild-0", "t-c-wild-1")
WORDY_IDS, SPARSE_IDS = ("t-c-wordy-0", "t-c-wordy-1"), ("t-c-single-0", "t-c-single-1")

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.org","click")'
MARKUP = "</textarea><img src=x onerror=alert(2)> {{ 7*7 }} $x^2$ | `code` | **bold** & \"quoted\" 'twice'"
LONG = ("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz und so weiter, " * 60)[:4000]
ENDLESS = "W" * 400  # one word that nothing can break
SCRIPTS = "Сравнить дроби · قارن بين الكسور · 比较分数 · שברים · భిన్నాలు · 👩‍🏫👨‍👩‍👧‍👦🇺🇦"
TURNED = "from left \u202eto right\u202c and back, a\u0301 in two signs, zero\u200bwidth"
LINES = "first line\n\n\tsecond line, indented\n- a list\n# a heading\n"
PRIVATE = "What only the writer may read: I cried in the car park."  # in reflections that nobody shared
FILES = {kind: file.removesuffix(".jsonl") for file, kind in bundle.FILES.items()}
HELD, LATER, LATEST = date(2025, 11, 18), date(2025, 12, 2), date(2026, 1, 13)


class _Written:
    """Records by file, under ids that count up."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._numbers = count(1)

    def add(self, kind: type[Record], team_id: str, /, **values: Any) -> str:
        record_id = f"{kind.__name__.lower()}-{next(self._numbers)}"
        record = made(kind, {"id": record_id, "team_id": team_id, **values})
        self.rows[FILES[kind]].append(record.model_dump(mode="json"))
        return record_id


def write_messy_records(folder: Path) -> Path:
    """Write the records of the awkward teams into `folder`; return it."""
    written = _Written()
    _alone(written)
    _wordy(written)
    _wild(written)
    _sparse(written)
    _never_met(written)
    folder.mkdir(parents=True, exist_ok=True)
    for file, rows in written.rows.items():
        lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows]
        (folder / f"{file}.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")
    return folder


def _alone(written: _Written) -> None:
    """Write a team of one: it meets, visits and votes with itself."""
    team, me = ALONE_TEAM, ALONE_ID
    written.add(
        Member, team, person_id=me, name="=SUM(A1) +Plus", teaches=FORMULA, roles=["facilitator", "data"]
    )
    written.add(Norm, team, text="listen to myself", position=1)
    written.add(Availability, team, person_id=me, weekday="fri", starts="23:30", ends="23:59")
    meeting = written.add(
        Meeting, team, on=HELD, minutes=5, state="held", present=[me], assessment_id="eighty-questions"
    )
    written.add(Meeting, team, on=LATER, minutes=480, state="held", present=[])
    step = {"meeting_id": meeting, "what": "work on fractions", "owner": me, "due": date(2025, 11, 19)}
    written.add(ActionStep, team, **step)
    written.add(
        Goal, team, what="answer all eighty", standard_id="all", set_on=HELD, by=date(2026, 6, 26), target=1.0
    )
    about = {"assessment_id": "eighty-questions", "standard_id": "all", "expected": 0.0}
    written.add(Prediction, team, person_id=me, on=HELD, **about)
    wave = written.add(Wave, team, instrument="safety", opens=HELD, closes=LATER)
    for number in range(1, 8):
        written.rows["answers"].append(
            {"wave_id": wave, "respondent": "only-one", "item": f"s{number}", "value": 7.0, "text": ""}
        )
    written.rows["respondents"] += [{"of": wave, "person_id": me}]
    written.add(Poll, team, question="Yes?", options=["Yes"], opens=HELD, closes=LATEST)  # nobody has voted
    written.add(
        Visit, team, on=LATER, visitor=me, host=me, looked_for=["talk"], seen=["explain"], noticed=SCRIPT
    )
    written.add(Reflection, team, person_id=me, on=LATEST, tried=PRIVATE, shared=False)
    written.add(Exchange, team, person_id=me, kind="ask", topic="company", to="team", on=HELD)
    written.add(Exchange, team, person_id=me, kind="offer", topic="company", to="team", on=HELD)


def _wordy(written: _Written) -> None:
    """Write everything at full length, by two people of one name."""
    team, (one, other) = WORDY_TEAM, WORDY_IDS
    for person in WORDY_IDS:
        written.add(Member, team, person_id=person, name="Same Name", teaches=ENDLESS[:200])
    for number in range(1, 16):
        written.add(Norm, team, text=f"{number}. {LONG[:290]}", position=number, agreed_on=HELD)
    meeting = written.add(
        Meeting,
        team,
        on=HELD,
        starts="15:10",
        minutes=50,
        protocol="data-meeting",
        state="held",
        present=list(WORDY_IDS),
        parts=[{"item": ENDLESS[:120], "minutes": 25, "used": 480.0}, {"item": SCRIPT, "minutes": 25}],
        assessment_id="sixty-questions",
        see=LONG,
        mean=MARKUP,
        follow=LINES,
        key_error=LONG[:300],
        already_know=" ",
        decisions=[LONG[:400], FORMULA, SCRIPT, ""],
        takeaways=[SCRIPTS] * 30,
    )
    goals = [
        written.add(
            Goal, team, what=LONG[:300], whom=ENDLESS[:200], standard_id=f"long-{k}", start=0.5, target=0.5
        )
        for k in range(12)
    ]
    for number in range(25):
        written.add(
            ActionStep,
            team,
            what=f"{number}: {LONG[:390]}",
            owner=WORDY_IDS[number % 2],
            due=date(2025, 1 + number % 12, 1),
            meeting_id=meeting,
            state=("open", "done", "let go")[number % 3],
        )
    unit = written.add(
        Unit,
        team,
        title=ENDLESS[:200],
        begins=LATER,
        ends=HELD,  # the wrong way round
        standards=[f"long-{k}" for k in range(30)],
        understand=LONG,
        assessment="sixty-questions",
        saw=MARKUP,
    )
    written.add(Lesson, team, unit_id=unit, title=SCRIPT, on=LATER, students_will=LONG[:400], check=FORMULA)
    trial = written.add(
        Trial,
        team,
        change=LONG[:400],
        need=MARKUP,
        goal_id=goals[0],
        measure="minutes",
        begins=HELD,
        until=HELD,
    )
    for day in range(1, 31):  # all the same, and one beyond all others
        value = 1e12 if day == 30 else 5.0
        written.add(Measurement, team, trial_id=trial, on=date(2025, 11, day), value=value, phase="during")
    for tie in ((one, other), (other, one)):
        written.add(Tie, team, person_id=tie[0], other_id=tie[1], exchange="0", deep="0", on=LATER)
    for number in range(10):
        kind = ("ask", "offer")[number % 2]
        written.add(Exchange, team, person_id=one, kind=kind, topic=ENDLESS[:200], detail=LONG, to="school")
    written.add(
        Visit, team, on=LATER, visitor=one, host=other, looked_for=["talk"], noticed=LONG, wondered=MARKUP
    )
    written.add(Reflection, team, person_id=one, on=LATER, tried=LONG, saw=SCRIPT, shared=True)
    written.add(Reflection, team, person_id=other, on=LATER, tried=PRIVATE, need=PRIVATE, shared=False)
    initiative = written.add(Initiative, team, aim=LONG[:400], measure=MARKUP, start=0, target=0, unit="%")
    driver = written.add(Driver, team, initiative_id=initiative, text=LONG[:300], position=1)
    for number in range(20):
        about = {"initiative_id": initiative, "driver_id": driver, "what": f"{number} {SCRIPT}"}
        written.add(Milestone, team, due=date(2026, 1, 1 + number), **about)
    where = {"initiative_id": initiative, "where": LONG[:200], "note": FORMULA}
    written.add(Sighting, team, on=LATER, happening="yes", value=-1e9, **where)


def _wild(written: _Written) -> None:
    """Write names and texts of many scripts, and text that is code elsewhere."""
    team, (one, other) = WILD_TEAM, WILD_IDS
    names = {one: "محمد عبد الله", other: "さくら 田中"}
    for person, name in names.items():
        written.add(Member, team, person_id=person, name=name, teaches=SCRIPTS)
    written.add(Norm, team, text=TURNED, position=1)
    written.add(
        Meeting,
        team,
        on=LATEST,
        starts="08:05",
        state="held",
        present=[other],
        protocol="a protocol that nobody has",
        assessment_id="f556f7",
        see=SCRIPTS,
        mean=TURNED,
        decisions=[SCRIPTS, FORMULA, "@SUM(1+1)", "-2+3", "+2", "\t=1"],
    )
    written.add(Goal, team, what=SCRIPTS, whom="全体学生", target=0.7, by=date(2024, 1, 1), state="open")
    written.add(
        ActionStep,
        team,
        what="Раздать карточки с тремя вопросами",
        students_will="比较两个分数",
    )
    written.add(ActionStep, team, what=SCRIPT, owner="somebody who is no member", due=LATEST)
    written.add(Exchange, team, person_id=one, kind="ask", topic="分数", to="team", on=LATEST)
    written.add(Exchange, team, person_id=other, kind="offer", topic="分数和百分比", to="team", on=LATEST)
    written.add(Exchange, team, kind="ask", topic="", to="school")
    about = {"what": FORMULA, "area": "data", "note": MARKUP}
    written.add(LaunchMilestone, team, due=date(2026, 2, 28), **about)
    written.add(Reflection, team, person_id=one, on=LATEST, tried=SCRIPTS, learned=TURNED, shared=True)
    wave = written.add(
        Wave, team, instrument="team-health", opens=LATEST, closes=date(2026, 12, 31), said=SCRIPT
    )
    written.rows["answers"] += [
        {"wave_id": wave, "respondent": sheet, "item": item, "value": value, "text": ""}
        for sheet, value in (("a", 1.0), ("b", 6.0))
        for item in ("h01", "h02", "h18")
    ]
    options = [SCRIPTS[:60], SCRIPT, FORMULA]
    poll = written.add(
        Poll, team, question=MARKUP[:300], options=options, opens=LATEST, closes=LATEST, seed="🎲"
    )
    written.rows["ballots"] += [
        {"poll_id": poll, "ranking": options[:1]},
        {"poll_id": poll, "ranking": options[1:]},
    ]
    written.rows["respondents"] += [
        {"of": sheet, "person_id": who} for sheet in (wave, poll) for who in WILD_IDS
    ]


def _sparse(written: _Written) -> None:
    """Write one record of each kind with next to nothing in it, and a member who has left."""
    team, (one, other) = SPARSE_TEAM, SPARSE_IDS
    written.add(Member, team, person_id=one)
    written.add(Member, team, person_id=other, name="さくら 田中", left_on=date(2025, 10, 1))
    for kind in (
        Norm,
        LaunchMilestone,
        Goal,
        Meeting,
        ActionStep,
        Reflection,
        Exchange,
        Tie,
        Prediction,
        Visit,
    ):
        written.add(kind, team)
    written.add(Availability, team)
    written.add(Lesson, team, unit_id=written.add(Unit, team))
    written.add(Wave, team)
    written.add(Poll, team)
    trial = written.add(Trial, team)
    written.add(Trial, team, change="No measurement yet", who=[one], begins=HELD, until=LATEST)
    written.add(Measurement, team, trial_id=trial)
    initiative = written.add(Initiative, team)
    for kind in (Driver, Milestone, Sighting):
        written.add(kind, team, initiative_id=initiative)
    written.add(Goal, team, what="A goal without a target", whom="the one student", state="met")
    written.add(ActionStep, team, what="Nobody's step", due=HELD)


def _never_met(written: _Written) -> None:
    """Write a team that has got ready and never met."""
    team = NEVER_MET_TEAM
    written.add(Norm, team, text="meet", position=1, agreed_on=date(2025, 9, 1))
    for state, on in (("cancelled", HELD), ("planned", LATER), ("planned", date(2026, 6, 1))):
        written.add(Meeting, team, on=on, state=state)
    written.add(
        LaunchMilestone,
        team,
        what="A first meeting",
        area="calendar",
        due=date(2025, 9, 1),
    )
