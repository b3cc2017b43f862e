"""One chart of the gallery and what stands beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from plcnb.charts import Chart
from plcnb.words import Finding

LONG = "Solve word problems involving multiplication and division of fractions and mixed numbers"
OF_ANY_SCRIPT = ("جمع الكسور ذات المقامات المختلفة", "分数的加减法", "", "W" * 200)
MANY = 30  # standards, items, people: more than any figure has rows for

SAMPLE = "the sample district"
INVENTED = "invented for this page"


@dataclass(frozen=True)
class Example:
    """A chart with its table, its sentence and its edge cases, each a function with what it is called with.

    Attributes
    ----------
    room : str
        The heading it stands under.
    chart : partial, optional
        Of the chart's function; there are tables and sentences without a chart.
    tables : tuple of partial
        Of the functions that show the same frame as rows.
    finding : partial or Finding, optional
        The sentence.
    edges : mapping
        From what is unusual, in a few words, to the chart of it.
    data : str
        Where the data come from: `SAMPLE` or `INVENTED`.
    """

    room: str
    chart: "partial[Chart] | None" = None
    tables: tuple["partial[Any]", ...] = ()
    finding: "partial[Finding] | None" = None
    edges: Mapping[str, Callable[[], Chart]] = field(default_factory=dict)
    data: str = INVENTED

    @property
    def name(self) -> str:
        """The name of the function that makes its main part."""
        made = [part for part in (self.chart, *self.tables, self.finding) if part is not None]
        return str(made[0].func.__name__)
