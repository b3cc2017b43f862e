"""Where the words of a form go: one record of the store, found, written and read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, Protocol

from plcnb.errors import NotFound
from plcnb.model import Record
from plcnb.records.store import Records


@dataclass(frozen=True)
class Kept:
    """What the store holds of a form, and since when.

    `values` are by field; `revision` is the number of the latest one, `at` when the store took it.
    """

    values: Mapping[str, Any]
    revision: int = 0
    at: datetime | None = None


class Keeper(Protocol):
    """What a form writes to."""

    def load(self) -> Kept | None:
        """Return what is kept; None: nothing yet."""

    def keep(self, changes: Mapping[str, Any], base: int, by: str) -> Kept:
        """Keep what changed since revision `base` (0: nothing is kept); Conflict if others wrote since."""

    def changed_since(self, revision: int) -> frozenset[str]:
        """Return the fields that were written after that revision."""


class RecordKeeper:
    """Keeps the answers of one form as one record, which it adds at the first of them.

    Parameters
    ----------
    records : Records
    kind : type of Record
    team_id : str
    fixed : mapping
        Values of a new record that the form does not ask.
    record_id : str
        The record to go on with; empty: a new one.
    reader : str
        Who reads it: what is a writer's own is shown to nobody else.
    """

    def __init__(
        self,
        records: Records,
        kind: type[Record],
        team_id: str,
        *,
        fixed: Mapping[str, Any] | None = None,
        record_id: str = "",
        reader: str = "",
    ) -> None:
        self.records, self.kind, self.team_id = records, kind, team_id
        self.fixed = dict(fixed or {})
        self.record_id = record_id
        self.new_id = token_hex(8)  # known before the record is, so that its words find it after a crash
        self.reader = reader

    @property
    def record(self) -> Record | None:
        """The record as the store has it; None: there is none yet."""
        return self._find() if self.record_id else None

    def load(self) -> Kept | None:
        """Return what is kept; None: nothing yet."""
        if not self.record_id:
            return None
        # The revision first: an edit between the two reads is then met as a colleague's, not taken for seen.
        latest = self.records.history(self.kind, self.record_id, reader=self.reader)[-1]
        record = self._find()
        if record.team_id != self.team_id:
            raise NotFound(self.kind.__name__.lower(), self.record_id)
        return Kept(record.model_dump(), latest.number, latest.at)

    def keep(self, changes: Mapping[str, Any], base: int, by: str) -> Kept:
        """Add the record, or write the changes to it; return it as it is then."""
        self.reader = by
        if not self.record_id:
            blank = self.kind.model_validate({"id": self.new_id, "team_id": self.team_id})
            new = blank.changed(**{**self.fixed, **changes})
            self.record_id = self.records.add(new, by=by).id
        else:
            self.records.update(self._find().changed(**changes), by=by, base=base)
        kept = self.load()
        if kept is None:
            raise NotFound(self.kind.__name__.lower(), self.record_id)
        return kept

    def changed_since(self, revision: int) -> frozenset[str]:
        """Return the fields that were written after that revision."""
        later = [
            one
            for one in self.records.history(self.kind, self.record_id, reader=self.reader)
            if one.number > revision
        ]
        return frozenset(name for one in later for name in one.changes)

    def remove(self, by: str) -> None:
        """Take the record away; it stays in the history."""
        self.records.remove(self.kind, self.record_id, by=by)

    def _find(self) -> Record:
        return self.records.find(self.kind, self.record_id, reader=self.reader)
