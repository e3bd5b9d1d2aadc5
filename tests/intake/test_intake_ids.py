"""Parcel ids and keys."""

from __future__ import annotations

from itertools import permutations

from tests.intake.layers import build, filled, issue_ids, layer, records, square, the_issue

JX = filled("JXDK", ["9"], row=5)


def test_an_id_with_blanks_is_trimmed_and_told():
    submission = build(filled("CJDK", ["　CJ01 ", "CJ02"]), JX)
    assert [p.id for p in submission.parcels[:2]] == ["CJ01", "CJ02"]
    issue = the_issue(submission, "F08.blanks")
    assert records(issue) == [("CJDK.shp", 1, "DKBH")]
    assert issue_ids(submission) == ["F08.blanks"]


def test_missing_ids_are_told_and_the_parcels_kept():
    submission = build(filled("CJDK", ["1", None, " "]), JX)
    assert [p.key for p in submission.parcels] == [
        "demolition/1", "demolition/（缺编号）", "demolition/（缺编号）#2", "new_construction/9",
    ]  # fmt: skip
    assert records(the_issue(submission, "F08.missing")) == [
        ("CJDK.shp", 2, "DKBH"), ("CJDK.shp", 3, "DKBH"),
    ]  # fmt: skip
    assert issue_ids(submission) == ["F08.missing"]


def test_doubled_ids_are_numbered_by_content_not_by_row():
    shapes = [square(0), square(1), square(2)]
    keys = set()
    for order in permutations(range(3)):
        columns = {"DKBH": ["A", "A", "A"], "DKMJ": [1.0] * 3}
        submission = build(layer("CJDK", columns, [shapes[i] for i in order]))
        assert [p.key for p in submission.parcels] == [
            "demolition/A", "demolition/A#2", "demolition/A#3",
        ]  # fmt: skip
        keys.add(tuple((p.key, p.content_id) for p in submission.parcels))
    assert len(keys) == 1
    issue = the_issue(submission, "F08.duplicate")
    assert issue.subject == "demolition/A"
    assert issue.message.params == {"id": "A", "role": "demolition", "count": 3}
    assert [place.record for place in issue.places] == [1, 2, 3]


def test_the_same_id_in_both_roles_is_no_double():
    submission = build(filled("CJDK", ["1"]), filled("JXDK", ["1"], row=1))
    assert submission.issues == ()
    assert [p.key for p in submission.parcels] == ["demolition/1", "new_construction/1"]


def test_ids_that_differ_only_by_writing():
    submission = build(filled("CJDK", ["CJ 01", "CJ01", "ｃｊ01", "CJ02"]), JX)
    issue = the_issue(submission, "F08.alike")
    assert issue.message.params["ids"] == ["CJ 01", "CJ01", "ｃｊ01"]
    assert [place.record for place in issue.places] == [1, 2, 3]
    assert len(submission.parcels) == 5
    assert issue_ids(submission) == ["F08.alike"]


def test_numeric_ids_have_no_decimal_point():
    submission = build(filled("CJDK", [1.0, 2.0]), JX)
    assert [p.id for p in submission.parcels[:2]] == ["1", "2"]
