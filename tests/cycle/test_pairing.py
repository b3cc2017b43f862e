"""Pairings: whoever is alone is offered somebody, with a reason."""

from datetime import date

from plcnb.cycle.pairing import Pairing, pairings
from plcnb.model import Exchange, Member

MEMBERS = [
    Member(person_id="a", name="A", teaches="Grade 7 Mathematics"),
    Member(person_id="b", name="B", teaches="Grade 7 Science"),
    Member(person_id="c", name="C", teaches="grade 7 mathematics "),
    Member(person_id="d", name="D"),
]


def ask(person, topic, **more):
    return Exchange(person_id=person, kind="ask", topic=topic, **more)


def offer(person, topic):
    return Exchange(person_id=person, kind="offer", topic=topic)


def test_who_teaches_the_same_is_a_partner():
    assert pairings(["a"], MEMBERS) == (Pairing("a", "c", "both teach Grade 7 Mathematics"),)


def test_an_offer_of_what_is_asked_comes_before_teaching_the_same():
    exchanges = [ask("a", "Talking about mistakes"), offer("b", "mistakes students make")]

    (made,) = pairings(["a"], MEMBERS, exchanges)

    assert made == Pairing("a", "b", "one asks for what the other offers: Talking about mistakes")


def test_two_who_ask_for_the_same_can_look_for_it_together():
    (made,) = pairings(["d"], MEMBERS, [ask("d", "small groups"), ask("b", "groups of three")])

    assert made == Pairing("d", "b", "both ask for help with small groups")


def test_without_a_reason_nobody_is_named():
    assert pairings(["d"], MEMBERS) == ()
    assert pairings(["a"], MEMBERS[:1]) == ()
    assert pairings(["stranger"], MEMBERS) == ()


def test_an_answered_request_no_longer_counts():
    exchanges = [ask("d", "small groups", answered_on=date(2026, 1, 5)), ask("b", "groups of three")]

    assert pairings(["d"], MEMBERS, exchanges) == ()


def test_two_who_are_alone_and_fit_are_offered_one_another_once():
    assert pairings(["a", "c"], MEMBERS) == (Pairing("a", "c", "both teach Grade 7 Mathematics"),)


def test_nobody_is_given_twice_while_somebody_else_would_do():
    people = [Member(person_id=name, teaches="Reading") for name in "wxyz"]

    partners = [one.partner_id for one in pairings(["w", "x"], people)]

    assert len(set(partners)) == len(partners)
