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
    "where", ["Ana Hall", "room of ben okoro", "Ms. Brown", "Okoro's room", "Frau Weber", "Field’s class"]
)
def test_a_place_called_after_a_person_is_noticed(where):
    assert names_somebody(where, NAMES)


@pytest.mark.parametrize("where", ["Grade 7", "Dining hall", "North field", "Hall B", "", "Mrsa lab"])
def test_a_building_that_sounds_like_a_surname_is_a_place(where):
    assert not names_somebody(where, NAMES)
