"""What holds on the pages of launch, goals, units and trials alike, for every kind of team and reader."""

import re

import pytest
from reading import words_of

from plcnb.errors import NotFound, ParameterError
from plcnb.model import Goal, Lesson, Measurement, Member, Norm, Trial, Unit
from plcnb.reports.goals import open_goals
from plcnb.reports.launch import open_launch
from plcnb.reports.trials import open_trials
from plcnb.reports.units import open_units

PAGES = {
    "launch": (open_launch, ("ready", "plan", "roles", "norms", "calendar", "data", "sheets")),
    "goals": (open_goals, ("overview", "open_goals", "closed_goals", "standards", "goal_sheet")),
    "units": (
        open_units,
        ("overview", "learn", "know", "not_yet", "already", "lessons", "reflection", "unit_sheet"),
    ),
    "trials": (
        open_trials,
        (
            "overview",
            "plan",
            "done",
            "helped",
            "expected",
            "course",
            "decided",
            "tried_before",
            "trial_sheet",
        ),
    ),
}
SAMPLE_TEAMS = ("harbour-grade-7-maths", "orchard-grade-5-science", "orchard-grade-8-maths")
TYPED = {
    Norm: ("text",),
    Goal: ("why", "learned"),
    Unit: ("title", "understand", "saw"),
    Lesson: ("title", "students_did"),
    Trial: ("change", "need", "expected", "unexpected"),
    Measurement: ("note",),
}

every_page = pytest.mark.parametrize("page", PAGES)
outside = pytest.mark.parametrize("audience", ["school", "public"])


def opened(page, workspace, team, audience="team", **given):
    return PAGES[page][0](team, audience=audience, workspace=workspace.folder, **given)


def html_of(page, workspace, team, audience="team"):
    view = opened(page, workspace, team, audience)
    return "\n".join(getattr(view, part)()._repr_html_() for part in ("masthead", *PAGES[page][1]))


def teams_of(workspace):
    return list(workspace.evidence.teams()["team_id"])


@every_page
@pytest.mark.parametrize("audience", ["team", "school", "public"])
def test_every_team_of_both_samples_has_its_page(page, audience, sample_district, messy_district):
    chosen = [(sample_district, team) for team in SAMPLE_TEAMS]
    chosen += [(messy_district, team) for team in teams_of(messy_district)]

    for workspace, team in chosen:
        html = html_of(page, workspace, team, audience)
        assert "<h2>" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "nan" not in words_of(html).lower().split()


@every_page
@outside
def test_outside_the_team_nobody_is_named_and_what_was_typed_stays_inside(page, audience, sample_district):
    records = sample_district.records
    for team in SAMPLE_TEAMS:
        said = words_of(html_of(page, sample_district, team, audience))
        names = [one.name for one in records.list(Member, team_id=team)]
        names += list(sample_district.evidence.team(team).students["name"])
        texts = [
            getattr(record, field)
            for kind, fields in TYPED.items()
            for record in records.list(kind, team_id=team)
            for field in fields
        ]

        assert not [name for name in names if len(name) > 3 and re.search(rf"\b{re.escape(name)}\b", said)]
        assert not [text for text in texts if len(text) > 12 and " ".join(text.split()) in said]


@every_page
def test_a_team_that_wrote_nothing_is_told_the_one_next_step(page, district_of_nobody):
    html = html_of(page, district_of_nobody, "harbour-grade-7-maths")

    assert 'class="empty"' in html


@every_page
def test_what_cannot_be_is_refused_with_what_can(page, sample_district):
    with pytest.raises(NotFound, match="nobody"):
        opened(page, sample_district, "nobody")
    with pytest.raises(ParameterError, match="team, school, public"):
        opened(page, sample_district, "harbour-grade-7-maths", "everyone")
    with pytest.raises(ParameterError, match="2026-01-27"):
        opened(page, sample_district, "harbour-grade-7-maths", today="tomorrow")


@every_page
def test_every_figure_has_its_words_and_every_finding_stands_as_a_headline(page, sample_district):
    html = html_of(page, sample_district, "harbour-grade-7-maths")

    assert html.count("<img alt=") == html.count("<figure") == html.count("Do not read this as")
    assert not re.findall(r"<h2>\s*</h2>", html)
