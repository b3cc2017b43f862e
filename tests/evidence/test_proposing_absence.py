"""A student who was away is no student who was wrong: words such as "abs" in a sheet of answers."""

import pytest

from plcnb.evidence.formats import mapped
from plcnb.evidence.formats.mapping_file import load_mapping
from plcnb.evidence.formats.reading import Package
from plcnb.evidence.proposing import propose

KEY = "BDACC"


def responses(folder, absent, right, wrong):
    """Return the answers of fourteen students, the last of whom was away, as the proposal reads them."""
    rows = [["sid", "name", *(f"Q{number}" for number in range(1, 6))]]
    rows += [["KEY", "", *KEY]] if right != "1" else []
    for place in range(13):
        given = [(key if right != "1" else right) if place % 3 else wrong for key in KEY]
        rows.append([f"s{place}", f"Pupil {place}", *given])
    rows.append(["s13", "Pupil 13", *[absent] * 5])
    path = folder / "sheet.csv"
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    package = Package.open([path])
    (folder / "sheet.toml").write_text(propose(package).toml, encoding="utf-8")
    mapping = load_mapping(folder / "sheet.toml")
    return mapped.read(package.only(mapped.claim(package, mapping)), mapping).tables["responses"]


@pytest.mark.parametrize("absent", ["abs", "Absent", "ABS", "excused"])
@pytest.mark.parametrize(("right", "wrong"), [("", "D"), ("1", "0")])
def test_who_was_away_has_no_score(tmp_path, absent, right, wrong):
    found = responses(tmp_path, absent, right, wrong)

    away = found[found["person_id"] == "s13"]
    assert away["score"].notna().sum() == 0
    assert not (away["status"] == "answered").any()
    assert found.loc[found["person_id"] != "s13", "score"].notna().sum() == 13 * 5
