import json

import pytest

from plcnb.batch.jobs import JobResult, plan_jobs
from plcnb.batch.manifest import MANIFEST_FILE, Manifest
from plcnb.errors import DataError


@pytest.fixture
def job(template):
    (job,) = plan_jobs(template("1"), ["grade-7-maths"])
    return job


@pytest.fixture
def made(job, tmp_path):
    """A folder in which the job's report is done."""
    out = tmp_path / "reports"
    for name in (job.html, job.notebook):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("x")
    manifest = Manifest(out)
    manifest.put(_done(job))
    manifest.write()
    return out


def _done(job, **changes):
    told = {"status": "done", "seconds": 1.5, "notebook": job.notebook, "html": job.html, "error": ""}
    return JobResult(
        job.template.name,
        job.template.scope,
        job.subject,
        job.audience,
        **(told | {"when": "2026-09-01T08:00:00+00:00", "key": job.key} | changes),
    )


def test_an_entry_says_what_came_of_its_job(made, job):
    content = json.loads((made / MANIFEST_FILE).read_text())

    assert content["version"] == 2
    (entry,) = content["jobs"]
    assert (
        entry.items()
        >= {
            "template": "team-report",
            "scope": "team",
            "subject": "grade-7-maths",
            "audience": "team",
            "status": "done",
            "seconds": 1.5,
            "notebook": "team/team-report/grade-7-maths.ipynb",
            "html": "team/team-report/grade-7-maths.html",
            "error": "",
        }.items()
    )


def test_a_report_is_up_to_date_until_its_files_go(made, job):
    assert Manifest(made).made(job) == _done(job)

    (made / job.html).unlink()
    assert Manifest(made).made(job) is None


@pytest.mark.parametrize("change", [{"key": "another"}, {"status": "failed"}, {"html": "elsewhere.html"}])
def test_a_report_that_is_stale_or_failed_is_not_up_to_date(made, job, change):
    manifest = Manifest(made)
    manifest.put(_done(job, **change))

    assert manifest.made(job) is None


def test_entries_of_other_jobs_are_kept(made, template):
    manifest = Manifest(made)
    (other,) = plan_jobs(template("1"), ["grade-8-maths"])
    manifest.put(_done(other))
    manifest.write()

    assert [entry.subject for entry in Manifest(made)] == ["grade-7-maths", "grade-8-maths"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 3, "jobs": []}',
        '{"version": 1, "jobs": [{"team": 1}]}',
        '{"version": 1, "jobs": [1]}',
    ],
)
def test_a_manifest_that_cannot_be_read_is_refused_and_not_overwritten(tmp_path, text):
    (tmp_path / MANIFEST_FILE).write_text(text)

    with pytest.raises(DataError, match="Move it away"):
        Manifest(tmp_path)

    assert (tmp_path / MANIFEST_FILE).read_text() == text


def test_a_manifest_of_the_time_when_every_report_was_a_teams_is_read_on(made, job):
    path = made / MANIFEST_FILE
    content = json.loads(path.read_text())
    for entry in content["jobs"]:
        entry["team"] = entry.pop("subject")
        del entry["scope"]
    path.write_text(json.dumps(content | {"version": 1}))

    assert Manifest(made).made(job) == _done(job)
