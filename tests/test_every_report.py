"""Every template for every team and school of both samples: each made, and nobody named who must not be."""

import re
from html import unescape
from urllib.parse import unquote

import nbformat
import pytest
from reading import words_of

from plcnb.batch.district import make_reports
from plcnb.model import Member, Reflection

TELLING = 5  # letters: what is shorter could be any word or number


@pytest.fixture(scope="module", params=["sample_district", "messy_district"])
def district(request):
    return request.getfixturevalue(request.param)


def names(district):
    """The names of students and staff as a page would show them."""
    teams = [district.evidence.team(team) for team in district.evidence.teams()["team_id"]]
    known = {name for team in teams for name in team.students["name"]}
    known |= {one.name for one in district.records.list(Member)}
    return {" ".join(name.split()) for name in known if len(name) > TELLING}


def ids(district):
    """The numbers of students and staff that no word could be."""
    teams = [district.evidence.team(team) for team in district.evidence.teams()["team_id"]]
    known = {number for team in teams for number in team.students["student_id"]}
    known |= {one.person_id for one in district.records.list(Member)}
    return {one for one in known if len(one) >= TELLING and not one.isalpha()}


def private_texts(district):
    """What teachers wrote in reflections that they have not shared, read as each of them."""
    return {
        " ".join(text.split())
        for person in {one.person_id for one in district.records.list(Member)}
        for one in district.records.list(Reflection, reader=person)
        if not one.shared
        for text in (one.tried, one.saw, one.learned, one.need)
        if len(text) > 20
    }


def strings(part):
    """Yield every text of a notebook."""
    if isinstance(part, str):
        yield part
    else:
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from strings(inner)


def everything(text):
    """Return what a page holds: its words, and what stands in marks, addresses and texts for the blind."""
    return f"{words_of(text)} {' '.join(unescape(unquote(text)).split())}"


@pytest.mark.parametrize("audience", ["team", "school", "public"])
def test_every_report_is_made_and_names_nobody_who_must_not_be(district, tmp_path, audience):
    run = make_reports(district, out=tmp_path, audience=audience)

    only_for_others = {"school-overview"} if audience == "team" else set()
    failed = [job for job in run.results if job.status == "failed"]
    assert {job.template for job in failed} <= only_for_others, [job.error for job in failed]
    assert {job.template for job in run.results} >= {"team-report", "data-meeting", "culture-review"}
    notebooks = [nbformat.read(path, as_version=4) for path in tmp_path.rglob("*.ipynb")]
    pages = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")]
    told = "\n".join(everything(text) for text in ("\n".join(strings(notebooks)), *pages))
    private = private_texts(district)
    assert private, "somebody keeps a reflection"
    assert [text[:20] for text in private if text in told] == []
    if audience == "team":
        assert any(name in told for name in names(district)), "a page for the team does name people"
    else:
        assert [name for name in names(district) if name in told] == []
        assert ids(district) & set(re.findall(r"[\w-]+", told)) == set()
