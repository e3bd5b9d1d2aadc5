"""Findings of a run, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.database.tables import (
    EventTable,
    FindingParcelTable,
    FindingTable,
    RunTable,
)
from gouhook_gis.service.models import Box, FindingRow
from gouhook_gis.service.records.audit import audit
from gouhook_gis.service.records.locking import locked

_BOXES = {
    "bbox": ("minx", "miny", "maxx", "maxy"),
    "bbox_crs84": ("west", "south", "east", "north"),
}
_BATCH = 1000


def replace_findings(session: Session, run_id: str, found: Sequence[FindingRow]) -> None:
    """Record the findings of a run in place of any there are."""
    _remove(session, run_id)
    for first in range(0, len(found), _BATCH):
        batch = found[first : first + _BATCH]
        session.execute(insert(FindingTable), [_columns(item) for item in batch])
        parcels = [
            {"run_id": run_id, "parcel_id": parcel, "ordinal": item.ordinal}
            for item in batch
            for parcel in dict.fromkeys(item.parcel_ids)
        ]
        if parcels:
            session.execute(insert(FindingParcelTable), parcels)


def findings(
    session: Session,
    run_id: str,
    *,
    rule: str | None = None,
    parcel: str | None = None,
    bbox: Box | None = None,
    crs84: bool = True,
    offset: int = 0,
    limit: int = 100,
) -> tuple[Sequence[FindingRow], int]:
    """Return a page of the findings of a run, in the order of the report, and how many fit.

    `bbox` is minx, miny, maxx, maxy, in degrees or (not `crs84`) in the run's CRS, easting
    first; a finding fits whose own box touches it. One from east to west across 180° holds no
    ground of ours but what lies in either half.
    """
    fits: list[ColumnElement[bool]] = [FindingTable.run_id == run_id]
    if rule is not None:
        fits.append(FindingTable.rule == rule)
    if parcel is not None:
        fits.append(
            exists().where(
                FindingParcelTable.run_id == run_id,
                FindingParcelTable.parcel_id == parcel,
                FindingParcelTable.ordinal == FindingTable.ordinal,
            )
        )
    if bbox is not None:
        fits.append(_touches(bbox, crs84=crs84))
    chosen = select(FindingTable).where(*fits).order_by(FindingTable.ordinal)
    total = session.scalar(select(func.count()).select_from(FindingTable).where(*fits))
    rows = session.scalars(chosen.offset(offset).limit(limit))
    return [_model(row) for row in rows], total or 0


def finding(session: Session, run_id: str, ordinal: int) -> FindingRow | None:
    """Return one finding, None where there is none."""
    row = session.get(FindingTable, (run_id, ordinal))
    return None if row is None else _model(row)


def extent(session: Session, run_id: str) -> Box | None:
    """Return west, south, east, north of all findings of a run, None where none has a place."""
    found = session.execute(
        select(
            func.min(FindingTable.west),
            func.min(FindingTable.south),
            func.max(FindingTable.east),
            func.max(FindingTable.north),
        ).where(FindingTable.run_id == run_id)
    ).one()
    return _box(*found)


def forget_results(session: Session, run_id: str, *, actor: Caller | str = "retention") -> bool:
    """Take away what a finished run found, and keep that it was, with its verdict and a line in
    the audit. Its files are taken away by whoever has asked. False: there is nothing to take.
    """
    row = locked(session, RunTable, run_id)
    if row is None or row.deleted is not None or row.finished is None:
        return False
    _remove(session, run_id)
    session.execute(delete(EventTable).where(EventTable.run_id == run_id))
    row.deleted, row.files = datetime.now(UTC), []
    audit(
        session,
        actor,
        Deed.RESULTS_DELETED,
        run_id,
        verdict=row.verdict,
        result_sha256=row.result_sha256,
        findings=row.findings,
    )
    return True


def finished_before(session: Session, moment: datetime) -> Sequence[str]:
    """Return the runs that were finished before `moment` and still have their results."""
    chosen = select(RunTable.id).where(RunTable.finished < moment, RunTable.deleted.is_(None))
    return session.scalars(chosen).all()


def _touches(bbox: Box, *, crs84: bool) -> ColumnElement[bool]:
    minx, miny, maxx, maxy = bbox
    table = FindingTable
    left, bottom, right, top = (
        (table.west, table.south, table.east, table.north)
        if crs84
        else (table.minx, table.miny, table.maxx, table.maxy)
    )
    height = (bottom <= maxy) & (top >= miny)
    if crs84 and minx > maxx:
        return height & ((right >= minx) | (left <= maxx))
    return height & (left <= maxx) & (right >= minx)


def _remove(session: Session, run_id: str) -> None:
    for table in (FindingParcelTable, FindingTable):
        column: InstrumentedAttribute[str] = table.run_id
        session.execute(delete(table).where(column == run_id))


def _columns(item: FindingRow) -> dict[str, Any]:
    columns = item.model_dump(mode="json", exclude=set(_BOXES))
    for name, parts in _BOXES.items():
        columns |= dict(zip(parts, getattr(item, name) or (None,) * 4, strict=True))
    return columns


def _model(row: FindingTable) -> FindingRow:
    plain = {name: getattr(row, name) for name in FindingRow.model_fields if name not in _BOXES}
    boxes = {name: _box(*(getattr(row, part) for part in parts)) for name, parts in _BOXES.items()}
    return FindingRow.model_validate(plain | boxes)


def _box(*sides: float | None) -> Box | None:
    minx, miny, maxx, maxy = sides
    if minx is None or miny is None or maxx is None or maxy is None:
        return None
    return minx, miny, maxx, maxy
