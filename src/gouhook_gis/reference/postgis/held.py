"""The editions that a database holds, as its own table lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, func, select

from gouhook_gis.domain.case import DeclaredCoverage
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.reference.catalogue.entry import Entry
from gouhook_gis.reference.postgis.schema import require_current
from gouhook_gis.reference.postgis.tables import EDITIONS


@dataclass(frozen=True)
class HeldRow:
    """A registered edition: its number, what is known of it, whether it is retired.

    `fields` is the Arrow schema of its attributes, serialised; `filled` names those in which any
    feature has a value; `coverage` is WKB in EPSG:4490.
    """

    number: int
    entry: Entry
    retired: bool
    place: str
    fields: bytes
    filled: frozenset[str]
    coverage: bytes | None
    content_sha256: str

    @property
    def declared_coverage(self) -> DeclaredCoverage | None:
        """Return where a sparse layer is said to be complete."""
        said = self.entry.coverage
        if said is None:
            return None
        polygon = None if self.coverage is None else Geometry(wkb=self.coverage, epsg=4490)
        return DeclaredCoverage(codes=said.codes, polygon=polygon, source=said.source)


def held_rows(connection: Connection, place: str) -> Sequence[HeldRow]:
    """Return every edition in the database at `place` (to be shown), by kind and edition.

    Raises UsageError where its tables are not of this program's version.
    """
    require_current(connection, place)
    order = (EDITIONS.c.kind, func.lower(EDITIONS.c.edition))
    return [_row(row, place) for row in connection.execute(select(EDITIONS).order_by(*order))]


def _row(row: Row[tuple[object, ...]], place: str) -> HeldRow:
    return HeldRow(
        number=row.number,
        entry=Entry.model_validate(row.entry),
        retired=row.retired,
        place=f"{place} ({row.kind}@{row.edition})",
        fields=row.fields,
        filled=frozenset(row.filled),
        coverage=row.coverage,
        content_sha256=row.content_sha256,
    )
