"""To how much ground reference shapes are clipped: a submission must be no key to the map."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

import shapely

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.details import EVERY, ReferenceDetail, detail_of
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.submission import Decision, Parcel
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.enclosed import enclosed_area

# How many times the largest parcel all of them may have together.
TIMES = 10
_M2 = 10_000.0


def within_limit(case: Case) -> Case:
    """Return `case`, with less of restricted editions shown where its parcels, or those of the
    earlier version, are larger than `clip_hectares` allows: what would be clipped to them is not
    shown at all, and a decision says so.
    """
    if case.clip_hectares is None:
        return case
    found = excess_of(case, case.clip_hectares)
    if found is None:
        return case
    said = case.reference_details
    every = detail_of(EVERY, case.reference_detail, said)
    details = {kind: _all_or_nothing(detail) for kind, detail in {**said, EVERY: every}.items()}
    decision = Decision(topic="reference", subject="", message=found)
    submission = case.submission
    submission = submission.model_copy(update={"decisions": (*submission.decisions, decision)})
    return case.model_copy(update={"reference_details": details, "submission": submission})


def excess_of(case: Case, hectares: float) -> Message | None:
    """Return the `excess` of the parcels of a case, else of those of its earlier version."""
    earlier = () if case.previous is None else case.previous.parcels
    return excess(case.submission.parcels, hectares) or excess(earlier, hectares)


def excess(parcels: Sequence[Parcel], hectares: float) -> Message | None:
    """Return what says that a parcel has more than `hectares`, or all of them more than ten times
    that; None where neither does.
    """
    areas = ground_m2(parcels)
    if not len(areas):
        return None
    largest, total = int(np.argmax(areas)), math.fsum(areas)
    if areas[largest] > hectares * _M2:
        area = float(areas[largest])
        return message(
            "restricted.large_parcel", parcel=parcels[largest].id, area=area, limit=hectares
        )
    if total > TIMES * hectares * _M2:
        return message("restricted.large_ground", area=total, limit=TIMES * hectares)
    return None


def ground_m2(parcels: Sequence[Parcel]) -> Floats:
    """Return the official areas of parcels (n,), m²; of crossed rings what they enclose, for
    shapes are clipped to that as well. 0 where there is none.
    """
    areas = np.zeros(len(parcels))
    held: dict[int, list[tuple[int, bytes]]] = {}
    for row, parcel in enumerate(parcels):
        if parcel.geometry is not None:
            held.setdefault(parcel.geometry.epsg, []).append((row, parcel.geometry.wkb))
    for epsg, rows in held.items():
        shapes = shapely.from_wkb([wkb for _, wkb in rows], on_invalid="ignore")
        areas[[row for row, _ in rows]] = enclosed_area(shapes, epsg)
    return areas


def _all_or_nothing(detail: ReferenceDetail) -> ReferenceDetail:
    return "full" if detail == "full" else "none"
