"""Tell the story of the sample district: what its teams wrote down in their first half year.

One file of story/ a team says what is planned, in the fields of plcnb's own models; what it leaves open
(who ticked which number, how many minutes a part took, what five minutes in a room showed) is chance with the
fixed seed of invent.py. Every record goes through its model, so the story keeps to what the forms would keep.
"""

import json
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from invent import HERE, District, Luck, Plan

from plcnb.evidence.slugs import slug
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
from plcnb.records import lines

FILES = {kind: file.removesuffix(".jsonl") for file, kind in lines.FILES.items()}
WORDS = {kind: file.removesuffix("s").replace("_", "-") for kind, file in FILES.items()}
WORDS[Availability] = "availability"
SCALES = {"team-health": ("h{:02d}", 18, 1, 6, ()), "safety": ("s{}", 7, 1, 7, (1, 3, 5))}

SATURDAY = 5
FORGETS = 0.08  # a part of a meeting whose minutes nobody wrote down
HURRY = 0.25  # spread of used over planned minutes
PERSON, LINE = 0.7, 0.8  # spread of survey answers: from person to person, from line to line
SKIPPED = 0.02  # lines of a survey left empty
PREDICTS, GUESS = 0.05, 0.07  # spread of predictions: from person to person, from standard to standard
WORDLESS = 0.3  # visits without a written line
Shares = dict[tuple[str, str, str], float]  # (team, title of the check, standard) to share of the points


class Story:
    """All records of all teams, and what was answered without a name."""

    def __init__(self, district: District, shares: Shares) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        common = _read("common")
        for team in district.plan["teams"]:
            TeamStory(self, district, team, common, shares).tell()

    def add(self, record: Record) -> None:
        """Keep a record."""
        self.rows[FILES[type(record)]].append(record.model_dump(mode="json"))

    def write(self, folder: Path) -> None:
        """Write one file a kind, one record a line."""
        folder.mkdir(parents=True, exist_ok=True)
        for file in (*FILES.values(), "answers", "ballots", "respondents"):
            text = [
                json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in self.rows[file]
            ]
            (folder / f"{file}.jsonl").write_text("".join(text), encoding="utf-8", newline="\n")


class TeamStory:
    """What one team wrote down."""

    def __init__(self, story: Story, district: District, team: Plan, common: Plan, shares: Shares) -> None:
        self._story, self._common, self._shares = story, common, shares
        self._district, self._team = district, team
        self._id: str = team["id"]
        self._short = self._id.replace("grade-", "")
        self._plan = _read(self._id)
        self._numbers: dict[type[Record], int] = defaultdict(int)
        self._lines = self._luck("lines").shuffled(self._plan.get("noticed", []))
        teaching = [teacher for _, *teachers in team["classes"] for teacher in teachers]
        self._people = list(dict.fromkeys(teaching + team.get("also", [])))

    def tell(self) -> None:
        """Write everything, each kind in the order of time."""
        self._write_members()
        for text in self._plan.get("norms", {}).get("texts", []):
            agreed = self._plan["norms"]["agreed_on"]
            self._add(Norm, text=text, position=self._numbers[Norm] + 1, agreed_on=agreed)
        self._write_availability(**self._plan.get("availability", {}))
        self._write_ties(**self._plan.get("ties", {}))
        simple: list[tuple[str, type[Record]]] = [
            ("exchanges", Exchange),
            ("launch", LaunchMilestone),
            ("goals", Goal),
            ("reflections", Reflection),
        ]
        for table, kind in simple:
            for planned in self._plan.get(table, []):
                self._add(kind, **planned)
        tellers: list[tuple[str, Callable[..., None]]] = [
            ("meetings", self._write_meeting),
            ("predictions", self._write_predictions),
            ("units", self._write_unit),
            ("trials", self._write_trial),
            ("visits", self._write_visits),
            ("waves", self._write_wave),
            ("polls", self._write_poll),
            ("initiatives", self._write_initiative),
        ]
        for table, tell in tellers:
            for planned in self._plan.get(table, []):
                tell(**planned)

    def _add(self, kind: type[Record], /, *, known_as: str = "", **values: Any) -> str:
        """Keep a record under the next number of its kind; return its id."""
        self._numbers[kind] += 1
        record_id = self._name(kind, known_as or self._numbers[kind])
        self._story.add(made(kind, {"id": record_id, "team_id": self._id, **values}))
        return record_id

    def _name(self, kind: type[Record], which: object) -> str:
        return f"{WORDS[kind]}-{self._short}-{which}"

    def _luck(self, *purpose: object) -> Luck:
        return Luck("story", self._id, *map(str, purpose))

    # ------------------------------------------------------------------------------------------- people

    def _write_members(self) -> None:
        roles, teaches = self._plan.get("roles", {}), self._plan.get("teaches", {})
        course = self._district.courses[self._team["course"]]["title"]
        for person in self._people:
            given, family, called = self._district.names.draw(Luck("staff", person))
            self._add(
                Member,
                known_as=person,
                person_id=person,
                name=f"{called or given} {family}",
                teaches=teaches.get(person, course),
                roles=roles.get(person, []),
            )

    def _write_availability(self, everybody: Iterable[str] = (), **of: Iterable[str]) -> None:
        """Write when each member can meet: `everybody`, and single people by id."""
        for person in self._people:
            for span in [*everybody, *of.get(person, [])]:
                day, starts, ends = span.replace("-", " ").split()
                self._add(Availability, person_id=person, weekday=day, starts=starts, ends=ends)

    def _write_ties(
        self,
        on: date | None = None,
        silent: Iterable[str] = (),
        alone: Iterable[str] = (),
        unheard: Iterable[str] = (),
        not_asking: Iterable[str] = (),
        close: Iterable[str] = (),
    ) -> None:
        """Write who said how often they work with whom.

        `silent` did not answer, `alone` named nobody and is named by nobody, `unheard` are named by nobody,
        `not_asking` named nobody; `close` are pairs such as "t04 t05" who do so every week.
        """
        pairs = {frozenset(pair.split()) for pair in close}
        luck = self._luck("ties")
        for person in self._people if on else []:
            for other in self._people:
                if person == other or person in silent:
                    continue
                apart = person in alone or other in alone or other in unheard or person in not_asking
                deep = 0 if apart else 5 if {person, other} in pairs else luck.pick([0, 1, 2, 3, 4])
                more = 0 if apart else min(deep + luck.pick([0, 1, 2]), 5)
                named = {"person_id": person, "other_id": other}
                self._add(Tie, **named, exchange=str(more), deep=str(deep), on=on)

    # ----------------------------------------------------------------------------------------- meetings

    def _write_meeting(self, on: date, away: Iterable[str] = (), **planned: Any) -> None:
        """Write a meeting with its action steps; a protocol gives the parts, chance the minutes used."""
        steps = planned.pop("steps", [])
        held = planned.setdefault("state", "held") == "held"
        parts = self._common["parts"].get(planned.get("protocol", ""), [])
        if "minutes" not in planned and parts:
            planned["minutes"] = sum(minutes for _, minutes in parts)
        luck = self._luck("meeting", on)
        fourth = bool(planned.get("already_know"))
        planned["parts"] = [
            {"item": item, "minutes": minutes, "used": _used(item, minutes, fourth, luck) if held else None}
            for item, minutes in parts
        ]
        present = [person for person in self._people if person not in away] if held else []
        usual: dict[str, Any] = {"place": self._plan.get("place", ""), "starts": self._plan.get("starts", "")}
        meeting = self._add(Meeting, on=on, present=present, **usual | planned)
        for step in steps:
            self._add(ActionStep, meeting_id=meeting, set_on=on, **step)

    def _write_predictions(self, check: int, on: date, bias: float, without: Iterable[str] = ()) -> None:
        """Write what each member but `without` expected: what came, too high by `bias`, and chance."""
        title = self._district.courses[self._team["course"]]["checks"][check - 1]["title"]
        shares = {
            standard: share
            for (team, of, standard), share in sorted(self._shares.items())
            if (team, of) == (self._id, title)
        }
        luck = self._luck("predictions", check)
        for person in self._people:
            leaning = bias + luck.normal(PREDICTS)
            for standard, share in shares.items():
                guess = round(20 * (share + leaning + luck.normal(GUESS))) / 20  # people think in fives
                what: dict[str, Any] = {"assessment_id": slug(title), "standard_id": standard, "on": on}
                if person not in without:
                    self._add(Prediction, person_id=person, expected=min(max(guess, 0.05), 1.0), **what)

    # ----------------------------------------------------------------------------------- plan and change

    def _write_unit(self, **planned: Any) -> None:
        lessons = planned.pop("lessons", [])
        unit = self._add(Unit, **planned)
        for lesson in lessons:
            self._add(Lesson, unit_id=unit, **lesson)

    def _write_trial(self, **planned: Any) -> None:
        """Write a trial; `measured` says how its series goes, `notes` what was noted on some days."""
        measured, notes = planned.pop("measured", {}), planned.pop("notes", {})
        if "goal" in planned:
            planned["goal_id"] = self._name(Goal, planned.pop("goal"))
        trial = self._add(Trial, **planned)
        if measured:
            days = self._days(measured["first"], measured["last"], planned.get("every_days", 7))
            luck = self._luck(trial)
            for day in days:
                before = day < planned["begins"]
                level = measured["before"] if before else measured["since"]
                value = min(max(level + luck.normal(measured["spread"]), 0.0), 100.0)
                value = round(value, measured.get("digits", 0))
                n = measured["students"] - luck.pick([0, 0, 1, 2, 3, 5])
                about = {"phase": "before" if before else "during", "note": notes.get(str(day), "")}
                self._add(Measurement, trial_id=trial, on=day, value=value, n=n, **about)

    def _days(self, first: date, last: date, every: int) -> list[date]:
        """Return the school days from `first` to `last`, one in `every`; weekends and holidays are not."""
        days = [first + timedelta(days=every * k) for k in range((last - first).days // every + 1)]
        free = self._common["holidays"]
        taught = [day for day in days if day.weekday() < SATURDAY]
        return [day for day in taught if not any(one["from"] <= day <= one["to"] for one in free)]

    # -------------------------------------------------------------------------------------------- visits

    def _write_visits(self, **planned: Any) -> None:
        """Write one visit, or, where `last` is said, a round of them by chance."""
        if "last" not in planned:
            self._add(Visit, **planned)
            return
        looked: list[str] = planned["looked_for"]
        luck = self._luck("visits", planned["first"])
        hosts = [one for one in self._people if one not in planned.get("never", [])]
        for place, day in enumerate(self._days(planned["first"], planned["last"], planned["every_days"])):
            host = hosts[place % len(hosts)]
            visitor = luck.pick([one for one in self._people if one != host])
            seen = [look for look in looked if luck.happens(planned["chances"][look])]
            later = luck.pick(planned.get("feedback", [0, 1, 1, 2, 4, 12, -1]))
            wordless = not self._lines or luck.happens(WORDLESS)
            self._add(
                Visit,
                on=day,
                visitor=visitor,
                host=host,
                minutes=luck.pick([5, 5, 5, 6, 7, 8]),
                looked_for=looked,
                seen=seen,
                noticed="" if wordless else self._lines.pop(),
                feedback_on=None if later < 0 else day + timedelta(days=later),
            )

    # --------------------------------------------------------------------------------------------- voice

    def _write_wave(self, answered: int, levels: Any, **planned: Any) -> None:
        """Write a round of a survey; `answered` members do, about `levels` on the scale."""
        wave = self._add(Wave, **planned)
        instrument = planned["instrument"]
        pattern, n_lines, low, high, turned = SCALES[instrument]
        luck = self._luck(wave)
        means = [levels[line * len(levels) // n_lines] for line in range(n_lines)]
        for _sheet in range(answered):
            sheet = _random_id(luck)
            leaning = luck.normal(PERSON)
            for line, mean in enumerate(means, start=1):
                value = min(max(round(mean + leaning + luck.normal(LINE)), low), high)
                value = low + high - value if line in turned else value
                if not luck.happens(SKIPPED):
                    self._answered(wave, sheet, pattern.format(line), float(value))
        for person in sorted(luck.shuffled(self._people)[:answered]):
            self._story.rows["respondents"].append({"of": wave, "person_id": person})

    def _answered(self, wave: str, sheet: str, item: str, value: float | None, text: str = "") -> None:
        row = {"wave_id": wave, "respondent": sheet, "item": item, "value": value, "text": text}
        self._story.rows["answers"].append(row)

    def _write_poll(self, ballots: Iterable[list[int]] = (), **planned: Any) -> None:
        """Write a vote; a ballot lists places in `options`, from 1, best first."""
        poll = self._add(Poll, **planned)
        luck = self._luck(poll)
        cast = luck.shuffled(ballots)
        for ballot in cast:
            ranking = [planned["options"][place - 1] for place in ballot]
            self._story.rows["ballots"].append({"poll_id": poll, "ranking": ranking})
        for person in sorted(luck.shuffled(self._people)[: len(cast)]):
            self._story.rows["respondents"].append({"of": poll, "person_id": person})

    # -------------------------------------------------------------------------------------- initiatives

    def _write_initiative(self, **planned: Any) -> None:
        """Write an initiative; its drivers are known by their place, from 1, among its own."""
        parts = {name: planned.pop(name, []) for name in ("drivers", "milestones", "sightings")}
        initiative = self._add(Initiative, **planned)
        drivers = [
            self._add(Driver, initiative_id=initiative, position=place, **driver)
            for place, driver in enumerate(parts["drivers"], start=1)
        ]
        kinds: list[tuple[str, type[Record]]] = [("milestones", Milestone), ("sightings", Sighting)]
        for name, kind in kinds:
            for row in parts[name]:
                driver = row.pop("driver", 0)
                about = {"initiative_id": initiative, "driver_id": drivers[driver - 1] if driver else ""}
                self._add(kind, **about, **row)


def _used(item: str, minutes: int, fourth: bool, luck: Luck) -> float | None:
    """Return the minutes a part took: what was skipped took none, talk about causes takes longest."""
    if item == "Those who know it already" and not fourth:
        return 0.0
    longer = {"Describe": 1.2, "Interpret": 1.5, "One minute each": 0.7}.get(item, 1.0)
    used = max(round(minutes * longer * (1 + luck.normal(HURRY))), 1)
    return None if luck.happens(FORGETS) else float(used)


def _random_id(luck: Luck) -> str:
    return "".join(luck.pick("0123456789abcdef") for _ in range(12))


def _read(name: str) -> Plan:
    return tomllib.loads((HERE / "story" / f"{name}.toml").read_text(encoding="utf-8"))
