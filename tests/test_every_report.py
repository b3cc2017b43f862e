"""Every template for every team and school of both samples: each made, and nobody named who must not be."""

import json

import pytest
from reading import words_of

from plcnb.batch.district import make_reports
from plcnb.model import Member, Reflection


def students(district):
    """The names of the students as a page would show them; the shortest could be any word."""
    names = {
        name
        for team in district.evidence.teams()["team_id"]
        for name in district.evidence.team(team).students["name"]
    }
    return {name for name in names if len(name) > 5}


@pytest.fixture(scope="module", params=["sample_district", "messy_district"])
def district(request):
    return request.getfixturevalue(request.param)


def private_texts(district):
    """What teachers wrote in reflections that they have not shared, read as each of them."""
    people = [one.person_id for one in district.records.list(Member)]
    return {
        text
        for person in people
        for one in district.records.list(Reflection, reader=person)
        if not one.shared
        for text in (one.tried, one.saw, one.learned, one.need)
        if len(text) > 20
    }


@pytest.mark.parametrize("audience", ["team", "school", "public"])
def test_every_report_is_made_and_names_nobody_who_must_not_be(district, tmp_path, audience):
    run = make_reports(district, out=tmp_path, audience=audience)

    only_for_others = {"school-overview"} if audience == "team" else set()
    failed = [job for job in run.results if job.status == "failed"]
    assert {job.template for job in failed} <= only_for_others, [job.error for job in failed]
    assert {job.template for job in run.results} >= {"team-report", "data-meeting", "culture-review"}
    notebooks = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.rglob("*.ipynb")]
    told = "\n".join(json.dumps(notebook, ensure_ascii=False) for notebook in notebooks)
    told += "\n".join(words_of(path.read_text(encoding="utf-8")) for path in tmp_path.rglob("*.html"))
    assert [text[:20] for text in private_texts(district) if text in told] == []
    if audience != "team":
        staff = {one.name for one in district.records.list(Member) if len(one.name) > 5}
        assert [name for name in students(district) | staff if name in told] == []
