"""Bytes of a text file brought to UTF-8 with plain line feeds, whatever wrote them."""

import codecs

from plcnb.errors import DataError
from plcnb.evidence.findings import Finding

_MARKS = (  # the longer first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def to_utf8(data: bytes, file: str) -> tuple[bytes, str, list[Finding]]:
    r"""Return the text as UTF-8 without byte order mark and with ``\n`` line ends, its encoding, and notes.

    Raises
    ------
    DataError
        If the bytes are not text in UTF-8, UTF-16, UTF-32 or Windows-1252.
    """
    encoding = _marked_encoding(data)
    line: int | None = None
    try:
        if encoding == "utf-8-sig":
            text = _checked_utf8(data[len(codecs.BOM_UTF8) :])
        elif encoding == "utf-8":
            text = _checked_utf8(data)
        else:
            text = data.decode(encoding).encode()
    except UnicodeDecodeError as error:
        text = _from_windows(data, file)
        encoding, line = "cp1252", data.count(b"\n", 0, error.start) + 1
    if b"\0" in text:
        line = text.count(b"\n", 0, text.index(b"\0")) + 1
        raise DataError(
            f"{file} line {line} holds a zero byte, so it is not a text file or it is damaged. "
            "Export the data as CSV (UTF-8) and give that file."
        )
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text, encoding, _encoding_notes(encoding, file, line)


def _marked_encoding(data: bytes) -> str:
    """Tell the encoding from a byte order mark, or from the zeros that UTF-16 leaves in Latin text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    start = data[:256]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 4:
        return "utf-16-be"
    return "utf-8"


def _checked_utf8(text: bytes) -> bytes:
    if not text.isascii():
        text.decode()
    return text


def _from_windows(data: bytes, file: str) -> bytes:
    try:
        return data.decode("cp1252").encode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{file} line {line}: these bytes are no text in UTF-8, UTF-16 or Windows-1252. "
            "Export the data as CSV (UTF-8) and give that file."
        ) from error


def _encoding_notes(encoding: str, file: str, line: int | None) -> list[Finding]:
    if encoding.startswith("utf-8"):
        return []
    title = "Windows-1252" if encoding == "cp1252" else encoding[:6].upper()
    message = f"the file is in {title}, not in UTF-8; look whether names with accents are right"
    return [Finding("noted", file, line, "", "", message, "csv.encoding")]
