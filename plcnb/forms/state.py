"""A form while somebody fills it: what was typed, what it means, what is kept, what stands in the way.

No widget, no clock, no thread: a face calls it, and shows what it says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from plcnb.errors import Conflict, ParameterError, PlcnbError
from plcnb.forms.answers import LONGEST, Raw, clean, read, shown
from plcnb.forms.keeping import Keeper, Kept
from plcnb.forms.plan import WRITER, FormField, FormPlan

_GONE_AT_MOST = 100  # options that were chosen once and are not offered any more
_TRIES = 3  # to write while others write the same record
Check = Callable[[Mapping[str, Any]], Mapping[str, str]]


@dataclass(frozen=True)
class Clash:
    """Two texts for one answer: what stands in the form, and what somebody else has kept since."""

    mine: Raw
    theirs: Raw


class FormState:
    """The state of one form.

    Parameters
    ----------
    plan : FormPlan
    keeper : Keeper, optional
        Where the answers are kept as they are written; None: the form is handed in once, see `submit`.
    by : str
        Who writes; empty: whoever the form's first question names, if it asks that.
    today : date, optional
        The day a date without a year is near.
    hand_in : callable, optional
        Takes (who writes, the values) when a form without a keeper is handed in.
    check : callable, optional
        Takes the values, returns what is wrong between several of them: {field: sentence}.
    named_by : str
        The question that says who writes, where the record itself asks it.
    """

    def __init__(
        self,
        plan: FormPlan,
        keeper: Keeper | None = None,
        *,
        by: str = "",
        today: date | None = None,
        hand_in: Callable[[str, Mapping[str, Any]], None] | None = None,
        check: Check | None = None,
        named_by: str = "",
    ) -> None:
        self.plan, self.keeper, self.by = plan, keeper, by
        self._named_by = named_by or WRITER
        self.handed_in = False
        self.notice = ""
        self.clashes: dict[str, Clash] = {}
        self.left: set[str] = set()
        self._today, self._hand_in, self._check = today, hand_in, check
        self._fields = plan.by_name
        self._kept = Kept({})
        self._stored: dict[str, Any] = {}
        self.typed: dict[str, Raw] = {}
        self.restore()

    # What was typed, and what it means

    def set(self, name: str, raw: object) -> None:
        """Take what stands in a field now. What cannot be kept stays in the form, and `errors` says why."""
        if self.handed_in:
            return  # a second click brings the answers again: nothing of them stays
        field = self._fields.get(name)
        if field is None:
            self.notice = "This form does not ask that; nothing was changed."
            return
        checked = _checked(field, raw)
        if checked is None:
            self.notice = f"{field.question.label} What came cannot be an answer; nothing was changed."
            return
        if name in self.clashes and checked != self.clashes[name].mine:
            self.clashes[name] = Clash(checked, self.clashes[name].theirs)
        self.typed[name] = checked

    def leave(self, name: str) -> None:
        """Note that a field was left: from now on the form may say what is wrong with it."""
        if name in self._fields:
            self.left.add(name)

    def value(self, name: str) -> Any:
        """Return what an answer means; ParameterError if it cannot be read."""
        field, stored = self._fields[name], self._stored.get(name)
        if name in self._stored and self.typed[name] == shown(field, stored):
            return stored  # what nobody has touched can stay, even where it could not be chosen any more
        return read(_open_to(field, stored), self.typed[name], self._today)

    @property
    def values(self) -> dict[str, Any]:
        """The answers that can be read, by field."""
        return {name: value for name in self._fields if (value := self._readable(name)) is not _UNREADABLE}

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field, as sentences to the person who typed it."""
        wrong = {}
        for name in self._fields:
            try:
                self.value(name)
            except ParameterError as error:
                wrong[name] = str(error)
        return {**(self._check(self.values) if self._check else {}), **wrong}

    @property
    def missing(self) -> tuple[FormField, ...]:
        """The questions that need an answer and have none."""
        values = self.values
        return tuple(
            field
            for name, field in self._fields.items()
            if field.question.needed and name in values and values[name] in ("", None, ())
        )

    @property
    def dirty(self) -> frozenset[str]:
        """The fields whose words the store does not have; to say who writes alone is none."""
        differ = frozenset(
            name
            for name in self._fields
            if name != WRITER and (name in self.clashes or self._readable(name) != self._stored[name])
        )
        return frozenset() if not self.revision and differ == {self._named_by} else differ

    @property
    def writer(self) -> str:
        """Who writes, as far as it is known."""
        if self.by or self._named_by not in self._fields:
            return self.by
        named = self._readable(self._named_by)
        return named if isinstance(named, str) else ""

    @property
    def nobody_yet(self) -> bool:
        """Whether the form still has to be told who writes."""
        return self._named_by in self._fields and not self.writer

    def name_writer(self, person: str) -> None:
        """Say who writes, where nobody has said it yet and the form asks."""
        if self.nobody_yet and person:
            self.set(self._named_by, person)

    @property
    def revision(self) -> int:
        """The revision that the form knows; 0: nothing is kept yet."""
        return self._kept.revision

    @property
    def saved_at(self) -> datetime | None:
        """When the store took what it has, as the store says."""
        return self._kept.at

    # What is kept

    def restore(self) -> None:
        """Show what the store has; words that it does not have stay."""
        kept = self.keeper.load() if self.keeper else None
        if kept is not None:
            self._merge(kept)
            clean_ones = self._fields.keys() - self.dirty - {WRITER}
            self.typed |= {name: shown(self._fields[name], self._stored[name]) for name in clean_ones}
            return
        for name, field in self._fields.items():
            self._stored.setdefault(name, field.start)
            self.typed.setdefault(name, shown(field, field.start))

    def bring_back(self, words: Mapping[str, object], base: int) -> None:
        """Put words in that a browser has kept since revision `base`, and the store does not have.

        What others wrote meanwhile in the same field is not overwritten: both texts are shown.
        """
        later = self.keeper.changed_since(base) if self.keeper and base < self.revision else frozenset()
        for name, raw in words.items():
            field = self._fields.get(name)
            if field is None or (mine := _checked(field, raw)) is None:
                continue
            theirs = shown(field, self._stored[name])
            if name in later and mine != theirs and not _goes_on(mine, theirs):
                self.clashes[name] = Clash(mine, theirs)
            self.typed[name] = mine

    def save(self) -> bool:
        """Keep what can be kept. Return whether the store took something."""
        if self.keeper is None or self.handed_in:
            return False
        self.notice = ""
        changes = self._to_keep()
        if not changes:
            return False
        if self.nobody_yet:
            asked = self._fields[self._named_by].question.label.rstrip("?")
            self.notice = f"{asked}? Choose that first; then it is kept."
            return False
        try:
            self._keep(changes)
        except PlcnbError as error:
            self.notice = f"Not kept: {error} Your words stay here."
            return False
        return True

    def settle(self, name: str, choice: object) -> None:
        """Settle a clash: "mine", "theirs", or "both", one text under the other."""
        clash = self.clashes.get(name)
        if clash is None or choice not in ("mine", "theirs", "both"):
            return
        del self.clashes[name]
        if choice == "theirs":
            self.typed[name] = clash.theirs
        elif choice == "both" and isinstance(clash.mine, str) and isinstance(clash.theirs, str):
            self.typed[name] = f"{clash.theirs}\n{clash.mine}"
        else:
            self.typed[name] = clash.mine

    def submit(self) -> bool:
        """Hand the form in, or keep it and say what is missing. Return whether it is whole."""
        self.left |= set(self._fields)
        self.notice = ""
        if self.errors or self.missing:
            if self.keeper is not None:
                self.save()
            return False
        if self.keeper is not None:
            self.save()
            return not self.notice and not self.clashes
        if self.handed_in or self._hand_in is None:
            return False
        try:
            self._hand_in(self.writer, {k: v for k, v in self.values.items() if k != WRITER})
        except PlcnbError as error:
            self.notice = str(error)
            return False
        self.handed_in = True
        self.typed = {name: shown(field, field.start) for name, field in self._fields.items()}
        return True

    def _keep(self, changes: dict[str, Any]) -> None:
        for attempt in range(_TRIES):
            try:
                if self.keeper is not None:
                    self._merge(self.keeper.keep(changes, self.revision, self.writer), written=changes)
                return
            except Conflict:
                latest = self.keeper.load() if self.keeper else None
                if latest is None or latest.revision == self.revision or attempt == _TRIES - 1:
                    raise
                self._merge(latest)
                changes = self._to_keep()
                if not changes:
                    return

    def _to_keep(self) -> dict[str, Any]:
        wrong = self._check(self.values) if self._check else {}
        return {
            name: value
            for name in self.dirty
            if name not in self.clashes
            and name not in wrong
            and (value := self._readable(name)) is not _UNREADABLE
        }

    def _merge(self, kept: Kept, written: Mapping[str, Any] | None = None) -> None:
        """Take over what the store has. A field that both sides changed differently is a clash."""
        for name, field in self._fields.items():
            if name == WRITER:
                self._stored.setdefault(name, "")
                self.typed.setdefault(name, "")
                continue
            theirs = kept.values.get(name, field.start)
            if name not in self._stored:
                self.typed[name] = shown(field, theirs)
            else:
                self._meet(field, theirs, (written or {}).get(name, self._stored[name]))
            self._stored[name] = theirs
        self._kept = kept

    def _meet(self, field: FormField, theirs: Any, common: Any) -> None:
        """Bring one field together with the store; `common` is what both sides had last."""
        mine = self._readable(field.name)
        if theirs in (mine, common):
            return  # the store has it, or knows nothing newer than what stands here
        if mine == common:
            self.typed[field.name] = shown(field, theirs)
        else:
            self.clashes[field.name] = Clash(self.typed[field.name], shown(field, theirs))

    def _readable(self, name: str) -> Any:
        try:
            return self.value(name)
        except ParameterError:
            return _UNREADABLE


_UNREADABLE = object()


def _open_to(field: FormField, stored: Any) -> FormField:
    """Return the field with what the store has among its options: a member who has left since."""
    values = stored if isinstance(stored, tuple) else (stored,)
    known = dict(field.options)
    gone = [one for one in values if isinstance(one, str) and one and one not in known]
    if not gone or not field.chosen:
        return field
    return replace(field, options=(*field.options, *((one, one) for one in gone)))


def _checked(field: FormField, raw: object) -> Raw | None:
    """Return what came from a browser if it has the shape of an answer to this question, else None."""
    if isinstance(raw, str):
        return clean(raw[: LONGEST + 1])  # too long to be kept, and said to be; the browser has it all
    if isinstance(raw, bool):
        return raw if field.control == "check" else None
    if isinstance(raw, list) and field.many and len(raw) <= len(field.options) + _GONE_AT_MOST:
        return [str(one) for one in raw] if all(isinstance(one, str) for one in raw) else None
    return None


def _goes_on(mine: Raw, theirs: Raw) -> bool:
    """Tell whether one text only goes on with the other: then nothing of it would be lost."""
    return isinstance(mine, str) and isinstance(theirs, str) and mine.startswith(theirs)
