"""数↔线: filed areas against computed ones, and the points of text and layer.

An area agrees that is the same at the resolution in which it was filed, or differs by no more
than the profile's `area_share` of the larger. It is compared in the kind in which it was filed;
where that is not known in both, and what agrees in one alone is to be looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gouhook_gis.domain.linking import links
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.project_facts import LinkedParcel
from gouhook_gis.domain.reconciliation import BoundarySide, FiguresSide, PartOutcome
from gouhook_gis.domain.units import SHOWN_DECIMALS, AreaUnit, from_m2, round_half_up, to_m2
from gouhook_gis.domain.words import AreaKind, Status, worst
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.reconciling.boundaries import count_agrees, texts_by_position
from gouhook_gis.rules.scene import Scene

# Areas by kind; None where the outline has none.
Areas = dict[AreaKind, float | None]


@dataclass(frozen=True)
class Figure:
    """A filed area: what it is called (`word.reconciliation.<name>`), its value in `unit` with
    the digits it was filed with, its kind where that is known, and the outline's areas.
    """

    name: str
    value: Decimal
    unit: AreaUnit
    decimals: int
    kind: AreaKind | None
    areas: Areas

    @property
    def m2(self) -> float:
        """Return the figure in m²."""
        return to_m2(self.value, self.unit)

    @property
    def resolution_m2(self) -> float:
        """Return what one of its last digits stands for, m²."""
        return to_m2(Decimal(1).scaleb(-self.decimals), self.unit)

    def compared(self) -> list[float]:
        """Return the areas (m²) it is compared with, the nearest first."""
        kinds = AreaKind if self.kind is None else (self.kind,)
        known = [area for kind in kinds if (area := self.areas[kind]) is not None]
        return sorted(known, key=lambda area: abs(self.m2 - area))

    def agrees(self, area_m2: float, share: float) -> bool:
        """Whether an area is the same as filed, or within `share` of the larger."""
        written = round_half_up(self.value, self.decimals)
        if round_half_up(from_m2(area_m2, self.unit), self.decimals) == written:
            return True
        return abs(self.m2 - area_m2) <= share * max(abs(self.m2), area_m2) * (1 + 1e-9)


@dataclass(frozen=True)
class Figures:
    """数 of one parcel, and how it compares with 线."""

    side: FiguresSide
    outcome: PartOutcome


def figures(scene: Scene, lines: list[BoundarySide]) -> list[Figures]:
    """Return the figures of each parcel by position, beside its boundary in `lines`."""
    table, texts = scene.parcels, scene.once(texts_by_position)
    farmland = scene.once(linked).farmland_m2
    rows = scene.case.facts.project.parcels
    filed = [None if n is None else rows[n] for n in links(table.parcels, rows).row]
    result = []
    for i, line in enumerate(lines):
        found = list(_figures(scene, i, line, filed[i]))
        named = {figure.name: figure.m2 for figure in found}
        side = FiguresSide(
            declared_m2=named.get("declared"),
            text_m2=named.get("text"),
            linked_m2=named.get("linked"),
            farmland_m2=None if math.isnan(farmland[i]) else float(farmland[i]),
            resolution_m2=found[0].resolution_m2 if found else None,
        )
        text = texts.get(i)
        counted = None if text is None else count_agrees(text)
        result.append(Figures(side, _outcome(scene, i, line, found, counted)))
    return result


def _figures(
    scene: Scene, i: int, line: BoundarySide, row: LinkedParcel | None
) -> Iterator[Figure]:
    parcel = scene.parcels.parcels[i]
    own = {
        AreaKind.ELLIPSOIDAL: line.area_ellipsoidal_m2,
        AreaKind.PLANAR: line.area_planar_m2,
    }
    said = parcel.attributes.get("area_kind")
    kind = AreaKind(str(said)) if said in tuple(AreaKind) else None
    if parcel.declared_area is not None:
        unit = parcel.declared_area.unit
        value = Decimal(repr(parcel.declared_area.value))
        yield Figure("declared", value, unit, SHOWN_DECIMALS[unit], kind, own)
    if row is not None and row.area_m2 is not None:
        unit = AreaUnit.HECTARE
        value = round_half_up(from_m2(row.area_m2, unit), SHOWN_DECIMALS[unit])
        yield Figure("linked", value, unit, SHOWN_DECIMALS[unit], kind, own)
    text = scene.once(texts_by_position).get(i)
    if text is not None and text.declared_area_ha is not None:
        drawn = {
            AreaKind.ELLIPSOIDAL: line.text_area_ellipsoidal_m2,
            AreaKind.PLANAR: line.text_area_planar_m2,
        }
        areas = own if drawn[AreaKind.ELLIPSOIDAL] is None else drawn
        digits, filed = text.declared_area_decimals, Decimal(repr(text.declared_area_ha))
        yield Figure("text", filed, AreaUnit.HECTARE, digits, None, areas)


def _outcome(
    scene: Scene, i: int, line: BoundarySide, found: list[Figure], counted: bool | None
) -> PartOutcome:
    parcel, share = str(scene.parcels.id[i]), scene.profile.reconciliation.area_share
    statuses: list[Status] = []
    notes: list[Message] = []
    difference: float | None = None
    for figure in found:
        areas = figure.compared()
        if not areas:
            continue
        agreeing = [figure.agrees(area, share) for area in areas]
        status = _STATUS[all(agreeing), any(agreeing)]
        if difference is None or (status is not Status.PASS and not notes):
            difference = figure.m2 - areas[0]
        statuses.append(status)
        if status is Status.PASS:
            continue
        said = "area_differs" if status is Status.FAIL else "area_kind_unclear"
        notes.append(
            message(
                f"reconciliation.{said}",
                parcel=parcel,
                figure=f"reconciliation.{figure.name}",
                declared=figure.m2,
                computed=areas[0],
                other=areas[-1],
                difference=abs(figure.m2 - areas[0]),
                share=abs(figure.m2 - areas[0]) / max(figure.m2, areas[0]),
                allowed=share,
            )
        )
    if not found:
        statuses.append(Status.NOT_RUN)
        notes.append(message("reconciliation.no_figure", parcel=parcel))
    elif not statuses:
        statuses.append(Status.NOT_RUN)
        notes.append(message("reconciliation.no_area", parcel=parcel))
    points = list(_points(scene, parcel, line, counted))
    # A text that is not the layer is a difference whether or not an area was filed.
    if points:
        statuses.append(Status.FAIL)
    return PartOutcome(
        part="figures_boundary",
        status=worst(statuses),
        difference_m2=difference,
        notes=(*notes, *points),
    )


# Whether a figure agrees with all kinds of area it is compared with, and with any.
_STATUS = {
    (True, True): Status.PASS,
    (False, True): Status.NEEDS_REVIEW,
    (False, False): Status.FAIL,
}


def _points(
    scene: Scene, parcel: str, line: BoundarySide, counted: bool | None
) -> Iterator[Message]:
    """Yield in what the coordinate text is not the layer, and not what its header line says."""
    allowed = scene.profile.reconciliation.point_m
    if counted is False:
        yield message(
            "reconciliation.point_count",
            parcel=parcel,
            file=line.file,
            declared=line.points_declared,
            found=line.points_text,
        )
    if line.missing:
        names = [*line.missing]
        yield message("reconciliation.points_missing", parcel=parcel, file=line.file, points=names)
    if line.added:
        names = [*line.added]
        yield message("reconciliation.points_added", parcel=parcel, file=line.file, points=names)
    if line.farthest_m is not None and line.farthest_m > allowed * (1 + 1e-9):
        yield message(
            "reconciliation.points_apart",
            parcel=parcel,
            file=line.file,
            distance=line.farthest_m,
            allowed=allowed,
        )
