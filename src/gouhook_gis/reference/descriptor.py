"""`reference.yaml`: which layers lie in a folder, of which edition, and where they are complete."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, ValidationError

import shapely

from gouhook_gis.domain.case import DeclaredCoverage
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.wrong import expected, place, unparsed

FILE_NAME = "reference.yaml"


# 2 digits are a province, 12 a village; YAML reads one without quotes as a number.
Code = Annotated[str, Field(coerce_numbers_to_str=True, pattern=r"^\d{2,19}$")]


class CoverageEntry(Model):
    """`coverage:` of a layer: code prefixes, or a GeoJSON file in CGCS2000 degrees."""

    codes: tuple[Code, ...] = ()
    polygon: str | None = None
    source: str | None = None


class LayerEntry(Model):
    """One layer of `reference.yaml`; `path` is relative to the file.

    `band` (from 1) and `legend` (names of classes by code) are those of a raster.
    """

    kind: str
    edition: Annotated[str, Field(coerce_numbers_to_str=True, min_length=1)]
    path: str
    layer: str | None = None
    source: str | None = None
    valid_from: date | None = None
    coverage: CoverageEntry | None = None
    band: Annotated[int, Field(ge=1)] | None = None
    legend: dict[Annotated[str, Field(coerce_numbers_to_str=True)], str] = {}


class Descriptor(Model):
    """The whole file."""

    layers: tuple[LayerEntry, ...]


def read_descriptor(path: Path) -> Descriptor:
    """Read `reference.yaml`; raises UsageError naming the file and the entry."""
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
        return Descriptor.model_validate(raw)
    except ValidationError as error:
        raise UsageError(
            "reference.descriptor_wrong",
            path=str(path),
            entry=place(error) or "layers",
            detail=expected(error),
        ) from error
    except OSError as error:
        raise UsageError(
            "reference.descriptor_unread", path=str(path), detail=error.strerror
        ) from error
    # ValueError: no UTF-8, or a day that no calendar has.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UsageError(
            "reference.descriptor_broken", path=str(path), detail=unparsed(error)
        ) from error


def declared_coverage(entry: CoverageEntry | None, folder: Path) -> DeclaredCoverage | None:
    """Return the declared coverage, its polygon read from the GeoJSON file it names."""
    if entry is None:
        return None
    polygon = _polygon(folder / entry.polygon) if entry.polygon else None
    return DeclaredCoverage(codes=entry.codes, polygon=polygon, source=entry.source)


def _polygon(path: Path) -> Geometry:
    try:
        shape = _outline(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, shapely.errors.ShapelyError) as error:
        raise UsageError(
            "reference.coverage_broken", path=str(path), detail=str(error).splitlines()[0]
        ) from error
    return Geometry(wkb=shapely.to_wkb(shape, include_srid=False), epsg=4490)


def _outline(document: dict[str, Any]) -> shapely.Geometry:
    shape = shapely.union_all(shapely.get_parts(shapely.from_geojson(json.dumps(document))))
    if shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError("no polygon")
    return shape
