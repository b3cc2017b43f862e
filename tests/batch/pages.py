"""Converters that stand in for the real one; workers find them by import path."""


def plain(notebook, *, title):
    return f"<title>{title}</title>"


def broken(notebook, *, title):
    raise ValueError("Ada Example has no page")
