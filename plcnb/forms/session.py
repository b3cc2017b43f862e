"""The conversation of a form with the page it is shown on: messages in, what to show out.

What comes from a browser is never trusted: a message of any shape is answered in words. No widget here, so
that the same conversation can be had with a page of another kind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from time import monotonic
from typing import Any

from plcnb.errors import PlcnbError
from plcnb.forms.debouncing import Debounce, Schedule, on_a_thread
from plcnb.forms.edge import obstacle
from plcnb.forms.plan import WRITER, FormPlan
from plcnb.forms.state import FormState

Feedback = list[tuple[bool, str, str]]
_MOST_DRAFTS = 50
_LONGEST_KEY = 64
_UNEXPECTED = (
    "Something unexpected stood in the way. Your words stay here: save again, or run the notebook again."
)
_REMOVED = "It is taken away. The records still tell what it said."
_GONE = "What these words belonged to was removed meanwhile. They stand in a new form now."


@dataclass(frozen=True)
class Row:
    """One of the records that can be opened: its id and what the list says of it."""

    key: str
    cells: tuple[str, ...]


@dataclass
class Listing:
    """The records that exist already: headings, and a callable that reads the rows anew."""

    headings: tuple[str, ...]
    rows: Callable[[], Iterable[Row]]


@dataclass
class Doors:
    """What a session asks of the world around it.

    Attributes
    ----------
    state_of : callable
        Takes a record's id ("": a new one) and who writes, as far as it is known; returns the state of the
        form, or raises PlcnbError if that person may not open it.
    slot_of : callable
        Takes a state and returns the id of its record, "" as long as there is none.
    new_id_of : callable
        Takes a state and returns the id that its record has or will have.
    draft_key : callable
        Takes who writes, returns under what key a browser keeps unsent words: a hash.
    feedback : callable
        Takes a state, returns what to say about what is kept.
    remove : callable
        Takes away the record of a state.
    """

    state_of: Callable[[str, str], FormState]
    slot_of: Callable[[FormState], str] = field(default=lambda _: "")
    new_id_of: Callable[[FormState], str] = field(default=lambda _: "")
    draft_key: Callable[[str], str] = field(default=lambda _: "")
    feedback: Callable[[FormState], Feedback] | None = None
    remove: Callable[[FormState], None] | None = None
    listing: Listing | None = None
    new_label: str = ""
    thanks: str = ""


class FormSession:
    """One form as it is being used.

    Parameters
    ----------
    plan : FormPlan
    doors : Doors
    first : str
        The record to begin with; empty: a new one.
    on_change : callable, optional
        Is called with what to show whenever it changed by itself, such as after a delayed save.
    """

    def __init__(
        self,
        plan: FormPlan,
        doors: Doors,
        first: str = "",
        *,
        on_change: Callable[[dict[str, Any]], None] | None = None,
        clock: Callable[[], float] = monotonic,
        schedule: Schedule = on_a_thread,
    ) -> None:
        self.plan, self.doors = plan, doors
        self.on_change = on_change
        self._lock = RLock()
        self._debounce = Debounce(self._save_late, clock, schedule)
        self._version = 0
        self._feedback: Feedback = []
        self._rows: list[dict[str, Any]] = []
        self._refusal = ""
        self.state = doors.state_of(first, "")
        self._states = {first: self.state}
        self._opened = [self.state]  # what was shown, one after the other
        self._look_back()

    def handle(self, message: object) -> dict[str, Any]:
        """Take one message and return what to show now."""
        with self._lock:
            self._refusal = ""
            stood = obstacle(lambda: self._take(message), _UNEXPECTED)
            self._refusal = stood or self._refusal
            return self.view()

    def view(self) -> dict[str, Any]:
        """Return everything a face shows, as plain data."""
        state = self.state
        self._version += 1
        others = [one for one in self._states.values() if one is not state]
        missing = [one.question.label for one in state.missing if state.dirty or one.name != WRITER]
        saved = state.saved_at
        listed = self._listed()
        return {
            **listed,
            "version": self._version,
            "opened": len(self._opened) - 1,
            "slot": self.doors.slot_of(state),
            "new_id": self.doors.new_id_of(state),
            "revision": state.revision,
            "writer": state.writer,
            "draft_key": self.doors.draft_key(state.writer),
            "fields": dict(state.typed),
            "waiting": [self.doors.slot_of(one) for one in others if one.dirty],
            "unsaved": sorted(state.dirty),
            "errors": {name: text for name, text in state.errors.items() if name in state.left},
            "missing": missing,
            "clashes": {name: {"mine": c.mine, "theirs": c.theirs} for name, c in state.clashes.items()},
            "saved_at": saved.isoformat() if saved else "",
            "notice": " ".join(filter(None, (self._refusal, state.notice))),
            "handed_in": state.handed_in,
            "thanks": self.doors.thanks,
            "feedback": [list(one) for one in self._feedback],
            "new_label": self.doors.new_label,
            "removable": self.doors.remove is not None,
        }

    def _listed(self) -> dict[str, Any]:
        listing = self.doors.listing
        if listing is None:
            return {}
        try:
            self._rows = [{"key": row.key, "cells": list(row.cells)} for row in listing.rows()]
        except PlcnbError as error:
            self.state.notice = str(error)
        return {"headings": list(listing.headings), "rows": self._rows}

    def _take(self, message: object) -> None:
        verb = message.get("type") if isinstance(message, Mapping) else None
        known = {
            "hello": self._hello,
            "words": self._words,
            "save": self._submit,
            "settle": self._settle,
            "open": self._open,
            "new": self._new,
            "remove": self._remove,
            "ping": lambda _: None,
        }
        if not isinstance(message, Mapping) or not isinstance(verb, str) or verb not in known:
            self._refusal = "The page sent something that is no message; nothing was changed."
            return
        known[verb](message)

    def _meant(self, message: Mapping[str, Any]) -> FormState:
        """Return the state that was shown when a message was sent: on a slow line another may be by now."""
        opened = message.get("opened")
        if type(opened) is int and 0 <= opened < len(self._opened):
            return self._opened[opened]
        return self.state

    def _words(self, message: Mapping[str, Any]) -> None:
        state = self._meant(message)
        self._put(state, message.get("fields"))
        for name in _texts(message.get("left")):
            state.leave(name)
        if message.get("now") is True or message.get("left") or state is not self.state:
            self._debounce.flush()
            self._save(state)
        elif state.keeper is not None:
            self._debounce.poke()

    def _put(self, state: FormState, fields: object) -> None:
        if isinstance(fields, Mapping):
            for name, raw in list(fields.items())[: len(self.plan.fields)]:
                state.set(str(name), raw)
        elif fields is not None:
            self._refusal = "The page sent something that is no answer; nothing was changed."

    def _submit(self, message: Mapping[str, Any]) -> None:
        state = self._meant(message)
        self._put(state, message.get("fields"))
        before = state.revision, state.handed_in
        state.submit()
        if (state.revision, state.handed_in) != before:
            self._look_back()

    def _settle(self, message: Mapping[str, Any]) -> None:
        state = self._meant(message)
        state.settle(str(message.get("field")), message.get("choice"))
        self._save(state)

    def _open(self, message: Mapping[str, Any]) -> None:
        self._save()
        self._show(_key(message.get("slot")))

    def _new(self, _: Mapping[str, Any]) -> None:
        self._save()
        former = self._states.get("")
        if former is not None and former.handed_in:
            del self._states[""]
        elif former is not None and self.doors.slot_of(former):  # it has become a record meanwhile
            self._states[self.doors.slot_of(former)] = self._states.pop("")
        self._show_new("" if self.state.handed_in else self.state.writer)

    def _remove(self, message: Mapping[str, Any]) -> None:
        """Take away the record that is open; it stays in the history."""
        slot = self.doors.slot_of(self.state)
        if self.doors.remove is None or not slot or self._meant(message) is not self.state:
            return
        self._debounce.call_off()
        self.doors.remove(self.state)
        self._states = {key: one for key, one in self._states.items() if one is not self.state}
        self._show_new(self.state.writer)
        self._refusal = _REMOVED

    def _show_new(self, writer: str) -> None:
        """Show a new form. Who writes stays the same; what a record itself says of it is asked anew."""
        self._show("")
        if WRITER in self.plan.by_name:
            self.state.name_writer(writer)

    def _show(self, slot: str) -> None:
        state = self._state(slot)
        state.restore()  # others may have written meanwhile
        self.state = state
        self._opened.append(state)
        self._look_back()

    def _hello(self, message: Mapping[str, Any]) -> None:
        """Take in the words that a browser has kept, and go on where they were written."""
        drafts = message.get("drafts")
        brought = ""
        found = False
        for slot, draft in list(drafts.items())[:_MOST_DRAFTS] if isinstance(drafts, Mapping) else ():
            words = draft.get("words") if isinstance(draft, Mapping) else None
            if not isinstance(words, Mapping) or not words:
                continue
            base, writer = draft.get("base"), _key(draft.get("writer"))
            state, gone = self._state_of_draft(_key(slot), _key(draft.get("new_id")), writer)
            state.name_writer(writer)
            state.bring_back({str(k): v for k, v in words.items()}, base if type(base) is int else 0)
            state.save()
            if gone:
                state.notice = _GONE
            brought, found = self.doors.slot_of(state), True
        last = _key(message.get("last"))
        if len(self._opened) == 1 and not self.doors.slot_of(self.state) and not self.state.dirty:
            if found and brought:
                self._show(brought)
            elif last and not found:
                writer = _key(message.get("writer"))
                state, gone = self._state_or_new(last, writer)
                if not gone:
                    state.name_writer(writer)
                    self._show(last)

    def _state(self, slot: str, writer: str = "") -> FormState:
        for known, state in self._states.items():
            if slot in (known, self.doors.slot_of(state)) and (slot or not self.doors.slot_of(state)):
                return state
        self._states[slot] = self.doors.state_of(slot, self.state.writer or writer)
        return self._states[slot]

    def _state_of_draft(self, slot: str, new_id: str, writer: str) -> tuple[FormState, bool]:
        """Return the state that a draft belongs to.

        A draft of a new record may have become one of which the browser never heard: its id tells.
        """
        if slot or not new_id:
            return self._state_or_new(slot, writer)
        return self._state_or_new(new_id, writer)[0], False

    def _state_or_new(self, slot: str, writer: str) -> tuple[FormState, bool]:
        """Return the state of a record, or a new one and True where the record cannot be opened any more."""
        try:
            return self._state(slot, writer), False
        except PlcnbError:
            return self._state(""), True

    def _save(self, state: FormState | None = None) -> None:
        state = state or self.state
        if state.save():
            self._look_back()

    def _save_late(self) -> None:
        with self._lock:
            self.state.notice = obstacle(self._save, _UNEXPECTED) or self.state.notice
            if self.on_change is not None:
                self.on_change(self.view())

    def _look_back(self) -> None:
        """Ask anew what is to be said about what is kept."""
        self._feedback = []
        if self.doors.feedback is not None and (self.state.revision or self.state.handed_in):
            self._feedback = self.doors.feedback(self.state)


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _key(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _LONGEST_KEY else ""
