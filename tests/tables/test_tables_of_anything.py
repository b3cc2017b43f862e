"""Whatever a frame holds, a table shows it without a word that no person wrote, or says what is wrong."""

import inspect
from html.parser import HTMLParser

import pytest
from anything import MANY_TIMES, made, params, sound_frames, spoilt_frames, told, without_hidden_numbers
from hypothesis import given
from hypothesis import strategies as st
from subjects import NOT_OF_FRAMES, TABLES

from plcnb import tables
from plcnb.tables import Notes, Table

SUBJECTS = params(TABLES)
NOBODYS_WORDS = {"nan", "nan %", "None", "<NA>", "NaT", "inf"}


class Read(HTMLParser):
    """The pieces of text of a page, and its tags in order."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.open = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data.strip())


def look(table):
    """Hold what holds of every table, and return what it says."""
    assert isinstance(table, Table | Notes)
    html = table._repr_html_()
    html.encode("utf-8")
    page = Read(html)
    assert page.open == []
    assert not NOBODYS_WORDS & set(page.texts)
    if isinstance(table, Table):
        assert table.caption.strip()
        assert {len(row) for row in table.rows} <= {len(table.columns)}
    return " ".join(page.texts)


@pytest.mark.parametrize("subject", SUBJECTS)
@MANY_TIMES
@given(data=st.data())
def test_a_sound_frame_is_shown_and_nothing_hidden(subject, data):
    frame = data.draw(sound_frames(subject))

    table, refused = made(subject, frame)

    if refused and subject.once and frame.attrs.get("doubled"):
        return
    assert refused == ""
    assert told(subject, frame, look(table))
    if "hidden" in frame:
        assert table == made(subject, without_hidden_numbers(frame, subject))[0]


@pytest.mark.parametrize("subject", SUBJECTS)
@MANY_TIMES
@given(data=st.data())
def test_a_spoilt_frame_is_shown_or_refused_in_a_sentence(subject, data):
    table, refused = made(subject, data.draw(spoilt_frames(subject)))

    if table is None:
        assert refused.strip()
    else:
        look(table)


def test_every_table_is_tried():
    exported = {
        function
        for name in tables.__all__
        if inspect.isfunction(function := getattr(tables, name))
        and inspect.signature(function).return_annotation in (Table, Notes)
    }

    assert exported - TABLES.keys() - NOT_OF_FRAMES.keys() == set(), "give it a line in tests/subjects.py"
