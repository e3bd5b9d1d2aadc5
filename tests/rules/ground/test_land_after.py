"""Land after the project: the survey of after, else updates laid over the year before."""

from typing import Any

import numpy as np
import pytest

from gouhook_gis.rules.ground.land_after import land_after, slots_after
from tests.support.cases import scene_of

PARCEL = {"id": "CJ1", "role": "demolition", "box": [0, 0, 100, 50], "county_code": "510999"}
ALL = {"codes": ["510999"]}


def patch(name: str, box: list[float], code: str, ridges: float | None = 0.0) -> dict[str, Any]:
    """Return a patch of the survey."""
    return {"id": name, "box": box, "fields": {"DLBM": code, "KCXS": ridges}}


def survey(year: str, *patches: dict[str, Any]) -> dict[str, Any]:
    """Return a complete survey."""
    return {"edition": year, "features": patches}


def update(year: str, *patches: dict[str, Any], covered: bool = True) -> dict[str, Any]:
    """Return an update layer; it answers for the county where it is `covered`."""
    return survey(year, *patches) | ({"coverage": ALL} if covered else {})


def measured(**reference: Any) -> tuple[float, float, float, str]:
    """Return gross and net farmland after, what is not known, and the layers asked."""
    by_slot = {name.replace("__", "@"): layer for name, layer in reference.items()}
    scene = scene_of({"parcels": [PARCEL], "reference": by_slot})
    land = land_after(scene, np.array([0]), ["cultivated"])
    assert land is not None
    return float(land.gross[0]), float(land.net[0]), float(land.uncovered[0]), land.layer_id


def test_the_survey_after_tells() -> None:
    """60 m × 50 m of dry land at a ridge ratio of 0.1."""
    after = survey(
        "2025", patch("1", [0, 0, 60, 50], "0103", 0.1), patch("2", [60, 0, 100, 50], "0702")
    )
    old = update("2024", patch("1", [0, 0, 100, 50], "0301"))
    gross, net, open_ground, layer = measured(land_use__after=after, land_use_update__accepted=old)
    assert (gross, net, open_ground) == pytest.approx((3000, 2700, 0), abs=0.01)
    assert layer == "land_use@2025"


BASE = patch("7", [0, 0, 100, 50], "0702")
UPDATED = patch("8", [0, 0, 40, 50], "0101", 0.05)


def test_an_update_lies_on_the_survey_of_the_year_before() -> None:
    """2,000 m² were updated to farmland; of the rest the survey of 2023 says 0702."""
    gross, net, open_ground, layer = measured(
        land_use__before=survey("2023", BASE), land_use_update__accepted=update("2024", UPDATED)
    )
    assert (gross, net, open_ground) == pytest.approx((2000, 1900, 0), abs=0.01)
    assert layer == "land_use_update@2024 + land_use@2023"


def test_what_the_update_does_not_show_is_not_known_without_the_year_before() -> None:
    """A survey of 2022 says nothing of what 2023 changed."""
    gross, _, open_ground, layer = measured(
        land_use__before=survey("2022", BASE), land_use_update__accepted=update("2024", UPDATED)
    )
    assert (gross, open_ground) == pytest.approx((2000, 3000), abs=0.01)
    assert layer == "land_use_update@2024"


def test_an_update_without_declared_coverage_does_not_lend_the_year_before() -> None:
    """Whether the rest was left as it was nobody answers for."""
    gross, _, open_ground, _ = measured(
        land_use__latest=survey("2023", patch("7", [0, 0, 100, 50], "0103")),
        land_use_update__accepted=update("2024", UPDATED, covered=False),
    )
    assert (gross, open_ground) == pytest.approx((2000, 3000), abs=0.01)


def test_two_updates_lie_on_one_another() -> None:
    """2025 took 20 m of the 40 m back that 2024 had made farmland, and 10 m beside them."""
    gross, _, open_ground, layer = measured(
        land_use__latest=survey("2023", BASE),
        land_use_update__accepted=update("2024", UPDATED),
        land_use_update__next=update("2025", patch("9", [20, 0, 50, 50], "0301")),
    )
    assert (gross, open_ground) == pytest.approx((1000, 0), abs=0.01)
    assert layer == "land_use_update@2025 + land_use_update@2024 + land_use@2023"


def test_without_any_layer_of_after_nothing_is_said() -> None:
    """The survey before is none of after."""
    scene = scene_of({"parcels": [PARCEL], "reference": {"land_use@before": survey("2023", BASE)}})
    assert land_after(scene, np.array([0]), ["cultivated"]) is None
    assert slots_after(scene) == ()


def test_ground_in_two_parcels_counts_once() -> None:
    """Also where layers lie on one another: 100 × 50 and 60 more, 40 of them in both."""
    other = PARCEL | {"id": "CJ2", "box": [60, 0, 160, 50]}
    by_slot = {
        "land_use@before": survey("2023", patch("7", [0, 0, 200, 50], "0702")),
        "land_use_update@accepted": update("2024", patch("8", [0, 0, 120, 50], "0101")),
    }
    scene = scene_of({"parcels": [PARCEL, other], "reference": by_slot})
    land = land_after(scene, np.array([0, 1]), ["cultivated"])
    assert land is not None
    assert land.gross.tolist() == pytest.approx([5000, 1000], abs=0.01)
    assert land.ground.tolist() == pytest.approx([5000, 3000], abs=0.01)
