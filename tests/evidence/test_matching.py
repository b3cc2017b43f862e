"""Finding the students of an export: by what is surest first, and nobody by a guess."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import FileCount, Reading
from plcnb.evidence.known_people import Known
from plcnb.evidence.matches_file import MatchesFile
from plcnb.evidence.matching import AMBIGUOUS, LEFT_OUT, NEW, NOT_FOUND, WAYS, find_people
from plcnb.evidence.matching_names import plain_grade, plain_number, plain_words
from plcnb.evidence.matching_step import match_people
from plcnb.evidence.merging import changes, merge


def table(name, columns, *values):
    return conform(DataFrame(values, columns=columns.split()), SOURCE_TABLES[name])


def people(*rows):
    """People from (id, given name, family name, grade)."""
    named = [(*row, "student") for row in rows]
    return table("people", "person_id given_name family_name grade role", *named)


def store(*rows, identifiers=(), roster=True, **tables):
    """A store with these people; with a class, so that they are a roster's, or without."""
    tables |= {"people": people(*rows)}
    tables["identifiers"] = table("identifiers", "person_id kind value system", *identifiers)
    if roster:
        tables["classes"] = table("classes", "class_id title school_id", ("c", "7a", "s"))
    return {name: conform(tables.get(name), contract) for name, contract in SOURCE_TABLES.items()}


def export(*rows, identifiers=(), system="canvas", **tables):
    tables = {name: table(name, *lines) for name, lines in tables.items()}
    who = {"people": people(*rows), "identifiers": table("identifiers", "person_id kind value", *identifiers)}
    return Reading(system, "delta", who | tables, replaces={"results": "test_id"}, matched_by=system)


def found(stored, reading, by_hand=None):
    """Who each person of the export is, and how that was found."""
    verdict = find_people(reading.tables, reading.matched_by, Known.of(stored), by_hand or {})
    return {row.person_id: (row.target, row.how) for row in verdict.itertuples()}


def reason(stored, reading, who):
    verdict = find_people(reading.tables, reading.matched_by, Known.of(stored), {})
    return verdict.set_index("person_id").loc[who, ["reason", "candidates"]].tolist()


def matched(stored, reading, tmp_path):
    return match_people(reading, stored, MatchesFile(tmp_path / "matches.csv"))


ANA, BEN = ("p1", "Ana", "Doe", "7"), ("p2", "Ben", "Roe", "7")


# --- what is compared ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0017", "17"),
        (" A017 ", "a017"),
        ("17.0", "017"),
        ("Jo@North.Example", "jo@north.example"),
        ("0", "000"),
    ],
)
def test_numbers_are_the_same_however_a_spreadsheet_wrote_them(one, other):
    assert plain_number(one) == plain_number(other)


@pytest.mark.parametrize(("one", "other"), [("17", "170"), ("1.5", "1"), ("a017", "a17"), ("", "0")])
def test_other_numbers_stay_other_numbers(one, other):
    assert plain_number(one) != plain_number(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("María Álvarez-Ruiz", "ALVAREZ RUIZ, Maria"),
        ("Seán O’Neil", "sean  oneil"),
        ("Łukasz Müßig", "Mussig Lukasz"),
        ("Doe Jo", "Jo Doe"),
        ("Ｊｏ Doe", "jo doe"),
    ],
)
def test_names_are_the_same_in_either_order_with_and_without_marks(one, other):
    assert plain_words(one) == plain_words(other)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        *[("07", "7"), ("7.0", "7"), ("Grade 7", "7"), ("7th Grade", "7"), ("10", "10"), ("", "")],
        *[("KG", "k"), ("00", "k"), ("Kindergarten", "k"), ("Pre-K", "pk"), ("PK", "pk")],
    ],
)
def test_a_grade_is_one_grade_however_it_is_written(written, plain):
    assert plain_grade(written) == plain


# --- by what somebody is found -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "stored", "how"),
    [
        ("id", "P1", ("id", "999"), "id"),
        ("id", "417", ("id", "000417"), "id"),
        ("id", "A17", ("SIS id", "a17"), "id"),
        ("SIS id", "000417", ("id", "417"), "SIS id"),
        ("SIS id", "a10000000", ("SIS id", "A10000000"), "SIS id"),
        ("login", "ana@north.example", ("e-mail", "Ana@North.example"), "login"),
        ("e-mail", "ANA", ("login", "ana"), "e-mail"),
    ],
)
def test_a_student_is_found_by_any_number_the_roster_knows(kind, value, stored, how):
    roster = store(ANA, BEN, identifiers=[("p1", *stored, "")])

    assert found(roster, export(("9", "", "", ""), identifiers=[("9", kind, value)])) == {"9": ("p1", how)}


def test_the_surest_number_decides():
    roster = store(ANA, BEN, identifiers=[("p1", "SIS id", "17", ""), ("p2", "e-mail", "a@x.example", "")])
    reading = export(("9", "", "", ""), identifiers=[("9", "e-mail", "a@x.example"), ("9", "SIS id", "17")])

    assert found(roster, reading) == {"9": ("p1", "SIS id")}


def test_a_swapped_name_with_its_grade_is_found_and_a_name_alone_never():
    roster = store(ANA, BEN)

    assert found(roster, export(("9", "Doe", "Ana", "07"))) == {"9": ("p1", "name and grade")}
    assert found(roster, export(("9", "Ana", "Doe", ""))) == {"9": ("", NOT_FOUND)}
    assert found(roster, export(("9", "Ana", "Doe", "8"))) == {"9": ("", NOT_FOUND)}


def test_a_vendor_s_number_means_something_in_that_system_only():
    roster = store(ANA, BEN, identifiers=[("p1", "vendor id", "17", "star")])
    who, number = ("9", "", "", ""), [("9", "vendor id", "17")]

    assert found(roster, export(who, identifiers=number, system="star")) == {"9": ("p1", "vendor id")}
    assert found(roster, export(who, identifiers=number, system="canvas")) == {"9": ("", NOT_FOUND)}


def test_a_teacher_is_never_taken_for_a_student_of_the_same_name():
    roster = store(ANA)
    roster["people"] = roster["people"].assign(role="teacher")

    assert found(roster, export(("9", "Ana", "Doe", "7"))) == {"9": ("", NOT_FOUND)}


# --- nobody is guessed ---------------------------------------------------------------------------------


def test_twins_in_name_and_grade_are_left_to_a_person():
    roster = store(ANA, ("p3", "Ana", "Doe", "07"))

    assert found(roster, export(("9", "Ana", "Doe", "7"))) == {"9": ("", AMBIGUOUS)}
    assert reason(roster, export(("9", "Ana", "Doe", "7")), "9")[1] == ["p1", "p3"]


def test_a_number_that_belongs_to_quite_another_name_is_not_believed():
    reading = export(("9", "Cy", "Poe", "7"), identifiers=[("9", "id", "p1")])

    assert found(store(ANA, BEN), reading) == {"9": ("", AMBIGUOUS)}
    assert reason(store(ANA, BEN), reading, "9") == ["the student found by id has quite another name", ["p1"]]


def test_a_family_s_address_does_not_make_a_brother_of_a_sister():
    roster = store(ANA, ("p3", "Bo", "Doe", "4"), identifiers=[("p1", "e-mail", "doe@home.example", "")])
    reading = export(("9", "Bo", "Doe", "4"), identifiers=[("9", "e-mail", "doe@home.example")])

    assert found(roster, reading) == {"9": ("", AMBIGUOUS)}
    assert reason(roster, reading, "9")[1] == ["p1", "p3"]


def test_of_several_with_one_address_the_name_tells():
    both = [("p1", "e-mail", "doe@home.example", ""), ("p3", "e-mail", "doe@home.example", "")]
    roster = store(ANA, ("p3", "Bo", "Doe", "4"), identifiers=both)
    reading = export(("9", "Bo", "Doe", ""), identifiers=[("9", "e-mail", "doe@home.example")])

    assert found(roster, reading) == {"9": ("p3", "e-mail")}


def test_an_address_that_many_have_is_the_school_s():
    rows = [(f"p{i}", f"Given{i}", f"Family{i}", "7") for i in range(30)]
    roster = store(*rows, identifiers=[(row[0], "e-mail", "office@school.example", "") for row in rows])
    reading = export(("9", "Given4", "Family4", "7"), identifiers=[("9", "e-mail", "office@school.example")])

    assert found(roster, reading) == {"9": ("p4", "name and grade")}


def test_ids_that_differ_in_leading_zeros_are_told_apart_where_the_zeros_are_written():
    roster = store(("0017", "", "", "7"), ("17", "", "", "7"))

    assert found(roster, export(("9", "", "", ""), identifiers=[("9", "id", "0017")])) == {
        "9": ("0017", "id")
    }
    assert found(roster, export(("9", "", "", ""), identifiers=[("9", "id", "17")])) == {"9": ("", AMBIGUOUS)}


def test_two_of_an_export_who_would_be_one_student_are_both_nobody():
    reading = export(("8", "Ana", "Doe", "7"), ("9", "Doe", "Ana", "7"))

    assert found(store(ANA, BEN), reading) == {"8": ("", AMBIGUOUS), "9": ("", AMBIGUOUS)}


def test_the_same_student_under_a_number_with_and_without_zeros_is_one():
    rows = [("017", "Ana", "Doe", "7"), ("17", "Ana", "Doe", "7")]
    reading = export(*rows, identifiers=[("017", "SIS id", "017"), ("17", "SIS id", "17")])
    roster = store(ANA, identifiers=[("p1", "SIS id", "17", "")])

    assert found(roster, reading) == {"017": ("p1", "SIS id"), "17": ("p1", "SIS id")}


def test_three_thousand_who_share_their_names_are_not_mixed_up():
    """As many as in sgpdata: 3,073 students have the full name of another."""
    rows = [(f"p{i}", f"Given{i // 2}", "Doe", "7") for i in range(3073)]
    reading = export(*[(f"x{i}", f"Given{i // 2}", "Doe", "7") for i in range(3073)])

    ways = [how for _, how in found(store(*rows), reading).values()]

    assert ways.count(AMBIGUOUS) == 3072
    assert ways.count("name and grade") == 1


def test_whom_no_roster_has_is_shown_with_those_who_come_nearest():
    roster = store(ANA, BEN, ("p3", "Anna", "Doe", "7"), ("p4", "Ana", "Doe", "8"))

    assert reason(roster, export(("9", "Ana Lu", "Doe", "7")), "9") == [
        "no such student on the roster",
        ["p1", "p4", "p3"],
    ]


# --- what a person decides -----------------------------------------------------------------------------


def test_a_person_s_word_holds_against_every_number():
    reading = export(("8", "", "", ""), ("9", "Ana", "Doe", "7"), identifiers=[("8", "id", "p1")])

    assert found(store(ANA, BEN), reading, {"8": "p2", "9": "-"}) == {
        "8": ("p2", "by hand"),
        "9": ("", LEFT_OUT),
    }


def test_an_id_that_nobody_has_leaves_the_rows_with_nobody():
    assert found(store(ANA), export(("9", "Ana", "Doe", "7")), {"9": "p77"}) == {"9": ("", NOT_FOUND)}


# --- stores without a roster ---------------------------------------------------------------------------


def test_without_a_roster_everybody_stays_as_they_are_and_is_known_again(tmp_path):
    reading = export(("9", "Ana", "Doe", ""), ("8", "Ana", "Doe", ""))
    first = matched(store(roster=False), reading, tmp_path)
    once = merge(store(roster=False), first.reading)

    again = matched(once, reading, tmp_path)

    assert first.counts.to_numpy().tolist() == [["canvas", NEW, 2]]
    assert again.counts.to_numpy().tolist() == [["canvas", "as before", 2]]
    assert not changes(once, merge(once, again.reading))[["new", "changed", "gone"]].to_numpy().any()


def test_two_systems_that_number_from_one_on_do_not_make_one_child_of_two(tmp_path):
    canvas = export(
        ("17", "Ana", "Doe", "7"), results=("test_id person_id score status", ("t", "17", 1.0, "scored"))
    )
    star = export(("17", "Ben", "Roe", "7"), system="star")
    once = merge(store(roster=False), matched(store(roster=False), canvas, tmp_path).reading)
    twice = merge(once, matched(once, star, tmp_path).reading)

    assert dict(twice["people"][["person_id", "given_name"]].to_numpy()) == {"17": "Ana", "star:17": "Ben"}
    assert found(twice, star) == {"17": ("star:17", "as before")}
    assert found(twice, canvas) == {"17": ("17", "as before")}


def test_two_exports_without_a_roster_meet_in_what_they_both_know(tmp_path):
    canvas = export(("17", "Ana", "Doe", ""), identifiers=[("17", "login", "ana@north.example")])
    scope = export(
        ("x", "Doe", "Ana", "7"), identifiers=[("x", "e-mail", "Ana@north.example")], system="scope"
    )
    once = merge(store(roster=False), matched(store(roster=False), canvas, tmp_path).reading)

    twice = merge(once, matched(once, scope, tmp_path).reading)

    assert twice["people"].to_numpy().tolist() == [["17", "Ana", "Doe", "7", "student"]]


def test_when_the_roster_comes_an_export_is_matched_with_it_and_not_with_itself(tmp_path):
    canvas = export(("17", "Ana", "Doe", ""), identifiers=[("17", "SIS id", "A1")])
    alone = merge(store(roster=False), matched(store(roster=False), canvas, tmp_path).reading)
    tables = store(ANA, identifiers=[("p1", "SIS id", "a1", "")])
    roster = Reading("own", "delta", {name: tables[name] for name in ("classes", "people", "identifiers")})

    assert found(merge(alone, roster), canvas) == {"17": ("p1", "SIS id")}


# --- the rows ------------------------------------------------------------------------------------------

RESULTS = ("test_id person_id score status", ("t", "8", 3.0, "scored"), ("t", "9", 4.0, "scored"))


def test_rows_go_to_the_student_and_those_of_nobody_are_rejected_with_their_line(tmp_path):
    reading = export(("8", "Ana", "Doe", "7"), ("9", "Cy", "Poe", "7"), results=RESULTS)
    reading.files = [FileCount("marks.csv", "results", 2, 2, 0)]
    reading.places = {"people": DataFrame({"file": "marks.csv", "row": [2, 3]})}

    got = matched(store(ANA, BEN), reading, tmp_path).reading

    assert got.tables["results"][["person_id", "score"]].to_numpy().tolist() == [["p1", 3.0]]
    assert got.tables["people"].empty
    assert got.files == [FileCount("marks.csv", "results", 2, 1, 1)]
    assert got.rejects[["file", "row", "value", "rule"]].to_numpy().tolist() == [
        ["marks.csv", 3, "", "person.not_found"]
    ]
    assert [(f.row, f.count, f.value) for f in got.refused] == [(3, 1, "")]


def test_where_the_line_is_not_known_the_rows_are_counted(tmp_path):
    reading = export(
        ("9", "Cy", "Poe", "7"), results=("test_id person_id score status", ("t", "9", 4.0, "scored"))
    )
    reading.files = [FileCount("marks.csv", "results", 1, 1, 0)]

    got = matched(store(ANA), reading, tmp_path).reading

    assert {(f.file, f.row, f.message.split(";")[0], f.count) for f in got.refused} == {
        ("marks.csv", None, "people: no such student on the roster", 1),
        ("marks.csv", None, "results: no such student on the roster", 1),
    }
    assert got.files[0].rejected == 1


def test_of_two_rows_that_become_one_the_first_counts_and_the_second_is_told(tmp_path):
    rows = [("8", "Ana", "Doe", "7"), ("9", "Cy", "Poe", "7")]
    decided = MatchesFile(tmp_path, [{"system": "canvas", "their_id": "9", "person_id": "p1", "note": ""}])

    got = match_people(export(*rows, results=RESULTS), store(ANA), decided).reading

    assert got.tables["results"]["score"].tolist() == [3.0]
    assert "row.repeated" in {finding.rule for finding in got.refused}


def test_what_is_learnt_from_a_number_is_found_again_and_from_a_name_nothing_is_learnt(tmp_path):
    roster = store(ANA, BEN, identifiers=[("p1", "SIS id", "17", "")])
    reading = export(
        ("8", "Ana", "Doe", "7"),
        ("9", "Ben", "Roe", "7"),
        identifiers=[("8", "SIS id", "017"), ("8", "vendor id", "v8"), ("9", "vendor id", "v9")],
    )

    after = merge(roster, matched(roster, reading, tmp_path).reading)

    learnt = after["identifiers"][after["identifiers"]["system"] == "canvas"]
    assert learnt[["person_id", "value"]].to_numpy().tolist() == [["p1", "017"], ["p1", "v8"]]
    assert found(after, export(("1", "", "", ""), identifiers=[("1", "vendor id", "v8")])) == {
        "1": ("p1", "vendor id")
    }


def test_a_number_of_somebody_else_is_not_learnt(tmp_path):
    roster = store(ANA, BEN, identifiers=[("p2", "login", "shared", "")])
    reading = export(("8", "Ana", "Doe", "7"), identifiers=[("8", "id", "p1"), ("8", "login", "Shared")])

    after = merge(roster, matched(roster, reading, tmp_path).reading)

    assert after["identifiers"]["person_id"].tolist() == ["p2"]


def test_a_number_that_two_of_the_export_have_is_not_learnt(tmp_path):
    roster = store(ANA, identifiers=[("p1", "SIS id", "17", "")])
    said = [("8", "SIS id", "17"), ("8", "login", "lab"), ("9", "login", "lab")]
    reading = export(("8", "Ana", "Doe", "7"), ("9", "Anton", "Doe", "8"), identifiers=said)

    after = merge(roster, matched(roster, reading, tmp_path).reading)

    assert after["identifiers"]["value"].tolist() == ["17"]
    assert found(after, reading) == {"8": ("p1", "SIS id"), "9": ("", NOT_FOUND)}


def test_a_person_s_word_takes_back_what_was_learnt(tmp_path):
    learnt = [("p1", "vendor id", "v8", "canvas"), ("p1", "vendor id", "v8", "star")]
    roster = store(ANA, BEN, identifiers=learnt)
    reading = export(("8", "", "", ""), identifiers=[("8", "vendor id", "v8")])
    decided = MatchesFile(tmp_path, [{"system": "canvas", "their_id": "8", "person_id": "p2", "note": ""}])

    after = merge(roster, match_people(reading, roster, decided).reading)["identifiers"]

    assert after[["person_id", "system"]].to_numpy().tolist() == [["p1", "star"], ["p2", "canvas"]]


def test_what_was_learnt_outlasts_the_next_roster_and_goes_with_its_student():
    learnt = [("p1", "vendor id", "v8", "canvas"), ("p2", "vendor id", "v9", "canvas")]
    tables = {
        "people": people(ANA),
        "identifiers": table("identifiers", "person_id kind value", ("p1", "id", "1")),
    }

    after = merge(store(ANA, BEN, identifiers=learnt), Reading("oneroster", "bulk", tables))

    assert after["identifiers"][["person_id", "value"]].to_numpy().tolist() == [["p1", "v8"], ["p1", "1"]]


# --- laws ----------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["Ana", "Ben", "Cy", "Doe", "Roe", ""])
VALUES = st.sampled_from(["1", "01", "2", "a", "A ", "b"])
KINDS = st.sampled_from(["id", "SIS id", "login", "e-mail", "vendor id"])


@st.composite
def crowds(draw, prefix):
    """Some people and what they are called, with many collisions."""
    number = draw(st.integers(1, 6))
    rows = [
        (f"{prefix}{i}", draw(NAMES), draw(NAMES), draw(st.sampled_from(["7", "07", "8", ""])))
        for i in range(number)
    ]
    ids = st.sampled_from([row[0] for row in rows])
    return rows, draw(st.lists(st.tuples(ids, KINDS, VALUES), max_size=10, unique=True))


@settings(deadline=None, max_examples=30)
@given(crowds("p"), crowds("x"), st.booleans(), st.randoms(use_true_random=False))
def test_every_person_gets_one_verdict_whatever_the_order(known, others, roster, random):
    stored = store(*known[0], identifiers=[(*row, "") for row in known[1]], roster=roster)
    shuffled = [random.sample(part, len(part)) for part in (*known, *others)]
    mixed = store(*shuffled[0], identifiers=[(*row, "") for row in shuffled[1]], roster=roster)

    verdict = found(stored, export(*others[0], identifiers=others[1]))

    assert verdict.keys() == {row[0] for row in others[0]}
    assert {how for _, how in verdict.values()} <= set(WAYS)
    for target, how in verdict.values():
        assert (target == "") == (how in (AMBIGUOUS, NOT_FOUND, LEFT_OUT))
        assert how != (NEW if roster else NOT_FOUND)
    assert found(mixed, export(*shuffled[2], identifiers=shuffled[3])) == verdict


@settings(deadline=None, max_examples=15)
@given(crowds("p"), crowds("x"), st.booleans())
def test_a_second_import_changes_nothing_and_every_row_is_kept_or_rejected(known, others, roster):
    stored = store(*known[0], identifiers=[(*row, "") for row in known[1]], roster=roster)
    results = ("test_id person_id score status", *[("t", row[0], 1.0, "scored") for row in others[0]])
    reading = export(*others[0], identifiers=others[1], results=results)
    reading.files = [FileCount("f", "results", len(others[0]), len(others[0]), 0)]

    first = match_people(reading, stored, MatchesFile(None))
    once = merge(stored, first.reading)
    again = merge(once, match_people(reading, once, MatchesFile(None)).reading)

    assert first.counts["people"].sum() == len(others[0])
    assert first.reading.files[0].kept == len(first.reading.tables["results"])
    assert set(once["people"]["person_id"]) >= set(once["identifiers"]["person_id"])
    assert not changes(once, again)[["new", "changed", "gone"]].to_numpy().any()


def test_a_district_is_matched_in_seconds():
    number = 100_000
    rows = [(f"p{i}", f"Given{i % 997}", f"Family{i % 9973}", str(i % 13)) for i in range(number)]
    roster = store(*rows, identifiers=[(f"p{i}", "SIS id", f"{i:09d}", "") for i in range(number)])
    half = [(f"x{i}", "SIS id", str(i)) for i in range(0, number, 2)]
    reading = export(*[(f"x{i}", *row[1:]) for i, row in enumerate(rows)], identifiers=half)

    begun = time.process_time()
    verdict = find_people(reading.tables, "canvas", Known.of(roster), {})

    assert time.process_time() - begun < 30
    assert (verdict["target"] == verdict["person_id"].str.replace("x", "p")).sum() > 0.9 * number
