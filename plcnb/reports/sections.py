"""The pieces a report is made of. Each shows itself in JupyterLab, in Voilà and on the page alike."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Protocol

from plcnb.cycle.steps import STEPS
from plcnb.tables import SHAPES, VERDICT_WORDS, day_month
from plcnb.words import Finding

# What JupyterLab, which does not have our style sheet, needs to show a list as what it is.
_IN_A_ROW = "display:flex;flex-wrap:wrap;gap:0 1rem;list-style:none;padding:0"
_IN_COLUMNS = "columns:9.5rem;list-style:none;padding:0"
MOST_NAMES = 120  # of all groups together: what two printed pages hold beside everything else
_OF_A_LARGE_TEAM = 9  # then so many of each group


class Shows(Protocol):
    """Anything that can show itself as HTML."""

    def _repr_html_(self) -> str: ...


@dataclass(frozen=True)
class Markup:
    """A piece of finished HTML: whoever makes one has escaped what came from data."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True)
class Section:
    """A part of the report: a small title, the finding as its headline, then what proves it."""

    title: str
    headline: str
    parts: tuple[Shows, ...] = ()

    def _repr_html_(self) -> str:
        proof = "\n".join(part._repr_html_() for part in self.parts)
        heading = f'<p class="kicker">{escape(self.title)}</p>\n<h2>{_line(self.headline)}</h2>'
        return f"<section>{heading}\n{proof}</section>"


def _line(text: str) -> str:
    """Return a sentence for HTML, in which no line ends between a number and its per cent sign."""
    return re.sub(r"(?<=\d) %", "\xa0%", escape(text))


def one_word(day: date | None) -> str:
    """Return a day as one word, so that no line ends inside it; "" for none."""
    return day_month(day).replace(" ", "\N{NO-BREAK SPACE}")


def paragraph(text: str, kind: str = "") -> Markup:
    """Return text as a paragraph; `kind` is "", "small", "empty" or "sample"."""
    return Markup(f'<p class="{escape(kind)}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>")


def empty_state(missing: str, why: str, next_step: str) -> Markup:
    """Say what is missing, why, and the one next step."""
    return paragraph(f"{missing} {why} {next_step}", "empty")


def findings_list(findings: Iterable[Finding]) -> Markup:
    """Return findings as a list, each behind the shape of its verdict."""
    rows = "\n".join(
        f'<li class="{escape(finding.verdict.replace(" ", "-"))}"><i class="shape" role="img" '
        f'aria-label="{VERDICT_WORDS[finding.verdict]}">{SHAPES[finding.verdict]}</i> '
        f"{_line(finding.sentence)}</li>"
        for finding in findings
    )
    return Markup(f'<ul class="findings" style="list-style:none;padding:0">{rows}</ul>')


def cycle_strip(present: str) -> str:
    """Return the seven steps of the cycle as a strip with the present one marked."""
    steps = "".join(
        f'<li aria-current="step"><b>{name}</b></li>' if step == present else f"<li>{name}</li>"
        for step, name in STEPS
    )
    label = "Where the team is in the inquiry cycle"
    return f'<ol class="cycle" style="{_IN_A_ROW}" aria-label="{label}">{steps}</ol>'


def folded(label: str, part: Shows) -> Markup:
    """Return a part that opens when asked for, and is left out in print: the numbers behind a picture."""
    return Markup(f"<details><summary>{escape(label)}</summary>{part._repr_html_()}</details>")


def name_list(label: str, names: Iterable[str], remark: str = "", *, short: bool = False) -> Markup:
    """Return names in columns under their group's label and size; `short` shows the first only."""
    listed = list(names)
    shown = listed[:_OF_A_LARGE_TEAM] if short else listed
    rows = "".join(f"<li>{escape(name)}</li>" for name in shown)
    if len(shown) < len(listed):
        rows += f"<li>and {len(listed) - len(shown):,} more</li>"
    small = f' <span class="small">{escape(remark)}</span>' if remark else ""
    return Markup(
        f"<h3>{escape(label)} ({len(listed):,}){small}</h3>"
        f'<ul class="names" style="{_IN_COLUMNS}">{rows or "<li>nobody yet</li>"}</ul>'
    )
