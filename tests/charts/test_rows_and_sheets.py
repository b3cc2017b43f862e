"""What charts are drawn with: words with room, places in points, colours all can tell apart."""

import re
from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from plcnb.charts import growth_since_last, items_to_review, mastery_by_assessment, mastery_by_standard
from plcnb.charts import style as look
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.growth import growth_summary
from plcnb.charts.rows import NAMES, PLOT, Row, draw_cut, draw_rows, share_ticks
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import WIDTH, house_style, shorten, width_of, wrap

POINTS = 72
LONG = "Solve word problems involving multiplication and division of fractions and mixed numbers"


def luminance(colour) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(one, other="white") -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def drawn_row(row, *, top=20.0) -> Sheet:
    with house_style():
        sheet = Sheet(60, left=PLOT)
        draw_rows(sheet, [row], [top])
    return sheet


def placed(sheet) -> dict[str, tuple[float, float]]:
    """Return where each text begins and ends across, in points from the left edge."""
    canvas = FigureCanvasAgg(sheet.figure)
    canvas.draw()
    scale = POINTS / sheet.figure.dpi
    boxes = [
        (text.get_text(), text.get_window_extent(canvas.get_renderer()))
        for text in sheet.figure.findobj(Text)
        if text.get_text() and text.get_visible()
    ]
    return {text: (box.x0 * scale, box.x1 * scale) for text, box in boxes}


@pytest.fixture
def every_chart(standards, thirty_standards, assessments, review, grown):
    growth = grown([0.3, -0.25, 0.05, 0.0, -0.4])
    hidden = standards.assign(hidden=True)
    return {
        "standards": mastery_by_standard(standards, 0.7),
        "thirty standards": mastery_by_standard(thirty_standards, 0.7),
        "hidden standards": mastery_by_standard(hidden, 0.7),
        "assessments": mastery_by_assessment(assessments, 0.7),
        "items": items_to_review(review),
        "growth": growth_since_last(growth),
        "named growth": growth_since_last(growth, {f"s{n}": f"Ada {n}" for n in range(5)}),
        "growth in short": growth_summary(growth),
        "nothing": nothing_yet("Nothing has been imported yet.", "Import a file."),
        "no standards": mastery_by_standard(standards.head(0), 0.7),
    }


def shown_texts(chart):
    return [text for text in chart.figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


def test_contrast_is_computed_as_the_standard_says():
    # WCAG 2.2, "contrast ratio": 21 for black on white; #767676 is the known lightest grey that passes AA.
    assert contrast("black") == pytest.approx(21)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("colour", [look.INK, look.SOFT, *look.VERDICT_INKS.values()])
def test_every_ink_has_aa_contrast_for_small_text(colour):
    assert contrast(colour) >= 4.5


@pytest.mark.parametrize("verdict", look.VERDICT_COLOURS)
def test_what_carries_a_verdict_has_the_contrast_that_graphics_need(verdict):
    assert contrast(look.VERDICT_COLOURS[verdict]) >= 3


def test_every_text_in_every_chart_has_aa_contrast(every_chart):
    faint = [
        (name, text.get_text(), text.get_color())
        for name, chart in every_chart.items()
        for text in shown_texts(chart)
        if contrast(text.get_color()) < 4.5
    ]

    assert faint == []


def test_no_text_in_any_chart_is_smaller_than_nine_points(every_chart):
    small = [
        (name, text.get_text(), text.get_fontsize())
        for name, chart in every_chart.items()
        for text in shown_texts(chart)
        if text.get_fontsize() < 9
    ]

    assert small == []
    assert all(shown_texts(chart) for chart in every_chart.values())


def test_the_picture_keeps_those_sizes(every_chart):
    for chart in every_chart.values():
        sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;\"]*?([\d.]+)px", chart.svg())]
        assert sizes
        assert min(sizes) >= 9


def test_every_chart_is_as_wide_as_the_column(every_chart):
    widths = [chart.figure.get_size_inches()[0] * POINTS for chart in every_chart.values()]

    assert widths == pytest.approx([WIDTH] * len(widths))


def test_every_chart_drawn_anew_is_the_same_to_the_byte(standards, assessments, review, grown):
    def draw():
        growth = grown([0.3, -0.25, 0.05])
        return [
            chart.svg()
            for chart in (
                mastery_by_standard(standards, 0.7),
                mastery_by_assessment(assessments, 0.7),
                items_to_review(review),
                growth_since_last(growth),
                growth_summary(growth),
            )
        ]

    first = draw()

    assert draw() == first
    assert len(set(first)) == len(first)


def test_another_number_is_another_picture(standards):
    moved = standards.assign(share=standards["share"] + 0.01)

    assert mastery_by_standard(standards, 0.7).svg() != mastery_by_standard(moved, 0.7).svg()


def in_grey(verdict) -> np.ndarray:
    """Return a row as a printer without colours prints it: all the same but for its verdict."""
    row = Row("Add fractions", "5.NF.1", 0.5, 0.3, 0.7, verdict, "50 %", "24 students")
    canvas = FigureCanvasAgg(drawn_row(row).figure)
    canvas.draw()
    colours = np.asarray(canvas.buffer_rgba())[..., :3] / 255
    return colours @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("pair", [*combinations(look.VERDICT_COLOURS, 2)], ids=" or ".join)
def test_any_two_verdicts_can_be_told_apart_in_grey_print(pair):
    one, other = map(in_grey, pair)

    assert (abs(one - other) > 0.25).sum() >= 12, "as many pixels as the corners of a mark have"


def test_one_verdict_alone_is_left_hollow():
    filled = {}
    for verdict in look.VERDICT_COLOURS:
        (marks,) = [
            line
            for line in drawn_row(Row("a", "", 0.5, 0.4, 0.6, verdict)).axes.lines
            if line.get_marker() in ("o", "D")
        ]
        filled[verdict] = contrast(marks.get_markerfacecolor()) > 1.1

    assert filled == {"above": True, "cannot tell": False, "below": True}


@pytest.mark.parametrize("code", ["", "5.NF.1", "CCSS.MATH.CONTENT.5.NF.B.7"])
@pytest.mark.parametrize("name", ["Add", LONG, "Wortzusammensetzungsschwierigkeiten" * 3])
def test_names_keep_to_their_column_however_long_they_are(name, code):
    sheet = drawn_row(Row(name, code, 0.5, 0.3, 0.7, "above", "50 %", "24 students, 5 questions"))

    left = {text: ends for text, ends in placed(sheet).items() if ends[0] < NAMES - 1}
    assert left
    assert max(end for _, end in left.values()) <= PLOT


def test_a_row_without_numbers_says_why_in_their_place():
    row = Row("Add fractions", "", instead="not shown: fewer than ten students")

    sheet = drawn_row(row)

    assert "not shown: fewer than ten students" in placed(sheet)
    labels = [line.get_label() for line in sheet.axes.lines]
    assert labels == ["no numbers"]


def test_a_row_in_words_gives_all_it_shows_and_no_more():
    row = Row("Add fractions", "5.NF.1", 0.41, 0.3, 0.53, "below", "41 %", "24 students")

    assert row.in_words() == "5.NF.1 Add fractions, 41 %, probably between 30 and 53 %, 24 students"
    assert Row("Unit 1", "", 0.41, number="41 %").in_words() == "Unit 1, 41 %"
    assert Row("Unit 1", "", 0.41, instead="no result yet").in_words() == "Unit 1, no result yet"


def test_a_very_long_name_is_cut_in_words_too():
    said = Row(LONG * 3, "5.NF.1", 0.5, number="50 %").in_words()

    assert len(said) < len(LONG) * 2
    assert said.endswith("…, 50 %")


@pytest.mark.parametrize("cut", [0.01, 0.25, 0.5, 0.7, 0.99])
def test_the_name_of_the_cut_stays_on_the_paper_and_its_line_at_the_cut(cut):
    rows, tops = [Row("a", "", 0.5, 0.4, 0.6), Row("b", "", instead="no result yet")], [40.0, 70.0]
    with house_style():
        sheet = Sheet(100, left=PLOT)
        draw_cut(sheet, cut, rows, tops, "secure from 70 %")

    start, end = placed(sheet)["secure from 70 %"]
    assert start + 5 >= NAMES
    assert end <= WIDTH + 1
    (line,) = [line for line in sheet.axes.lines if line.get_label() == "cut"]
    xs = line.get_xdata()
    assert xs[~np.isnan(xs)].tolist() == [cut, cut], "and none through the row that has no numbers"


def test_the_scale_of_shares_is_the_same_in_every_chart_that_has_it(every_chart):
    scales = {
        tuple(tick.get_text() for tick in chart.figure.axes[0].get_xticklabels())
        for name, chart in every_chart.items()
        if name in ("standards", "thirty standards", "assessments", "items")
    }

    assert scales == {("0 %", "25 %", "50 %", "75 %", "100 %")}


def test_ticks_stand_where_their_share_is():
    with house_style():
        sheet = Sheet(60, left=PLOT, bottom=30)
        share_ticks(sheet, "share of the points")

    middles = [sum(placed(sheet)[tick]) / 2 for tick in ("0 %", "50 %", "100 %")]
    assert middles == pytest.approx([PLOT, (PLOT + sheet.right) / 2, sheet.right], abs=1)


@pytest.mark.parametrize("x", [0, 18, 162.5])
@pytest.mark.parametrize("scale", [(0, 1), (-40, 40)])
def test_text_begins_where_it_was_put_whatever_the_scale_is(x, scale):
    with house_style():
        sheet = Sheet(60, left=PLOT, scale=scale)
        sheet.write(x, 20, "Here")

    assert placed(sheet)["Here"][0] == pytest.approx(x, abs=1)


def test_a_label_stands_at_its_value_on_the_scale():
    with house_style():
        sheet = Sheet(60, left=100, right=300, scale=(-40, 40))
        sheet.label(0, 20, "even", ha="center")

    assert sum(placed(sheet)["even"]) / 2 == pytest.approx(200, abs=1)


def test_down_is_measured_from_the_top_edge_in_points():
    with house_style():
        sheet = Sheet(200, left=PLOT, bottom=30)

    top, further = (sheet.axes.transData.transform((0, y))[1] for y in (0, 50))
    assert top == pytest.approx(sheet.figure.bbox.y1)
    assert (top - further) * POINTS / sheet.figure.dpi == pytest.approx(50)


def test_many_bars_are_one_element_with_gaps_between():
    sheet = Sheet(60, left=PLOT)

    line = sheet.bars([(0.1, 0.2, 5), (0.4, 0.9, 35)], "black", 5)

    assert len(sheet.axes.lines) == 1
    np.testing.assert_equal(line.get_xdata(), [0.1, 0.2, np.nan, 0.4, 0.9, np.nan])
    np.testing.assert_equal(line.get_ydata(), [5, 5, np.nan, 35, 35, np.nan])


def test_without_anything_to_draw_nothing_is_drawn():
    sheet = Sheet(60, left=PLOT)

    assert (
        sheet.bars([], "black", 5) is sheet.columns([], "black", 1) is sheet.points([], "o", "black") is None
    )
    assert list(sheet.axes.lines) == []


def test_what_is_drawn_does_not_move_the_scale():
    sheet = Sheet(60, left=PLOT, bottom=20)

    sheet.bars([(-3, 9, 500)], "black", 5)
    sheet.points([(7, -80)], "o", "black")

    assert (sheet.axes.get_xlim(), sheet.axes.get_ylim()) == ((0, 1), (40, 0))


@pytest.mark.parametrize("width", [60, 110, 152, 300])
def test_more_room_never_shows_less_of_a_name(width):
    def letters(room):
        return len("".join(wrap(LONG, room)).rstrip("…"))

    assert letters(width) <= letters(width + 40)


def test_a_name_that_fits_is_neither_broken_nor_cut():
    assert wrap("Add fractions", width_of("Add fractions")) == ["Add fractions"]
    assert wrap("", 100) == []


def test_a_first_line_without_room_leaves_the_word_to_the_next():
    assert wrap("Fractions", 80, indent=70) == ["", "Fractions"]


@pytest.mark.parametrize("keep_end", [False, True])
@pytest.mark.parametrize("width", [20, 55.5, 130])
def test_a_shortened_text_has_room_and_says_that_it_was_cut(width, keep_end):
    cut = shorten("CCSS.MATH.CONTENT.5.NF.B.7 Add fractions", width, keep_end=keep_end)

    assert width_of(cut) <= width
    assert cut[0 if keep_end else -1] == "…"
    assert len(cut) > 1


def test_width_grows_with_the_size_and_adds_up():
    assert width_of("Ada", 20) == pytest.approx(2 * width_of("Ada", 10))
    assert width_of("Ada Example") == pytest.approx(width_of("Ada ") + width_of("Example"))
