"""Logs to print: what a form asks, laid out so that a pencil and five minutes are enough.

The questions are those of the model; only where they stand on the paper is decided here.
"""

from collections.abc import Iterable, Sequence
from html import escape

from plcnb.model import Record, Sighting, Visit
from plcnb.reports.sections import Markup

# Inline, because JupyterLab does not have our style sheet.
_SHEET = "break-inside:avoid;margin:1.2rem 0 0"
_ROW = "display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:.3rem 0"
_BLANK = "flex:1 1 8rem;line-height:1.25;border-bottom:1px solid #8a959c;min-height:2.5em"
_LINE = "border-bottom:1px solid #8a959c;height:1.9em"
_TICK = "text-align:center"
_BOX = "☐"
_PLACES = 5  # looks that one sheet holds: below five nobody can tell


def visit_log(title: str, intro: str) -> Markup:
    """Return the log of one visit: half a page, with a box for each thing looked for and for each seen."""
    asked = Visit.questions()
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(words)}</th>'
        f'<td style="{_TICK}">{_BOX}</td><td style="{_TICK}">{_BOX}</td></tr>'
        for _, words in asked["looked_for"].options
    )
    table = (
        '<table class="plcnb-table" style="margin-left:0"><thead><tr><th scope="col" style="text-align:left">'
        f'What students do</th><th scope="col">Looked for</th><th scope="col">Seen</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    body = _blanks(Visit, ("on", "visitor", "host", "minutes")) + table
    body += _lines(Visit, "noticed", 3) + _lines(Visit, "wondered", 1)
    body += _blanks(Visit, ("feedback_on",)) + _lines(Visit, "host_takes", 1)
    return _sheet(title, intro, body)


def sighting_log(title: str, intro: str, drivers: Sequence[str]) -> Markup:
    """Return a log of five looks, one under the other, each with a box for each answer."""
    asked = Sighting.questions()
    answers = " ".join(
        f'<span style="white-space:nowrap;margin-right:.7rem">{_BOX} {escape(words)}</span>'
        for _, words in asked["happening"].options
    )
    boxes = f'<div style="flex:1 1 18rem">{_small(asked["happening"].label)}<br>{answers}</div>'
    wide = {"on": "3rem", "where": "6rem", "value": "5rem", "note": "100%"}
    blank = {
        name: f'<div style="{_BLANK};flex-basis:{width}">{_small(asked[name].label)}</div>'
        for name, width in wide.items()
    }
    look = f'<div style="{_ROW}">{blank["on"]}{blank["where"]}{boxes}{blank["value"]}{blank["note"]}</div>'
    looked = "".join(f"<li>{escape(text)}</li>" for text in drivers)
    what = f'<p class="small">{escape(asked["driver_id"].label)}</p><ul class="notes">{looked}</ul>'
    return _sheet(title, intro, (what if looked else "") + look * _PLACES)


def ballot_paper(question: str, options: Sequence[str], remark: str) -> Markup:
    """Return a ballot on which a voter writes an order, each number in its box."""
    ask = "Write 1 beside what you want most, then 2, 3 and so on, as far as you have a wish."
    rows = "".join(
        f'<div style="{_ROW}"><span>{_BOX}</span><span>{escape(one)}</span></div>' for one in options
    )
    return _sheet(question, f"{ask} {remark}", rows)


def _small(label: str) -> str:
    return f'<span class="small">{escape(label)}</span>'


def _sheet(title: str, intro: str, body: str) -> Markup:
    return Markup(
        f'<section class="sheet" style="{_SHEET}"><h3>{escape(title)}</h3>'
        f'<p class="small">{escape(intro)}</p>{body}</section>'
    )


def _blanks(kind: type[Record], names: Iterable[str]) -> str:
    """Return short answers side by side, each under its question."""
    asked = kind.questions()
    blanks = "".join(
        f'<div style="{_BLANK}"><span class="small">{escape(asked[name].label)}</span></div>'
        for name in names
    )
    return f'<div style="{_ROW}">{blanks}</div>'


def _lines(kind: type[Record], name: str, n: int) -> str:
    question = kind.questions()[name]
    small = f' <span class="small">{escape(question.help)}</span>' if question.help else ""
    return f"<p><b>{escape(question.label)}</b>{small}</p>" + f'<div style="{_LINE}"></div>' * n
