import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.cycle.agenda import Part, fit
from plcnb.errors import ParameterError

PARTS = [
    Part("Last promises", "we said so", standard=5, least=3, weight=2),
    Part("Look at fractions", "clearly below", standard=15, least=10, weight=5),
    Part("Plan the reteach step", "with owner and date", standard=10, least=6, weight=4),
    Part("One minute each", "close", standard=3, least=2, weight=1),
]


def test_a_meeting_of_the_standard_length_gets_the_standard_minutes():
    agenda = fit(PARTS, 33)

    assert agenda.parts["minutes"].tolist() == [5, 15, 10, 3]
    assert agenda.left_out == ()


def test_a_short_meeting_drops_the_least_weighty_parts_and_names_them():
    agenda = fit(PARTS, 17)

    assert agenda.parts["item"].tolist() == ["Look at fractions", "Plan the reteach step"]
    assert agenda.left_out == ("Last promises", "One minute each")


@given(st.integers(10, 480), st.permutations(PARTS))
def test_the_minutes_add_up_and_no_part_is_squeezed(minutes, parts):
    agenda = fit(parts, minutes)
    least = {part.item: part.least for part in parts}

    assert agenda.parts["minutes"].sum() == minutes
    assert all(row.minutes >= least[row.item] for row in agenda.parts.itertuples())
    assert set(agenda.parts["item"]) | set(agenda.left_out) == set(least)


@given(st.integers(10, 479))
def test_a_longer_meeting_never_leaves_out_more(minutes):
    assert len(fit(PARTS, minutes + 1).left_out) <= len(fit(PARTS, minutes).left_out)


@pytest.mark.parametrize("minutes", [0, 9, 481, -5])
def test_a_meeting_of_impossible_length_is_refused(minutes):
    with pytest.raises(ParameterError, match="between 10 and 480"):
        fit(PARTS, minutes)


def test_an_agenda_of_nothing_is_refused():
    with pytest.raises(ParameterError, match="at least one part"):
        fit([], 45)
