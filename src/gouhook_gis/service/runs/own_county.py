"""Whether a project lies in the county for which it was handed in."""

from __future__ import annotations

from pydantic import JsonValue

from gouhook_gis.domain.area_code import meets
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import said_of
from gouhook_gis.engine.counties import counties_by_source, outside
from gouhook_gis.pipeline import Prepared
from gouhook_gis.rules.loader import library
from gouhook_gis.service.settings import Settings

_SHOWN = 20


def require_own_county(prepared: Prepared, county: str | None, settings: Settings) -> None:
    """Raise UsageError where the project, or a part of it, lies in another county than `county`
    (how its administrative code begins; None: any): a report would show that county's layers to
    those who see this one's.
    """
    if county is None:
        return
    kinds = library(settings.rules).layers
    found = counties_by_source(prepared.case, prepared.profile, prepared.store, kinds)
    elsewhere = {
        source: [code for code in codes if not meets(code, county)]
        for source, codes in found.items()
    }
    sources = [source for source, codes in elsewhere.items() if codes]
    if not sources:
        lost = beyond_county(prepared, county, settings)
        if lost:
            raise UsageError(
                "service.project_outside",
                county=county,
                parcels=list(lost[:_SHOWN]),
                count=len(lost),
            )
        return
    how: list[JsonValue] = [
        said_of(f"service.elsewhere_by.{source}").model_dump() for source in sources
    ]
    raise UsageError(
        "service.project_elsewhere",
        county=county,
        found=sorted({code for codes in elsewhere.values() for code in codes}),
        how=how,
    )


def beyond_county(prepared: Prepared, county: str, settings: Settings) -> tuple[str, ...]:
    """Return the ids of parcels that do not lie in what the service holds of a county."""
    kinds = library(settings.rules).layers
    return outside(prepared.case, prepared.profile, prepared.store, kinds, county)
