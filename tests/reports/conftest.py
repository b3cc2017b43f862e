"""Workspaces of their own, for tests of pages that write."""

import shutil

import pytest

from plcnb.workspace import Workspace


@pytest.fixture
def district_of_nobody(sample_district, tmp_path):
    """The sample's evidence with a store of records in which nobody has written yet."""
    folder = tmp_path / "district"
    shutil.copytree(sample_district.folder, folder, ignore=shutil.ignore_patterns("records.db*", "reports"))
    return Workspace.open(folder)
