"""A button that shows something when it is pressed."""

from dataclasses import dataclass

import pytest

from plcnb.errors import DataError
from plcnb.forms import reveal_button


@dataclass
class Page:
    html: str

    def _repr_html_(self):
        return self.html


def test_nothing_is_made_before_somebody_presses():
    made = []
    button = reveal_button("Show it", lambda: made.append(1) or Page("<p>19 of 24</p>"))
    assert made == []
    assert button._repr_mimebundle_()["text/html"].startswith("<p><b>Show it</b>")

    assert button.handle({"type": "show"}) == {"html": "<p>19 of 24</p>", "notice": ""}
    assert made == [1]


@pytest.mark.parametrize("message", [None, 3, {}, {"type": "ping"}, {"type": ["show"]}])
def test_only_a_press_makes_something(message):
    button = reveal_button("Show it", lambda: pytest.fail("nobody pressed"))

    assert button.handle(message)["html"] == ""


def test_what_stands_in_the_way_is_said_in_words(caplog):
    def nothing():
        raise DataError("This team has no assessment yet.")

    def bug():
        raise RuntimeError("secret")

    assert (
        reveal_button("Show", nothing).handle({"type": "show"})["notice"]
        == "This team has no assessment yet."
    )
    said = reveal_button("Show", bug).handle({"type": "show"})["notice"]
    assert "Run the notebook again" in said
    assert "secret" not in said
    assert "secret" in caplog.text
