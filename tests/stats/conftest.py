"""Small invented teams, laid out as the team tables are."""

import json

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def peers(shared):
    """Intervals and effect sizes as statsmodels, metafor and others computed them; versions inside."""
    return json.loads((shared / "reference" / "statistics.json").read_text())


@pytest.fixture(scope="session")
def peer_items(shared):
    """Item analyses as R psych, mirt, ltm and ShinyItemAnalysis computed them; versions inside."""
    return json.loads((shared / "reference" / "item_analysis.json").read_text())


@pytest.fixture
def asked():
    """Make responses, items and standards from a sheet of students by questions.

    A cell is points, "o" (omitted), "?" (a row without a score) or "" (no row at all). `standards` names the
    standard of each question, one letter each; "-" for none.
    """

    def make(sheet, standards=None, max_score=1.0, test="t1", first_item=1):
        width = len(sheet[0]) if len(sheet) else 0
        standards = standards or "a" * width
        names = [f"q{first_item + j}" for j in range(width)]
        rows = [
            {
                "assessment_id": test,
                "student_id": f"s{i:02d}",
                "item_id": names[j],
                "response": "",
                "score": np.nan if cell in ("o", "?") else float(cell),
                "status": {"o": "omitted", "?": "no score"}.get(cell, "answered"),
            }
            for i, line in enumerate(sheet)
            for j, cell in enumerate(line)
            if cell != ""
        ]
        columns = ["assessment_id", "student_id", "item_id", "response", "score", "status"]
        responses = pd.DataFrame(rows, columns=columns).astype(
            {name: "float" if name == "score" else "str" for name in columns}
        )
        items = pd.DataFrame(
            {
                "assessment_id": [test] * width,
                "item_id": names,
                "position": range(1, width + 1),
                "standard_id": ["" if letter == "-" else letter for letter in standards[:width]],
                "key": [""] * width,
                "max_score": np.broadcast_to(np.asarray(max_score, float), width),
            }
        ).astype({"assessment_id": "str", "item_id": "str", "standard_id": "str", "key": "str"})
        letters = sorted(set(standards) - {"-"})
        described = pd.DataFrame(
            {
                "standard_id": letters,
                "code": [f"M.{letter}" for letter in letters],
                "statement": [f"can do {letter}" for letter in letters],
            },
            dtype="str",
        )
        return responses, items, described

    return make


@pytest.fixture
def marked():
    """Make results and assessments from {assessment: [cell, ...]}, one cell a student.

    A cell is points out of 10 or a status; ("scored", 7, "carried over") gives all three fields.
    """

    def make(tests, max_score=10.0):
        rows = []
        for test, cells in tests.items():
            for i, cell in enumerate(cells):
                if isinstance(cell, str):
                    cell = (cell, np.nan, "")
                elif not isinstance(cell, tuple):
                    cell = ("scored", float(cell), "")
                rows.append((test, f"s{i:02d}", *cell))
        results = pd.DataFrame(rows, columns=["assessment_id", "student_id", "status", "score", "mark"])
        results = results.astype(
            {"assessment_id": "str", "student_id": "str", "status": "str", "score": "float", "mark": "str"}
        )
        assessments = pd.DataFrame(
            {
                "assessment_id": list(tests),
                "title": [f"Test {name}" for name in tests],
                "date": pd.to_datetime([f"2026-0{place + 1}-15" for place in range(len(tests))]),
                "day": np.nan,
                "max_score": max_score,
            }
        ).astype({"assessment_id": "str", "title": "str"})
        return results, assessments

    return make
