"""A report with its shapes in another CGCS2000 system, so that two can be drawn on one map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

import shapely

from gouhook_gis.domain.report import Report
from gouhook_gis.geometry.geojson import evidences
from gouhook_gis.geometry.transform import vertices_to_epsg


def moved(report: Report, epsg: int) -> Report:
    """Return `report` with the shapes of its parcels and findings in `epsg`; they show where
    something is and are not measured again. A shape too far outside the system is left out.

    The report itself where it is in that system already, or in none.
    """
    crs = report.result.crs
    if crs is None or crs == f"EPSG:{epsg}":
        return report
    plain = report.model_dump()
    holders = list(_holders(plain["result"]))
    shapes = np.array(
        [shapely.from_geojson(json.dumps(holder["geometry"])) for holder in holders], dtype=object
    )
    there = vertices_to_epsg(shapes, int(crs.removeprefix("EPSG:")), epsg)
    kept = np.all(np.isfinite(shapely.bounds(there)), axis=-1)
    written = iter(evidences(there[kept], epsg))
    for holder, whole in zip(holders, kept, strict=True):
        holder["geometry"] = next(written) if whole else None
    plain["result"]["crs"] = f"EPSG:{epsg}"
    return Report.model_validate(plain)


def _holders(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield everything in a result that has a shape."""
    yield from (parcel for parcel in result["parcels"] if parcel["geometry"] is not None)
    for rule in result["rules"]:
        for assessment in rule["assessments"]:
            yield from (f for f in assessment["findings"] if f["geometry"] is not None)
