"""What plcnb exports reads back to the same tables, whatever stands in them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.formats import canvas, case, exported, gradescope, mapped, oneroster
from plcnb.evidence.formats.reading import Package
from plcnb.evidence.importing import import_sources
from plcnb.evidence.store import EvidenceStore

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n,\";='\t"), min_size=1, max_size=12
)
CELLS = {
    "text": WORDS | st.just(""),
    "integer": st.none() | st.integers(-(2**52), 2**52),
    "number": st.floats(allow_infinity=False, allow_nan=True),
    "date": st.none() | st.dates().map(pd.Timestamp),
}


@st.composite
def tables(draw):
    """A few rows of any table, sound by its contract but for what they point to."""
    table = draw(st.sampled_from(list(SOURCE_TABLES.values())))
    made = {}
    n = draw(st.integers(1, 4))
    for column in table.columns:
        cells = st.sampled_from(column.choices) if column.choices else CELLS[column.type]
        if column.type == "text" and column.required and not column.choices:
            cells = WORDS.filter(lambda text: text.strip())
        made[column.name] = draw(st.lists(cells, min_size=n, max_size=n))
    frame = DataFrame(made)
    return table, conform(frame.drop_duplicates(list(table.key)), table)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(made=tables())
def test_any_table_comes_back_as_it_was(tmp_path_factory, made):
    table, rows = made
    folder = tmp_path_factory.mktemp("export")
    exported.write_tables({table.name: rows}, folder)

    reading = exported.read(Package.open([folder / f"{table.name}.csv"]))

    pd.testing.assert_frame_equal(reading.tables[table.name], rows)
    assert not reading.refused


def test_a_whole_store_comes_back_through_an_import(tmp_path, sample_district):
    before = sample_district.evidence.source_tables()
    written = exported.write_tables(before, tmp_path / "out")

    report = import_sources(tmp_path / "evidence", [tmp_path / "out"])

    after = EvidenceStore(tmp_path / "evidence").source_tables()
    assert len(written) == sum(1 for rows in before.values() if len(rows))
    for name, rows in before.items():
        key = list(SOURCE_TABLES[name].key)
        pd.testing.assert_frame_equal(
            after[name].sort_values(key, ignore_index=True), rows.sort_values(key, ignore_index=True)
        )
    assert report.rejects.empty


def test_no_other_reader_takes_an_export(tmp_path, sample_district):
    exported.write_tables(sample_district.evidence.source_tables(), tmp_path)
    package = Package.open([tmp_path])

    assert len(exported.claim(package)) == len(package)
    assert [one.NAME for one in (oneroster, canvas, gradescope, case, mapped) if one.recognise(package)] == []


@pytest.mark.parametrize("name", ["standards", "items"])
def test_alone_it_may_be_a_file_that_people_write(tmp_path, name):
    (tmp_path / f"{name}.csv").write_text(",".join(SOURCE_TABLES[name].names) + "\n")

    assert exported.recognise(Package.open([tmp_path / f"{name}.csv"])) == 0


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("t1,m1,Test,,2026-13-01,,10,,,", "row.invalid_date"),
        ("t1,m1,Test,,,1.5,10,,,", "row.invalid_integer"),
        ("t1,m1,Test,,,,ten,,,", "row.invalid_number"),
        ("t1,m1,Test,,,,inf,,,", "row.invalid_number"),
        (",m1,Test,,,,10,,,", "row.missing_required_value"),
    ],
)
def test_a_line_that_somebody_spoilt_is_refused_by_its_place(tmp_path, line, rule):
    header = ",".join(SOURCE_TABLES["tests"].names)
    (tmp_path / "tests.csv").write_text(f"{header}\nt0,m1,Sound,,,,,,,\n{line}\n")

    reading = exported.read(Package.open([tmp_path / "tests.csv"]))

    (refused,) = reading.refused
    assert (refused.row, refused.rule) == (3, rule)
    assert reading.tables["tests"]["test_id"].tolist() == ["t0"]


def test_no_person_is_named_in_what_is_told(tmp_path):
    header = ",".join(SOURCE_TABLES["people"].names)
    (tmp_path / "people.csv").write_text(f"{header}\nsecret-id,Ned,Nobody,07,wizard\n")

    reading = exported.read(Package.open([tmp_path / "people.csv"]))

    assert not [
        word for word in ("Ned", "secret-id") if word in reading.rejects.to_csv() + str(reading.findings)
    ]


def test_all_digits_of_a_number_are_kept(tmp_path):
    rows = conform(
        DataFrame({"test_id": ["t"], "title": ["T"], "max_score": [0.1 + 0.2]}), SOURCE_TABLES["tests"]
    )
    exported.write_tables({"tests": rows}, tmp_path)

    assert exported.read(Package.open([tmp_path / "tests.csv"])).tables["tests"]["max_score"][
        0
    ] == np.float64(0.1 + 0.2)
