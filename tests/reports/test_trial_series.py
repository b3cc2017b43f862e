"""What a trial's measurements say: the baseline, the change, what is due, and what may leave the team."""

from datetime import date, timedelta

import pytest

from plcnb.model import Measurement, Trial
from plcnb.reports.trial_series import series_of

FIRST = date(2025, 9, 12)
BEGINS = date(2025, 10, 10)
BEFORE, AFTER = [50, 54, 49, 53], [60, 62, 61, 64, 63, 66, 65, 67]


def measured(before=(), after=(), n=24):
    values = [(value, "before") for value in before] + [(value, "during") for value in after]
    return [
        Measurement(trial_id="t", on=FIRST + timedelta(days=7 * week), value=float(value), phase=phase, n=n)
        for week, (value, phase) in enumerate(values)
    ]


def series(before=(), after=(), n=24, **trial):
    given = {"id": "t", "begins": BEGINS, "until": date(2026, 1, 30), "who": ("a", "b"), "every_days": 7}
    return series_of(Trial(**(given | trial)), measured(before, after, n))


def test_a_lasting_rise_after_the_change_is_said_to_have_helped():
    finding = series(BEFORE, AFTER).finding()

    assert finding.verdict == "above"
    assert "12 measurements" in finding.sentence


def test_the_same_rise_is_worse_where_less_is_better():
    assert series(BEFORE, AFTER, better="down").finding().verdict == "below"


def test_a_rise_without_the_change_says_nothing_about_the_idea():
    finding = series(BEFORE, AFTER, as_planned="no").finding()

    assert finding.verdict == "cannot tell"
    assert finding.sentence.endswith("says nothing about the idea.")


def test_measured_before_alone_nobody_can_say_whether_it_helps():
    assert "4 times before the change and not yet since" in series(BEFORE).finding().sentence


def test_too_few_say_about_how_many_more_it_takes():
    few = series(BEFORE, AFTER[:2])

    assert few.more_needed == 4
    assert "about 4 more measurements, about 28 days" in few.finding().sentence


def test_values_that_are_all_alike_are_not_counted_down():
    assert series([50, 50], [50, 50]).more_needed == 0


def test_the_change_stands_after_the_baseline_whatever_the_order_they_were_written_in():
    mixed = series_of(Trial(id="t"), list(reversed(measured(BEFORE, AFTER))))

    assert mixed.values[:4] == BEFORE
    assert mixed.phases == {4.0: "the change begins"}


def test_a_new_baseline_needs_its_reason():
    anew = FIRST + timedelta(days=7 * 6)
    without = series(BEFORE, AFTER, new_baseline_on=anew)
    with_reason = series(
        BEFORE, AFTER, new_baseline_on=anew, new_baseline="The ticket has ten questions now."
    )

    assert without.baseline_asked
    assert without.judged_from == 0
    assert with_reason.judged_from == 6
    assert with_reason.judged_values == AFTER[2:]
    assert with_reason.phases == {}


@pytest.mark.parametrize(
    ("today", "days"), [(date(2025, 10, 17), 0), (date(2025, 10, 18), 0), (date(2025, 10, 30), 6)]
)
def test_a_measurement_that_is_due_is_counted_in_days(today, days):
    """The latest is of 17 Oct, the next is due on 24 Oct."""
    assert series(BEFORE, AFTER[:2]).overdue(today) == days


def test_nothing_is_due_after_the_last_day_or_once_it_is_closed():
    assert series(BEFORE, AFTER, until=date(2025, 11, 28)).overdue(date(2026, 1, 1)) == 0
    assert series(BEFORE, AFTER[:1], closed_on=date(2025, 12, 1)).overdue(date(2026, 1, 1)) == 0
    assert series(begins=None).next_due() is None


def test_numbers_of_one_teacher_or_of_few_students_stay_in_the_team():
    assert series(BEFORE, AFTER).may_leave_the_team()
    assert not series(BEFORE, AFTER, who=("a",)).may_leave_the_team()
    assert not series(BEFORE, AFTER, n=9).may_leave_the_team()
    assert not series(BEFORE, AFTER, n=None).may_leave_the_team()


def test_only_its_own_measurements_with_a_day_and_a_value_count():
    strangers = [
        Measurement(trial_id="other", on=FIRST, value=1.0),
        Measurement(trial_id="t", value=1.0),
        Measurement(trial_id="t", on=FIRST),
    ]

    assert series_of(Trial(id="t"), [*strangers, *measured([50])]).values == [50]
