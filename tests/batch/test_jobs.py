import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.batch.jobs import code_fingerprint, file_stem, plan_jobs
from plcnb.errors import Conflict, DataError, ParameterError


@given(st.text(), st.text())
def test_file_names_are_safe_and_other_teams_have_others(one, other):
    assert re.fullmatch(r"[a-z0-9-]{1,80}", file_stem(one))
    assert (file_stem(one) == file_stem(other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Grade 7", "grade-7"), ("grade-7", "grade/7"), ("GRADE 7", "Grade 7"), ("con", "con-"), ("../x", "x")],
)
def test_ids_that_look_alike_get_files_of_their_own(template, one, other):
    first, second = plan_jobs(template("1"), [one, other])

    assert first.html != second.html
    assert first.html.startswith("team/team-report/")


def test_an_id_that_is_safe_names_its_file():
    assert file_stem("grade-7-maths") == "grade-7-maths"


def test_a_job_sets_its_team_and_audience_and_nothing_unasked(template):
    (job,) = plan_jobs(template("1"), ["grade-7-maths"], audience="school")

    assert job.parameters == {"team": "grade-7-maths", "audience": "school"}


def test_a_team_named_twice_is_refused(template):
    with pytest.raises(Conflict, match=r"'grade-7-maths' .* would both write"):
        plan_jobs(template("1"), ["grade-7-maths", "grade-8-maths", "grade-7-maths"])


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("team = ''", "no parameter 'audience'"),
        ("audience = 'team'", "neither of the parameters 'team' and 'school'"),
        ("team = ''\nschool = ''\naudience = 'team'", "both of the parameters 'team' and 'school'"),
        ("team = ''\naudience = 'everyone'", "audience = 'everyone'"),
    ],
)
def test_a_template_that_cannot_tell_its_reports_or_readers_apart_is_refused(template, declared, told):
    with pytest.raises(DataError, match=told):
        plan_jobs(template("1", parameters=declared), ["grade-7-maths"])


OF_SCHOOLS = 'school = ""  # name of the school\naudience = "school"  # who reads it'


def test_a_template_of_schools_is_run_for_the_readers_it_declares(template):
    overview = template("1", name="school-overview", parameters=OF_SCHOOLS)
    job, others = plan_jobs(overview, ["Harbour School", ""])

    assert job.parameters == {"school": "Harbour School", "audience": "school"}
    assert re.fullmatch(r"school/school-overview/harbour-school-[0-9a-f]{6}\.html", job.html)
    assert job.about == "school 'Harbour School'"
    assert others.html == "school/school-overview/no_school.html"
    assert others.about == "the teams without a school"


def test_whoever_asks_for_other_readers_gets_them(template):
    overview = template("1", name="school-overview", parameters=OF_SCHOOLS)

    assert plan_jobs(overview, ["Harbour School"], audience="public")[0].audience == "public"


def test_an_unknown_audience_is_refused(template):
    with pytest.raises(ParameterError, match="team, school, public"):
        plan_jobs(template("1"), ["grade-7-maths"], audience="everyone")


@pytest.mark.parametrize(
    "change",
    [
        {"parameters": {"team": "grade-7-maths", "audience": "team", "cut": 0.5}},
        {"audience": "school"},
        {"data": "another import"},
        {"template": "other text"},
    ],
)
def test_another_key_for_whatever_would_make_another_report(template, change):
    (job,) = plan_jobs(template("1"), ["grade-7-maths"])
    if "template" in change:
        change = {"template": template("2")}

    assert replace(job, **change).key != job.key
    assert replace(job).key == job.key


def test_other_code_has_another_fingerprint(tmp_path):
    (tmp_path / "a.py").write_text("1")
    before = code_fingerprint(tmp_path)
    (tmp_path / "a.py").write_text("2")
    code_fingerprint.cache_clear()

    assert code_fingerprint(tmp_path) != before
    assert code_fingerprint() == code_fingerprint()
