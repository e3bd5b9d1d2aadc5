"""The reference layers of a province: files by county, then one registered edition a kind."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

import pyogrio
import shapely

from bench.province.files import FILED
from bench.province.ground import EPSG, POLYGONS_A_COUNTY, county_code, layers
from bench.province.place import Place

EDITION = "2024"
_SPARSE = ("basic_farmland", "illegal_land", FILED)
KINDS = (*_SPARSE, "land_use", "villages", "townships", "counties")


def counties_of(size: int) -> int:
    """Return how many counties hold `size` polygons of 20 vertices."""
    return -(-size // POLYGONS_A_COUNTY)


def write_sources(place: Place, counties: int) -> None:
    """Write the layers of each county that is not there yet, one GeoPackage a kind."""
    for county in range(counties):
        folder = place.source / county_code(county)
        if folder.exists():
            continue
        making = folder.with_name(f".{folder.name}")
        making.mkdir(parents=True, exist_ok=True)
        for layer in layers(county):
            pyogrio.raw.write(
                making / f"{layer.kind}.gpkg",
                shapely.to_wkb(layer.shapes),
                field_data=[_plain(values) for values in layer.fields.values()],
                fields=list(layer.fields),
                layer=layer.kind,
                crs=f"EPSG:{EPSG}",
                geometry_type="Polygon",
                SPATIAL_INDEX="NO",
            )
        making.rename(folder)


def register(place: Place, size: int) -> None:
    """Register one edition of each kind for a province of `size` polygons, where it is missing."""
    from gouhook_gis.reference.catalogue.catalogue import Catalogue
    from gouhook_gis.reference.catalogue.register import Registration
    from gouhook_gis.rules.loader import layer_kinds

    codes = [county_code(county) for county in range(counties_of(size))]
    catalogue = Catalogue(place.catalogue(size))
    held = {one.entry.kind for one in catalogue.list()}
    for kind in layer_kinds():
        if kind.kind not in KINDS or kind.kind in held:
            continue
        start, begun = time.perf_counter(), time.process_time()
        sparse = kind.kind in _SPARSE
        said = Registration(
            edition=EDITION,
            source="made up",
            areas=tuple(codes) if sparse else (),
            coverage_source="made up" if sparse else None,
        )
        files: list[Path] = [place.source / code / f"{kind.kind}.gpkg" for code in codes]
        records = catalogue.add(kind, files, said).entry.records
        seconds, cpu = time.perf_counter() - start, time.process_time() - begun
        place.keep(
            {
                "what": "register",
                "size": size,
                "kind": kind.kind,
                "records": records,
                "wall_s": round(seconds, 1),
                "cpu_s": round(cpu, 1),
                "bytes": catalogue.size(f"{kind.kind}@{EDITION}"),
            }
        )


def _plain(values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Return texts as objects, as pyogrio wants them."""
    return values.astype(object) if values.dtype.kind == "U" else values
