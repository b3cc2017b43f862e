"""Checks of what charts are drawn from, so that what is broken is named and not drawn."""

import numpy as np

from plcnb.errors import ParameterError
from plcnb.tables.frames import checked

__all__ = ["check_cut", "checked"]


def check_cut(cut: float) -> None:
    """Raise ParameterError unless the cut is a share strictly between 0 and 1."""
    if isinstance(cut, bool) or not isinstance(cut, int | float | np.number) or not 0 < cut < 1:
        raise ParameterError(f"cut must lie strictly between 0 and 1, got {cut!r}. For 70 % write 0.7.")
