"""What all tests share: real samples, workspaces to read in, and cases that are no chance."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from messy import build_messy
from pandas import DataFrame

from plcnb.evidence.importing import import_sources
from plcnb.records.bundles import load_records
from plcnb.records.store import Records
from plcnb.workspace import Workspace

# The same cases each time, however busy the machine.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

_SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real samples and peers' values that may lie beside the checkout."""
    if not (_SHARED / "data").is_dir():
        pytest.skip("the folder of real samples does not lie beside this checkout")
    return _SHARED


@pytest.fixture(scope="session")
def sample_district(tmp_path_factory):
    """The shipped sample, imported once: a workspace for reading."""
    return _imported(tmp_path_factory.mktemp("sample") / "district", sample=True)


@pytest.fixture(scope="session")
def messy_district(tmp_path_factory):
    """The deliberately awkward second sample, imported once: a workspace for reading."""
    return _imported(
        tmp_path_factory.mktemp("messy") / "district", build_messy(tmp_path_factory.mktemp("files"))
    )


@pytest.fixture
def records(tmp_path):
    """An empty store of records that knows two teams: "maths" (ana, ben, cleo, dan, eve) and "art" (fay)."""
    store = Records(tmp_path / "records.db")
    people = [("maths", name) for name in ("ana", "ben", "cleo", "dan", "eve")] + [("art", "fay")]
    store.know_teams(
        DataFrame({"team_id": ["art", "maths"], "name": ["Art", "Maths"]}),
        DataFrame([{"team_id": team, "person_id": name, "name": name.title()} for team, name in people]),
    )
    return store


def _imported(folder, source=None, *, sample=False):
    workspace = Workspace.create(folder, sample=sample)
    source = source or folder / "sample"
    import_sources(workspace.evidence_folder, [source])
    load_records(workspace.records, source / "records")
    return workspace


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Where a browser or PostgreSQL is promised, a test that needs it and skips has failed."""
    report = yield
    for name in ("browser", "postgresql"):
        variable = f"PLCNB_REQUIRE_{name.upper()}"
        promised = os.environ.get(variable) and item.get_closest_marker(name)
        if promised and report.skipped and not hasattr(report, "wasxfail"):
            report.outcome = "failed"
            report.longrepr = f"{variable} is set, and this test skipped: {report.longrepr[-1]}"
    return report
