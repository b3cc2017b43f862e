"""What members predicted and what came, as the statistics read them."""

from collections.abc import Mapping, Sequence

import pandas as pd

from plcnb.model import Prediction
from plcnb.stats.answers import require

_PREDICTED = ["person_id", "assessment_id", "standard_id", "expected"]


def predictions_frame(predictions: Sequence[Prediction]) -> pd.DataFrame:
    """Return predictions as `stats.calibration` reads them, in their order."""
    rows = [(one.person_id, one.assessment_id, one.standard_id, one.expected) for one in predictions]
    typed = {"expected": "float"} | dict.fromkeys(_PREDICTED[:3], "str")
    return pd.DataFrame(rows, columns=_PREDICTED).astype(typed)


def results_frame(by_assessment: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what came, as `stats.calibration.calibration` reads it.

    Parameters
    ----------
    by_assessment : mapping from an assessment's id to what `stats.mastery.by_standard` gives for it
        In time. Hidden rows are left out.

    Raises
    ------
    DataError
        If a frame lacks standard_id or share.
    """
    frames = []
    for assessment_id, frame in by_assessment.items():
        require(f"by_assessment[{assessment_id!r}]", frame, ["standard_id", "share"])
        shown = frame[~frame["hidden"].astype(bool)] if "hidden" in frame else frame
        frames.append(shown[["standard_id", "share"]].assign(assessment_id=assessment_id))
    none = pd.DataFrame({"standard_id": [], "share": [], "assessment_id": []})
    typed = {"standard_id": "str", "assessment_id": "str", "share": "float"}
    return pd.concat(frames, ignore_index=True).astype(typed) if frames else none.astype(typed)
