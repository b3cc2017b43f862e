import re

import pandas as pd
import pytest
from messy import ALONE, SILENT, SINGLE, WORDY
from reading import words_of

from plcnb.errors import NotFound, ParameterError
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.formats.exported import write_tables
from plcnb.evidence.importing import import_sources
from plcnb.reports.teamreport import open_report
from plcnb.workspace import Workspace

SECTIONS = ("masthead", "findings", "mastery", "groups", "items", "growth", "vendor", "agenda", "notes")
SHOWCASE = "harbour-grade-7-maths"  # data/sample/README.md tells what is planted in it


def whole(report):
    return "\n".join(getattr(report, section)()._repr_html_() for section in SECTIONS)


@pytest.fixture
def showcase(sample_district):
    return open_report(SHOWCASE, workspace=sample_district.folder)


def test_the_first_page_says_who_what_and_when(showcase):
    said = words_of(showcase.masthead()._repr_html_())

    assert "Grade 7 Mathematics" in said
    assert "Harbour School" in said
    assert "22 Jan" in said
    assert "Invented sample data" in said


def test_the_planted_facts_are_found(showcase):
    said = words_of(whole(showcase))

    assert "MA7.4" in said
    assert "Question 9 may have a wrong key" in said
    assert "6 questions both tests share" in said
    assert re.search(r"gained \d+ points of 100 on average, probably between \d+ and \d+", said)


def test_a_question_whose_key_may_be_wrong_does_not_speak_against_its_standard(showcase):
    said = words_of(showcase.mastery()._repr_html_())
    finding = words_of(showcase.findings()._repr_html_())

    assert "until its key has been checked: Question 9." in said
    assert "clearly above (2)" in said, "without question 9, MA7.5 is secure"
    assert "and 1 more standard; for the other" in finding.replace("clearly above, ", "")


def test_headline_chart_and_table_show_the_same_number(showcase):
    finding = words_of(showcase.findings()._repr_html_())
    mastery = words_of(showcase.mastery()._repr_html_())
    share = re.search(r"clearly below 70 % \(([\d.]+) % of the points, (\d+) students", finding)

    assert share is not None
    assert f"{share[1]} %" in mastery
    assert f"{share[2]} students" in mastery


def test_every_figure_has_alt_text_with_numbers_and_its_two_lines(showcase):
    html = whole(showcase)
    alts = re.findall(r'<img alt="([^"]+)"', html)

    assert len(alts) == html.count("<img") == html.count("<figure") == 3
    assert all(re.search(r"\d", alt) for alt in alts)
    assert html.count("Read this as") == html.count("Do not read this as") == 3


def test_the_fourth_group_always_stands_on_the_page(showcase, sample_district):
    tiny = open_report("orchard-grade-5-science", workspace=sample_district.folder)

    assert "Extend: they know it already" in words_of(showcase.groups()._repr_html_())
    assert "nobody yet" in words_of(tiny.groups()._repr_html_())


def test_the_agenda_adds_up_to_the_minutes_at_hand(sample_district):
    report = open_report(SHOWCASE, minutes=30, workspace=sample_district.folder)
    minutes = re.findall(r'class="num"[^>]*>(\d+)<', report.agenda()._repr_html_())

    assert sum(map(int, minutes)) == 30


@pytest.fixture
def with_vendor(sample_district, tmp_path):
    """A copy of the sample with a vendor's test of the showcase's students, of two of them a skill."""
    workspace = Workspace.create(tmp_path / "copy")
    tables = sample_district.evidence.source_tables()
    students = sample_district.evidence.team(SHOWCASE).students["student_id"]
    said = [(student, "", "percentile", str(30 + place)) for place, student in enumerate(students)]
    said += [(student, "skill", "mastery", "70") for student in students[:2]]
    measures = pd.DataFrame(said, columns=["person_id", "standard_id", "measure", "text"])
    tables["measures"] = measures.assign(test_id="map", value=measures["text"].astype(float))
    scores = pd.DataFrame({"test_id": "map", "person_id": students, "score": 200.0, "status": "scored"})
    tables["results"] = pd.concat([tables["results"], scores], ignore_index=True)
    test = {"test_id": ["map"], "title": ["Autumn test"], "subject": ["Math"], "norms": ["2020"]}
    tables["tests"] = pd.concat([tables["tests"], pd.DataFrame(test)], ignore_index=True)
    write_tables(
        {name: conform(rows, SOURCE_TABLES[name]) for name, rows in tables.items()}, tmp_path / "out"
    )
    import_sources(workspace.evidence_folder, [tmp_path / "out"])
    return workspace.folder


def test_what_a_vendor_reports_stands_beside_the_team_s_own_test(with_vendor):
    report = open_report(SHOWCASE, workspace=with_vendor)
    said = words_of(report.vendor()._repr_html_())

    n = len(report.evidence.students)
    assert f"Autumn test: half of {n} students between" in said
    assert "Norms: 2020." in said
    assert "mastery skill" in said
    assert report.assessment.title != "Autumn test", "a report without scores is not the assessment looked at"


def test_scores_on_a_vendor_s_scale_are_not_said_to_be_missing_and_make_no_groups(with_vendor):
    report = open_report(SHOWCASE, assessment="Autumn test", workspace=with_vendor)
    said = words_of(report.mastery()._repr_html_())

    assert "Not compared: Autumn test." in said
    assert "No result has arrived" not in said
    assert report.groups()._repr_html_() == ""


def test_what_a_vendor_reports_of_two_students_does_not_leave_the_team(with_vendor):
    said = words_of(open_report(SHOWCASE, audience="school", workspace=with_vendor).vendor()._repr_html_())

    assert "not shown (fewer than 10 students)" in said
    assert "70" not in said.replace("70 %", "")


def test_without_a_vendor_s_report_nothing_is_said_of_one(showcase):
    assert showcase.vendor()._repr_html_() == ""


def every_person(workspace):
    """Ids and names of all students in the store; a name that a teacher has too is left blank."""
    teams = [workspace.evidence.team(team) for team in workspace.evidence.teams()["team_id"]]
    teachers = {name for team in teams for name in team.members["name"]}
    for team in teams:
        for student, name in team.students[["student_id", "name"]].itertuples(index=False, name=None):
            yield student, "" if name in teachers else name


def stands_in(word, text):
    """Whether a name or id stands in a text as a word of its own."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)


@pytest.mark.parametrize("assessment", ["", "Check 3: Waves and inheritance"])
@pytest.mark.parametrize("audience", ["school", "public"])
def test_what_the_students_of_a_single_teacher_reached_stays_in_the_team(
    sample_district, audience, assessment
):
    given = {"audience": audience, "workspace": sample_district.folder}
    report = open_report("willow-grade-8-science", assessment=assessment, **given)
    said = words_of("".join(getattr(report, part)()._repr_html_() for part in (*SECTIONS, "change", "goals")))

    assert "What students know stays with the team" in said
    assert re.findall(r"\d+ %", said) == ["70 %"], "the goal alone, which somebody has typed"
    assert "tempted" not in said
    assert not re.search(r"step|overdue|Next meeting", said.split("Ask the team what it learned.")[1])


@pytest.mark.parametrize("audience", ["school", "public"])
@pytest.mark.parametrize("district", ["sample_district", "messy_district"])
def test_no_student_is_named_outside_the_team(request, district, audience):
    workspace = request.getfixturevalue(district)
    pages = [
        words_of(whole(open_report(team, audience=audience, workspace=workspace.folder)))
        for team in workspace.evidence.teams()["team_id"]
    ]
    said = " ".join(pages)
    people = list(every_person(workspace))

    assert len(people) > 10
    assert not [name for _, name in people if len(name) > 3 and re.search(rf"\b{re.escape(name)}\b", said)]
    assert not [
        identity for identity, _ in people if re.search(rf"(?<![\w-]){re.escape(identity)}(?![\w-])", said)
    ]


def test_public_reports_name_no_teacher_either(sample_district):
    teachers = sample_district.evidence.team(SHOWCASE).members["name"]
    said = words_of(whole(open_report(SHOWCASE, audience="public", workspace=sample_district.folder)))

    assert len(teachers) == 6
    assert not [name for name in teachers if name in said]


def test_a_team_of_seven_shows_no_share_outside(sample_district):
    said = words_of(
        whole(open_report("orchard-grade-5-science", audience="school", workspace=sample_district.folder))
    )

    assert not re.search(r"\d+ % (?:of the points|right|chose)", said)
    assert "2 teachers · fewer than 10 students" in said
    assert "hardest" not in said
    assert "Question" not in said


def test_the_standard_most_missed_is_the_one_with_the_smallest_share_of_points(sample_district):
    """Not the one that offers most points: RE8.5 has five, RE8.1 three."""
    report = open_report("harbour-grade-8-reading", workspace=sample_district.folder)

    assert "most missed: RE8.1, 17 % of the points" in words_of(report.groups()._repr_html_())


@pytest.mark.parametrize("audience", ["team", "school", "public"])
@pytest.mark.parametrize("name", [ALONE, SILENT, SINGLE, WORDY])
def test_awkward_teams_get_a_report_too(messy_district, name, audience):
    teams = messy_district.evidence.teams().set_index("name")["team_id"]
    said = words_of(whole(open_report(teams[name], audience=audience, workspace=messy_district.folder)))

    assert name.split()[0] in said
    assert "nan" not in said.lower().split()


def test_markup_in_data_stays_text(messy_district):
    for team in messy_district.evidence.teams()["team_id"]:
        html = whole(open_report(team, workspace=messy_district.folder))
        assert "<script>alert" not in html
        assert "<b>long</b>" not in html


def test_an_assessment_is_chosen_by_title_or_id(sample_district):
    team = sample_district.evidence.team(SHOWCASE)
    first = team.assessments.iloc[0]
    by_title = open_report(SHOWCASE, assessment=first["title"], workspace=sample_district.folder)
    by_id = open_report(SHOWCASE, assessment=first["assessment_id"], workspace=sample_district.folder)

    assert first["title"] in words_of(by_title.masthead()._repr_html_())
    assert whole(by_title) == whole(by_id)


def test_an_empty_team_name_takes_the_first_with_an_assessment(sample_district):
    assert open_report("", workspace=sample_district.folder).assessment is not None


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"team": "nobody"}, NotFound, "nobody"),
        ({"assessment": "Check 99"}, NotFound, "Check 99"),
        ({"audience": "everyone"}, ParameterError, "team, school, public"),
        ({"cut": 70}, ParameterError, "For 70 % write 0.7"),
        ({"minutes": 3}, ParameterError, "between 10 and 480"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(sample_district, wrong, error, words):
    given = {"team": SHOWCASE, "workspace": sample_district.folder} | wrong

    with pytest.raises(error, match=words):
        whole(open_report(**given))
