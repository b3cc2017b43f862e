"""How every figure looks: its colours and sizes, and how wide its words are.

Words are drawn by the reader's own fonts, those of the page around the figure, so that any script a
name is written in shows as it does in the text. Here they are measured in DejaVu Sans, which comes with
matplotlib and is wider than the usual fonts of a system: what fits here fits there.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import matplotlib
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font, LoadFlags

from plcnb.tables.frames import clean as clean

WIDTH = 381.6  # points: 5.3 inches; on paper it is drawn at nine tenths of that, where 10 points are 9
BODY, SMALL = 10, 9  # points; nothing is smaller

INK, SOFT, LINE, WASH = "#1b2328", "#55626b", "#d5dbdf", "#edf1f3"
ACCENT, WARM, GREY, PALE = "#0b5563", "#b3500a", "#87929a", "#c3cbd0"
VERDICT_COLOURS = {"above": ACCENT, "cannot tell": GREY, "below": WARM}
VERDICT_INKS = {"above": ACCENT, "cannot tell": SOFT, "below": WARM}  # for words
VERDICT_MARKERS = {"above": "o", "cannot tell": "o", "below": "D"}  # ● ○ ◆; the middle one is left white

READERS_FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', "
    "'Liberation Sans', 'DejaVu Sans', sans-serif"
)
_WORDS_KEEP = 0.6  # a cut moves back to the end of a word where that leaves this share of the letters
_PART = re.compile(r"[\W_]+(?=\w+\W)")  # between the parts of a code, so long as two of them are left
_BOLD = 1.15  # how much wider bold letters are
_FULL_WIDTH = 1.0  # em: what a letter takes that DejaVu Sans does not know, most of them Chinese or Japanese


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house's style, whatever styles the notebook has set; put those back afterwards."""
    with matplotlib.rc_context(_parameters()):
        yield


def width_of(text: str, size: float = BODY, *, bold: bool = False) -> float:
    """Return how wide a line of text is at most, in points."""
    return sum(map(_width_of_letter, text)) * size * (_BOLD if bold else 1)


def shorten(
    text: str, width: float, size: float = BODY, *, keep_end: bool = False, bold: bool = False
) -> str:
    """Return as much of the text as fits, with an ellipsis where it was cut: at the end, or at the start."""
    width /= _BOLD if bold else 1
    if width_of(text, size) <= width:
        return text
    cut = text
    while cut and width_of(f"{cut}…", size) > width:
        cut = cut[1:] if keep_end else cut[:-1]
    if keep_end:
        return f"…{_PART.split(cut, maxsplit=1)[-1]}"
    whole_words = cut.rpartition(" ")[0]
    return f"{(whole_words if len(whole_words) > len(cut) * _WORDS_KEEP else cut).rstrip(' ,;:')}…"


def wrap(text: str, width: float, size: float = BODY, *, lines: int = 2, indent: float = 0) -> list[str]:
    """Break text into lines of at most `width` points; the last one ends in an ellipsis if words are left.

    Parameters
    ----------
    text : str
        On one line, as `clean` returns it.
    width : float
        In points.
    size : float
        Of the letters, in points.
    lines : int
        How many lines there may be.
    indent : float
        How much less room the first line has, in points.

    Returns
    -------
    list of str
        The lines; the first is empty where only the others have room for its word.
    """
    broken: list[str] = []
    rest = text
    while rest and len(broken) < lines - 1:
        room = width - (0 if broken else indent)
        line = _longest_start(rest, room, size)
        if not line and not (indent and not broken):
            line = shorten(rest, room, size)[:-1] or rest[0]
        broken.append(line)
        rest = rest[len(line) :].lstrip()
    if rest:
        broken.append(shorten(rest, width - (0 if broken else indent), size))
    return broken


def _longest_start(text: str, width: float, size: float) -> str:
    """Return the words from the start that fit, "" if not even the first does."""
    if width_of(text, size) <= width:
        return text
    fitting = ""
    for end, letter in enumerate(text):
        if letter == " ":
            if width_of(text[:end], size) > width:
                break
            fitting = text[:end]
    return fitting


@cache
def _parameters() -> Any:
    """Return all of matplotlib's parameters: its defaults, then ours."""
    with as_file(files("plcnb.charts").joinpath("plcnb.mplstyle")) as path:
        ours = matplotlib.rc_params_from_file(path, use_default_template=False)
    return {
        name: value for name, value in (matplotlib.rcParamsDefault | ours).items() if "backend" not in name
    }


@cache
def _font() -> FT2Font:
    font = FT2Font(findfont(FontProperties(family="DejaVu Sans")))
    font.set_size(100, 72)  # so that a letter's width is in hundredths of its size
    return font


if hasattr(os, "register_at_fork"):
    # The font reads from an open file whose place in it a forked process would share with its kin.
    os.register_at_fork(after_in_child=_font.cache_clear)


@cache
def _width_of_letter(letter: str) -> float:
    """Return the width in em; marks that sit on the letter before take none."""
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0
    if not _font().get_char_index(ord(letter)):
        return _FULL_WIDTH
    return _font().load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100
