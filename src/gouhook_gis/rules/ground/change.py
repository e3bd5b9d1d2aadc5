"""What the change survey says became of parcels: rural construction land that is farmland now.

The records of DLTBGXGC decide, by the land before and after that each holds; without a change
layer those that two surveys make. What kind of change a record calls itself (BGXW, XZQTZLX) and
its BSM never do: their codes differ from year to year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask
from gouhook_gis.geometry.overlay import Pieces, overlay, uncovered, unions
from gouhook_gis.geometry.prepared import Prepared
from gouhook_gis.geometry.remainder import less
from gouhook_gis.reference.slots import edition_year
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.ground.land import CountedLand, uncoded
from gouhook_gis.rules.ground.land_after import AFTER, BEFORE, same_survey
from gouhook_gis.rules.ground.survey_land import classified
from gouhook_gis.rules.ground.survey_pair import survey_pair
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene

CHANGES = ("land_use_change@accepted", "land_use_change@next")


@dataclass(frozen=True)
class FromRural:
    """Which land was rural construction land, by the fields of the land before a change."""

    classes: tuple[str, ...] = ("203", "203A")
    beside_classes: tuple[str, ...] = ()
    class_field: str = "BGQCZCSXM"
    land_class_field: str = "BGQDLBM"
    construction: bool = True


@dataclass(frozen=True)
class Change:
    """One change layer under the parcels `index`; arrays of k rows are parallel to it.

    `pieces` (`left`: positions in the parcel table) are those of every record, `counted` (a mask
    over `features`) the records that count, `unclear` those that would if they said that the
    land was a village's. `outside` is what of each parcel lies in no record that counts: its area
    in m², its shape (None where all does). `covered`: the layer answers for the whole parcel, so
    that what it does not show did not change. `to_year`: it shows all changes up to that year,
    not those of `year` alone (0).
    """

    layer_id: str
    year: int
    to_year: int
    index: Index
    features: Features
    pieces: Pieces
    counted: Mask
    unclear: Mask
    area: Floats
    outside_m2: Floats
    outside: Geometries
    covered: Mask

    @property
    def coincident_m2(self) -> Floats:
        """Return what of each parcel (k,) lies in records that count."""
        area: Floats = np.maximum(self.area - self.outside_m2, 0.0)
        return area

    def of(self, index: Index) -> Change:
        """Return the same for some of the parcels (positions in the parcel table)."""
        rows = np.flatnonzero(np.isin(self.index, index))
        return replace(
            self,
            index=self.index[rows],
            pieces=self.pieces.take(np.isin(self.pieces.left, index)),
            area=self.area[rows],
            outside_m2=self.outside_m2[rows],
            outside=self.outside[rows],
            covered=self.covered[rows],
        )


def changes(scene: Scene, index: Index, rural: FromRural | None = None) -> list[Change]:
    """Return the change layers that are there, that of the year of acceptance first, under the
    parcels `index` (measurable ones); else what the surveys before and after make, if both are.
    """
    terms = rural or FromRural()
    held = [slot for slot in CHANGES if scene.edition(slot) is not None]
    if held:
        return [_layer(scene, slot, index, terms) for slot in held]
    if scene.edition(BEFORE) is None or scene.edition(AFTER) is None:
        return []
    if same_survey(scene, BEFORE):
        return []
    return [_pair(scene, index, terms)]


def change_kind(scene: Scene) -> str:
    """Return the kind of the layers that `changes` rests on."""
    held = any(scene.edition(slot) is not None for slot in CHANGES)
    return layer_kind(CHANGES[0] if held else BEFORE)


def best(found: list[Change]) -> Index:
    """Return for each parcel (k,) the position of the layer that shows most of it changed, the
    first of equals.
    """
    chosen: Index = np.argmax(np.round([change.coincident_m2 for change in found], 2), axis=0)
    return chosen


def dissolved(scene: Scene, change: Change, others: Index) -> Geometries:
    """Return for each parcel (k,) the records that count and meet it, put together whole; None
    where there is none.

    Slivers of other parcels' records are left out, and the ground of the parcels `others`, which
    one record may hold as well.
    """
    pieces = change.pieces
    rows = np.flatnonzero(change.counted[pieces.right] & ~scene.slivers(pieces))
    shapes = np.full(len(change.index), None, dtype=object)
    if not len(rows):
        return shapes
    met, group = np.unique(pieces.left[rows], return_inverse=True)
    place = np.searchsorted(change.index, met)
    shapes[place] = unions(change.features.geometries[pieces.right[rows]], group)
    beside = overlay(shapes, Prepared(scene.parcels.geometry[others]), scene.plane)
    apart = np.flatnonzero(others[beside.right] != change.index[beside.left])
    if len(apart):
        taken, group = np.unique(beside.left[apart], return_inverse=True)
        # Ground that two parcels share stays with either.
        ground = unions(scene.parcels.geometry[others[beside.right[apart]]], group)
        own = scene.parcels.geometry[change.index[taken]]
        shapes[taken] = less(shapes[taken], less(ground, own))
    return shapes


def _layer(scene: Scene, slot: str, index: Index, rural: FromRural) -> Change:
    pieces, covered = scene.overlap(slot, index).pieces, scene.cover(slot, index).whole
    edition = scene.case.slots[slot]
    found = _change(scene, index, rural, scene.near(slot), pieces, covered)
    return replace(found, layer_id=edition.layer_id, year=edition_year(edition))


def _pair(scene: Scene, index: Index, rural: FromRural) -> Change:
    """Return what two surveys make: all that changed from the one to the other."""
    features = survey_pair(scene)
    pieces = overlay(scene.laid, Prepared(features.geometries, ready=True), scene.plane, index)
    covered = scene.cover(BEFORE, index).whole & scene.cover(AFTER, index).whole
    found = _change(scene, index, rural, features, pieces, covered)
    year = edition_year(scene.case.slots[AFTER])
    both = " + ".join(scene.case.slots[slot].layer_id for slot in (BEFORE, AFTER))
    return replace(found, layer_id=both, year=year, to_year=year)


def _change(
    scene: Scene, index: Index, rural: FromRural, near: Features, pieces: Pieces, covered: Mask
) -> Change:
    counted, unclear = _judged(near, rural)
    outside_m2, outside = uncovered(scene.laid, near.geometries[counted], scene.plane, index)
    return Change(
        layer_id="",
        year=0,
        to_year=0,
        index=index,
        features=near,
        pieces=pieces,
        counted=counted,
        unclear=unclear,
        area=scene.parcels.area[index],
        outside_m2=outside_m2,
        outside=outside,
        covered=covered,
    )


def _judged(features: Features, rural: FromRural) -> tuple[Mask, Mask]:
    """Return which records lead from rural construction land to farmland, and which may."""
    n, columns = len(features), features.columns
    farmed = classified(columns.get("BGHDLBM"), n, ["cultivated"])[0]
    if not n or not columns:
        return farmed, farmed
    land = CountedLand.of(columns, rural)
    return farmed & land.counted, farmed & (land.unclear | uncoded(columns, rural))
