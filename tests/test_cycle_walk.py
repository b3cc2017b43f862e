"""The walk through the cycle: every need is there, is met by something that exists, and has its picture."""

import inspect
import io
import re
import shutil
from pathlib import Path

import pytest
from cycle_walk import NEEDS, studio
from make_cycle import DOCS, FOLDER, PAGE, build
from PIL import Image

import plcnb
from plcnb.reports.sections import Section, paragraph

ROOT = Path(__file__).resolve().parents[1]
ALL_PICTURES = 1.5 * 2**20  # bytes that a checkout may carry for them
NARROWEST, WIDEST = 700, 1100  # pixels: readable beside text, and not larger than it is shown

every_need = pytest.mark.parametrize("need", NEEDS, ids=[f"S{need.number}" for need in NEEDS])


@pytest.fixture(scope="module")
def page():
    return (DOCS / PAGE).read_text(encoding="utf-8")


def test_all_fifteen_needs_are_told_in_order(page):
    assert [need.number for need in NEEDS] == list(range(1, 16))
    assert re.findall(r"^## S(\d+): ", page, re.M) == [str(number) for number in range(1, 16)]


@every_need
def test_a_need_is_told_as_it_is_written_and_where_it_is_met(need, page):
    told = page.split(f"## S{need.number}: ")[1].split("\n## ")[0]

    assert told.startswith(need.title)
    assert need.text in told
    assert f"`{need.call}`" in told
    assert re.search(rf'<img src="{FOLDER}/{need.file}" width="\d+" alt="[^"]{{15,}}">', told)


@every_need
def test_what_meets_a_need_exists(need):
    there = {path.stem for part in ("notebooks", "templates") for path in (ROOT / part).glob("*.ipynb")}

    assert need.where
    assert set(need.where) - there == set()
    opener = getattr(plcnb, need.open)
    assert set(need.given) - set(inspect.signature(opener).parameters) == set()
    view = inspect.signature(opener, eval_str=False).return_annotation
    assert callable(getattr(getattr(plcnb, str(view)) if isinstance(view, str) else view, need.shows))


@every_need
def test_a_need_has_its_picture(need):
    content = (DOCS / FOLDER / need.file).read_bytes()

    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    picture = Image.open(io.BytesIO(content))
    assert NARROWEST <= picture.width <= WIDEST
    assert picture.height > 100
    assert picture.mode == "P", "few colours, few bytes"
    assert picture.info.keys() <= {"transparency"}, "no metadata"
    assert len(picture.convert("RGB").getcolors(2**16) or ()) > 4, "not an empty page"


def test_no_picture_is_left_over_and_all_are_small():
    pictures = list((DOCS / FOLDER).iterdir())

    assert {path.name for path in pictures} == {need.file for need in NEEDS}
    assert sum(path.stat().st_size for path in pictures) <= ALL_PICTURES


def test_the_page_names_no_folder_and_no_day_of_its_making(page):
    assert not re.search(r"(?<![\w.])/(?:tmp|home|work|root|Users)/", page)
    assert str(ROOT) not in page


def test_the_page_sets_our_steps_beside_those_of_others(page):
    from plcnb.cycle.steps import STEPS

    table = page.split("## Our seven steps beside others' steps")[1]

    assert re.findall(r"^\| \*\*(\w+)\*\* \|", table, re.M) == [name for _, name in STEPS]


@pytest.fixture(scope="module")
def camera():
    try:
        with studio() as running:
            yield running
    except FileNotFoundError as missing:
        pytest.skip(str(missing))


@pytest.mark.browser
def test_a_picture_shows_its_section_alone_and_is_the_same_when_taken_again(camera):
    alone = Section("Pulse", "Six have answered", (paragraph("and this is what they said"),))
    with_next = type("Two", (), {"_repr_html_": lambda self: alone._repr_html_() + alone._repr_html_()})()

    taken = camera.picture(alone)

    assert taken == camera.picture(alone)
    assert taken == camera.picture(with_next), "what follows belongs to another picture"


@pytest.mark.browser
def test_a_live_form_is_photographed_as_it_stands(camera, sample_district, tmp_path):
    folder = tmp_path / "district"
    shutil.copytree(sample_district.folder, folder, ignore=shutil.ignore_patterns("reports"))
    voice = plcnb.open_voice("harbour-grade-7-maths", workspace=folder)

    form = Image.open(io.BytesIO(camera.picture(voice.exchange_form())))

    assert form.height > 600, "five questions"


@pytest.mark.browser
def test_the_walk_is_written_and_leaves_no_picture_of_what_is_gone(
    camera, sample_district, tmp_path, monkeypatch
):
    monkeypatch.setattr("make_cycle.NEEDS", NEEDS[:1])
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "s99.png").write_bytes(b"")

    build(tmp_path, sample_district, camera)

    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["s01.png"]
    assert "## S1: " in (tmp_path / PAGE).read_text(encoding="utf-8")


def test_the_readme_lists_every_notebook_and_template_once():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"`([\w-]+)`", "\n".join(re.findall(r"^\| \w+ \|.*", readme, re.M)))
    there = [path.stem for part in ("notebooks", "templates") for path in (ROOT / part).glob("*.ipynb")]

    assert sorted(set(listed)) == sorted(there)
    assert len(listed) == len(set(listed))
