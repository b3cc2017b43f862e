import re
from datetime import date

import pytest

from plcnb.model import Team
from plcnb.reports.index import TeamFacts, index_page, not_counted

TEAMS = [
    Team(team_id="b", name="Grade 7 Science", school="North School"),
    Team(team_id="a", name="Grade 7 <Maths>", school="Harbour School"),
    Team(team_id="c", name="Grade 5 Reading", school="Harbour School"),
]


def job(subject="a", status="done", template="team-report", **more):
    entry = {
        "template": template,
        "scope": "team",
        "subject": subject,
        "audience": "team",
        "status": status,
        "html": f"team/{template}/{subject}.html",
        "error": "",
        "when": "2026-01-20T08:15:00+00:00",
    }
    return entry | more


def overview(school="Harbour School", **more):
    page = f"school/school-overview/{school[:5].lower()}.html"
    told = {"scope": "school", "audience": "school", "html": page}
    return job(school, template="school-overview", **(told | more))


def text(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def row(page, team):
    """Return the line of a team, as HTML."""
    (found,) = [line for line in re.findall(r"<tr.*?</tr>", page, re.S) if f">{team}</th>" in line]
    return found


def test_teams_stand_by_school_and_name_with_their_link():
    page = index_page([job("a"), job("b"), job("c")], TEAMS, title="District")

    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Harbour School", "North School"]
    assert re.findall(r'<th [^>]*scope="row">(.*?)</th>', page) == [
        "Grade 5 Reading",
        "Grade 7 &lt;Maths&gt;",
        "Grade 7 Science",
    ]
    assert 'href="team/team-report/a.html"' in page
    assert "3 reports, the newest made 20 Jan 2026, 08:15 UTC" in page


def test_a_team_has_one_row_with_all_its_reports_in_the_order_of_the_cycle():
    made = ["visit-review", "our-own_report", "goal-review", "team-report"]
    page = index_page([job("b", template=name) for name in made], TEAMS, title="District")

    assert re.findall(r'<a href="team/([\w-]+)/b.html">(.*?)</a>', row(page, "Grade 7 Science")) == [
        ("team-report", "Team report"),
        ("goal-review", "Goals"),
        ("visit-review", "Visits"),
        ("our-own_report", "Our own report"),
    ]


def test_what_is_about_a_school_stands_beside_its_name_and_in_no_row():
    page = index_page([overview(), job("c")], TEAMS, title="District")
    harbour, north = re.findall(r"<section.*?</section>", page, re.S)

    assert 'href="school/school-overview/harbo.html">School overview</a>' in harbour.split("<table")[0]
    assert "School overview" not in harbour.split("<table")[1] + north


def test_the_reports_for_other_readers_are_told_apart():
    public = {"audience": "public", "html": "public/c.html"}
    line = text(row(index_page([job("c", **public), job("c")], TEAMS, title="District"), "Grade 5 Reading"))

    assert line.endswith("for the team: Team report for everyone: Team report")


def test_a_failed_report_says_why_and_has_no_link():
    error = "team-report stopped for team 'a' at cell [4]."
    page = index_page([job("a", "failed", html=None, error=error)], TEAMS, title="District")

    assert "◆ Not made for the team: Team report." in page
    assert "at cell [4]." in page
    assert "a.html" not in page
    assert "0 reports; 1 could not be made" in page


def test_a_team_without_a_report_is_not_forgotten():
    page = index_page([job("a")], TEAMS, title="District")

    assert page.count("○ none made yet") == 2


@pytest.mark.parametrize("gone", [job("old-team"), overview("Closed School")])
def test_a_report_of_a_team_or_school_that_is_gone_is_shown_as_such(gone):
    page = index_page([gone], TEAMS, title="District")

    assert "Teams and schools that the latest import does not know" in page
    assert gone["html"] in row(page, gone["subject"])


def test_the_teams_without_a_school_have_their_overview_too():
    teams = [*TEAMS, Team(team_id="d", name="Travelling Team")]
    page = index_page([overview("")], teams, title="District")

    assert "School overview" in page.split("<h2>No school named</h2>")[1]
    assert "does not know" not in page


def test_links_survive_awkward_names():
    page = index_page([job("a", html="team/x y/é#1.html")], TEAMS, title="District")

    assert 'href="team/x%20y/%C3%A9%231.html"' in page


def test_a_report_older_than_the_newest_says_its_day():
    entries = [job("a"), job("b", when="2026-01-03T08:15:00+00:00")]
    page = index_page(entries, TEAMS, title="District")

    assert "3 Jan 2026" in row(page, "Grade 7 Science")
    assert "20 Jan 2026" not in row(page, "Grade 7 &lt;Maths&gt;")


def test_where_a_team_stands_is_told():
    facts = {"b": TeamFacts("change", date(2026, 1, 22), 3, 1), "c": TeamFacts("launch")}
    page = index_page([], TEAMS, title="District", facts=facts)

    assert (
        text(row(page, "Grade 7 Science")) == "Grade 7 Science Try 22 Jan 2026 3, 1 overdue ○ none made yet"
    )
    assert text(row(page, "Grade 5 Reading")) == "Grade 5 Reading Launch none yet 0 ○ none made yet"
    assert text(row(page, "Grade 7 &lt;Maths&gt;")).endswith("– – – ○ none made yet")


def test_of_a_team_of_one_teacher_nothing_is_told():
    page = index_page(
        [], TEAMS, title="District", facts={"b": TeamFacts(untold=not_counted(1)), "c": TeamFacts("goals")}
    )

    assert "Grade 7 Science one teacher: not counted here – – – ○ none made yet" in text(page)


def test_steps_and_days_and_numbers_sort_as_what_they_are():
    facts = {"b": TeamFacts("change", date(2026, 1, 22), 12)}
    line = row(index_page([], TEAMS, title="District", facts=facts), "Grade 7 Science")

    assert re.findall(r'data-sort="(.*?)"', line) == ["4", "2026-01-22", "12"]


def test_results_put_no_team_before_another():
    behind = {"a": TeamFacts("launch", None, 9, 9), "c": TeamFacts("reflect", date(2026, 1, 22))}
    ahead = {"a": behind["c"], "c": behind["a"]}
    orders = [
        re.findall(r'scope="row">(.*?)</th>', index_page([], TEAMS, title="District", facts=facts))
        for facts in (behind, ahead, None)
    ]

    assert orders[0] == orders[1] == orders[2]


def test_without_facts_there_are_no_empty_columns():
    page = index_page([job("a")], TEAMS, title="District")

    assert "Last meeting" not in page
    assert "overdue" not in page


def test_an_empty_workspace_gets_one_next_step():
    assert "plcnb import FILE" in index_page([], [], title="District")


def test_invented_data_is_said():
    assert "Invented sample data" in index_page([], TEAMS, title="District", sample=True)
    assert "Invented sample data" not in index_page([], TEAMS, title="District")
