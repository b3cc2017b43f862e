"""What every chart keeps: words beside the picture, the same picture each time, and nothing left behind."""

import gc
import re
import subprocess
import sys
import weakref
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest

from plcnb.charts import Chart, growth_since_last, items_to_review, mastery_by_assessment, mastery_by_standard
from plcnb.errors import ParameterError

AWKWARD = [
    "Costs $5, earns $10",
    "<b>less & more</b> \"quoted\" 'twice'",
    "王小明",
    "محمد علي",
    "देवी शर्मा",
    "Zoë \N{GRINNING FACE}",
    "100 % & #hash",
]


class Shown(HTMLParser):
    """The tags with their attributes, and the text, as a browser would read them."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(markup)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, text):
        self.text += text

    @property
    def image(self):
        return dict(self.tags)["img"]

    @property
    def picture(self):
        return unquote(self.image["src"].partition(",")[2])


@pytest.fixture
def chart(standards):
    return mastery_by_standard(standards, 0.7)


@pytest.mark.parametrize("empty", ["alt", "read_as", "not_as"])
def test_a_chart_without_words_is_refused(chart, empty):
    words = {"alt": "a", "read_as": "b", "not_as": "c"} | {empty: " \n"}

    with pytest.raises(ParameterError, match=f"{empty} is empty"):
        Chart(chart.figure, **words)


def test_picture_and_words_stand_in_one_figure(chart):
    shown = Shown(chart._repr_html_())

    assert [tag for tag, _ in shown.tags] == ["figure", "img", "figcaption", "p", "b", "p", "b"]
    assert shown.image["alt"] == chart.alt
    assert f"Read this as {chart.read_as}" in shown.text
    assert f"Do not read this as {chart.not_as}" in shown.text


def test_the_picture_keeps_its_shape_on_a_narrow_screen(chart):
    image = Shown(chart._repr_html_()).image

    across, down = chart.figure.get_size_inches()
    assert int(image["width"]) / int(image["height"]) == pytest.approx(across / down, rel=0.02)
    assert {"max-width:100%", "height:auto"} <= set(image["style"].split(";"))


def test_words_that_look_like_markup_stay_words(chart):
    awkward = Chart(chart.figure, '"><script>alert(1)</script>', "<i>", "a & b")

    shown = Shown(awkward._repr_html_())

    assert shown.image["alt"] == '"><script>alert(1)</script>'
    assert not {"script", "i"} & {tag for tag, _ in shown.tags}


@pytest.mark.parametrize("name", AWKWARD)
def test_any_name_arrives_in_the_picture_and_its_words_as_it_was_written(standards, name):
    shown = Shown(mastery_by_standard(standards.assign(statement=name, code=""), 0.7)._repr_html_())

    words = ElementTree.fromstring(shown.picture).itertext()
    assert name in " ".join(words).replace("  ", " ")
    assert name in shown.image["alt"]


@pytest.mark.parametrize("name", ["a\x00b", "a\ud800b", "a\nb\tc", "a\x1b[31mb", "a\ufffeb"])
def test_letters_that_no_page_can_hold_are_left_out(standards, name):
    standards["code"] = pd.Series([name] * 3, dtype=object)
    markup = mastery_by_standard(standards, 0.7)._repr_html_()

    markup.encode("utf-8")
    assert ElementTree.fromstring(Shown(markup).picture).tag.endswith("svg")


def test_the_picture_tells_nothing_but_what_it_shows(chart):
    svg = chart.svg()

    assert not re.search(r"matplotlib|<metadata|<script|href=\"(?!#)|/home|/work|20\d\d-", svg)
    addresses = set(re.findall(r"https?://[^\"]+", svg))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_same_frame_gives_the_same_bytes_whatever_style_the_notebook_has_set(standards):
    first = mastery_by_standard(standards, 0.7)._repr_html_()

    with matplotlib.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.facecolor": "black"}):
        chart = mastery_by_standard(standards, 0.7)
        again = chart._repr_html_()
        assert matplotlib.rcParams["font.size"] == 30, "and the notebook's style is put back"

    assert again == first == chart._repr_html_()


def test_the_picture_stays_small(thirty_standards, assessments, review, grown):
    for chart in (
        mastery_by_standard(thirty_standards, 0.7),
        mastery_by_assessment(assessments, 0.7),
        items_to_review(review),
        growth_since_last(grown([0.01 * n for n in range(-30, 30)])),
    ):
        assert len(chart._repr_html_().encode()) < 25_000


def test_a_chart_leaves_nothing_behind(standards):
    chart = mastery_by_standard(standards, 0.7)
    chart._repr_html_()
    figure = weakref.ref(chart.figure)

    del chart
    gc.collect()

    assert figure() is None


def test_pyplot_which_would_show_figures_twice_is_never_loaded():
    loaded = "import sys, plcnb.charts; sys.exit('matplotlib.pyplot' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
