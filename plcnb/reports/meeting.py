"""The data meeting: predict, reveal, describe, decide. The heart of the cycle, run live before a team.

What a live notebook shows as a form stands on paper as a sheet (`*_sheet`). Nothing is written before
somebody types or presses; running every cell changes nothing.
"""

import time
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from plcnb import charts, tables, words
from plcnb.cycle.calibration import predictions_frame, results_frame
from plcnb.cycle.language import language
from plcnb.cycle.naming_evidence import Standard
from plcnb.cycle.protocols import Plan, find_protocol, scale
from plcnb.cycle.running import ProtocolRun
from plcnb.cycle.step_check import check_step
from plcnb.forms import (
    Sheet,
    prediction_form,
    prediction_plan,
    protocol_runner,
    record_form,
    record_sheet,
    reveal_button,
)
from plcnb.model import ActionStep, Meeting, Prediction
from plcnb.reports.commitments import steps_section
from plcnb.reports.leaving_numbers import is_of_one
from plcnb.reports.readiness import NAME_STANDARDS
from plcnb.reports.room import open_room
from plcnb.reports.sections import Markup, Section, Shows, empty_state, folded, paragraph
from plcnb.reports.teamreport import TeamReport
from plcnb.reports.two_views import two_views
from plcnb.stats.calibration import calibration, reveal

if TYPE_CHECKING:
    from plcnb.forms.live import LiveForm
    from plcnb.forms.reveal import RevealButton
    from plcnb.forms.runner import ProtocolRunner

Feedback = list[tuple[bool, str, str]]

PROTOCOL = "data-meeting"
_WRITER = "the meeting"  # in whose name the runner's minutes are kept
_NOTES = ("see", "mean", "follow", "key_error", "already_know", "decisions", "takeaways", "present")
_STEP = (
    "what",
    "students_will",
    "evidence",
    "standard_id",
    "owner",
    "due",
    "exemplar",
    "recheck",
    "recheck_on",
)
_ALL_STEPS = 40  # open at once; a list as long as that is a talk of its own
_A_WEEK = timedelta(days=7)  # a meeting before that comes too soon to ask what students did
_MARKED = 4  # words of a description that are marked at once; more would be a school report


class DataMeeting(TeamReport):
    """One team's data meeting on one assessment; parameters as of `TeamReport`."""

    _name = "Data meeting"

    @property
    def questions_shown(self) -> int:
        """How many questions are shown: what a team can choose from."""
        return 5

    def protocol(self) -> "ProtocolRunner":
        """Return the clock of the meeting: the step, who speaks, the prompt, minutes planned and used."""
        run = ProtocolRun.of(self._plan, time.time)
        return protocol_runner(
            run, about=f"{self.room.team_id} {self.room.today}", on_change=self._keep_minutes
        )

    def protocol_sheet(self) -> Section:
        """Return the steps of the meeting to print."""
        rows = tuple(
            (
                tables.Cell(one.step.title),
                tables.Cell(str(one.minutes)),
                tables.Cell(one.step.prompt),
                tables.Cell(one.step.speaks),
            )
            for one in self._plan.steps
        )
        heads = (
            tables.Column("Step"),
            tables.Column("Minutes", "num"),
            tables.Column("What is asked"),
            tables.Column("Speaks"),
        )
        note = [paragraph(self._plan.note, "small")] if self._plan.note else []
        steps = tables.Table("Steps of the meeting", heads, rows)
        return Section("The steps", f"{tables.count_of(self.minutes, 'minute')} together", (steps, *note))

    def steps(self) -> Section | Markup:
        """Return all open steps with owner and day."""
        return steps_section(self.room, most=_ALL_STEPS)

    def predict(self) -> "LiveForm | Markup":
        """Return the form on which each member predicts, before any number is shown."""
        if self.assessment is None or not self._standards_asked:
            return self._nothing_to_predict
        room = self.room
        return prediction_form(
            room.records,
            room.team_id,
            self.assessment.assessment_id,
            self._standards_asked,
            room.member_choices(),
            room.today,
        )

    def predict_sheet(self) -> Sheet | Markup:
        """Return the same form to print."""
        if self.assessment is None or not self._standards_asked:
            return Markup("") if is_of_one(self.room) else self._nothing_to_predict
        return Sheet(prediction_plan(self._standards_asked))

    def reveal(self) -> "RevealButton":
        """Return the button that shows what students could do beside what the team expected."""
        return reveal_button("Everybody has predicted: show the results", self.revealed)

    def revealed(self) -> Markup:
        """Return the results beside the predictions, and how well the team has predicted so far."""
        parts = [self.predicted(), self.mastery(), self.calibration()]
        return Markup("\n".join(part._repr_html_() for part in parts))

    def predicted(self) -> Section | Markup:
        """Return what the team expected beside what came; "" where nobody predicted, or others look."""
        if not self.room.inside or self._by_standard.empty or self._predictions.empty:
            return Markup("")
        frame = reveal(self._predictions, self._by_standard)
        chart = charts.predicted_and_actual(frame)
        numbers = folded("The numbers", tables.reveal_table(frame))
        return Section("Expected, and what came", words.say_reveal(frame).headline, (chart, numbers))

    def calibration(self) -> Section | Markup:
        """Return how well the team predicts over the assessments: never one member beside another."""
        if not self.room.inside or self._every_prediction.empty:
            return Markup("")
        frame = calibration(self._every_prediction, self._results)
        titles = dict(
            zip(self.evidence.assessments["assessment_id"], self.evidence.assessments["title"], strict=True)
        )
        table = folded("Assessment by assessment", tables.calibration_table(frame, titles))
        return Section("How well we predict", words.say_calibration(frame).headline, (table,))

    def curtain(self, part: Section | Markup) -> Markup:
        """Return a section behind its title, to be opened once the results have been shown."""
        title = part.title if isinstance(part, Section) else ""
        return folded(f"After the reveal: {title}", part) if title else Markup("")

    def two_views(self) -> Section | Markup:
        """Return whether another kind of evidence says the same of these students."""
        if is_of_one(self.room):
            return Markup("")
        return two_views(self.evidence, self.assessment, self.cut, inside=self.room.inside)

    def key_error(self) -> Section | Markup:
        """Return what the wrong answers suggest as the key error; the team finds the words."""
        if is_of_one(self.room):
            return Markup("")
        tempting = self._review[self._review["flag"] == "popular wrong answer"]
        if tempting.empty:
            known = self._answers["response"].ne("").any()
            missing = empty_state(
                "No wrong answer was clearly more popular than the others,"
                if known
                else "Which answers students chose is not known,",
                "so the answers alone do not name one error.",
                "Look at the students' own papers for the step at which they went another way.",
            )
            return Section("The key error", "Not to be read off the answers", (missing,))
        first = tables.records(tempting)[0]
        share = tables.percent(first["top_wrong_share"], first["n"])
        name = tables.question_name(first)
        said = (
            f"{share} of {tables.count_of(first['n'], 'student')} chose {first['top_wrong']} where "
            f"{first['key']} is right. Finish the sentence together: “Students who chose "
            f"{first['top_wrong']} thought that …”"
        )
        return Section("The key error", f"{name}: one wrong answer tempted many", (paragraph(said),))

    def notes_form(self) -> "LiveForm":
        """Return the meeting's page: describe, interpret, conclude; then what was decided."""
        room = self.room
        return record_form(
            room.records,
            Meeting,
            room.team_id,
            title="Our page of this meeting",
            record_id=self._meeting_today,
            fixed={
                "on": room.today,
                "state": "held",
                "minutes": self.minutes,
                "protocol": PROTOCOL,
                "assessment_id": self.assessment.assessment_id if self.assessment else "",
            },
            choices=room.choices(),
            fields=_NOTES,
            feedback=_on_describing,
            today=room.today,
        )

    def notes_sheet(self) -> Sheet:
        """Return the same page to print."""
        return record_sheet(Meeting, title="Our page of this meeting", fields=_NOTES[:-1])

    def step_form(self) -> "LiveForm":
        """Return the open steps and the form of a new one, with the check of its three adjectives."""
        return self._form(
            ActionStep,
            ["what", "owner", "due", "state"],
            title="Our next step",
            fixed={"set_on": self.room.today, "meeting_id": self._meeting_today},
            fields=(*_STEP, "state", "done_on", "came_of_it"),
            feedback=self.step_feedback,
        )

    def step_feedback(self, step: ActionStep) -> Feedback:
        """Return whether a step that is being written is data-based, actionable and student-centred."""
        evidence = self.evidence
        checks = check_step(
            step,
            members=self.room.members,
            standards=[
                Standard(row["standard_id"], row["code"], row["statement"])
                for row in tables.records(evidence.standards)
            ],
            assessments=list(evidence.assessments["title"]),
            today=self.room.today,
            cycle_ends=self._cycle_ends(step.set_on or self.room.today),
        )
        return [(check.met, check.title, check.advice) for check in checks]

    def step_sheet(self) -> Sheet:
        """Return the form of a step to print."""
        return record_sheet(ActionStep, title="Our next step", fields=_STEP, choices=self.room.choices())

    def next_agenda(self) -> Section:
        """Return the whole agenda of the next meeting as it stands now, with every reason."""
        parts: list[Shows] = [tables.agenda_table(self._agenda.parts)]
        if self._agenda.note:
            parts.append(paragraph(self._agenda.note, "small"))
        return Section("Next meeting", f"{self.minutes} minutes, written by what is open", tuple(parts))

    # What the parts share.

    @cached_property
    def _plan(self) -> Plan:
        return scale(find_protocol(PROTOCOL, self.room.workspace.folder / "protocols"), self.minutes)

    @property
    def _nothing_to_predict(self) -> Markup:
        what = "There are no standards to predict,"
        if len(self._questions):
            return empty_state(what, "because no question names one.", NAME_STANDARDS)
        return empty_state(
            what,
            "because no assessment with questions has arrived.",
            "Import the answers to each question (item_responses.csv).",
        )

    @cached_property
    def _standards_asked(self) -> tuple[tuple[str, str], ...]:
        """The standards of this assessment, as (id, "code: statement"), in the order of the codes."""
        asked = self._questions["standard_id"]
        standards = self.evidence.standards
        listed = standards[standards["standard_id"].isin(asked)].sort_values(["code", "standard_id"])
        return tuple(
            (row["standard_id"], ": ".join(filter(None, (row["code"], row["statement"]))))
            for row in tables.records(listed)
        )

    @property
    def _every_prediction(self) -> pd.DataFrame:
        return predictions_frame(self.room.list(Prediction))

    @property
    def _predictions(self) -> pd.DataFrame:
        """Read anew each time: the button is pressed after the forms have been filled in."""
        frame = self._every_prediction
        return frame[frame["assessment_id"] == (self.assessment.assessment_id if self.assessment else "")]

    @cached_property
    def _results(self) -> pd.DataFrame:
        """What came of each assessment that somebody predicted, in time."""
        predicted = set(self._every_prediction["assessment_id"])
        ids = [one for one in self.evidence.assessments["assessment_id"] if one in predicted]
        return results_frame({one: self.of(one).by_standard for one in ids})

    @property
    def _meeting_today(self) -> str:
        """The id of today's meeting; "" where nobody has written about it yet."""
        found = self.room.records.list(Meeting, team_id=self.room.team_id, on=self.room.today)
        return found[-1].id if found else ""

    def _cycle_ends(self, set_on: date) -> date | None:
        """Return the day of the meeting that will ask what came of a step; None where none is known."""
        days = [one.on for one in self.room.list(Meeting) if one.on and one.state != "cancelled"]
        return min((day for day in days if day - set_on >= _A_WEEK), default=None)

    def _keep_minutes(self, run: ProtocolRun) -> None:
        """Keep the minutes planned and used so far: not every meeting is ended by its button."""
        records, room, parts = self.room.records, self.room, run.meeting_parts()
        if self._meeting_today:
            meeting = records.find(Meeting, self._meeting_today)
            records.update(meeting.changed(parts=parts, state="held"), by=_WRITER)
        elif run.moment.number > 1 or run.state.status == "finished":  # a step is over: they have met
            meeting = Meeting(
                team_id=room.team_id,
                on=room.today,
                state="held",
                minutes=self.minutes,
                protocol=PROTOCOL,
                parts=parts,
                assessment_id=self.assessment.assessment_id if self.assessment else "",
            )
            records.add(meeting, by=_WRITER)


def _on_describing(meeting: Meeting) -> Feedback:
    """Return what in the description judges or explains."""
    marks = language(meeting.see)
    if not marks:
        return [(True, "Describe", "Nothing in it judges or explains.")] if meeting.see.strip() else []
    return list(_marked((mark.words, mark.why, mark.instead) for mark in marks[:_MARKED]))


def _marked(marks: Iterable[tuple[str, str, str]]) -> Iterable[tuple[bool, str, str]]:
    for said, why, instead in marks:
        yield False, f"Describe: “{said}”", f"{why} {instead}"


def open_meeting(
    team: str = "",
    *,
    assessment: str = "",
    audience: str = "team",
    cut: float = 0.7,
    minutes: int = 45,
    today: str = "",
    workspace: str | Path = "",
) -> DataMeeting:
    """Open the data meeting of one team.

    Parameters
    ----------
    team, assessment, audience, cut, minutes, today, workspace
        As `open_report` takes them.
    """
    room = open_room(team, audience=audience, today=today, workspace=workspace)
    return DataMeeting(room, assessment=assessment, cut=cut, minutes=minutes)
