"""The tables, the same on SQLite and PostgreSQL; times are UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    false,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, mapped_column

# On PostgreSQL everything is in a schema of this name, by the search path of the connection.
SCHEMA = "gouhook_service"
_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A time with a zone; SQLite keeps none, so it is UTC there."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table has: `type_annotation_map` says which column a type becomes."""

    metadata = MetaData(naming_convention=_CONVENTION)
    type_annotation_map = {
        str: Text,
        datetime: Moment,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


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


class MappingTable(Base):
    """What was said of layers and fields, by the names there are in an upload."""

    __tablename__ = "mappings"

    signature: Mapped[str] = mapped_column(primary_key=True)
    map: Mapped[list[Any]]
    filename: Mapped[str]
    kept: Mapped[datetime]


class RunTable(Base):
    """Runs. `attempt` is raised each time a run is begun, and only the newest may finish it;
    `crashes` counts the attempts that ended without a word; `events` numbers the events.
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
    deleted: Mapped[datetime | None]
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
    """Who did what to what; lines are only ever added."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
