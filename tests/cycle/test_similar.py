from datetime import date
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_of_texts import rows_of

from plcnb.cycle.similar import similar_ideas
from plcnb.model import Trial

PAIRS, UNSEEN = (
    [(earlier, now, same == "yes") for earlier, now, same in rows_of("ideas_of_teams.tsv", name)]
    for name in ("known", "unseen")
)
BARS = Trial(
    id="t1",
    change="Fraction bars in the warm-up",
    decision="abandon",
    as_planned="partly",
    closed_on=date(2026, 10, 3),
)
OTHERS = [
    Trial(id="t2", change="Exit ticket with two questions every Friday"),
    Trial(id="t3", change="Number talks three times a week"),
]


def recognised(earlier, now):
    return bool(similar_ideas(now, [Trial(id="a", change=earlier), *OTHERS]))


@pytest.mark.parametrize(("earlier", "now", "same"), PAIRS)
def test_an_idea_is_recognised_when_it_comes_back_and_only_then(earlier, now, same):
    assert (
        Trial(id="a", change=earlier)
        in [m.trial for m in similar_ideas(now, [Trial(id="a", change=earlier)])]
    ) == same


def test_on_pairs_not_looked_at_nothing_is_claimed_falsely_and_most_is_found():
    found = [bool(similar_ideas(now, [Trial(change=earlier)])) for earlier, now, _ in UNSEEN]
    labels = [same for _, _, same in UNSEEN]
    both = list(zip(found, labels, strict=True))

    assert both.count((True, False)) == 0
    assert both.count((True, True)) >= 7


def test_it_does_better_than_comparing_letters():
    rows = PAIRS + UNSEEN
    letters = [SequenceMatcher(None, a.casefold(), b.casefold()).ratio() for a, b, _ in rows]
    best = max(
        sum((ratio >= cut) == same for ratio, (_, _, same) in zip(letters, rows, strict=True))
        for cut in [place / 50 for place in range(51)]
    )
    ours = sum(bool(similar_ideas(b, [Trial(change=a)])) == same for a, b, same in rows)

    assert ours > best


def test_it_says_why_and_what_came_of_it():
    (match,) = similar_ideas("Use fraction bars during warm ups", [*OTHERS, BARS])

    assert match.trial is BARS
    assert match.shared == ("fraction", "bars", "warm")
    assert match.says == (
        "It was abandoned on 3 Oct; it had been done in part only. Both say: fraction, bars, warm."
    )


def test_an_idea_that_is_still_open_is_said_to_be_open():
    (match,) = similar_ideas("Number talks each week", OTHERS)

    assert match.says == "Nothing is decided about it yet. Both say: Number, talks, week."


def test_the_most_alike_comes_first():
    near = Trial(id="n", change="Fraction bars and number lines in the warm-up")
    matches = similar_ideas("fraction bars in the warm-up", [near, BARS])

    assert [match.trial.id for match in matches] == ["t1", "n"]
    assert matches[0].alike == pytest.approx(1)


def test_order_accents_capitals_and_slips_do_not_matter():
    trial = Trial(change="Café talk about décimal places")

    assert similar_ideas("PLACES: DECIMAL, cafe talks", [trial])
    assert similar_ideas("cafe talks abuot deciaml plases", [trial])


def test_words_of_a_script_without_spaces_are_shown_as_runs():
    (match,) = similar_ideas("授業を先週の問題で始めてみる", [Trial(change="毎回の授業を先週の問題で始める")])

    assert match.shared[0] == "授業を先週の問題で始め"


def test_vowel_signs_of_other_scripts_do_not_break_words():
    hindi = Trial(change="भिन्न की पट्टी से तुलना")

    assert similar_ideas("भिन्न की तुलना पट्टी से", [hindi])
    assert not similar_ideas("गृहकार्य कम करना", [hindi])


@pytest.mark.parametrize("text", ["", "🙂", "the and of", "students", "class work every Friday", "…"])
def test_texts_that_say_too_little_match_nothing(text):
    assert similar_ideas(text, [Trial(change=text), BARS]) == ()


@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=4))
def test_anything_typed_is_compared(text, earlier):
    matches = similar_ideas(text, [Trial(change=one) for one in earlier])

    assert all(0 <= match.alike <= 1 and match.shared for match in matches)
