"""Clip a parcel by what was drawn across it."""

from __future__ import annotations

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.trial import ClipQuestion, CutAnswer
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.polygons import gathered, polygon_parts
from gouhook_gis.trial.edits import filed_shape
from gouhook_gis.trial.remains import answer_of, asked_parcel, written
from gouhook_gis.trial.shapes import knife_of


def clip(case: Case, question: ClipQuestion) -> CutAnswer:
    """Return a parcel without the ground of a polygon, or without the smaller side of a line.

    Drawn in the submission's CRS, and cut there. Raises RefusedError where the parcel is not
    sound, or nothing of it would be cut.
    """
    parcel, epsg, knife = asked_parcel(case, question), case.submission.epsg, knife_of(question.by)
    shape = None if epsg is None else filed_shape(parcel, epsg)
    if epsg is None or shape is None or not shape.is_valid:
        raise RefusedError("trial.cut_unsound", parcel=parcel.id)
    rest = _larger_side(shape, knife) if isinstance(knife, shapely.LineString) else shape - knife
    polygons, owner = polygon_parts(np.array([rest], dtype=object))
    whole = written(gathered(polygons, owner, 1), epsg)
    before, after = np.nan_to_num(official_area(np.array([shape, whole[0]]), epsg)).tolist()
    if before == after:
        raise RefusedError("trial.nothing_cut", parcel=parcel.id)
    return answer_of(parcel, whole, before, after, len(polygons), 0, 0.0)


def _larger_side(shape: BaseGeometry, line: BaseGeometry) -> BaseGeometry:
    """Return the larger of the two sides of a line; where it divides several parts, of each."""
    sides = (split(part, line).geoms for part in shapely.get_parts(shape))
    return shapely.GeometryCollection([max(each, key=lambda side: side.area) for each in sides])
