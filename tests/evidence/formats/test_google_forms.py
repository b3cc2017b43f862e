"""Answers to Google Forms as they are downloaded, or kept in a spreadsheet. Every person is invented."""

import codecs
import csv
import io
import random
import time

import openpyxl
import pandas as pd
import pytest

from plcnb.evidence.formats import canvas, google_forms, gradescope
from plcnb.evidence.formats.reading import Package
from plcnb.evidence.importing import ImportRefused, import_sources
from plcnb.evidence.recognising import plan_import
from plcnb.evidence.store import EvidenceStore

TICKET = "Exit ticket 3 (Responses) - Form Responses 1.csv"
HEADER = ["Timestamp", "Email Address", "Score", "What is 3 + 4?", "Why? "]
ANA = ["9/27/2026 15:00:00", "ana@example.org", "4 / 5", "7", "I counted on, from 4"]
BEN = ["9/27/2026 15:00:05", "ben@example.org", "2.50 / 5", "8", ""]


def as_csv(*rows, delimiter=",", end="\n"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


@pytest.fixture
def form(tmp_path):
    """Write the rows of a form and open them."""

    def write(*rows, name=TICKET):
        (tmp_path / name).write_text(as_csv(*rows))
        return Package.open([tmp_path / name])

    return write


def scores(reading):
    return dict(reading.tables["results"][["person_id", "score"]].to_numpy().tolist())


def said(reading, rule):
    return next(finding for finding in reading.findings if finding.rule == rule)


def test_an_exit_ticket_is_a_test_of_no_class_with_its_highest_score(form):
    reading = google_forms.read(form(HEADER, ANA, BEN))

    test = reading.tables["tests"].iloc[0]
    assert (test["title"], test["class_id"], test["max_score"]) == ("Exit ticket 3", "", 5.0)
    assert str(test["date"].date()) == "2026-09-27"
    assert scores(reading) == {"ana@example.org": 4.0, "ben@example.org": 2.5}
    assert reading.tables["items"]["position"].tolist() == [1, 2]
    assert set(reading.tables["responses"]["status"]) == {"no score"}
    assert reading.matched_by == "google forms"


@pytest.mark.parametrize(("points", "comment"), [("Punkte", "Feedback"), ("Wynik", "Opinia")])
def test_points_of_a_question_are_seen_in_any_language_from_their_cells(form, points, comment):
    question = "Was ist ½, dezimal?"
    header = ["Zeitstempel", "Nutzername", "Gesamtpunktzahl", question, f"{question} [{points}]"]
    header += [f"{question} [{comment}]", "Ich finde es [leicht]", "Ich finde es [schwer]"]
    lines = [
        ["2026/10/04 3:00:00 PM OEZ", "ana@example.org", "1,00 / 1", "0,5", "1,00 / 1", "Gut, Ana", "ja", ""],
        ["2026/10/04 3:01:00 PM OEZ", "ben@example.org", "0,00 / 1", "5", "0,00 / 1", "", "nein", "ja"],
    ]
    reading = google_forms.read(form(header, *lines))

    answers = reading.tables["responses"].merge(reading.tables["items"], on="item_id")
    assert answers.loc[answers["position"] == 1, "score"].tolist() == [1.0, 0.0]
    assert len(reading.tables["items"]) == 3
    assert "Gut, Ana" not in str(reading.tables["responses"].to_numpy())


def test_points_of_each_question_become_scores_and_feedback_is_read_past(form):
    header = ["Timestamp", "Username", "Total score", "Student ID", "Student ID [Score]", "Half of 1?"]
    header += ["Half of 1? [Score]", "Half of 1? [Feedback]", "Why?", "Why? [Score]", "Why? [Feedback]"]
    lines = [
        ["2026/09/27 3:00:00 PM GMT+3", "ana@example.org", "1.00 / 3", "007", "-- / 0", "0.5", "1.00 / 1",
         "Well done, Ana", "", "0.00 / 2", ""],
        ["2026/09/27 3:01:00 PM GMT+3", "ben@example.org", "3.00 / 3", "008", "-- / 0", "1/2", "1.00 / 1",
         "", "two halves", "2.00 / 2", ""],
    ]  # fmt: skip
    reading = google_forms.read(form(header, *lines))

    answers = reading.tables["responses"]
    assert answers["score"].tolist() == [1.0, 1.0, 0.0, 2.0]
    assert answers["status"].tolist() == ["answered", "answered", "omitted", "answered"]
    assert reading.tables["items"]["max_score"].tolist() == [1.0, 2.0]
    known = reading.tables["identifiers"]
    assert set(known.loc[known["kind"] == "id", "value"]) == {"007", "008"}
    everything = "".join(str(table.to_numpy()) for table in reading.tables.values())
    assert "Well done" not in everything
    assert not any("Ana" in str(finding) for finding in reading.findings)


def test_the_latest_submission_counts_and_the_earlier_are_listed_by_line(form):
    again = ["9/27/2026 15:10:00", "Ana@Example.org", "5 / 5", "7", ""]
    reading = google_forms.read(form(HEADER, again, BEN, ANA))

    assert scores(reading) == {"ana@example.org": 5.0, "ben@example.org": 2.5}
    assert reading.rejects[["row", "rule", "value"]].to_numpy().tolist() == [
        [4, "row.earlier_submission", ""]
    ]
    assert (reading.files[0].read, reading.files[0].kept) == (3, 2)


@pytest.mark.parametrize(
    ("times", "day", "rule"),
    [
        (["2026/09/27 3:00:00 PM GMT+3"], "2026-09-27", None),
        (["2026/09/27 3:00:00\u202fPM MEZ"], "2026-09-27", None),
        (["8/4/2025 23:25:41", "8/14/2025 1:02:03"], "2025-08-04", "row.other_date_form"),
        (["4/8/2025 23:25:41", "14/8/2025 1:02:03"], "2025-08-04", "row.other_date_form"),
        (["04.08.2025 23:25:41"], "2025-08-04", None),
        (["2025-08-04 23:25:41"], "2025-08-04", None),
        (["8/4/2025 23:25:41", "8/5/2025 1:02:03"], None, "row.doubtful_date"),
        (["14/8/2025 23:25:41", "8/14/2025 1:02:03"], None, "row.doubtful_date"),
    ],
)
def test_times_are_read_only_where_the_column_leaves_no_doubt(form, times, day, rule):
    lines = [[at, f"s{number}@example.org", "1 / 5", "7", ""] for number, at in enumerate(times)]
    reading = google_forms.read(form(HEADER, *lines))

    date = reading.tables["results"]["date"].iloc[0]
    assert (None if pd.isna(date) else str(date.date())) == day
    assert len(reading.tables["results"]) == len(times)
    assert rule is None or said(reading, rule)


def test_submissions_of_a_day_that_could_be_two_still_have_an_order(form):
    early, late = ["8/4/2025 9:00:00", *ANA[1:2], "1 / 5", "7", ""], ["8/4/2025 10:00:00", *ANA[1:]]
    reading = google_forms.read(form(HEADER, late, early))

    assert scores(reading) == {"ana@example.org": 4.0}


def test_an_anonymous_survey_is_refused_in_plain_words(form, tmp_path):
    form(["Timestamp", "How was the meeting?"], ["9/27/2026 15:00:00", "Fine, says Ana"], name="pulse.csv")

    with pytest.raises(ImportRefused, match=r"anonymous surveys are not kept as evidence") as refused:
        import_sources(tmp_path / "evidence", tmp_path / "pulse.csv")
    assert "Ana" not in str(refused.value)


@pytest.mark.parametrize("question", ["What grades do you teach?", "What helped your students most?"])
def test_a_survey_of_staff_makes_no_students_of_them(form, question):
    reading = google_forms.read(form(["Timestamp", "Email Address", question], [*ANA[:2], "7"]))

    assert reading.tables == {}
    assert {"table.of_staff"} == set(reading.rejects["rule"])


def test_students_may_be_asked_how_they_would_teach(form):
    header = ["Timestamp", "Email Address", "How would you teach this to a friend?"]

    assert len(google_forms.read(form(header, [*ANA[:2], "Slowly"])).tables["results"]) == 1


def test_a_reflection_with_addresses_is_kept_without_a_score(form):
    header = ["Timestamp", "Email Address", "Rate it [The lesson]", "Rate it [The pace]", "What helped you?"]
    reading = google_forms.read(form(header, [ANA[0], ANA[1], "Agree", "Disagree", "Pictures"]))

    assert reading.tables["results"]["status"].tolist() == ["no score"]
    assert reading.tables["responses"]["response"].tolist() == ["Agree", "Disagree", "Pictures"]
    assert reading.tables["tests"]["max_score"].isna().all()
    assert said(reading, "table.no_scores")


def test_students_who_only_give_name_and_grade_are_told_apart_by_both(form):
    header = ["Timestamp", "First and Last Name", "What grade are you in?", "Score", "What is 3 + 4?"]
    lines = [[ANA[0], "Ana Zubrowka", "7", "1 / 1", "7"], [BEN[0], "Ana Zubrowka", "8", "0 / 1", "8"]]
    reading = google_forms.read(form(header, *lines))

    people = reading.tables["people"]
    assert people[["given_name", "family_name", "grade"]].to_numpy().tolist() == [
        ["Ana", "Zubrowka", "7"],
        ["Ana", "Zubrowka", "8"],
    ]
    assert len(reading.tables["results"]) == 2
    assert not people["person_id"].str.contains("Zubrowka").any()


def test_one_address_of_a_whole_class_does_not_make_one_student_of_it(form):
    header = ["Timestamp", "Email Address", "Name", "Score", "What is 3 + 4?"]
    lines = [[ANA[0], "tablet@example.org", f"Child {name}", "1 / 1", "7"] for name in "ABC"]
    reading = google_forms.read(form(header, *lines))

    assert len(reading.tables["results"]) == 3
    assert "tablet@example.org" not in reading.tables["identifiers"]["value"].tolist()
    assert said(reading, "row.shared_address").count == 3


def test_a_number_that_two_students_gave_finds_neither(form):
    header = ["Timestamp", "Email Address", "Student ID", "What is 3 + 4?"]
    reading = google_forms.read(form(header, [*ANA[:2], "0071", "7"], [*BEN[:2], "0071", "8"]))

    assert set(reading.tables["identifiers"]["kind"]) == {"e-mail"}
    assert said(reading, "row.repeated_number").value == ""


def test_ticked_boxes_are_kept_as_written_and_said(form):
    header = ["Timestamp", "Email Address", "Which are even?", "Why?"]
    lines = [[*ANA[:2], "2, 4", "Well, because"], [*BEN[:2], "2, 4, 6", "No idea"]]
    lines.append([ANA[0], "cyd@example.org", "6", "Guess"])
    reading = google_forms.read(form(header, *lines))

    assert reading.tables["responses"]["response"].tolist()[:2] == ["2, 4", "2, 4, 6"]
    noted = [finding for finding in reading.findings if finding.rule == "row.several_answers"]
    assert [finding.column for finding in noted] == ["Which are even?"]


def test_a_score_out_of_other_points_is_kept_and_not_counted(form):
    reading = google_forms.read(form(HEADER, ANA, BEN, [ANA[0], "cyd@example.org", "4 / 6", "", ""]))

    results = reading.tables["results"].set_index("person_id")
    assert reading.tables["tests"]["max_score"].tolist() == [5.0]
    assert results.loc["cyd@example.org", "mark"] != ""
    assert results.loc["ana@example.org", "mark"] == ""


def test_a_submission_that_names_nobody_is_refused(form):
    reading = google_forms.read(form(HEADER, ANA, [ANA[0], "", "4 / 5", "7", ""]))

    assert reading.rejects[["row", "rule"]].to_numpy().tolist() == [[3, "row.missing_required_value"]]


@pytest.mark.parametrize(
    ("first", "mail", "points"),
    [
        ("Marca temporal", "Dirección de correo electrónico", "Puntuación"),
        ("Horodateur", "Adresse e-mail", "Score"),
        ("Zeitstempel", "E-Mail-Adresse", "Punktzahl"),
        ("Informazioni cronologiche", "Indirizzo email", "Punteggio"),
        ("Carimbo de data/hora", "Endereço de e-mail", "Pontuação"),
        ("Tijdstempel", "E-mailadres", "Score"),
        ("TIMESTAMP ", " Email address", "score"),
    ],
)
def test_forms_of_other_languages_are_known(form, first, mail, points):
    reading = google_forms.read(form([first, mail, points, *HEADER[3:]], ANA, BEN))

    assert scores(reading) == {"ana@example.org": 4.0, "ben@example.org": 2.5}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("cp1252"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: text.replace("Why? ,", "Why? ,\n").replace("\n\n", "\n").encode() + b"\n\n,,,,\n",
    ],
)
def test_the_same_answers_are_read_however_the_file_is_written(tmp_path, spoil):
    path = tmp_path / TICKET
    path.write_bytes(spoil(as_csv(HEADER, ANA, BEN)))
    reading = google_forms.read(Package.open([path]))

    assert scores(reading) == {"ana@example.org": 4.0, "ben@example.org": 2.5}


def test_a_sheet_parted_by_semicolons_with_decimal_commas_is_read(tmp_path):
    path = tmp_path / TICKET
    path.write_text(as_csv(HEADER, ANA, [*BEN[:2], "2,5 / 5", "8", ""], delimiter=";"))

    assert scores(google_forms.read(Package.open([path])))["ben@example.org"] == 2.5


def test_long_questions_with_line_breaks_commas_and_emoji_keep_their_answers(form):
    question = 'Look at "A", B,\nand C. 🙂 Which? '
    package = form([*HEADER[:3], question], ANA[:4], BEN[:4])
    once, again = google_forms.read(package), google_forms.read(package)

    assert google_forms.claim(package)
    assert once.tables["responses"]["response"].tolist() == ["7", "8"]
    assert once.tables["items"].equals(again.tables["items"])


def test_a_question_asked_twice_is_two_questions(form):
    reading = google_forms.read(form([*HEADER[:3], "Sure?", "Sure?"], ANA, BEN))

    assert reading.tables["items"]["item_id"].nunique() == 2


def test_a_question_keeps_its_id_when_the_form_is_downloaded_in_another_way(form):
    bare = google_forms.read(form(HEADER, ANA)).tables
    scored = google_forms.read(
        form(
            [*HEADER[:2], "Total score", HEADER[3], f"{HEADER[3]} [Score]", "Why?", "Why? [Score]"],
            [*ANA[:3], "7", "1 / 1", "counted", "3 / 4"],
            name="Exit ticket 3.csv",
        )
    ).tables

    assert bare["items"]["item_id"].tolist() == scored["items"]["item_id"].tolist()
    assert bare["tests"]["test_id"].tolist() == scored["tests"]["test_id"].tolist()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (TICKET, "Exit ticket 3"),
        ("Exit ticket 3 (Responses) - Form Responses 1 (2).csv", "Exit ticket 3"),
        ("Exit ticket 3 (Responses).xlsx", "Exit ticket 3"),
        ("Exit ticket 3.csv", "Exit ticket 3"),
        ("Mates (respuestas) - Respuestas de formulario 1.csv", "Mates"),
        ("Quiz (Periods 1 and 2).csv", "Quiz (Periods 1 and 2)"),
        ("a.xlsx [Form Responses 1]", "a"),
    ],
)
def test_the_title_is_the_name_that_the_form_has(name, title):
    assert google_forms.title_of(name) == title


def test_two_downloads_of_one_form_count_once(tmp_path):
    for name, rows in (("a", [ANA]), ("b", [ANA, BEN])):
        (tmp_path / f"Ticket (Responses) - {name}.csv").write_text(as_csv(HEADER, *rows))
    reading = google_forms.read(Package.open(sorted(tmp_path.glob("*.csv"))))

    assert len(reading.tables["results"]) == 2
    assert said(reading, "table.same_form").count == 1


def test_a_workbook_is_read_like_the_csv_file(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Form Responses 1"
    book.active.append(HEADER)
    for at, line in ((pd.Timestamp("2026-09-27 15:00"), ANA), (pd.Timestamp("2026-09-27 15:01"), BEN)):
        book.active.append([at.to_pydatetime(), *line[1:]])
    book.save(tmp_path / "Exit ticket 3 (Responses).xlsx")
    package = Package.open([tmp_path / "Exit ticket 3 (Responses).xlsx"])
    reading = google_forms.read(package)

    assert google_forms.claim(package)
    assert scores(reading) == {"ana@example.org": 4.0, "ben@example.org": 2.5}
    assert reading.tables["tests"]["title"].tolist() == ["Exit ticket 3"]
    assert str(reading.tables["tests"]["date"].iloc[0].date()) == "2026-09-27"


@pytest.mark.parametrize("shown", ['0" / 5"', '0" / "5', '0.00" / 5"'])
def test_points_that_a_workbook_shows_out_of_a_highest_score_keep_it(tmp_path, shown):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([ANA[0], ANA[1], 4, "7", ""])
    book.active["C2"].number_format = shown
    book.save(tmp_path / "Ticket (Responses).xlsx")
    reading = google_forms.read(Package.open([tmp_path / "Ticket (Responses).xlsx"]))

    assert scores(reading) == {"ana@example.org": 4.0}
    assert reading.tables["tests"]["max_score"].tolist() == [5.0]


def test_a_score_without_a_highest_one_makes_none_up(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([ANA[0], ANA[1], 4, "7", ""])
    book.save(tmp_path / "Ticket (Responses).xlsx")
    reading = google_forms.read(Package.open([tmp_path / "Ticket (Responses).xlsx"]))

    assert scores(reading) == {"ana@example.org": 4.0}
    assert reading.tables["tests"]["max_score"].isna().all()
    assert said(reading, "table.no_highest")


@pytest.mark.parametrize("seed", range(20))
def test_in_any_order_every_submission_has_one_verdict_and_the_latest_counts(form, seed):
    draw = random.Random(seed)
    lines = [
        [
            f"9/{draw.randint(1, 28)}/2026 {n // 60:02}:{n % 60:02}:00",
            draw.choice(["", "a@example.org", "B@example.org", "b@example.org", "c@example.org"]),
            draw.choice(["", "3 / 5", "4.50 / 5", "-- / 5", "word", "6 / 5"]),
            draw.choice(["", "7", "=7", "seven, or 8", 'a "quoted"\nword']),
            draw.choice(["", "Zoë", "数学"]),
        ]
        for n in range(30)
    ] + [["9/28/2026 23:00:00", "c@example.org", "1 / 5", "", ""]]
    reading = google_forms.read(form(HEADER, *lines))
    draw.shuffle(lines)
    other = google_forms.read(form(HEADER, *lines))

    for one in (reading, other):
        (count,) = one.files
        assert count.read == len(lines) == count.kept + count.rejected
        assert count.kept == len(one.tables["results"]) == one.tables["results"]["person_id"].nunique()
        assert one.rejects["row"].is_unique
        assert len(one.rejects) == count.rejected
    key = ["person_id", "item_id"]
    first, second = (one.tables["responses"].sort_values(key, ignore_index=True) for one in (reading, other))
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize(
    "header",
    [
        "timestamp,temperature",
        "Time,Email Address,Score,Why?",
        "test_id,student_id,item_id,score",
        "First Name,Last Name,SID,Email",
        "Student,ID,SIS Login ID,Section,Quiz 1 (7)",
    ],
)
def test_no_other_file_is_taken_for_a_form(tmp_path, header):
    path = tmp_path / "other.csv"
    path.write_text(f"{header}\n" + ",".join(["2026-09-27 15:00:00"] * (header.count(",") + 1)) + "\n")

    assert google_forms.recognise(Package.open([path])) == 0


def test_a_form_is_no_other_reader_s_file(form):
    package = form(HEADER, ANA)

    assert not canvas.claim(package)
    assert not gradescope.claim(package)
    assert [step.reader.NAME for step in plan_import(package, None, None).steps] == ["google-forms"]


def test_a_form_nobody_has_answered_says_so(form):
    reading = google_forms.read(form(HEADER))

    assert said(reading, "table.no_rows")
    assert reading.tables == {}
    assert reading.files[0].read == 0


def test_own_words_are_for_the_team_alone(tmp_path, form):
    lines = [[*ANA[:1], f"s{n}@example.org", "1 / 5", "7", f"My own thought number {n}"] for n in range(4)]
    form(HEADER, *lines)
    import_sources(tmp_path / "evidence", tmp_path / TICKET)
    store = EvidenceStore(tmp_path / "evidence")
    team_id = store.teams()["team_id"].iloc[0]

    own = store.team(team_id)
    theirs = own.for_audience("school")
    assert own.responses["response"].str.contains("own thought").any()
    assert not theirs.responses["response"].str.contains("own thought").any()


def test_thirty_thousand_submissions_are_read_quickly(form):
    lines = [
        [f"9/{1 + n % 28}/2026 15:{n % 60:02}:00", f"s{n % 20_000}@example.org", f"{n % 6} / 5", "7", f"w{n}"]
        for n in range(30_000)
    ]
    package = form(HEADER, *lines)
    began = time.perf_counter()
    reading = google_forms.read(package)

    assert time.perf_counter() - began < 5
    assert len(reading.tables["results"]) == 20_000
