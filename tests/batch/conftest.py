import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from plcnb.batch.templates import Template, read_template

PARAMETERS = 'team = ""  # id of the team\naudience = "team"  # who reads it'
SPEC = {"name": "python3", "language": "python", "display_name": "Python 3"}


@pytest.fixture(scope="session")
def write_template() -> Callable[..., Template]:
    """Write a template of the given cells into a folder, and read it."""

    def write(
        folder: Path, *cells: str, name: str = "team-report", parameters: str | None = PARAMETERS
    ) -> Template:
        tagged = [(source, []) for source in cells]
        if parameters is not None:
            tagged.insert(0, (parameters, ["parameters"]))
        made = [
            {"cell_type": "code", "execution_count": None, "id": f"c{n}", "outputs": []}
            | {"source": source, "metadata": {"tags": tags}}
            for n, (source, tags) in enumerate(tagged)
        ]
        path = folder / f"{name}.ipynb"
        content = {"cells": made, "metadata": {"kernelspec": SPEC}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(content), encoding="utf-8")
        return read_template(path)

    return write


@pytest.fixture
def template(write_template, tmp_path) -> Callable[..., Template]:
    """Make a template of the given cells."""
    return partial(write_template, tmp_path)
