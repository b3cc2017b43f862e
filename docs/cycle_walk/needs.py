"""The fifteen needs as they are told in needs.toml, each with the section or form that is photographed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plcnb

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Need:
    """One need.

    `open`, `given` and `shows` are the call that the picture shows: open_goals(team=…).open_goals(). A form
    is opened on the record that begins with `on`. `where` names the notebooks and templates in which the need
    is met.
    """

    number: int
    title: str
    text: str
    where: tuple[str, ...]
    open: str
    given: dict[str, str]
    shows: str
    on: str

    @property
    def file(self) -> str:
        """What the picture is called."""
        return f"s{self.number:02}.png"

    @property
    def call(self) -> str:
        """The call as a notebook would write it."""
        given = ", ".join(f'{name}="{value}"' for name, value in self.given.items())
        return f"{self.open}({given}).{self.shows}()"

    def show(self, workspace: str) -> Any:
        """Return what the call gives in a workspace."""
        return getattr(getattr(plcnb, self.open)(**self.given, workspace=workspace), self.shows)()


def _needs() -> tuple[Need, ...]:
    told = tomllib.loads((HERE / "needs.toml").read_text(encoding="utf-8"))["needs"]
    return tuple(
        Need(
            one["number"],
            one["title"],
            one["text"].strip(),
            tuple(one["where"]),
            one["open"],
            one["with"],
            one["shows"],
            one.get("on", ""),
        )
        for one in told
    )


NEEDS = _needs()
