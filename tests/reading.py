"""Read what is shown as a person does: its words, without the marks around them.

Pictures are read too: they lie in addresses, and carry their words there.
"""

import re
from html import unescape
from urllib.parse import unquote


def words_of(shown):
    """Return the words of a page, or of anything that shows itself, as one line."""
    html = shown if isinstance(shown, str) else shown._repr_html_()
    text = re.sub(r"<style\b.*?</style>", " ", unquote(html), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def words_of_all(view, sections):
    """Return the words of several sections of a view as one line."""
    return " ".join(words_of(getattr(view, section)()) for section in sections)
