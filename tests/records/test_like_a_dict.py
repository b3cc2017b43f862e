"""Any sequence of verbs leaves what a plain dict would hold, and a history that tells every step."""

import shutil
import tempfile
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)
from pandas import DataFrame

from plcnb.errors import Conflict
from plcnb.model import Goal
from plcnb.records.bundles import dump_records, load_records
from plcnb.records.store import Records

TEAMS = ("art", "maths")
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
fields = st.fixed_dictionaries(
    {},
    optional={
        "what": texts,
        "whom": texts,
        "start": st.none() | st.floats(0, 1),
        "by": st.none() | st.dates(date(1, 1, 1)),
        "reached_n": st.none() | st.integers(0, 2**63 - 1),
        "state": st.sampled_from(["open", "met"]),
    },
)


class LikeADict(RuleBasedStateMachine):
    """A store and, beside it, a dict of what it should hold."""

    made: Path  # an empty database to start from
    goals = Bundle("goals")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = Records(shutil.copy(self.made, self.folder / "records.db"))
        self.store.know_teams(DataFrame({"team_id": TEAMS, "name": TEAMS}), DataFrame())
        self.there: dict[str, Goal] = {}
        self.steps: dict[str, list[Goal | None]] = {}
        self.prints = {self.store.fingerprint()}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(target=goals, team=st.sampled_from(TEAMS), values=fields)
    def add(self, team, values):
        goal = self.store.add(Goal(team_id=team, **values), by="ana")
        self.there[goal.id], self.steps[goal.id] = goal, [goal]
        self.wrote()
        return goal.id

    @rule(goal=goals, values=fields, behind=st.integers(0, 1))
    def update(self, goal, values, behind):
        if goal not in self.there:
            return
        new, base = self.there[goal].changed(**values), len(self.steps[goal]) - behind
        if new == self.there[goal]:
            assert self.store.update(new, by="ben", base=base) == new
            return
        if behind:
            with pytest.raises(Conflict) as refused:
                self.store.update(new, by="ben", base=base)
            assert refused.value.present == self.there[goal]
            return
        self.store.update(new, by="ben", base=base)
        self.there[goal] = new
        self.steps[goal].append(new)
        self.wrote()

    @rule(goal=consumes(goals))
    def remove(self, goal):
        if self.there.pop(goal, None):
            self.store.remove(Goal, goal, by="ana")
            self.steps[goal].append(None)
            self.wrote()

    @rule()
    def carry_over(self):
        """Go on in another database, with all that was written in this one."""
        dump_records(self.store, self.folder / "bundle")
        self.store = Records(shutil.copy(self.made, self.folder / "other.db"))
        load_records(self.store, self.folder / "bundle")
        shutil.rmtree(self.folder / "bundle")
        (self.folder / "other.db").replace(self.folder / "records.db")
        self.store = Records(self.folder / "records.db")

    def wrote(self):
        fingerprint = self.store.fingerprint()
        assert fingerprint not in self.prints
        self.prints.add(fingerprint)

    @invariant()
    def it_holds_what_the_dict_holds(self):
        for team in TEAMS:
            mine = [goal for goal in self.there.values() if goal.team_id == team]
            assert list(self.store.list(Goal, team)) == mine

    @invariant()
    def the_history_tells_every_step(self):
        for goal, steps in self.steps.items():
            history = self.store.history(Goal, goal)
            assert [one.number for one in history] == list(range(1, len(steps) + 1))
            told = Goal(id=goal, team_id=steps[0].team_id)
            for revision, step in zip(history, steps, strict=True):
                told = told.changed(**{name: after for name, (_, after) in revision.changes.items()})
                assert step is None or told == step
                assert revision.removed == (step is None)


def test_any_sequence_of_verbs_leaves_what_a_dict_would_hold(tmp_path):
    LikeADict.made = tmp_path / "made.db"
    Records(LikeADict.made).teams()

    chosen = settings(
        max_examples=12,
        stateful_step_count=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(LikeADict, settings=chosen)
