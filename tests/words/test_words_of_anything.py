"""Whatever a frame holds, a finding is a sentence, or says what is wrong with the frame."""

import inspect
import re

import pytest
from anything import SOME_TIMES, made, params, sound_frames, spoilt_frames, without_hidden_numbers
from hypothesis import given
from hypothesis import strategies as st
from subjects import NOT_OF_FRAMES, WORDS

from plcnb import words
from plcnb.tables import VERDICT_WORDS
from plcnb.words import Finding

SUBJECTS = params(WORDS)
NOBODYS_WORDS = re.compile(r"(?<!\w)(nan|None(?! of)|<NA>|NaT|inf)(?!\w)")


def look(finding):
    """Hold what holds of every finding."""
    assert isinstance(finding, Finding)
    assert finding.verdict in VERDICT_WORDS
    for text in (finding.sentence, finding.headline):
        text.encode("utf-8")
        assert text.strip()
        assert not NOBODYS_WORDS.search(text)
    assert finding.sentence.rstrip("”")[-1] in ".?!…"


@pytest.mark.parametrize("subject", SUBJECTS)
@SOME_TIMES
@given(data=st.data())
def test_a_sound_frame_has_its_sentence_and_tells_nothing_hidden(subject, data):
    frame = data.draw(sound_frames(subject))

    finding, refused = made(subject, frame)

    if refused and subject.once and frame.attrs.get("doubled"):
        return
    assert refused == ""
    look(finding)
    if "hidden" in frame:
        assert finding == made(subject, without_hidden_numbers(frame, subject))[0]


@pytest.mark.parametrize("subject", SUBJECTS)
@SOME_TIMES
@given(data=st.data())
def test_a_spoilt_frame_has_its_sentence_or_is_refused_in_one(subject, data):
    finding, refused = made(subject, data.draw(spoilt_frames(subject)))

    if finding is None:
        assert refused.strip()
    else:
        look(finding)


def test_every_sentence_is_tried():
    exported = {
        function
        for name in words.__all__
        if inspect.isfunction(function := getattr(words, name))
        and inspect.signature(function).return_annotation is Finding
    }

    assert exported - WORDS.keys() - NOT_OF_FRAMES.keys() == set(), "give it a line in tests/subjects.py"
