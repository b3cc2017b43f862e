"""Templates and the parameters they declare, checked before any process starts.

A template declares its parameters in the cell tagged ``parameters``, one plain assignment a line with a
comment behind it: ``cut = 0.7  # share of the points from which a standard counts as secure``.
"""

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, cast

from plcnb.batch.plain import is_plain
from plcnb.errors import DataError, NotFound, ParameterError
from plcnb.model import AUDIENCES, Audience
from plcnb.shipped import shipped_folder

Scope = Literal["team", "school"]
SCOPES: tuple[Scope, ...] = ("team", "school")

_TAG = "parameters"
_KINDS: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}
_SPOKEN = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": 'a JSON list such as ["a", "b"]',
    "dict": 'a JSON object such as {"a": 1}',
    "any": "text, a number, true, false, or a list or object of these",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter that a template declares.

    Attributes
    ----------
    name : str
    kind : {"str", "int", "float", "bool", "list", "dict", "any"}
        From the annotation, or from the default's type; "any" where the default is None.
    default : JSON value
    help : str
        The comment behind it; "" if there is none.
    optional : bool
        Whether None may be given: its default is None, or its annotation says so.
    """

    name: str
    kind: str
    default: Any
    help: str = ""
    optional: bool = False

    def accept(self, value: object) -> Any:
        """Return `value` as the template may have it; a whole number serves where a number is asked.

        Raises
        ------
        ParameterError
            If it is of another type, or something that JSON cannot hold.
        """
        if value is None and self.optional:
            return None
        if self.kind == "float" and type(value) is int:
            value = float(value)
        if not _is_json(value) or (self.kind != "any" and type(value) is not _KINDS[self.kind]):
            raise self._refusal(value)
        return value

    def parse(self, text: str) -> Any:
        """Return what `text`, typed on a command line, means for this parameter; "007" for text stays "007".

        Raises
        ------
        ParameterError
            If the text is not of the declared type.
        """
        if self.kind in ("str", "any"):
            return text
        try:
            value = json.loads(text)
        except ValueError:
            raise self._refusal(text) from None
        return self.accept(value)

    def _refusal(self, value: object) -> ParameterError:
        return ParameterError(
            f"The parameter {self.name!r} must be {_SPOKEN[self.kind]}, "
            f"got {value!r} ({type(value).__name__})."
        )


@dataclass(frozen=True)
class Template:
    """A notebook that is run once a team, or once a school.

    Attributes
    ----------
    name : str
        The file's name without ".ipynb".
    source : str
        The file as it was read; a later edit of the file changes nothing.
    title : str
        Its first heading, else its name.
    parameters : tuple of Parameter
        In the order in which they are declared.
    """

    name: str
    source: str
    title: str
    parameters: tuple[Parameter, ...]

    @property
    def sha256(self) -> str:
        """Return the fingerprint of its text."""
        return sha256(self.source.encode()).hexdigest()

    @property
    def imports(self) -> set[str]:
        """Return every module that its cells import, and names that may be modules: "scipy.stats"."""
        return {name for source in self._code for name in _imported(source)}

    @cached_property
    def is_plain(self) -> bool:
        """Say whether its cells leave nothing behind in the process that runs them."""
        return is_plain(self._code)

    @property
    def _code(self) -> list[str]:
        cells = json.loads(self.source)["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]

    @property
    def scope(self) -> Scope:
        """Return what each of its reports is about: a team or a school.

        Raises
        ------
        DataError
            If it declares neither parameter, so that all reports would be alike, or both.
        """
        declared = [scope for scope in SCOPES if self.declares(scope)]
        if len(declared) == 1:
            return declared[0]
        raise DataError(
            f"The template {self.name!r} declares {'both' if declared else 'neither'} of the parameters "
            "'team' and 'school', and exactly one was expected: it says what each report is about. Set that "
            "one in the cell tagged 'parameters'."
        )

    @property
    def audience(self) -> Audience:
        """Return whom it is for where nobody says otherwise: the default of its parameter `audience`.

        Raises
        ------
        DataError
            If it declares no `audience`, so that it would show names to everyone, or one there is not.
        """
        for parameter in self.parameters:
            if parameter.name == "audience":
                if parameter.default in AUDIENCES:
                    return cast(Audience, parameter.default)
                raise DataError(
                    f"The template {self.name!r} sets audience = {parameter.default!r}. Set one of "
                    f"{', '.join(AUDIENCES)} in the cell tagged 'parameters'."
                )
        raise DataError(
            f"The template {self.name!r} declares no parameter 'audience', which every template needs. Set "
            "it in the cell tagged 'parameters'."
        )

    def declares(self, name: str) -> bool:
        """Say whether it has a parameter of that name."""
        return any(parameter.name == name for parameter in self.parameters)

    def accept(self, values: Mapping[str, object]) -> dict[str, Any]:
        """Return `values` if the template can be run with them.

        Raises
        ------
        ParameterError
            If one is unknown (names those there are, the nearest first) or ill-typed.
        """
        return {name: self._parameter(name).accept(value) for name, value in values.items()}

    def parse(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return what the texts of a command line mean, each by the type its parameter declares.

        Raises
        ------
        ParameterError
            If one is unknown or ill-typed.
        """
        return {name: self._parameter(name).parse(text) for name, text in texts.items()}

    def _parameter(self, name: object) -> Parameter:
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = [parameter.name for parameter in self.parameters]
        known.sort(key=lambda other: -SequenceMatcher(None, str(name), other).ratio())
        raise ParameterError(
            f"The template {self.name!r} has no parameter {name!r}. It has: {', '.join(known)}."
        )


def template_names() -> list[str]:
    """Return the names of the templates that ship with plcnb, sorted."""
    return sorted(path.stem for path in shipped_folder("templates").glob("*.ipynb"))


def find_template(name: str | Path) -> Template:
    """Read a template, found by the name of one that ships or by the path of any.

    Raises
    ------
    NotFound
        If there is none; lists those that ship.
    DataError
        If it is not a notebook, or does not declare its parameters.
    """
    shipped = shipped_folder("templates") / f"{name}.ipynb"
    path = shipped if str(name) in template_names() else Path(name).expanduser()
    if not path.is_file():
        remedy = "Name one of these, or give the path of a notebook."
        raise NotFound("template", str(name), template_names(), remedy)
    return read_template(path)


def read_template(path: Path) -> Template:
    """Read a template from a file.

    Raises
    ------
    DataError
        If it is not a notebook of format 4, or its parameters cannot be read.
    """
    try:
        source = path.read_bytes().decode("utf-8")
        notebook = json.loads(source)
        cells = [(cell["cell_type"], "".join(cell["source"]), _tags(cell)) for cell in notebook["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path} is not a notebook: Jupyter's format 4 was expected. Open it in JupyterLab and save it."
        ) from error
    declarations = [text for kind, text, tags in cells if kind == "code" and _TAG in tags]
    if not declarations:
        raise DataError(
            f"{path} has no code cell tagged {_TAG!r}, so it is not a template. Give that tag to the cell "
            "that sets its parameters."
        )
    headings = [
        line[2:].strip()
        for kind, text, _ in cells
        if kind == "markdown"
        for line in text.splitlines()
        if line.startswith("# ")
    ]
    parameters = tuple(_declared(declarations[0], path))
    return Template(path.stem, source, headings[0] if headings else path.stem, parameters)


def _tags(cell: dict[str, Any]) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", ()))


def _declared(source: str, path: Path) -> Iterator[Parameter]:
    """Yield the parameters that a cell declares."""
    try:
        statements = ast.parse(source).body
        comments = _comments(source)
    except (SyntaxError, tokenize.TokenError) as error:
        raise DataError(f"{path}: the cell tagged {_TAG!r} is not plain Python: {error}.") from error
    for statement in statements:
        name, annotation, value = _assignment(statement, path)
        try:
            default = ast.literal_eval(value)
        except ValueError:
            default = ...
        if not _is_json(default):
            raise DataError(
                f"{path}: the parameter {name!r} is set to {ast.unparse(value)}. A default must be a plain "
                "value: text, a number, True, False, None, or a list or dict of these."
            )
        kind, optional = _kind(annotation, default)
        parameter = Parameter(name, kind, default, comments.get(statement.end_lineno or 0, ""), optional)
        try:
            parameter.accept(default)
        except ParameterError as error:
            raise DataError(f"{path}: the default breaks its own annotation. {error}") from error
        yield parameter


def _assignment(statement: ast.stmt, path: Path) -> tuple[str, str, ast.expr]:
    """Return name, annotation ("" for none) and value of a statement ``name: annotation = value``."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, "", value
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value):
            return name, ast.unparse(annotation), value
    raise DataError(
        f"{path}: the cell tagged {_TAG!r} holds {ast.unparse(statement)!r} in line {statement.lineno}. "
        "It may hold nothing but assignments of one name to one value."
    )


def _kind(annotation: str, default: object) -> tuple[str, bool]:
    """Return the kind ("list" for list[str]) and whether None may be given."""
    words = re.findall(r"\w+", annotation)
    kind = next(
        (word for word in words if word in _KINDS), "any" if default is None else type(default).__name__
    )
    return kind, default is None or bool({"None", "Optional"} & set(words))


def _comments(source: str) -> dict[int, str]:
    """Return the comment of each line that has one."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _imported(source: str) -> Iterator[str]:
    try:
        statements = list(ast.walk(ast.parse(source)))
    except SyntaxError:  # a cell with magics; it says what it imports when it runs
        return
    for statement in statements:
        if isinstance(statement, ast.Import):
            yield from (name.name for name in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module
            yield from (f"{statement.module}.{name.name}" for name in statement.names)


def _is_json(value: object) -> bool:
    """Say whether a value survives JSON unchanged: no tuples, sets, dates, numpy numbers, NaN or infinity."""
    if value is None or type(value) in (str, bool, int):
        return True
    if type(value) is float:
        return abs(value) != float("inf") and value == value
    if type(value) is list:
        return all(_is_json(part) for part in value)
    if type(value) is dict:
        return all(type(key) is str and _is_json(part) for key, part in value.items())
    return False
