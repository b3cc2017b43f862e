import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from plcnb import errors
from plcnb.errors import NotFound, ParameterError, PlcnbError


def test_a_missing_thing_is_told_with_those_there_are_and_what_to_do():
    error = NotFound("team", "grade-9", ["b", "a"], "Import first.")

    assert str(error) == "There is no team 'grade-9'. There are: a, b. Import first."


def test_of_many_the_first_are_listed_and_the_rest_counted():
    assert "10, 11 and 8 more." in str(NotFound("team", "x", [f"{n:02}" for n in range(20)]))


@pytest.mark.parametrize(
    ("key", "words"),
    [("", "There is no team yet. Import first."), ("x", "There is no team 'x'. Import first.")],
)
def test_where_there_is_nothing_no_empty_list_is_shown(key, words):
    assert str(NotFound("team", key, (), "Import first.")) == words


def test_a_message_stays_on_one_line_whatever_it_quotes():
    error = ParameterError(f"cut must be a share, got {pd.Series([1, 2])!r}.")

    assert str(error) == "cut must be a share, got 0    1 1    2 dtype: int64."


def test_a_notebook_shows_the_message_and_nothing_of_the_code_that_raised_it(capsys):
    cell = "from plcnb.errors import NotFound\ntry:\n    1 / 0\nexcept ZeroDivisionError as error:\n"
    InteractiveShell().run_cell(f"{cell}    raise NotFound('team', 'x', ['a']) from error")

    assert capsys.readouterr().out.strip() == "NotFound: There is no team 'x'. There are: a."


def test_every_error_is_one_of_ours_and_stands_in_the_tree():
    raised = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)
    ]

    assert len(raised) >= 6
    for kind in raised:
        assert issubclass(kind, PlcnbError)
        assert kind.__name__ in errors.__doc__
