"""From records to the rows that are loaded, and what tells whether rows are as they were loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import shapely

from gouhook_gis.reference.embedded.archive import Block
from gouhook_gis.reference.measured import Measured
from gouhook_gis.reference.postgis.attributes import encoded
from gouhook_gis.reference.postgis.tables import MANY_VERTICES

_MODULUS = 1 << 256


class Row(NamedTuple):
    """A record as it is kept: see `tables.FEATURES`. `shape` and `filed` are WKB."""

    record: int
    id: str | None
    code: str | None
    area_m2: float | None
    repaired: bool
    subdivided: bool
    shape: bytes | None
    filed: bytes | None
    reason: str | None
    attributes: Mapping[str, str]


def rows_of(block: Block, some: Measured, code_field: str | None) -> Iterator[Row]:
    """Yield the records of `block`, of which `some` are features."""
    values = encoded(block.columns)
    shapes: list[bytes] = shapely.to_wkb(some.shapes).tolist()
    many = shapely.get_num_coordinates(some.shapes) > MANY_VERTICES
    feature_at = {int(row): place for place, row in enumerate(some.rows)}
    for position, attributes in enumerate(values):
        i = feature_at.get(position)
        filed = block.wkb[position]
        record = int(block.records[position])
        if i is None:
            yield Row(record, None, None, None, False, False, None, filed, None, attributes)
            continue
        yield Row(
            record=record,
            id=str(some.ids[i]),
            code=attributes.get(code_field or ""),
            area_m2=float(some.area_m2[i]),
            repaired=bool(some.repaired[i]),
            subdivided=bool(many[i]),
            shape=shapes[i],
            filed=filed if some.repaired[i] else None,
            reason=some.reasons.get(i),
            attributes=attributes,
        )


@dataclass
class Content:
    """A hash of rows in any order: the sum of the hashes of each, modulo 2^256."""

    total: int = 0
    records: int = 0
    features: int = 0

    def add(self, row: Row) -> None:
        """Add a row."""
        plain = [row.record, row.id, row.code, row.area_m2, row.repaired, row.subdivided]
        text = json.dumps([*plain, row.reason, row.attributes], sort_keys=True)
        digest = hashlib.sha256(text.encode())
        for wkb in (row.shape, row.filed):
            digest.update(b"\0" if wkb is None else b"\1" + wkb)
        self.total = (self.total + int.from_bytes(digest.digest(), "big")) % _MODULUS
        self.records += 1
        self.features += row.shape is not None

    @property
    def sha256(self) -> str:
        """Return the hash as 64 hexadecimal digits."""
        return f"{self.total:064x}"
