"""The geometry of an edit: GeoJSON of somebody else's making, to a sound polygon or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, TypeAdapter, ValidationError

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.wrong import expected
from gouhook_gis.geometry.validity import defects

# Of one geometry: more than the boundary of a county has.
MAX_VERTICES = 20_000
_Point = tuple[FiniteFloat, FiniteFloat]
_Ring = Annotated[list[_Point], Field(min_length=4, max_length=MAX_VERTICES)]
_Rings = Annotated[list[_Ring], Field(min_length=1, max_length=MAX_VERTICES)]


class _Shape(BaseModel):
    """Members that say nothing of the shape (`bbox`) are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Polygon(_Shape):
    type: Literal["Polygon"]
    coordinates: _Rings


class _MultiPolygon(_Shape):
    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[_Rings], Field(min_length=1, max_length=MAX_VERTICES)]


class _LineString(_Shape):
    type: Literal["LineString"]
    coordinates: Annotated[list[_Point], Field(min_length=2, max_length=MAX_VERTICES)]


_KNIFE: TypeAdapter[_Polygon | _LineString] = TypeAdapter(
    Annotated[_Polygon | _LineString, Field(discriminator="type")]
)
_GEOMETRY: TypeAdapter[_Polygon | _MultiPolygon] = TypeAdapter(
    Annotated[_Polygon | _MultiPolygon, Field(discriminator="type")]
)


def knife_of(geometry: Mapping[str, Any]) -> BaseGeometry:
    """Return what a parcel is clipped by: a GeoJSON Polygon, which may cross itself (what it
    encloses counts), or LineString. Raises UsageError where it is neither.
    """
    try:
        told = _KNIFE.validate_python(geometry)
    except ValidationError as error:
        raise UsageError("trial.no_knife", detail=expected(error)) from error
    if isinstance(told, _LineString):
        return shapely.LineString(told.coordinates)
    outer, *holes = told.coordinates
    enclosed: BaseGeometry = shapely.make_valid(shapely.Polygon(outer, holes))
    return enclosed


def polygon_of(geometry: Mapping[str, Any], parcel: str) -> BaseGeometry:
    """Return a GeoJSON Polygon or MultiPolygon as a shape, its vertices as they are.

    `parcel` is the id that messages name. Raises UsageError where it is neither, and RefusedError
    where a ring is open, crosses itself or the parts do not fit: with the place.
    """
    try:
        told = _GEOMETRY.validate_python(geometry)
    except ValidationError as error:
        raise UsageError("trial.no_polygon", parcel=parcel, detail=expected(error)) from error
    parts = [told.coordinates] if isinstance(told, _Polygon) else told.coordinates
    if sum(len(ring) for rings in parts for ring in rings) > MAX_VERTICES:
        raise UsageError("trial.many_vertices", parcel=parcel, limit=MAX_VERTICES)
    for rings in parts:
        for ring in rings:
            if ring[0] != ring[-1]:
                x, y = ring[0]
                raise RefusedError("trial.invalid.unclosed", parcel=parcel, x=x, y=y)
    polygons = [shapely.Polygon(outer, holes) for outer, *holes in parts]
    shape = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    for defect in defects(np.array([shape], dtype=object)):
        raise RefusedError(f"trial.invalid.{defect.reason}", parcel=parcel, x=defect.x, y=defect.y)
    return shape
