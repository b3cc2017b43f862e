"""``plcnb export evidence``: what lies in the folder comes back as it was, and nothing else is touched."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from plcnb.cli import main
from plcnb.evidence.importing import import_sources
from plcnb.evidence.store import EvidenceStore
from plcnb.workspace import Workspace


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "district"
    workspace = Workspace.create(folder, sample=True)
    import_sources(workspace.evidence_folder, folder / "sample")
    return workspace


def export(workspace, folder, *options):
    words = ["export", "evidence", str(folder), "-w", str(workspace.folder), *options]
    return CliRunner().invoke(main, words)


def test_what_is_exported_is_imported_to_the_same_tables(district, tmp_path):
    done = export(district, tmp_path / "out")
    import_sources(tmp_path / "evidence", tmp_path / "out")

    assert done.exit_code == 0
    assert "the names and numbers of children" in done.output
    before, after = district.evidence.source_tables(), EvidenceStore(tmp_path / "evidence").source_tables()
    for name, rows in before.items():
        key = list(rows.columns[:3])
        pd.testing.assert_frame_equal(
            rows.sort_values(key, ignore_index=True), after[name].sort_values(key, ignore_index=True)
        )


def test_exporting_again_takes_the_place_of_its_own_files_and_of_no_others(district, tmp_path):
    folder = tmp_path / "out"
    assert export(district, folder).exit_code == 0
    stale = folder / "prerequisites.csv"
    stale.write_text("standard_id,before_id\na,b\n")
    assert export(district, folder).exit_code == 0
    assert not stale.exists()

    (folder / "letter.txt").write_text("mine")
    refused = export(district, folder)
    assert refused.exit_code == 2
    assert "holds letter.txt, which no export of plcnb has written" in refused.output
    assert (folder / "letter.txt").read_text() == "mine"


def test_a_file_of_ones_own_that_only_has_the_name_of_a_table_is_kept(district, tmp_path):
    (tmp_path / "results.csv").write_text("my,results\n1,2\n")

    assert export(district, tmp_path).exit_code == 2
    assert (tmp_path / "results.csv").read_text() == "my,results\n1,2\n"


def test_the_export_says_its_rows_as_json(district, tmp_path):
    told = json.loads(export(district, tmp_path / "out", "--json").output)

    assert told["rows"]["people"] == len(district.evidence.source_tables()["people"])


def test_a_workspace_without_evidence_has_nothing_to_export(tmp_path):
    empty = Workspace.create(tmp_path / "empty")

    assert export(empty, tmp_path / "out").exit_code == 2
    assert not (tmp_path / "out").exists()
