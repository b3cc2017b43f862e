"""What a form asks, as plain data: made once from the questions of the model, shown by any face."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import NoneType
from typing import Any, Literal, get_args

from plcnb.errors import ParameterError
from plcnb.model import Question, Record

Options = Sequence[tuple[str, str]]
Pairs = tuple[tuple[str, str], ...]
Control = Literal["text", "area", "number", "date", "time", "check", "radios", "select", "checks"]

WRITER = "_writer"  # who writes: asked first where nobody has said, and kept beside the record, not in it
_RADIOS_UP_TO = 7  # options that are seen at a glance; more stand in a list that opens

_ONE_LINE = 200  # letters; longer answers are seen whole in a box that grows

_CONTROLS: dict[str, Control] = {
    "text": "text",
    "long text": "area",
    "lines": "area",
    "whole number": "number",
    "number": "number",
    "share": "number",
    "date": "date",
    "time": "time",
    "yes or no": "check",
}
_ONE_OF = {"choice", "member", "standard", "assessment"}
MANY_OF = {"choices": "choices", "members": "member", "standards": "standard"}
_SCHOOL_TOO = "Your school’s leaders can read this one too."


@dataclass(frozen=True)
class FormField:
    """One question on the form.

    Attributes
    ----------
    name : str
        The field it fills.
    question : Question
        What is asked.
    options : tuple of (value, label)
        What can be chosen; empty: the answer is written.
    blank : object
        The value of no answer; `may_be_blank` says whether that can be kept.
    start : object
        The value a new form has here.
    as_list : bool
        Whether few options still stand in a list that opens, as for the places of a ranking.
    said_above : bool
        Whether the form says above all questions who can read the answer.
    """

    name: str
    question: Question
    options: Pairs = ()
    blank: Any = ""
    may_be_blank: bool = True
    start: Any = ""
    as_list: bool = False
    said_above: bool = False

    @property
    def many(self) -> bool:
        """Whether several options can be chosen."""
        return self.question.kind in MANY_OF

    @property
    def chosen(self) -> bool:
        """Whether the answer is one of the options, not written."""
        return bool(self.options) or self.question.kind in ("choice", "choices")

    @property
    def control(self) -> Control:
        """What a face draws for it."""
        kind = self.question.kind
        if kind == "text" and self.question.holds > _ONE_LINE:
            return "area"
        if kind in _CONTROLS:
            return _CONTROLS[kind]
        if self.many:
            return "checks" if self.chosen else "area"
        if not self.chosen:
            return "text"
        few = kind == "choice" and len(self.options) <= _RADIOS_UP_TO and not self.as_list
        return "radios" if few else "select"

    def label_of(self, value: str) -> str:
        """Return what a person reads for an option."""
        return dict(self.options).get(value, value)

    def as_json(self) -> dict[str, Any]:
        """Return what a face needs to draw it."""
        question = self.question
        return {
            "name": self.name,
            "control": self.control,
            "label": question.label,
            "help": question.help,
            "example": question.example,
            "needed": question.needed,
            "options": [list(option) for option in self.options],
            "rows": 2 if question.kind == "text" else 4,
            "unit": "%" if question.kind == "share" else "",
            "holds": question.holds if self.control in ("text", "area") else 0,
            "seen": _SCHOOL_TOO if question.seen_by == "school" and not self.said_above else "",
        }


@dataclass(frozen=True)
class FormPlan:
    """A form: its fields in order, in steps.

    Attributes
    ----------
    title, intro : str
        What stands above the questions.
    fields : tuple of FormField
    note : str
        One line on who can read the answers.
    once : bool
        Whether it is handed in once, whole, instead of kept while it is being written.
    send : str
        What the button says.
    """

    title: str
    fields: tuple[FormField, ...]
    intro: str = ""
    note: str = ""
    once: bool = False
    send: str = "Save"

    @classmethod
    def of_record(
        cls,
        kind: type[Record],
        *,
        title: str = "",
        intro: str = "",
        fields: Sequence[str] | None = None,
        fixed: Iterable[str] = (),
        choices: Mapping[str, Options] | None = None,
        writers: Options = (),
        start: Mapping[str, Any] | None = None,
    ) -> "FormPlan":
        """Return the form of one kind of record.

        Parameters
        ----------
        kind : type of Record
        title, intro : str
            Stand above the form; empty: what the kind is called, and nothing.
        fields : sequence of str, optional
            The questions to ask, in this order; all of them if not given.
        fixed : iterable of str
            Fields that are known already and not asked.
        choices : mapping of str to (value, label) pairs
            The options of a field, or of all fields of a kind: {"owner": …}, {"member": …, "standard": …}.
        writers : (value, label) pairs
            Who may be writing; given: the form asks that first.
        start : mapping
            What a new record says to begin with, beside what the kind says itself.

        Raises
        ------
        ParameterError
            If a field is named that the kind does not ask for.
        """
        questions, held = kind.questions(), set(fixed)
        wanted = list(questions) if fields is None else list(fields)
        strange = [name for name in wanted if name not in questions]
        if strange:
            raise ParameterError(
                f"{kind.__name__} asks no question {strange[0]!r}; it asks {', '.join(questions)}."
            )
        choices = choices or {}
        asked = [
            _field(kind, name, questions[name], _options(name, questions[name], choices))
            for name in wanted
            if name not in held and _can_be_answered(name, questions[name], choices)
        ]
        begun = start or {}
        asked = [replace(one, start=begun.get(one.name, one.start)) for one in asked]
        note, said = _who_reads(asked)
        asked = [replace(one, said_above=said) for one in asked]
        if writers:
            asked.insert(0, writer_field(writers))
        return cls(title or spoken(kind.__name__), tuple(asked), intro, note)

    @classmethod
    def of_questions(
        cls,
        questions: Iterable[tuple[str, Question]],
        *,
        title: str,
        intro: str = "",
        note: str = "",
        choices: Mapping[str, Options] | None = None,
        writers: Options = (),
        who: str = "Who is writing?",
        once: bool = False,
        as_lists: bool = False,
        send: str = "Save",
    ) -> "FormPlan":
        """Return a form that is not one record: the items of a survey, the places of a ranking."""
        asked = [
            FormField(
                name,
                question,
                _options(name, question, choices or {}),
                blank=_blank(question),
                start=_blank(question),
                as_list=as_lists,
            )
            for name, question in questions
        ]
        if writers:
            asked.insert(0, writer_field(writers, who))
        return cls(title, tuple(asked), intro, note, once, send)

    @property
    def steps(self) -> tuple[tuple[str, tuple[FormField, ...]], ...]:
        """The fields by step, in the order in which the steps first occur."""
        names = dict.fromkeys(field.question.step for field in self.fields)
        return tuple(
            (name, tuple(field for field in self.fields if field.question.step == name)) for name in names
        )

    @property
    def folds(self) -> bool:
        """Whether a step of which nothing is needed is folded away until somebody gets there.

        Where nothing is needed in the first step either, no step is about now more than another.
        """
        _, first = self.steps[0] if self.fields else ("", ())
        return not self.once and any(one.question.needed for one in first if one.name != WRITER)

    @property
    def by_name(self) -> dict[str, FormField]:
        """The fields by name."""
        return {field.name: field for field in self.fields}

    def as_json(self) -> dict[str, Any]:
        """Return the form as a face draws it, whatever the face is made of."""
        return {
            "title": self.title,
            "intro": self.intro,
            "note": self.note,
            "once": self.once,
            "folds": self.folds,
            "writer": WRITER,
            "send": self.send,
            "steps": [
                {"title": name, "fields": [field.as_json() for field in fields]}
                for name, fields in self.steps
            ],
        }


def writer_field(writers: Options, label: str = "Who is writing?") -> FormField:
    """Return the question of who is writing."""
    question = Question(label, "member", needed=True)
    return FormField(WRITER, question, tuple((str(value), str(label)) for value, label in writers))


def _field(kind: type[Record], name: str, question: Question, options: Pairs) -> FormField:
    info = kind.model_fields[name]
    blank = _blank(question)
    may_be_blank = blank is not None or NoneType in get_args(info.annotation)
    return FormField(name, question, options, blank, may_be_blank, info.get_default())


def _who_reads(fields: Sequence[FormField]) -> tuple[str, bool]:
    """Return who can read the answers, in a sentence, and whether that holds for all of them."""
    readers = {field.question.seen_by for field in fields}
    if "writer" in readers:
        return "Only you can read this until you share it.", True
    schools = sum(field.question.seen_by == "school" for field in fields)
    if schools * 2 > len(fields):
        return "Your team and your school’s leaders can read what you write here.", True
    return "Your team can read what you write here.", False


def _blank(question: Question) -> Any:
    """Return the value of no answer."""
    if question.kind in ("whole number", "number", "share", "date"):
        return None
    if question.kind == "yes or no":
        return False
    return () if question.kind in MANY_OF or question.kind == "lines" else ""


def _options(name: str, question: Question, choices: Mapping[str, Options]) -> Pairs:
    if question.options:
        return question.options
    if question.kind not in _ONE_OF and question.kind not in MANY_OF:
        return ()
    general = MANY_OF.get(question.kind, question.kind)
    given = choices.get(name, choices.get(question.kind, choices.get(general, ())))
    return tuple((str(value), str(label)) for value, label in given)


def _can_be_answered(name: str, question: Question, choices: Mapping[str, Options]) -> bool:
    """Tell whether there is anything to choose: a trial serves no goal where there is none yet."""
    return question.kind not in ("choice", "choices") or bool(_options(name, question, choices))


_SAID = {"Wave": "Round", "Poll": "Vote", "Exchange": "Ask or offer"}  # kinds whose name is nobody's word


def spoken(name: str) -> str:
    """Return the name of a kind as a person says it: "Action step"."""
    name = _SAID.get(name, name)
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    return words.capitalize()
