"""What the tests of the forms share: a real store with one team of two, and a schedule without time."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from form_cast import ANN, BEN, TEAM

from plcnb.records.store import Records


@pytest.fixture(scope="session")
def _made(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("made") / "records.db"
    store = Records(path)
    store.know_teams(
        pd.DataFrame([{"team_id": TEAM, "name": "Grade 7 Mathematics", "school": "Harbour Middle"}]),
        pd.DataFrame(
            [
                {"team_id": TEAM, "person_id": ANN, "name": "Ann Oak"},
                {"team_id": TEAM, "person_id": BEN, "name": "Ben Fir"},
            ]
        ),
    )
    return path


@pytest.fixture
def records(_made, tmp_path) -> Records:
    """An SQLite store with a team of Ann and Ben."""
    return Records(Path(shutil.copy(_made, tmp_path)))


class Later:
    """A schedule and a clock in which time passes when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.due: list[tuple[float, Callable[[], None]]] = []

    def clock(self) -> float:
        return self.now

    def schedule(self, seconds: float, action: Callable[[], None]) -> Callable[[], None]:
        entry = (self.now + seconds, action)
        self.due.append(entry)
        return lambda: self.due.remove(entry) if entry in self.due else None

    def pass_by(self, seconds: float) -> None:
        until = self.now + seconds
        while ready := sorted((entry for entry in self.due if entry[0] <= until), key=lambda entry: entry[0]):
            self.due.remove(ready[0])
            self.now = ready[0][0]
            ready[0][1]()
        self.now = until


@pytest.fixture
def later() -> Later:
    return Later()
