"""Standards as CASE packages have them: a tree, what comes first, and what is broken said."""

import json

import pytest

from plcnb.errors import DataError
from plcnb.evidence.formats import canvas, case, gradescope, mapped, oneroster, own
from plcnb.evidence.formats.reading import Package


def item(identifier, code="", statement="Do it", **more):
    return {"identifier": identifier, "humanCodingScheme": code, "fullStatement": statement, **more}


def link(kind, origin, destination, **more):
    ends = {"originNodeURI": {"identifier": origin}, "destinationNodeURI": {"identifier": destination}}
    return {"associationType": kind, **ends, **more}


@pytest.fixture
def framework(tmp_path):
    """Write a package of items and links and open it."""

    def write(items, links=(), mark="", **more):
        whole = {"CFDocument": {"identifier": "doc"}, "CFItems": items, "CFAssociations": list(links), **more}
        (tmp_path / "standards.json").write_text(mark + json.dumps(whole), encoding="utf-8")
        return Package.open([tmp_path / "standards.json"])

    return write


def rows(reading, name="standards"):
    return reading.tables[name].to_numpy().tolist()


def told(reading):
    return {finding.message: finding.count for finding in reading.findings}


def test_the_tree_and_what_comes_first(framework):
    items = [item("d", "G", "Geometry"), item("a", "G.1", "Name\n lines"), item("b", "G.2", "Name angles")]
    links = [
        link("isChildOf", "d", "doc"),
        link("isChildOf", "a", "d"),
        link("isChildOf", "b", "d"),
        link("precedes", "a", "b"),
    ]

    reading = case.read(framework(items, links))

    assert rows(reading) == [
        ["d", "G", "Geometry", ""],
        ["a", "G.1", "Name lines", "d"],
        ["b", "G.2", "Name angles", "d"],
    ]
    assert rows(reading, "prerequisites") == [["b", "a"]]
    (count,) = reading.files
    assert (count.read, count.kept, count.rejected) == (3, 3, 0)


def test_ends_of_links_may_be_addresses(framework):
    uri = {
        "associationType": "isChildOf",
        "originNodeURI": "https://x.org/uri/a",
        "destinationNodeURI": {"uri": "https://x.org/uri/b/"},
    }

    assert rows(case.read(framework([item("a"), item("b")], [uri])))[0][3] == "b"


def test_of_several_parents_the_first_in_order_is_taken_and_said(framework):
    links = [link("isChildOf", "a", "c", sequenceNumber=2), link("isChildOf", "a", "b", sequenceNumber=1)]

    reading = case.read(framework([item("a"), item("b"), item("c")], links))

    assert rows(reading)[0][3] == "b"
    assert told(reading)["a standard stands below several others; the first was taken"] == 1


def test_a_ring_is_cut_and_a_lost_parent_left_out(framework):
    links = [
        link("isChildOf", "a", "b"),
        link("isChildOf", "b", "a"),
        link("isChildOf", "c", "gone"),
        link("isChildOf", "c", "c"),
    ]

    reading = case.read(framework([item("a"), item("b"), item("c")], links))

    assert [row[3] for row in rows(reading)] == ["b", "", ""]
    assert {
        "a standard stands below itself by a detour; the tree was cut there": 2,
        "the standard above is not in the file; left without": 1,
    }.items() <= told(reading).items()


def test_items_that_cannot_be_right_are_refused_by_their_place(framework):
    items = [
        item("a"),
        item("", statement="x"),
        item("b", statement=" "),
        item("a", statement="again"),
        item("c"),
    ]

    reading = case.read(framework(items))

    assert [row[0] for row in rows(reading)] == ["a", "c"]
    assert sorted(reading.rejects["row"]) == [2, 3, 4]
    assert len(reading.refused) == 3


def test_other_associations_are_counted(framework):
    reading = case.read(
        framework([item("a"), item("b")], [link("isPeerOf", "a", "b"), link("exemplar", "a", "b")])
    )

    assert sorted(f.column for f in reading.findings) == ["exemplar", "isPeerOf"]


def test_a_byte_order_mark_does_not_hurt(framework):
    assert len(rows(case.read(framework([item("a")], mark="\ufeff")))) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"CFItems": [1, 2]}', "list of objects"),
        ('{"CFItems": [', "not valid JSON"),
        ('{"CFItems": {"a": 1}}', "list of objects"),
        ('{"CFItems": []}', "holds no standards"),
        ('{"CFPackages": [{"CFItems": [{"identifier": "a"}]}]}', "not at the top of the file"),
    ],
)
def test_a_broken_package_is_refused_in_words(tmp_path, text, message):
    (tmp_path / "standards.json").write_text(text)

    with pytest.raises(DataError, match=message):
        case.read(Package.open([tmp_path / "standards.json"]))


def test_only_this_reader_takes_it_and_it_takes_no_csv(framework, tmp_path):
    package = framework([item("a")])

    assert [m.NAME for m in (oneroster, own, canvas, gradescope, case, mapped) if m.recognise(package)] == [
        "case"
    ]
    (tmp_path / "x.csv").write_text('standard_id,statement\n"{",CFItems\n')
    assert case.recognise(Package.open([tmp_path / "x.csv"])) == 0


def test_codes_that_are_missing_or_no_text_are_left_empty(framework):
    items = [{"identifier": "a", "fullStatement": "x"}, item("b", code=None), item("c", code=5)]

    assert [row[1] for row in rows(case.read(framework(items)))] == ["", "", ""]
