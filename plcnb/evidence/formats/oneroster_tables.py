"""Checked OneRoster files turned into plcnb's source tables."""

import numpy as np
import pandas as pd

from plcnb.evidence.columns import PERSON_ROLE, SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.formats.oneroster_checks import Sheet
from plcnb.evidence.formats.typed import look_up, to_dates, to_numbers

Sheets = dict[str, Sheet]

_STATUS = {
    "fully graded": "scored",
    "partially graded": "partly scored",
    "exempt": "exempt",
    "not submitted": "not submitted",
    "submitted": "no score",
}
OBJECTIVE_SCORE = "score on the objective"  # how the table of measures calls a result's learning objective
_COUNTED = ("scored", "partly scored")
_RENAMED = {
    "orgs": {"sourcedId": "school_id", "type": "kind", "parentSourcedId": "parent_id"},
    "courses": {"sourcedId": "course_id", "grades": "grade", "subjects": "subject"},
    "classes": {
        "sourcedId": "class_id",
        "schoolSourcedId": "school_id",
        "courseSourcedId": "course_id",
        "grades": "grade",
        "subjects": "subject",
    },
    "lineItemLearningObjectiveIds": {"lineItemSourcedId": "test_id", "learningObjectiveId": "standard_id"},
}


def make_tables(sheets: Sheets) -> dict[str, pd.DataFrame]:
    """Return the source tables that the files hold; a table whose file is not there is not among them."""
    tables: dict[str, pd.DataFrame] = {}
    for file, names in _RENAMED.items():
        if file in sheets:
            tables[sheets[file].file.table] = _tidy(sheets[file].live).rename(columns=names)
    if "users" in sheets:
        tables["people"] = _people(sheets)
        tables["identifiers"] = _identifiers(sheets["users"].live, tables["people"]["role"])
    if "enrollments" in sheets:
        tables["enrollments"] = _enrollments(sheets["enrollments"])
    if "lineItems" in sheets:
        tables["tests"] = _tests(sheets)
    if "results" in sheets:
        tables["results"] = _results(sheets)
    if "resultLearningObjectiveIds" in sheets:
        tables["measures"] = _measures(sheets["resultLearningObjectiveIds"], sheets.get("results"))
    if "test_standards" in tables:
        about = tables["test_standards"]
        about = about.assign(standard_id=_as_in_case(about["standard_id"]))
        tables["test_standards"] = about.drop_duplicates(["test_id", "standard_id"])
    return {name: conform(tables[name], table) for name, table in SOURCE_TABLES.items() if name in tables}


def _tidy(rows: pd.DataFrame) -> pd.DataFrame:
    """Join lists with a comma and no blank."""
    lists = [name for name in ("grades", "subjects") if name in rows]
    return rows.assign(**{name: rows[name].str.replace(r"\s*,\s*", ",", regex=True) for name in lists})


# --- people --------------------------------------------------------------------------------------------


def _people(sheets: Sheets) -> pd.DataFrame:
    """People by the name they are called by; of all else that users.csv says only the grade is taken."""
    users = _tidy(sheets["users"].live)
    names = {
        f"{part}_name": users[f"preferred{title}Name"].where(
            users[f"preferred{title}Name"] != "", users[f"{part}Name"]
        )
        for part, title in (("given", "Given"), ("family", "Family"))
    }
    people = pd.DataFrame({"person_id": users["sourcedId"], **names, "grade": users["grades"]})
    people["role"] = look_up(people["person_id"], _roles(sheets))
    if sheets["users"].mode == "bulk":
        people["role"] = people["role"].fillna("other")
    return people


def _identifiers(users: pd.DataFrame, role: pd.Series) -> pd.DataFrame:
    """What other systems may call the students and staff; of anybody else (parents, say) nothing is taken."""
    users = users[role != "other"]
    listed = users.loc[users["userIds"] != "", "userIds"].str.split(",").explode()
    kinds = (
        ("id", users["identifier"]),
        ("SIS id", listed.str.replace(r"^\s*\{[^:]*:|\}\s*$", "", regex=True)),
        ("login", users["username"]),
        ("e-mail", users["email"]),
    )
    rows = [
        pd.DataFrame(
            {"person_id": users["sourcedId"].loc[value.index], "kind": kind, "value": value.str.strip()}
        )
        for kind, value in kinds
    ]
    every = pd.concat(rows, ignore_index=True)
    return every[every["value"] != ""].drop_duplicates()


def _roles(sheets: Sheets) -> pd.Series:
    """Return each person's role, by person: what the primary roles say, else the others, else enrolments.

    Whoever is a student by the same right as a teacher counts as a student: they are to be protected.
    """
    users = sheets["users"].live
    said: list[tuple[pd.Series, pd.Series, pd.Series | int]] = [(users["sourcedId"], users["role"], 0)]
    if "roles" in sheets:
        roles = sheets["roles"].live
        said.append((roles["userSourcedId"], roles["role"], (roles["roleType"] != "primary").astype(int)))
    if "enrollments" in sheets:
        enrolled = sheets["enrollments"].rows[sheets["enrollments"].sieve.good]
        said.append((enrolled["userSourcedId"], enrolled["role"], 2))
    every = pd.concat(
        [pd.DataFrame({"person": person, "role": role, "rank": rank}) for person, role, rank in said],
        ignore_index=True,
    )
    every = every[every["role"] != ""]
    place = _plain_role(every["role"]).map(PERSON_ROLE.index).astype("int64")
    order = every["rank"].astype("int64") * len(PERSON_ROLE) + place
    first = order.groupby(every["person"]).min() % len(PERSON_ROLE)
    return pd.Series(np.array(PERSON_ROLE)[first], index=first.index, dtype="str")


def _plain_role(role: pd.Series) -> pd.Series:
    return role.where(role.isin(["student", "teacher"]), "other")


def _enrollments(sheet: Sheet) -> pd.DataFrame:
    """One row a person, class and role; of several, the one that still holds, or else began last."""
    rows = sheet.rows[sheet.sieve.good]
    left = pd.Series(sheet.gone[sheet.sieve.good], index=rows.index)
    frame = pd.DataFrame(
        {
            "class_id": rows["classSourcedId"],
            "person_id": rows["userSourcedId"],
            "role": _plain_role(rows["role"]),
            "begins": to_dates(rows["beginDate"]),
            "ends": to_dates(rows["endDate"]),
            "status": np.where(left, "left", "active"),
        }
    )
    key = ["class_id", "person_id", "role"]
    several = frame.duplicated(key)
    if not several.any():
        return frame
    message = "one person has several enrolments in one class in one role; they were joined into one"
    sheet.sieve.note(frame.index[several], "userSourcedId", "row.several_enrollments", message)
    ordered = frame.sort_values(["status", "begins"], ascending=[True, False], kind="stable")
    joined = ordered.drop_duplicates(key).set_index(key)
    return joined.assign(begins=frame.groupby(key)["begins"].min()).reset_index()


# --- tests and results ---------------------------------------------------------------------------------


def _tests(sheets: Sheets) -> pd.DataFrame:
    sheet = sheets["lineItems"]
    rows = sheet.live
    due = to_dates(rows["dueDate"])
    lowest, highest = to_numbers(rows["resultValueMin"]), to_numbers(rows["resultValueMax"])
    message = "the lowest score there can be is not 0; shares of the highest score are counted from 0"
    sheet.sieve.note(rows.index[lowest.fillna(0) != 0], "resultValueMin", "row.lowest_not_zero", message)
    message = "the highest score there can be is not above 0; it was left out"
    sheet.sieve.note(rows.index[highest <= 0], "resultValueMax", "row.highest_not_positive", message)
    tests = pd.DataFrame(
        {
            "test_id": rows["sourcedId"],
            "class_id": rows["classSourcedId"],
            "title": rows["title"].str.strip(),
            "date": due.fillna(to_dates(rows["assignDate"])),
            "max_score": highest.where(highest > 0),
        }
    )
    if "categories" in sheets:
        categories = sheets["categories"].live.set_index("sourcedId")
        tests["kind"] = look_up(rows["categorySourcedId"], categories["title"])
        tests["weight"] = look_up(rows["categorySourcedId"], to_numbers(categories["weight"]))
    return tests


def _results(sheets: Sheets) -> pd.DataFrame:
    """One row a person and test; of several, the one with the latest date."""
    sheet = sheets["results"]
    rows = sheet.live
    results = pd.DataFrame(
        {
            "test_id": rows["lineItemSourcedId"],
            "person_id": rows["studentSourcedId"],
            "score": to_numbers(rows["score"]),
            "status": look_up(rows["scoreStatus"], pd.Series(_STATUS, dtype="str")),
            "date": to_dates(rows["scoreDate"]),
        }
    )
    _settle_status(sheet, rows, results)
    if "users" in sheets:
        _note_no_student(sheet, rows, sheets)
    if not results.duplicated(["test_id", "person_id"]).any():
        return results
    several = results.sort_values("date", ascending=False, kind="stable").duplicated(["test_id", "person_id"])
    older = several.index[several]
    message = "the same person has a later result on the same test: that one counts"
    sheet.sieve.leave_out(older, "studentSourcedId", "row.earlier_result", message)
    return results.drop(index=older)


def _settle_status(sheet: Sheet, rows: pd.DataFrame, results: pd.DataFrame) -> None:
    """Make score and status agree: a score only where it counts, never 0 for a score that is not there."""
    scored, own = results["score"].notna(), results["status"].isna()
    message = "a system's own status: scored if there is a score"
    sheet.sieve.note(rows.index[own], "scoreStatus", "row.own_status", message)
    results.loc[own, "status"] = np.where(scored[own], "scored", "no score")
    absent = (rows["missing"] == "true") & ~scored & (results["status"] != "exempt")
    results.loc[absent, "status"] = "not submitted"
    empty = results["status"].isin(_COUNTED) & ~scored
    message = "graded, but without a score: kept as no score"
    sheet.sieve.note(rows.index[empty], "score", "row.score_missing", message)
    results.loc[empty, "status"] = "no score"
    beside = ~results["status"].isin(_COUNTED) & scored
    message = "a score beside a status that says there is none: the score was left out"
    sheet.sieve.note(rows.index[beside], "score", "row.score_beside_status", message)
    results.loc[beside, "score"] = np.nan


def _measures(sheet: Sheet, results: Sheet | None) -> pd.DataFrame:
    """What the source says of a result under one learning objective: its own score, its own words."""
    rows = sheet.live
    known = results.live.set_index("sourcedId") if results else pd.DataFrame(columns=_KEYS["results"])
    test, student = (look_up(rows["resultSourcedId"], known[column]) for column in _KEYS["results"])
    message = "its result is not in the package, or was left out: so is this"
    sheet.sieve.leave_out(
        rows.index[test.isna()], "resultSourcedId", "reference.missing_target_record", message
    )
    measures = pd.DataFrame(
        {
            "test_id": test,
            "person_id": student,
            "standard_id": _as_in_case(rows["learningObjectiveId"]),
            "measure": OBJECTIVE_SCORE,
            "value": to_numbers(rows["score"]),
            "text": rows["textScore"].where(rows["textScore"] != "", rows["score"]),
        }
    )[test.notna()]
    several = measures.duplicated(["test_id", "person_id", "standard_id"], keep="last")
    message = "a later line says something else of the same student, test and objective: that one counts"
    sheet.sieve.leave_out(measures.index[several], "learningObjectiveId", "row.repeated", message)
    return measures[~several]


def _as_in_case(ids: pd.Series) -> pd.Series:
    """Return objectives by the identifiers that CASE packages give them: ``urn:uuid:x`` is x."""
    return ids.str.removeprefix("urn:uuid:")


def _note_no_student(sheet: Sheet, rows: pd.DataFrame, sheets: Sheets) -> None:
    role = look_up(rows["studentSourcedId"], _roles(sheets))
    message = "the person is not a student; the result was kept"
    other = rows.index[role.notna() & (role != "student")]
    sheet.sieve.note(other, "studentSourcedId", "reference.not_a_student", message)


# --- what a delta takes away ---------------------------------------------------------------------------

_KEYS = {
    "orgs": ("sourcedId",),
    "courses": ("sourcedId",),
    "classes": ("sourcedId",),
    "users": ("sourcedId",),
    "lineItems": ("sourcedId",),
    "results": ("lineItemSourcedId", "studentSourcedId"),
    "lineItemLearningObjectiveIds": ("lineItemSourcedId", "learningObjectiveId"),
}


def make_removals(sheets: Sheets) -> dict[str, pd.DataFrame]:
    """Return the keys that delta files delete, by source table.

    An enrolment is not among them: it ends, and stays as one that ended. A row that does not say which
    record it deletes is refused.
    """
    removed = {}
    for file, columns in _KEYS.items():
        sheet = sheets.get(file)
        if sheet is None or sheet.mode != "delta" or sheet.ended.empty:
            continue
        for column in columns:
            blank = sheet.ended.index[sheet.ended[column].str.strip() == ""]
            message = "must be filled, or it cannot be told what is to be deleted"
            sheet.sieve.refuse(blank, column, "row.missing_required_value", message)
        key = SOURCE_TABLES[sheet.file.table].key
        keys = sheet.ended[list(columns)].set_axis(list(key), axis=1)
        removed[sheet.file.table] = keys.drop_duplicates().reset_index(drop=True)
    return removed
