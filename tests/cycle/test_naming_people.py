"""Notes of a visit are about students, and places are no people."""

import pytest

from plcnb.cycle.naming_people import names_somebody, speaks_of_teachers

NAMES = ["Ana Hall", "Ben Okoro", "Field", ""]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two students argued; then the teacher asked why.", "the teacher"),
        ("Ben Okoro explained it at the board", "Ben Okoro"),
        ("Mr Okoro walked round", "Mr Okoro"),
        ("Students asked the teacher's aide", "the teacher"),
        ("My colleague was surprised", "My colleague"),
        ("“It is six.” “No, seven: count again.”", ""),
        ("They ran across the hall and the field", ""),
        ("They teach each other", ""),
        ("", ""),
    ],
)
def test_a_note_that_speaks_of_who_teaches_is_noticed_by_its_words(text, found):
    assert speaks_of_teachers(text, NAMES) == found


@pytest.mark.parametrize(
    "where",
    ["Ana Hall", "room of ben okoro", "Ms. Brown", "Okoro's room", "Frau Weber", "Field’s class", "Ben"],
)
def test_a_place_called_after_a_person_is_noticed(where):
    assert names_somebody(where, NAMES)


@pytest.mark.parametrize(
    "idea", ["Swap classes with Ana on Fridays", "Ben, then the others", "Visit Ana.", "ANA HALL"]
)
def test_an_idea_that_calls_somebody_by_a_first_name_is_noticed(idea):
    assert names_somebody(idea, NAMES)


def test_a_first_name_inside_another_word_or_of_another_meaning_is_none():
    assert not names_somebody("Banana bread; a bent line; give an anagram", NAMES)
    assert not names_somebody("mark what they will say", ["Mark Oak", "Will Elm"])
    assert not names_somebody("la clase de arte", ["Ana de Souza"])


def test_a_name_is_noticed_in_a_script_without_spaces():
    assert names_somebody("星期二与王小明交换班级", ["王小明"])
    assert not names_somebody("星期二交换班级", ["王小明"])


@pytest.mark.parametrize("where", ["Grade 7", "Dining hall", "North field", "Hall B", "", "Mrsa lab"])
def test_a_building_that_sounds_like_a_surname_is_a_place(where):
    assert not names_somebody(where, NAMES)
