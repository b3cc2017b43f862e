import base64
import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from plcnb.errors import DataError
from plcnb.reports.page import render
from plcnb.reports.pagestyle import page_style

PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=="
    )
).decode()


def shown(data, metadata=None):
    return new_code_cell("secret_code()", outputs=[new_output("display_data", data, metadata=metadata or {})])


def page_of(*cells):
    return render(new_notebook(cells=list(cells)), title="Grade 7 & friends")


def test_a_page_shows_results_and_never_code():
    page = page_of(new_markdown_cell("# Hello"), shown({"text/html": "<b>19 of 24</b>", "text/plain": "x"}))

    assert "<b>19 of 24</b>" in page
    assert ">Hello</h1>" in page
    assert "secret_code" not in page


def test_a_page_refers_to_nothing_outside_itself():
    page = page_of(shown({"text/html": "<p>ok</p>"}))

    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?!data:|#)|@import|url\(|<script""", page)


def test_the_page_without_pictures_stays_small():
    page = page_of(*[shown({"text/html": "<p>ok</p>"}) for _ in range(20)])

    assert len(page.encode()) < 20_000


def test_cells_for_the_notebook_only_are_left_out():
    hidden = new_markdown_cell("How to use this", metadata={"tags": ["notebook-only"]})

    assert "How to use this" not in page_of(hidden)


def test_the_title_is_escaped_and_the_language_said():
    page = page_of()

    assert "<title>Grade 7 &amp; friends</title>" in page
    assert '<html lang="en">' in page


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/svg+xml"])
def test_a_picture_keeps_its_alt_text(mime):
    data = "<svg/>" if mime == "image/svg+xml" else PIXEL
    page = page_of(shown({mime: data}, {mime: {"alt": 'Fractions: 48 % "below"'}}))

    assert (
        'alt="Fractions: 48 % &#34;below&#34;"' in page or 'alt="Fractions: 48 % &quot;below&quot;"' in page
    )


@pytest.mark.parametrize(
    "cell",
    [
        shown({"image/png": PIXEL}),
        shown({"image/png": PIXEL}, {"image/png": {"alt": "  "}}),
        shown({"text/html": '<img src="data:image/png;base64,">'}),
        shown({"text/html": '<figure><img src="data:," alt=""></figure>'}),
        shown({"text/html": '<img alt="first" src="data:,"><IMG src="data:,">'}),
    ],
)
def test_a_picture_without_alt_text_is_refused(cell):
    with pytest.raises(DataError, match="no alt text"):
        page_of(cell)


def test_text_output_is_escaped_and_warnings_stay_in_the_notebook():
    cell = new_code_cell(
        "1",
        outputs=[
            new_output("execute_result", {"text/plain": "<script>alert(1)</script>"}, execution_count=1),
            new_output("stream", name="stderr", text="DeprecationWarning"),
            new_output("stream", name="stdout", text="a < b"),
        ],
    )
    page = page_of(cell)

    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "DeprecationWarning" not in page
    assert "a &lt; b" in page


def test_a_stopped_cell_says_so_without_its_traceback():
    cell = new_code_cell(
        "1", outputs=[new_output("error", ename="KeyError", evalue="Ana", traceback=["Ana"])]
    )
    page = page_of(cell)

    assert "could not be made" in page
    assert "Ana" not in page


def test_the_style_has_rules_for_print_and_for_phones():
    assert "@media print" in page_style()
    assert "@media (max-width" in page_style()
