"""The mapping that is proposed for an unknown file, as a TOML text that explains every guess."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from pandas import DataFrame

from plcnb.evidence.column import IDENTIFIER_KIND
from plcnb.evidence.formats.mapping_model import fold
from plcnb.evidence.layouts import TITLES, Layout
from plcnb.evidence.profiling import ABSENT, EXEMPT, ColumnProfile
from plcnb.evidence.special_lines import SpecialLine
from plcnb.evidence.student_columns import Who

_FILE = "rows"
_NAME_PARTS = (r"[^,]+,\s*(.+)", r"([^,]+),.+")  # of "Family, Given"
_ANY_PART = r"^([+-]?[\d.,]+)\s*(?:%|/.*)?$"
_PARTS = {"per cent": r"^([+-]?[\d.,]+)\s*%$", "out of": r"^([+-]?[\d.,]+)\s*/.*$"}


def quoted(text: str) -> str:
    """Return a text as TOML writes it, in quotes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _from(*columns: str) -> str:
    """Return the text that means these columns, one blank between them."""
    return quoted(" ".join(f"{{{column}}}" for column in columns))


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(map(quoted, texts)) + "]"


def _one_line(text: str) -> str:
    """Return a text that can stand in a comment."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


@dataclass
class ProposalText:
    """One proposal in the making.

    Attributes
    ----------
    file, system, title : str
        The file's name, the name for the system it comes from, and a title for people.
    who, layout, profiles, special
        What was seen.
    missing : dict of str to list of str
        By column: the words in it that stand for nothing.
    away : list of str
        Words among the letters of answer sheets that say that a student was away.
    """

    file: str
    system: str
    title: str
    who: Who
    layout: Layout
    profiles: dict[str, ColumnProfile]
    special: list[SpecialLine]
    missing: dict[str, list[str]]
    away: list[str]
    above: int = 0
    lines: list[str] = field(default_factory=list)

    def write(self, guesses: DataFrame, ambiguous: list[str]) -> str:
        """Return the text."""
        self.lines = [*self._head(guesses, ambiguous), *self._top(), *self._source_file()]
        self._people()
        self._stand_ins()
        tables = {"scores": self._scores, "questions": self._questions, "tests": self._tests,
                  "answers": self._answers}  # fmt: skip
        if self.layout.kind in tables:
            tables[self.layout.kind]()
        return "\n".join(self.lines) + "\n"

    # --- what stands above the tables ------------------------------------------------------------------

    def _head(self, guesses: DataFrame, ambiguous: list[str]) -> Iterator[str]:
        yield f"# What the columns of {_one_line(self.file)} mean: a proposal, made from what stands in it."
        yield "# Change what is wrong, then import the file with this mapping. docs/importing.md explains it."
        yield f"# The file was taken as: {TITLES[self.layout.kind]}."
        yield "#"
        for number, question in enumerate(ambiguous, start=1):
            yield f"# To decide {number}: {_one_line(question)}"
        yield from ["#"] if ambiguous else []
        for column, read_as, sure, why in guesses[["column", "read as", "sure", "why"]].itertuples(
            index=False
        ):
            yield f"# {_one_line(column)}: {read_as} ({sure}; {_one_line(why)})"
        yield ""

    def _top(self) -> Iterator[str]:
        yield f"title = {quoted(self.title)}"
        yield f"source = {quoted(f'{self.file}, by a mapping that was proposed')}"
        if any(self.profiles[one.column].comma for one in self.layout.scored):
            yield 'decimal = ","  # numbers are written 12,5'
        yield "# The system whose numbers stand in the file: one name for all exports of that system."
        yield f"matched_by = {quoted(self.system)}"
        yield ""

    def _source_file(self) -> Iterator[str]:
        layout = self.layout
        asked = [*self.who.columns, layout.test, layout.question, layout.response, layout.highest,
                 layout.date if self._form() else "", layout.term, layout.subject,
                 *(one.column for one in layout.scored)]  # fmt: skip
        yield f"[file.{_FILE}]"
        yield f"columns = {_list(dict.fromkeys(filter(None, asked)))}"
        if self.above:
            yield f"header_line = {self.above + 1}  # the line with the names of the columns"
        if self.away:
            yield f"missing = {_list(self.away)}  # who was away gave no answer, and no wrong one"
        told = {(line.column, fold(line.word)): line for line in self.special}.values()
        skips = [(line.column, [line.word], line.reason) for line in told]
        for column in self.who.key if len(self.who.key) == 1 else ():
            if self.missing.get(column):
                skips.append((column, self.missing[column], "there is no number of a student"))
        if skips:
            yield "# Lines that are no student."
            yield "skip = ["
            for column, words, reason in skips:
                yield f"  {{ when = {{ {quoted(column)} = {_list(words)} }}, reason = {quoted(reason)} }},"
            yield "]"

    def _form(self) -> str:
        """Return how the days are written, where only one way fits."""
        forms = self.profiles[self.layout.date].dates if self.layout.date else ()
        return forms[0] if len(forms) == 1 else ""

    # --- the tables ------------------------------------------------------------------------------------

    def _open(self, name: str, comment: str, *keys: str) -> None:
        self.lines += ["", f"# {comment}", "[[table]]", f'name = "{name}"', f'file = "{_FILE}"', *keys]
        self.lines.append("[table.columns]")

    def _set(self, **columns: str) -> None:
        self.lines += [f"{name} = {value}" for name, value in columns.items() if value]

    @property
    def _person(self) -> str:
        return _from(*self.who.key)

    def _people(self) -> None:
        who = self.who
        self._open("people", "The students.", 'repeats = "first"')
        given, family = (_from(column) if column else "" for column in (who.given, who.family))
        if who.name and not given and not family:
            given = _from(who.name)
            if self.profiles[who.name].family_first:
                given, family = (f"{{ from = {given}, match = {quoted(one)} }}" for one in _NAME_PARTS)
        self._set(person_id=self._person, given_name=given, family_name=family,
                  grade=_from(who.grade) if who.grade else "", role=quoted("student"))  # fmt: skip
        for column, kind in who.identifiers.items():
            skip = f'skip = [{{ when = {{ {quoted(column)} = [""] }}, reason = "empty" }}]'
            comment = f"What else they are called; kind is {', '.join(IDENTIFIER_KIND)}."
            self._open("identifiers", comment, 'repeats = "same"', skip)
            system = quoted(self.system) if kind == "vendor id" else ""
            self._set(person_id=self._person, kind=quoted(kind), value=_from(column), system=system)

    def _stand_ins(self) -> None:
        """Write a school and classes made up from the file: without a roster, a team needs some."""
        section = self.who.section
        one = quoted(self.system)
        class_id = quoted(f"{_plain(self.system)}/{{{section}}}")
        class_id = f"{{ from = {class_id}, empty = {one} }}" if section else one
        keys = ('repeats = "same"', "stand_in = true")
        self._open(
            "schools", "A school, a course and classes made up, for a workspace without a roster.", *keys
        )
        self._set(school_id=one, name=quoted(f"School of {_plain(self.title)}"))
        self._open("courses", "The course: its classes are one team.", *keys)
        self._set(course_id=one, title=quoted(_plain(self.title)))
        self._open("classes", "The classes.", *keys)
        title = quoted(_plain(self.title))
        title = f"{{ from = {_from(section)}, empty = {title} }}" if section else title
        self._set(class_id=class_id, title=title, school_id=one, course_id=one)
        self._open("enrollments", "Who is in which class.", 'repeats = "first"', "stand_in = true")
        self._set(class_id=class_id, person_id=self._person, role=quoted("student"), status=quoted("active"))

    def _each(self) -> str:
        return f"each = {{ columns = {_list(one.column for one in self.layout.scored)} }}"

    def _by_column(self, values: dict[str, str], *more: str) -> str:
        """Return a cell that says something else for each column of scores."""
        pairs = ", ".join(f"{quoted(column)} = {quoted(text)}" for column, text in values.items())
        return "{ " + ", ".join(['from = "{each.name}"', f"values = {{ {pairs} }}", *more]) + " }"

    def _highest(self) -> str:
        """Return a cell with the highest score of each column; empty where none is known."""
        known = {one.column: f"{one.highest:g}" for one in self.layout.scored if not np.isnan(one.highest)}
        if not known:
            return ""
        same = len(known) == len(self.layout.scored) and len(set(known.values())) == 1
        if same and next(iter(known.values())) not in self.profiles:  # a column named 10 would be meant
            return next(iter(known.values()))
        return self._by_column(known, 'other = "default"', 'default = ""')

    def _score(self, place: str) -> str:
        """Return the cell that makes a score of what stands in `place`."""
        words = sorted({word for one in self.layout.scored for word in self._words(one.column)}, key=fold)
        shapes = {self.profiles[one.column].shape for one in self.layout.scored}
        pattern = _PARTS.get(next(iter(shapes)), "") if len(shapes) == 1 else _ANY_PART
        parts = [f"from = {quoted(place)}"]
        if words:
            pairs = ", ".join(f'{quoted(word)} = ""' for word in _once(words))
            parts.append(f'values = {{ {pairs} }}, other = "keep"')
        if pattern:
            parts.append(f"match = {quoted(pattern)}")
        return f"{{ {', '.join(parts)} }}" if len(parts) > 1 else quoted(place)

    def _words(self, column: str) -> list[str]:
        return [*self.profiles[column].words, *self.missing.get(column, [])]

    def _status(self, column: str, scored: str = "scored", empty: str = "no score") -> str:
        """Return the rules that say of a cell without a number what it is."""
        words = _once(
            sorted({word for one in self.layout.scored for word in self._words(one.column)}, key=fold)
        )
        rules = []
        for status, known in (("exempt", EXEMPT), ("not submitted", ABSENT)):
            fitting = [word for word in words if fold(word) in known]
            if fitting and scored == "scored":
                rules.append(
                    f"{{ when = {{ {quoted(column)} = {_list(fitting)} }}, put = {quoted(status)} }}"
                )
                words = [word for word in words if word not in fitting]
        rules.append(f"{{ when = {{ {quoted(column)} = {_list(['', *words])} }}, put = {quoted(empty)} }}")
        rules.append(f"{{ put = {quoted(scored)} }}")
        return "[" + ", ".join(rules) + "]"

    def _date(self) -> str:
        form = self._form()
        if form:
            return f"{{ from = {_from(self.layout.date)}, format = {quoted(form)} }}"
        if self.layout.date:
            for one in self.profiles[self.layout.date].dates:
                cell = f"{{ from = {_from(self.layout.date)}, format = {quoted(one)} }}"
                self.lines.append(f"# date = {cell}  # and list the column in [file.{_FILE}]")
        return ""

    def _test_id(self, *columns: str) -> str:
        named = [*columns, *([self.layout.term] if self.layout.term else [])]
        return quoted(":".join([_plain(self.system), *(f"{{{column}}}" for column in named)]))

    def _titled(self, title: str) -> str:
        """Return a title with the term behind it, where there is one."""
        return f"{title} {{{self.layout.term}}}" if self.layout.term else title

    def _subject(self) -> str:
        return _from(self.layout.subject) if self.layout.subject else ""

    def _scores(self) -> None:
        self._open("tests", "A test for each column of scores.", 'repeats = "first"', self._each())
        titles = {one.column: one.title for one in self.layout.scored}
        changed = {column: title for column, title in titles.items() if column != title}
        title = quoted(self._titled("{each.name}"))
        if changed and not self.layout.term:
            title = self._by_column(changed, 'other = "keep"')
        highest = self._highest()
        if not highest:
            self.lines.append("# max_score = 10  # the highest score there is; nothing in the file says it")
        self._set(test_id=self._test_id("each.name"), title=title, subject=self._subject(), max_score=highest)
        self._results("each.name", "each.value", self._each())

    def _tests(self) -> None:
        layout, column = self.layout, self.layout.scored[0].column
        self._open("tests", "The tests: every line says which.", 'repeats = "first"')
        highest = _from(layout.highest) if layout.highest else self._highest()
        if not highest:
            self.lines.append("# max_score = 10  # the highest score there is; nothing in the file says it")
        self._set(test_id=self._test_id(layout.test), title=quoted(self._titled(f"{{{layout.test}}}")),
                  subject=self._subject(), max_score=highest.replace("each.name", column))  # fmt: skip
        self._results(layout.test, column)

    def _results(self, test: str, cell: str, *keys: str) -> None:
        self._open("results", "The scores.", *keys)
        self._set(test_id=self._test_id(test), person_id=self._person, score=self._score(f"{{{cell}}}"),
                  status=self._status(cell), date=self._date())  # fmt: skip

    def _questions(self) -> None:
        layout = self.layout
        names = [one.column for one in layout.scored]
        term = f" {{{layout.term}}}" if layout.term else ""
        self._open("tests", "The test: its questions are the columns.", 'repeats = "first"')
        named = f"{{{layout.test}}}" if layout.test else _plain(self.title)
        test_id = self._test_id(layout.test) if layout.test else self._test_id()
        self._set(test_id=test_id, title=quoted(named + term), subject=self._subject())
        self._open("items", "A question for each column.", 'repeats = "first"', self._each())
        position = self._by_column({name: str(place) for place, name in enumerate(names, start=1)})
        key = self._by_column(layout.right, 'other = "default"', 'default = ""') if layout.right else ""
        self._set(item_id=quoted("{each.name}"), assessment=quoted(named), position=position,
                  key=key, max_score=self._highest())  # fmt: skip
        self._open("responses", "The answers.", self._each())
        answers = self.profiles[names[0]].shape == "answer"
        score = self._score("{each.value}")
        if answers:
            score = ""
            if layout.right:
                right = ", ".join(f"{quoted(f'{name}: {text}')} = 1" for name, text in layout.right.items())
                known = (
                    '{ from = "{each.name}: {each.value}", values = { ' + right + ' }, other = "default", '
                )
                score = known + 'default = "0" }'
        self._set(test_id=test_id, person_id=self._person, item_id=quoted("{each.name}"),
                  response=quoted("{each.value}") if answers else "", score=score,
                  status=self._status("each.value", "answered", "omitted"), date=self._date())  # fmt: skip

    def _answers(self) -> None:
        layout = self.layout
        title = f"{{{layout.test}}}" if layout.test else _plain(self.title)
        test_id = self._test_id(layout.test) if layout.test else self._test_id()
        question, response = _from(layout.question), _from(layout.response) if layout.response else ""
        self._open("tests", "The tests.", 'repeats = "first"')
        self._set(test_id=test_id, title=quoted(self._titled(title)), subject=self._subject())
        self._open("items", "The questions.", 'repeats = "first"')
        highest = _from(layout.highest) if layout.highest else self._highest()
        self._set(item_id=question, assessment=quoted(title), max_score=highest)
        self._open("responses", "The answers.")
        cell = layout.scored[0].column if layout.scored else ""
        self._set(test_id=test_id, person_id=self._person, item_id=question, response=response,
                  score=self._score(f"{{{cell}}}") if cell else "",
                  status=self._status(cell or layout.response, "answered", "no score" if cell else "omitted"),
                  date=self._date())  # fmt: skip


def _plain(text: str) -> str:
    """Return a text without what means something in a mapping."""
    return text.replace("{", "{{").replace("}", "}}")


def _once(words: Iterable[str]) -> list[str]:
    """Return words that differ in more than capitals."""
    return list({fold(word): word for word in words}.values())
