"""The layers of the report itself: its parcels and its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gouhook_gis.chart.drawn import Drawn, rounded, there
from gouhook_gis.domain.message import message, render
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import worst
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.report.evidence import SETTLED, Evidence, drawable
from gouhook_gis.report.shown.parcels import by_parcel

# Numbers of findings that a parcel carries along.
_NUMBERS = 8


def parcels(report: Report, items: Sequence[Evidence], ground: Geometries, epsg: int) -> Drawn:
    """Return the parcels of a report; `ground` (n,) are their shapes, None where one has none."""
    found = by_parcel(items)
    properties: list[Mapping[str, Any]] = []
    for parcel in report.result.parcels:
        mine = found.get(parcel.key, [])
        pending = [item.assessment.status for item in mine if item.assessment.status not in SETTLED]
        properties.append(
            {
                "key": parcel.key,
                "id": parcel.id,
                "role": parcel.role.value,
                "status": worst(pending).value if pending else None,
                "findings": [item.number for item in mine[:_NUMBERS]],
            }
        )
    keys = np.array([parcel.key for parcel in report.result.parcels], dtype=object)
    seen = there(ground)
    return Drawn(
        name="parcels",
        kind="parcels",
        titles=titles("chart.parcels"),
        shapes=rounded(ground[seen], epsg),
        ids=keys[seen],
        properties=[told for told, shown in zip(properties, seen, strict=True) if shown],
    )


def findings(items: Sequence[Evidence], epsg: int) -> Drawn:
    """Return the findings that have a place."""
    shapes = np.array([item.shape for item in items], dtype=object)
    seen = there(shapes)
    drawn = [item for item, shown in zip(items, seen, strict=True) if shown]
    return Drawn(
        name="findings",
        kind="findings",
        titles=titles("chart.findings"),
        shapes=rounded(drawable(shapes[seen]), epsg),
        ids=np.array([item.number for item in drawn], dtype=object),
        properties=[
            {
                "number": item.number,
                "rule": item.rule.code,
                "severity": item.assessment.severity.value,
                "status": item.assessment.status.value,
            }
            for item in drawn
        ],
    )


def titles(message_id: str) -> tuple[str, str]:
    """Return a text in Chinese and English."""
    return render(message(message_id), "zh"), render(message(message_id), "en")
