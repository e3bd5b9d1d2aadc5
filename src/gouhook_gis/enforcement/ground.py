"""What lies under patches, in one plane: filed parcels, farmland, approvals; areas are official."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from gouhook_gis.domain.land_class import belongs
from gouhook_gis.domain.words import Role
from gouhook_gis.enforcement import filed
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries, Index
from gouhook_gis.geometry.overlay import Pieces, overlay, uncovered, unions
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.reference.store import Features, Store
from gouhook_gis.rules.ground.filed import KIND
from gouhook_gis.rules.ground.values import text_of

CLASS_FIELD = "DLBM"


@dataclass(frozen=True)
class Under:
    """What lies under patches (n,) of one plane; areas (n,) in m².

    `rest` is the ground outside new parcels (None: nothing), `covered` the area in them;
    `explained` that in parcels of any project. `farmland` and `unseen` are of `rest`, NaN
    without a survey; `outside` is farmland that no parcel and no approval covers, NaN without a
    layer of approvals. `new` and `demolition` are pieces by patch (left) and parcel (right) of
    the tables beside them.
    """

    area: Floats
    covered: Floats
    explained: Floats
    rest: Geometries
    rest_area: Floats
    farmland: Floats
    unseen: Floats
    outside: Floats
    new_parcels: filed.FiledParcels
    new: Pieces
    demolition_parcels: filed.FiledParcels
    demolition: Pieces


def under(shapes: Geometries, plane: int, store: Store, layers: Mapping[str, str]) -> Under:
    """Look up what lies under `shapes` (n,), valid polygons in the plane `plane`.

    `layers` are the editions to ask by kind: filed_parcels, and where there are such land_use
    and land_conversion.
    """
    near = partial(_near, shapes, plane, store)
    filed_near = near(layers[KIND])
    new = filed.of_role(filed_near, Role.NEW_CONSTRUCTION)
    torn = filed.of_role(filed_near, Role.DEMOLITION)
    area = official_area(shapes, plane)
    rest_area, rest = uncovered(shapes, new.geometry, plane)
    both = np.concatenate([new.geometry, torn.geometry])
    open_area, open_ground = uncovered(shapes, both, plane)
    farmland = unseen = outside = np.full(len(shapes), np.nan)
    if "land_use" in layers:
        survey = near(layers["land_use"])
        tilled, known = _classes(survey)
        farmland = _shared(rest, survey.geometries[tilled], plane)
        unseen = _left(rest, survey.geometries[known], plane)
        if "land_conversion" in layers:
            approved = near(layers["land_conversion"])
            left = uncovered(open_ground, approved.geometries, plane)[1]
            outside = _shared(left, survey.geometries[tilled], plane)
    return Under(
        area=area,
        covered=area - rest_area,
        explained=area - open_area,
        rest=rest,
        rest_area=rest_area,
        farmland=farmland,
        unseen=unseen,
        outside=outside,
        new_parcels=new,
        new=overlay(shapes, new.geometry, plane),
        demolition_parcels=torn,
        demolition=overlay(shapes, torn.geometry, plane),
    )


def _near(shapes: Geometries, plane: int, store: Store, layer_id: str) -> Features:
    found = store.near(layer_id, shapes, plane)
    return Features(
        ids=found.ids,
        geometries=to_epsg(found.geometries, found.epsg, plane),
        epsg=plane,
        columns=found.columns,
        repaired=found.repaired,
    )


def _classes(survey: Features) -> tuple[Index, Index]:
    """Return the positions of farmland, and of land whose class can be told."""
    said = [
        belongs(text_of(survey, CLASS_FIELD, row), ["cultivated"]) for row in range(len(survey))
    ]
    tilled = [row for row, one in enumerate(said) if one]
    known = [row for row, one in enumerate(said) if one is not None]
    return np.array(tilled, dtype=np.intp), np.array(known, dtype=np.intp)


def _shared(ground: Geometries, others: Geometries, plane: int) -> Floats:
    """Return the area (n,) of `ground` that `others` cover, each spot once; 0 for None."""
    return _area(ground, plane) - _left(ground, others, plane)


def _left(ground: Geometries, others: Geometries, plane: int) -> Floats:
    """Return the area (n,) of `ground` that none of `others` covers; 0 for None."""
    return np.nan_to_num(uncovered(ground, others, plane)[0])


def _area(ground: Geometries, plane: int) -> Floats:
    return np.nan_to_num(official_area(ground, plane))


def by_group(pieces: Pieces, group: Index, plane: int) -> tuple[Index, Floats]:
    """Return the groups there are and the area of each, each spot once."""
    there, position = np.unique(group, return_inverse=True)
    if not len(there):
        return there, np.zeros(0)
    return there, official_area(unions(pieces.geometry, position), plane)
