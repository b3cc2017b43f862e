import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plcnb.cycle.acts import act_in
from plcnb.cycle.reading import bases, plain, quoted, reads_as_english, sentences, stem, words_of
from plcnb.cycle.student_acts import student_act_in


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("wrote", "write"),
        ("copied", "copy"),
        ("copies", "copy"),
        ("dropped", "drop"),
        ("using", "use"),
        ("solves", "solve"),
    ],
)
def test_the_forms_of_a_word_lead_back_to_it(form, base):
    assert base in bases(form)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fraction", "fractions"),
        ("division", "divisions"),
        ("group", "grouping"),
        ("study", "studies"),
        ("plan", "planned"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


def test_words_keep_their_place_whatever_stands_between_them():
    text = "¡Café! 🙂 don’t, Ä-b"

    assert [(word.plain, text[word.start : word.end]) for word in words_of(text)] == [
        ("cafe", "Café"),
        ("don't", "don’t"),
        ("a-b", "Ä-b"),
    ]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Reteach fractions with bars", True),
        ("reteach", True),
        ("Mehr Zeit für die Kinder, die es noch nicht können", False),
        ("Les élèves vont expliquer les fractions", False),
        ("Ang mga mag-aaral ay magsusulat", False),
        ("Học sinh sẽ giải thích", False),
        ("الطلاب", False),
        ("123 45 %", False),
        ("", False),
    ],
)
def test_a_text_is_read_as_english_only_if_it_is(text, english):
    assert reads_as_english(words_of(text)) == english


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Writing workshop", "none"),
        ("Have a plan", "none"),
        ("2 lessons reteach with bars", "act"),
        ("Ana Lee will reteach it with bars", "act"),
        ("Provide help", "vague"),
        ("Give feedback", "too wide"),
        ("Give feedback on Tuesday", "act"),
        ("Practicar fracciones con barras", "unread"),
    ],
)
def test_an_act_is_told_from_an_intention(text, kind):
    assert act_in(text, ["Ana Lee"]).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("work out the price after two changes", "seen"),
        ("Students will be able to compare fractions", "seen"),
        ("understand that a larger denominator means smaller parts", "known"),
        ("understand fractions", "soft"),
        ("listen better", "soft"),
        ("I will explain it", "adult"),
        ("we model it and students will draw it", "seen"),
        ("the problem with the number line", "none"),
        ("explicar con dibujos", "unread"),
    ],
)
def test_what_students_will_do_is_told_from_what_one_wishes(text, kind):
    assert student_act_in(text).kind == kind


def test_lines_and_sentences_are_parted_and_empty_ones_dropped():
    assert sentences("One. Two!\n\n…\n- three") == ("One.", "Two!", "- three")


def test_a_long_text_is_quoted_short():
    assert quoted("a " * 100).endswith("…”")
    assert quoted("a\n b") == "“a b”"


@example("𝕬")
@given(st.text(max_size=400))
def test_anything_is_read_without_an_error(text):
    assert all(text[word.start : word.end] for word in words_of(text))
    assert plain(plain(text)) == plain(text)
    act_in(text)
    student_act_in(text)
