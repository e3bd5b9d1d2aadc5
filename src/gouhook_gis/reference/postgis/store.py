"""The store of editions in a database: its side of the one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UnavailableError, UsageError
from gouhook_gis.geometry.grid import Raster
from gouhook_gis.reference.postgis.database import Database
from gouhook_gis.reference.postgis.layer import PostgisLayer
from gouhook_gis.reference.store import Features, Geometries

_NO_TABLE = "42P01"  # SQLSTATE undefined_table


@dataclass(frozen=True)
class PostgisEdition:
    """An edition, the layer that answers for it, and the fields in which it has any value."""

    edition: Edition
    layer: PostgisLayer
    filled: frozenset[str]


@dataclass(frozen=True)
class PostgisStore:
    """Editions in `database`, by their ids, as they were when the store was opened.

    A question has the whole answer or raises UnavailableError: where the connection is lost for
    good, and where the edition was removed since.
    """

    database: Database
    layers: Mapping[str, PostgisEdition]
    name: str = "postgis"

    def editions(self) -> Sequence[Edition]:
        """Return every edition held, sorted by id."""
        return [self.layers[key].edition for key in sorted(self.layers)]

    def near(
        self, layer_id: str, geometries: Geometries, epsg: int, distance_m: float = 0.0
    ) -> Features:
        """Return the features whose shapes come within `distance_m` of any of `geometries`."""
        layer = self.layers[layer_id].layer
        return self._asked(
            layer_id, lambda connection: layer.near(connection, geometries, epsg, distance_m)
        )

    def where(
        self, layer_id: str, field: str, values: Sequence[str], *, prefix: bool = False
    ) -> Features:
        """Return the features whose `field` is one of `values`, or begins with one."""
        layer = self.layers[layer_id].layer
        return self._asked(
            layer_id, lambda connection: layer.where(connection, field, values, prefix=prefix)
        )

    def fills(self, layer_id: str, field: str) -> bool:
        """Whether any feature has a value in `field`."""
        return field in self.layers[layer_id].filled

    def raster(self, layer_id: str) -> Raster:
        """Refuse: none of its editions is a raster."""
        raise UsageError("raster.no_cells", layer=layer_id)

    def _asked(self, layer_id: str, question: Callable[[Connection], Features]) -> Features:
        def whole(connection: Connection) -> Features:
            try:
                return question(connection)
            except ProgrammingError as error:
                if getattr(error.orig, "sqlstate", None) != _NO_TABLE:
                    raise
                place = self.database.place
                raise UnavailableError("postgis.removed", layer=layer_id, place=place) from None

        return self.database.ask(whole)
