"""Which project it is, and the facts its own fields hold."""

from __future__ import annotations

import pytest

from gouhook_gis.intake.options import MappingOptions
from tests.intake.layers import (
    VILLAGE,
    build,
    filled,
    issue_ids,
    layer,
    records,
    square,
    the_issue,
)

OTHER_VILLAGE = "510999100202"


def project(cj_codes, jx_codes, wanted=None):
    cj, jx = len(cj_codes), len(jx_codes)
    return build(
        filled("CJDK", [f"C{i}" for i in range(cj)], XMBH=cj_codes),
        filled("JXDK", [f"J{i}" for i in range(jx)], row=1, XMBH=jx_codes),
        options=MappingOptions(project=wanted),
    )


def test_one_code():
    submission = project(["P1", "P1"], ["P1"])
    assert submission.project_code == "P1"
    assert submission.issues == ()
    fact = submission.facts.get("project_code")
    assert fact.value == "P1"
    assert fact.source.params["fields"] == ["CJDK.XMBH", "JXDK.XMBH"]


def test_several_codes_are_fatal_with_the_list():
    submission = project(["P1", "P2"], ["P3"])
    issue = the_issue(submission, "F12.several")
    assert issue.fatal and submission.unreadable
    assert issue.message.params["codes"] == ["P1", "P2", "P3"]
    assert submission.project_code is None
    assert submission.facts.get("project_code") is None
    assert len(submission.parcels) == 3


def test_one_of_several_is_chosen():
    submission = project(["P1", "P2", None], ["P2"], wanted="p2")
    assert submission.project_code == "P2"
    assert [p.id for p in submission.parcels] == ["C1", "J0"]
    assert records(the_issue(submission, "F12.without_code")) == [("CJDK.shp", 3, "XMBH")]
    assert not submission.unreadable
    (decision,) = [d for d in submission.decisions if d.topic == "option"]
    assert decision.message.params == {"code": "p2", "others": ["P1"]}


def test_other_projects_records_are_not_counted():
    """Of three records without a shape two are P2's, one of another project; one has no code."""
    submission = build(
        layer(
            "CJDK",
            {
                "DKBH": ["C1", "C2", "C3", "C4"],
                "DKMJ": ["1", "1", "1", "1"],
                "XMBH": ["P1", "P2", "P2", None],
            },
            [None, square(1), None, None],
        ),
        filled("JXDK", ["J1"], row=1, XMBH=["P2"]),
        options=MappingOptions(project="P2"),
    )
    issue = the_issue(submission, "F07.no_shape")
    assert [place.record for place in issue.places] == [3, 4]
    assert issue.message.params["count"] == 2


def test_an_issue_of_other_projects_alone_is_gone():
    """P1's lost shape is nobody's business here, and is where P1 is asked."""

    def ids(wanted):
        return issue_ids(
            build(
                layer(
                    "CJDK",
                    {"DKBH": ["C1", "C2"], "DKMJ": ["1", "1"], "XMBH": ["P1", "P2"]},
                    [None, square(1)],
                ),
                filled("JXDK", ["J1", "J2"], row=1, XMBH=["P1", "P2"]),
                options=MappingOptions(project=wanted),
            )
        )

    assert "F07.no_shape" in ids("P1")
    assert "F07.no_shape" not in ids("P2")


def test_a_code_that_is_not_there_is_fatal():
    for codes in (["P1", "P2"], ["P1", "P1"]):
        submission = project(codes, ["P1"], wanted="P9")
        assert the_issue(submission, "F12.not_found").fatal
        assert the_issue(submission, "F12.not_found").message.params["codes"] == sorted({*codes})


def test_the_only_code_may_be_asked_for():
    submission = project(["P1"], ["P1"], wanted="P1")
    assert submission.issues == ()
    assert submission.project_code == "P1"


def test_one_code_in_several_writings_is_one_project():
    submission = project(["P 1", "p1"], ["P1"])
    assert the_issue(submission, "F12.spelling").message.params["codes"] == ["P 1", "P1", "p1"]
    assert not submission.unreadable
    assert submission.project_code == "P 1"


def test_a_code_told_where_the_data_have_none():
    submission = build(layer("CJDK", {"DKBH": ["1"]}), options=MappingOptions(project="P7"))
    assert submission.project_code == "P7"
    assert submission.facts.get("project_code").source.id == "intake.source.option"
    assert "decision.project.told" in [d.message.id for d in submission.decisions]


def test_a_name_of_the_project_and_its_county():
    submission = build(
        filled("CJDK", ["1"], XMMC=["青山项目"]), filled("JXDK", ["2"], row=1, XMMC=["青山 项目"])
    )
    assert submission.project_name == "青山 项目"
    assert submission.facts.text("county_code") == "510999"
    assert submission.issues == ()


def test_contradicting_values_are_no_fact_but_an_issue():
    submission = build(
        filled("CJDK", ["1"], XMMC=["青山"], XZQDM=["510999"]),
        filled("JXDK", ["2"], row=1, XMMC=["绿水"], XZQDM=["510998"]),
    )
    assert submission.project_name is None
    assert submission.facts.get("county_code") is None
    conflicts = [i.message.params for i in submission.issues if i.message.id == "F12.conflict"]
    assert [(c["meaning"], c["values"], c["fields"]) for c in conflicts] == [
        ("field.project_name", ["绿水", "青山"], ["CJDK.XMMC", "JXDK.XMMC"]),
        ("field.county_code", ["510998", "510999"], ["CJDK.XZQDM", "JXDK.XZQDM"]),
    ]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [("JYZB", 0.5, 5_000.0), ("JYZB", "0.5000", 5_000.0), ("节余指标（亩）", 15.0, 10_000.0),
     ("JYZB_m2", 1234.5, 1234.5), ("JYZB", 2.0, 20_000.0)],
)  # fmt: skip
def test_the_surplus_quota_in_m2(field, value, expected):
    submission = build(
        filled("CJDK", ["1", "2"], **{field: [value, None]}), filled("JXDK", ["3"], row=1)
    )
    fact = submission.facts.get("surplus_quota_m2")
    assert fact.value == pytest.approx(expected, rel=1e-12)
    assert fact.source.params["fields"] == [f"CJDK.{field}"]
    assert submission.issues == ()
    assert float(submission.parcels[0].attributes["surplus_quota"]) == float(value)


def test_a_surplus_above_all_that_is_torn_down_is_refused():
    """Two squares are 2 公顷; 20 000 公顷 were surely meant as m²."""
    submission = build(
        filled("CJDK", ["1", "2"], JYZB=[20_000.0, 20_000.0]), filled("JXDK", ["3"], row=1)
    )
    assert submission.facts.get("surplus_quota_m2") is None
    params = the_issue(submission, "F10.surplus_unit").message.params
    assert params["value"] == 2e8
    assert params["demolished"] == pytest.approx(20_000, abs=0.02)


def test_a_surplus_is_not_compared_with_a_total_that_lacks_a_parcel():
    """One square of 1 公顷 is measured, the other has no shape: 1.5 公顷 may well be right."""
    submission = build(
        layer("CJDK", {"DKBH": ["1", "2"], "JYZB": [1.5, 1.5]}, [square(0), None]),
        filled("JXDK", ["3"], row=1),
    )
    assert submission.facts.get("surplus_quota_m2").value == 15_000.0
    assert "F10.surplus_unit" not in issue_ids(submission)


@pytest.mark.parametrize("values", [[0.5, 0.6], [0.5, "不详"]])
def test_contradicting_surplus_quotas(values):
    texts = [str(value) for value in values]
    submission = build(filled("CJDK", ["1", "2"], JYZB=texts), filled("JXDK", ["3"], row=1))
    assert submission.facts.get("surplus_quota_m2") is None
    assert the_issue(submission, "F12.conflict").message.params["values"] == sorted(texts)


def test_terrain_by_village():
    submission = build(
        filled(
            "CJDK",
            ["1", "2", "3"],
            ZLDWDM=[VILLAGE + "0000000", VILLAGE, OTHER_VILLAGE],
            DXLX=["丘陵", "丘陵区", "山区"],
            DXYJ=[None, "文甲", None],
        ),
        filled("JXDK", ["4"], row=1),
    )
    fact = submission.facts.get("terrain_by_village")
    assert fact.value == {
        VILLAGE: {"terrain": "丘陵", "source": "文甲"},
        OTHER_VILLAGE: {"terrain": "山区", "source": None},
    }
    assert fact.source.params["fields"] == ["CJDK.DXLX"]
    assert submission.issues == ()


def test_contradicting_terrain_in_one_village():
    submission = build(
        filled(
            "CJDK", ["1", "2", "3"], ZLDWDM=[VILLAGE, VILLAGE, OTHER_VILLAGE],
            DXLX=["丘陵", "平原", "平原"],
        ),
        filled("JXDK", ["4"], row=1),
    )  # fmt: skip
    issue = the_issue(submission, "F12.terrain_conflict")
    assert issue.message.params == {"village": VILLAGE, "values": ["丘陵", "平原"]}
    assert list(submission.facts.get("terrain_by_village").value) == [OTHER_VILLAGE]


def test_facts_are_of_the_chosen_project_only():
    submission = build(
        filled("CJDK", ["1", "2"], XMBH=["P1", "P2"], XMMC=["甲", "乙"]),
        filled("JXDK", ["3"], row=1),
        options=MappingOptions(project="P2"),
    )
    assert submission.project_name == "乙"
    assert issue_ids(submission) == []


def test_an_unknown_terrain_is_no_fact():
    """The parcel keeps it as filed; the table holds what a rule can use."""
    submission = build(
        filled("CJDK", ["1", "2"], ZLDWDM=[VILLAGE, OTHER_VILLAGE], DXLX=["高原", "平原"]),
        filled("JXDK", ["3"], row=1),
    )
    assert [*submission.facts.project.terrain_by_village] == [OTHER_VILLAGE]
    assert submission.parcels[0].attributes["terrain"] == "高原"
