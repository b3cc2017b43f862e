"""Forms that write one kind of record: a goal, an action step, a reflection."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from plcnb.errors import NotFound, ParameterError
from plcnb.forms.answers import shown
from plcnb.forms.edge import kept_under
from plcnb.forms.keeping import RecordKeeper
from plcnb.forms.plan import FormField, FormPlan, Options, spoken
from plcnb.forms.session import Doors, Feedback, FormSession, Listing, Row
from plcnb.forms.state import FormState
from plcnb.forms.static import Sheet
from plcnb.model import Member, Record
from plcnb.records.store import Records
from plcnb.tables.numbers import day_month

if TYPE_CHECKING:
    from plcnb.forms.live import LiveForm

_PERSON = "person_id"
_VISITOR = "visitor"  # who writes down a visit; what came of it afterwards its host may write as well
_DAYS = ("on", "set_on")  # the day of a new record is today, unless somebody says another


def record_form(
    records: Records,
    kind: type[Record],
    team_id: str,
    *,
    by: str = "",
    title: str = "",
    intro: str = "",
    record_id: str = "",
    fixed: Mapping[str, Any] | None = None,
    choices: Mapping[str, Options] | None = None,
    fields: Sequence[str] | None = None,
    feedback: Callable[[Any], Feedback] | None = None,
    today: date | None = None,
    listed: Sequence[str] | None = None,
    wanted: Callable[[Any], bool] | None = None,
) -> "LiveForm":
    """Return a live form that keeps what is written in it as a record, while it is being written.

    Parameters
    ----------
    records : Records
    kind : type of Record
    team_id : str
    by : str
        The person who writes; empty: the form asks the team's members first.
    title, intro : str
        Stand above the questions.
    record_id : str
        The record to go on with; empty: a new one.
    fixed : mapping
        Values that a new record gets and the form does not ask, such as {"meeting_id": …}.
    choices : mapping of str to (value, label) pairs
        By field, or by kind of question: "member", "standard", "assessment". Members not given are those
        of the team.
    fields : sequence of str, optional
        The questions to ask, in this order; all of them if not given.
    feedback : callable, optional
        Takes the record that is kept, returns (whether it is well, title, sentence) triples to show under
        the form, such as the check of an action step.
    today : date, optional
        The day of a new record, and the one a date without a year is near.
    listed : sequence of str, optional
        Fields by which the team's records of this kind are listed above the form, to open them again.
    wanted : callable, optional
        Takes a record, returns whether the list shows it; all of them if not given.

    Raises
    ------
    NotFound
        If there is no such record of this team.
    ParameterError
        If a field is unknown.
    """
    from plcnb.forms.live import LiveForm

    maker = _Maker(records, kind, team_id, by, dict(fixed or {}), today, opened=record_id != "")
    plan = maker.plan(title=title, intro=intro, fields=fields, choices=choices)
    doors = Doors(
        state_of=lambda slot, writer: maker.state(plan, slot, writer),
        slot_of=lambda state: _keeper(state).record_id,
        new_id_of=lambda state: _keeper(state).new_id,
        draft_key=lambda writer: maker.draft_key(writer, record_id),
        feedback=_of_record(feedback) if feedback else None,
        listing=maker.listing(plan, listed, wanted) if listed is not None else None,
        remove=None if record_id else _remove,
        new_label="" if record_id else f"Write another {spoken(kind.__name__).lower()}",
    )
    return LiveForm(FormSession(plan, doors, record_id))


def list_and_form(
    records: Records,
    kind: type[Record],
    team_id: str,
    *,
    listed: Sequence[str] | None = None,
    **options: Any,
) -> "LiveForm":
    """Return a form with the team's records of this kind above it: to open, to go on with, to add one.

    Parameters
    ----------
    listed : sequence of str, optional
        The fields that the list shows; if not given: the first text, person, day and choice.
    options
        As of `record_form`.
    """
    shown_in_list = _telling(kind) if listed is None else listed
    return record_form(records, kind, team_id, listed=shown_in_list, **options)


def record_sheet(
    kind: type[Record],
    *,
    record: Record | None = None,
    title: str = "",
    intro: str = "",
    fields: Sequence[str] | None = None,
    fixed: Sequence[str] = (),
    choices: Mapping[str, Options] | None = None,
) -> Sheet:
    """Return the form of a kind of record to print, empty or with what a record says."""
    plan = FormPlan.of_record(kind, title=title, intro=intro, fields=fields, fixed=fixed, choices=choices)
    return Sheet(plan, record.model_dump() if record else {})


def team_members(records: Records, team_id: str, *, left: bool = False) -> tuple[tuple[str, str], ...]:
    """Return the members of a team as options of a form; `left`: also those who have left, and marked so."""
    members = sorted(records.list(Member, team_id=team_id), key=lambda one: one.left_on is not None)
    return tuple(
        (one.person_id or one.id, one.name + (" (has left)" if one.left_on else ""))
        for one in members
        if left or one.left_on is None
    )


class _Maker:
    """Makes the plan, the states and the list of the form of one kind of record."""

    def __init__(
        self,
        records: Records,
        kind: type[Record],
        team_id: str,
        by: str,
        fixed: dict[str, Any],
        today: date | None,
        *,
        opened: bool,
    ) -> None:
        self.records, self.kind, self.team_id, self.by, self.today = records, kind, team_id, by, today
        asked = kind.questions()
        says = (_PERSON,) if opened else (_PERSON, _VISITOR)
        self.says_writer = next((name for name in says if name in asked and asked[name].needed), "")
        self.private = any(one.seen_by == "writer" for one in kind.questions().values())
        self.fixed = {self.says_writer: by, **fixed} if self.says_writer and by else fixed
        days = [name for name in _DAYS if name in kind.model_fields and name not in fixed]
        self.start = dict.fromkeys(days, today) if today else {}

    def plan(
        self, *, title: str, intro: str, fields: Sequence[str] | None, choices: Mapping[str, Options] | None
    ) -> FormPlan:
        given = (choices or {}).get("member")
        members = given or team_members(self.records, self.team_id)
        all_members = given or team_members(self.records, self.team_id, left=True)
        return FormPlan.of_record(
            self.kind,
            title=title,
            intro=intro,
            fields=fields,
            fixed=self.fixed,
            choices={"member": all_members, **(choices or {})},
            writers=() if self.by or self.says_writer else members,
            start=self.start,
        )

    def state(self, plan: FormPlan, record_id: str, writer: str) -> FormState:
        keeper = RecordKeeper(
            self.records,
            self.kind,
            self.team_id,
            fixed={**self.start, **self.fixed},
            record_id=record_id,
            reader=self.by or writer,
        )
        state = FormState(plan, keeper, by=self.by, today=self.today, named_by=self._named_by(plan))
        if record_id and not self._may_open(keeper.record, writer):
            raise NotFound(self.kind.__name__.lower(), record_id, (), "Only its writer can open it.")
        return state

    def _named_by(self, plan: FormPlan) -> str:
        return self.says_writer if self.says_writer in plan.by_name else ""

    def _may_open(self, record: Record | None, writer: str = "") -> bool:
        """Tell whether the one who writes may read all of it: what is a writer's own stays so."""
        return not self.private or record is None or getattr(record, _PERSON, "") == (self.by or writer)

    def draft_key(self, writer: str, record_id: str) -> str:
        # On a computer that many use, nobody's own words come back before it is said who writes.
        who = writer if self.private else self.by
        place = [self.records.database.place, self.kind.__name__, self.team_id, who, record_id]
        return kept_under(*place, sorted((k, str(v)) for k, v in self.fixed.items()))

    def listing(self, plan: FormPlan, names: Sequence[str], wanted: Callable[[Any], bool] | None) -> Listing:
        fields = plan.by_name
        columns = [fields[name] for name in names if name in fields]

        def rows() -> list[Row]:
            found = self.records.list(self.kind, self.team_id, reader=self.by, **_links(self.fixed))
            return [
                Row(one.id, tuple(_in_list(field, getattr(one, field.name)) for field in columns))
                for one in found
                if self._may_open(one) and (wanted is None or wanted(one))
            ]

        return Listing(tuple(field.question.label.rstrip("?") for field in columns), rows)


def _telling(kind: type[Record]) -> tuple[str, ...]:
    """Return the fields that tell one record of a kind from another: what, who, when, how it stands."""
    asked = kind.questions()
    firsts = (
        next(
            (name for name, one in asked.items() if one.kind == sort and (sort != "choice" or one.options)),
            "",
        )
        for sort in ("text", "member", "date", "choice")
    )
    return tuple(filter(None, firsts)) or tuple(asked)[:1]


def _keeper(state: FormState) -> RecordKeeper:
    if not isinstance(state.keeper, RecordKeeper):
        raise NotFound("record", "")
    return state.keeper


def _of_record(call: Callable[[Any], Any]) -> Callable[[FormState], Any]:
    return lambda state: call(_keeper(state).record)


def _links(fixed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the fixed values tells these records from others of the team: links and persons."""
    return {name: value for name, value in fixed.items() if name.endswith("_id") and value}


def _in_list(field: FormField, value: Any) -> str:
    """Return one value as the list says it."""
    if isinstance(value, date):
        return day_month(value)
    if isinstance(value, tuple):
        return ", ".join(field.label_of(str(one)) for one in value)
    return field.label_of(str(shown(field, value)))


def _remove(state: FormState) -> None:
    if state.nobody_yet:
        raise ParameterError("Choose who is writing first.")
    _keeper(state).remove(state.writer)
