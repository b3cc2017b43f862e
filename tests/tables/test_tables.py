"""Numbers as people read them, and tables that a screen reader and a phone can show."""

from datetime import date
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb import tables
from plcnb.errors import DataError
from plcnb.stats.disclosure import protect_shares
from plcnb.tables import from_until

NAN = float("nan")


class Shown(HTMLParser):
    """A table as a reader meets it: its caption, headers with their scope, and rows of text."""

    def __init__(self, table):
        super().__init__()
        self.rows, self.headers, self.caption, self._in, self._unseen = [], [], "", "", False
        self.cell_classes = []
        self.feed(table._repr_html_())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self._in = tag if tag in ("caption", "th", "td", "p") else self._in
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
            self.headers.append(attributes.get("scope")) if tag == "th" else None
            self.cell_classes.append(attributes.get("class"))
        if tag == "br":
            self.handle_data("|")

    def handle_data(self, text):
        if self._in == "caption":
            self.caption += text.strip("\n")
        elif self._in in ("th", "td") and self.rows:
            self.rows[-1][-1] += text.strip("\n")


@pytest.fixture
def mastery():
    """A standard that is settled, one that is not, one hidden and one that nobody answered."""
    return pd.DataFrame(
        {
            "code": ["5.NF.1", "5.NF.2", "5.NF.3", ""],
            "statement": ["Add fractions", "Compare <fractions> & more", "Hidden one", "Unasked"],
            "n_students": [24, 24, 4, 0],
            "n_items": [5, 1, 3, 2],
            "share": [0.41, 0.66, 0.99, NAN],
            "low": [0.3, 0.52, 0.98, NAN],
            "high": [0.53, 0.785, 1.0, NAN],
            "verdict": ["below", "cannot tell", "above", "cannot tell"],
            "more_needed": ["", "4 more questions", "", "answers to at least 3 questions"],
            "hidden": [False, False, True, False],
        }
    )


@pytest.mark.parametrize(
    ("share", "n", "shown"),
    [
        (0.784, 24, "78 %"),
        (0.784, 99, "78 %"),
        (0.7844, 100, "78.4 %"),
        (0.7, 0, "70 %"),
        (0.285, 24, "29 %"),  # 57 of 200: half way, though the float lies a hair below
        (0.625, 8, "63 %"),  # 5 of 8: up, as people round
        (0.0, 24, "0 %"),
        (1.0, 24, "100 %"),
        (0.999, 24, "99 %"),
        (0.001, 24, "1 %"),
        (0.9999, 500, "99.9 %"),
        (NAN, 24, "–"),
    ],
)
def test_per_cent_is_whole_below_a_hundred_and_never_says_all_or_none_of_some(share, n, shown):
    assert tables.percent(share, n) == shown


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_never_reads_as_a_smaller_one(one, other):
    low, high = sorted((one, other))

    assert int(tables.percent(low).split()[0]) <= int(tables.percent(high).split()[0])


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.58, 0.88, "probably between 58 and 88 %"),
        (-0.01, 0.11, "probably between −1 and 11 %"),
        (0.701, 0.703, "probably about 70 %"),
        (NAN, 0.5, "nobody can say how sure"),
    ],
)
def test_an_interval_is_said_in_words(low, high, said):
    assert tables.interval_words(low, high) == said


@pytest.mark.parametrize(
    ("change", "said"), [(0.08, "+8"), (-0.034, "−3"), (0.004, "0"), (-0.004, "0"), (NAN, "–")]
)
def test_a_change_has_its_sign_and_nought_has_none(change, said):
    assert tables.points(change) == said


def test_the_interval_of_a_change_has_both_signs():
    assert tables.points_between(-0.01, 0.11) == "probably between −1 and +11 points"
    assert tables.points_between(NAN, NAN) == "nobody can say how sure"
    assert tables.points_between(-2.6, 2.7) == "probably between −100 and +100 points", (
        "no change goes further"
    )


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0.08, "8 points of 100"),
        (0.01, "1 point of 100"),
        (0.004, "0.4 points of 100"),
        (0.0, "0 points of 100"),
        (NAN, "an unknown number of points"),
    ],
)
def test_points_are_of_a_hundred(amount, said):
    assert tables.points_of_100(amount) == said


@pytest.mark.parametrize(
    ("date", "day", "said"),
    [
        (pd.Timestamp(2026, 10, 3), NAN, "3 Oct"),
        (pd.Timestamp(2026, 12, 31), 25, "31 Dec"),
        (pd.NaT, 25.0, "day 25"),
        (pd.NaT, NAN, ""),
    ],
)
def test_a_day_is_said_without_a_locale(date, day, said):
    assert tables.when(date, day) == said


def test_counts_agree_with_their_noun():
    said = [tables.count_of(n, "student") for n in (0, 1, 24)]

    assert said == ["0 students", "1 student", "24 students"]
    assert tables.count_of(2, "class", "classes") == "2 classes"


def test_a_table_names_itself_its_columns_and_its_rows(mastery):
    shown = Shown(tables.mastery_table(mastery))

    assert shown.caption.startswith("Share of points gained")
    assert shown.headers == ["col"] * 3 + ["row"] * 4
    assert shown.cell_classes[:3] == [None, "num", None], "numbers stand to the right under their header"


def test_a_row_says_how_much_how_sure_and_what_would_settle_it(mastery):
    rows = Shown(tables.mastery_table(mastery)).rows

    assert rows[1] == ["5.NF.1 Add fractions|24 students, 5 questions", "41|30 to 53", "◆\xa0clearly below"]
    assert rows[2][1:] == ["66|52 to 79", "○\xa0cannot tell yet|4 more questions"]
    assert "1 question" in rows[2][0]


def test_hidden_and_missing_numbers_are_said_and_not_shown(mastery):
    rows = Shown(tables.mastery_table(mastery)).rows

    assert rows[3] == ["5.NF.3 Hidden one", "–no data", "not shown (fewer than 10 students)"]
    assert rows[4][1:] == ["–no data", "no result yet|answers to at least 3 questions"]


def test_what_may_not_leave_the_team_is_coded_or_hidden_in_words(mastery):
    shares = mastery.drop(columns="hidden").assign(share=[0.97, 0.66, 0.5, NAN], points=1.0)
    rows = Shown(tables.mastery_table(protect_shares(shares))).rows

    assert rows[1][1] == "95 % or more"
    assert [row[2] for row in rows[3:]] == ["not shown (fewer than 10 students)"] * 2


@pytest.mark.parametrize("hidden", [True, np.True_, 1, NAN, pd.NA])
def test_in_doubt_a_row_is_hidden(mastery, hidden):
    frame = mastery.assign(hidden=pd.Series([hidden] * 4, dtype=object))

    assert "41" not in Shown(tables.mastery_table(frame)).rows[1]


def test_text_from_the_data_stays_text(mastery):
    html = tables.mastery_table(mastery)._repr_html_()

    assert "Compare &lt;fractions&gt; &amp; more" in html
    assert "<fractions>" not in html


def test_mastery_by_assessment_makes_a_table_as_well(mastery):
    by_assessment = mastery.assign(assessment_id="a", title="Unit 1").drop(
        columns=["code", "statement", "n_items"]
    )

    assert Shown(tables.mastery_table(by_assessment)).rows[1][0] == "Unit 1|24 students"


def test_a_table_without_rows_says_what_is_missing(mastery):
    html = tables.mastery_table(mastery.iloc[:0])._repr_html_()

    assert "<table" not in html
    assert "No result has arrived yet: import one" in html


def test_the_column_that_is_missing_is_named(mastery):
    with pytest.raises(DataError, match="frame of mastery lacks share; it has code, statement"):
        tables.mastery_table(mastery.drop(columns="share"))


def test_an_agenda_adds_its_minutes_up():
    agenda = pd.DataFrame({"minutes": [5, 40], "item": ["Check in", "Look"], "why": ["", "It tempted half"]})

    shown = Shown(tables.agenda_table(agenda))

    assert shown.caption == "Proposed agenda, 45 minutes"
    assert shown.rows[1:] == [["Check in", "5", ""], ["Look", "40", "It tempted half"]]


def test_notes_are_a_list_in_their_order():
    notes = pd.DataFrame({"position": [2, 1], "note": ["<b>", "First."]})

    assert (
        tables.notes_list(notes)._repr_html_() == '<ul class="notes"><li>First.</li><li>&lt;b&gt;</li></ul>'
    )
    assert "Nothing unusual" in tables.notes_list(notes.iloc[:0])._repr_html_()


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (date(2025, 10, 3), date(2025, 11, 14), "3 Oct to 14 Nov"),
        (date(2025, 10, 3), date(2025, 10, 3), "3 Oct"),
        (date(2025, 10, 3), None, "from 3 Oct"),
        (None, date(2025, 11, 14), "until 14 Nov"),
        (None, None, ""),
    ],
)
def test_a_span_of_days_says_as_much_as_is_known(begins, ends, said):
    assert from_until(begins, ends) == said
