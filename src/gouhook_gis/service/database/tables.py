"""The tables, the same on SQLite and PostgreSQL; times are UTC."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    false,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column

from gouhook_gis.service.database.account_tables import (
    AccountTable,
    ApiKeyTable,
    SessionTable,
    SignInTable,
)
from gouhook_gis.service.database.base import SCHEMA, Base, Moment

__all__ = [
    "SCHEMA",
    "AccountTable",
    "ApiKeyTable",
    "AuditTable",
    "Base",
    "BatchTable",
    "EventTable",
    "FindingParcelTable",
    "FindingTable",
    "LayerTable",
    "MappingTable",
    "Moment",
    "RunLayerTable",
    "RunTable",
    "SessionTable",
    "SignInTable",
    "SubmissionTable",
]


class SubmissionTable(Base):
    """Uploads; the bytes are in `uploads/<sha256>`."""

    __tablename__ = "submissions"

    id: Mapped[str] = mapped_column(primary_key=True)
    filename: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[datetime]
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    deleted: Mapped[datetime | None]
    beside: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What is in it, as the page has it (`domain.contents`), made when it is first asked for.
    contents: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    # The account that handed it in, and the administrative code for which it did; None: nobody's.
    owner: Mapped[str | None] = mapped_column(index=True)
    county_code: Mapped[str | None] = mapped_column(index=True)


class MappingTable(Base):
    """What was said of layers and fields, by the names there are in an upload."""

    __tablename__ = "mappings"

    signature: Mapped[str] = mapped_column(primary_key=True)
    map: Mapped[list[Any]]
    filename: Mapped[str]
    kept: Mapped[datetime]


class BatchTable(Base):
    """Batches: what each was asked for. How far one is its runs say, and nothing else."""

    __tablename__ = "batches"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    options: Mapped[dict[str, Any]]
    # The upload that is its sheet of quotas.
    quota_from: Mapped[str | None]
    created: Mapped[datetime] = mapped_column(index=True)
    cancelled: Mapped[datetime | None]
    deleted: Mapped[datetime | None]
    owner: Mapped[str | None]


class RunTable(Base):
    """Runs. `attempt` is raised each time a run is begun, and only the newest may finish it;
    `crashes` counts the attempts that ended without a word; `events` numbers the events. One that
    is `held` waits for the runs of its batch that come before it.
    """

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_status_created", "status", "created"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    task: Mapped[str]
    options: Mapped[dict[str, Any]]
    status: Mapped[str]
    step: Mapped[str | None]
    rules_done: Mapped[int] = mapped_column(default=0)
    rules_total: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column(default=0)
    events: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    created: Mapped[datetime] = mapped_column(index=True)
    started: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    verdict: Mapped[str | None]
    headline: Mapped[list[Any]] = mapped_column(default=list)
    project_code: Mapped[str | None]
    project_name: Mapped[str | None]
    county_code: Mapped[str | None] = mapped_column(index=True)
    epsg: Mapped[int | None]
    findings: Mapped[int] = mapped_column(default=0)
    result_sha256: Mapped[str | None]
    files: Mapped[list[Any]] = mapped_column(default=list)
    error: Mapped[dict[str, Any] | None]
    error_id: Mapped[str | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False, server_default=false())
    rerun_of: Mapped[str | None]
    notices: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    # How much the report shows of the restricted layers that it rests on, by kind.
    details: Mapped[dict[str, Any] | None]
    deleted: Mapped[datetime | None]
    # The account that asked for it; None: nobody's.
    owner: Mapped[str | None] = mapped_column(index=True)
    batch_id: Mapped[str | None] = mapped_column(index=True)
    held: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Not a column: what is asked with each row.
    filename: Mapped[str | None] = column_property(
        select(SubmissionTable.filename)
        .where(SubmissionTable.id == submission_id)
        .correlate_except(SubmissionTable)
        .scalar_subquery()
    )


class EventTable(Base):
    """What happened to a run, in order."""

    __tablename__ = "events"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]


class FindingTable(Base):
    """Findings, with boxes to search by; the geometry is GeoJSON."""

    __tablename__ = "findings"
    __table_args__ = (Index("ix_findings_run_id_rule", "run_id", "rule"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fingerprint: Mapped[str]
    rule: Mapped[str]
    status: Mapped[str]
    severity: Mapped[str]
    parcel_ids: Mapped[list[Any]]
    message: Mapped[dict[str, Any]]
    measures: Mapped[list[Any]]
    geometry: Mapped[dict[str, Any] | None]
    geometry_crs84: Mapped[dict[str, Any] | None]
    minx: Mapped[float | None]
    miny: Mapped[float | None]
    maxx: Mapped[float | None]
    maxy: Mapped[float | None]
    west: Mapped[float | None]
    south: Mapped[float | None]
    east: Mapped[float | None]
    north: Mapped[float | None]


class FindingParcelTable(Base):
    """Which parcels, by their filed ids, a finding is about."""

    __tablename__ = "finding_parcels"
    __table_args__ = (
        ForeignKeyConstraint(["run_id", "ordinal"], ["findings.run_id", "findings.ordinal"]),
    )

    run_id: Mapped[str] = mapped_column(primary_key=True)
    parcel_id: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class LayerTable(Base):
    """Registered editions, as the catalogue tells them to a worker."""

    __tablename__ = "layers"

    kind: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[str] = mapped_column(primary_key=True)
    completeness: Mapped[str]
    records: Mapped[int]
    source: Mapped[str]
    epsg: Mapped[int]
    areas: Mapped[list[Any]]
    coverage: Mapped[dict[str, Any] | None]
    extent_crs84: Mapped[list[Any] | None]
    valid_from: Mapped[date | None]
    restricted: Mapped[bool]
    retired: Mapped[bool]
    registered: Mapped[datetime]
    sha256: Mapped[str]


class RunLayerTable(Base):
    """Which editions answered a run."""

    __tablename__ = "run_layers"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    layer_id: Mapped[str] = mapped_column(primary_key=True, index=True)


class AuditTable(Base):
    """Who did what to what. Lines are only ever added: the database refuses anything else. Each
    has the hash of the one before (`service.audit.chain`), numbers run from 1 without a gap.
    """

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(index=True)
    role: Mapped[str | None]
    act: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous: Mapped[str]
    hash: Mapped[str]
