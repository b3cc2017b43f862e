import os

from plcnb.batch import rehearsal
from plcnb.batch.worker import make_report
from plcnb.charts.style import _font, width_of
from plcnb.reports.teamreport import open_report


def test_the_rehearsals_workspace_is_worth_rehearsing_with(tmp_path):
    report = open_report("rehearsal", workspace=rehearsal.small_workspace(tmp_path / "w"))

    for section in (report.mastery, report.groups, report.items, report.growth):
        assert len(section()._repr_html_()) > 500, section.__name__


def test_every_rehearsed_report_succeeds_and_nothing_of_it_stays(monkeypatch):
    outcomes = []
    monkeypatch.delenv("PLCNB_WORKSPACE", raising=False)
    monkeypatch.setattr(
        "plcnb.batch.worker.make_report", lambda *job: outcomes.append(make_report(*job)) or outcomes[-1]
    )
    rehearsal.rehearse("plcnb.reports.page:render")

    assert [outcome.error for outcome in outcomes] == ["", "", ""]
    assert "PLCNB_WORKSPACE" not in os.environ


def test_a_rehearsal_never_touches_the_database_or_the_import_of_the_run(monkeypatch, tmp_path):
    named = {
        "PLCNB_DATABASE_URL": f"sqlite:///{tmp_path / 'of-the-school.db'}",
        "PLCNB_SNAPSHOT": "none such",
    }
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    rehearsal.rehearse("plcnb.reports.page:render")

    assert list(tmp_path.iterdir()) == []
    assert {name: os.environ[name] for name in named} == named


def test_a_fork_opens_the_font_anew():
    width_of("A font that is open")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, str(_font.cache_info().currsize).encode())
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reader, 10) == b"0"
    assert _font.cache_info().currsize == 1
    os.close(reader), os.close(writer)
