"""The driver diagram: from the aim to what must change, and to an idea for each.

It is a list in its bones, so that it is read aloud in order and stands under each other on a phone; on a wide
page the three columns stand side by side, joined by hairlines.
"""

from collections.abc import Mapping, Sequence
from html import escape

from plcnb.model import Driver
from plcnb.reports.sections import Markup

# Inline, because JupyterLab does not have our style sheet.
_WHOLE = "display:flex;flex-wrap:wrap;align-items:stretch;gap:.4rem 1.2rem;margin:.5rem 0"
_AIM = "flex:1 1 11rem;max-width:16rem;align-self:center"
_BRANCHES = "flex:4 1 20rem;margin:0;padding:0 0 0 1rem;border-left:2px solid #8a959c"
_BRANCH = "display:flex;flex-wrap:wrap;gap:0 1.2rem;padding:.35rem 0;border-top:1px solid #d5dbdf"
_HALF = "flex:1 1 12rem;margin:0;float:none;font-weight:normal"


def driver_diagram(aim: str, drivers: Sequence[Driver], seen: Mapping[str, str]) -> Markup:
    """Return the diagram.

    Parameters
    ----------
    aim : str
    drivers : sequence of Driver
        In their order.
    seen : mapping from driver id to str
        What sightings say of each; "" for nothing.
    """
    branches = "".join(
        _branch(one, seen.get(one.id, ""), first=not place) for place, one in enumerate(drivers)
    )
    return Markup(
        f'<div class="drivers" style="{_WHOLE}">'
        f'<p style="{_AIM}"><span class="small">Aim</span><br><b>{escape(aim)}</b></p>'
        f'<dl style="{_BRANCHES}">{branches}</dl></div>'
    )


def _branch(driver: Driver, seen: str, *, first: bool) -> str:
    told = f'<br><span class="small">{escape(seen)}</span>' if seen else ""
    idea = escape(driver.idea) or '<span class="small">no idea yet</span>'
    look = _BRANCH.replace("border-top:1px solid #d5dbdf", "border-top:0") if first else _BRANCH
    what, how = (
        f'<span class="small">{label}</span><br>' if first else "" for label in ("What must change", "How")
    )
    return (
        f'<div style="{look}"><dt style="{_HALF}">{what}{escape(driver.text)}{told}</dt>'
        f'<dd style="{_HALF}">{how}<span aria-hidden="true">→ </span>{idea}</dd></div>'
    )
