"""One edition, mapped: its parts asked as one, and the one order of every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gouhook_gis.geometry.arrays import Geometries, Index
from gouhook_gis.reference.embedded.part import MappedPart
from gouhook_gis.reference.features import answer_order, asked_boxes
from gouhook_gis.reference.store import Features


@dataclass(frozen=True)
class MappedLayer:
    """The parts of an edition (one at least), in the order of their `first` rows."""

    parts: Sequence[MappedPart]

    @property
    def epsg(self) -> int:
        """Return the CRS of the edition."""
        return self.parts[0].epsg

    def near(self, geometries: Geometries, epsg: int, distance_m: float) -> Features:
        """Return the features that may come within `distance_m` of any of `geometries`.

        By their boxes; those of very many vertices by the cells that they meet.
        """
        boxes = asked_boxes(geometries, epsg, self.epsg, distance_m)
        return self._gathered(lambda part: part.near(boxes))

    def where(self, field: str, values: Sequence[str], *, prefix: bool) -> Features:
        """Return the features whose `field` is one of `values`, or begins with one."""
        return self._gathered(lambda part: part.where(field, values, prefix=prefix))

    def fills(self, field: str) -> bool:
        """Whether any feature has a value in `field`."""
        return any(part.fills(field) for part in self.parts)

    def features(self, rows: Index) -> Features:
        """Return the features at `rows` of the edition, in their order.

        Args:
            rows: (n,) positions, counted through all parts (`first` of each).

        Returns:
            n features.
        """
        owner = np.searchsorted([part.first for part in self.parts], rows, "right") - 1
        places = [np.flatnonzero(owner == number) for number in range(len(self.parts))]
        found = [
            part.features(rows[place] - part.first)
            for part, place in zip(self.parts, places, strict=True)
            if len(place)
        ]
        order = np.argsort(np.concatenate([*places, np.zeros(0, dtype=np.intp)]), kind="stable")
        return joined_features(found or [self._none()]).take(order)

    def _gathered(self, asked: Callable[[MappedPart], Index]) -> Features:
        """Return the features at the rows that are asked of each part, in the order of answers."""
        found, records = [], []
        for part, rows in self._rows(asked):
            found.append(part.features(rows))
            records.append(part.shapes.record[rows])
        if not found:
            return self._none()
        features = joined_features(found)
        return features.take(answer_order(features, np.concatenate(records)))

    def _rows(self, asked: Callable[[MappedPart], Index]) -> Iterator[tuple[MappedPart, Index]]:
        for part in self.parts:
            rows = asked(part)
            if len(rows):
                yield part, rows

    def _none(self) -> Features:
        return self.parts[0].features(np.zeros(0, dtype=np.intp))


def joined_features(found: Sequence[Features]) -> Features:
    """Return features of one CRS and the same columns, one after the other; one at least."""
    first = found[0]
    return (
        first
        if len(found) == 1
        else Features(
            ids=np.concatenate([some.ids for some in found]),
            geometries=np.concatenate([some.geometries for some in found]),
            epsg=first.epsg,
            columns={
                name: np.concatenate([some.columns[name] for some in found])
                for name in first.columns
            },
            repaired=np.concatenate([some.repaired for some in found]),
            area_m2=np.concatenate([some.area_m2 for some in found if some.area_m2 is not None]),
        )
    )
