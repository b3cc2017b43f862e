from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.cycle.language import language

DESCRIBES, JUDGES, EXPLAINS = [], "judges", "explains"

TEXTS = [
    ("11 of 24 chose the fraction with the larger denominator.", []),
    ("46 % of the points on MA5.3, probably between 40 and 52 %.", []),
    ("Question 7: 9 chose B, 4 chose C, 11 left it blank.", []),
    ("Students wrote “because it is bigger” in six answers.", []),
    ('Four wrote "I only guessed" beside the answer.', []),
    ("One wrote ‘too hard’ in the margin.", []),
    ("Six used because to join two sentences.", []),
    ("In high school classes 8 of 20 drew a line as well as a table.", []),
    ("They listed even numbers from low to high.", []),
    ("Nine named weak verbs and replaced them.", []),
    ("The class chose the only picture with a scale.", []),
    ("Share rose from 40 to 55 % since September.", []),
    ("8 of 12 students in period 2 labelled both axes.", []),
    ("Three drawings show bars of even length; the number line goes only to 10.", []),
    ("The high point of the graph is at week 4, the low tide at week 9.", []),
    ("The text speaks of a poor farmer; nine chose the lost city, two the good king.", []),
    ("Two answers are the same, again with one crossed-out line.", []),
    ("At least 14 of 24 wrote a claim; 11 still had the pen on paper at 10:15.", []),
    ("They multiplied, then added, and finally wrote the unit.", []),
    ("Twelve named the well in the story.", []),
    ("All questions concerning area have a drawing.", []),
    ("Only 11 of 24 were right.", [("Only", JUDGES)]),
    ("Only about a third wrote a unit.", [("Only", JUDGES)]),
    ("Not even half wrote a unit.", [("Not even", JUDGES)]),
    ("Strong answers on 3, weak reasoning on 4.", [("Strong", JUDGES), ("weak", JUDGES)]),
    ("They can’t multiply.", [("They can’t", JUDGES)]),
    ("Question 7 was a disaster.", [("disaster", JUDGES)]),
    ("They think that a bigger denominator is a bigger part.", [("They think", EXPLAINS)]),
    ("Just 3 got it.", [("Just", JUDGES)]),
    ("The results are poor.", [("poor", JUDGES)]),
    ("They did really badly on question 7", [("badly", JUDGES)]),
    ("Great result on decimals!", [("Great", JUDGES)]),
    ("They did well on decimals.", [("well", JUDGES)]),
    ("The low kids left it blank", [("low kids", JUDGES)]),
    ("lazy answers", [("lazy", JUDGES)]),
    ("They should know this by now.", [("should", JUDGES)]),
    ("They struggled with question 9.", [("struggled", JUDGES)]),
    ("Obviously, half chose B.", [("Obviously", JUDGES)]),
    ("They didn’t understand the task.", [("didn’t understand", JUDGES)]),
    ("Half chose B because they add denominators.", [("because", EXPLAINS)]),
    ("11 wrong due to the wording", [("due to", EXPLAINS)]),
    ("Since they missed a week, 5 left it blank.", [("Since they", EXPLAINS)]),
    ("A lack of vocabulary.", [("lack of", EXPLAINS)]),
    ("They rushed.", [("rushed", EXPLAINS)]),
    ("Maybe they added the denominators.", [("Maybe", EXPLAINS)]),
    ("I think the question is too hard", [("I think", EXPLAINS), ("too hard", EXPLAINS)]),
    ("That is why 12 were wrong", [("That is why", EXPLAINS)]),
    (
        "Only 5 passed; the weak students gave up because of the reading.",
        [("Only", JUDGES), ("weak", JUDGES), ("gave up", JUDGES), ("because of", EXPLAINS)],
    ),
    ("Solo 11 de 24 acertaron porque no estudiaron", []),
    ("分数が弱い", []),
    ("", []),
    ("🙂🙂 11/24 🙂", []),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_words_that_judge_or_explain_are_marked_and_no_others(text, expected):
    assert [(mark.words, mark.kind) for mark in language(text)] == expected


def test_a_mark_says_where_why_and_what_to_write():
    (mark,) = language("There were only 11 of 24.")

    assert (mark.start, mark.end) == (11, 15)
    assert mark.why == "It says that the number is too small."
    assert mark.instead == "Write the number alone: “11 of 24”."


def test_an_unclosed_quotation_hides_what_follows_it_and_nothing_before():
    assert [mark.words for mark in language("Only six wrote “because it is weak")] == ["Only"]


def test_an_apostrophe_opens_no_quotation():
    assert [mark.words for mark in language("Students' work is weak, it's poor")] == ["weak", "poor"]


@given(st.text(max_size=500))
def test_marks_of_anything_lie_in_the_text_in_order_without_overlap(text):
    marks = language(text)

    assert all(text[mark.start : mark.end] == mark.words for mark in marks)
    assert all(one.end <= two.start for one, two in pairwise(marks))


@given(st.text(alphabet=st.sampled_from("only because \"“”'‘’«».,\n poor"), max_size=120))
def test_quotation_marks_of_any_order_are_survived(text):
    assert all(mark.why and mark.instead for mark in language(text))
