"""What a column's name says of its content, in the words that schools' systems and people use.

A name alone is a hint. `profiling` looks at the cells too, and says where the two disagree.
"""

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APART = re.compile(r"[\W_]+")

_PRIVATE = (
    r"birth|birthday|dob|born|gender|sex|pronouns?|race|ethnic\w*|ethn\d*|hispanic|latino|minority|lunch|frl"
    r"|frpl|disabilit\w*|disabled|iep|sped|special ed\w*|section 504|address|street|city|zip|zipcode|postal"
    r"|postcode|(?:tele)?phone|mobile|cell phone|sms|parents?|guardians?|mother|father|migrant|homeless"
    r"|foster|refugee|ell|esl|lep|english (?:learner|language)\w*|home language|native language|econom\w*"
    r"|poverty|religion|nationality|citizenship|medical|health|allerg\w*|photo|comments?|notes|feedback|ip"
)
_WHOSE = r"(?:(?:student|pupil|learner|user)s? )?"
_MAIL = (  # an address, and no place to live
    r"(?:(?:student|pupil|learner|user|school|your|primary) )?e ?mail address(?:es)?"
    r"|direccion de correo(?: electronico)?|adresse e ?mail|e ?mail adresse"
)
_GIVEN = _WHOSE + r"(?:(?:first|given|preferred|fore) ?names?|forename|first|vorname|prenom|nombres?)"
_FAMILY = _WHOSE + r"(?:(?:last|family|sur) ?names?|surname|last|nachname|familienname|nom|apellidos?)"
_PLACE = r"(?:school|district|campus|building|site|account)(?: (?:name|id|code|number|no))?|state|schule"
_TEST_ID = (
    r"(?:test|assessment|assignment|quiz|exam|task|form) (?:id|code|number|no)(?: (?:number|no|code))?"
    r"|id (?:test|assessment|assignment|quiz|exam|task)"
)
_QUESTION = r"(?:item|question|q)(?: (?:id|no|nr|number|name|code))?|frage|aufgabe|pregunta"
_SECTION = (
    r"(?:class|section|homeroom|period|group|block|form|course section)(?: (?:id|name|code|no|number))?"
    r"|sectionid|klasse|clase|classe|tutor group|registration group"
)
_SUBJECT = r"(?:subject|content area|discipline|course|fach|asignatura|matiere)(?: (?:id|name|code))?"
_TERM = (
    r"(?:test(?:ing)? )?(?:term|window|season|semester|trimester|quarter|administration|school year"
    r"|academic year)(?: name)?|benchmark period"
)
_GRADE = (
    r"(?:student |current |enrolled |enrollment )?grade(?: levels?)?|year (?:group|level)|jahrgang\w*|curso"
    r"|grades"
)
_ID = (
    r"(?:\w+ )*(?:id|ids|sid|upn|uin|ssid|sasid|lasid|idnumber)|student identifier|identifier|number"
    r"|id (?:student|pupil|learner|user|schuler|alumno|eleve)"
    r"|(?:student|pupil|learner|candidate|admission|roll|enrol?ment|person|sis) (?:number|no|nr|num|code|key)"
    r"|(?:(?:student|pupil|learner|user|sis|local|state|district|school) )*id (?:number|no|nr|num|nummer)"
    r"|id de(?:l|s)? (?:\w+ )*(?:estudiante|alumno|usuario|sis|eleve|etudiant|utilisateur)(?: (?:\w+ )*sis)?"
    r"|matrikel\w*|schulernummer|matricul\w*"
)
_HIGHEST = (
    r"(?:max|maximum|highest|possible)(?: (?:scores?|points?|marks?))?|(?:points?|score) possible|out of"
    r"|total possible|points worth|max(?:imum)? points? \d+(?: \d+)*"
)
_NAME = (
    r"(?:full |student |pupil |learner |candidate )?names?|students?|pupils?|learners?"
    r"|(?:student )?full name|student name last first|schuler(?:in)?|alumno|eleve"
)
_TEST = r"(?:test|assessment|assignment|quiz|exam|task|activity|title|unit)(?: (?:name|title))?|prufung"
_RESPONSE = r"(?:student )?(?:response|answer|choice|option|selected)s?(?: (?:given|chosen))?|antwort"
_OF_NOBODY = (  # numbers of what was sent and stored; no student is known by them
    r"(?:submission|response|attempt|record|row|session|result|transaction|event|log|order|entry|document"
    r"|download|report|import|export)s? (?:id|number|no|code|key)"
)
_NO_SCORE = (
    r"ages?|attempts?|tries|time(?: taken| spent)?|duration\w*|minutes|seconds|hours|row|rank|percentile\w*"
    r"|days|absences?|tardies|weeks?|years?|months?|n|i|index|freq\w*|counts?|order|seq\w*|version|level"
    r"|(?:\w+ )?(?:counts?|views?)|(?:total )?lateness(?: .*)?"
)
_TOTAL = r"(?:\w+ )*(?:total|sum|average|avg|mean|overall|gpa|gesamt|summe)(?: \w+)?"
_SCORE = (
    r"(?:\w+ )*(?:scores?|points?|pts|marks?|results?|percent(?:age)?|pct|correct|punkte|note|puntos)"
    r"(?: \w+)?"
)
_MEANINGS = (  # the first that fits
    ("password", r"passw(?:or)?d|passcode|pin"),
    (
        "staff",
        r"teach\w*|(?:id|nr)teach\w*|instructors?|staff\w*|proctor|scorer|rater|grader|lehrer\w*|docente",
    ),
    ("private", _PRIVATE),
    ("e-mail", r"e ?mails?|mail|(?:\w+ )?e ?mail address|student e ?mail|correo"),
    ("left out", r"middle (?:name|initial)|mi|suffix|nickname"),
    ("given name", _GIVEN),
    ("family name", _FAMILY),
    ("login", r"logins?|login id|user ?names?|user ?id|user|account"),
    ("place", _PLACE),
    ("test id", _TEST_ID),
    ("question", _QUESTION),
    ("section", _SECTION),
    ("subject", _SUBJECT),
    ("term", _TERM),
    ("grade", _GRADE),
    ("no score", _OF_NOBODY),
    ("id", _ID),
    ("max score", _HIGHEST),
    ("name", _NAME),
    ("test", _TEST),
    ("response", _RESPONSE),
    ("no score", _NO_SCORE),
    ("total", _TOTAL),
    ("score", _SCORE),
)
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
    if re.fullmatch(_MAIL, words):
        return "e-mail"
    anywhere = next((meaning for meaning, pattern in _ANYWHERE if pattern.search(words)), "")
    return anywhere or next((meaning for meaning, pattern in _FULL if pattern.fullmatch(words)), "")


def stem_and_number(name: str) -> tuple[str, int | None]:
    """Return the beginning of a name and the number it ends with: "Item.12" is ("item", 12)."""
    found = _STEM.fullmatch(name.strip())
    if found is None:
        return plain_header(name), None
    return plain_header(found[1]), int(found[2])
