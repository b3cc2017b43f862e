"""The live face of a form: one widget that a browser draws with plain controls.

The only module of the forms, beside the other faces, that knows widgets.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from plcnb.forms.answers import starts
from plcnb.forms.session import FormSession
from plcnb.forms.static import Sheet

_HERE = Path(__file__).parent
NOT_LIVE = "This is a form. Run the notebook in JupyterLab to fill it in."


def _front(name: str) -> str:
    """Return a face's script, with what all faces share before it."""
    return "\n".join((_HERE / part).read_text(encoding="utf-8") for part in ("talking.js", name))


class Face(anywidget.AnyWidget):
    """A widget that only shows: what a browser says reaches `hear`, and never a trait.

    Parameters
    ----------
    hear : callable
        Takes a message of any shape and returns what to show then.
    plan, view : dict
        What to draw, and what to show in it.
    """

    _css = (_HERE / "face.css").read_text(encoding="utf-8")
    plan = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, hear: Callable[[object], dict[str, Any]], plan: dict[str, Any], view: dict[str, Any]):
        self._hear = hear
        super().__init__(plan=plan, view=view)
        self.on_msg(self._answer)

    def set_state(self, sync_data: object) -> None:
        """Refuse what a browser would set by itself: all it has to say are messages."""

    def show(self, view: dict[str, Any]) -> None:
        """Show something else."""
        self.view = view

    def _answer(self, _: object, content: object, buffers: object = None) -> None:
        self.view = self._hear(content)
        seq = content.get("seq") if isinstance(content, dict) else None
        client = content.get("client") if isinstance(content, dict) else None
        whole = type(seq) is int and isinstance(client, str) and len(client) <= 64
        self.send({"type": "ack", "seq": seq if whole else 0, "client": client if whole else ""})


class FormFace(Face):
    """The face of a form."""

    _esm = _front("face.js")


class RunnerFace(Face):
    """The face of a protocol that is followed."""

    _esm = _front("runner.js")


class RevealFace(Face):
    """The face of a button that shows something."""

    _esm = _front("reveal.js")


class LiveForm:
    """A form in a notebook: live in JupyterLab, a sheet of paper where nothing is live.

    Attributes
    ----------
    session : FormSession
        The form as it is being used; what tests and other faces talk to.
    face : FormFace
    """

    def __init__(self, session: FormSession) -> None:
        self.session = session
        drawn = {**session.plan.as_json(), "starts": starts(session.plan)}
        self.face = FormFace(session.handle, drawn, session.view())
        session.on_change = self.face.show

    @property
    def sheet(self) -> Sheet:
        """The same form to print and write on. Without anybody's words: it may lie in a file."""
        return Sheet(self.session.plan, remark=NOT_LIVE)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return live_bundle(self.face, self.sheet._repr_html_(), repr(self))

    def __repr__(self) -> str:
        return f"Form: {self.session.plan.title}"


def live_bundle(face: Face, html: str, text: str) -> dict[str, Any]:
    """Return the face together with what is shown where there is no live page."""
    made: Any = face._repr_mimebundle_()
    data = dict(made[0] if isinstance(made, tuple) else made or {})
    return {**data, "text/html": html, "text/plain": text}
