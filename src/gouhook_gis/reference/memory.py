"""A store that holds its layers in memory, with a tree over each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

import shapely

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.geometry.grid import Raster
from gouhook_gis.reference.features import asked_boxes
from gouhook_gis.reference.store import Features, Geometries, by_id


@dataclass(frozen=True)
class LayerData:
    """One edition and its features, sorted by id, then by geometry."""

    edition: Edition
    features: Features


@dataclass
class MemoryStore:
    """Editions in memory; `near` answers by bounding boxes."""

    layers: dict[str, LayerData]
    name: str = "memory"
    _trees: dict[str, shapely.STRtree] = field(default_factory=dict)

    @classmethod
    def of(cls, layers: Sequence[LayerData]) -> MemoryStore:
        """Make a store; two layers of one kind and edition are refused with both paths."""
        return cls(by_id(layers))

    def editions(self) -> Sequence[Edition]:
        """Return every edition held, sorted by id."""
        return [self.layers[key].edition for key in sorted(self.layers)]

    def near(
        self, layer_id: str, geometries: Geometries, epsg: int, distance_m: float = 0.0
    ) -> Features:
        """Return the features whose boxes come within `distance_m` of any of `geometries`."""
        features = self.layers[layer_id].features
        if not len(features) or not len(geometries):
            return features.take(np.zeros(0, dtype=np.intp))
        boxes = shapely.box(*asked_boxes(geometries, epsg, features.epsg, distance_m).T)
        if layer_id not in self._trees:
            self._trees[layer_id] = shapely.STRtree(features.geometries)
        hits = self._trees[layer_id].query(boxes)[1]
        return features.take(np.unique(hits))

    def where(
        self, layer_id: str, field: str, values: Sequence[str], *, prefix: bool = False
    ) -> Features:
        """Return the features whose `field` is one of `values`, or begins with one."""
        features = self.layers[layer_id].features
        column = features.columns.get(field)
        if column is None:
            return features.take(np.zeros(0, dtype=np.intp))
        wanted = tuple(values)
        exact = frozenset(values)
        mask = [
            value is not None and (str(value).startswith(wanted) if prefix else str(value) in exact)
            for value in column
        ]
        return features.take(np.array(mask, dtype=np.bool_))

    def fills(self, layer_id: str, field: str) -> bool:
        """Whether any feature has a value in `field`."""
        column = self.layers[layer_id].features.columns.get(field)
        return column is not None and any(value is not None for value in column)

    def raster(self, layer_id: str) -> Raster:
        """Refuse: none of its editions is a raster."""
        raise UsageError("raster.no_cells", layer=layer_id)
