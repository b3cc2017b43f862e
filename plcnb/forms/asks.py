"""Forms that are not one record, handed in whole: predictions, surveys, votes, when somebody can meet."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from plcnb.errors import Conflict, ParameterError
from plcnb.forms.answers import read
from plcnb.forms.edge import kept_under
from plcnb.forms.plan import FormField, FormPlan, Options
from plcnb.forms.session import Doors, FormSession
from plcnb.forms.state import Check, FormState
from plcnb.model import Availability, Poll, Prediction, Question, Wave
from plcnb.model.people import WEEKDAYS
from plcnb.records.store import Records

if TYPE_CHECKING:
    from plcnb.forms.live import LiveForm

Item = tuple[str, str] | tuple[str, str, str]
_PLACES = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_SPAN = re.compile(r"(.+?)\s*(?:-|–|—|to|until)\s*(.+)", re.IGNORECASE)
_NEXT = "Next person"
_SECRET = (
    "Your answers are kept without your name and in no order: the records hold no way back from an answer to "
    "you. It is only noted that you have answered. They leave this page when you hand them in, not before."
)


def prediction_plan(standards: Options, members: Options = (), *, title: str = "") -> FormPlan:
    """Return the form on which one member predicts, one share a standard."""
    questions = [(str(key), Question(str(label), "share")) for key, label in standards]
    return FormPlan.of_questions(
        questions,
        title=title or "What do you expect?",
        intro="Before any number is shown: what share of the points do you expect our students to get?",
        who="Who predicts?",
        note="Your team sees the predictions beside the results. Leave empty what you cannot guess.",
        writers=members,
        once=True,
        send="Hand in my predictions",
    )


def prediction_form(
    records: Records,
    team_id: str,
    assessment_id: str,
    standards: Options,
    members: Options = (),
    on: date | None = None,
    *,
    by: str = "",
    after: Callable[[], object] | None = None,
) -> "LiveForm":
    """Return the live form on which members predict, one after the other.

    Parameters
    ----------
    records : Records
    team_id, assessment_id : str
    standards, members : (value, label) pairs
    on : date, optional
        The day to be kept with the predictions.
    by : str
        Who predicts; empty: the form asks.
    after : callable, optional
        Is called when somebody has handed in.
    """
    plan = prediction_plan(standards, () if by else members)

    def hand_in(person: str, values: Mapping[str, Any]) -> None:
        known = records.list(Prediction, team_id, person_id=person, assessment_id=assessment_id)
        former = {one.standard_id: one for one in known}
        for standard_id, expected in values.items():
            if expected is None:
                continue
            if standard_id in former:
                records.update(former[standard_id].changed(expected=expected, on=on), by=person)
            else:
                records.add(
                    Prediction(
                        team_id=team_id,
                        person_id=person,
                        assessment_id=assessment_id,
                        standard_id=standard_id,
                        expected=expected,
                        on=on,
                    ),
                    by=person,
                )
        if after is not None:
            after()

    again = "" if by else _NEXT
    about = [records.database.place, team_id, assessment_id, "predictions", by]
    return once_form(
        plan, hand_in, about, by=by, today=on, new_label=again, thanks="Your predictions are kept."
    )


def pulse_plan(
    items: Sequence[Item],
    scale: Sequence[tuple[int | str, str]],
    members: Options = (),
    *,
    open_items: Sequence[tuple[str, str]] = (),
    title: str = "",
) -> FormPlan:
    """Return the form of a survey.

    Parameters
    ----------
    items : sequence of (name, text) or (name, text, heading)
    scale : sequence of (value, label)
        The steps of the scale, the lowest first.
    members : (value, label) pairs
        Who may answer; given: the form asks who it is.
    open_items : sequence of (name, text)
        Questions to answer in words.
    """
    options = tuple((str(value), label) for value, label in scale)
    asked = [
        (item[0], Question(item[1], "choice", options=options, step=item[2] if len(item) > 2 else ""))
        for item in items
    ]
    words = [(name, Question(text, "long text", step="In your words")) for name, text in open_items]
    return FormPlan.of_questions(
        [*asked, *words],
        title=title or "How is it in our team?",
        intro=_SECRET,
        who="Who is answering?",
        note="You may leave out any question. Results are shown for the team, from five answers on.",
        writers=members,
        once=True,
        send="Hand in",
    )


def pulse_form(
    records: Records,
    wave: Wave,
    items: Sequence[Item],
    scale: Sequence[tuple[int | str, str]],
    members: Options = (),
    today: date | None = None,
    *,
    by: str = "",
    open_items: Sequence[tuple[str, str]] = (),
    title: str = "",
) -> "LiveForm":
    """Return the live form of a survey: anonymous, handed in once; until then only the browser has a draft.

    Parameters are those of `pulse_plan`; `by` says who answers, else the form asks.
    """
    plan = pulse_plan(items, scale, () if by else members, open_items=open_items, title=title)
    texts = {name for name, _ in open_items}

    def hand_in(person: str, values: Mapping[str, Any]) -> None:
        answers: dict[str, float | str | None] = {
            name: value if name in texts else float(value) for name, value in values.items() if value != ""
        }
        if not answers:
            raise ParameterError("Nothing is answered yet. Answer one question at least, then hand in.")
        records.answer(wave.id, person, answers, on=today)

    about = [records.database.place, wave.id, by]
    return once_form(
        plan,
        hand_in,
        about,
        by=by,
        today=today,
        new_label="" if by else _NEXT,
        thanks="Thank you. Your answers are handed in, without your name.",
        done=by != "" and by in records.respondents(wave.id),
    )


def ballot_plan(poll: Poll, members: Options = (), *, title: str = "") -> FormPlan:
    """Return the ballot of a vote: a place for each option, to be filled from the first on."""
    options = tuple((text, text) for text in poll.options)
    places = [
        (f"place{at}", Question(f"{name} choice", "choice", options=options, needed=at == 1))
        for at, (name, _) in enumerate(zip(_PLACES, options, strict=False), 1)
    ]
    return FormPlan.of_questions(
        places,
        title=title or poll.question,
        intro="Choose what you want most as the first, and go on as far as you have a wish.",
        who="Who votes?",
        note="Your ballot is kept without your name; it is only noted that you have voted.",
        writers=members,
        once=True,
        as_lists=True,
        send="Hand in my ballot",
    )


def ballot_form(
    records: Records, poll: Poll, members: Options = (), today: date | None = None, *, by: str = ""
) -> "LiveForm":
    """Return the live ballot of a vote; `by` says who votes, else the form asks."""
    plan = ballot_plan(poll, () if by else members)

    def hand_in(person: str, values: Mapping[str, Any]) -> None:
        records.vote(poll.id, person, [value for value in values.values() if value], on=today)

    return once_form(
        plan,
        hand_in,
        [records.database.place, poll.id, by],
        by=by,
        today=today,
        check=_each_once,
        new_label="" if by else _NEXT,
        thanks="Thank you. Your ballot is handed in, without your name.",
        done=by != "" and by in records.respondents(poll.id),
    )


def availability_plan(members: Options = ()) -> FormPlan:
    """Return the form on which one member says when they can meet."""
    questions = [(day, Question(label)) for day, label in WEEKDAYS]
    return FormPlan.of_questions(
        questions,
        title="When can you meet?",
        intro="Write from and to, as 14:30–15:30; several with a comma between. "
        "Leave empty the days on which you cannot.",
        who="Who are you?",
        note="Your team can read this. It takes the place of what you said before.",
        writers=members,
        once=True,
        send="Hand in",
    )


def availability_form(
    records: Records, team_id: str, members: Options = (), today: date | None = None, *, by: str = ""
) -> "LiveForm":
    """Return the live form on which members say when they can meet; what they said before is replaced."""
    plan = availability_plan(() if by else members)

    def hand_in(person: str, values: Mapping[str, Any]) -> None:
        former = records.list(Availability, team_id, person_id=person)
        wanted = {(day, *span) for day, text in values.items() for span in read_spans(text)}
        known = {(one.weekday, one.starts, one.ends): one for one in former}
        for key in sorted(wanted - known.keys()):
            day, starts, ends = key
            new = Availability(team_id=team_id, person_id=person, weekday=day, starts=starts, ends=ends)
            records.add(new, by=person)
        for key, one in known.items():
            if key not in wanted:
                records.remove(Availability, one.id, by=person)

    def said() -> dict[str, str]:
        spans: dict[str, list[str]] = {}
        for one in records.list(Availability, team_id, person_id=by) if by else ():
            spans.setdefault(one.weekday, []).append(f"{one.starts}–{one.ends}")
        return {day: ", ".join(several) for day, several in spans.items()}

    return once_form(
        plan,
        hand_in,
        [records.database.place, team_id, "availability", by],
        by=by,
        today=today,
        check=_spans_are_spans,
        new_label="Change it" if by else _NEXT,
        thanks="Your times are kept.",
        typed=said,
    )


def read_spans(text: str) -> tuple[tuple[str, str], ...]:
    """Return the spans of a day that somebody typed: "14:30–15:30, 16 to 17" is two.

    Raises
    ------
    ParameterError
        If a span cannot be read, or ends before it begins.
    """
    hour = FormField("", Question("", "time"))
    spans = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]|\band\b", text))):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise ParameterError(f"“{part[:40]}” has no from and to. Write it as 14:30–15:30.")
        starts, ends = _ends_of(hour, *match.groups())
        if starts >= ends:
            raise ParameterError(f"{starts}–{ends} ends before it begins. Write it as 14:30–15:30.")
        spans.append((starts, ends))
    return tuple(spans)


def _ends_of(hour: FormField, first: str, last: str) -> tuple[str, str]:
    """Return both ends of a span; what is said of the half of the day at its end may hold for both."""
    ends, half = read(hour, last), re.search(r"[ap]\.?(?:m\.?)?$", last.strip(), re.IGNORECASE)
    if half and first.strip()[-1:].isdigit():
        with suppress(ParameterError):
            starts = read(hour, f"{first} {half[0]}")
            if starts < ends:
                return starts, ends
    return read(hour, first), ends


def _spans_are_spans(values: Mapping[str, Any]) -> dict[str, str]:
    wrong = {}
    for day, _ in WEEKDAYS:
        try:
            read_spans(values.get(day, ""))
        except ParameterError as error:
            wrong[day] = str(error)
    return wrong


def _each_once(values: Mapping[str, Any]) -> dict[str, str]:
    """Say which place names an option that stands higher already."""
    wrong, seen = {}, set()
    for name, value in values.items():
        if name.startswith("place") and value:
            if value in seen:
                wrong[name] = "You have chosen this one already. Choose another, or leave the place empty."
            seen.add(value)
    return wrong


def once_form(
    plan: FormPlan,
    hand_in: Callable[[str, Mapping[str, Any]], None],
    about: Sequence[str],
    *,
    by: str,
    today: date | None,
    thanks: str,
    new_label: str,
    check: Check | None = None,
    typed: Callable[[], Mapping[str, str]] = dict,
    done: bool = False,
) -> "LiveForm":
    """Return the live form of a plan that is handed in once."""
    from plcnb.forms.live import LiveForm

    def state_of(slot: str, writer: str) -> FormState:
        if slot:
            raise Conflict("What was handed in cannot be opened again.")
        state = FormState(plan, by=by, today=today, hand_in=hand_in, check=check)
        state.typed.update(typed())
        state.handed_in = done
        return state

    key = kept_under(*about)
    doors = Doors(state_of=state_of, draft_key=lambda _: key, new_label=new_label, thanks=thanks)
    return LiveForm(FormSession(plan, doors))
