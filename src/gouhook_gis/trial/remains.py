"""What remains of a parcel that is cut: which parcel is asked about, and how the answer is told."""

from __future__ import annotations

import shapely

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.submission import Parcel
from gouhook_gis.domain.trial import ClipQuestion, CutAnswer, CutQuestion, Edit
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.rings import rounded
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.trial.edits import reshaped, shapes_of
from gouhook_gis.trial.modest import require_modest

# Below the noise of overlays (1e-6 m): rounding leaves no ground on the other side.
_METRE_DECIMALS, _DEGREE_DECIMALS = 6, 12


def decimals(epsg: int) -> int:
    """Return the decimals of coordinates in `epsg` that are worth writing: a micrometre."""
    return _DEGREE_DECIMALS if zone_of(epsg).geographic else _METRE_DECIMALS


def written(shapes: Geometries, epsg: int) -> Geometries:
    """Return shapes in `epsg` rounded to a micrometre at most, in canonical writing."""
    return rounded(shapes, decimals(epsg))


def answer_of(
    parcel: Parcel,
    shape: Geometries,
    before: float,
    after: float,
    parts: int,
    dropped: int,
    dropped_m2: float,
) -> CutAnswer:
    """Write an answer; `shape` (1,) is None where nothing remains."""
    return CutAnswer(
        parcel_key=parcel.key,
        geometry=None if shape[0] is None else shapely.geometry.mapping(shape[0]),
        before_m2=before,
        after_m2=after,
        removed_m2=before - after,
        parts=parts,
        dropped=dropped,
        dropped_m2=dropped_m2,
    )


def asked_parcel(case: Case, question: CutQuestion | ClipQuestion) -> Parcel:
    """Return the parcel that is asked about, as edited."""
    submission = case.submission
    found = next((p for p in submission.parcels if p.key == question.parcel_key), None)
    if found is None:
        raise UsageError("trial.no_parcel", parcel=question.parcel_key)
    if question.geometry is None:
        return found
    edit = Edit(parcel_key=found.key, geometry=question.geometry)
    shape = shapes_of(submission, [edit])[found.key]
    if submission.epsg is None or shape is None:
        raise RefusedError("trial.no_crs")
    parcel = reshaped(found, shape, submission.epsg)
    require_modest(case, {parcel.key: parcel})
    return parcel
