"""Which registered edition a check takes for a county, and what it says of land outside."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import shapely

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.report import CoverageOutcome, Report, SlotOutcome
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.catalogue.register import Registration
from tests.support.catalogues import KINDS, SAMPLE, register_sample, write

REFERENCE, SLOT = SAMPLE / "reference", "basic_farmland"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The villages and the outline of the sample county 510999, registered."""
    return register_sample(tmp_path_factory.mktemp("c"), ("villages", "counties")).root


@pytest.fixture
def catalogue(county: Path, tmp_path: Path) -> Catalogue:
    """The sample county without its basic farmland."""
    return Catalogue(shutil.copytree(county, tmp_path / "c"))


def add(catalogue: Catalogue, edition: str, *areas: str) -> None:
    """Register the basic farmland of 2024 for some areas."""
    said = Registration(edition=edition, source="县局", areas=areas)
    catalogue.add(KINDS[SLOT], [REFERENCE / "YJJBNTTB_2024.shp"], said)


def checked(*reference: str | Path, **options: object) -> Report:
    """Check the clean submission of 510999."""
    chosen = CheckOptions.model_validate({"profile": "sichuan", **options})
    return check(SAMPLE / "submissions" / "clean.zip", reference, chosen)


def slot(report: Report, name: str = SLOT) -> SlotOutcome:
    (found,) = [row for row in report.result.slots if row.slot == name]
    return found


def coverage(report: Report) -> CoverageOutcome:
    (found,) = [row for row in report.result.coverage if row.slot == SLOT]
    return found


def test_the_edition_of_the_county_is_taken(catalogue: Catalogue) -> None:
    """Of one kind and year, two counties; the report says why."""
    add(catalogue, "2024-510998", "510998")
    report = checked(catalogue=catalogue.root)
    assert (slot(report).layer_id, slot(report).reason) == (None, "elsewhere")
    add(catalogue, "2024-510999", "510999")
    report = checked(catalogue=catalogue.root)
    assert (slot(report).layer_id, slot(report).reason) == (f"{SLOT}@2024-510999", "area")
    add(catalogue, "2024-province", "510000")
    with pytest.raises(UsageError) as error:
        checked(catalogue=catalogue.root)
    assert "--slot basic_farmland=2024-510999" in str(error.value)
    told = checked(catalogue=catalogue.root, slots={SLOT: "2024-province"})
    assert (slot(told).layer_id, slot(told).reason) == (f"{SLOT}@2024-province", "told")


@pytest.mark.parametrize("area", ["510000", "510900", "510999", "51"])
def test_a_province_covers_its_counties(area: str, catalogue: Catalogue) -> None:
    """The zeros of a province's code are no part of its counties' codes."""
    add(catalogue, "2024", area)
    assert coverage(checked(catalogue=catalogue.root)).uncovered_m2 == 0.0


def test_land_outside_is_said_with_its_area(catalogue: Catalogue) -> None:
    """An edition for another township, taken because it is told to: all parcels lie outside."""
    add(catalogue, "2024", "510998")
    report = checked(catalogue=catalogue.root, slots={SLOT: "2024"})
    total = sum(parcel.area_ellipsoidal_m2 or 0.0 for parcel in report.result.parcels)
    assert coverage(report).covered_parcels == 0
    assert 0 < coverage(report).uncovered_m2 <= total + 0.01
    assert report.result.verdict == "incomplete"


def test_a_folder_behaves_alike(tmp_path: Path, catalogue: Catalogue) -> None:
    """The same two counties in a reference.yaml."""
    path = REFERENCE / "YJJBNTTB_2024.shp"
    layers = [
        f"  - {{kind: {SLOT}, edition: 2024-{code}, path: {path}, coverage: {{codes: [{code}]}}}}"
        for code in ("510998", "510999")
    ]
    (tmp_path / "reference.yaml").write_text("layers:\n" + "\n".join(layers), "utf-8")
    report = checked(tmp_path, catalogue=catalogue.root)
    assert (slot(report).layer_id, slot(report).reason) == (f"{SLOT}@2024-510999", "area")
    (tmp_path / "reference.yaml").write_text("layers:\n" + layers[0], "utf-8")
    report = checked(tmp_path, catalogue=catalogue.root)
    assert (slot(report).layer_id, slot(report).reason) == (None, "elsewhere")


def test_a_ring_round_the_county_gives_one_result(catalogue: Catalogue, tmp_path: Path) -> None:
    """Of 8,000 vertices: its box holds all parcels, and no cell of it meets one."""
    west, south, east, north = catalogue.find("counties@2024").entry.extent
    middle, radius = ((west + east) / 2, (south + north) / 2), (east - west) + (north - south)
    turn = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    spokes = np.column_stack([np.cos(turn), np.sin(turn)])
    ring = shapely.Polygon(spokes * radius + middle, [spokes * radius * 0.9 + middle])
    file = write(tmp_path / "YJJBNTTB.gpkg", [ring], BSM=["1"], ZLDWDM=["510999"])
    (tmp_path / "reference.yaml").write_text(
        f"layers:\n  - {{kind: {SLOT}, edition: 2024, path: {file.name}, source: 县局,"
        " coverage: {codes: [510999]}}\n",
        "utf-8",
    )
    folder = checked(tmp_path, catalogue=catalogue.root)
    said = Registration(edition="2024", source="县局", areas=("510999",))
    catalogue.add(KINDS[SLOT], [file], said)
    mapped = checked(catalogue=catalogue.root)
    assert slot(mapped).layer_id == f"{SLOT}@2024"
    parcel = shapely.Point(middle).buffer(10)
    asked = np.array([parcel], dtype=object)
    store = open_catalogue(catalogue.root, frozenset({SLOT}))
    assert len(store.near(f"{SLOT}@2024", asked, 4523)) == 0
    assert mapped.result == folder.result
    assert mapped.provenance.result_sha256 == folder.provenance.result_sha256
