"""Records of change made of two surveys, where no change layer was supplied."""

from __future__ import annotations

import numpy as np

from gouhook_gis.geometry.arrays import Objects
from gouhook_gis.geometry.overlay import overlay
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.ground.land_after import AFTER, BEFORE
from gouhook_gis.rules.scene import Scene

# What a change layer says of a patch before (BGQ…) and after (BGH…).
_FIELDS = ("DLBM", "CZCSXM", "KCXS", "TBBH", "ZLDWDM")


def survey_pair(scene: Scene) -> Features:
    """Return the ground near parcels by patch before and patch after, as a change layer holds it:
    their fields with the prefixes BGQ and BGH. Both slots are filled.
    """
    old, new = scene.near(BEFORE), scene.near(AFTER)
    pieces = overlay(scene.laid_near(BEFORE), scene.laid_near(AFTER), scene.plane)
    columns: dict[str, Objects] = {}
    for prefix, layer, rows in (("BGQ", old, pieces.left), ("BGH", new, pieces.right)):
        for field in _FIELDS:
            if field in layer.columns:
                columns[f"{prefix}{field}"] = layer.columns[field][rows]
    return Features(
        ids=old.ids[pieces.left] + "/" + new.ids[pieces.right],
        geometries=pieces.geometry,
        epsg=scene.plane,
        columns=columns,
        repaired=np.zeros(len(pieces), dtype=np.bool_),
        area_m2=pieces.area,
    )
