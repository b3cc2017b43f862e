"""Words have room for what they say, and are cut where a reader can follow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.charts.style import clean, shorten, width_of, wrap

TEXT = st.text(max_size=120).map(clean)


@given(TEXT, st.floats(40, 300), st.integers(1, 3), st.floats(0, 25))
def test_wrapped_lines_fit_and_lose_no_letter_unless_they_say_so(text, width, lines, indent):
    wrapped = wrap(text, width, lines=lines, indent=indent)

    assert len(wrapped) <= lines
    for place, line in enumerate(wrapped):
        assert width_of(line) <= width - (0 if place else indent) + 1e-6
    kept = "".join(wrapped).replace(" ", "")
    if not (wrapped and wrapped[-1].endswith("…")):
        assert kept == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "keep_end", "cut"),
    [
        ("Compare fractions with different denominators", False, "Compare fractions…"),
        ("CCSS.MATH.CONTENT.5.NF.B.7", True, "…CONTENT.5.NF.B.7"),
        ("short", False, "short"),
        ("short", True, "short"),
    ],
)
def test_what_does_not_fit_is_cut_between_words_or_parts(text, keep_end, cut):
    assert shorten(text, 120, 10, keep_end=keep_end) == cut


def test_a_name_in_a_script_that_is_not_measured_gets_more_room_not_less():
    assert width_of("王小明") >= width_of("WWW") * 0.9
    assert width_of("e\N{COMBINING ACUTE ACCENT}") == width_of("e")
    assert width_of("bold", bold=True) > width_of("bold")


def test_a_cleaned_text_is_one_line():
    assert clean(" a\x00b \n\t c\u200bd ") == "a b c\u200bd"
