"""A teacher's own page, and that nobody else reads what was not shared: in no view, notebook or report."""

import ast
import json
import re
import shutil
import zipfile
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from click.testing import CliRunner
from messy import ALONE, TEAM_IDS, WORDY
from messy_records import PRIVATE
from reading import words_of, words_of_all

from plcnb.cli.exporting import export
from plcnb.errors import NotFound
from plcnb.model import ActionStep, Exchange, Measurement, Member, Reflection, Trial
from plcnb.reports.reflecting import open_reflection
from plcnb.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "templates").glob("*.ipynb")])
TEAM, OTHER_TEAM = "harbour-grade-7-maths", "willow-grade-7-maths"
TODAY = date(2026, 1, 27)
SECTIONS = ("masthead", "who", "promises", "trials", "last", "shared", "exchange", "help")


@pytest.fixture
def district(district_of_nobody):
    return district_of_nobody


@pytest.fixture
def me(district):
    return sorted(district.records.list(Member, team_id=TEAM), key=lambda one: one.name.casefold())[0]


@pytest.fixture
def colleague(district, me):
    return next(one for one in district.records.list(Member, team_id=TEAM) if one != me)


def page(district, who, team=TEAM, audience="team"):
    named = who if isinstance(who, str) else who.person_id
    return open_reflection(
        team, me=named, audience=audience, today=TODAY.isoformat(), workspace=district.folder
    )


def keep(district, record, by="x"):
    return district.records.add(record.model_copy(update={"team_id": record.team_id or TEAM}), by=by)


def test_my_promises_are_mine_and_kindly_past_their_day(district, me, colleague):
    for owner, what, ago in ((me, "Reteach bars", 3), (me, "Call home", -3), (colleague, "Not mine", 1)):
        keep(district, ActionStep(owner=owner.person_id, what=what, due=TODAY - timedelta(days=ago)))
    keep(district, ActionStep(owner=me.person_id, what="Done already", state="done"))

    said = words_of(page(district, me).promises())

    assert "2 promises, 1 past its day" in said
    assert said.index("Reteach bars") < said.index("Call home")
    assert "Not mine" not in said
    assert "Done already" not in said
    assert "overdue" not in said


def test_my_trials_say_what_they_wait_for(district, me, colleague):
    span = {"begins": TODAY - timedelta(days=30), "until": TODAY + timedelta(days=9), "measure": "tickets"}
    told = {"need": "n", "expected": "e", **span}
    keep(district, Trial(change="One question from last week", who=(me.person_id,), **told))
    other = keep(district, Trial(change="Bars first", who=(me.person_id, colleague.person_id), **told))
    keep(district, Trial(change="Somebody else's", who=(colleague.person_id,), **told))
    keep(district, Measurement(trial_id=other.id, on=TODAY - timedelta(days=1), value=3))

    said = words_of(page(district, me).trials())

    assert "2 trials open, 1 of them for me to act on" in said
    assert "for a measurement" in said
    assert "Somebody else" not in said


def test_i_read_what_i_wrote_and_others_only_what_i_shared(district, me, colleague):
    mine = Reflection(
        person_id=me.person_id, on=TODAY - timedelta(days=7), tried="Waited longer.", need=PRIVATE
    )
    kept = keep(district, mine, by=me.person_id)

    assert PRIVATE in words_of(page(district, me).last())
    assert "read by me alone" in words_of(page(district, me).last())
    assert PRIVATE not in words_of_all(page(district, colleague), SECTIONS)

    district.records.update(kept.changed(shared=True), by=me.person_id)

    assert PRIVATE in words_of(page(district, colleague).shared())
    assert me.name in words_of(page(district, colleague).shared())
    assert "shared with my team" in words_of(page(district, me).last())


def test_the_form_goes_on_where_i_left_it_today_and_writes_in_my_name(district, me):
    form = page(district, me).reflection_form()
    form.session.state.set("tried", "Waited ten seconds.")
    form.session.state.save()

    again = page(district, me).reflection_form()

    assert again.session.state.typed["tried"] == "Waited ten seconds."
    (kept,) = district.records.list(Reflection, team_id=TEAM, reader=me.person_id)
    assert (kept.person_id, kept.on, kept.shared) == (me.person_id, TODAY, False)


def test_what_i_ask_finds_who_offers_it_with_the_words_that_match(district, me, colleague):
    keep(district, Exchange(person_id=me.person_id, kind="ask", topic="exit tickets in ten minutes"))
    keep(
        district, Exchange(person_id=colleague.person_id, kind="offer", topic="Reading exit tickets quickly")
    )
    keep(district, Exchange(person_id=colleague.person_id, kind="offer", topic="Debates"))

    said = words_of(page(district, me).help())

    assert "1 match for me" in said
    assert f"ask {colleague.name} Reading exit tickets quickly both speak of “exit”, “tickets”" in said
    assert f"offer {me.name} exit tickets in ten minutes" in words_of(page(district, colleague).help())


def test_across_teams_the_topic_and_the_team_are_read_never_the_name(district, me):
    stranger = district.records.list(Member, team_id=OTHER_TEAM)[0]
    keep(district, Exchange(person_id=me.person_id, kind="ask", topic="exit tickets"))
    told = {
        "person_id": stranger.person_id,
        "kind": "offer",
        "team_id": OTHER_TEAM,
        "detail": "Room 9, Tuesdays",
    }
    keep(district, Exchange(topic="Exit tickets on paper", to="school", **told))
    keep(district, Exchange(topic="Exit tickets for the team", to="team", **told))

    said = words_of(page(district, me).help())

    assert "Grade 7 Mathematics Willow" in said
    assert "Exit tickets on paper" in said
    assert stranger.name not in said
    assert "Room 9" not in said
    assert "for the team" not in said


def test_an_answered_ask_is_no_longer_open(district, me):
    keep(district, Exchange(person_id=me.person_id, kind="ask", topic="exit tickets", answered_on=TODAY))

    assert "You ask for nothing and offer nothing at present" in words_of(page(district, me).exchange())


@pytest.mark.parametrize("audience", ["school", "public"])
def test_outside_the_team_the_page_stays_empty(district, me, audience):
    keep(district, Reflection(person_id=me.person_id, on=TODAY, tried="Waited.", shared=True))
    keep(district, Reflection(person_id=me.person_id, on=date(2026, 1, 9), tried="Shouted.", shared=False))
    keep(district, ActionStep(owner=me.person_id, what="Reteach bars"))

    said = words_of_all(page(district, me, audience=audience), SECTIONS)

    assert "Waited" not in said
    assert "Shouted" not in said
    assert "9 Jan" not in said
    assert "Reteach" not in said
    assert "This page has not been told whose it is" in said


def test_without_a_name_the_page_shows_nothing_of_anybody_but_in_the_invented_sample(district, me):
    assert page(district, "").me == me.person_id
    settings = district.folder / "plcnb.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("sample = true", "sample = false"))
    keep(district, Reflection(person_id=me.person_id, on=TODAY, tried=PRIVATE, shared=True))

    real = page(district, "")

    assert real.me == ""
    assert PRIVATE not in words_of_all(real, SECTIONS)
    assert "Write your name behind “me”, under “Say who you are”" in words_of(real.who())
    assert "nobody is named" in words_of(real.reflection_form())


def test_a_name_that_nobody_has_or_two_have_is_refused_with_those_there_are(district, me, colleague):
    with pytest.raises(NotFound, match=re.escape(me.name)):
        page(district, "nobody")
    assert page(district, f"  {me.name.upper()} ").me == me.person_id
    district.records.update(colleague.changed(name=me.name), by="x")
    with pytest.raises(NotFound, match="Two have that name: write the id"):
        page(district, me.name)


# Nothing unshared leaves its writer: every notebook and template there is, run for teams in which somebody
# has written what only they may read.


def shown_by(path, **values):
    """Run a notebook's cells here, with some of its values set, and return what it shows, as text."""
    names, shown = {}, []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            body = ast.parse(cell.source).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), path.name, "exec"), names)
            names |= {name: value for name, value in values.items() if name in names}
            if last is not None:
                shown += texts_of(eval(compile(ast.Expression(last.value), path.name, "eval"), names))
    return shown


def texts_of(value):
    """Everything a value says: as a page, as a form with the words in it, and as plain text."""
    if hasattr(value, "session"):
        yield json.dumps(value.session.view(), default=str, ensure_ascii=False)
    if hasattr(value, "_repr_html_"):
        yield unescape(unquote(value._repr_html_()))
    yield repr(value)


@pytest.fixture(scope="module")
def copy_of_messy(messy_district, tmp_path_factory):
    """A copy of the awkward sample, since a notebook may write; some of its teams hold private words."""
    folder = tmp_path_factory.mktemp("confidence") / "messy"
    shutil.copytree(messy_district.folder, folder)
    return Workspace.open(folder)


@pytest.fixture
def told_in_confidence(copy_of_messy, monkeypatch):
    monkeypatch.setenv("PLCNB_WORKSPACE", str(copy_of_messy.folder))
    return copy_of_messy


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_notebook_and_no_report_shows_what_was_not_shared(told_in_confidence, path):
    store, team = told_in_confidence.records, TEAM_IDS[WORDY][0]
    members = [one.person_id for one in store.list(Member, team_id=team)]
    private = [
        person
        for person in members
        if any(PRIVATE in one.tried for one in store.list(Reflection, team_id=team, reader=person))
    ]
    reader = next(person for person in members if person not in private)

    shown = shown_by(path, team=team, me=reader)

    assert private
    assert shown
    assert not [text for text in shown if PRIVATE in text]


def test_its_writer_reads_it_there(told_in_confidence):
    """The same pages do hold the words where they belong: the search above can find them."""
    place, team_id = told_in_confidence, TEAM_IDS[ALONE][0]
    (alone,) = place.records.list(Member, team_id=team_id)

    shown = shown_by(ROOT / "notebooks/07-reflect.ipynb", team=team_id, me=alone.person_id)

    assert [text for text in shown if PRIVATE in text]


@pytest.mark.parametrize("name", sorted(export.commands))
def test_no_export_holds_what_was_not_shared(told_in_confidence, tmp_path, name):
    ran = CliRunner().invoke(export, [name, str(tmp_path / name), "-w", str(told_in_confidence.folder)])

    written = [text for path in (tmp_path / name).rglob("*") if path.is_file() for text in unpacked(path)]

    assert ran.exit_code == 0, ran.output
    assert written
    assert not [text for text in written if PRIVATE.encode() in text]


def unpacked(path):
    """The bytes of a file, and of the files in it where it is a workbook."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            yield from (book.read(name) for name in book.namelist())
