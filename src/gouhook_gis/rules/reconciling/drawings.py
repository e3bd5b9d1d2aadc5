"""What a differing parcel looks like: the line as filed, as text, as surveyed, and the ground
between.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Geometries, Index, Mask
from gouhook_gis.geometry.overlay import unions
from gouhook_gis.geometry.remainder import less
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.rules.ground.change import change_kind
from gouhook_gis.rules.reconciling.boundaries import texts_by_position
from gouhook_gis.rules.reconciling.maps import Coincidence
from gouhook_gis.rules.scene import Scene

Drawings = Mapping[int, dict[str, dict[str, Any]]]


def drawings(scene: Scene, positions: Index, found: Coincidence | None) -> Drawings:
    """Return the drawings of the parcels at `positions`, GeoJSON in the CRS of the submission.

    With the detail "clip" of the layers that show the change its pieces are shown inside the parcel
    alone, with "none" they are not, nor what would trace them.
    """
    filed = scene.parcels.geometry[positions]
    texts = _texts(scene, positions)
    changed, outside = _changed(scene, positions, found)
    between = _between(filed, texts, outside)
    shapes = {"filed": filed, "text": texts, "changed": changed, "between": between}
    shown = {name: scene.all_shown(each) for name, each in shapes.items()}
    return {
        position: {name: item for name in shapes if (item := shown[name][row]) is not None}
        for row, position in enumerate(positions.tolist())
    }


def _texts(scene: Scene, positions: Index) -> Geometries:
    texts, shapes = scene.once(texts_by_position), np.full(len(positions), None, dtype=object)
    for row, position in enumerate(positions.tolist()):
        text = texts.get(position)
        if text is not None and text.geometry is not None:
            shape = shapely.from_wkb([text.geometry.wkb], on_invalid="ignore")
            shapes[row] = to_epsg(shape, text.geometry.epsg, scene.plane)[0]
    return shapes


def _changed(
    scene: Scene, positions: Index, found: Coincidence | None
) -> tuple[Geometries, Geometries]:
    """Return the change pieces that may be shown, and where the parcel and they part."""
    changed, apart = (np.full(len(positions), None, dtype=object) for _ in range(2))
    detail = scene.case.detail(change_kind(scene))
    if found is None or detail == "none":
        return changed, apart
    rows = np.flatnonzero(np.isin(positions, found.index))
    own = np.searchsorted(found.index, positions[rows])
    filed, pieces = scene.parcels.geometry[positions[rows]], found.changed[own]
    met = ~shapely.is_missing(pieces)
    apart[rows] = found.outside[own]
    if detail == "full":
        changed[rows] = pieces
        beyond = less(pieces, filed)
        apart[rows] = _together(found.outside[own], beyond)
    else:
        inside = np.full(len(rows), None, dtype=object)
        inside[met] = less(filed[met], found.outside[own][met])
        changed[rows] = inside
    return changed, apart


def _between(filed: Geometries, texts: Geometries, apart: Geometries) -> Geometries:
    """Return where the lines enclose different ground: parcel and text, parcel and change."""
    both = np.flatnonzero(_sound(filed) & _sound(texts))
    result = apart.copy()
    ways = _together(less(filed[both], texts[both]), less(texts[both], filed[both]))
    result[both] = _together(apart[both], ways)
    return result


def _together(first: Geometries, second: Geometries) -> Geometries:
    """Return the union of two polygons row by row, the one where the other is None."""
    result = np.where(shapely.is_missing(first), second, first)
    both = np.flatnonzero(~shapely.is_missing(first) & ~shapely.is_missing(second))
    if len(both):
        result[both] = unions(
            np.concatenate([first[both], second[both]]), np.tile(np.arange(len(both)), 2)
        )
    return result


def _sound(shapes: Geometries) -> Mask:
    sound: Mask = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    return sound
