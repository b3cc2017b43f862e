"""What may be shown outside the team."""

import pandas as pd


def protect_shares(frame: pd.DataFrame, minimum: int = 10) -> pd.DataFrame:
    """Return `frame` (with n_students, share, low, high) fit for outsiders, with `hidden` (bool) and `why` (text).

    Rows under `minimum` students are blanked; shares at 95 % and over or 5 % and under are coded at the ends.
    """
    raise NotImplementedError
