"""数线图对照表 on rectangles: each difference is found with the number one works out by hand."""

from typing import Any

import pytest

from gouhook_gis.domain.reconciliation import PartOutcome, ReconciledParcel, Reconciliation
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.reconciling.table import reconciliation
from tests.support.cases import scene_of

COUNTY = {"codes": ["510999"]}
VILLAGE = "510999100200"
# 50 m × 40 m; the official area is 0.0003 m² more on the meridian.
BOX = [0, 0, 50, 40]


def parcel(box: list[float], name: str = "CJ1", **more: Any) -> dict[str, Any]:
    """Return a demolition parcel that declares its 2000 m²."""
    own = {"id": name, "role": "demolition", "box": box, "county_code": "510999"}
    return own | {"declared_m2": (box[2] - box[0]) * (box[3] - box[1])} | more


def record(name: str, box: list[float], **fields: Any) -> dict[str, Any]:
    """Return a record of change from a village's homestead to dry land, ridges 0.1."""
    own = {
        "BSM": name,
        "BGQDLBM": "0702",
        "BGQCZCSXM": "203",
        "BGQTBBH": "12",
        "BGQZLDWDM": VILLAGE,
        "BGHDLBM": "0103",
        "BGHKCXS": 0.1,
        "BGHTBBH": "30",
        "BGHZLDWDM": VILLAGE,
    }
    return {"id": name, "box": box, "fields": own | fields}


def layer(edition: str, *features: dict[str, Any], covered: bool = True) -> dict[str, Any]:
    """Return a layer of changes; it answers for the county where it is `covered`."""
    return {"edition": edition, "features": features} | ({"coverage": COUNTY} if covered else {})


def patch(name: str, box: list[float], code: str, ridges: float | None = 0.1) -> dict[str, Any]:
    """Return a patch of the survey."""
    fields = {"DLBM": code, "KCXS": ridges, "TBBH": name, "ZLDWDM": VILLAGE}
    return {"id": name, "box": box, "fields": fields}


def table(
    parcels: list[dict[str, Any]],
    accepted: list[dict[str, Any]] | None = None,
    later: list[dict[str, Any]] | None = None,
    *,
    facts: dict[str, Any] | None = None,
    covered: bool = True,
    stage: str = "acceptance",
    surveys: dict[str, Any] | None = None,
    **more: Any,
) -> Reconciliation:
    """Return the table of parcels against the records of 2024 and of 2025 (None: not supplied)."""
    reference = dict(surveys or {})
    if accepted is not None:
        reference["land_use_change@accepted"] = layer("2024", *accepted, covered=covered)
    if later is not None:
        reference["land_use_change@next"] = layer("2025", *later, covered=covered)
    own = {"acceptance_date": "2024-05-01"} | (facts or {})
    document = {"parcels": parcels, "reference": reference, "facts": own, "stage": stage}
    found = reconciliation(scene_of(document, **more))
    assert found is not None
    return found


def linked(**fields: Any) -> dict[str, Any]:
    """Return the 挂接表 of CJ1."""
    return {"parcels": [{"parcel_id": "CJ1", **fields}]}


def part(row: ReconciledParcel, name: str) -> PartOutcome:
    """Return one comparison of a row."""
    return next(item for item in row.parts if item.part == name)


def on_map(found: Reconciliation) -> tuple[Status, list[str]]:
    """Return how the first parcel's boundary compares with the map, and the messages."""
    outcome = part(found.rows[0], "boundary_map")
    return outcome.status, [note.id.removeprefix("reconciliation.") for note in outcome.notes]


FIELDS = linked(planned_class="0103", farmland_m2=1800.0)


def test_a_parcel_that_agrees_in_all() -> None:
    """2000 m² filed, drawn and mapped; 1800 of them net of ridges."""
    found = table([parcel(BOX)], [record("r", BOX)], [], facts=FIELDS)
    (row,) = found.rows
    assert [item.status for item in row.parts] == [Status.PASS] * 3
    assert row.status is Status.PASS
    assert (row.map.share, row.map.iou, row.map.year) == (1.0, 1.0, 2024)
    assert row.map.layer_id == "land_use_change@2024"
    assert row.map.farmland_gross_m2 == pytest.approx(2000, abs=0.01)
    assert row.map.farmland_net_m2 == pytest.approx(1800, abs=0.01)
    assert row.map.from_parcel is not None
    assert row.map.from_parcel.greatest_m == 0.0
    assert row.drawing == {}
    (pair,) = found.pairs
    assert (pair.process_id, pair.patch_before, pair.patch_after) == (
        "r",
        f"12@{VILLAGE}",
        f"30@{VILLAGE}",
    )
    assert (pair.class_before, pair.class_after, pair.of_parcel) == ("0702", "0103", 1.0)
    assert (pair.ridge_ratio, pair.ridge_m2) == (0.1, pytest.approx(200, abs=0.01))


@pytest.mark.parametrize(
    ("declared", "status"),
    [(2002.0, Status.PASS), (2002.01, Status.FAIL), (1998.01, Status.PASS), (1997.99, Status.FAIL)],
)
def test_an_area_agrees_up_to_a_thousandth_of_the_larger(declared: float, status: Status) -> None:
    """2002 − 2.002 is less than 2000, 2002.01 − 2.00201 is more."""
    found = table([parcel(BOX, declared_m2=declared)], [record("r", BOX)])
    outcome = part(found.rows[0], "figures_boundary")
    assert outcome.status is status
    assert outcome.difference_m2 == pytest.approx(declared - 2000, abs=0.001)


def test_an_area_that_is_six_thousandths_off() -> None:
    """2012 m² against 2000."""
    found = table([parcel(BOX, declared_m2=2012.0)], [record("r", BOX)])
    outcome = part(found.rows[0], "figures_boundary")
    assert outcome.notes[0].id == "reconciliation.area_differs"
    assert outcome.notes[0].params["difference"] == pytest.approx(12.0, abs=0.001)
    assert outcome.notes[0].params["share"] == pytest.approx(12 / 2012, abs=1e-6)


def test_a_small_area_agrees_at_the_resolution_it_was_filed_in() -> None:
    """0.0001 公顷 is 1 m², more than a thousandth of 20 m × 20 m: 400.4 m² is filed as 0.0400."""
    facts = {"parcels": [{"parcel_id": "CJ1", "area_m2": 400.0}]}
    box = [0, 0, 20.02, 20]
    found = table([parcel(box, declared_m2=None)], [record("r", box)], facts=facts)
    assert part(found.rows[0], "figures_boundary").status is Status.PASS
    assert found.rows[0].figures.linked_m2 == 400.0
    assert found.rows[0].figures.resolution_m2 == 1.0
    facts["parcels"][0]["area_m2"] = 401.0
    found = table([parcel(box, declared_m2=None)], [record("r", box)], facts=facts)
    assert part(found.rows[0], "figures_boundary").status is Status.FAIL


@pytest.mark.parametrize(
    ("width", "status", "said"),
    [
        (45.0, Status.NEEDS_REVIEW, ["displaced"]),
        (44.9, Status.FAIL, ["not_coincident"]),
        (48.0, Status.PASS, []),
        (47.9, Status.NEEDS_REVIEW, ["displaced"]),
    ],
)
def test_coincidence_and_displacement_on_either_side_of_the_limit(
    width: float, status: Status, said: list[str]
) -> None:
    """45 of 50 m are 90 %; a side that lies 2.00 m off is within the limit, 2.10 m is not."""
    found = table([parcel(BOX)], [record("r", [0, 0, width, 40])], [])
    assert on_map(found) == (status, said)
    side = found.rows[0].map
    assert side.share == pytest.approx(width / 50, abs=1e-6)
    assert side.outside_m2 == pytest.approx((50 - width) * 40, abs=0.01)
    assert side.from_parcel is not None
    assert side.from_parcel.greatest_m == pytest.approx(50 - width, abs=0.001)


def test_a_side_moved_by_three_metres() -> None:
    """The pieces reach 3 m farther: all coincides, and the line lies 3.00 m off on 40 m."""
    found = table([parcel(BOX)], [record("r", [0, 0, 53, 40])], [])
    assert on_map(found) == (Status.NEEDS_REVIEW, ["displaced"])
    side = found.rows[0].map
    assert side.from_parcel is not None
    assert side.to_parcel is not None
    assert side.from_parcel.greatest_m == pytest.approx(3.0, abs=1e-6)
    assert side.to_parcel.greatest_m == pytest.approx(3.0, abs=1e-6)
    # 40 m at 3 m, and 3 m at each end from 0 to 3, of 186 m.
    assert side.to_parcel.mean_m == pytest.approx(129 / 186, abs=0.001)
    assert side.iou == pytest.approx(2000 / 2120, abs=1e-6)


def test_the_patch_afterwards_is_not_what_is_compared() -> None:
    """The reclaimed ground was merged into the field around it: the record is the parcel."""
    field = {
        "land_use@after": {"edition": "2024", "features": [patch("9", [-90, -90, 90, 90], "0103")]}
    }
    found = table([parcel(BOX)], [record("r", BOX)], [], surveys=field, facts=FIELDS)
    assert [item.status for item in found.rows[0].parts] == [Status.PASS] * 3
    assert found.rows[0].map.iou == 1.0


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"BGQCZCSXM": "203A"}, True),
        ({"BGQCZCSXM": "202"}, False),
        ({"BGQDLBM": "0301"}, False),
        ({"BGHDLBM": "0301"}, False),
        ({"BGHDLBM": "0101"}, True),
        # What a record calls itself decides nothing.
        ({"BGXW": "1", "XZQTZLX": "4"}, True),
    ],
)
def test_which_records_count(fields: dict[str, Any], counts: bool) -> None:
    """Rural construction land before, farmland after."""
    found = table([parcel(BOX)], [record("r", BOX, **fields)], [])
    assert found.rows[0].map.share == (1.0 if counts else 0.0)
    assert on_map(found)[0] is (Status.PASS if counts else Status.FAIL)


def test_without_a_settlement_code_it_may_be_rural() -> None:
    """That is to be looked at, whatever the share."""
    found = table([parcel(BOX)], [record("r", BOX, BGQCZCSXM=None)], [])
    assert on_map(found) == (Status.NEEDS_REVIEW, ["settlement_code_missing"])


def test_the_next_year_is_looked_in_too() -> None:
    """Y first; the year after where more of the parcel is there."""
    both = table([parcel(BOX)], [record("r", BOX)], [record("s", BOX)])
    assert both.rows[0].map.year == 2024
    later = table([parcel(BOX)], [record("r", [0, 0, 10, 40])], [record("s", BOX)])
    assert (later.rows[0].map.year, on_map(later)) == (2025, (Status.PASS, []))
    assert [pair.process_id for pair in later.pairs] == ["s"]


def test_what_was_not_found_in_one_year_may_be_in_the_other() -> None:
    """Absence is shown by both years alone, and by none that does not declare its coverage."""
    assert on_map(table([parcel(BOX)], [])) == (Status.NEEDS_REVIEW, ["not_found_yet"])
    assert on_map(table([parcel(BOX)], [], [])) == (Status.FAIL, ["not_coincident"])
    open_cover = table([parcel(BOX)], [], [], covered=False)
    assert on_map(open_cover) == (Status.NEEDS_REVIEW, ["absence_not_shown"])


@pytest.mark.parametrize(
    ("second", "status", "said"),
    [(45.0, Status.NEEDS_REVIEW, "two_years"), (44.9, Status.FAIL, "not_coincident")],
)
def test_a_parcel_taken_up_in_parts_in_two_years_is_looked_at(
    second: float, status: Status, said: str
) -> None:
    """30 of 50 m in the first year and the rest up to 45 m (90 %) in the next."""
    first, later = record("r1", [0, 0, 30, 40]), record("r2", [30, 0, second, 40])
    found = table([parcel(BOX)], [first], [later])
    assert on_map(found) == (status, [said])
    assert found.rows[0].map.share == pytest.approx(0.6, abs=1e-6)


@pytest.mark.parametrize(("height", "said"), [(19.99, "below_minimum"), (20.0, "not_coincident")])
def test_a_parcel_below_the_mapped_minimum_may_not_appear(height: float, said: str) -> None:
    """20 m × 20 m are 400 m²."""
    found = table([parcel([0, 0, 20, height])], [], [])
    status = Status.NEEDS_REVIEW if said == "below_minimum" else Status.FAIL
    assert on_map(found) == (status, [said])
    assert found.rows[0].map.below_minimum is (said == "below_minimum")


def test_records_of_a_neighbour_are_not_the_parcel_s() -> None:
    """One record over two parcels side by side: each lies on its own part of the line."""
    parcels = [parcel(BOX), parcel([50, 0, 100, 40], "CJ2")]
    found = table(parcels, [record("r", [0, 0, 100, 40])], [])
    assert [row.status for row in found.rows] == [Status.NOT_RUN] * 2
    for row in found.rows:
        assert row.map.from_parcel is not None
        assert row.map.from_parcel.greatest_m == pytest.approx(0.0, abs=1e-6)
        assert part(row, "boundary_map").status is Status.PASS
    assert [pair.of_patch for pair in found.pairs] == pytest.approx([0.5, 0.5], abs=1e-6)


def test_pairs_add_up_on_both_sides() -> None:
    """30 m of one record, 10 m of another, the last 10 m unchanged in the survey before."""
    before = {
        "land_use@before": {"edition": "2023", "features": [patch("7", [-50, 0, 50, 40], "0702")]}
    }
    records = [record("a", [0, 0, 30, 40]), record("b", [30, 0, 40, 40], BGHDLBM="1006")]
    found = table([parcel(BOX)], records, [], surveys=before)
    areas = {(p.process_id, p.class_before, p.class_after): p.area_m2 for p in found.pairs}
    assert areas == {
        ("a", "0702", "0103"): pytest.approx(1200, abs=0.01),
        ("b", "0702", "1006"): pytest.approx(400, abs=0.01),
        (None, "0702", "0702"): pytest.approx(400, abs=0.01),
    }
    row = found.rows[0]
    assert sum(areas.values()) == pytest.approx(row.map.covered_m2, abs=1e-6)
    assert sum(p.of_parcel for p in found.pairs) == pytest.approx(1.0, abs=1e-9)
    assert [(c.code, round(c.gross_m2)) for c in row.map.unchanged] == [
        ("0702", 400),
        ("1006", 400),
    ]
    assert found.pairs[2].of_patch == pytest.approx(0.1, abs=1e-6)


@pytest.mark.parametrize(
    ("farmland", "status"),
    [(1800.0, Status.PASS), (1899.9, Status.PASS), (1900.1, Status.FAIL), (1699.0, Status.FAIL)],
)
def test_farmland_is_compared_net_of_ridges(farmland: float, status: Status) -> None:
    """2000 m² at 0.1 are 1800 net; 5 % of the parcel are 100 m²."""
    facts = linked(planned_class="0103", farmland_m2=farmland)
    found = table([parcel(BOX)], [record("r", BOX)], [], facts=facts)
    outcome = part(found.rows[0], "figures_map")
    assert outcome.status is status
    assert outcome.difference_m2 == pytest.approx(farmland - 1800, abs=0.01)


def test_without_a_ridge_ratio_the_net_area_is_not_known() -> None:
    """Between nothing and all of it."""
    found = table([parcel(BOX)], [record("r", BOX, BGHKCXS=None)], [], facts=FIELDS)
    outcome = part(found.rows[0], "figures_map")
    assert (outcome.status, outcome.notes[0].id) == (
        Status.NEEDS_REVIEW,
        "reconciliation.class_unclear",
    )


@pytest.mark.parametrize(
    ("planned", "status"),
    [("0103", Status.PASS), ("0101", Status.NEEDS_REVIEW), ("0301", Status.FAIL)],
)
def test_the_class_filed_is_compared_with_that_of_most_of_the_parcel(
    planned: str, status: Status
) -> None:
    """Another kind of farmland is to be looked at, forest is another class."""
    facts = linked(planned_class=planned)
    found = table([parcel(BOX)], [record("r", BOX)], [], facts=facts)
    assert part(found.rows[0], "figures_map").status is status


def test_new_construction_is_construction_land_afterwards() -> None:
    """45 of 50 m are 90 %; without a survey nothing was looked at."""
    built = parcel(BOX, "JX1", role="new_construction")
    for width, status in ((45.0, Status.PASS), (44.9, Status.FAIL)):
        after = [patch("1", [0, 0, width, 40], "0702"), patch("2", [width, 0, 50, 40], "0103")]
        surveys = {"land_use@after": {"edition": "2024", "features": after}}
        (row,) = table([built], surveys=surveys).rows
        assert part(row, "boundary_map").status is status
        assert part(row, "figures_map").status is Status.NOT_APPLICABLE
    (row,) = table([built], [], []).rows
    assert part(row, "boundary_map").status is Status.NOT_RUN


def test_at_application_only_figures_and_boundary_are_compared() -> None:
    """The layers of after are not asked, though somebody gave them."""
    found = table([parcel(BOX)], [record("r", BOX)], [], facts=FIELDS, stage="application")
    (row,) = found.rows
    assert [item.status for item in row.parts] == [
        Status.PASS,
        Status.NOT_APPLICABLE,
        Status.NOT_APPLICABLE,
    ]
    assert (row.status, row.map.share, found.pairs) == (Status.PASS, None, ())
    assert [note.id for note in found.missing] == ["reconciliation.stage_before"]
    assert found.layers == {}


def test_there_is_no_table_of_nothing() -> None:
    """Without a figure, a text, a photograph or a survey."""
    document = {"parcels": [parcel(BOX, declared_m2=None)], "stage": "application"}
    assert reconciliation(scene_of(document)) is None


def test_what_is_missing_is_said_once() -> None:
    """The date, the layers, the survey."""
    found = table([parcel(BOX)], facts={"acceptance_date": None})
    assert [note.id.removeprefix("reconciliation.") for note in found.missing] == [
        "no_acceptance_date",
        "no_change_layer",
        "no_survey_after",
    ]
    found = table([parcel(BOX)], [record("r", BOX)])
    assert [note.id.removeprefix("reconciliation.") for note in found.missing] == [
        "no_next_year",
        "no_survey_after",
    ]


@pytest.mark.parametrize("alone", [True, False])
def test_a_parcel_that_cannot_be_measured_is_not_compared(alone: bool) -> None:
    """A bow tie has no area; the row beside it is what it is without it."""
    broken = parcel(BOX, "CJ0") | {"box": None, "polygon": [[0, 0], [9, 9], [9, 0], [0, 9]]}
    found = table([broken] if alone else [broken, parcel(BOX)], [record("r", BOX)], [])
    row = found.rows[0]
    assert [part(row, name).status for name in ("figures_boundary", "boundary_map")] == [
        Status.NOT_RUN,
        Status.NOT_RUN,
    ]
    assert (row.map.share, row.drawing) == (None, {})
    if not alone:
        assert part(found.rows[1], "boundary_map").status is Status.PASS


def test_declared_totals_against_sums() -> None:
    """Two parcels of 2000 m², all of it homestead before, 3600 m² of net dry land after."""
    parcels = [parcel(BOX), parcel([100, 0, 150, 40], "CJ2")]
    records = [record("r", BOX), record("s", [100, 0, 150, 40])]
    rows = [
        {"role": "demolition", "moment": "before", "area_m2": 4000.0},
        {"role": "demolition", "moment": "before", "land_class": "07", "area_m2": 4200.0},
        {"role": "demolition", "moment": "after", "land_class": "01", "area_m2": 3600.0},
        {"role": "demolition", "moment": "after", "land_class": "0103", "area_m2": 3801.0},
    ]
    facts = {"declared": rows, "accepted_demolition_m2": 4010.0}
    sums = {s.name: s for s in table(parcels, records, [], facts=facts).totals}
    assert {name: (round(s.computed_m2 or -1), s.status) for name, s in sums.items()} == {
        "accepted_demolition_m2": (4000, Status.FAIL),
        "declared/demolition/before/": (4000, Status.PASS),
        "declared/demolition/before/07": (4000, Status.PASS),
        "declared/demolition/after/01": (3600, Status.PASS),
        "declared/demolition/after/0103": (3600, Status.FAIL),
    }
    none = table(parcels, facts=facts).totals
    assert [s.status for s in none if s.name.endswith("after/01")] == [Status.NOT_RUN]


@pytest.mark.parametrize(("detail", "shown"), [("none", False), ("clip", True), ("full", True)])
def test_a_differing_parcel_is_drawn_as_far_as_the_reference_may_be_shown(
    detail: str, shown: bool
) -> None:
    """Clipped to the parcel; 40 m of 50 m coincide, and 10 m reach beyond it."""
    found = table([parcel(BOX)], [record("r", [10, 0, 60, 40])], [], reference_detail=detail)
    drawing = found.rows[0].drawing
    assert set(drawing) == ({"filed", "changed", "between"} if shown else {"filed"})
    if not shown:
        return
    eastings = [x for ring in drawing["changed"]["coordinates"] for x, _ in ring]
    beyond = 60 if detail == "full" else 50
    assert (min(eastings), max(eastings)) == (35_500_010.0, 35_500_000.0 + beyond)


def test_the_writing_of_shapes_and_the_order_of_rows_change_nothing() -> None:
    """To the byte: other starts and directions of rings, other parts first, rows turned round."""
    ring = [[0, 0], [50, 0], [50, 40], [20, 47], [0, 40]]
    hole = [[10, 10], [20, 10], [20, 20], [10, 20]]
    parts = [[100, 0, 130, 30], [140, 0, 160, 30]]

    def made(*, turned: bool) -> str:
        own = parcel(BOX) | {"box": None, "polygon": ring, "holes": [hole]}
        other = parcel(BOX, "CJ2") | {"box": None, "boxes": parts}
        records = [record("r", [0, 0, 47, 40]), record("s", [95, 0, 150, 30])]
        if turned:
            own |= {"polygon": [*ring[2:], *ring[:2]][::-1], "holes": [hole[::-1]]}
            other |= {"boxes": parts[::-1]}
        parcels = [own, other][:: -1 if turned else 1]
        return table(parcels, records[:: -1 if turned else 1], []).model_dump_json()

    assert made(turned=True) == made(turned=False)


@pytest.mark.parametrize(
    ("edition", "width", "status", "said"),
    [
        ("2025", 50.0, Status.PASS, []),
        ("2025", 44.0, Status.FAIL, ["not_coincident"]),
        ("2024", 44.0, Status.NEEDS_REVIEW, ["not_found_yet"]),
    ],
)
def test_without_a_change_layer_two_surveys_make_one(
    edition: str, width: float, status: Status, said: list[str]
) -> None:
    """Homestead of 50 m became a part of the field that reaches from the west; only the survey of
    the year after the acceptance shows that more did not.
    """
    homestead = patch("7", BOX, "0702", 0.0)
    homestead["fields"]["CZCSXM"] = "203"
    around = [patch("8", [-90, 0, 0, 40], "0103"), patch("9", [50, 0, 90, 40], "0301")]
    after = [patch("1", [-90, 0, width, 40], "0103"), patch("2", [width, 0, 90, 40], "0301")]
    surveys = {
        "land_use@before": {"edition": "2023", "features": [homestead, *around]},
        "land_use@after": {"edition": edition, "features": after},
    }
    found = table([parcel(BOX)], surveys=surveys)
    assert on_map(found) == (status, said)
    side = found.rows[0].map
    assert side.share == pytest.approx(width / 50, abs=1e-6)
    assert side.layer_id == f"land_use@2023 + land_use@{edition}"
    assert side.from_parcel is not None
    assert side.from_parcel.greatest_m == pytest.approx(50 - width, abs=0.001)
    assert [note.id for note in found.missing] == ["reconciliation.change_of_surveys"]
    assert {(p.patch_before, p.patch_after) for p in found.pairs} == {
        (f"7@{VILLAGE}", f"1@{VILLAGE}"),
        *({(f"7@{VILLAGE}", f"2@{VILLAGE}")} if width < 50 else ()),
    }
