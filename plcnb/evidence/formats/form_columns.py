"""What the columns of a form's answers are: the time, who answered, the score, and the questions.

Google Forms writes the names of its own columns in the language of the form; names, numbers and grades are
there only where the form asks for them, in words of its author.
"""

import re
from dataclasses import dataclass, field

TIMESTAMPS = frozenset(
    {
        "timestamp", "marca temporal", "marca de tiempo", "horodateur", "zeitstempel",
        "informazioni cronologiche", "carimbo de data/hora", "carimbo data/hora", "tijdstempel",
        "tidsstämpel", "tidstämpel", "tidsstempel", "tidsmerke", "tidsstempling", "aikaleima",
        "sygnatura czasowa", "časové razítko", "časová značka", "časová pečiatka", "időbélyeg",
        "marcaj de timp", "marcaj temporal", "marca de temps", "zaman damgası", "отметка времени",
        "позначка часу", "χρονική σήμανση", "タイムスタンプ", "타임스탬프", "时间戳记", "时间戳", "時間戳記",
        "stempel waktu", "cap waktu", "dấu thời gian", "طابع زمني", "חותמת זמן", "vremenska oznaka",
        "клеймо за време", "ประทับเวลา",
    }
)  # fmt: skip
_MAILS = frozenset(
    {
        "email address", "email", "e-mail", "e-mail address", "mail", "username", "your email",
        "student email", "student email address", "school email", "school email address",
        "your email address", "dirección de correo electrónico", "correo electrónico",
        "nombre de usuario", "adresse e-mail", "adresse email", "adresse électronique", "nom d'utilisateur",
        "e-mail-adresse", "nutzername", "indirizzo email", "indirizzo e-mail", "nome utente",
        "endereço de e-mail", "endereço de email", "nome de usuário", "e-mailadres", "gebruikersnaam",
        "e-postadress", "e-postadresse", "mailadresse", "sähköpostiosoite", "adres e-mail",
        "e-mailová adresa", "adresa de e-mail", "e-mail cím", "e-posta adresi", "адрес электронной почты",
        "електронна адреса", "διεύθυνση ηλεκτρονικού ταχυδρομείου", "メールアドレス", "이메일 주소",
        "电子邮件地址", "電子郵件地址", "alamat email", "địa chỉ email", "عنوان البريد الإلكتروني",
        "כתובת אימייל", "adreça electrònica",
    }
)  # fmt: skip
_SCORES = frozenset(
    {
        "score", "total score", "puntuación", "puntuación total", "note", "note totale", "punktzahl",
        "gesamtpunktzahl", "punteggio", "punteggio totale", "pontuação", "pontuação total", "totaalscore",
        "poäng", "poeng", "point", "pistemäärä", "wynik", "skóre", "pontszám", "scor", "puntuació", "puan",
        "баллы", "оценка", "スコア", "점수", "得分", "分數", "skor", "điểm số", "النتيجة", "ציון",
    }
)  # fmt: skip
_ASKED = re.compile(r"^(?:what is|what's|enter|type|write|please enter|select|choose|which is)\s+|[?:*.!]+$")
_WHOSE = r"(?:(?:your|my|the|student'?s?|pupil'?s?|learner'?s?|school|district)\s+)*"
_ID = re.compile(
    rf"{_WHOSE}(?:student|pupil|learner|lunch|school)\s*(?:id|i\.d\.|number|no\.?|#)(?: number| #)?"
    r"|número de (?:estudiante|alumno)|numéro d'élève|schülernummer|leerlingnummer|matr[ií]cula|matricola"
)
_NAME = re.compile(
    rf"{_WHOSE}(?:name|full name|first (?:and|&|\+) last name|first name (?:and|&) last name"
    r"|name \(first (?:and )?last\)|last name, first name|first last name)"
    r"|nombre(?: completo| y apellidos?)?|nom(?: et prénom| complet)?|prénom et nom|vor- und nachname"
    r"|nome(?: e cognome| completo)?|cognome e nome|naam|voor- en achternaam"
)
_GIVEN = re.compile(
    rf"{_WHOSE}(?:first|given) name|nombre\(s\)|nombres|prénom|vorname|primeiro nome|voornaam"
)
_FAMILY = re.compile(
    rf"{_WHOSE}(?:last|family) name|surname|apellidos?|nom de famille|nachname|cognome|sobrenome|achternaam"
)
_GRADE = re.compile(
    rf"{_WHOSE}grade(?: level)?|year(?: group)?|(?:grade )?are you in|what grade are you in|grado|curso"
)
_ABOUT = re.compile(
    rf"{_WHOSE}(?:class|class period|period|block|hour|section|homeroom|teacher|teacher'?s name|teacher name"
    r"|class/period|period/block)"
)
_GRADED = re.compile(r"(?s:(?P<question>.*?)) ?\[(?P<what>[^\[\]]{1,30})\](?P<again> \(\d+\))?")
_POINTS = frozenset(
    {"score", "puntuación", "note", "punktzahl", "punteggio", "pontuação"}
)  # of a question; in other languages its cells show it
_FEEDBACK = frozenset({"feedback", "comentarios", "commentaires", "feedback geben"})
_STAFF = re.compile(
    r"\byour (?:students|pupils|colleagues|teaching)\b|\b(?:do|did|that|which) you (?:currently )?teach\b"
    r"|\b(?:years|experience) (?:of |in |as a )?teach|\bas a teacher\b"
    r"|\bprofessional (?:learning|development)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\S+\s+\S+|\?$")


@dataclass
class FormColumns:
    """The columns of a form's answers, by what they are; "" or empty where there is none.

    `scores`: the column with the points of each question, by the question. `about`: what the respondent was
    asked about class and teacher. `feedback`: comments on answers. `also`: addresses asked for beside the
    one that Forms collects, and what belongs to questions about the respondent.
    """

    time: str = ""
    mail: str = ""
    score: str = ""
    number: str = ""
    name: str = ""
    given: str = ""
    family: str = ""
    grade: str = ""
    about: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    scores: dict[str, str] = field(default_factory=dict)

    @property
    def names_somebody(self) -> bool:
        """Whether a respondent can be told from another."""
        return bool(self.mail or self.number or self.name or (self.given and self.family))

    @property
    def asks_staff(self) -> bool:
        """Whether some question is one that only teachers are asked."""
        return any(_STAFF.search(question) for question in self.questions)

    @property
    def asks(self) -> bool:
        """Whether some column is a question by its words, or has points."""
        return bool(self.scores) or any(_WORDS.search(question) for question in self.questions)


def sort_columns(header: list[str], points: set[str]) -> FormColumns:
    """Tell the columns of a form apart.

    Parameters
    ----------
    header : list of str
        The first is the time.
    points : set of str
        The columns that hold points, such as 4 / 5: of the whole form, or of a question.
    """
    found = FormColumns(time=header[0])
    there = set(header)
    of_question: dict[str, str] = {}
    for name in header[1:]:
        graded = _GRADED.fullmatch(name)
        base = _question_of(graded, there) if graded else ""
        if graded and base:
            what = graded["what"].casefold()
            if what in _FEEDBACK or (base in of_question and what not in _POINTS):
                found.feedback.append(name)
                continue
            if what in _POINTS or name in points:
                of_question[base] = name
                continue
        if not _takes_as_person(found, name):
            if not found.score and name in points and plain(name) in _SCORES:
                found.score = name
            else:
                found.questions.append(name)
    asked = set(found.questions)
    found.scores = {base: name for base, name in of_question.items() if base in asked}
    found.also += [name for base, name in of_question.items() if base not in asked]
    return found


def is_score(name: str) -> bool:
    """Whether a column is called as Forms calls the total score."""
    return plain(name) in _SCORES


def may_be_points(name: str) -> bool:
    """Whether a column may hold the points of a question: "Question [Score]", in any language."""
    return _GRADED.fullmatch(name) is not None


def is_time(name: str) -> bool:
    """Whether a column is called as Forms calls the time of sending."""
    return plain(name) in TIMESTAMPS


def plain(name: str) -> str:
    """Return a column name in small letters, without what surrounds it in a question."""
    folded = " ".join(name.replace("\u2019", "'").split()).casefold()
    return _ASKED.sub("", _ASKED.sub("", folded)).strip()


def _question_of(graded: re.Match[str], there: set[str]) -> str:
    """Return the question that a column of points or feedback belongs to, "" if there is none."""
    again = graded["again"] or ""
    trials = (graded["question"] + again, graded["question"].rstrip() + again)
    return next((name for name in trials if name in there), "")


def _takes_as_person(found: FormColumns, name: str) -> bool:
    """Put a column among those that say who answered; say whether it is one."""
    words = plain(name)
    if words in _MAILS:
        if found.mail:
            found.also.append(name)
        found.mail = found.mail or name
        return True
    for place, pattern in (
        ("given", _GIVEN),
        ("family", _FAMILY),
        ("name", _NAME),
        ("number", _ID),
        ("grade", _GRADE),
    ):
        if pattern.fullmatch(words) and not getattr(found, place):
            setattr(found, place, name)
            return True
    if _ABOUT.fullmatch(words):
        found.about.append(name)
        return True
    return False
