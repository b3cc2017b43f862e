"""A finished notebook as one HTML page: small, self-contained, without code, for phone, screen and print.

The stock templates carry 300 KB of style and load scripts from other people's servers; this one carries
its own few rules of style and loads nothing. Every picture must say in words what it shows.
"""

import html
import re
from functools import cache
from importlib.resources import files
from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode

from plcnb.errors import DataError
from plcnb.reports.pagestyle import page_style

_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*("[^"]*\S[^"]*"|'[^']*\S[^']*')""", re.IGNORECASE)
_PICTURE_TYPES = ("image/png", "image/jpeg", "image/svg+xml")
_NO_ALT = (
    "A picture has no alt text, so a reader who cannot see it learns nothing. Show it through plcnb.charts, "
    'or give it one: display(figure, metadata={"image/png": {"alt": "what it shows, with its numbers"}}).'
)


def render(notebook: NotebookNode, *, title: str) -> str:
    """Return the page of an executed notebook.

    Cells tagged ``notebook-only`` are left out; code and warnings never appear.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook, format 4.
    title : str
        The page's title, as a browser tab shows it; plain text.

    Returns
    -------
    str
        A whole HTML document that refers to nothing outside itself.

    Raises
    ------
    DataError
        If a picture has no alt text.
    """
    resources = {"page_title": title, "page_style": page_style(), "language_code": "en"}
    body, _ = _exporter().from_notebook_node(notebook, resources=resources)
    return body


class _PageExporter(HTMLExporter):
    """The HTML exporter without its last pass, which parses the page again to patch missing alt texts."""

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        return TemplateExporter.from_notebook_node(self, nb, resources, **more)


@cache
def _exporter() -> _PageExporter:
    """Build the exporter once a process: most of a first conversion's time goes into it."""
    exporter = _PageExporter(
        extra_template_basedirs=[str(files("plcnb.reports").joinpath("page_template"))],
        template_name="plcnb",
        # Each preprocessor copies and validates the whole notebook; none of them changes this page.
        default_preprocessors=[],
        exclude_anchor_links=True,
    )
    exporter.register_filter("alt_text", _alt_text)
    exporter.register_filter("with_alt_texts", _with_alt_texts)
    return exporter


def _alt_text(output: Any) -> str:
    """Return the escaped alt text that a display carries in its metadata."""
    for mime in _PICTURE_TYPES:
        alt = (output.metadata.get(mime) or {}).get("alt", "")
        if alt.strip():
            return html.escape(alt, quote=True)
    raise DataError(_NO_ALT)


def _with_alt_texts(markup: str) -> str:
    """Return the markup as it is, once every picture in it is known to have an alt text."""
    if any(not _ALT.search(tag) for tag in _IMAGE.findall(markup)):
        raise DataError(_NO_ALT)
    return markup
