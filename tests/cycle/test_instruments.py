"""Surveys as files: ours are whole, an owned wording takes their place, and a slip is said with its place."""

import re
from pathlib import Path

import pandas as pd
import pytest

from plcnb.cycle.instruments import find_survey, surveys
from plcnb.errors import DataError, NotFound
from plcnb.stats.surveys import score

DOCS = Path(__file__).resolve().parents[2] / "docs" / "surveys.md"


@pytest.fixture
def example():
    return re.search(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)[1]


@pytest.fixture
def folder(tmp_path, example):
    (tmp_path / "speaking.toml").write_text(example, encoding="utf-8")
    return tmp_path


def test_our_surveys_have_the_dimensions_and_scales_they_name():
    health, safety = find_survey("team-health"), find_survey("safety")

    assert [len(one.items) for one in health.dimensions] == [3] * 6
    assert (safety.lowest, safety.highest, len(safety.items)) == (1, 7, 7)
    assert [item.id for item in safety.items if item.reversed] == ["s1", "s3", "s5"]


def test_the_safety_score_is_the_mean_with_lines_1_3_and_5_turned():
    answers = pd.DataFrame([{"s1": 1, "s2": 7, "s3": 1, "s4": 7, "s5": 1, "s6": 7, "s7": 7}] * 5)

    scored = score(answers, find_survey("safety").instrument, minimum=5)

    assert scored.loc["Safe to speak", "mean"] == 7


def test_each_line_is_a_question_whose_answers_are_the_scale(folder):
    questions = find_survey("safety", folder).questions

    assert list(questions) == ["a", "b", "c"]
    assert questions["b"].options == (
        ("1", "No"), ("2", "Rather no"), ("3", "Neither"), ("4", "Rather yes"), ("5", "Yes"),
    )  # fmt: skip
    assert not questions["b"].needed


def test_an_owned_wording_takes_the_place_of_ours_and_says_so(folder):
    found = surveys(folder)

    assert found["safety"].name == "Speaking up"
    assert found["safety"].file == "speaking.toml"
    assert found["team-health"].file == ""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"Yes" = 5', '"Yes" = 4', "labels must name each step from 1 to 5 once"),
        ("highest = 5", "highest = 1", "leave 2 to 11 steps"),
        ('id = "b"', 'id = "a"', "two lines have the id 'a'"),
        ('text = "I say it here when I am stuck."', 'text = " "', "dimensions number 1 items number 1 text"),
        ("reversed = true", "reverse = true", "items number 2 reverse"),
        ("lowest = 1", "lowest = ", "cannot be read as TOML"),
    ],
)
def test_a_slip_in_a_file_is_said_with_its_place(tmp_path, example, old, new, told):
    (tmp_path / "mine.toml").write_text(example.replace(old, new), encoding="utf-8")

    with pytest.raises(DataError, match=r"mine\.toml") as raised:
        surveys(tmp_path)

    assert told in str(raised.value)


def test_two_files_of_one_id_are_refused(folder, example):
    (folder / "other.toml").write_text(example, encoding="utf-8")

    with pytest.raises(DataError, match="both have the id 'safety'"):
        surveys(folder)


def test_an_unknown_survey_lists_those_there_are():
    with pytest.raises(NotFound, match="safety, team-health"):
        find_survey("mood")
