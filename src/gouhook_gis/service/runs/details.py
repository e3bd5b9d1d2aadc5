"""How much a finished report shows of the restricted layers that it rests on."""

from __future__ import annotations

from gouhook_gis.domain.details import ReferenceDetail, detail_of
from gouhook_gis.domain.report import Report
from gouhook_gis.engine.clipping import excess_of
from gouhook_gis.pipeline import Prepared


def shown_details(
    prepared: Prepared, report: Report, clip_hectares: float
) -> dict[str, ReferenceDetail]:
    """Return the details by kind. What was clipped to parcels above `clip_hectares` counts as
    "full": whoever may see clipped shapes alone does not see a county by one large parcel.
    """
    told, large = report.provenance.told, excess_of(prepared.case, clip_hectares)
    shown: dict[str, ReferenceDetail] = {}
    for slot in report.result.slots:
        if slot.restricted and slot.layer_id:
            kind = slot.slot.partition("@")[0]
            detail = detail_of(kind, told.reference_detail, told.reference_details)
            shown[kind] = "full" if large and detail == "clip" else detail
    return shown
