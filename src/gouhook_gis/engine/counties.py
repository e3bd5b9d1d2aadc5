"""In which counties a project lies: by its facts, by the codes filed, and on the ground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gouhook_gis.domain.area_code import area_prefix, county_of
from gouhook_gis.domain.case import Case
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.submission import Parcel
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.enclosed import enclosed
from gouhook_gis.geometry.overlay import uncovered
from gouhook_gis.geometry.polygons import polygonal
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.definition import Profile
from gouhook_gis.rules.ground.located import located
from gouhook_gis.rules.ground.parcels import parcel_table
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene

# Layers of administrative areas; a village's code begins with that of its county.
_UNITS = ("counties", "townships", "villages")
_DIGITS = 6
# What of a parcel may lie beyond the units of its county, which are traced from imagery.
_BEYOND = 0.05


def counties_by_source(
    case: Case, profile: Profile, store: Store, kinds: Sequence[LayerKind]
) -> dict[str, tuple[str, ...]]:
    """Return the county codes (six digits) by what says so: "facts", "codes" (of parcels, those of
    the earlier version too), "ground" (where they lie, in the layers of administrative areas that
    the case uses). Pieces that the tolerance against such a layer sets aside do not count.
    """
    told = county_of(case.facts.text("county_code"))
    parcels = _parcels(case)
    codes = {
        code
        for parcel in parcels
        for code in (county_of(parcel.village_code), county_of(parcel.county_code))
        if code
    }
    found = {
        "facts": (told,) if told else (),
        "codes": tuple(sorted(codes)),
        "ground": _on_the_ground(case, parcels, profile, store, kinds),
    }
    return {source: held for source, held in found.items() if held}


def outside(
    case: Case, profile: Profile, store: Store, kinds: Sequence[LayerKind], county: str
) -> tuple[str, ...]:
    """Return the ids of the parcels, those of the earlier version too, of which more than a
    twentieth lies in no unit of `county` (how its code begins).

    Asked is every edition that the store holds, not those that somebody has chosen for the case
    alone; of a crossed ring, which has no area of its own, what it encloses. Where no edition has
    a unit of the county none is returned: nothing is known of it.
    """
    table, plane = parcel_table(_parcels(case), profile.point_error_m["parcels"])
    units = _units_of(area_prefix(county), store, kinds, plane)
    if not len(units):
        return ()
    shapes = polygonal(enclosed(table.geometry))
    beyond, _ = uncovered(shapes, units, plane)
    out = np.flatnonzero(beyond > _BEYOND * official_area(shapes, plane))
    return tuple(table.id[out])


def _parcels(case: Case) -> tuple[Parcel, ...]:
    earlier = () if case.previous is None else case.previous.parcels
    return (*case.submission.parcels, *earlier)


def _units_of(begins: str, store: Store, kinds: Sequence[LayerKind], plane: int) -> Geometries:
    """Return the administrative areas (n,) whose code begins so, of all editions in use."""
    fields = {kind.kind: kind.code_field for kind in kinds if kind.kind in _UNITS}
    found = [np.empty(0, dtype=object)]
    for edition in store.editions():
        field = fields.get(edition.kind)
        if field is not None and not edition.retired and store.fills(edition.layer_id, field):
            held = store.where(edition.layer_id, field, [begins], prefix=True)
            found.append(to_epsg(held.geometries, held.epsg, plane))
    return np.concatenate(found)


def _on_the_ground(
    case: Case,
    parcels: Sequence[Parcel],
    profile: Profile,
    store: Store,
    kinds: Sequence[LayerKind],
) -> tuple[str, ...]:
    fields = {kind.kind: kind.code_field for kind in kinds}
    slots = [slot for slot in case.slots if layer_kind(slot) in _UNITS]
    if not slots:
        return ()
    table, plane = parcel_table(parcels, profile.point_error_m["parcels"])
    scene = Scene(case, profile, store, table, plane)
    index = np.flatnonzero(table.measurable)
    found: set[str] = set()
    for slot in slots:
        field = fields.get(layer_kind(slot))
        if field is None or not len(index):
            continue
        units = located(scene, slot, index, field, digits=_DIGITS)
        found |= {
            share.code
            for position in map(int, index)
            for share in units.of(position)
            if share.code and not share.set_aside
        }
    return tuple(sorted(found))
