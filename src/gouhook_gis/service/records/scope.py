"""Whose submissions somebody sees: by the county under which each was handed in."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, true

from gouhook_gis.service.database.tables import BatchTable, RunTable, SubmissionTable
from gouhook_gis.service.models import Submission

# Beginnings of administrative codes; None: all counties, and what belongs to none.
Counties = tuple[str, ...] | None


def of_owner(owner: str | None, name: str) -> str:
    """Return a name that is an account's own: the same name of another is another one."""
    return name if owner is None else f"{owner} {name}"


def as_submission(row: SubmissionTable) -> Submission:
    """Return an upload as everyone else knows it, its key as the owner has told it."""
    made = Submission.model_validate(row, from_attributes=True)
    if made.idempotency_key is None or made.owner is None:
        return made
    key = made.idempotency_key.removeprefix(of_owner(made.owner, ""))
    return made.model_copy(update={"idempotency_key": key})


def submissions_within(counties: Counties) -> ColumnElement[bool]:
    """Return the condition under which a submission is of these counties; of none where there are
    none.
    """
    if counties is None:
        return true()
    begins = (SubmissionTable.county_code.startswith(one, autoescape=True) for one in counties)
    return or_(false(), *begins)


def runs_within(counties: Counties) -> ColumnElement[bool]:
    """Return the condition under which a run is about a submission of these counties."""
    if counties is None:
        return true()
    own = select(SubmissionTable.id).where(submissions_within(counties))
    return RunTable.submission_id.in_(own)


def batches_within(counties: Counties) -> ColumnElement[bool]:
    """Return the condition under which every member of a batch is of these counties: its summary
    tells of all of them.
    """
    if counties is None:
        return true()
    foreign = SubmissionTable.county_code.is_(None) | ~submissions_within(counties)
    of_others = (
        select(RunTable.batch_id)
        .join(SubmissionTable, SubmissionTable.id == RunTable.submission_id)
        .where(RunTable.batch_id.is_not(None), foreign)
    )
    return BatchTable.id.not_in(of_others)
