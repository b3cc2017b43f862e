"""The style that every page of ours has."""

from functools import cache
from importlib.resources import files


@cache
def page_style() -> str:
    """Return the one style sheet that reports and the index share."""
    return files("plcnb.reports").joinpath("page.css").read_text(encoding="utf-8")
