"""A case held ready for any number of trials: each is a check of its own, nothing is kept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapely.geometry import mapping

from gouhook_gis.domain.report import Report
from gouhook_gis.domain.trial import ClipQuestion, CutAnswer, CutQuestion, Edit, TrialOutcome
from gouhook_gis.pipeline import Prepared
from gouhook_gis.trial.clipping import clip
from gouhook_gis.trial.cutting import cut_back
from gouhook_gis.trial.edits import edited, filed_shape
from gouhook_gis.trial.outcome import outcome_of


@dataclass(frozen=True)
class Held:
    """A prepared case, and the report of it as it was filed."""

    prepared: Prepared
    before: Report

    @classmethod
    def of(cls, prepared: Prepared) -> Held:
        """Check the case as filed."""
        return cls(prepared, prepared.report())

    def outcome(self, edits: Sequence[Edit]) -> TrialOutcome:
        """Return what would come of the case with the parcels of `edits` changed. Raises
        UsageError and RefusedError for edits that cannot be meant.
        """
        begun = time.perf_counter()
        case = edited(self.prepared.case, edits)
        after = replace(self.prepared, case=case).report()
        return outcome_of(self.before, after, edits, time.perf_counter() - begun)

    def cut(self, question: CutQuestion) -> CutAnswer:
        """Return a parcel cut back to the edge of what it must not touch."""
        return cut_back(self.prepared, question)

    def clip(self, question: ClipQuestion) -> CutAnswer:
        """Return a parcel clipped by what was drawn across it."""
        return clip(self.prepared.case, question)

    def parcels(self) -> dict[str, Any]:
        """Return the parcels as filed, as GeoJSON in the submission's CRS, not rounded: what is
        edited begins with the very vertices of the files.

        Properties: `id`, `role`, `purpose`, `area_m2` (official; None: not measurable).
        """
        submission, epsg = self.prepared.case.submission, self.prepared.case.submission.epsg
        areas = {p.key: p.area_ellipsoidal_m2 for p in self.before.result.parcels}
        features = []
        for parcel in submission.parcels:
            shape = None if epsg is None else filed_shape(parcel, epsg)
            properties = {
                "id": parcel.id,
                "role": parcel.role,
                "purpose": parcel.purpose,
                "area_m2": areas[parcel.key],
            }
            features.append(
                {
                    "type": "Feature",
                    "id": parcel.key,
                    "properties": properties,
                    "geometry": None if shape is None else mapping(shape),
                }
            )
        return {"type": "FeatureCollection", "features": features}
