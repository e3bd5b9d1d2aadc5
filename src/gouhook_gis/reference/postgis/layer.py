"""One edition in the database: what is asked of it, and the features made of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    and_,
    any_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
    union,
)

import shapely

from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.polygons import all_finite
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.reference.features import answer_order, asked_shapes
from gouhook_gis.reference.postgis.attributes import decoded
from gouhook_gis.reference.postgis.tables import FEATURES, PIECES, partition
from gouhook_gis.reference.store import Features

# Search pieces and shapes asked in another CRS lie within a millimetre of the originals; what is
# nearer than this is a candidate. 1e-5° are between 0.6 and 1.1 m in China.
_MARGIN_M, _MARGIN_DEGREES = 1.0, 1e-5
# Beyond every character that a value can go on with.
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class PostgisLayer:
    """The edition `number`, in `epsg`; `fields` are the types of its attributes, `code_field` is
    the one that is indexed.
    """

    number: int
    epsg: int
    fields: pa.Schema
    code_field: str | None

    def near(
        self, connection: Connection, geometries: Geometries, epsg: int, distance_m: float
    ) -> Features:
        """Return the features whose real shapes come within `distance_m` (and a margin) of any of
        `geometries` (shapely, in `epsg`).
        """
        asked = asked_shapes(geometries, epsg, self.epsg, distance_m)
        asked = asked[all_finite(asked) & ~(shapely.is_missing(asked) | shapely.is_empty(asked))]
        margin = _MARGIN_DEGREES if zone_of(self.epsg).geographic else _MARGIN_M
        around = shapely.set_srid(shapely.buffer(asked, margin), self.epsg)
        wkb: list[bytes] = shapely.to_wkb(around, include_srid=True).tolist()
        return self._features(connection, self.near_question(), asked=wkb)

    def where(
        self, connection: Connection, field: str, values: Sequence[str], *, prefix: bool
    ) -> Features:
        """Return the features whose `field` is one of `values`, or begins with one."""
        return self._features(connection, self.where_question(field, values, prefix=prefix))

    def near_question(self) -> Select[Any]:
        """Return the question for features that meet any of `asked`, an array of EWKB."""
        features, pieces = partition(FEATURES, self.number), partition(PIECES, self.number)
        given = func.unnest(bindparam("asked", type_=ARRAY(LargeBinary))).column_valued("wkb")
        asked = select(func.ST_GeomFromEWKB(given).label("shape")).cte("asked")
        asked = asked.prefix_with("MATERIALIZED")  # made into geometries once
        whole = features.alias("whole")
        found = union(
            select(whole.c.record)
            .join(asked, func.ST_Intersects(whole.c.shape, asked.c.shape))
            .where(~whole.c.subdivided),
            select(pieces.c.record).join(asked, func.ST_Intersects(pieces.c.shape, asked.c.shape)),
        )
        # An array and no subquery: the planner would take it for most of the layer, and read that.
        records = func.array(found.scalar_subquery(), type_=ARRAY(BigInteger))
        return self._asked().where(features.c.record == any_(records))

    def where_question(self, field: str, values: Sequence[str], *, prefix: bool) -> Select[Any]:
        """Return the question for features by value: of the code by its index, else by a scan."""
        features = partition(FEATURES, self.number)
        held: ColumnElement[str] = features.c.code
        if field != self.code_field:
            held = features.c.attributes[field].astext.collate("C")
        possible = [value for value in values if _storable(value)]
        if field not in self.fields.names:
            possible = []
        if prefix:
            ranges = [and_(held >= value, held < value + _LAST) for value in possible]
            return self._asked().where(or_(false(), *ranges))
        return self._asked().where(held.in_(possible))

    def _asked(self) -> Select[Any]:
        features = partition(FEATURES, self.number)
        wkb = func.ST_AsBinary(features.c.shape, type_=LargeBinary)
        names = ("record", "id", "repaired", "area_m2", "attributes")
        plain = [features.c[name] for name in names]
        # Of one edition are all; the primary key begins with it.
        own = (
            features.c.edition == literal_column(str(self.number)),
            features.c.shape.is_not(None),
        )
        return select(*plain, wkb.label("wkb")).where(*own)

    def _features(
        self, connection: Connection, question: Select[Any], **parameters: Any
    ) -> Features:
        rows = connection.execute(question, parameters).all()
        ids, wkb = (np.full(len(rows), None, dtype=object) for _ in range(2))
        ids[:] = [row.id for row in rows]
        wkb[:] = [row.wkb for row in rows]
        features = Features(
            ids=ids,
            geometries=shapely.from_wkb(wkb),
            epsg=self.epsg,
            columns=decoded([row.attributes for row in rows], self.fields),
            repaired=np.array([row.repaired for row in rows], dtype=np.bool_),
            area_m2=np.array([row.area_m2 for row in rows], dtype=np.float64),
        )
        records = np.array([row.record for row in rows], dtype=np.int64)
        return features.take(answer_order(features, records))


def _storable(value: str) -> bool:
    """Whether the database can hold a text: no NUL, nothing that UTF-8 cannot say."""
    return "\0" not in value and value == value.encode(errors="ignore").decode()
