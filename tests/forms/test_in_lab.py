"""What a person sees in a real JupyterLab: words are never lost, and the keyboard is enough."""

import re
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from form_cast import ANN, BEN, TEAM
from lab import PATIENCE, chromium, jupyter_lab
from playwright.sync_api import expect

from plcnb.model import ActionStep, Meeting, Wave
from plcnb.records.store import Records

pytestmark = pytest.mark.browser

GONE = "Not connected: your words are kept in this browser. Run the notebook again."
SAVED = re.compile(r"^Saved \d+:\d\d")

SETUP = f"""\
import time
from datetime import date
from plcnb.cycle.protocols import find_protocol, scale
from plcnb.cycle.running import ProtocolRun
from plcnb.forms import *
from plcnb.model import *
from plcnb.records.store import Records
records, team, today = Records("records.db"), "{TEAM}", date(2026, 1, 27)
members = team_members(records, team)"""
STEPS = "list_and_form(records, ActionStep, team, today=today)"
PULSE = """\
items = [("q1", "In our meetings I can say that something went wrong."), ("q2", "We decide together.")]
scale_ = [(1, "Never"), (2, "Seldom"), (3, "Sometimes"), (4, "Often")]
pulse_form(records, records.list(Wave, team)[0], items, scale_, members, today)"""
RUN = """\
protocol_runner(ProtocolRun.of(scale(find_protocol("data-meeting"), 45), time.time))"""
OTHERS = """\
from IPython.display import display
display(prediction_form(records, team, "check-3", [("a", "Divide fractions")], members, today))
display(availability_form(records, team, members))
display(record_form(records, Meeting, team, by=members[0][0], today=today))
display(record_form(records, Reflection, team, by=members[0][0], today=today))
display(reveal_button("Show the sheet", lambda: record_sheet(Visit)))"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    with jupyter_lab(folder) as running:
        yield running


@pytest.fixture
def store(lab, records):
    """The store that the notebook writes to, seen from outside: Ann and Ben, and nothing else yet."""
    path = lab.folder / "records.db"
    for left in lab.folder.glob("records.db*"):
        left.unlink()
    path.write_bytes(Path(records.database.place).read_bytes())
    return Records(path)


def box(page, name):
    return page.get_by_role("textbox", name=name)


def status(page):
    return page.locator(".plcnb-form [role=status]")


def test_no_word_is_lost_when_the_kernel_dies(lab, browser, store):
    with lab.notebook(browser, "dies.ipynb", [SETUP, STEPS]) as notebook:
        page = notebook.page
        notebook.run_all()
        page.get_by_role("combobox", name="Who is writing?").select_option(ANN)
        box(page, "What will be done?").press_sequentially("Reteach fractions")
        expect(status(page)).to_have_text(SAVED)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(status(page)).to_contain_text("Still needed: What will students know or do then? · ")
        expect(box(page, "What will students know or do then?")).to_be_focused()

        notebook.kill_kernel()
        box(page, "What will be done?").press_sequentially(" with bars")
        box(page, "What will students know or do then?").press_sequentially("draw two bars")
        expect(page.get_by_role("status").get_by_text(GONE)).to_be_visible()
        expect(page.locator(".field", has=box(page, "What will students know or do then?"))).to_contain_text(
            GONE
        )
        assert [one.what for one in store.list(ActionStep, TEAM)] == ["Reteach fractions"]

        notebook.run_all()
        expect(box(page, "What will be done?")).to_have_value("Reteach fractions with bars")
        expect(box(page, "What will students know or do then?")).to_have_value("draw two bars")
        expect(status(page)).to_have_text(SAVED)
        assert "bars" not in page.evaluate("() => JSON.stringify(localStorage)"), (
            "the browser forgets what is saved"
        )

    (kept,) = store.list(ActionStep, TEAM)
    assert (kept.what, kept.students_will) == ("Reteach fractions with bars", "draw two bars")


def test_words_typed_while_restarted_survive_a_reload_of_the_page(lab, browser, store):
    with lab.notebook(browser, "reload.ipynb", [SETUP, STEPS]) as notebook:
        page = notebook.page
        notebook.run_all()
        page.get_by_role("combobox", name="Who is writing?").select_option(ANN)
        box(page, "What will be done?").press_sequentially("Reteach")
        expect(status(page)).to_have_text(SAVED)

        notebook.restart_kernel()
        expect(status(page)).to_have_text(GONE)
        box(page, "What will be done?").press_sequentially(" fractions")
        notebook.save()
        notebook.reload()
        notebook.run_all()

        expect(box(page, "What will be done?")).to_have_value("Reteach fractions")
        expect(status(page)).to_have_text(SAVED)


def test_words_typed_without_a_network_are_saved_when_it_is_back(lab, browser, store):
    with lab.notebook(browser, "offline.ipynb", [SETUP, STEPS]) as notebook:
        page = notebook.page
        notebook.run_all()
        page.get_by_role("combobox", name="Who is writing?").select_option(ANN)
        page.context.set_offline(True)
        box(page, "What will be done?").fill("Reteach")
        expect(status(page)).to_contain_text("your words are kept in this browser", timeout=PATIENCE)
        page.context.set_offline(False)

        expect(status(page)).to_have_text(SAVED, timeout=PATIENCE)
    assert [one.what for one in store.list(ActionStep, TEAM)] == ["Reteach"]


def test_words_typed_while_the_next_record_is_on_its_way_stay_with_their_own(lab, browser, store):
    one, two = (store.add(ActionStep(team_id=TEAM, what=what), by=ANN) for what in ("One", "Two"))
    with lab.notebook(browser, "slow.ipynb", [SETUP, STEPS]) as notebook:
        page = notebook.page
        notebook.run_all()
        page.get_by_role("combobox", name="Who is writing?").select_option(ANN)
        page.get_by_role("button", name="Open: One").click()
        what = box(page, "What will be done?")
        expect(what).to_have_value("One")
        page.get_by_role("combobox", name="Who is writing?").select_option(ANN)

        page.context.set_offline(True)
        page.get_by_role("button", name="Open: Two").click()
        what.press_sequentially(", with bars")
        page.context.set_offline(False)

        expect(what).to_have_value("Two", timeout=PATIENCE)
        expect(page.get_by_role("cell", name="One, with bars", exact=True)).to_be_visible()
        expect(page.get_by_role("cell", name="Two", exact=True)).to_be_visible()
        kept = (
            "() => Object.entries(localStorage).filter(([key, all]) => key.startsWith('plcnb-draft')).join()"
        )
        assert "with bars" not in page.evaluate(kept), "the browser forgets what is saved"
    assert [store.find(ActionStep, each.id).what for each in (one, two)] == ["One, with bars", "Two"]


def test_what_a_colleague_wrote_meanwhile_is_shown_beside_ones_own(lab, browser, store):
    kept = store.add(ActionStep(team_id=TEAM, what="Reteach"), by=ANN)
    with lab.notebook(browser, "clash.ipynb", [SETUP, STEPS]) as notebook:
        page = notebook.page
        notebook.run_all()
        page.get_by_role("button", name="Open: Reteach").click()
        expect(box(page, "What will be done?")).to_have_value("Reteach")
        page.get_by_role("combobox", name="Who is writing?").select_option(ANN)
        store.update(kept.changed(what="Reteach <b>with bars</b>"), by=BEN)
        box(page, "What will be done?").fill("Reteach on a number line")

        clash = page.get_by_role("group", name="Two answers: What will be done?")
        expect(clash).to_contain_text("Reteach on a number line")
        expect(clash).to_contain_text("Reteach <b>with bars</b>")
        clash.get_by_role("button", name="Keep both").click()

        expect(clash).to_be_hidden()
        expect(status(page)).to_have_text(SAVED)
    assert store.find(ActionStep, kept.id).what == "Reteach <b>with bars</b> Reteach on a number line"


def test_the_keyboard_is_enough_and_is_not_taken_for_labs_own(lab, browser, store):
    with lab.notebook(browser, "keys.ipynb", [SETUP, STEPS]) as notebook:
        page = notebook.page
        notebook.run_all()
        cells = page.locator(".jp-Cell").count()
        keys = page.keyboard
        page.get_by_role("combobox", name="Who is writing?").focus()
        keys.type("Ann")
        for answer in ("Reteach fractions", "draw two bars", "Check 3, question 7", "", "Ben", "02032026"):
            keys.press("Tab")
            keys.type(answer)
        fold = page.locator("summary", has_text="What came of it")
        fold.focus()
        keys.press("Enter")
        keys.press("Tab")
        keys.press("ArrowDown")
        for lab_key in "bdda":  # in Lab these add and remove cells
            keys.press(lab_key)
        page.get_by_role("button", name="Save", exact=True).focus()
        keys.press("Enter")

        expect(page.get_by_role("cell", name="Done", exact=True)).to_be_visible()
        expect(status(page)).to_contain_text("Nothing is missing.")
        page.get_by_role("button", name="Remove", exact=True).dblclick()
        expect(page.get_by_role("button", name="Remove it? Press again")).to_be_visible()
        assert page.locator(".jp-Cell").count() == cells
    (kept,) = store.list(ActionStep, TEAM)
    assert (kept.what, kept.owner, str(kept.due), kept.state) == (
        "Reteach fractions",
        BEN,
        "2026-02-03",
        "done",
    )


def test_what_is_wrong_is_linked_to_its_field_and_gets_the_focus(lab, browser, store):
    with lab.notebook(browser, "wrong.ipynb", [SETUP, OTHERS]) as notebook:
        page = notebook.page
        notebook.run_all()
        form = page.get_by_role("form", name="What do you expect?")
        form.get_by_role("combobox", name="Who predicts?").select_option(ANN)
        share = form.get_by_role("textbox", name="Divide fractions")
        share.fill("0.58")
        form.get_by_role("button", name="Hand in my predictions").click()

        expect(share).to_be_focused()
        expect(share).to_have_attribute("aria-invalid", "true")
        expect(share).to_have_accessible_description(
            "Less than one per cent? For 58 % write 58, else 0.58 %. %"
        )

        share.fill("58")
        form.get_by_role("button", name="Hand in my predictions").click()
        expect(form.get_by_text("Your predictions are kept.")).to_be_focused()
        form.get_by_role("button", name="Next person").click()
        expect(share).to_have_value("")


def test_a_survey_stays_in_the_browser_until_it_is_handed_in(lab, browser, store):
    wave = store.add(Wave(team_id=TEAM, instrument="pulse"), by=ANN)
    with lab.notebook(browser, "pulse.ipynb", [SETUP, PULSE]) as notebook:
        page = notebook.page
        notebook.run_all()
        drafts = "() => Object.entries(localStorage).filter(([key]) => key.startsWith('plcnb-draft'))"
        page.get_by_role("combobox", name="Who is answering?").select_option(BEN)
        page.get_by_role("group", name="We decide together.").get_by_label("Often").check()
        assert len(page.evaluate(drafts)) == 1

        notebook.run_all()  # nothing of it was in the notebook, all of it is in the browser
        often = page.get_by_role("group", name="We decide together.").get_by_label("Often")
        expect(often).to_be_checked()
        assert store.respondents(wave.id) == frozenset()

        page.get_by_role("combobox", name="Who is answering?").select_option(ANN)
        expect(often).not_to_be_checked()  # nobody sees what another has answered
        page.get_by_role("combobox", name="Who is answering?").select_option(BEN)
        often.check()
        page.get_by_role("button", name="Hand in").click()

        expect(page.get_by_text("Your answers are handed in, without your name.")).to_be_focused()
        assert page.evaluate(drafts) == []
    assert store.respondents(wave.id) == {BEN}
    assert store.answers(wave.id)["value"].tolist() == [4.0]


def test_enter_begins_a_new_line_in_a_long_answer(lab, browser, store):
    meeting = "record_form(records, Meeting, team, by=members[0][0], today=today)"
    with lab.notebook(browser, "lines.ipynb", [SETUP, meeting]) as notebook:
        page = notebook.page
        notebook.run_all()
        page.locator("summary", has_text="What we decided").click()
        box(page, "What did we decide?").press_sequentially("Bars\nCounters")
        expect(box(page, "What did we decide?")).to_have_value("Bars\nCounters")
        expect(status(page)).to_have_text(SAVED)
    assert [one.decisions for one in store.list(Meeting, TEAM)] == [("Bars", "Counters")]


def test_a_narrow_window_shows_what_tells_two_rows_of_the_list_apart(lab, browser, store):
    for day in (date(2026, 2, 3), date(2026, 2, 10)):
        store.add(ActionStep(team_id=TEAM, what="Reteach", due=day), by=ANN)
    listed = 'list_and_form(records, ActionStep, team, listed=["what", "owner", "due"])'
    with lab.notebook(browser, "rows.ipynb", [SETUP, listed], width=420) as notebook:
        page = notebook.page
        notebook.run_all()
        for day in ("3 Feb", "10 Feb"):
            expect(page.get_by_role("cell", name=day, exact=True)).to_be_visible()
        page.get_by_role("button", name="Open: Reteach, 10 Feb").click()
        expect(page.get_by_role("textbox", name="By when?")).to_have_value("2026-02-10")


def test_a_meeting_goes_on_after_a_restart(lab, browser, store):
    with lab.notebook(browser, "run.ipynb", [SETUP, RUN]) as notebook:
        page = notebook.page
        notebook.run_all()
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.get_by_role("timer")).to_contain_text("left")
        page.keyboard.press("Enter")  # the focus is on what comes next
        expect(page.get_by_text("step 2 of")).to_be_visible()
        page.get_by_role("button", name="Next step").dblclick()  # which is one press
        expect(page.get_by_text("step 3 of")).to_be_visible()
        page.get_by_role("button", name="Pause").click()
        expect(page.get_by_role("timer")).to_contain_text("paused")
        expect(page.get_by_text("step 3 of")).to_be_visible()

        notebook.kill_kernel()
        notebook.run_all()
        expect(page.get_by_text("step 3 of")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_barrier_is_found_and_nothing_is_cut_off(lab, browser, store, dark):
    store.add(Wave(team_id=TEAM, instrument="pulse"), by=ANN)
    store.add(ActionStep(team_id=TEAM, what="W" * 200), by=ANN)  # as an address of a page may be
    cells = [SETUP, STEPS, PULSE, RUN, OTHERS]
    with lab.notebook(browser, "barriers.ipynb", cells, width=420, height=3000, dark=dark) as notebook:
        page = notebook.page
        notebook.run_all()
        page.get_by_role("button", name="Show the sheet").click()
        expect(page.get_by_text("Whose room?")).to_be_visible()
        page.get_by_role("button", name="Save", exact=True).first.click()
        for fold in page.locator("details").all():
            fold.evaluate("fold => { fold.open = true }")
        forms = page.locator(".plcnb-form")
        assert forms.count() == 8

        found = Axe().run(page, context=".plcnb-form").response["violations"]
        assert {one["id"]: [node["html"][:200] for node in one["nodes"]] for one in found} == {}
        wide = "form => form.scrollWidth > form.clientWidth"
        assert [form.get_attribute("aria-labelledby") for form in forms.all() if form.evaluate(wide)] == []
