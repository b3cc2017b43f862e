import os

import pytest

from plcnb.batch.streams import CellStream, Diversion, Spool


@pytest.fixture
def descriptor(tmp_path):
    """An open descriptor, writing to a file."""
    number = os.open(tmp_path / "host", os.O_CREAT | os.O_RDWR)
    yield number
    os.close(number)


def test_a_descriptor_is_given_back(tmp_path, descriptor):
    with open(tmp_path / "other", "wb", buffering=0) as other:
        with Diversion(descriptor, other):
            os.write(descriptor, b"diverted")
        os.write(descriptor, b"given back")

    assert (tmp_path / "other").read_bytes() == b"diverted"
    assert (tmp_path / "host").read_bytes() == b"given back"


def test_a_descriptor_that_was_closed_is_closed_again(tmp_path):
    closed = os.open(tmp_path / "host", os.O_CREAT | os.O_RDWR)
    os.close(closed)

    with open(tmp_path / "other", "wb", buffering=0) as other, Diversion(closed, other):
        os.write(closed, b"diverted")

    assert (tmp_path / "other").read_bytes() == b"diverted"
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(closed)


def test_a_letter_that_is_written_in_two_parts_is_one_letter():
    spool, heard = Spool("stdout"), []
    with spool.diversion():
        for part in ("é".encode()[:1], "é".encode()[1:]):
            os.write(1, part)
            heard.append(spool.drain())
    spool.close()

    assert heard == ["", "é"]


def test_only_text_can_be_printed():
    with pytest.raises(TypeError, match="must be str"):
        CellStream("stdout", lambda name, text: None).write(b"bytes")
