"""What a notebook may import from plcnb: a short list, explained, that costs nothing until it is used."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import plcnb

ROOT = Path(__file__).resolve().parents[1]

# The promise to everyone who wrote a notebook: a name may be added; one that goes breaks them.
EXPORTS = [
    "CockpitView",
    "DataMeeting",
    "GoalsView",
    "InitiativeView",
    "LaunchView",
    "ReflectionView",
    "SchoolView",
    "TeamReport",
    "TrialsView",
    "UnitsView",
    "VisitsView",
    "VoiceView",
    "Workspace",
    "next_steps",
    "open_cockpit",
    "open_goals",
    "open_initiative",
    "open_launch",
    "open_meeting",
    "open_reflection",
    "open_report",
    "open_school",
    "open_trials",
    "open_units",
    "open_visits",
    "open_voice",
    "open_workspace",
    "welcome",
]

# What takes long to load, and a command such as `plcnb --help` has no use for.
SLOW = {"IPython", "duckdb", "jupyterlab", "matplotlib", "nbconvert", "numpy", "pandas", "papermill", "scipy"}


def loaded_after(code: str) -> set[str]:
    """Return the packages that a fresh Python has loaded once it ran `code`."""
    report = "import json, sys; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(json.loads(ran.stdout))


def test_a_notebook_may_import_these_names_and_no_others():
    assert sorted(plcnb.__all__) == EXPORTS


@pytest.mark.parametrize("name", EXPORTS)
def test_every_exported_name_is_there_and_says_what_it_is(name):
    assert (getattr(plcnb, name).__doc__ or "").strip()
    assert name in dir(plcnb)


def test_every_method_a_notebook_can_call_says_what_it_shows():
    classes = [exported for name in EXPORTS if isinstance(exported := getattr(plcnb, name), type)]
    public = {
        f"{one.__name__}.{key}": value for one in classes for key, value in vars(one).items() if key[0] != "_"
    }

    assert public
    assert [
        name for name, value in public.items() if callable(value) and not (value.__doc__ or "").strip()
    ] == []


def test_a_name_that_is_not_there_lists_those_that_are():
    with pytest.raises(AttributeError, match="open_report"):
        _ = plcnb.no_such_name


@pytest.mark.parametrize("code", ["import plcnb", "import plcnb.cli", "import plcnb.doctor"])
def test_nothing_slow_is_loaded_before_it_is_used(code):
    assert loaded_after(code) & SLOW == set()


def test_what_is_slow_is_loaded_when_it_is_used():
    assert "pandas" in loaded_after("from plcnb import open_report")


def test_the_package_and_the_project_say_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert plcnb.__version__ == project["version"]
