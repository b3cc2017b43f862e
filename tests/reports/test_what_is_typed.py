"""Whatever people type, into any field of any record, a page shows it as text and never obeys it."""

import inspect
import shutil

import pytest
from reading import words_of

import plcnb
from plcnb.errors import Conflict
from plcnb.model import RECORD_KINDS, Member
from plcnb.workspace import Workspace

OPENERS = (
    "open_goals",
    "open_initiative",
    "open_launch",
    "open_meeting",
    "open_reflection",
    "open_report",
    "open_trials",
    "open_units",
    "open_visits",
    "open_voice",
)
TEAMS = (
    "harbour-grade-7-maths",
    "harbour-grade-8-reading",
    "orchard-grade-8-maths",
)  # between them: all kinds
HOSTILE = "<i onclick='x'>typed</i>"
TYPED = ("text", "long text", "lines")


def hostile(record):
    """Return a record in which every text that is not empty begins with a mark of HTML."""
    filled = {}
    for name, question in type(record).questions().items():
        value = getattr(record, name)
        if question.kind in TYPED and value:
            several = isinstance(value, tuple)
            filled[name] = (
                tuple(f"{HOSTILE} {one}" for one in value) if several else f"{HOSTILE} {value}"[:200]
            )
    return record.changed(**filled) if filled else record


@pytest.fixture(scope="module")
def place(sample_district, tmp_path_factory):
    folder = tmp_path_factory.mktemp("typed") / "district"
    shutil.copytree(sample_district.folder, folder, ignore=shutil.ignore_patterns("reports"))
    place = Workspace.open(folder)
    people = {one.person_id for team in TEAMS for one in place.records.list(Member, team_id=team)}
    for team in TEAMS:
        for kind in RECORD_KINDS:
            for record in {
                one.id: one for who in ("", *people) for one in place.records.list(kind, team, reader=who)
            }.values():
                try:
                    place.records.update(hostile(record), by=getattr(record, "person_id", "") or "coach")
                except Conflict:  # the options of a vote in which somebody has voted
                    continue
    return place


def shown_by(view):
    """Yield (section, HTML) of everything a view shows when it is only asked."""
    for name, method in inspect.getmembers(view, inspect.ismethod):
        asked = [one for one in inspect.signature(method).parameters.values() if one.default is one.empty]
        if name.startswith("_") or asked or name.endswith("_form") or name == "write_plan":
            continue
        shown = method()
        if hasattr(shown, "_repr_html_"):
            yield name, shown._repr_html_()


@pytest.mark.parametrize("audience", ["team", "school"])
@pytest.mark.parametrize("team", TEAMS)
@pytest.mark.parametrize("opener", OPENERS)
def test_what_is_typed_is_text(opener, team, audience, place):
    more = (
        {"me": place.records.list(Member, team_id=team)[0].person_id} if opener == "open_reflection" else {}
    )
    view = getattr(plcnb, opener)(team, audience=audience, workspace=place.folder, **more)

    shown = dict(shown_by(view))

    assert [name for name, html in shown.items() if "<i onclick" in html] == []
    if audience == "team":
        assert any(HOSTILE in words_of(html) for html in shown.values()) or team != TEAMS[0]
