import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.batch.templates import find_template, read_template, template_names
from plcnb.errors import DataError, NotFound, ParameterError

DECLARED = """\
# The team's own settings
team = ""  # id of the team
cut = 0.7  # share from which a standard counts as secure
minutes = 45
names = True  # whether students are named
items = ["a"]  # items to show
notes: str | None = None  # a remark
weights: dict[str, float] = {"a": 1}
level: float = 1  # coverage
anything = None
"""


@pytest.fixture
def declared(template):
    return template(parameters=DECLARED)


def test_parameters_are_read_with_type_default_and_help(declared):
    seen = [(p.name, p.kind, p.default, p.help, p.optional) for p in declared.parameters]

    assert seen == [
        ("team", "str", "", "id of the team", False),
        ("cut", "float", 0.7, "share from which a standard counts as secure", False),
        ("minutes", "int", 45, "", False),
        ("names", "bool", True, "whether students are named", False),
        ("items", "list", ["a"], "items to show", False),
        ("notes", "str", None, "a remark", True),
        ("weights", "dict", {"a": 1}, "", False),
        ("level", "float", 1, "coverage", False),
        ("anything", "any", None, "", True),
    ]


def test_reading_a_template_runs_none_of_it(template, tmp_path):
    with pytest.raises(DataError, match="plain value"):
        template(parameters=f"team = open({str(tmp_path / 'touched')!r}, 'w')")

    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("import os", "nothing but assignments"),
        ("a, b = 1, 2", "nothing but assignments"),
        ("team: str", "nothing but assignments"),
        ("day = (1, 2)", "plain value"),
        ("share = float('nan')", "plain value"),
        ("team = ", "not plain Python"),
        ("%matplotlib inline", "not plain Python"),
        ('minutes: int = "long"', "breaks its own annotation"),
    ],
)
def test_a_declaration_that_cannot_be_read_is_refused_with_its_file(template, cell, said):
    with pytest.raises(DataError, match=said) as caught:
        template(parameters=cell)

    assert "team-report.ipynb" in str(caught.value)


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "{}", '{"cells": 3}', '{"worksheets": []}'])
def test_what_is_no_notebook_is_refused(tmp_path, text):
    (tmp_path / "x.ipynb").write_text(text)

    with pytest.raises(DataError, match="is not a notebook"):
        read_template(tmp_path / "x.ipynb")


def test_a_notebook_without_a_parameters_cell_is_refused(template):
    with pytest.raises(DataError, match="no code cell tagged 'parameters'"):
        template("1 + 1", parameters=None)


def test_an_unknown_template_lists_those_that_ship():
    with pytest.raises(NotFound, match="team-report"):
        find_template("teem-report")


def test_templates_that_ship_are_found_by_name_and_read():
    assert template_names()
    assert [find_template(name).name for name in template_names()] == template_names()


def test_a_template_is_found_by_its_path(template, tmp_path):
    made = template("1", name="mine")

    assert find_template(tmp_path / "mine.ipynb") == made


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("team", "007", "007"),
        ("team", "true", "true"),
        ("notes", "null", "null"),
        ("minutes", "30", 30),
        ("cut", "1", 1.0),
        ("cut", "0.5", 0.5),
        ("names", "false", False),
        ("items", '["b", "c"]', ["b", "c"]),
        ("weights", '{"b": 0.5}', {"b": 0.5}),
        ("anything", "1", "1"),
    ],
)
def test_texts_become_what_the_template_declares(declared, name, text, value):
    parsed = declared.parse({name: text})[name]

    assert (parsed, type(parsed)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("minutes", "3.5"),
        ("minutes", "1_000"),
        ("cut", "nan"),
        ("cut", "half"),
        ("names", "1"),
        ("items", "a,b"),
    ],
)
def test_texts_of_another_type_are_refused(declared, name, text):
    with pytest.raises(ParameterError, match=rf"'{name}' must be .*got '?{text}"):
        declared.parse({name: text})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("team", 7),
        ("team", None),
        ("minutes", True),
        ("minutes", 3.5),
        ("minutes", np.int64(3)),
        ("cut", float("nan")),
        ("names", 1),
        ("items", ("a", "b")),
        ("items", [datetime.date(2026, 9, 1)]),
        ("weights", {1: 2}),
        ("anything", {"a": {1, 2}}),
    ],
)
def test_values_that_are_ill_typed_or_no_json_are_refused(declared, name, value):
    with pytest.raises(ParameterError, match=f"'{name}' must be"):
        declared.accept({name: value})


def test_none_is_taken_where_it_is_the_default(declared):
    assert declared.accept({"notes": None, "anything": None}) == {"notes": None, "anything": None}


def test_an_unknown_parameter_names_those_there_are_the_nearest_first(declared):
    with pytest.raises(ParameterError, match=r"no parameter 'minuets'\. It has: minutes, "):
        declared.accept({"minuets": 30})


@pytest.mark.parametrize("name", ["x = 1\nimport os\ny", "team\n", "import", "", "a b", "__import__('os')"])
def test_a_name_that_is_code_is_an_unknown_parameter(declared, name):
    with pytest.raises(ParameterError, match="has no parameter"):
        declared.accept({name: "x"})


@given(st.text())
def test_any_text_is_taken_as_it_is(tmp_path_factory, text):
    template = find_template("team-report")

    assert template.parse({"team": text}) == {"team": text}


def test_the_modules_a_template_imports_are_known_before_it_runs(template):
    made = template(
        "import numpy as np, json\nfrom scipy import stats", "%time 1\nimport os", "def f():\n    import re"
    )

    assert made.imports == {"numpy", "json", "scipy", "scipy.stats", "re"}
