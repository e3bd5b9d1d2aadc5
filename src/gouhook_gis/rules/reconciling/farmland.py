"""数↔图: farmland and class as filed against what the survey shows inside each parcel.

The survey after the project tells, else the pieces of the change layer and what lies around them.
Filed farmland is net of field ridges, and agrees within the profile's `class_share` of the parcel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.land_class import belongs
from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.reconciliation import ClassArea, PartOutcome
from gouhook_gis.domain.words import Status, worst
from gouhook_gis.geometry.arrays import Floats, Index
from gouhook_gis.rules.ground.land import sums
from gouhook_gis.rules.ground.land_after import BEFORE, patches_after
from gouhook_gis.rules.ground.patches import Patches, patches
from gouhook_gis.rules.ground.survey_land import CLASS_FIELD, RIDGE_FIELD, land_of, ridge_ratios
from gouhook_gis.rules.reconciling.classes import UNKNOWN, Classes, class_areas, farmed
from gouhook_gis.rules.reconciling.pieces import PatchPieces
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class Ground:
    """Land before and after; arrays by position in the parcel table, m².

    `gross`, `net` farmland after; `low`, `high`: bounds of `net` for what is not known.
    `built_low`, `built_high`: bounds of construction land after. `layer_id` of what tells;
    `surveyed`: whether that is a survey, and not the records of change alone.
    """

    layer_id: str
    surveyed: bool
    before: Classes
    after: Classes
    gross: Floats
    net: Floats
    low: Floats
    high: Floats
    built_low: Floats
    built_high: Floats


def ground_after(scene: Scene, index: Index, pieces: PatchPieces) -> Ground | None:
    """Return the land of the parcels `index`; None where no layer tells of it afterwards."""
    before = _classes_before(scene, index, pieces)
    survey = patches_after(scene, index, once=False)
    if survey is None:
        return _by_pieces(scene, before, pieces) if pieces.counted.any() else None
    fields = land_of(scene, survey, ["cultivated"])
    built = land_of(scene, survey, ["construction"])
    return Ground(
        layer_id=survey.layer_id,
        surveyed=True,
        before=before,
        after=_classes(survey),
        gross=fields.gross,
        net=fields.net,
        low=fields.net_least,
        high=fields.net_most,
        built_low=np.maximum(built.gross - built.excess, 0.0),
        built_high=built.gross + built.classless + built.uncovered,
    )


def _by_pieces(scene: Scene, before: Classes, pieces: PatchPieces) -> Ground:
    n = len(scene.parcels)
    told = farmed(pieces.class_after)
    silent = np.array([code is None for code in pieces.class_after.tolist()], dtype=np.bool_)
    ridged = told & np.isnan(pieces.ridge_ratio)
    keep = np.where(np.isnan(pieces.ridge_ratio), 0.0, 1 - pieces.ridge_ratio)
    gross = sums(pieces.parcel, pieces.area, told, n)
    net = sums(pieces.parcel, pieces.area * keep, told, n)
    known = sums(pieces.parcel, pieces.area, ~silent, n)
    open_ground = np.maximum(np.nan_to_num(scene.parcels.area) - known, 0.0)
    high = net + sums(pieces.parcel, pieces.area, ridged, n) + open_ground
    layers = sorted({str(layer) for layer in pieces.layer if layer is not None})
    return Ground(
        layer_id=" + ".join(layers),
        surveyed=False,
        before=before,
        after=class_areas(pieces.parcel, pieces.class_after, pieces.area, pieces.ridge_ratio),
        gross=gross,
        net=net,
        low=net,
        high=high,
        built_low=np.zeros(n),
        built_high=np.nan_to_num(scene.parcels.area),
    )


def _classes_before(scene: Scene, index: Index, pieces: PatchPieces) -> Classes:
    if scene.edition(BEFORE) is not None:
        return _classes(patches(scene, [BEFORE], index, once=False))
    none = np.full(len(pieces), np.nan)
    return class_areas(pieces.parcel, pieces.class_before, pieces.area, none)


def _classes(survey: Patches) -> Classes:
    rows = survey.pieces.right
    ratio = ridge_ratios(survey.columns.get(RIDGE_FIELD), survey.rows)
    codes = survey.column(CLASS_FIELD)
    return class_areas(survey.pieces.left, codes[rows], survey.pieces.area, ratio[rows])


def farmland_outcome(
    scene: Scene, i: int, land: Ground | None, farmland: float | None, planned: str | None
) -> PartOutcome:
    """Return whether the figures of the demolition parcel `i` agree with the map: its filed net
    `farmland` in m², its `planned` class.
    """
    parcel = str(scene.parcels.id[i])
    if land is None:
        return _part(Status.NOT_RUN, message("reconciliation.no_map", parcel=parcel))
    if farmland is None and planned is None:
        return _part(Status.NOT_RUN, message("reconciliation.no_class_figure", parcel=parcel))
    found = [] if farmland is None else [_area(scene, i, land, farmland)]
    if planned is not None:
        found.append(_class(parcel, land, land.after.get(i, ()), planned))
    status = worst([one for one, _ in found])
    small = scene.profile.reconciliation.below_minimum(float(scene.parcels.area[i]))
    if status is Status.FAIL and small:
        status = Status.NEEDS_REVIEW
    return PartOutcome(
        part="figures_map",
        status=status,
        difference_m2=None if farmland is None else farmland - float(land.net[i]),
        notes=tuple(note for _, note in found if note is not None),
    )


def _part(status: Status, note: Message) -> PartOutcome:
    return PartOutcome(part="figures_map", status=status, notes=(note,))


def _area(scene: Scene, i: int, land: Ground, farmland: float) -> tuple[Status, Message | None]:
    share, whole = scene.profile.reconciliation.class_share, float(scene.parcels.area[i])
    allowed = share * whole + RESOLUTION["m2"]
    low, high = float(land.low[i]), float(land.high[i])
    if farmland - allowed <= low and high <= farmland + allowed:
        return Status.PASS, None
    differs = high < farmland - allowed or low > farmland + allowed
    said = "class_differs" if differs else "class_unclear"
    note = message(
        f"reconciliation.{said}",
        parcel=str(scene.parcels.id[i]),
        layers=land.layer_id,
        declared=farmland,
        net=float(land.net[i]),
        gross=float(land.gross[i]),
        difference=abs(farmland - float(land.net[i])),
        allowed=share,
        low=low,
        high=high,
    )
    return Status.FAIL if differs else Status.NEEDS_REVIEW, note


def _class(
    parcel: str, land: Ground, after: tuple[ClassArea, ...], planned: str
) -> tuple[Status, Message | None]:
    """Compare with the class that most of the parcel has; another of the same group is to be
    looked at, and so is ground whose class nothing tells.
    """
    found = after[0].code if after else UNKNOWN
    if found == planned.strip():
        return Status.PASS, None
    alike = found[:2] == planned.strip()[:2] or belongs(found, ["cultivated"]) is None
    note = message(
        "reconciliation.other_class",
        parcel=parcel,
        layers=land.layer_id,
        planned=[planned],
        found=[found],
    )
    return Status.NEEDS_REVIEW if alike else Status.FAIL, note


def built_outcome(scene: Scene, i: int, land: Ground | None) -> PartOutcome:
    """Return whether the new-construction parcel `i` is construction land on the map."""
    if land is None or not land.surveyed:
        note = message("reconciliation.no_map", parcel=str(scene.parcels.id[i]))
        return PartOutcome(part="boundary_map", status=Status.NOT_RUN, notes=(note,))
    least, area = scene.profile.reconciliation.coincidence, float(scene.parcels.area[i])
    low, high = float(land.built_low[i]), float(land.built_high[i])
    status = Status.PASS if low >= least * area - RESOLUTION["m2"] else Status.NEEDS_REVIEW
    if high < least * area - RESOLUTION["m2"]:
        status = Status.FAIL
    notes = []
    if status is not Status.PASS:
        said = "not_construction" if status is Status.FAIL else "unknown_ground"
        notes.append(
            message(
                f"reconciliation.{said}",
                parcel=str(scene.parcels.id[i]),
                layers=land.layer_id,
                share=low / area,
                minimum=least,
                outside=area - low,
                open=high - low,
            )
        )
    return PartOutcome(
        part="boundary_map", status=status, difference_m2=area - low, notes=tuple(notes)
    )
