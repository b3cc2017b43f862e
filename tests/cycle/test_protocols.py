import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from plcnb.charts import agenda_timeline
from plcnb.cycle.protocols import Protocol, ProtocolStep, find_protocol, protocols, read_protocol, scale
from plcnb.errors import DataError, NotFound, ParameterError

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "protocols.md"

OURS = {"data-meeting", "consultancy", "launch", "looking-at-data", "trial-review", "tuning", "unit-design"}

WHOLE = """\
id = "walk"
name = "Walk"
purpose = "Think while walking."

[[steps]]
title = "Out"
minutes = 10
least = 4
speaks = "Pairs"
prompt = "What is on your mind?"

[[steps]]
title = "Back"
minutes = 10
least = 4
always = true
speaks = "Pairs"
prompt = "What will you do?"
"""


def written(folder, text=WHOLE, name="walk.toml"):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# What comes with plcnb


def test_ours_are_there_and_the_data_meeting_comes_first():
    found = protocols()

    assert set(found) == OURS
    assert next(iter(found)) == "data-meeting"
    assert all(one.note == "" for one in found.values())


def test_every_file_that_ships_is_read_and_named_after_its_id():
    names = {file.name for file in (files("plcnb.cycle") / "shipped_protocols").iterdir()}

    assert names == {f"{name}.toml" for name in OURS}


def test_a_data_meeting_takes_35_to_50_minutes_whole():
    meeting = protocols()["data-meeting"]

    assert (meeting.least, meeting.minutes) == (35, 50)
    assert scale(meeting, 35).left_out == ()
    assert scale(meeting, 34).left_out == ("One minute each",)


@pytest.mark.parametrize("name", sorted(OURS))
def test_each_of_ours_can_be_led_by_who_never_saw_it(name):
    protocol = protocols()[name]

    assert all(step.leaves for step in protocol.steps), "what exists when the step ends"
    assert protocol.bring
    assert protocol.roles
    assert protocol.shortest <= 20


@pytest.mark.parametrize("name", sorted(OURS - {"consultancy"}))
def test_the_fourth_question_is_never_dropped(name):
    protocol = protocols()[name]
    shortest = scale(protocol, protocol.shortest)

    assert "Those who know it already" in [planned.step.title for planned in shortest.steps]


@pytest.mark.parametrize("name", ["data-meeting", "unit-design", "trial-review"])
def test_what_was_promised_opens_the_meeting_and_the_next_step_is_never_dropped(name):
    protocol = protocols()[name]
    shortest = scale(protocol, protocol.shortest)
    titles = [planned.step.title for planned in shortest.steps]

    assert titles[0] == "Last time's promises"
    assert {"Our next step", "Keep, change or drop"} & set(titles)


def test_the_presenter_of_a_consultancy_is_silent_while_the_others_talk():
    talk = next(step for step in protocols()["consultancy"].steps if step.title == "Talk it over")

    assert "silent" in talk.listens
    assert "silent" in talk.rule
    assert "resenter" not in talk.speaks


def test_describing_comes_before_explaining_and_before_concluding():
    for name, order in {
        "data-meeting": ["Predict", "Describe", "Interpret", "Our next step"],
        "looking-at-data": ["Describe", "Interpret", "Conclude"],
        "trial-review": ["Was it done?", "What the measurements show", "Does it match?"],
    }.items():
        titles = [step.title for step in protocols()[name].steps]
        assert [title for title in titles if title in order] == order


def test_a_protocol_is_frozen():
    with pytest.raises(ValidationError):
        protocols()["tuning"].name = "Other"


# A team's own files


def test_the_worked_example_of_the_guide_is_a_protocol(tmp_path):
    example = re.search(r"^```toml\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.M | re.S)[1]
    path = written(tmp_path / "protocols", example, "gallery-walk.toml")

    protocol = protocols(tmp_path / "protocols")["gallery-walk"]

    assert protocol == read_protocol(path)
    assert protocol.note == "From your file gallery-walk.toml."
    assert scale(protocol, protocol.shortest).note


def test_the_guide_tells_of_every_key_and_every_protocol_of_ours():
    guide = GUIDE.read_text(encoding="utf-8")
    keys = {*Protocol.model_fields, *ProtocolStep.model_fields} - {"file", "replaces_ours"}

    assert [key for key in keys if f"`{key}`" not in guide] == []
    assert [name for name in OURS if f"`{name}`" not in guide] == []


def test_the_guide_tells_the_minutes_of_ours_as_they_are():
    guide = GUIDE.read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| (\d+) \| (\d+) \|$", guide, re.M)

    assert {name: (int(usual), int(least)) for name, usual, least in told} == {
        name: (protocol.minutes, protocol.least) for name, protocol in protocols().items()
    }


def test_the_message_that_the_guide_shows_is_the_one_that_comes(tmp_path):
    guide = GUIDE.read_text(encoding="utf-8")
    example = re.search(r"^```toml\n(.*?)^```", guide, re.M | re.S)[1]

    with pytest.raises(DataError) as caught:
        read_protocol(written(tmp_path, example.replace("least = 8", "least = 15"), "gallery-walk.toml"))

    assert f"\n{caught.value}\n" in guide


def test_a_file_with_the_id_of_ours_takes_its_place_and_says_so(tmp_path):
    written(tmp_path, WHOLE.replace('"walk"', '"tuning"'), "our-tuning.toml")

    tuning = find_protocol("tuning", tmp_path)

    assert tuning.name == "Walk"
    assert tuning.note == (
        "Your file our-tuning.toml takes the place of the protocol 'tuning' that comes with plcnb."
    )
    assert scale(tuning, 20).note == tuning.note, "where it is used it is said that it is theirs"
    assert set(protocols(tmp_path)) == OURS
    assert protocols()["tuning"].name == "Tuning", "and without the folder ours is untouched"


def test_a_workspace_without_the_folder_has_ours(tmp_path):
    assert set(protocols(tmp_path / "protocols")) == OURS


def test_other_files_of_the_folder_are_left_alone(tmp_path):
    written(tmp_path, "no TOML at all", "notes.txt")
    (tmp_path / "old.toml").mkdir()

    assert set(protocols(tmp_path)) == OURS


def test_two_files_of_one_id_are_refused(tmp_path):
    written(tmp_path, name="a.toml")
    written(tmp_path, name="b.toml")

    with pytest.raises(DataError, match=r"b\.toml and a\.toml both have the id 'walk'"):
        protocols(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path):
    with pytest.raises(DataError, match="expected the folder"):
        protocols(written(tmp_path))


def test_a_protocol_that_is_not_there_lists_those_that_are():
    with pytest.raises(NotFound, match=r"no protocol 'tunning'\. There are: .*tuning.*docs/protocols\.md"):
        find_protocol("tunning")


def test_a_path_that_is_no_file_is_said(tmp_path):
    with pytest.raises(NotFound, match=r"no file .*mine\.toml"):
        read_protocol(tmp_path / "mine.toml")


def test_a_byte_order_mark_and_lines_within_a_text_do_no_harm(tmp_path):
    path = tmp_path / "walk.toml"
    path.write_text(WHOLE.replace('"Pairs"', '"""Pairs,\n  slowly"""'), encoding="utf-8-sig")

    assert read_protocol(path).steps[0].speaks == "Pairs, slowly"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "prompt",
            "promt",
            r"walk\.toml: step 1 \(Out\), the key 'prompt' is missing; expected a text of 1 to",
        ),
        ('"Walk"', '"Walk"\nmotto = "Go"', "'motto' is no key here; there are id, name, purpose"),
        ("least = 4", "lest = 4", r"step 1 \(Out\), .*'lest' is no key here; did you mean 'least'\?"),
        ("minutes = 10", "minutes = 0", r"step 1 \(Out\), minutes = 0; expected whole minutes from 1 to 240"),
        ("minutes = 10", 'minutes = "10"', "minutes = '10'; expected whole minutes"),
        ("minutes = 10", "minutes = 7.5", "minutes = 7.5; expected whole minutes"),
        (
            "least = 4",
            "least = 11",
            r"step 1 \(Out\), least = 11; expected whole minutes from 1 to 10, which",
        ),
        ("always = true", 'always = "yes"', r"step 2 \(Back\), always = 'yes'; expected true or false"),
        ("always = true", "weight = 12", "weight = 12; expected a whole number from 1 to 9"),
        ('"Back"', '"out"', "steps; expected steps with titles that differ, and 'Out' is the title of two"),
        ('id = "walk"', 'id = "The Walk"', "id = 'The Walk'; expected at most 60 small letters and digits"),
        ('"Pairs"', '"  "', "speaks = '  '; expected a text of 1 to 200 characters"),
        ('"Walk"', '"Walk"\nbring = "pens"', "bring = 'pens'; expected a list of texts"),
        ('"Walk"', '"Walk"\nbring = [7]', "bring 1 = 7; expected a list of texts"),
        ('"Walk"', '"Walk"\nroles = ["guide"]', r"roles 1 = 'guide'; expected one \[\[roles\]\] a role"),
        ('"Walk"', '"Walk"\nreplaces_ours = true', "'replaces_ours' is no key here; there are id"),
        ("[[steps]]", "[[stages]]", "'stages' is no key here; did you mean 'steps'"),
        ('id = "walk"', "id = walk", "cannot be read as TOML"),
    ],
)
def test_what_a_file_says_wrong_is_named_with_what_is_allowed(tmp_path, before, after, message):
    path = written(tmp_path, WHOLE.replace(before, after, 1 if before != "[[steps]]" else -1))

    with pytest.raises(DataError, match=message) as caught:
        read_protocol(path)

    assert "walk.toml" in str(caught.value)
    assert "pydantic" not in str(caught.value)


def test_a_file_without_a_step_is_refused(tmp_path):
    with pytest.raises(DataError, match="the key 'steps' is missing; expected at least one"):
        read_protocol(written(tmp_path, 'id = "a"\nname = "A"\npurpose = "B"\n'))


def test_a_file_full_of_slips_tells_the_first_three(tmp_path):
    text = re.sub(r"(minutes|least) = \d+", r'\1 = "x"', WHOLE)

    with pytest.raises(DataError, match="; and 1 more"):
        read_protocol(written(tmp_path, text))


# Scaling

steps = st.tuples(st.integers(1, 30), st.integers(0, 20), st.booleans(), st.integers(1, 9))


@st.composite
def any_protocol(draw):
    drawn = draw(st.lists(steps, min_size=1, max_size=9))
    return Protocol(
        id="any",
        name="Any",
        purpose="Any",
        steps=tuple(
            ProtocolStep(
                title=f"Step {place}",
                minutes=least + more,
                least=least,
                always=always,
                weight=weight,
                speaks="All",
                prompt="?",
            )
            for place, (least, more, always, weight) in enumerate(drawn)
        ),
    )


def held(plan):
    return {planned.step.title: planned.minutes for planned in plan.steps}


@given(any_protocol(), st.integers(0, 400))
def test_the_minutes_add_up_nothing_is_squeezed_and_all_is_accounted_for(protocol, extra):
    minutes = min(protocol.shortest + extra, 480)

    plan = scale(protocol, minutes)

    assert plan.minutes == minutes
    assert plan.parts["minutes"].sum() == minutes
    assert all(planned.minutes >= planned.step.least for planned in plan.steps)
    assert [step.title for step in protocol.steps if step.title in held(plan)] == list(held(plan))
    assert sorted([*held(plan), *plan.left_out]) == sorted(step.title for step in protocol.steps)
    assert not any(one.step.always for one in plan.dropped)


@given(any_protocol(), st.integers(0, 300))
def test_a_longer_meeting_never_drops_what_a_shorter_one_held_nor_takes_its_minutes(protocol, extra):
    shorter, longer = (scale(protocol, min(protocol.shortest + extra + more, 480)) for more in (0, 1))

    assert set(held(shorter)) <= set(held(longer))
    if set(held(shorter)) == set(held(longer)):
        assert all(held(longer)[title] >= minutes for title, minutes in held(shorter).items())


@given(any_protocol())
def test_the_usual_length_gives_every_step_its_usual_minutes(protocol):
    assert held(scale(protocol, protocol.minutes)) == {step.title: step.minutes for step in protocol.steps}


@given(any_protocol())
def test_what_is_left_out_fits_from_the_minutes_that_are_said_and_not_before(protocol):
    for one in scale(protocol, protocol.shortest).dropped:
        assert one.step.title in held(scale(protocol, one.fits_from))
        assert one.step.title not in held(scale(protocol, one.fits_from - 1))


@given(any_protocol())
def test_too_short_a_meeting_is_refused_with_the_minutes_it_takes(protocol):
    with pytest.raises(ParameterError, match=rf"between 1 and|at least {protocol.shortest} minutes"):
        scale(protocol, protocol.shortest - 1)


def test_what_does_not_fit_is_said():
    plan = scale(protocols()["tuning"], 30)

    assert plan.left_out == ("What we are here for", "Questions of fact", "Choose", "How we worked")
    assert "Left out of 30 minutes: What we are here for (fits from 35 minutes)" in plan.note
    assert plan.note.count("fits from") == 4


@pytest.mark.parametrize("minutes", [0, -3, 481, 12.5, "45", None, True])
def test_a_length_that_is_none_is_refused(minutes):
    with pytest.raises(ParameterError, match="minutes must lie between 1 and 480"):
        scale(protocols()["tuning"], minutes)


def test_a_plan_is_drawn_by_the_agenda_chart_as_it_is():
    chart = agenda_timeline(scale(protocols()["data-meeting"], 30))

    assert "30 min planned" in chart.alt
    assert "Left out for want of time" in chart.alt
