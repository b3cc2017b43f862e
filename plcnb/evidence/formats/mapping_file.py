"""The mapping file: a small TOML text that says what each column of somebody's CSV files means.

`load_mapping` reads one and refuses it with messages that name the place in the file, what is allowed there
and the nearest name; `mapped` applies it to data. The worked example is ``mappings/oulad.toml``;
docs/importing.md explains it key by key.
"""

import hashlib
import tomllib
from pathlib import Path

from pydantic import ValidationError

from plcnb.errors import DataError, NotFound
from plcnb.evidence.formats.mapping_model import Mapping
from plcnb.evidence.formats.mapping_problems import problems, shape_problem

SHIPPED = Path(__file__).resolve().parents[1] / "mappings"

_MOST_TOLD = 5


def shipped_mappings() -> dict[str, Path]:
    """Return the mapping files that come with plcnb, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def find_mapping_file(name_or_path: str | Path) -> Path:
    """Return the path of a mapping file, or of the shipped mapping of that name.

    Raises
    ------
    NotFound
        If there is neither; lists the shipped ones.
    """
    path = shipped_mappings().get(str(name_or_path), Path(name_or_path))
    if not path.is_file():
        remedy = "Or give the path of a mapping file of your own; docs/importing.md shows how to write one."
        raise NotFound("mapping", str(name_or_path), shipped_mappings(), remedy)
    return path


def load_mapping(name_or_path: str | Path) -> Mapping:
    """Read and check a mapping file.

    Parameters
    ----------
    name_or_path : str or Path
        The name of a shipped mapping (``oulad``) or the path of a TOML file.

    Raises
    ------
    NotFound
        If there is neither such a file nor such a shipped mapping.
    DataError
        If the file is no TOML, or says something that cannot be done. The first five problems are listed.
    """
    path = find_mapping_file(name_or_path)
    content = path.read_bytes()
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name} is not a TOML file in UTF-8: {error}. Mend that place.") from error
    made = {"name": path.stem, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    try:
        mapping = Mapping.model_validate(raw | made)
    except ValidationError as error:
        raise _refused(path, [shape_problem(problem, raw) for problem in error.errors()]) from error
    if found := list(problems(mapping)):
        raise _refused(path, found)
    return mapping


def _refused(path: Path, found: list[str]) -> DataError:
    told = "; ".join(found[:_MOST_TOLD])
    more = f"; and {len(found) - _MOST_TOLD} more" if len(found) > _MOST_TOLD else ""
    return DataError(f"The mapping {path.name} cannot be used: {told}{more}")
