"""Patches against parcels and survey drawn in whole metres: areas one can check by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from shapely import MultiPolygon, box

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.enforcement import PatchOutcome, PatchResult
from gouhook_gis.enforcement.compare import compare
from gouhook_gis.enforcement.patches import Patches
from gouhook_gis.reference.memory import LayerData, MemoryStore
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.loader import layer_kinds, profile

PLANE = 4544
# 40 × 25 m a little east of the meridian of 105°, where official areas are 5 parts in 10,000 less.
EAST, NORTH = 510_000.0, 3_400_000.0
Row = tuple[str, Any, dict[str, Any]]
DAYS = {"QSX": "2024-03-01", "HSX": "2024-06-01"}


def at(x: float, y: float, width: float, height: float) -> Any:
    return box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def features(rows: list[Row]) -> Features:
    names = sorted({name for _, _, values in rows for name in values})
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [shape for _, shape, _ in rows]
    return Features(
        ids=np.array([name for name, _, _ in rows], dtype=object),
        geometries=shapes,
        epsg=PLANE,
        columns={
            name: np.array([values.get(name) for _, _, values in rows], dtype=object)
            for name in names
        },
        repaired=np.zeros(len(rows), dtype=bool),
    )


def layer(kind: str, rows: list[Row]) -> LayerData:
    found = next(one for one in layer_kinds() if one.kind == kind)
    edition = Edition(
        kind=kind,
        edition="2024",
        completeness=found.completeness,
        epsg=PLANE,
        records=len(rows),
        sha256="0",
    )
    return LayerData(edition, features(rows))


def parcel(
    number: str, shape: Any, role: str = "建新", **more: Any
) -> tuple[str, Any, dict[str, Any]]:
    told = {
        "XMBH": "P1",
        "DKBH": number,
        "DKLX": role,
        "PZRQ": "2024-01-10",
        "BBRQ": "2024-01-15",
        "ZZZB": 0.1,
    }
    return number, shape, told | more


def run(
    patch: Any,
    parcels: list[Row],
    survey: list[tuple[Any, str]] | None = None,
    approvals: list[Any] | None = None,
    days: dict[str, Any] = DAYS,
) -> PatchResult:
    held = [layer("filed_parcels", parcels)]
    if survey is not None:
        rows = [(str(i), shape, {"DLBM": code}) for i, (shape, code) in enumerate(survey)]
        held.append(layer("land_use", rows))
    if approvals is not None:
        held.append(layer("land_conversion", [(str(i), s, {}) for i, s in enumerate(approvals)]))
    own = features([("510999A", patch, dict(days))])
    found = Patches(own, np.array([1]), "x.gpkg", ())
    layers = {one.edition.kind: one.edition.layer_id for one in held}
    (result,) = compare(found, MemoryStore.of(held), layers, profile("sichuan"))
    return result


FIELD = (at(-500, -500, 2000, 2000), "0101")
WOOD = (at(-500, -500, 2000, 2000), "0301")
PATCH = at(0, 0, 40, 25)


def test_areas_and_share_of_a_patch_that_is_half_covered() -> None:
    """A parcel over the western 30 m of 40 m: 750 of 1,000 m², and 250 m² of field outside."""
    result = run(PATCH, [parcel("JX1", at(-5, -5, 35, 35))], [FIELD])
    scale = result.area_m2 / 1000  # the official square metre at this place
    assert scale == pytest.approx(1, abs=1e-3)
    assert result.covered_share == pytest.approx(0.75, abs=1e-6)
    assert result.uncovered_m2 == pytest.approx(250 * scale, abs=0.01)
    assert result.uncovered_farmland_m2 == pytest.approx(250 * scale, abs=0.01)
    assert result.covered_m2 + result.uncovered_m2 == pytest.approx(result.area_m2, abs=1e-6)
    assert result.outcome is PatchOutcome.PARTLY
    assert result.uncovered is not None
    (one,) = result.projects
    assert (one.code, one.parcels, one.timing, one.filing) == ("P1", ("JX1",), "before", "filed")
    assert one.area_m2 == pytest.approx(750 * scale, abs=0.01)


@pytest.mark.parametrize(("width", "outcome"), [(36, "covered"), (35.9, "partly")])
def test_the_edge_of_ninety_per_cent(width: float, outcome: str) -> None:
    result = run(PATCH, [parcel("JX1", at(-5, -5, width + 5, 35))], [FIELD])
    assert result.outcome == outcome


def test_ground_in_two_parcels_counts_once() -> None:
    """30 m and 30 m that overlap by 20 m cover 40 m."""
    parcels = [parcel("JX1", at(0, 0, 30, 25)), parcel("JX2", at(10, 0, 30, 25))]
    result = run(PATCH, parcels, [FIELD])
    assert result.covered_share == pytest.approx(1.0, abs=1e-9)
    assert result.projects[0].area_m2 == pytest.approx(result.area_m2, abs=0.01)
    assert result.projects[0].parcels == ("JX1", "JX2")


def test_the_latest_approval_of_a_project_counts_and_a_missing_one_more() -> None:
    early, late = at(0, 0, 20, 25), at(20, 0, 20, 25)
    two = [parcel("JX1", early), parcel("JX2", late, PZRQ="2024-04-10", BBRQ="2024-04-11")]
    assert run(PATCH, two, [FIELD]).outcome is PatchOutcome.TIME_OPEN
    two[1] = parcel("JX2", late, PZRQ=None)
    assert run(PATCH, two, [FIELD]).outcome is PatchOutcome.DOUBTFUL


def test_quota_counts_all_new_parcels_of_the_project() -> None:
    """0.1 ha told; 1,000 m² under the patch keep to it, another parcel far away does not."""
    own = parcel("JX1", PATCH)
    away = parcel("JX2", at(900, 900, 10, 10))
    assert run(PATCH, [own], [FIELD]).projects[0].within_quota is True
    result = run(PATCH, [own, away], [FIELD])
    assert result.projects[0].within_quota is False
    assert [note.id for note in result.notes] == ["enforce.over_quota"]
    different = parcel("JX2", at(900, 900, 10, 10), ZZZB=5.0)
    assert run(PATCH, [own, different], [FIELD]).projects[0].within_quota is None


def test_projects_that_were_ended_and_parcels_of_no_role_explain_nothing() -> None:
    ended = parcel("JX1", PATCH, XMZT="已撤销")
    nameless = parcel("JX2", PATCH, role="其他")
    for one in (ended, nameless):
        assert run(PATCH, [one], [FIELD]).outcome is PatchOutcome.OUTSIDE_FARMLAND


@pytest.mark.parametrize(
    ("accepted", "outcome", "state"),
    [
        (None, "demolition", "open"),
        ("2024-03-01", "reoccupied", "accepted_before"),
        ("2024-03-02", "doubtful", "accepted_between"),
        ("2024-06-02", "demolition", "open"),
    ],
)
def test_demolition_parcels_by_the_day_of_acceptance(
    accepted: str | None, outcome: str, state: str
) -> None:
    result = run(PATCH, [parcel("CJ1", PATCH, "拆旧", YSRQ=accepted)], [FIELD])
    assert (result.outcome, result.demolition[0].state) == (outcome, state)
    assert result.demolition_m2 == pytest.approx(result.area_m2, abs=1e-4)


def test_farmland_outside_any_project_and_what_an_approval_covers() -> None:
    far = [parcel("JX1", at(900, 900, 10, 10))]
    open_ground = run(PATCH, far, [FIELD])
    assert (open_ground.outcome, open_ground.outside_farmland_m2) == ("outside_farmland", None)
    approved = run(PATCH, far, [FIELD], [at(-1, -1, 42, 27)])
    assert (approved.outcome, approved.outside_farmland_m2) == ("outside", 0.0)
    assert [note.id for note in approved.notes] == ["enforce.converted"]
    half = run(PATCH, far, [FIELD], [at(0, 0, 20, 25)])
    assert half.outcome is PatchOutcome.OUTSIDE_FARMLAND
    assert half.outside_farmland_m2 == pytest.approx(half.area_m2 / 2, abs=0.01)
    assert run(PATCH, far, [WOOD]).outcome is PatchOutcome.OUTSIDE


def test_without_survey_or_class_nothing_is_guessed() -> None:
    far = [parcel("JX1", at(900, 900, 10, 10))]
    assert run(PATCH, far).outcome is PatchOutcome.DOUBTFUL
    unknown = run(PATCH, far, [(at(-500, -500, 2000, 2000), "")])
    assert unknown.outcome is PatchOutcome.DOUBTFUL
    assert unknown.unseen_m2 == pytest.approx(unknown.area_m2, abs=0.01)
    half = run(PATCH, far, [(at(0, 0, 20, 25), "0301")])
    assert half.outcome is PatchOutcome.DOUBTFUL
    assert half.unseen_m2 == pytest.approx(half.area_m2 / 2, abs=0.01)


def test_a_patch_of_several_parts_and_of_two_zones() -> None:
    """One part in a parcel, one not; and the same result whatever the order of blocks."""
    two = MultiPolygon([at(0, 0, 40, 25), at(200, 0, 40, 25)])
    result = run(two, [parcel("JX1", at(-5, -5, 50, 35))], [FIELD])
    assert result.covered_share == pytest.approx(0.5, abs=1e-6)
    assert result.outcome is PatchOutcome.PARTLY


def test_image_dates_are_read_in_the_ways_they_are_written() -> None:
    for before, after in (("2024-03-01", "2024-06-01"), ("20240301", "20240601")):
        result = run(PATCH, [parcel("JX1", PATCH)], [FIELD], days={"QSX": before, "HSX": after})
        assert (result.image_before, result.image_after) == (date(2024, 3, 1), date(2024, 6, 1))
        assert result.outcome is PatchOutcome.COVERED
    missing = run(PATCH, [parcel("JX1", PATCH)], [FIELD], days={"QSX": None, "HSX": "2024-06-01"})
    assert missing.outcome is PatchOutcome.DOUBTFUL
