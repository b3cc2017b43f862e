"""What stands in a figure's place while there is nothing to draw."""

from plcnb.charts.chart import Chart
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import BODY, LINE, WIDTH, house_style, wrap

_HEIGHT = 64
_LEFT = 18


def nothing_yet(missing: str, next_step: str) -> Chart:
    """Return a calm figure that says what is missing and the one next step.

    Parameters
    ----------
    missing, next_step : str
        One plain sentence each.
    """
    with house_style():
        sheet = Sheet(_HEIGHT, left=_LEFT)
        sheet.ticks({})
        sheet.axes.plot(
            [2, 2], [8, _HEIGHT - 8], color=LINE, linewidth=3, transform=sheet.from_left_edge, clip_on=False
        )
        lines = wrap(missing, WIDTH - _LEFT - 6, lines=2)
        for place, line in enumerate(lines):
            sheet.write(_LEFT, 22 + place * 1.25 * BODY, line)
        sheet.write(
            _LEFT, 24 + len(lines) * 1.25 * BODY, wrap(next_step, WIDTH - _LEFT - 6, lines=1)[0], soft=True
        )
    return Chart(
        sheet.figure,
        alt=f"An empty figure. {missing} {next_step}",
        read_as=f"a place kept free. {next_step}",
        not_as="a result: what is missing is not zero.",
    )
