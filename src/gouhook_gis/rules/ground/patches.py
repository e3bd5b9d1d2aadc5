"""The ground of parcels by patch of a survey: of one edition, or of updates over an earlier one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Objects
from gouhook_gis.geometry.once import each_spot_once
from gouhook_gis.geometry.overlay import Pieces, overlay, uncovered
from gouhook_gis.geometry.totals import ground
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class Patches:
    """Pieces of the parcels `index` in the patches of a survey.

    `ground`, `uncovered` (by position in the parcel table, m²): what of each parcel is asked
    about, and what of it no patch tells of. `pieces.left` are positions in the parcel table,
    `pieces.right` rows of `columns` (standard field names; `rows` of them). `layer_id` says what
    was used, the uppermost layer first: "land_use_update@2024 + land_use@2023".
    """

    index: Index
    ground: Floats
    pieces: Pieces
    columns: Mapping[str, Objects]
    rows: int
    uncovered: Floats
    layer_id: str

    def column(self, name: str) -> Objects:
        """Return a column (rows,), None all through where no layer has it."""
        return self.columns.get(name, np.full(self.rows, None, dtype=object))


def patches(scene: Scene, slots: Sequence[str], index: Index, *, once: bool = True) -> Patches:
    """Return the patches under the parcels `index` (measurable ones).

    All of `slots` are filled: each is an update lying on the next, the last the survey below
    them, or an update as well, and then what it does not show is not known. Ground that an update
    does not show is that of the layer below only where it answers for the whole parcel. With
    `once` a spot in two parcels belongs to the first of them.
    """
    area, shapes = _ground(scene, index, once=once)
    layer_id = " + ".join(scene.case.slots[slot].layer_id for slot in slots)
    if len(slots) == 1 and scene.case.slots[slots[0]].completeness is Completeness.COMPLETE:
        pieces, near = _pieces(scene, slots[0], index, shapes), scene.near(slots[0])
        open_ground = _known(scene, index, scene.cover(slots[0], index).uncovered_m2)
        return Patches(index, area, pieces, near.columns, len(near), open_ground, layer_id)
    rest = scene.parcels.geometry[index] if shapes is None else shapes
    found, layers = [], [scene.near(slot) for slot in slots]
    unknown, first = np.zeros(len(index)), 0
    for slot, features in zip(slots, layers, strict=True):
        laid = scene.laid_near(slot)
        found.append(overlay(rest, laid, scene.plane).of(index, first + np.arange(len(features))))
        first += len(features)
        left, rest = uncovered(rest, laid, scene.plane)
        below = slot != slots[-1]
        lost = ~scene.cover(slot, index).whole if below else np.ones(len(index), dtype=np.bool_)
        unknown += np.where(lost, np.nan_to_num(left), 0.0)
        rest[lost] = None
    open_ground = _known(scene, index, unknown)
    return Patches(index, area, _joined(found), _stacked(layers), first, open_ground, layer_id)


def _ground(scene: Scene, index: Index, *, once: bool) -> tuple[Floats, Geometries | None]:
    """Return the ground of each parcel (n,), and its shapes (k,) where they are not as filed."""
    shapes, areas = scene.parcels.geometry[index], scene.parcels.area[index]
    area = np.zeros(len(scene.parcels))
    area[index] = areas
    if not once or math.fsum(areas) - ground(shapes, areas, scene.plane) <= RESOLUTION["m2"]:
        return area, None
    own = each_spot_once(shapes, scene.plane)
    area[index] = np.nan_to_num(official_area(own, scene.plane))
    return area, own


def _pieces(scene: Scene, slot: str, index: Index, shapes: Geometries | None) -> Pieces:
    if shapes is None:
        return scene.overlap(slot, index).pieces
    return overlay(shapes, scene.near(slot).geometries, scene.plane).of(index)


def _known(scene: Scene, index: Index, uncovered_m2: Floats) -> Floats:
    """Spread areas (k,) over the parcel table (n,); what is noise is none."""
    result = np.zeros(len(scene.parcels))
    result[index] = np.where(uncovered_m2 > RESOLUTION["m2"], uncovered_m2, 0.0)
    return result


def _joined(found: Sequence[Pieces]) -> Pieces:
    """Return pieces of several layers as one, sorted again by (left, right)."""
    left = np.concatenate([p.left for p in found])
    right = np.concatenate([p.right for p in found])
    order = np.lexsort((right, left))
    return Pieces(
        left=left[order],
        right=right[order],
        geometry=np.concatenate([p.geometry for p in found])[order],
        area=np.concatenate([p.area for p in found])[order],
    )


def _stacked(layers: Sequence[Features]) -> dict[str, Objects]:
    """Return the columns of layers, one after the other; None where one lacks what others have."""
    names = sorted({name for layer in layers for name in layer.columns})
    return {
        name: np.concatenate(
            [layer.columns.get(name, np.full(len(layer), None, dtype=object)) for layer in layers]
        )
        for name in names
    }
