"""Files that appear whole or not at all."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a text file under a temporary name, then give it its own.

    A reader sees the old file or the new one. Half of a surrogate pair, which a notebook can hold, is
    written as the escape that JSON has for it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path)
    part.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    os.replace(part, path)


def remove_part(path: Path) -> None:
    """Remove what is left of an attempt to write a file that was cut short."""
    _part(path).unlink(missing_ok=True)


def remove(path: Path) -> bool:
    """Remove a file and say whether it was there."""
    there = path.is_file()
    path.unlink(missing_ok=True)
    return there


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")
