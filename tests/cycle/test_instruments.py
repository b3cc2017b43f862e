"""Surveys as files: ours are whole, an owned wording takes their place, and a slip is said with its place."""

import re
from pathlib import Path

import pandas as pd
import pytest

from plcnb.cycle.instruments import Dimension, Item, Survey, surveys
from plcnb.cycle.written import read_written
from plcnb.errors import DataError
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
    health, safety = surveys()["team-health"], surveys()["safety"]

    assert [len(one.items) for one in health.dimensions] == [3] * 6
    assert (safety.lowest, safety.highest, len(safety.items)) == (1, 7, 7)
    assert [item.id for item in safety.items if item.reversed] == ["s1", "s3", "s5"]


def test_the_safety_score_is_the_mean_with_lines_1_3_and_5_turned():
    answers = pd.DataFrame([{"s1": 1, "s2": 7, "s3": 1, "s4": 7, "s5": 1, "s6": 7, "s7": 7}] * 5)

    scored = score(answers, surveys()["safety"].instrument, minimum=5)

    assert scored.loc["Safe to speak", "mean"] == 7


def test_each_line_is_a_question_whose_answers_are_the_scale(folder):
    questions = surveys(folder)["safety"].questions

    assert list(questions) == ["a", "b", "c"]
    assert questions["b"].options == (
        ("1", "No"), ("2", "Rather no"), ("3", "Neither"), ("4", "Rather yes"), ("5", "Yes"),
    )  # fmt: skip
    assert not questions["b"].needed


def test_an_owned_wording_takes_the_place_of_ours_and_says_so(folder):
    found = surveys(folder)

    assert found["safety"].name == "Speaking up"
    assert found["safety"].note == (
        "Your file speaking.toml takes the place of the survey 'safety' that comes with plcnb."
    )
    assert found["team-health"].note == ""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"Yes" = 5', '"Yes" = 4', "labels; expected each step from 1 to 5 once"),
        ('"Yes" = 5', '"Yes" = "5"', "labels 'Yes' = '5'; expected each step of the scale once, as in"),
        ("highest = 5", "highest = 1", "highest = 1; expected a whole number from 2 to 11"),
        ("highest = 5", "highest = 9999999999", "highest = 9999999999; expected a whole number from 2 to 11"),
        ("lowest = 1", 'lowest = "1"', "lowest = '1'; expected a whole number"),
        ("lowest = 1", "lowest = true", "lowest = True; expected a whole number"),
        ('id = "b"', 'id = "a"', "dimensions; expected lines with ids that differ, and 'a' is the id of two"),
        (
            'text = "I say it here when I am stuck."',
            'text = " "',
            "dimension 1 (Safe to speak), item 1 (a), text = ' '; expected a text of 1 to 300 characters",
        ),
        (
            "reversed = true",
            "reverse = true",
            "item 2 (b), 'reverse' is no key here; did you mean 'reversed'?",
        ),
        ("reversed = true", 'reversed = "yes"', "item 2 (b), reversed = 'yes'; expected true or false"),
        ('name = "Speaking up"', 'name = "Speaking up"\nfile = "x"', "'file' is no key here; there are id"),
        ("lowest = 1", "lowest = ", "cannot be read as TOML"),
        ("[labels]", "[answers]", "'answers' is no key here"),
    ],
)
def test_a_slip_in_a_file_is_said_with_its_place(tmp_path, example, old, new, told):
    (tmp_path / "mine.toml").write_text(example.replace(old, new), encoding="utf-8")

    with pytest.raises(DataError, match=r"mine\.toml") as raised:
        surveys(tmp_path)

    assert told in str(raised.value)
    assert "; and" not in str(raised.value), "one slip makes one message or two, no more"


def test_every_key_of_a_survey_says_what_may_stand_there():
    keys = {**Survey.model_fields, **Dimension.model_fields, **Item.model_fields}

    assert [key for key, field in keys.items() if not field.description] == ["file", "replaces_ours"]


def test_a_survey_saved_by_windows_is_read_and_one_of_another_encoding_is_said_with_its_line(
    tmp_path, example
):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + example.replace("\n", "\r\n").encode())
    assert read_written(Survey, path).name == "Speaking up"

    path.write_bytes(example.replace("Mistakes", "Ärger").encode("latin-1"))
    with pytest.raises(DataError, match=r"mine\.toml is not text in UTF-8 \(line 18\)"):
        surveys(tmp_path)


def test_what_only_looks_like_a_file_of_a_survey_is_left_alone(tmp_path):
    (tmp_path / "old.toml").mkdir()
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")

    assert set(surveys(tmp_path)) == {"safety", "team-health"}


def test_two_files_of_one_id_are_refused(folder, example):
    (folder / "other.toml").write_text(example, encoding="utf-8")

    with pytest.raises(DataError, match="both have the id 'safety'"):
        surveys(folder)
