"""Whether visits reach everybody and are talked about, and whether a change really happens, and where."""

from datetime import date, timedelta
from functools import partial

from gallery_examples.example import Example
from plcnb import tables, words
from plcnb.cycle.implementing import by_place
from plcnb.model import Sighting
from plcnb.stats.runs import run_chart

_DAY = date(2026, 1, 27)
_SEEN = {"Grade 5": "nnnnnpnnny", "Grade 6": "ynypyn", "Grade 7": "yyyyypyyyyyy", "Library": "yn"}
_WORDS = {"y": "yes", "p": "partly", "n": "no"}
_MEASURED = [31, 29, 34, 30, 33, 32, 47, 52, 49, 55, 51, 58]


def examples() -> list[Example]:
    """Return the examples of visits and of initiatives."""
    sightings = [
        Sighting(where=place, happening=_WORDS[letter], on=_DAY - timedelta(days=3 * back))
        for place, seen in _SEEN.items()
        for back, letter in enumerate(seen)
    ]
    frame = by_place(sightings, _DAY)
    measured = run_chart(_MEASURED)
    return [
        Example("The team", finding=partial(words.say_coverage, 14, 5, 6, 6, 6)),
        Example("The team", finding=partial(words.say_talks, 11, 1.0, 3, 9)),
        Example(
            "Initiatives",
            tables=(partial(tables.implementation_table, frame),),
            finding=partial(words.say_implementation, frame),
        ),
        Example(
            "Initiatives",
            finding=partial(
                words.say_outcome, measured, "lessons with reasons", start=30, target=70, unit="per cent"
            ),
        ),
    ]
