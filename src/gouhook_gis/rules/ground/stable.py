"""Farmland after the project that can be tilled for long: neither steep nor marked unstable."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Index
from gouhook_gis.geometry.overlay import Pieces, uncovered, unions
from gouhook_gis.geometry.remainder import less
from gouhook_gis.rules.ground.bounds import Between
from gouhook_gis.rules.ground.land import numbers, sums
from gouhook_gis.rules.ground.land_after import patches_after, same_survey
from gouhook_gis.rules.ground.steep import STEEPEST, steep_share
from gouhook_gis.rules.ground.survey_land import (
    CLASS_FIELD,
    RIDGE_FIELD,
    SurveyLand,
    classified,
    kept,
    land_of,
)
from gouhook_gis.rules.scene import Scene

# Fields of the survey (TD/T 1057): 图斑细化代码, and the slope class of a field.
MARK_FIELD = "TBXHDM"
SLOPE_FIELD = "GDPDJB"


@dataclass(frozen=True)
class Stable:
    """Farmland after the project by position in the parcel table, m² net of ridges.

    `land`: all of it. `former`: on ground that was farmland before, which was not reclaimed. Of
    the rest, `marked`: on patches that the survey marks as unstable; `steep`: of what then remains,
    on steep ground, at least; `net`: what is left; `least`, `most`: its bounds. `source`:
    "elevation", "slope_classes", or "survey" (the patch's own slope class).
    """

    land: SurveyLand
    former: Floats
    marked: Floats
    steep: Floats
    net: Floats
    least: Floats
    most: Floats
    source: str

    @property
    def total(self) -> Between:
        """Return what is stable in all at least and at most."""
        return Between(math.fsum(self.least), math.fsum(self.most))


def stable_farmland(
    scene: Scene, index: Index, before: str, marks: Collection[str]
) -> Stable | None:
    """Measure stable farmland under the parcels `index`, by the survey `before`; None where no
    survey shows the land after the project, or none of an earlier year that before.

    `marks` are the values of TBXHDM that make a field unstable. The ridges of a parcel's fields
    are taken to lie alike on its steep and on its other ground.
    """
    survey = None if same_survey(scene, before) else patches_after(scene, index)
    if survey is None:
        return None
    n = len(scene.parcels)
    land = land_of(scene, survey, ["cultivated"])
    tilled = classified(survey.columns.get(CLASS_FIELD), survey.rows, ["cultivated"])[0]
    keep = kept(survey.columns.get(RIDGE_FIELD), survey.rows)[0]
    unstable = np.array(
        [str(mark or "").strip().upper() in marks for mark in survey.column(MARK_FIELD)],
        dtype=np.bool_,
    )
    every = survey.pieces.take(tilled[survey.pieces.right])
    fields, doubtful = _reclaimed(scene, every, before)
    held = sums(every.left, every.area * keep[every.right], np.ones(len(every), dtype=bool), n)
    new = sums(fields.left, fields.area * keep[fields.right], np.ones(len(fields), dtype=bool), n)
    doubt = sums(every.left, doubtful * keep[every.right], np.ones(len(every), dtype=bool), n)
    mark = unstable[fields.right]
    marked = sums(fields.left, fields.area * keep[fields.right], mark, n)
    sound = fields.take(~mark)
    rest = sums(sound.left, sound.area * keep[sound.right], np.ones(len(sound), dtype=bool), n)
    steep, steep_most, source = _by_layer(scene, sound, n)
    if not source:
        classes = numbers(survey.columns.get(SLOPE_FIELD), survey.rows)[sound.right]
        gross = sums(sound.left, sound.area, np.ones(len(sound), dtype=bool), n)
        whole = np.where(gross > 0, gross, 1.0)
        steep = sums(sound.left, sound.area, classes == STEEPEST, n) / whole
        steep_most = steep + sums(sound.left, sound.area, np.isnan(classes), n) / whole
        source = "survey"
    net = rest * (1 - steep)
    return Stable(
        land=land,
        former=np.maximum(held - new - doubt, 0.0),
        marked=marked,
        steep=rest * steep,
        net=net,
        least=np.maximum(rest * (1 - np.minimum(steep_most, 1.0)) - land.excess, 0.0),
        most=net + doubt + land.open,
        source=source,
    )


def _reclaimed(scene: Scene, fields: Pieces, before: str) -> tuple[Pieces, Floats]:
    """Return what of the fields (k,) lies on ground that was surely no farmland before, and how
    much of each (m²) lies on ground of which that cannot be told.
    """
    near = scene.near(before)
    was, unknown = classified(near.columns.get(CLASS_FIELD), len(near), ["cultivated"])
    possible = uncovered(fields.geometry, near.geometries[was], scene.plane)[1]
    open_m2, open_ground = uncovered(possible, near.geometries[~was & ~unknown], scene.plane)
    shapes = less(possible, open_ground)
    area = np.nan_to_num(official_area(shapes, scene.plane))
    there = np.flatnonzero(area > RESOLUTION["m2"])
    sure = Pieces(fields.left[there], fields.right[there], shapes[there], area[there])
    doubtful = np.where(np.nan_to_num(open_m2) > RESOLUTION["m2"], np.nan_to_num(open_m2), 0.0)
    return sure, doubtful


def _by_layer(scene: Scene, fields: Pieces, n: int) -> tuple[Floats, Floats, str]:
    """Return the steep share (n,) of the fields of each parcel, at least and at most, and by
    which layer; "" where none is supplied.
    """
    least, most = np.zeros(n), np.zeros(n)
    positions, group = np.unique(fields.left, return_inverse=True)
    if not len(positions):
        return least, most, "survey"
    shapes = unions(fields.geometry, group)
    area = official_area(shapes, scene.plane)
    own = scene.over(scene.parcels.on(positions, shapes, area))
    found = steep_share(own, np.arange(len(positions)))
    if found.source is None:
        return least, most, ""
    least[positions], most[positions] = found.share, np.minimum(found.most, 1.0)
    return least, most, found.source
