"""What OneRoster rows mean together: ranges, mappings, objectives, who sat what."""

import numpy as np
import pandas as pd

from plcnb.evidence.formats.oneroster_checks import Sheet
from plcnb.evidence.formats.typed import look_up, to_numbers

Sheets = dict[str, Sheet]

_UUID = r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"


def check_rows(sheets: Sheets) -> None:
    """Refuse rows that contradict themselves; before references are checked, so that others can follow."""
    if "lineItems" in sheets:
        _check_score_range(sheets["lineItems"])
    if "scoreScales" in sheets:
        _check_scale(sheets["scoreScales"])
    for name in ("lineItemLearningObjectiveIds", "resultLearningObjectiveIds"):
        if name in sheets:
            _check_objective(sheets[name])


def check_together(sheets: Sheets) -> None:
    """Note what is unusual between rows that are all right in themselves."""
    if "orgs" in sheets:
        for name in ("classes", "enrollments", "lineItems"):
            if name in sheets:
                _note_no_school(sheets[name], sheets["orgs"])
    if "results" in sheets and "lineItems" in sheets:
        _note_results_against_tests(sheets["results"], sheets["lineItems"])
    if "results" in sheets and "lineItems" in sheets and "enrollments" in sheets:
        _note_not_enrolled(sheets["results"], sheets["lineItems"], sheets["enrollments"])


def _check_score_range(sheet: Sheet) -> None:
    live = sheet.live
    upside_down = to_numbers(live["resultValueMin"]) > to_numbers(live["resultValueMax"])
    message = "the lowest score there can be must not be above resultValueMax"
    sheet.sieve.refuse(live.index[upside_down], "resultValueMin", "semantic.invalid_score_range", message)


def _check_scale(sheet: Sheet) -> None:
    live = sheet.live
    pair = r"\{[^{}:]+:[^{}:]+\}"
    wrong = ~live["scoreScaleValue"].str.fullmatch(rf"{pair}( *, *{pair})*").astype(bool)
    message = "pairs such as {A:94},{B:84} are allowed"
    sheet.sieve.refuse(live.index[wrong], "scoreScaleValue", "semantic.invalid_score_scale_mapping", message)


def _check_objective(sheet: Sheet) -> None:
    live = sheet.live
    ids = live.loc[live["source"] == "case", "learningObjectiveId"]
    bare = ids.str.fullmatch(_UUID).astype(bool)
    wrong = ~bare & ~ids.str.fullmatch(rf"urn:uuid:{_UUID}").astype(bool)
    rule = "semantic.invalid_case_learning_objective_id"
    message = "an objective from CASE is named by its UUID: urn:uuid:…"
    sheet.sieve.refuse(ids.index[wrong], "learningObjectiveId", rule, message)
    sheet.sieve.note(ids.index[bare], "learningObjectiveId", rule, f"{message}; read all the same")


def _note_no_school(sheet: Sheet, orgs: Sheet) -> None:
    others = orgs.live.loc[~orgs.live["type"].str.fullmatch("school|ext:.*").astype(bool), "sourcedId"]
    live = sheet.live
    elsewhere = live.index[live["schoolSourcedId"].isin(others)]
    message = "names an organisation that is not a school; it is taken as one"
    sheet.sieve.note(elsewhere, "schoolSourcedId", "semantic.org_type_mismatch", message)


def _note_results_against_tests(results: Sheet, tests: Sheet) -> None:
    live = results.live
    of_test = tests.live.set_index("sourcedId")
    scores = to_numbers(live["score"])
    for bound, beyond, rule, words in (
        ("resultValueMax", pd.Series.gt, "semantic.score_above_max", "above the test's highest"),
        ("resultValueMin", pd.Series.lt, "semantic.score_below_min", "below the test's lowest"),
    ):
        limits = look_up(live["lineItemSourcedId"], to_numbers(of_test[bound]))
        results.sieve.note(live.index[beyond(scores, limits)], "score", rule, f"{words}; the score was kept")
    class_of_test = look_up(live["lineItemSourcedId"], of_test["classSourcedId"])
    other = (live["classSourcedId"] != "") & class_of_test.notna() & (live["classSourcedId"] != class_of_test)
    message = "the test belongs to another class; the test's class counts"
    results.sieve.note(live.index[other], "classSourcedId", "semantic.result_class_mismatch", message)


def _note_not_enrolled(results: Sheet, tests: Sheet, enrollments: Sheet) -> None:
    if results.mode == "delta":
        return  # the enrolment may be in the store
    live = results.live
    class_of_test = look_up(live["lineItemSourcedId"], tests.live.set_index("sourcedId")["classSourcedId"])
    sat = pd.MultiIndex.from_arrays([class_of_test, live["studentSourcedId"]])
    enrolled = enrollments.rows[enrollments.sieve.good]
    members = pd.MultiIndex.from_frame(enrolled[["classSourcedId", "userSourcedId"]])
    absent = np.asarray(class_of_test.notna()) & ~sat.isin(members)
    message = "the person is not enrolled in the test's class; the result was kept"
    results.sieve.note(
        live.index[absent], "studentSourcedId", "semantic.result_student_not_enrolled", message
    )
