"""The data meeting as a coach runs it: a real JupyterLab, the real notebook, the sample district."""

import re
import shutil

import pytest
from lab import chromium, jupyter_lab
from playwright.sync_api import expect

from plcnb.model import ActionStep, Prediction
from plcnb.shipped import shipped_folder
from plcnb.workspace import WORKSPACE_VARIABLE, Workspace

pytestmark = pytest.mark.browser

NOTEBOOK = "03-data-meeting.ipynb"
STEP = "Reteach dividing with remainders to the reteach group, twice, with counters"


@pytest.fixture
def district(sample_district, tmp_path):
    folder = tmp_path / "district"
    shutil.copytree(sample_district.folder, folder, ignore=shutil.ignore_patterns("reports"))
    return Workspace.open(folder)


def form(page, title):
    return page.locator(".plcnb-form").filter(has=page.get_by_role("heading", name=title))


def test_a_team_predicts_reveals_writes_its_step_and_finds_it_after_a_restart(district):
    shutil.copy(shipped_folder("notebooks") / NOTEBOOK, district.folder / "notebooks" / NOTEBOOK)
    environment = {WORKSPACE_VARIABLE: str(district.folder)}
    team = district.evidence.teams().iloc[0]["team_id"]
    for one in district.records.list(Prediction, team_id=team):
        district.records.remove(Prediction, one.id, by="coach")
    with (
        chromium() as browser,
        jupyter_lab(district.folder / "notebooks", environment=environment) as lab,
        lab.notebook(browser, NOTEBOOK, height=12000) as notebook,
    ):
        page = notebook.page
        notebook.run_all()
        assert page.get_by_text("Traceback").count() == 0
        expect(page.get_by_text("Expected, and what came")).to_have_count(0)

        predicting = form(page, "What do you expect?")
        predicting.get_by_role("combobox", name="Who predicts?").select_option(index=1)
        predicting.get_by_role("textbox").first.press_sequentially("64")
        predicting.get_by_role("button", name="Hand in my predictions").click()
        expect(predicting.get_by_text("Your predictions are kept")).to_be_visible()
        page.get_by_role("button", name="Everybody has predicted: show the results").click()
        expect(page.get_by_text("Expected, and what came")).to_be_visible()
        expect(page.get_by_text("Mastery by standard").first).to_be_visible()

        step = form(page, "Our next step")
        step.get_by_role("combobox", name="Who is writing?").select_option(index=1)
        step.get_by_role("textbox", name="What will be done?").press_sequentially(STEP)
        expect(step.locator(".status")).to_contain_text(re.compile(r"saved \d\d?:\d\d", re.I))
        expect(step).to_contain_text("Actionable: not yet")

        notebook.restart_kernel()
        notebook.run_all()
        expect(form(page, "Our next step")).to_contain_text(STEP)

    (predicted,) = district.records.list(Prediction, team_id=team)
    assert predicted.expected == 0.64
    assert STEP in [one.what for one in district.records.list(ActionStep, team_id=team)]
