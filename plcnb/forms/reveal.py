"""A button that shows something when it is pressed, such as the results after everybody has predicted."""

from collections.abc import Callable
from html import escape
from typing import Any, Protocol

from plcnb.forms.edge import obstacle

_UNEXPECTED = "It could not be shown. Run the notebook again; if that does not help, tell who looks after it."


class Shows(Protocol):
    """Anything that can show itself as HTML."""

    def _repr_html_(self) -> str: ...


class RevealButton:
    """A button; pressed, it makes something and shows it.

    Parameters
    ----------
    label, again : str
        What the button says before and after it was pressed.
    make : callable
        Returns what to show; it has escaped what came from data.
    """

    def __init__(self, label: str, make: Callable[[], Shows], again: str = "") -> None:
        from plcnb.forms.live import RevealFace

        self.label, self._make = label, make
        plan = {"label": label, "again": again or label}
        self.face = RevealFace(self.handle, plan, {"html": "", "notice": ""})

    def handle(self, message: object) -> dict[str, Any]:
        """Take one message and return what to show now."""
        if not isinstance(message, dict) or message.get("type") != "show":
            return dict(self.face.view)
        made: list[str] = []
        stood = obstacle(lambda: made.append(self._make()._repr_html_()), _UNEXPECTED)
        return {"html": "".join(made), "notice": stood}

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        from plcnb.forms.live import live_bundle

        said = f"<p><b>{escape(self.label)}</b>: press this button in JupyterLab to see it.</p>"
        return live_bundle(self.face, said, repr(self))

    def __repr__(self) -> str:
        return f"Button: {self.label}"


def reveal_button(label: str, make: Callable[[], Shows], *, again: str = "") -> RevealButton:
    """Return a button that shows what `make` returns when it is pressed.

    Parameters
    ----------
    label : str
        What the button says, such as "Show what students could do".
    make : callable
        Returns anything that shows itself as HTML: a section, a chart, a table.
    again : str
        What the button says afterwards; empty: the same.
    """
    return RevealButton(label, make, again)
