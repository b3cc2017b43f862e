"""What the gallery shows: each chart with its table, its sentence and its edge cases.

A chart that is exported and not among these fails a test. The data are those of the sample district, or
invented beside the chart, seeds fixed.
"""

from gallery_examples import changing, following, learning, meeting, standing
from gallery_examples.example import Example
from plcnb.workspace import Workspace

__all__ = ["Example", "examples"]


def examples(workspace: Workspace) -> list[Example]:
    """Return every example, those of one room together, in the order of the gallery."""
    rest = (following, meeting, changing, standing)
    shown = [*learning.examples(workspace), *(one for room in rest for one in room.examples())]
    rooms = list(dict.fromkeys(example.room for example in shown))
    return sorted(shown, key=lambda example: rooms.index(example.room))
