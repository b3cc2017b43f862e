"""The paper a figure is drawn on: laid out in points from the top left corner, with one plot area on it.

Margins are fixed instead of computed: labels are wrapped to the room they have, which costs a tenth of
what matplotlib's layout engines take.
"""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, blended_transform_factory

from plcnb.charts.style import BODY, INK, LINE, SOFT, WIDTH

_POINTS_PER_INCH = 72
_NAN = float("nan")


class Sheet:
    """A figure of fixed width, `height` points high, with a plot area between `left` and `right`.

    Across, the plot area has the data's own scale; down, everything is in points from the top edge.

    Parameters
    ----------
    height, left, right, bottom : float
        Points: of the whole figure; of the plot area's sides, from the left edge; and below it.
    scale : (float, float)
        What the plot area's left and right sides stand for.
    """

    def __init__(
        self,
        height: float,
        *,
        left: float,
        right: float = WIDTH - 14,
        bottom: float = 0,
        scale: tuple[float, float] = (0, 1),
    ) -> None:
        self.height, self.right = height, right
        self.figure = Figure(figsize=(WIDTH / _POINTS_PER_INCH, height / _POINTS_PER_INCH))
        self.axes = self.figure.add_axes(
            (left / WIDTH, bottom / height, (right - left) / WIDTH, 1 - bottom / height)
        )
        self.axes.set(xlim=scale, ylim=(height - bottom, 0), yticks=[])
        points = Affine2D().scale(1 / _POINTS_PER_INCH) + self.figure.dpi_scale_trans
        self.from_left_edge = blended_transform_factory(points, self.axes.transData)

    def ticks(self, labels: dict[float, str], name: str = "") -> None:
        """Mark the scale below the plot area, and say what it is the scale of."""
        self.axes.set_xticks(list(labels), labels=list(labels.values()))
        if name:
            self.axes.set_xlabel(name, labelpad=2)

    def write(self, x: float, y: float, text: str, **look: Any) -> Text:
        """Write a line of text at `x` points from the left edge, its baseline at `y`."""
        return self.axes.text(x, y, text, transform=self.from_left_edge, **_look(look))

    def label(self, value: float, y: float, text: str, **look: Any) -> Text:
        """Write a line of text at `value` on the plot's scale, its baseline at `y`."""
        return self.axes.text(value, y, text, **_look(look))

    def bars(
        self, spans: Sequence[tuple[float, float, float]], colour: str, thick: float, **look: Any
    ) -> Line2D | None:
        """Draw level bars, each (from, to, y), as one line with gaps: one element however many there are."""
        if not spans:
            return None
        xs = [x for start, end, _ in spans for x in (start, end, _NAN)]
        ys = [value for _, _, y in spans for value in (y, y, _NAN)]
        return self._line(xs, ys, color=colour, linewidth=thick, **look)

    def columns(
        self, spans: Sequence[tuple[float, float, float]], colour: str, thick: float, **look: Any
    ) -> Line2D | None:
        """Draw upright bars, each (value, from y, to y), as one line with gaps."""
        if not spans:
            return None
        xs = [value for x, _, _ in spans for value in (x, x, _NAN)]
        ys = [y for _, top, end in spans for y in (top, end, _NAN)]
        return self._line(xs, ys, color=colour, linewidth=thick, **look)

    def points(
        self,
        at: Sequence[tuple[float, float]],
        marker: str,
        colour: str,
        *,
        filled: bool = True,
        size: float = 8,
        edge: str = INK,
        among_text: bool = False,
    ) -> Line2D | None:
        """Draw marks, each at (value, y); `among_text`: at (points from the left edge, y).

        `edge` is the colour around marks that are not filled.
        """
        if not at:
            return None
        xs, ys = zip(*at, strict=True)
        where = {"transform": self.from_left_edge} if among_text else {}
        return self._line(
            xs,
            ys,
            linestyle="none",
            marker=marker,
            markersize=size - (1 if marker == "D" else 0),
            markerfacecolor=colour if filled else "white",
            markeredgecolor="white" if filled else edge,
            zorder=4,
            **where,
        )

    def patch(self, x: float, top: float, colour: str) -> None:
        """Draw a small square of a colour among text."""
        self._line([x, x + 8], [top + 4, top + 4], color=colour, linewidth=8, transform=self.from_left_edge)

    def rule(self, y: float) -> None:
        """Draw a hairline across the sheet."""
        self._line([0, WIDTH], [y, y], color=LINE, linewidth=0.8, transform=self.from_left_edge)

    def _line(self, xs: Sequence[float], ys: Sequence[float], **look: Any) -> Line2D:
        return self.axes.plot(xs, ys, clip_on=False, scalex=False, scaley=False, **look)[0]


def _look(look: dict[str, Any]) -> dict[str, Any]:
    """Fill in what most text has; `soft=True` is for what explains, not what says."""
    colour = SOFT if look.pop("soft", False) else INK
    return {"fontsize": BODY, "color": colour, "va": "baseline", "clip_on": False} | look
