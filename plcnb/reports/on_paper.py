"""Forms to write on by hand, at the foot of a page: beside each other where there is room."""

from plcnb.forms.static import Sheet
from plcnb.reports.sections import Markup

_COLUMNS = "columns:17rem;column-gap:2.5rem"  # two on a desk and in print, one on a phone


def on_paper(*sheets: Sheet) -> Markup:
    """Return sheets as one part of the page, in columns."""
    inside = "\n".join(sheet._repr_html_() for sheet in sheets)
    return Markup(f'<section><p class="kicker">On paper</p><div style="{_COLUMNS}">{inside}</div></section>')
