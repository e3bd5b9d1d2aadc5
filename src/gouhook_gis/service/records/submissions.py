"""Uploads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.database.tables import BatchTable, RunTable, SubmissionTable
from gouhook_gis.service.models import FINAL, Submission
from gouhook_gis.service.records.audit import audit
from gouhook_gis.service.records.ids import new_id
from gouhook_gis.service.records.locking import locked
from gouhook_gis.service.records.scope import Counties, as_submission, of_owner, submissions_within

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:sha256, 0))")


def add_submission(
    session: Session,
    *,
    filename: str,
    sha256: str,
    size: int,
    key: str | None = None,
    beside: bool = False,
    owner: str | None = None,
    county_code: str | None = None,
) -> tuple[Submission, bool]:
    """Record an upload whose bytes have their place already; return it and whether it is new.

    With the `key` of an earlier upload of this owner that one is returned, whatever was sent now.
    From here to the end of the transaction nobody takes bytes of this hash away: whether they are
    there can be looked up now.
    """
    _hold(session, sha256)
    key = None if key is None else of_owner(owner, key)
    row = SubmissionTable(
        id=new_id(),
        filename=filename,
        sha256=sha256,
        size=size,
        received=datetime.now(UTC),
        idempotency_key=key,
        beside=beside,
        owner=owner,
        county_code=county_code,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        earlier = None if key is None else _keyed(session, key)
        if earlier is None:
            raise
        return earlier, False
    return as_submission(row), True


def submission(session: Session, submission_id: str, within: Counties = None) -> Submission | None:
    """Return an upload, also one whose bytes are gone; None where there never was one `within`
    these counties.
    """
    chosen = select(SubmissionTable).where(SubmissionTable.id == submission_id)
    row = session.scalar(chosen.where(submissions_within(within)))
    return None if row is None else as_submission(row)


def _keyed(session: Session, key: str) -> Submission | None:
    chosen = select(SubmissionTable).where(SubmissionTable.idempotency_key == key)
    row = session.scalar(chosen)
    return None if row is None else as_submission(row)


def forget(
    session: Session, submission_id: str, *, actor: Caller | str = "retention"
) -> Submission | None:
    """Mark an upload as deleted, with a line in the audit; return it, None where there is none,
    it is deleted already, or a run that reads it is not finished.

    Its bytes are taken away afterwards, by whoever has asked: see `still_needed`.
    """
    row = locked(session, SubmissionTable, submission_id)
    if row is None or row.deleted is not None or _at_work(session, submission_id):
        return None
    row.deleted, row.contents = datetime.now(UTC), None
    audit(
        session,
        actor,
        Deed.SUBMISSION_DELETED,
        submission_id,
        filename=row.filename,
        sha256=row.sha256,
        size=row.size,
    )
    return as_submission(row)


def still_needed(session: Session, sha256: str) -> bool:
    """Whether an upload that is not deleted has these bytes; to the end of the transaction no
    such upload is added, so that they may be taken away.
    """
    _hold(session, sha256)
    chosen = select(SubmissionTable.id).where(
        SubmissionTable.sha256 == sha256, SubmissionTable.deleted.is_(None)
    )
    return session.scalar(chosen.limit(1)) is not None


def received_before(session: Session, moment: datetime) -> Sequence[str]:
    """Return the ids of the uploads older than `moment` that are not deleted."""
    chosen = select(SubmissionTable.id).where(
        SubmissionTable.received < moment, SubmissionTable.deleted.is_(None)
    )
    return session.scalars(chosen).all()


def _hold(session: Session, sha256: str) -> None:
    """Let one transaction at a time decide about bytes; on SQLite any change is alone."""
    if session.connection().dialect.name == "postgresql":
        session.execute(_ALONE, {"sha256": sha256})


def _at_work(session: Session, submission_id: str) -> bool:
    """Whether a run that is not finished reads these bytes, also as the earlier version, as its
    facts, or as the quotas of its batch.
    """
    sheet_of = select(BatchTable.id).where(BatchTable.quota_from == submission_id)
    own = select(RunTable.id).where(RunTable.submission_id == submission_id)
    chosen = select(RunTable.id).where(
        RunTable.status.not_in([status.value for status in FINAL]),
        (RunTable.submission_id == submission_id)
        | (RunTable.options["facts_from"].as_string() == submission_id)
        | RunTable.options["previous_run"].as_string().in_(own)
        | RunTable.batch_id.in_(sheet_of),
    )
    return session.scalar(chosen.limit(1)) is not None
