"""Converters that stand in for the real one; workers find them by import path."""

import os
import signal

_made = []


def plain(notebook, *, title):
    return f"<title>{title}</title>"


def broken(notebook, *, title):
    raise ValueError("Ada Example has no page")


def process(notebook, *, title):
    """Say by which process a page was made."""
    return f"<title>{title}</title>{os.getpid()}"


def in_company(notebook, *, title):
    """Fail, or die, where this process has made another page before."""
    _made.append(title)
    if len(_made) > 1:
        if title.endswith("one"):
            raise ValueError("not the first")
        os.kill(os.getpid(), signal.SIGKILL)
    return f"<title>{title}</title>"
