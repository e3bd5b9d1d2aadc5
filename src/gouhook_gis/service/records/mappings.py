"""What is in uploads, and what was said of their layers and fields, for the next one like it."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import ValidationError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from gouhook_gis.domain.contents import Contents
from gouhook_gis.service.database.tables import MappingTable, RunTable, SubmissionTable
from gouhook_gis.service.mapping import RememberedMapping
from gouhook_gis.service.records.scope import of_owner


def contents(session: Session, submission_id: str) -> Contents | None:
    """Return what is in an upload, None where nobody has looked yet, or an elder version of the
    program told it in other words.
    """
    row = session.get(SubmissionTable, submission_id)
    if row is None or row.contents is None:
        return None
    try:
        return Contents.model_validate(row.contents)
    except ValidationError:
        return None


def keep_contents(session: Session, submission_id: str, found: Contents) -> None:
    """Keep what is in an upload, unless its bytes were taken away meanwhile."""
    row = session.get(SubmissionTable, submission_id)
    if row is not None and row.deleted is None:
        row.contents = found.model_dump(mode="json")


def remember(session: Session, run: RunTable) -> None:
    """Keep what a run was told of layers and fields, in place of what its own account had said of
    such uploads, whoever handed this one in; only of an upload of which is known what is in it.
    """
    said = run.options.get("map")
    row = session.get(SubmissionTable, run.submission_id) if said and run.submission_id else None
    if row is None or row.contents is None:
        return
    signature = row.contents.get("signature")
    if signature is not None:
        session.merge(
            MappingTable(
                signature=of_owner(run.owner, signature),
                map=said,
                filename=row.filename,
                kept=datetime.now(UTC),
            )
        )


def remembered(
    session: Session, signature: str, owner: str | None = None
) -> RememberedMapping | None:
    """Return what an account said of uploads with this signature."""
    row = session.get(MappingTable, of_owner(owner, signature))
    if row is None:
        return None
    return RememberedMapping(
        signature=signature, map=tuple(row.map), filename=row.filename, kept=row.kept
    )


def forget_mapping(session: Session, signature: str, owner: str | None = None) -> bool:
    """Forget what an account said; whether there was anything."""
    gone = delete(MappingTable).where(MappingTable.signature == of_owner(owner, signature))
    return session.scalar(gone.returning(MappingTable.signature)) is not None
