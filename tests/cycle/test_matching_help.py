"""Asks and offers that speak of the same find each other, and say by which words."""

from datetime import date

import pytest

from plcnb.cycle.matching_help import matches, open_exchanges
from plcnb.cycle.topics import stems
from plcnb.model import Exchange

TODAY = date(2026, 1, 27)


def ask(topic, person="a", **more):
    return Exchange(person_id=person, kind="ask", topic=topic, **more)


def offer(topic, person="b", **more):
    return Exchange(person_id=person, kind="offer", topic=topic, **more)


@pytest.mark.parametrize(
    ("wanted", "given", "words"),
    [
        ("small groups in a class of thirty", "Working with small groups", ("small", "groups")),
        ("exit tickets", "How I use an exit ticket each Friday", ("exit", "tickets")),
        ("modelling fractions", "Fraction models", ("modelling", "fractions")),
        ("Évaluation formative", "evaluation", ("évaluation",)),
        ("分数の教え方", "分数", ("分数",)),
    ],
)
def test_topics_about_the_same_match_and_say_by_which_words(wanted, given, words):
    (match,) = matches([ask(wanted)], [offer(given)])

    assert match.words == words


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("helping students in my class", "ideas for students in class"),  # every topic has these words
        ("reading aloud", "fractions with bars"),
        ("", "exit tickets"),
    ],
)
def test_topics_about_other_things_do_not(wanted, given):
    assert matches([ask(wanted)], [offer(given)]) == ()


def test_the_closest_comes_first_and_the_detail_counts_where_it_may_be_read():
    near, far = (
        offer("exit tickets for fractions"),
        offer("checks", detail="exit tickets, hinge questions", person="c"),
    )

    found = matches([ask("exit tickets about fractions")], [far, near])

    assert [match.offer for match in found] == [near, far]
    assert [match.offer for match in matches([ask("exit tickets")], [far], read=lambda one: one.topic)] == []


def test_nobody_is_matched_with_their_own():
    assert matches([ask("exit tickets", person="b")], [offer("exit tickets")]) == ()
    assert matches([ask("exit tickets", person="", team_id="t")], [offer("exit tickets", team_id="t")])


def test_what_is_answered_or_unfinished_is_not_open():
    answered = ask("exit tickets", answered_on=TODAY)

    assert open_exchanges([answered, ask(""), ask("bars")], TODAY) == (ask("bars"),)


def test_endings_of_words_do_not_count_and_short_words_stay_whole():
    assert list(stems("grouping Groups grouped")) == ["group"]
    assert list(stems("bus of an axe")) == ["bus", "axe"]
