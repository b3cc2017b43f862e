"""In a real JupyterLab: Run all shows no error, and what was typed is there again after a restart."""

import re
import shutil
from pathlib import Path

import pytest
from lab import chromium, jupyter_lab
from playwright.sync_api import expect

from plcnb.model import Member, Reflection, Visit
from plcnb.workspace import Workspace

pytestmark = pytest.mark.browser

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
TEAM, ME = "harbour-grade-7-maths", "t06"
SAVED = re.compile(r"^Saved \d+:\d\d")


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def district(sample_district, tmp_path_factory):
    folder = tmp_path_factory.mktemp("own-page") / "district"
    shutil.copytree(sample_district.folder, folder)
    for name in ("06-classroom-visits", "07-reflect", "09-initiative"):
        text = (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
        named = text.replace('team = \\"\\"', f'team = \\"{TEAM}\\"').replace(
            'me = \\"\\"', f'me = \\"{ME}\\"'
        )
        (folder / f"{name}.ipynb").write_text(text if name == "09-initiative" else named, encoding="utf-8")
    return Workspace.open(folder)


@pytest.fixture(scope="module")
def lab(district):
    with jupyter_lab(district.folder, environment={"PLCNB_WORKSPACE": str(district.folder)}) as running:
        yield running


def cell(page, call):
    """The output of the cell that holds this call."""
    return page.locator(".jp-CodeCell").filter(has_text=call).locator(".jp-OutputArea")


def without_errors(page):
    return page.locator(
        '[data-mime-type="application/vnd.jupyter.stderr"], .jp-RenderedText[data-mime-type*="error"]'
    )


def test_a_reflection_is_there_again_after_a_restart_and_for_nobody_else(lab, browser, district):
    with lab.notebook(browser, "07-reflect.ipynb", height=4000) as notebook:
        notebook.run_all()
        form = cell(notebook.page, "mine.reflection_form()")
        form.get_by_role("textbox", name="What did I try?").press_sequentially("Waited ten seconds.")
        expect(form.locator(".plcnb-form .status")).to_have_text(SAVED)

        notebook.restart_kernel()
        notebook.run_all()

        tried = form.get_by_role("textbox", name="What did I try?")
        expect(tried).to_have_value("Waited ten seconds.")
        expect(without_errors(notebook.page)).to_have_count(0)
    mine = district.records.list(Reflection, team_id=TEAM, reader=ME)
    assert "Waited ten seconds." in [one.tried for one in mine]
    assert "Waited ten seconds." not in [one.tried for one in district.records.list(Reflection, team_id=TEAM)]


def test_a_visit_is_logged_on_a_phone_and_told_when_the_notebook_runs_again(lab, browser, district):
    names = {one.person_id: one.name for one in district.records.list(Member, team_id=TEAM)}
    host = next(person for person in names if person != ME)
    with lab.notebook(browser, "06-classroom-visits.ipynb", width=390, height=4000) as notebook:
        notebook.run_all()
        form = cell(notebook.page, "visits.visit_form()")
        form.get_by_role("combobox", name="Whose room?").select_option(host)
        form.get_by_role("checkbox", name="Students talk with one another").first.check()
        note = form.get_by_role("textbox", name="What did students do and say?")
        note.press_sequentially("The teacher explained.")
        expect(form).to_contain_text("It speaks of “The teacher”")
        note.fill("Four pairs drew a bar.")
        expect(form).to_contain_text("It says what students did and said.")
        expect(form.locator(".plcnb-form .status")).to_have_text(SAVED)

        notebook.run_all()

        expect(cell(notebook.page, "visits.said()")).to_contain_text("Four pairs drew a bar.")
        expect(without_errors(notebook.page)).to_have_count(0)
    kept = district.records.list(Visit, team_id=TEAM)[-1]
    assert (kept.visitor, kept.host, kept.noticed) == (ME, host, "Four pairs drew a bar.")


def test_an_initiative_runs_from_top_to_bottom(lab, browser):
    with lab.notebook(browser, "09-initiative.ipynb", height=4000) as notebook:
        notebook.run_all()

        expect(cell(notebook.page, "change.happening()")).to_contain_text("It happens as meant in")
        expect(cell(notebook.page, "change.sighting_form()").locator(".plcnb-form")).to_be_visible()
        expect(without_errors(notebook.page)).to_have_count(0)
