"""A case with parcels changed: their geometry replaced or they left out, all else as filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.identity import content_id
from gouhook_gis.domain.submission import Parcel, Submission
from gouhook_gis.domain.trial import Edit
from gouhook_gis.geometry.rings import canonical_rings
from gouhook_gis.geometry.transform import vertices_to_epsg
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.intake.shapes import as_filed
from gouhook_gis.trial.modest import require_modest
from gouhook_gis.trial.shapes import MAX_VERTICES, polygon_of

MAX_EDITS = 500
# How far from where anything was filed a parcel may be put, m and degrees.
_FAR_M, _FAR_DEGREES = 50_000.0, 0.5


def edited(case: Case, edits: Sequence[Edit]) -> Case:
    """Return `case` with the parcels of `edits` changed; without edits the case itself.

    Ids, declared areas, coordinate texts, the 挂接表 and whatever else was filed stay: rules that
    compare these with the geometry will say so. Raises UsageError and RefusedError.
    """
    if not edits:
        return case
    submission = case.submission
    parcels = {parcel.key: parcel for parcel in submission.parcels}
    shapes = shapes_of(submission, edits)
    gone = {key for key, shape in shapes.items() if shape is None}
    changed = {
        key: reshaped(parcels[key], shape, submission.epsg)
        for key, shape in shapes.items()
        if shape is not None and submission.epsg is not None
    }
    require_modest(case, changed)
    kept = tuple(changed.get(p.key, p) for p in submission.parcels if p.key not in gone)
    # What was noticed of a parcel that is left out has nobody to be about.
    issues = tuple(
        issue
        for issue in submission.issues
        if not (issue.subject_type == "parcel" and issue.subject in gone)
    )
    without = submission.model_copy(update={"parcels": kept, "issues": issues})
    return case.model_copy(update={"submission": without})


def shapes_of(submission: Submission, edits: Sequence[Edit]) -> dict[str, BaseGeometry | None]:
    """Return by parcel key what edits draw, None for what they leave out. Raises UsageError and
    RefusedError for what cannot be meant: measured, coordinates of another place take for ever.
    """
    parcels = {parcel.key: parcel for parcel in submission.parcels}
    _require_sense(edits, parcels)
    shapes = {
        edit.parcel_key: None
        if edit.geometry is None
        else polygon_of(edit.geometry, parcels[edit.parcel_key].id)
        for edit in edits
    }
    _require_near(submission, shapes)
    return shapes


def reshaped(parcel: Parcel, shape: BaseGeometry, epsg: int) -> Parcel:
    """Return a parcel with another geometry, in `epsg`, in the writing that intake gives it."""
    written = as_filed(np.array([shape], dtype=object))[0]
    return parcel.model_copy(
        update={
            "geometry": Geometry(wkb=shapely.to_wkb(written, output_dimension=2), epsg=epsg),
            "content_id": content_id(parcel.role, canonical_rings(written, epsg)),
        }
    )


def filed_shape(parcel: Parcel, epsg: int) -> BaseGeometry | None:
    """Return the geometry of a parcel in `epsg`, vertex by vertex; None where it has none."""
    if parcel.geometry is None:
        return None
    shape = np.array([shapely.from_wkb(parcel.geometry.wkb, on_invalid="ignore")], dtype=object)
    moved: BaseGeometry = vertices_to_epsg(shape, parcel.geometry.epsg, epsg)[0]
    return moved


def _require_sense(edits: Sequence[Edit], parcels: Mapping[str, Parcel]) -> None:
    if len(edits) > MAX_EDITS:
        raise UsageError("trial.many_edits", count=len(edits), limit=MAX_EDITS)
    seen: set[str] = set()
    for edit in edits:
        if edit.parcel_key not in parcels:
            raise UsageError("trial.no_parcel", parcel=edit.parcel_key)
        if edit.parcel_key in seen:
            raise UsageError("trial.edited_twice", parcel=parcels[edit.parcel_key].id)
        seen.add(edit.parcel_key)


def _require_near(submission: Submission, shapes: Mapping[str, BaseGeometry | None]) -> None:
    """Refuse coordinates that belong to another place, or another system, and too many of them."""
    drawn = {key: shape for key, shape in shapes.items() if shape is not None}
    if not drawn:
        return
    if submission.epsg is None:
        raise RefusedError("trial.no_crs")
    vertices = sum(int(shapely.get_num_coordinates(shape)) for shape in drawn.values())
    if vertices > MAX_VERTICES:
        raise UsageError("trial.many_vertices_in_all", count=vertices, limit=MAX_VERTICES)
    far = _FAR_DEGREES if zone_of(submission.epsg).geographic else _FAR_M
    filed = [filed_shape(parcel, submission.epsg) for parcel in submission.parcels]
    around = shapely.total_bounds([shape for shape in filed if shape is not None])
    ids = {parcel.key: parcel.id for parcel in submission.parcels}
    for key, shape in drawn.items():
        x_min, y_min, x_max, y_max = shape.bounds
        low = (x_min >= around[0] - far) and (y_min >= around[1] - far)
        high = (x_max <= around[2] + far) and (y_max <= around[3] + far)
        # Where nothing filed has a place the bounds are NaN, and no comparison holds.
        if not (low and high) and np.isfinite(around).all():
            raise RefusedError("trial.far_away", parcel=ids[key], epsg=submission.epsg)
