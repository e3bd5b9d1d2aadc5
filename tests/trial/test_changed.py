"""The changed parcels as files: read back, they are what was filed but for their shape."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import pyogrio
import shapely

from gouhook_gis.domain.errors import GouhookError, UsageError
from gouhook_gis.domain.submission import Submission
from gouhook_gis.domain.trial import Edit
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.submission import build_submission
from gouhook_gis.rules.loader import layer_kinds
from gouhook_gis.trial.changed import Format, write_changed
from tests.support.fixtures import EPSG, ORIGIN
from tests.trial.held import BUILT, TORN, box

EDITS = (
    Edit(parcel_key=BUILT, geometry=box(0, 0, 60, 100)),
    Edit(parcel_key=TORN, geometry=box(-300, 0, -200, 60)),
)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Submission, Reading]:
    """A GeoPackage of two layers, whose records have the same numbers: JX1 and JX2, CJ1 and CJ2.
    Of JX2 and CJ2 nothing is changed.
    """
    path = tmp_path_factory.mktemp("filed") / "项目.gpkg"
    layers = {
        "JXDK": {"JX1": (0, 0, 100, 100), "JX2": (0, 200, 50, 250)},
        "CJDK": {"CJ1": (-300, 0, -200, 50), "CJ2": (-300, 200, -250, 250)},
    }
    for name, rows in layers.items():
        shapes = [shapely.transform(shapely.box(*b), lambda xy: xy + ORIGIN) for b in rows.values()]
        pyogrio.raw.write(
            path,
            shapely.to_wkb(np.array(shapes, dtype=object)),
            field_data=[
                np.array([*rows], dtype=object),
                np.array([f"柏坝村{number}" for number in rows], dtype=object),
                np.array([10_000.5, 2_500.25]),
            ],
            fields=["DKBH", "DKMC", "DKMJ"],
            layer=name,
            crs=f"EPSG:{EPSG}",
            geometry_type="Polygon",
            append=path.exists(),
        )
    reading = read_source(path, limits_from_settings(), ReadOptions())
    return build_submission(reading, layer_kinds(), MappingOptions()), reading


def rows_of(path: Path | str, layer: str | None = None) -> list[tuple[Any, ...]]:
    """Return number, name, area and bounds (metres from the origin) of the records of a file."""
    meta, _, wkb, columns = pyogrio.raw.read(path, layer=layer)
    assert list(meta["fields"])[:3] == ["DKBH", "DKMC", "DKMJ"]
    boxes = shapely.bounds(shapely.from_wkb(wkb)) - [*ORIGIN, *ORIGIN]
    places = [tuple(row) for row in np.round(boxes, 6).tolist()]
    return [(*row, place) for *row, place in zip(*columns[:3], places, strict=True)]


WANTED = {
    "JXDK": [("JX1", "柏坝村JX1", 10_000.5, (0, 0, 60, 100))],
    "CJDK": [("CJ1", "柏坝村CJ1", 10_000.5, (-300, 0, -200, 60))],
}


@pytest.mark.parametrize("form", ["shp", "gpkg", "geojson"])
def test_every_format_holds_what_was_filed(
    filed: tuple[Submission, Reading], tmp_path: Path, form: str
) -> None:
    path = write_changed(*filed, EDITS, tmp_path, cast("Format", form))
    if form == "gpkg":
        found = {name: rows_of(path, name) for name in WANTED}
    else:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / "out")
        found = {name: rows_of(tmp_path / "out" / f"{name}.{form}") for name in WANTED}
    assert found == WANTED


def test_one_layer_of_geojson_is_one_file(
    filed: tuple[Submission, Reading], tmp_path: Path
) -> None:
    left_out = Edit(parcel_key=TORN, geometry=None)
    path = write_changed(*filed, (EDITS[0], left_out), tmp_path, "geojson")
    document = json.loads(path.read_text("utf-8"))
    assert [one["properties"]["DKBH"] for one in document["features"]] == ["JX1"]


def test_without_a_changed_parcel_there_is_no_file(
    filed: tuple[Submission, Reading], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="没有可以下载的地块"):
        write_changed(*filed, (Edit(parcel_key=TORN, geometry=None),), tmp_path, "shp")


def test_what_cannot_be_meant_is_not_written(
    filed: tuple[Submission, Reading], tmp_path: Path
) -> None:
    """A parcel that was not filed, one changed twice, one in another place."""
    for edits, said in (
        ([Edit(parcel_key="x/y", geometry=box(0, 0, 9, 9))], "没有地块 x/y"),
        ([EDITS[0], EDITS[0]], "改动了两次"),
        ([Edit(parcel_key=BUILT, geometry=box(60_000, 0, 60_009, 9))], "超过 50 千米"),
    ):
        with pytest.raises(GouhookError, match=said):
            write_changed(*filed, edits, tmp_path, "geojson")
