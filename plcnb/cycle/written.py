"""What a team or a district writes down in files of its own: TOML, read strictly, every slip told in words.

Protocols and surveys are such files. Those that come with plcnb are read in the same way, and a file of the
workspace with the id of one of ours takes its place.
"""

import difflib
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar, cast, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from plcnb.errors import DataError, NotFound

_MOST_TOLD = 3  # problems of one file in one message
_MADE_HERE = {"file", "replaces_ours"}  # fields of a WrittenFile that no key of a file sets
_CALLED_BY = ("title", "name", "id")  # keys by which a message calls a step, a role, a line


def text(longest: int, shortest: int = 1) -> Any:
    """Describe a text by its length; the description is what messages say is allowed."""
    allowed = f"a text of {shortest} to {longest}" if shortest else f"a text of at most {longest}"
    return Field(min_length=shortest, max_length=longest, description=f"{allowed} characters")


ONE_LINE = AfterValidator(lambda text: " ".join(text.split()))
Id = Annotated[
    str,
    Field(
        max_length=60,
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="at most 60 small letters and digits with single hyphens between, as in 'data-meeting'",
    ),
]
TrueOrFalse = Annotated[bool, Field(strict=True, description="true or false, without quotes")]


class Written(BaseModel):
    """What stands in a file: frozen, and nothing in it that nobody reads.

    Each field has a description: what may stand there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class WrittenFile(Written):
    """A whole file.

    `file` names the file it was read from; `replaces_ours` says that a file of the workspace took the place
    of the one of that id that comes with plcnb.
    """

    called: ClassVar[str]  # what people call such a file; its guide is docs/{called}s.md
    shipped_in: ClassVar[str]  # the folder of ours, inside plcnb.cycle

    id: Id
    file: str = ""
    replaces_ours: bool = False

    @property
    def note(self) -> str:
        """What to know about where it comes from; empty for one that comes with plcnb."""
        if self.replaces_ours:
            ours = f"the {self.called} {self.id!r} that comes with plcnb"
            return f"Your file {self.file} takes the place of {ours}."
        return f"From your file {self.file}." if self.file else ""


AFile = TypeVar("AFile", bound=WrittenFile)


def all_written(kind: type[AFile], folder: str | Path | None = None) -> dict[str, AFile]:
    """Return the files of a kind by id: those that come with plcnb, then those of a folder.

    Parameters
    ----------
    kind : type of WrittenFile
    folder : path, optional
        The folder of a workspace; it may be missing. A file there with the id of one of ours takes its
        place, and its `note` says so.

    Raises
    ------
    DataError
        If a file of the folder cannot be read, or two of them have one id.
    """
    ours = cast(dict[str, AFile], _shipped(kind))
    own: dict[str, AFile] = {}
    for path in _own_files(folder):
        one = read_written(kind, path)
        if one.id in own:
            raise DataError(
                f"{path.name} and {own[one.id].file} both have the id {one.id!r}, by which a {kind.called} "
                "is found. Give one of them another."
            )
        own[one.id] = one.model_copy(update={"replaces_ours": one.id in ours})
    return ours | own


def read_written(kind: type[AFile], path: str | Path) -> AFile:
    """Read and check one file.

    Raises
    ------
    NotFound
        If there is no such file.
    DataError
        If it is no TOML in UTF-8, or a key is missing, unknown or holds what it may not: names the file, the
        place and the key, and says what is allowed there. The first three problems are told.
    """
    path = Path(path)
    if not path.is_file():
        raise NotFound("file", str(path), (), f"docs/{kind.called}s.md shows how to write one.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path.name} cannot be opened: {error.strerror}. Ask who looks after it.") from error
    return _read(kind, path.name, content).model_copy(update={"file": path.name})


@cache
def _shipped(kind: type[WrittenFile]) -> dict[str, WrittenFile]:
    folder = files("plcnb.cycle") / kind.shipped_in
    texts = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    read = [_read(kind, file.name, file.read_bytes()) for file in texts]
    return {one.id: one for one in sorted(read, key=lambda one: one.id)}


def _own_files(folder: str | Path | None) -> list[Path]:
    if folder is None or not Path(folder).exists():
        return []
    if not Path(folder).is_dir():
        raise DataError(f"{folder} is a file; expected the folder of a workspace that holds such files.")
    return sorted(path for path in Path(folder).glob("*.toml") if path.is_file())


def _read(kind: type[AFile], name: str, content: bytes) -> AFile:
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        place = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{name} is not text in UTF-8 (line {place}). Save it as UTF-8 and try again."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name} cannot be read as TOML: {error}. Mend that place and try again.") from error
    try:
        made = [key for key in raw if key in _MADE_HERE]
        if made:
            raise DataError(f"{name}: {_unknown(made[0], kind)}.")
        return kind.model_validate(raw)
    except ValidationError as error:
        # Of steps that are all wrong none is left, which is not worth saying beside what is wrong with them.
        found = [one for one in error.errors() if one["type"] != "too_short" or not one["input"]]
        told = [_problem(problem, kind, raw) for problem in found]
        more = f"; and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        raise DataError(f"{name}: {'; '.join(told[:_MOST_TOLD])}{more}.") from error


def _problem(problem: Any, kind: type[Written], raw: dict[str, Any]) -> str:
    """Say in one clause where pydantic found a key wrong, and what may stand there."""
    model, place, path = _place(list(problem["loc"]), kind, raw)
    key, value, sort = str(path[0]), problem["input"], problem["type"]
    if sort == "extra_forbidden":
        return f"{place}{_unknown(key, model)}"
    field = model.model_fields[key]
    allowed = str(problem["ctx"]["error"]) if sort == "value_error" else field.description
    if sort == "missing":
        return f"{place}the key {key!r} is missing; expected {allowed}"
    inside = f" {path[1] + 1 if isinstance(path[1], int) else _short(path[1])}" if len(path) > 1 else ""
    shown = "" if isinstance(value, list | tuple | dict) else f" = {_short(value)}"
    return f"{place}{key}{inside}{shown}; expected {allowed}"


def _place(
    path: list[Any], model: type[BaseModel], raw: dict[str, Any]
) -> tuple[type[BaseModel], str, list[Any]]:
    """Return what a path such as ("steps", 2, "least") leads into: the model, the step in words, the rest."""
    said = ""
    while len(path) > 2 and (inner := _entries(model, path[0])) is not None:
        raw = raw[path[0]][path[1]]
        name = next((raw[key] for key in _CALLED_BY if raw.get(key)), "")
        named = f" ({_short(name)[1:-1]})" if isinstance(name, str) and name.strip() else ""
        said += f"{path[0].removesuffix('s')} {path[1] + 1}{named}, "
        model, path = inner, path[2:]
    return model, said, path


def _entries(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """Return the model of the entries that a key lists, as [[steps]] does; None if it lists none."""
    inner = get_args(model.model_fields[key].annotation)
    return inner[0] if inner and isinstance(inner[0], type) and issubclass(inner[0], BaseModel) else None


def _unknown(key: str, model: type[BaseModel]) -> str:
    """Say that a key is not known, which one may have been meant, and which there are."""
    known = [name for name in model.model_fields if name not in _MADE_HERE]
    near = difflib.get_close_matches(key, known, n=1)
    meant = f"did you mean {near[0]!r}? There are" if near else "there are"
    return f"{key!r} is no key here; {meant} {', '.join(known)}"


def _short(value: Any) -> str:
    quoted = repr(value)
    return quoted if len(quoted) <= 60 else f"{quoted[:58]}…{quoted[0]}"
