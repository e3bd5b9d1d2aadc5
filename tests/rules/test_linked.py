"""What the 挂接表 says of each parcel, in the order of the parcel table."""

from __future__ import annotations

import numpy as np

from gouhook_gis.domain.words import Purpose
from gouhook_gis.reference.memory import MemoryStore
from gouhook_gis.rules.ground.linked import Linked, linked
from gouhook_gis.rules.ground.parcels import parcel_table
from gouhook_gis.rules.loader import profile
from gouhook_gis.rules.scene import Scene
from tests.support.fixtures import FixtureCase, load_fixture


def linked_of(parcels: list[dict], rows: list[dict]) -> Linked:
    """Return what is filed of `parcels` (boxes of 100 m by 100 m) in `rows`."""
    boxes = [{"box": [200 * i, 0, 200 * i + 100, 100], **p} for i, p in enumerate(parcels)]
    fixture = FixtureCase.model_validate({
        "say": {"zh": "x"}, "parcels": boxes, "facts": {"parcels": rows},
        "expect": {"status": "pass", "findings": 0},
    })  # fmt: skip
    case = fixture.case(load_fixture("F14").definition(), "sichuan")
    table, plane = parcel_table(case.submission.parcels, 0.05)
    return linked(Scene(case, profile("sichuan"), MemoryStore.of([]), table, plane))


def test_rows_stand_beside_their_parcels_and_what_is_not_filed_is_empty() -> None:
    found = linked_of(
        [{"id": "JX1", "role": "new_construction", "purpose": "urban", "declared_m2": 9000},
         {"id": "CJ2", "role": "demolition"},
         {"id": "CJ1", "role": "demolition", "attributes": {"grade": 7}}],
        [{"parcel_id": "cj1", "grade": 5, "planned_class": "0103", "farmland_m2": 8000,
          "high_standard": False},
         {"parcel_id": "JX1", "purpose": "resettlement", "area_m2": 1, "commercial": True},
         {"parcel_id": "XX"}],
    )  # fmt: skip
    # Parcels are sorted by key: demolition/CJ1, demolition/CJ2, new_construction/JX1.
    assert found.listed.tolist() == [True, False, True]
    # The layer's own purpose, area and grade come first.
    assert found.purpose.tolist() == [None, None, Purpose.URBAN]
    np.testing.assert_array_equal(found.area_m2, [np.nan, np.nan, 9000])
    np.testing.assert_array_equal(found.grade, [7, np.nan, np.nan])
    np.testing.assert_array_equal(found.farmland_m2, [8000, np.nan, np.nan])
    assert found.planned_class.tolist() == ["0103", None, None]
    assert found.high_standard.tolist() == [False, None, None]
    assert found.commercial.tolist() == [None, None, True]


def test_without_a_table_nothing_is_filed() -> None:
    found = linked_of([{"id": "CJ1", "role": "demolition"}], [])
    assert not found.listed.any()
    assert np.isnan(found.area_m2).all()
    assert found.ownership.tolist() == [None]
