from plcnb.cycle.steps import STEPS
from plcnb.reports.sections import (
    Markup,
    Section,
    cycle_strip,
    empty_state,
    findings_list,
    name_list,
    paragraph,
)
from plcnb.words import Finding


def test_a_section_shows_its_title_its_finding_and_its_proof_in_order():
    html = Section(
        "Mastery", "19 of 24 <can>", (Markup("<p>chart</p>"), paragraph("a & b", "small"))
    )._repr_html_()

    assert html.index("Mastery") < html.index("19 of 24 &lt;can&gt;") < html.index("<p>chart</p>")
    assert '<p class="small">a &amp; b</p>' in html


def test_a_verdict_is_said_in_words_beside_its_shape():
    html = findings_list(
        [Finding("Up.", "above"), Finding("Who knows."), Finding("Down.", "below")]
    )._repr_html_()

    assert html.index("clearly above") < html.index("●") < html.index("cannot tell yet") < html.index("○")
    assert "clearly below" in html
    assert "◆" in html


def test_a_number_and_its_per_cent_sign_stay_on_one_line():
    assert "70\xa0% of 45 students" in findings_list([Finding("70 % of 45 students.")])._repr_html_()
    assert "below 70\xa0%" in Section("Title", "1 below 70 %")._repr_html_()


def test_of_a_large_team_the_first_names_are_shown_and_the_others_counted():
    names = [f"Student {n:04}" for n in range(1100)]

    assert "Student 1099" in name_list("Extend", names)._repr_html_()
    short = name_list("Extend", names, short=True)._repr_html_()
    assert "Extend (1,100)" in short
    assert "Student 0008" in short
    assert "Student 0009" not in short
    assert "and 1,091 more" in short


def test_the_present_step_alone_is_marked():
    strip = cycle_strip("evidence")

    assert strip.count("aria-current") == 1
    assert '<li aria-current="step"><b>Evidence</b></li>' in strip
    assert strip.count("<li") == len(STEPS)


def test_an_empty_state_names_what_is_missing_why_and_the_next_step():
    assert empty_state("No result yet,", "so nothing to say.", "Import one.")._repr_html_() == (
        '<p class="empty">No result yet, so nothing to say. Import one.</p>'
    )
