"""What a check says to the person who wrote something."""

from plcnb.cycle.checking import Check

REASON = "It does not say yet for which students."


def test_an_example_is_marked_as_one_and_ends_in_one_full_stop():
    for example in ("students of grade 7", "students of grade 7."):
        assert (
            Check("for whom", False, REASON, example).advice == f"{REASON} For example: students of grade 7."
        )
    assert Check("for whom", False, REASON).advice == REASON


def test_what_could_not_be_judged_is_not_called_wrong():
    assert Check("actionable", False, REASON, judged=False).title == "Actionable: please read it yourselves"
    assert Check("actionable", False, REASON).title == "Actionable"
