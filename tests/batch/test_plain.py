"""Which notebooks leave nothing behind in the process that runs them."""

import pytest

from plcnb.batch.plain import is_plain
from plcnb.batch.templates import find_template, template_names

DECLARED = 'team = ""\nweeks = -6'


@pytest.mark.parametrize("name", template_names())
def test_every_template_that_ships_is_plain(name):
    assert find_template(name).is_plain


@pytest.mark.parametrize(
    "cell",
    [
        "from plcnb import open_goals\ngoals = open_goals(team, weeks=weeks)\ngoals.overview()",
        "from plcnb import open_goals as look\nlook(team).room.team",
        "kept: team = (1, [2.5, None], {'a': True})",
        "",
    ],
)
def test_a_cell_that_only_calls_plcnb_is_plain(cell):
    assert is_plain([DECLARED, cell])


@pytest.mark.parametrize(
    "cell",
    [
        "import os",
        "import plcnb",
        "from plcnb import *",
        "from plcnb.batch import pool",
        "from . import plcnb",
        "from pandas import set_option",
        "import plcnb.charts as charts",
        "%matplotlib inline",
        "!ls",
        "print(team)",
        "open(team)",
        "__builtins__",
        "team.__class__",
        "team._private",
        "team.left = 1",
        "team[0] = 1",
        "del team",
        "team += 'a'",
        "[one for one in team]",
        "(lambda: team)()",
        "def f(): pass",
        "class A: pass",
        "if team: weeks = 1",
        "while True: pass",
        "with team: pass",
        "f'{team}'",
        "(team := 1)",
        "await team",
        "global team",
        "team @ weeks",
        "not python",
        "nul\0",
    ],
)
def test_whatever_else_a_cell_does_is_not(cell):
    assert not is_plain([DECLARED, cell])
