import re

from plcnb.model import Team
from plcnb.reports.index import index_page

TEAMS = [
    Team(team_id="b", name="Grade 7 Science", school="North School"),
    Team(team_id="a", name="Grade 7 <Maths>", school="Harbour School"),
    Team(team_id="c", name="Grade 5 Reading", school="Harbour School"),
]


def job(team="a", status="done", **more):
    entry = {
        "template": "team-report",
        "team": team,
        "audience": "team",
        "status": status,
        "html": f"team/team-report/{team}.html",
        "error": "",
        "when": "2026-01-20T08:15:00+00:00",
    }
    return entry | more


def test_teams_stand_by_school_and_name_with_their_link():
    page = index_page([job("a"), job("b"), job("c")], TEAMS, title="District")

    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Harbour School", "North School"]
    assert re.findall(r'<th scope="row">(.*?)</th>', page) == [
        "Grade 5 Reading",
        "Grade 7 &lt;Maths&gt;",
        "Grade 7 Science",
    ]
    assert 'href="team/team-report/a.html"' in page
    assert "3 reports" in page
    assert "20 Jan 2026, 08:15" in page


def test_a_failed_report_says_why_and_has_no_link():
    error = "team-report stopped for team 'a' at cell [4]."
    page = index_page([job("a", "failed", html=None, error=error)], TEAMS, title="District")

    assert "◆ not made" in page
    assert "at cell [4]." in page
    assert "a.html" not in page
    assert "0 reports; 1 could not be made" in page


def test_a_team_without_a_report_is_not_forgotten():
    page = index_page([job("a")], TEAMS, title="District")

    assert page.count("○ not made yet") == 2


def test_a_report_of_a_team_that_is_gone_is_shown_as_such():
    page = index_page([job("old-team")], TEAMS, title="District")

    assert "Teams that the latest import does not know" in page
    assert "old-team" in page


def test_links_survive_awkward_names_and_every_audience_has_its_row():
    entries = [job("a", html="team/x y/é#1.html"), job("a", audience="public", html="public/a.html")]
    page = index_page(entries, TEAMS, title="District")

    assert 'href="team/x%20y/%C3%A9%231.html"' in page
    assert 'href="public/a.html"' in page


def test_an_empty_workspace_gets_one_next_step():
    assert "plcnb import FILE" in index_page([], [], title="District")


def test_invented_data_is_said():
    assert "Invented sample data" in index_page([], TEAMS, title="District", sample=True)
    assert "Invented sample data" not in index_page([], TEAMS, title="District")
