"""The package of measures as a whole: light to load, and open by the names a teacher would use."""

import subprocess
import sys

import pytest

from plcnb import stats


def test_the_measures_are_found_by_name():
    assert stats.mastery.verdict(7, 10, 0.7)["verdict"].item() == "cannot tell"
    assert {"items", "mastery", "growth", "disclosure", "gaps", "goals"} <= set(stats.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'astrology'"):
        stats.astrology  # noqa: B018


def test_loading_all_measures_does_not_load_the_slow_distributions():
    code = "import sys; from plcnb.stats import items, mastery, growth, disclosure\n"
    code += "print('scipy.stats' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
