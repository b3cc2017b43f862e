import pandas as pd
import pytest

from plcnb.cycle.calibration import predictions_frame, results_frame
from plcnb.errors import DataError
from plcnb.model import Prediction
from plcnb.stats.calibration import calibration

SAID = [
    Prediction(person_id=who, assessment_id="u1", standard_id=standard, expected=expected)
    for who, expected in (("m1", 0.9), ("m2", 0.8), ("m3", 0.8))
    for standard in ("s1", "s2", "s3")
]
CAME = pd.DataFrame({"standard_id": ["s1", "s2", "s3"], "share": [0.5, 0.6, 0.55]})


def test_predictions_and_results_become_what_the_statistic_reads():
    frame = calibration(predictions_frame(SAID), results_frame({"u1": CAME}))

    assert frame["n"].tolist() == [9]
    assert frame["verdict"].tolist() == ["above"]


def test_nothing_predicted_and_nothing_come_is_no_row_and_no_error():
    assert calibration(predictions_frame([]), results_frame({})).empty
    assert calibration(predictions_frame([Prediction()]), results_frame({"u1": CAME})).empty


def test_hidden_results_do_not_count():
    hidden = CAME.assign(hidden=[True, False, False])

    assert results_frame({"u1": hidden})["standard_id"].tolist() == ["s2", "s3"]


def test_a_result_without_shares_is_refused_by_name():
    with pytest.raises(DataError, match=r"by_assessment\['u1'\] lacks the column share"):
        results_frame({"u1": CAME[["standard_id"]]})
