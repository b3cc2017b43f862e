"""What a column's name says of its content, in the words that schools' systems and people use.

A name alone is a hint. `profiling` looks at the cells too, and says where the two disagree.
"""

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APART = re.compile(r"[\W_]+")

_PRIVATE = (
    r"birth|birthday|dob|born|gender|sex|pronouns?|race|ethnic\w*|ethn\d*|hispanic|latino|minority|lunch|frl|frpl"
    r"|disabilit\w*|disabled|iep|sped|special ed\w*|section 504|address|street|city|zip|zipcode|postal|postcode"
    r"|(?:tele)?phone|mobile|cell phone|sms|parents?|guardians?|mother|father|migrant|homeless|foster|refugee|ell|esl"
    r"|lep|english (?:learner|language)\w*|home language|native language|econom\w*|poverty|religion|nationality"
    r"|citizenship|medical|health|allerg\w*|photo|comments?|notes|feedback|ip"
)
_MEANINGS: tuple[tuple[str, str], ...] = (  # the first that fits
    ("password", r"passw(?:or)?d|passcode|pin"),
    ("staff", r"teach\w*|(?:id|nr)teach\w*|instructors?|staff\w*|proctor|scorer|rater|grader|lehrer\w*|docente"),
    ("private", _PRIVATE),
    ("e-mail", r"e ?mails?|mail|email address|correo"),
    ("left out", r"middle (?:name|initial)|mi|suffix|nickname|title of address"),
    ("given name", r"(?:first|given|preferred|fore) ?names?|forename|first|vorname|prenom|nombres?|pupil forename"),
    ("family name", r"(?:last|family|sur) ?names?|surname|last|nachname|familienname|nom|apellidos?"),
    ("login", r"logins?|login id|user ?names?|user ?id|user|account"),
    (
        "place",
        r"(?:school|district|campus|building|site|state|account)(?: (?:name|id|code|number|no))?|schule",
    ),
    ("test id", r"(?:test|assessment|assignment|quiz|exam|task|form) (?:id|code|number|no)"),
    ("question", r"(?:item|question|q)(?: (?:id|no|nr|number|name|code))?|frage|aufgabe|pregunta"),
    (
        "section",
        r"(?:class|section|homeroom|period|group|block|form|course section)(?: (?:id|name|code|no|number))?"
        r"|sectionid|klasse|clase|classe|tutor group|registration group",
    ),
    ("subject", r"(?:subject|content area|discipline|course|fach|asignatura|matiere)(?: (?:id|name|code))?"),
    (
        "term",
        r"(?:test(?:ing)? )?(?:term|window|season|semester|trimester|quarter|administration|school year"
        r"|academic year)(?: name)?|benchmark period",
    ),
    (
        "grade",
        r"(?:student |current |enrolled |enrollment )?grade(?: levels?)?|year (?:group|level)|jahrgang\w*|curso"
        r"|grades",
    ),
    (
        "id",
        r"(?:\w+ )*(?:id|ids|sid|upn|uin|ssid|sasid|lasid|idnumber)|(?:student|pupil|learner|candidate|admission"
        r"|roll|enrol?ment|person|sis) (?:number|no|nr|num|code|key)|matrikel\w*|schulernummer|matricul\w*|student"
        r" identifier|identifier|number",
    ),
    ("max score", r"(?:max|maximum|highest|possible)(?: (?:scores?|points?|marks?))?|(?:points?|score) possible"
                  r"|out of|total possible|points worth"),
    ("name", r"(?:full |student |pupil |learner |candidate )?names?|students?|pupils?|learners?|(?:student )?full"
             r" name|student name last first|schuler(?:in)?|alumno|eleve"),
    ("test", r"(?:test|assessment|assignment|quiz|exam|task|activity|title|unit)(?: (?:name|title))?|prufung"),
    ("response", r"(?:student )?(?:response|answer|choice|option|selected)s?(?: (?:given|chosen))?|antwort"),
    (
        "no score",
        r"ages?|attempts?|tries|time(?: taken| spent)?|duration\w*|minutes|seconds|hours|row|rank|percentile\w*"
        r"|days|absences?|tardies|weeks?|years?|months?|n|i|index|freq\w*|counts?|order|seq\w*|version|level",
    ),
    ("total", r"(?:\w+ )*(?:total|sum|average|avg|mean|overall|gpa|gesamt|summe)(?: \w+)?"),
    ("score", r"(?:\w+ )*(?:scores?|points?|pts|marks?|results?|percent(?:age)?|pct|correct|punkte|note|puntos)"
              r"(?: \w+)?"),
)  # fmt: skip
_FULL = tuple((meaning, re.compile(pattern)) for meaning, pattern in _MEANINGS)
_ANYWHERE = (  # a quiz may be about health or cells; nobody names one after these
    ("password", re.compile(r"\bpass(?:word|code)\b")),
    ("staff", re.compile(r"\b(?:teacher|instructor|proctor|staff|lehrer\w*)\b")),
    (
        "private",
        re.compile(
            r"\b(?:birth|birthday|dob|gender|sex|pronouns?|ethnic\w*|hispanic|latino|lunch|disab\w*|iep"
            r"|address|telephone|phone|parents?|guardians?|mother|father|migrant|homeless)\b"
        ),
    ),
)
_STEM = re.compile(r"(.*?)[\W_]*(\d{1,3})[\W_]*")

QUESTION_WORDS = frozenset(
    {"", "q", "qu", "question", "item", "frage", "aufgabe", "pregunta", "problem", "nr", "no"}
)


def plain_header(name: str) -> str:
    """Return the words of a column's name in small letters, without accents: "StudentID" is "student id"."""
    letters = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
    return _APART.sub(" ", plain).strip()


def meaning_of(name: str) -> str:
    """Return what a column of this name would hold, or an empty text if the name does not say.

    What is private counts wherever it stands in the name; all else only if it is the whole name.
    """
    words = plain_header(name)
    whole = next((meaning for meaning, pattern in _FULL if pattern.fullmatch(words)), "")
    if whole in ("", "score", "total", "id", "name"):
        whole = next((meaning for meaning, pattern in _ANYWHERE if pattern.search(words)), whole)
    return whole


def stem_and_number(name: str) -> tuple[str, int | None]:
    """Return the beginning of a name and the number it ends with: "Item.12" is ("item", 12)."""
    found = _STEM.fullmatch(name.strip())
    if found is None:
        return plain_header(name), None
    return plain_header(found[1]), int(found[2])
