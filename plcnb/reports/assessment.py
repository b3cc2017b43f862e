"""One assessment of a team, section by section: what is secure, who needs what, which questions to look at.

Every section is made from one frame, which its headline, its chart and its table share, so that they cannot
disagree. Whatever leaves the team's room (audience "school" or "public") has lost names and ids before any
of this code sees it, and small numbers before they are drawn.
"""

from functools import cached_property

import pandas as pd

from plcnb import charts, tables, words
from plcnb.errors import NotFound, ParameterError
from plcnb.evidence.team_evidence import Assessment, TeamEvidence
from plcnb.model import Audience
from plcnb.reports.readiness import NAME_STANDARDS
from plcnb.reports.sections import (
    MOST_NAMES,
    Markup,
    Section,
    Shows,
    empty_state,
    folded,
    name_list,
    paragraph,
)
from plcnb.stats import disclosure
from plcnb.stats.groups import WHOLE_SCORES, student_groups, student_groups_by_score
from plcnb.stats.growth import GrowthSince, since_last
from plcnb.stats.items import review
from plcnb.stats.mastery import by_assessment, by_standard
from plcnb.stats.vendor import summarise
from plcnb.words import Finding

_STANDARDS_SHOWN = 8  # what half a printed page holds; the table behind the figure has them all
_MEASURES_SHOWN = 8  # of a vendor's report, which can have a hundred; all are behind a fold
_BARS_SHOWN = 60  # students; of more a bar each is a shape, and the summary says as much
_URGENCY = {"possible mis-key": 0, "popular wrong answer": 1, "hard": 2, "": 3}
_GROUPS = {
    "reteach": "Reteach",
    "practise": "Practise with",
    "extend": "Extend: they know it already",
    "no answers": "No answers from them yet",
}
_USUAL_GROUPS = ("reteach", "practise", "extend")  # these always stand on the page, the fourth question too


class AssessmentView:
    """What one assessment of a team says.

    Parameters
    ----------
    evidence : TeamEvidence
        Already reduced to what the audience may see.
    assessment : str
        Id or title of the assessment looked at; empty: the latest with results.
    audience : {"team", "school", "public"}
    cut : float in (0, 1)
        Share of the points from which a standard counts as secure.

    Raises
    ------
    NotFound
        If the team has no such assessment.
    ParameterError
        If `cut` is out of range.
    """

    def __init__(
        self, evidence: TeamEvidence, *, assessment: str = "", audience: Audience = "team", cut: float = 0.7
    ) -> None:
        if not 0 < cut < 1:
            raise ParameterError(f"cut must lie between 0 and 1, got {cut!r}. For 70 % write 0.7.")
        self.evidence = evidence
        self.audience = audience
        self.cut = cut
        self.assessment = _choose(evidence, assessment)
        self._others: dict[str, AssessmentView] = {}

    @property
    def questions_shown(self) -> int:
        """How many questions are shown: what a team can talk through in one meeting."""
        return 3

    def mastery(self) -> Section | Markup:
        """Return what is secure: by standard, or by assessment where there are no questions."""
        if self.assessment is None and self._assessments.empty:
            return Markup("")
        if self._by_standard.empty:
            return Section("What was reached", self._mastery_finding.headline, self._whole_scores())
        chart = charts.mastery_by_standard(self._by_standard, cut=self.cut, most=_STANDARDS_SHOWN)
        numbers = folded("The numbers, and what would settle it", tables.mastery_table(self._by_standard))
        aside = [paragraph(self._set_aside, "small")] if self._set_aside else []
        return Section("Mastery by standard", self._mastery_finding.headline, (chart, *aside, numbers))

    def _whole_scores(self) -> tuple[Shows, ...]:
        """Return what can be shown of scores without questions; of some nobody knows the highest there is."""
        answered = not self.evidence.responses.empty
        missing = empty_state(
            "No question names a standard," if answered else "Only whole scores have arrived,",
            "so nobody can see which standards are secure.",
            NAME_STANDARDS
            if answered
            else "Import the answers to each question (item_responses.csv) for mastery by standard.",
        )
        aside = [paragraph(f"Not compared: {', '.join(self._without_scale)}.", "small")]
        shown = aside if self._without_scale else []
        if self._assessments.empty and shown:
            return (*shown, missing)
        chart = charts.mastery_by_assessment(self._assessments, cut=self.cut, most=_STANDARDS_SHOWN)
        return (chart, *shown, missing)

    def groups(self) -> Section | Markup:
        """Return who needs what next: names for the team, nothing about single students for others."""
        if self.audience != "team" or not self._groups["group"].isin(_USUAL_GROUPS).any():
            return Markup("")
        students = self.evidence.students
        names = students["name"].where(students["name"] != "", students["student_id"])
        names.index = students["student_id"]
        of_group = dict(list(self._groups.groupby("group")))
        lists = [
            name_list(
                label,
                names.loc[members["student_id"]].sort_values(),
                self._most_missed(members) if group == "reteach" else "",
                short=len(self._groups) > MOST_NAMES,
            )
            for group, label in _GROUPS.items()
            for members in [of_group.get(group, self._groups.iloc[:0])]
            if group in _USUAL_GROUPS or len(members)
        ]
        note = paragraph(
            "From this assessment alone: “Practise with” holds everyone for whom we cannot tell yet. You "
            "know more than one test does; move names as you see fit.",
            "small",
        )
        caution = [paragraph(f"From {WHOLE_SCORES}.", "small")] if self._answers.empty else []
        headline = words.say_groups(self._groups).headline
        return Section("Groups for the coming weeks", headline, (*lists, *caution, note))

    def items(self) -> Section | Markup:
        """Return the questions worth a look, with the wrong answer that tempted."""
        if self._review.empty:
            return Markup("")
        chart = charts.items_to_review(self._with_codes(self._review))
        return Section("Questions worth a look", words.say_items(self._review).headline, (chart,))

    def growth(self) -> Section | Markup:
        """Return how far the students have come since the assessment before."""
        if self._growth is None:
            return Markup("")
        if self.audience == "team":
            crowd = self._growth.n > _BARS_SHOWN
            chart = (charts.growth_summary if crowd else charts.growth_since_last)(self._growth)
        elif self._growth.n >= disclosure.MINIMUM:
            chart = charts.growth_summary(self._growth)
        else:
            return Markup("")
        return Section("Since the last common assessment", self._growth_finding.headline, (chart,))

    def vendor(self) -> Section | Markup:
        """Return what the latest vendor's report says of the students, in the vendor's own numbers."""
        test = self.evidence.latest_with_measures()
        if test is None:
            return Markup("")
        said = self.evidence.measures[self.evidence.measures["assessment_id"] == test.assessment_id]
        minimum = 1 if self.audience == "team" else disclosure.MINIMUM
        frame = summarise(said, self.evidence.standards, minimum=minimum)
        parts: list[Shows] = [tables.vendor_table(frame.head(_MEASURES_SHOWN), test.title)]
        if len(frame) > _MEASURES_SHOWN:
            parts.append(folded(f"All {len(frame)} measures", tables.vendor_table(frame, test.title)))
        when = tables.when(test.date, test.day)
        norms = f"Norms: {test.norms}." if test.norms else ""
        taken = f"Taken {when}." if when else ""
        parts.append(
            paragraph(f"{taken} {norms} These are the vendor's numbers, kept as they came.", "small")
        )
        return Section("What the vendor reports", words.say_vendor(frame, test.title).headline, tuple(parts))

    def notes(self) -> Section:
        """Return what to know about the data before trusting it."""
        notes = self.evidence.notes
        return Section(
            "About the data", self._data_headline, (tables.notes_list(notes),) if len(notes) else ()
        )

    @property
    def by_standard(self) -> pd.DataFrame:
        """The shares by standard, as `stats.mastery.by_standard` gives them, protected for the audience."""
        return self._by_standard

    def of(self, assessment_id: str) -> "AssessmentView":
        """Return what another assessment of the team says; worked out once, since nobody types evidence."""
        if self.assessment is not None and assessment_id == self.assessment.assessment_id:
            return self
        if assessment_id not in self._others:
            self._others[assessment_id] = AssessmentView(
                self.evidence, assessment=assessment_id, audience=self.audience, cut=self.cut
            )
        return self._others[assessment_id]

    # What the sections share.

    @property
    def _codes(self) -> pd.Series:
        """The codes teachers know, by the ids of the standards."""
        standards = self.evidence.standards.set_index("standard_id")
        return standards["code"].where(standards["code"] != "", standards.index.to_series())

    def _with_codes(self, frame: pd.DataFrame) -> pd.DataFrame:
        codes = self._codes.to_dict()
        return frame.assign(standard_id=[codes.get(one, one) for one in frame["standard_id"]])

    def _most_missed(self, members: pd.DataFrame) -> str:
        """Return the standard of whose points a group gained the smallest share, where the answers tell."""
        theirs = self._answers[self._answers["student_id"].isin(members["student_id"])]
        if theirs.empty or self._by_standard.empty:
            return ""
        frame = by_standard(theirs, self._sound_questions, self.evidence.standards, cut=self.cut)
        least = frame.dropna(subset="share").nsmallest(1, "share")
        return "".join(
            f"most missed: {self._codes.get(row['standard_id'], row['standard_id'])}, "
            f"{tables.percent(row['share'], row['n_students'])} of the points"
            for row in tables.records(least)
        )

    @cached_property
    def _answers(self) -> pd.DataFrame:
        if self.assessment is None:
            return self.evidence.responses.iloc[:0]
        chosen = self.evidence.responses["assessment_id"] == self.assessment.assessment_id
        return self.evidence.responses[chosen]

    @cached_property
    def _questions(self) -> pd.DataFrame:
        if self.assessment is None:
            return self.evidence.items.iloc[:0]
        return self.evidence.items[self.evidence.items["assessment_id"] == self.assessment.assessment_id]

    @cached_property
    def _reviewed(self) -> pd.DataFrame:
        return review(self._answers, self._questions)

    @cached_property
    def _sound_questions(self) -> pd.DataFrame:
        """The questions without those whose key may be wrong: a slip of the key is not the students' slip."""
        suspect = self._reviewed.loc[self._reviewed["flag"] == "possible mis-key", "item_id"]
        return self._questions[~self._questions["item_id"].isin(suspect)]

    @property
    def _set_aside(self) -> str:
        """The sentence that says which questions are set aside; empty where none is."""
        aside = self._questions[~self._questions["item_id"].isin(self._sound_questions["item_id"])]
        if aside.empty:
            return ""
        names = ", ".join(map(tables.question_name, tables.records(aside)))
        return f"Set aside here, in the groups and in the growth, until its key has been checked: {names}."

    @cached_property
    def _by_standard(self) -> pd.DataFrame:
        frame = by_standard(self._answers, self._sound_questions, self.evidence.standards, cut=self.cut)
        return frame if self.audience == "team" else disclosure.protect_shares(frame)

    @cached_property
    def _without_scale(self) -> list[str]:
        """The titles of assessments no share can be made of: with a vendor's scale, or its words alone."""
        assessments = self.evidence.assessments
        scored = self.evidence.results.dropna(subset="score")["assessment_id"]
        taken = assessments["assessment_id"].isin([*scored, *self.evidence.measures["assessment_id"]])
        unknown = ~(assessments["max_score"] > 0) & taken
        return assessments.loc[unknown, "title"].tolist()

    @cached_property
    def _assessments(self) -> pd.DataFrame:
        assessments = self.evidence.assessments
        compared = assessments[~assessments["title"].isin(self._without_scale)]
        frame = by_assessment(self.evidence.results, compared, cut_share=self.cut)
        return frame if self.audience == "team" else disclosure.protect_shares(frame)

    @cached_property
    def _review(self) -> pd.DataFrame:
        frame = self._reviewed
        if self.audience != "team":
            frame = disclosure.protect_items(frame)
            frame = frame[~frame["hidden"]]  # to call one of them the hardest would be made up
        flagged_first = frame["flag"].map(_URGENCY).sort_values(kind="stable").index
        return frame.loc[flagged_first[: self.questions_shown]].reset_index(drop=True)

    @cached_property
    def _groups(self) -> pd.DataFrame:
        present = self.evidence.students.loc[self.evidence.students["status"] == "active", "student_id"]
        if self._answers.empty:
            if self.assessment is None:
                return pd.DataFrame({"student_id": [], "group": []})
            results = self.evidence.results
            results = results[results["assessment_id"] == self.assessment.assessment_id]
            groups = student_groups_by_score(results, self.evidence.assessments, cut_share=self.cut)
        else:
            groups = student_groups(self._answers, self._sound_questions, cut=self.cut)
        return groups[groups["student_id"].isin(present)]

    @cached_property
    def _growth(self) -> GrowthSince | None:
        before = self.evidence.previous(self.assessment.assessment_id) if self.assessment else None
        if before is None or self.assessment is None:
            return None
        evidence = self.evidence

        def of(frame: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
            return frame[frame["assessment_id"] == assessment.assessment_id]

        return since_last(
            self._answers,
            of(evidence.responses, before),
            self._sound_questions,
            of(evidence.items, before),
            of(evidence.results, self.assessment),
            of(evidence.results, before),
            assessments=evidence.assessments,
        )

    @property
    def _mastery_finding(self) -> Finding:
        if self._by_standard.empty:
            if self._assessments.empty and self._without_scale:
                return Finding(
                    "Scores have arrived whose highest there can be is not known, so no share of the points "
                    "can be made of them: read them in the vendor's own numbers."
                )
            chosen = self.assessment.assessment_id if self.assessment else ""
            return words.say_assessments(self._assessments, self.cut, chosen)
        return words.say_mastery(self._by_standard, self.cut)

    @property
    def _growth_finding(self) -> Finding:
        since = self._growth
        if since is None or (self.audience != "team" and since.n < disclosure.MINIMUM):
            return Finding("Too few students took both assessments for a number that may leave the team.")
        shared = since.n_common_items if since.basis == "common questions" else 0
        return words.say_growth(since.mean_change, since.low, since.high, since.n, shared, since.verdict)

    @property
    def _data_headline(self) -> str:
        n = len(self.evidence.notes)
        return (
            tables.count_of(n, "thing") + " to know before trusting the numbers"
            if n
            else "Nothing unusual came in"
        )


def _choose(evidence: TeamEvidence, wanted: str) -> Assessment | None:
    """Return the assessment asked for by id or title, or the latest; None where nothing has a result."""
    if not wanted:
        try:
            return evidence.latest_assessment()
        except NotFound:
            return None
    by_title = evidence.assessments.loc[evidence.assessments["title"] == wanted, "assessment_id"]
    return evidence.assessment(str(by_title.iloc[-1]) if len(by_title) else wanted)
