"""A form on paper: the same questions with lines to write on, or with the answers that there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from plcnb.forms.answers import shown
from plcnb.forms.plan import FormField, FormPlan
from plcnb.tables.numbers import day_month

# JupyterLab and a forge's preview do not have our style sheet: what is needed to write on it is said here.
_LINE = "border-bottom:1px solid #8a959c;height:1.7em"
_SHORT_LINE = f"{_LINE};max-width:14em"
_LINES = {"area": 4, "text": 1}
_MANY_BOXES = 30


@dataclass(frozen=True)
class Sheet:
    """A form as a page: shows itself in a notebook, in a report and in print.

    Attributes
    ----------
    plan : FormPlan
    answers : mapping
        Values by field; a field without one gets room to write.
    remark : str
        One line above it, such as why it cannot be filled in here.
    """

    plan: FormPlan
    answers: Mapping[str, Any] = field(default_factory=dict)
    remark: str = ""

    def _repr_html_(self) -> str:
        intro = "".join(f"<p>{escape(text)}</p>" for text in (self.plan.intro, self.remark) if text)
        steps = "".join(
            (f'<h4 style="break-after:avoid">{escape(name)}</h4>' if name else "")
            + "".join(self._asked(one) for one in fields)
            for name, fields in self.plan.steps
        )
        return f'<div class="sheet"><h3>{escape(self.plan.title)}</h3>{intro}{steps}</div>'

    def __repr__(self) -> str:
        return f"{self.plan.title}: a form of {len(self.plan.fields)} questions"

    def _asked(self, asked: FormField) -> str:
        needed = "" if asked.question.needed else ' <span class="small">(if you like)</span>'
        helped = (
            f'<br><span class="small">{escape(asked.question.help)}</span>' if asked.question.help else ""
        )
        value = self.answers.get(asked.name)
        answered = value not in (None, "", ())
        body = _answer(asked, value) if answered else _room(asked)
        return (
            '<div style="break-inside:avoid;margin:.6rem 0">'
            f"<p><b>{escape(asked.question.label)}</b>{needed}{helped}</p>{body}</div>"
        )


def _answer(asked: FormField, value: Any) -> str:
    """Return an answer for reading."""
    if isinstance(value, date):
        return f"<p>{escape(day_month(value))}</p>"
    if asked.control == "check":
        return f"<p>{'Yes' if value else 'No'}</p>"
    if isinstance(value, tuple | list):
        rows = "".join(f"<li>{escape(asked.label_of(str(one)))}</li>" for one in value)
        return f"<ul>{rows}</ul>"
    text = asked.label_of(str(shown(asked, value)))
    unit = " %" if asked.question.kind == "share" and "%" not in text else ""
    return f'<p style="white-space:pre-line">{escape(text)}{unit}</p>'


def _room(asked: FormField) -> str:
    """Return room to write an answer by hand, or boxes to tick."""
    if asked.control == "check":
        return "<p>☐ Yes</p>"
    # People are named by hand: an empty sheet may lie about, and holds nobody's name.
    names = asked.question.kind in ("member", "members")
    if asked.chosen and not names and len(asked.options) <= _MANY_BOXES:
        rows = "".join(f"<li>☐ {escape(label)}</li>" for _, label in asked.options)
        return f'<ul style="list-style:none;padding:0">{rows}</ul>'
    example = asked.question.example
    said = f'<p class="small">For example: {escape(example)}</p>' if example else ""
    if asked.control in ("number", "date", "time"):
        return f'{said}<div style="{_SHORT_LINE}"></div>'
    return said + f'<div style="{_LINE}"></div>' * (3 if asked.many else _LINES.get(asked.control, 1))
