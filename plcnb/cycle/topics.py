"""What a short text is about: its words without the small ones, the endings and what every school says."""

from plcnb.cycle.reading import parts_of, runs_on, stem, vocabulary, words_of

_SHORTEST = 3  # letters of a word that can say what a topic is about


def stems(text: str) -> dict[str, str]:
    """Return the words of a text that can say what it is about: their stem, and how they were typed.

    Scripts that set no spaces between words give pairs of letters.
    """
    no_topic = vocabulary("topics")["small"] | vocabulary("topics")["of_school"]
    found: dict[str, str] = {}
    for word in words_of(text):
        typed = text[word.start : word.end].casefold()
        for part in parts_of(word.plain):
            if runs_on(part) or (len(part) >= _SHORTEST and part not in no_topic):
                found.setdefault(stem(part), typed if part == word.plain else part)
    return found
