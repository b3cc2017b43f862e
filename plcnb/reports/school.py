"""The leader's page: which team needs which support. Teams in order of their names, never of their results.

No student, no single teacher: rooms are opened as the school may see them, numbers of adults appear from
five answers on, and whoever is alone in a team is a word here ("somebody"), never a number or a name. Results
of students are not set side by side: the teams' assessments ask different things, and a table of them would
be read as a ranking. What became of each team's own goals stands here instead.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, cast

from plcnb.cycle.steps import STEPS
from plcnb.errors import NotFound, ParameterError
from plcnb.model import Audience
from plcnb.reports.masthead import header
from plcnb.reports.room import day_of
from plcnb.reports.sections import Markup, Section, Shows, empty_state, folded, one_word, paragraph
from plcnb.reports.teams_seen import TeamSeen, asked, may_need, rooms, seen
from plcnb.reports.view import Fresh
from plcnb.reports.voice import SOMEBODY_ALONE
from plcnb.tables import MISSING, Cell, Column, Table, count_of, day_month, number, verdict_words
from plcnb.tables.surveys import number_between, survey_scores, wave_changes
from plcnb.workspace import Workspace, open_workspace

AUDIENCES = ("school", "public")
_STEP_NAMES = dict(STEPS)
_SURVEYS = ("team-health", "safety")


class SchoolView(Fresh):
    """The teams of one school, or of all.

    Parameters
    ----------
    workspace : Workspace
    school : str
        The school's name; empty: the teams that name no school, or all teams where each names one.
    audience : {"school", "public"}
    today : date
    every : bool
        Whether to take all teams of all schools; `school` is then not looked at.

    Raises
    ------
    NotFound
        If there is no such school, or no team.
    ParameterError
        If the audience is another: a school's page shows no team from inside.
    """

    def __init__(
        self, workspace: Workspace, school: str = "", *, audience: str, today: date, every: bool = False
    ) -> None:
        if audience not in AUDIENCES:
            raise ParameterError(
                f"audience must be one of {', '.join(AUDIENCES)} for a school's page, got {audience!r}. "
                "What a team sees of itself is in its team-report."
            )
        self.workspace = workspace
        self.audience = audience
        self.today = today
        teams = workspace.evidence.teams()
        known = sorted({name for name in teams["school"] if name})
        if school and not every and school not in known:
            raise NotFound("school", school, known, "`plcnb teams` lists the teams with their schools.")
        chosen = teams[teams["school"] == school]
        self.whole = every or (chosen.empty and not school)
        ids = (teams if self.whole else chosen).sort_values(["school", "name", "team_id"])["team_id"]
        if ids.empty:
            raise NotFound("team", "", (), "Import a school's export first: `plcnb import FILE`.")
        self.name = (
            (workspace.settings.name or "All teams") if self.whole else school or "Teams without a school"
        )
        self._written = workspace.records.fingerprint()
        self._rooms = rooms(workspace, [str(one) for one in ids], cast(Audience, audience), today)
        self._schools = self.whole and len(known) > 1

    def masthead(self) -> Markup:
        """Return which school this is, how many teams it has, and what this page does not show."""
        n_teachers = sum(len(one.room.members) or one.room.team.n_members for one in self.teams)
        facts = [
            count_of(len(self.teams), "team"),
            count_of(n_teachers, "teacher") if n_teachers else "",
            day_month(self.today),
        ]
        said = paragraph(
            "For whoever gives teams time and help. Teams stand in order of their names. "
            "Nobody is named; students and single teachers have no numbers here.",
            "small",
        )
        return header("School overview", self.name, facts, said.html, sample=self.workspace.settings.sample)

    def support(self) -> Section | Markup:
        """Return what each team asks for, and what its habits suggest it may need."""
        if self.audience == "public":
            return Markup("")
        rows = [
            (self._cell(one), Cell("; ".join(asks) or "–"), Cell("; ".join(needs) or "–"))
            for one in self.teams
            for asks, needs in [(asked(one), may_need(one))]
            if asks or needs
        ]
        n = sum(bool(one.asks) for one in self.teams)
        headline = f"{n} of {count_of(len(self.teams), 'team')} ask{'s' if n == 1 else ''} for something"
        offers = [f"{said.topic} ({one.name})" for one in self.teams for said in one.offers]
        offered = [paragraph(f"Offered to others: {'; '.join(offers)}.")] if offers else []
        if not rows:
            return Section("Which team needs which support", headline, (self._calm(), *offered))
        columns = (Column("Team"), Column("Asks for"), Column("May need"))
        note = paragraph(
            "“May need” follows from dates alone (no meeting for four weeks or none ahead, a trial not "
            "measured, no goal). It is a question to the team, not a finding about it.",
            "small",
        )
        table = Table("What teams ask for, and may need", columns, tuple(rows))
        return Section("Which team needs which support", headline, (table, *offered, note))

    def cadence(self) -> Section | Markup:
        """Return how regularly the teams met in the last eight weeks, and how their minutes were used."""
        if not self._counted:
            return Markup("")
        met = sum(not one.met.quiet for one in self._counted)
        ahead = sum(one.met.ahead is not None for one in self._counted)
        teams = count_of(len(self._counted), "team")
        headline = f"{met} of {teams} met within the last four weeks; {ahead} know their next day"
        columns = (Column("Team"), Column("Held"), Column("Last met"), Column("Next"), Column("Minutes used"))
        return Section("Meetings of the last eight weeks", headline, (self._table(columns, _held_cells),))

    def cycle(self) -> Section | Markup:
        """Return where each team stands in its cycle, its goals, its open steps and trials."""
        if not self._counted:
            return Markup("")
        late = sum(one.kept.overdue for one in self._counted)
        states = [goal.state for one in self._counted for goal in one.goals]
        met, missed = states.count("met"), states.count("not met")
        goals = f"{met} of {count_of(met + missed, 'closed goal')} met"
        steps = sum(one.kept.open for one in self._counted)
        headline = f"{goals}; {count_of(steps, 'step')} open, {late} overdue"
        columns = (Column("Team"), Column("Stands at"), Column("Goals"), Column("Steps and trials"))
        note = paragraph(
            "A goal that was not met is evidence like any other: ask what the team has learned.", "small"
        )
        return Section("Where the teams stand", headline, (self._table(columns, _standing_cells), note))

    def feedback(self) -> Section | Markup:
        """Return how many classroom visits there were and how soon they were talked about."""
        if not self._counted:
            return Markup("")
        n = sum(one.n_visits for one in self._counted)
        talked = sum(one.n_talked for one in self._counted)
        columns = (Column("Team"), Column("Visits", "num"), Column("Talked about"))
        note = paragraph(
            "Days are the median, from five visits on. A visit is no evaluation, and more is not better.",
            "small",
        )
        headline = f"{count_of(n, 'visit')} of five minutes, {talked} of them talked about"
        return Section("Classroom visits this year", headline, (self._table(columns, _visit_cells), note))

    def health(self) -> Section | Markup:
        """Return what the teams said of how they work, for teams with five answers or more."""
        if self.audience == "public":
            return Markup("")
        parts = [part for survey in _SURVEYS for part in self._survey(survey)]
        if not parts:
            missing = empty_state(
                "No survey with five answers in a team has closed yet,",
                "and fewer are never shown.",
                "Teams open a round in the notebook 08-pulse-and-voice.",
            )
            return Section("How the teams work", "Not known yet", (missing,))
        note = paragraph(
            "Clearly: the interval lies on one side of the middle of the survey’s scale; what is not named, "
            "we cannot tell yet. Teams with fewer than five answers are left out here alone.",
            "small",
        )
        return Section("How the teams work", "What teams said of themselves", (*parts, note))

    def isolation(self) -> Section | Markup:
        """Return, team by team, whether somebody works alone: a word, never a number or a name."""
        if self.audience == "public" or not self._counted:
            return Markup("")
        words = {one.room.team_id: one.voice.isolation() for one in self._counted}
        told = [said for said in words.values() if said]
        alone = sum(said == SOMEBODY_ALONE for said in told)
        headline = (
            f"In {alone} of {count_of(len(told), 'team')} somebody works alone"
            if alone
            else f"{count_of(len(told), 'team')} can tell, and nobody works alone there"
            if told
            else "No team has been asked yet, or too few have answered"
        )
        columns = (Column("Team"), Column("Working together"))
        table = self._table(columns, lambda one: (Cell(words[one.room.team_id] or _no_word(one)),))
        note = paragraph(
            "Who did not answer is not taken to be alone. The team’s own page proposes pairs; a leader can "
            "give time for them.",
            "small",
        )
        return Section("Nobody alone", headline, (table, note))

    @cached_property
    def teams(self) -> list[TeamSeen]:
        """The teams, by school and name."""
        return [seen(room) for room in self._rooms]

    # What the sections share.

    def _calm(self) -> Markup:
        """Return what to make of it that no team asks for anything, or none is counted."""
        if not self._counted:
            return empty_state(
                "Of these teams nothing more is told here,",
                "because none is known to have two teachers or more.",
                "Import a roster that names teachers, or add the members in 01-launch.",
            )
        return empty_state(
            "No team asks for anything, and every team meets and measures.",
            "That may be so, or asking may be hard.",
            "Ask one team in person what would help.",
        )

    def _is_outdated(self) -> bool:
        before, self._written = self._written, self.workspace.records.fingerprint()
        if self._written == before:
            return False
        self._rooms = [room.anew() for room in self._rooms]
        return True

    @property
    def _counted(self) -> list[TeamSeen]:
        """The teams whose numbers may be shown and summed."""
        return [one for one in self.teams if not one.untold]

    def _cell(self, team: TeamSeen, small: str = "") -> Cell:
        return team.cell(small, school=self._schools)

    def _table(self, columns: tuple[Column, ...], cells: Callable[[TeamSeen], tuple[Cell, ...]]) -> Table:
        """Return a table with a row a team; `cells` gives what stands behind the name of one that counts."""
        blank = tuple(Cell() for _ in columns[1:])
        rows = tuple(
            (self._cell(one, one.untold), *blank) if one.untold else (self._cell(one), *cells(one))
            for one in self.teams
        )
        return Table(f"The teams of {self.name}", columns, rows)

    def _survey(self, survey_id: str) -> list[Shows]:
        """Return what is clear in each team's latest round, of teams with enough answers; [] without any."""
        scored = [
            (team, found, scores)
            for team in self._counted
            for found, scores in [team.voice.latest(survey_id)]
            if found is not None and scores is not None and not scores["hidden"].all()
        ]
        if not scored:
            return []
        rows, numbers = [], []
        for team, found, scores in scored:
            shown = survey_scores(scores)
            n = count_of(max(row["n"] for row in shown if not row["hidden"]), "answer")
            changes = team.voice.rounds.changes(found)
            moved = [] if changes is None else wave_changes(changes)
            small = f"{n}, {one_word(found.wave.closes)}"
            rows.append((self._cell(team, small), Cell(_clear(shown)), Cell(_moved(moved))))
            numbers += [(self._cell(team), *_score_cells(row)) for row in shown]
        title = scored[0][0].voice.rounds.title(survey_id)
        columns = (Column("Team"), Column("Against the middle"), Column("Since the last round"))
        of_numbers = (Column("Team"), Column("About"), Column("Mean", "num"), Column("Probably"))
        return [
            Markup(f"<h3>{escape(title)}</h3>"),  # a caption is not printed, and there are several surveys
            Table("What is clear, team by team", columns, tuple(rows)),
            folded("The means, and where they probably lie", Table(title, of_numbers, tuple(numbers))),
        ]


def open_school(
    school: str = "", *, audience: str = "school", today: str = "", workspace: str | Path = ""
) -> SchoolView:
    """Open the leader's page of one school.

    Parameters
    ----------
    school : str
        The school's name; empty: the teams that name no school, or all teams where each names one.
    audience : {"school", "public"}
        In public what teams ask for and say of themselves is left out.
    today : str
        The day the page speaks of, as 2026-01-27; empty: today.
    workspace : path
        A workspace; empty: the one this runs in, or the sample district.

    Raises
    ------
    NotFound
        If there is no such workspace or school, or no team.
    ParameterError
        If the audience is another, or `today` is no day.
    """
    place = open_workspace(workspace)
    return SchoolView(place, school, audience=audience, today=day_of(today, place))


def _clear(rows: list[dict[str, Any]]) -> str:
    """Return which sides of a survey lie clearly above or below the middle, in the survey's order."""
    told = []
    for verdict in ("below", "above"):
        names = [row["dimension"] for row in rows if not row["instead"] and row["verdict"] == verdict]
        told += [f"{verdict_words(verdict)}: {', '.join(names)}"] if names else []
    return "; ".join(told) or verdict_words("cannot tell")


def _moved(rows: list[dict[str, Any]]) -> str:
    told = [
        f"{row['dimension']} {word}"
        for verdict, word in (("below", "has fallen"), ("above", "has risen"))
        for row in rows
        if not row["instead"] and row["verdict"] == verdict
    ]
    return ", ".join(told) or ("cannot tell yet" if rows else "no earlier round")


def _score_cells(row: dict[str, Any]) -> tuple[Cell, ...]:
    if row["instead"]:
        return Cell(row["dimension"]), Cell(MISSING), Cell(row["instead"])
    return Cell(row["dimension"]), Cell(number(row["mean"])), Cell(number_between(row["low"], row["high"]))


def _no_word(team: TeamSeen) -> str:
    return "too few answers to say" if team.voice.asked_about_ties else "not asked yet"


def _held_cells(team: TeamSeen) -> tuple[Cell, ...]:
    met = team.met
    noted = f"in {count_of(met.n_noted, 'meeting')}" if met.n_noted else ""
    used = f"{number(met.minutes_used)} of {number(met.minutes_planned)}" if met.n_noted else "not noted"
    return (
        Cell(f"{met.held} of {met.planned}" if met.planned else "none planned"),
        Cell(one_word(met.last) or "never"),
        Cell(one_word(met.ahead) or "no day yet"),
        Cell(used, noted),
    )


def _standing_cells(team: TeamSeen) -> tuple[Cell, ...]:
    states = [goal.state for goal in team.goals]
    closed = [f"{states.count(state)} {state}" for state in ("met", "not met") if state in states]
    kept = team.kept
    steps = [f"{kept.overdue} overdue"] if kept.overdue else []
    steps += [f"{kept.in_time} of {kept.done} done were in time"] if kept.done else []
    trials = [f"{count_of(team.n_trials, 'trial')} open"] if team.n_trials else []
    trials += [f"{team.n_unmeasured} not measured"] if team.n_unmeasured else []
    return (
        Cell(_STEP_NAMES[team.step]),
        Cell(f"{states.count('open')} open", ", ".join(closed)),
        Cell(f"{count_of(kept.open, 'step')} open", "; ".join(filter(None, map(", ".join, (steps, trials))))),
    )


def _visit_cells(team: TeamSeen) -> tuple[Cell, ...]:
    days = "" if team.feedback_days is None else f"after {count_of(team.feedback_days, 'day')}"
    return Cell(f"{team.n_visits:,}"), Cell(f"{team.n_talked:,}", days)
