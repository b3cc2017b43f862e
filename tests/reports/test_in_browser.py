"""What a person sees, in a real Chromium: two printed pages, nothing cut off, nothing loaded, no barrier."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from plcnb.batch.district import make_reports
from plcnb.model import Team
from plcnb.reports.index import TeamFacts, index_page, not_counted

pytestmark = pytest.mark.browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
PAPER = ("Letter", "A4")


@pytest.fixture(scope="module")
def browser():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium on this computer")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def reports(sample_district, messy_district, tmp_path_factory) -> dict[str, list[Path]]:
    """Every page of both samples, by audience."""
    made: dict[str, list[Path]] = {}
    for workspace in (sample_district, messy_district):
        for audience in ("team", "school"):
            out = tmp_path_factory.mktemp("reports")
            run = make_reports(workspace, ["team-report"], out=out, audience=audience)
            assert [result.error for result in run.results if result.error] == []
            made.setdefault(audience, []).extend(out / result.html for result in run.results)
            made.setdefault("index", []).append(run.index)
    return made


@pytest.fixture(scope="module")
def crowded(tmp_path_factory) -> Path:
    """An index with every kind of row: many templates and readers, failures, old reports, all facts."""
    names = ["team-report", "launch-plan", "goal-review", "unit-review", "culture-review", "our-own-long-one"]
    job = {
        "scope": "team",
        "status": "done",
        "html": "x.html",
        "error": "",
        "when": "2026-01-20T08:15:00+00:00",
    }
    jobs = [
        job | {"template": name, "audience": reader, "subject": team}
        for name in names
        for reader in ("team", "school", "public")
        for team in ("a", "b", "gone")
    ]
    jobs[0] |= {"status": "failed", "error": "team-report stopped for team 'a' at cell [4]: " + "x" * 90}
    jobs[7] |= {"when": "2025-12-03T08:15:00+00:00"}
    jobs.append(
        job | {"scope": "school", "subject": "School", "template": "school-overview", "audience": "school"}
    )
    facts = {
        "a": TeamFacts("reflect", date(2026, 1, 22), 12, 3),
        "b": TeamFacts("launch", None, 2),
        "c": TeamFacts("change", date(2025, 12, 3), 0),
        "d": TeamFacts(untold=not_counted(1)),
    }
    teams = [Team(team_id=key, name=f"Team {key.upper()}", school="School") for key in "abcd"]
    path = tmp_path_factory.mktemp("crowded") / "index.html"
    page = index_page(jobs, teams, title="District", facts=facts, on=date(2026, 1, 27))
    path.write_text(page, encoding="utf-8")
    return path


def test_a_crowded_index_has_no_barrier_and_fits_a_phone(page, crowded):
    page.set_viewport_size(PHONE)
    page.goto(crowded.as_uri())

    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(
    ("head", "order"),
    [("Step", "DBCA"), ("Last meeting", "BDCA"), ("Open actions", "DCBA"), ("Team", "ABCD")],
)
def test_the_index_sorts_steps_days_and_counts_by_what_they_mean(page, crowded, head, order):
    page.goto(crowded.as_uri())
    school = page.locator("section").first
    school.get_by_role("button", name=head).click()

    names = school.locator("tbody th").all_inner_texts()
    assert "".join(name.split("\n")[0][-1] for name in names) == order


def test_the_index_finds_what_is_overdue_and_says_how_many_rows_are_left(page, crowded):
    page.goto(crowded.as_uri())
    page.get_by_label("Find a team or school").fill("overdue")

    assert page.locator("tbody tr:visible").count() == 1
    assert page.get_by_role("status").inner_text() == "1 of 5 teams"


def everything(reports):
    return [path for paths in reports.values() for path in paths]


@pytest.mark.parametrize("paper", PAPER)
def test_a_team_report_prints_on_two_pages(page, reports, paper):
    lengths = {}
    for path in reports["team"]:
        page.goto(path.as_uri())
        printed = page.pdf(format=paper)
        lengths[path.stem] = len(re.findall(rb"/Type\s*/Page\b", printed))

    assert len(lengths) > 12
    assert min(lengths.values()) == 1, "a team without an assessment needs one page"
    assert {name: pages for name, pages in lengths.items() if pages > 2} == {}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_scrolls_sideways(page, reports, size):
    page.set_viewport_size(size)
    too_wide = []
    for path in everything(reports):
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(path.stem)

    assert too_wide == []


def test_a_page_loads_nothing_but_itself(page, reports):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in everything(reports):
        asked.clear()
        page.goto(path.as_uri(), wait_until="load")
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]


def test_every_picture_is_drawn(page, reports):
    for path in reports["team"]:
        page.goto(path.as_uri(), wait_until="load")
        widths = page.evaluate("[...document.images].map(image => image.naturalWidth)")
        assert all(width > 100 for width in widths), path.stem


@pytest.mark.parametrize("kind", ["team", "school", "index"])
def test_no_barrier_is_found(page, reports, kind):
    found = {}
    for path in reports[kind]:
        page.goto(path.as_uri())
        violations = Axe().run(page).response["violations"]
        found |= {f"{path.stem}: {violation['id']}": violation["help"] for violation in violations}

    assert found == {}


def test_the_index_finds_sorts_and_works_without_scripts(browser, page, reports):
    index = reports["index"][0]
    page.goto(index.as_uri())
    rows = page.locator("tbody tr:visible")
    assert rows.count() == 12

    page.get_by_label("Find a team or school").fill("willow")
    assert rows.count() == 4

    page.get_by_label("Find a team or school").fill("")
    harbour = page.locator("section").first
    harbour.get_by_role("button", name="Team").click()
    harbour.get_by_role("button", name="Team").click()
    assert harbour.locator("tbody th").all_inner_texts() == [
        "Grade 8 Reading",
        "Grade 7 Science",
        "Grade 7 Mathematics",
        "Grade 5 Mathematics",
    ]

    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(index.as_uri())
    assert plain.locator("tbody tr:visible").count() == 12
    assert not plain.get_by_label("Find a team or school").is_visible()
    plain.context.close()


def test_a_link_of_the_index_opens_its_report(page, reports):
    page.goto(reports["index"][0].as_uri())
    page.locator("tbody a").first.click()

    assert page.locator("h1").inner_text() == "Grade 5 Mathematics"
