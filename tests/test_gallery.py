"""The gallery shows everything there is to show, as the code of today draws it."""

import inspect
import re
from xml.etree import ElementTree

import pytest
from gallery_examples import examples
from make_gallery import EDGES, GALLERY, PAGE, build

from plcnb import charts, tables, words
from plcnb.charts import Chart
from plcnb.tables import Notes, Table
from plcnb.words import Finding

MOST_BYTES = 2**20
ANEW = "run `make gallery` and commit what it writes"
TO_SHOW = "give it an Example in docs/gallery_examples, then run `make gallery`"


@pytest.fixture(scope="module")
def shown(sample_district):
    return examples(sample_district)


@pytest.fixture(scope="module")
def built(sample_district, tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "gallery"
    build(folder, sample_district)
    return folder


def exported(part, *kinds):
    """Return the functions that a part of the package exports and that return one of these."""
    functions = [one for name in part.__all__ if inspect.isfunction(one := getattr(part, name))]
    return {one for one in functions if inspect.signature(one).return_annotation in kinds}


def files_of(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def texts_of(picture):
    root = ElementTree.fromstring(picture.read_text(encoding="utf-8"))
    return ["".join(text.itertext()).strip() for text in root.iter() if text.tag.endswith("}text")]


def test_every_chart_is_shown(shown):
    assert exported(charts, Chart) - {one.chart.func for one in shown if one.chart} == set(), TO_SHOW


def test_every_table_is_shown(shown):
    functions = {table.func for one in shown for table in one.tables}

    assert exported(tables, Table, Notes) - functions == set(), TO_SHOW


def test_every_sentence_is_shown(shown):
    functions = {one.finding.func for one in shown if one.finding}

    assert exported(words, Finding) - functions == set(), TO_SHOW


def test_every_chart_is_shown_once_and_without_data_too(shown):
    names = [one.name for one in shown]

    assert len(set(names)) == len(names)
    assert [one.name for one in shown if one.chart and "no data" not in one.edges] == []


def test_the_gallery_in_the_tree_has_the_files_of_one_built_anew(built):
    assert files_of(GALLERY) == files_of(built), ANEW


@pytest.mark.parametrize("page", [PAGE, EDGES])
def test_its_pages_say_what_those_built_anew_say(built, page):
    assert (GALLERY / page).read_text(encoding="utf-8") == (built / page).read_text(encoding="utf-8"), ANEW


def test_its_pictures_say_what_those_drawn_anew_say(built):
    """The texts alone: where exactly lines lie may differ from one matplotlib to the next."""
    pictures = [name for name in files_of(built) if name.endswith(".svg")]

    stale = [name for name in pictures if texts_of(GALLERY / name) != texts_of(built / name)]

    assert pictures
    assert stale == [], ANEW


def test_built_twice_it_is_the_same_to_the_byte(built, sample_district, tmp_path):
    again = tmp_path / "again"
    build(again, sample_district)

    differing = [
        name for name in files_of(built) if (built / name).read_bytes() != (again / name).read_bytes()
    ]

    assert differing == []


def test_every_picture_of_a_page_is_there_with_its_text(built):
    for page in (PAGE, EDGES):
        text = (built / page).read_text(encoding="utf-8")
        pictures = re.findall(r'<img src="([^"]*)" width="\d+" alt="([^"]*)"', text)
        assert pictures
        assert all((built / file).is_file() and alt.strip() for file, alt in pictures)


def test_it_stays_small():
    assert sum(path.stat().st_size for path in GALLERY.rglob("*") if path.is_file()) <= MOST_BYTES
