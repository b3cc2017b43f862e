"""The manifest over many runs: what it keeps, what it forgets, and what it never takes for granted."""

import json
from dataclasses import replace

import pytest

from plcnb.batch.jobs import JobResult, plan_jobs
from plcnb.batch.manifest import MANIFEST_FILE, Manifest
from plcnb.errors import DataError

TEAMS = ["grade-7-maths", "grade-8-maths", "grade-9-maths"]


@pytest.fixture
def jobs(template):
    return plan_jobs(template("1"), TEAMS)


def done(job, **changes) -> JobResult:
    told = {"status": "done", "seconds": 1.5, "notebook": job.notebook, "html": job.html, "error": ""}
    return JobResult(
        job.template.name,
        job.template.scope,
        job.subject,
        job.audience,
        **(told | {"when": "2026-09-01T08:00:00+00:00", "key": job.key} | changes),
    )


def lay_files(out, *jobs) -> None:
    for job in jobs:
        for name in (job.html, job.notebook):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_text("x")


def written(out, *results) -> Manifest:
    manifest = Manifest(out)
    for result in results:
        manifest.put(result)
    manifest.write()
    return Manifest(out)


def test_a_folder_without_a_manifest_has_no_entries_and_is_not_made(tmp_path):
    assert list(Manifest(tmp_path / "reports")) == []
    assert not (tmp_path / "reports").exists()


def test_what_is_written_is_read_back_unchanged(tmp_path, jobs):
    results = [
        done(jobs[0]),
        done(jobs[1], status="failed", error="team-report stopped.", cell=4, html="", seconds=None),
        done(jobs[2], status="skipped", cpu_seconds=0.25),
    ]

    assert list(written(tmp_path, *results)) == results


def test_letters_of_any_script_stand_in_the_file_as_they_are(tmp_path, template):
    (job,) = plan_jobs(template("1"), ["Matemática 7 · 数学"])

    assert [entry.subject for entry in written(tmp_path, done(job))] == ["Matemática 7 · 数学"]
    assert "Matemática 7 · 数学" in (tmp_path / MANIFEST_FILE).read_text(encoding="utf-8")


def test_the_file_is_the_same_in_whatever_order_jobs_ended(tmp_path, jobs):
    results = [done(job) for job in jobs]
    written(tmp_path / "a", *results)
    written(tmp_path / "b", *reversed(results))

    assert (tmp_path / "a" / MANIFEST_FILE).read_bytes() == (tmp_path / "b" / MANIFEST_FILE).read_bytes()


def test_entries_stand_by_template_then_audience_then_team(tmp_path, template):
    late, early = template("1", name="z-report"), template("1", name="a-report")
    planned = [
        job
        for one, audience in ((late, "team"), (early, "team"), (early, "school"))
        for job in plan_jobs(one, ["b", "a"], audience=audience)
    ]

    read = [entry.identity for entry in written(tmp_path, *map(done, planned))]

    assert read == [
        ("a-report", "a", "school"),
        ("a-report", "b", "school"),
        ("a-report", "a", "team"),
        ("a-report", "b", "team"),
        ("z-report", "a", "team"),
        ("z-report", "b", "team"),
    ]


def test_a_later_result_takes_the_place_of_the_earlier_one_alone(tmp_path, jobs):
    written(tmp_path, *map(done, jobs))

    again = written(tmp_path, done(jobs[1], status="failed", error="It stopped."))

    assert [(entry.subject, entry.status) for entry in again] == list(
        zip(TEAMS, ("done", "failed", "done"), strict=True)
    )


def test_one_team_has_an_entry_for_each_audience(tmp_path, template):
    planned = [
        plan_jobs(template("1"), ["one"], audience=audience)[0] for audience in ("team", "school", "public")
    ]

    manifest = written(tmp_path, *map(done, planned[:2]), done(planned[2], status="failed"))

    assert {entry.audience: entry.status for entry in manifest} == {
        "team": "done",
        "school": "done",
        "public": "failed",
    }


def test_a_report_for_one_audience_is_no_report_for_another(tmp_path, template):
    mine, theirs = (
        plan_jobs(template("1"), ["one"], audience=audience)[0] for audience in ("team", "public")
    )
    lay_files(tmp_path, mine, theirs)

    manifest = written(tmp_path, done(mine))

    assert manifest.made(mine) == done(mine)
    assert manifest.made(theirs) is None


def test_an_entry_of_a_template_that_is_gone_is_kept_as_it_was(tmp_path, jobs):
    foreign = replace(done(jobs[0]), template="last-years-report", key="unknown", when="2025-01-01")

    written(tmp_path, foreign)

    kept = written(tmp_path, done(jobs[1]))

    assert foreign in list(kept)
    assert len(list(kept)) == 2


def test_a_run_that_is_interrupted_leaves_no_entry_for_what_it_began(tmp_path, jobs):
    lay_files(tmp_path, *jobs)
    written(tmp_path, *map(done, jobs))
    running = Manifest(tmp_path)
    running.forget(jobs[:2])
    running.write()  # and here the machine is switched off

    after = Manifest(tmp_path)
    assert [after.made(job) is not None for job in jobs] == [False, False, True]


def test_what_was_never_held_can_be_forgotten(tmp_path, jobs):
    manifest = written(tmp_path, done(jobs[0]))

    manifest.forget(jobs)

    assert list(manifest) == []


def test_nothing_is_forgotten_on_disk_before_it_is_written(tmp_path, jobs):
    manifest = written(tmp_path, *map(done, jobs))

    manifest.forget(jobs)

    assert len(list(Manifest(tmp_path))) == 3


@pytest.mark.parametrize("lost", ["html", "notebook"])
def test_a_report_that_lost_either_of_its_files_is_made_again(tmp_path, jobs, lost):
    lay_files(tmp_path, *jobs)
    manifest = written(tmp_path, *map(done, jobs))

    (tmp_path / getattr(jobs[0], lost)).unlink()

    assert [manifest.made(job) is None for job in jobs] == [True, False, False]


def test_a_folder_in_the_place_of_a_page_is_no_page(tmp_path, jobs):
    lay_files(tmp_path, jobs[0])
    (tmp_path / jobs[0].html).unlink()
    (tmp_path / jobs[0].html).mkdir()

    assert written(tmp_path, done(jobs[0])).made(jobs[0]) is None


def test_a_skipped_report_is_still_up_to_date_the_next_time(tmp_path, jobs):
    lay_files(tmp_path, jobs[0])

    assert written(tmp_path, done(jobs[0], status="skipped")).made(jobs[0]) is not None


@pytest.mark.parametrize("change", ["evidence", "parameters", "template"])
def test_whatever_a_report_is_made_from_makes_it_stale(tmp_path, template, change):
    cells = 'team = ""\naudience = "team"\nmost = 3'
    (job,) = plan_jobs(template("1", parameters=cells), ["one"], data={"one": "a"})
    lay_files(tmp_path, job)
    manifest = written(tmp_path, done(job))
    assert manifest.made(job) is not None

    (changed,) = {
        "evidence": lambda: plan_jobs(job.template, ["one"], data={"one": "b"}),
        "parameters": lambda: plan_jobs(job.template, ["one"], parameters={"most": 4}, data={"one": "a"}),
        "template": lambda: plan_jobs(template("2", parameters=cells), ["one"], data={"one": "a"}),
    }[change]()

    assert manifest.made(changed) is None


def test_writing_leaves_the_manifest_and_nothing_beside_it(tmp_path, jobs):
    written(tmp_path, *map(done, jobs))
    written(tmp_path, done(jobs[0]))

    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".ipynb"] == [MANIFEST_FILE]


def test_a_manifest_cut_short_in_writing_does_not_hide_the_whole_one(tmp_path, jobs):
    written(tmp_path, *map(done, jobs))
    (tmp_path / f".{MANIFEST_FILE}.part").write_text('{"version": 1, "jo')

    assert len(list(written(tmp_path, done(jobs[0])))) == 3


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_was_cut_is_refused_and_left_for_a_person_to_see(tmp_path, jobs, share):
    written(tmp_path, *map(done, jobs))
    path = tmp_path / MANIFEST_FILE
    cut = path.read_text()[: int(path.stat().st_size * share)]
    path.write_text(cut)

    with pytest.raises(DataError, match=r"manifest\.json cannot be read as a manifest"):
        Manifest(tmp_path)
    assert path.read_text() == cut


@pytest.mark.parametrize("version", [0, 3, "2", None])
def test_a_manifest_of_another_version_is_refused(tmp_path, jobs, version):
    written(tmp_path, done(jobs[0]))
    path = tmp_path / MANIFEST_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": version}))

    with pytest.raises(DataError, match="the reports are then made again"):
        Manifest(tmp_path)


def test_bytes_that_are_no_text_are_refused_in_plain_words(tmp_path):
    (tmp_path / MANIFEST_FILE).write_bytes(b"\xff\xfe\x00\x80")

    with pytest.raises(DataError, match="Move it away"):
        Manifest(tmp_path)


def test_an_entry_without_its_file_names_says_so_instead_of_guessing(tmp_path, jobs):
    entry = done(jobs[0]).as_dict()
    del entry["html"]
    (tmp_path / MANIFEST_FILE).write_text(json.dumps({"version": 2, "jobs": [entry]}))

    with pytest.raises(DataError, match="cannot be read"):
        Manifest(tmp_path)


def test_a_manifest_that_was_moved_away_starts_anew(tmp_path, jobs):
    (tmp_path / MANIFEST_FILE).write_text("broken")
    (tmp_path / MANIFEST_FILE).rename(tmp_path / "away.json")

    assert list(written(tmp_path, done(jobs[0]))) == [done(jobs[0])]
