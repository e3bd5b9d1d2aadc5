"""Submissions with what came of them, to search through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from gouhook_gis.domain.words import Stage, Verdict
from gouhook_gis.service.database.tables import RunTable, SubmissionTable
from gouhook_gis.service.models import Run, Submission, Task
from gouhook_gis.service.records.adding import as_run
from gouhook_gis.service.records.scope import Counties, as_submission, submissions_within


def listed(
    session: Session,
    *,
    within: Counties = None,
    q: str | None = None,
    verdict: Verdict | None = None,
    profile: str | None = None,
    stage: Stage | None = None,
    county: str | None = None,
    since: date | None = None,
    until: date | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[Sequence[tuple[Submission, Run | None, int]], int]:
    """Return a page of the submissions `within` these counties that fit, newest first, each with
    its newest check and how many it had; and how many there are.

    `q` stands in the name of the file, or in the code or the name of the project; `county` begins
    the code of the county; `since` and `until` are days in local time, both included. The filters
    of a run are about the newest one. Files of layers and those that go with another submission
    are left out.
    """
    # Ids are in the order in which they were made.
    newest = (
        select(
            RunTable.submission_id,
            func.max(RunTable.id).label("run_id"),
            func.count().label("runs"),
        )
        .where(RunTable.task == Task.CHECK.value)
        .group_by(RunTable.submission_id)
        .subquery()
    )
    other = select(RunTable.submission_id).where(
        RunTable.task == Task.REGISTER.value, RunTable.submission_id.is_not(None)
    )
    last = aliased(RunTable)
    fits: list[ColumnElement[bool]] = [
        SubmissionTable.beside.is_(False),
        SubmissionTable.id.not_in(other),
        submissions_within(within),
    ]
    if q:
        texts = (SubmissionTable.filename, last.project_code, last.project_name)
        held = [column.icontains(q, autoescape=True) for column in texts]
        fits.append(held[0] | held[1] | held[2])
    if verdict is not None:
        fits.append(last.verdict == verdict.value)
    if profile is not None:
        fits.append(last.options["profile"].as_string() == profile)
    if stage is not None:
        fits.append(last.options["stage"].as_string() == stage.value)
    if county:
        fits.append(last.county_code.startswith(county, autoescape=True))
    if since is not None:
        fits.append(SubmissionTable.received >= midnight(since))
    if until is not None:
        fits.append(SubmissionTable.received < midnight(until + timedelta(days=1)))
    chosen = (
        select(SubmissionTable, last, func.coalesce(newest.c.runs, 0))
        .outerjoin(newest, newest.c.submission_id == SubmissionTable.id)
        .outerjoin(last, last.id == newest.c.run_id)
        .where(*fits)
    )
    total = session.scalar(select(func.count()).select_from(chosen.subquery()))
    ordered = chosen.order_by(SubmissionTable.received.desc(), SubmissionTable.id.desc())
    rows = session.execute(ordered.offset(offset).limit(limit))
    return [_item(*row) for row in rows], total or 0


def _item(
    row: SubmissionTable, run: RunTable | None, runs: int
) -> tuple[Submission, Run | None, int]:
    return as_submission(row), None if run is None else as_run(run), runs


def midnight(day: date) -> datetime:
    """Return when a day begins here."""
    return datetime.combine(day, time()).astimezone()
