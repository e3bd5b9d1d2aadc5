"""Runs, as those who do them see them: begin, follow, finish.

A run that is begun gets a new attempt number; only the attempt with the newest number may say
anything about it. So a worker that was taken for dead and is not cannot spoil what another does.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum, auto

from sqlalchemy import select
from sqlalchemy.orm import Session

from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.database.queue import enqueue
from gouhook_gis.service.database.tables import RunLayerTable, RunTable
from gouhook_gis.service.models import FindingRow, ReportFile, Run, RunStatus
from gouhook_gis.service.records.adding import as_run
from gouhook_gis.service.records.ending import end
from gouhook_gis.service.records.events import tell
from gouhook_gis.service.records.findings import replace_findings
from gouhook_gis.service.records.locking import locked
from gouhook_gis.service.records.mappings import remember

log = logging.getLogger(__name__)
_RUNNING, _QUEUED = RunStatus.RUNNING.value, RunStatus.QUEUED.value


class Word(Enum):
    """What is said to one who does a run: go on, stop, or: it is not yours any more."""

    GO = auto()
    CANCEL = auto()
    LOST = auto()


class Outcome(Model):
    """What a run has come to."""

    verdict: Verdict | None = None
    headline: tuple[Message, ...] = ()
    project_code: str | None = None
    project_name: str | None = None
    county_code: str | None = None
    epsg: int | None = None
    result_sha256: str | None = None
    findings: tuple[FindingRow, ...] = ()
    layers: tuple[str, ...] = ()
    details: dict[str, ReferenceDetail] | None = None


def next_queued(session: Session) -> str | None:
    """Return the run that has waited longest. One of a batch comes after all that are of none:
    whoever waits for a single check does not wait for hundreds.
    """
    waiting = select(RunTable.id).where(RunTable.status == _QUEUED, RunTable.held.is_(False))
    first = (RunTable.batch_id.is_not(None), RunTable.created, RunTable.id)
    return session.scalar(waiting.order_by(*first).limit(1))


def begin(session: Session, run_id: str, worker: str, attempts: int) -> Run | None:
    """Begin a run, anew where it was begun before; None where there is nothing to do.

    One that was running has lost its worker; after `attempts` such losses it has failed.
    """
    row = locked(session, RunTable, run_id)
    if row is None or row.status not in (_QUEUED, _RUNNING) or row.held:
        return None
    row.crashes += row.status == _RUNNING
    if row.cancel_requested:
        end(session, row, RunStatus.CANCELLED)
        return None
    if row.crashes >= attempts:
        incident = uuid.uuid4().hex[:12]
        log.error(
            "run given up: its worker died %d times",
            row.crashes,
            extra={"run": run_id, "incident": incident},
        )
        _fail(session, row, message("service.gave_up", times=row.crashes), incident)
        return None
    row.status, row.attempt, row.worker = _RUNNING, row.attempt + 1, worker
    row.started, row.step, row.rules_done, row.rules_total = datetime.now(UTC), None, 0, 0
    tell(session, row, "started", attempt=row.attempt)
    return as_run(row)


def begin_again(session: Session, run_id: str, attempt: int, attempts: int) -> Run | None:
    """Begin a run anew whose attempt has just died; None where that is not ours to say."""
    row = _mine(session, run_id, attempt)
    return None if row is None else begin(session, run_id, row.worker or "", attempts)


def follow(
    session: Session,
    run_id: str,
    attempt: int,
    *,
    step: str | None = None,
    rule: str | None = None,
    done: int = 0,
    total: int = 0,
) -> Word:
    """Say how far an attempt is, and hear whether to go on."""
    row = _mine(session, run_id, attempt)
    if row is None:
        return Word.LOST
    if step is not None:
        row.step = step
        tell(session, row, "step", step=step)
    if rule is not None:
        row.rules_done, row.rules_total = done, total
        tell(session, row, "rule", rule=rule, done=done, total=total)
    return Word.CANCEL if row.cancel_requested else Word.GO


def may_finish(session: Session, run_id: str, attempt: int) -> Word:
    """Hold the run until the end of this transaction, and say whether the attempt may finish."""
    return follow(session, run_id, attempt)


def succeed(
    session: Session, run_id: str, attempt: int, outcome: Outcome, files: Sequence[ReportFile]
) -> bool:
    """Finish a run: what it found, and that it is done, in one transaction. False: it was lost."""
    row = _mine(session, run_id, attempt)
    if row is None:
        return False
    replace_findings(session, run_id, outcome.findings)
    session.add_all(RunLayerTable(run_id=run_id, layer_id=layer) for layer in outcome.layers)
    row.verdict = None if outcome.verdict is None else outcome.verdict.value
    row.headline = [item.model_dump(mode="json") for item in outcome.headline]
    row.project_code, row.project_name = outcome.project_code, outcome.project_name
    row.county_code = outcome.county_code
    row.epsg, row.result_sha256 = outcome.epsg, outcome.result_sha256
    row.findings = len(outcome.findings)
    row.details = None if outcome.details is None else dict(outcome.details)
    row.files = [item.model_dump(mode="json") for item in files]
    row.rules_done = row.rules_total
    if outcome.verdict is not None and outcome.verdict is not Verdict.UNREADABLE:
        remember(session, row)
    end(session, row, RunStatus.SUCCEEDED)
    return True


def fail(
    session: Session, run_id: str, attempt: int, said: Message, error_id: str | None = None
) -> bool:
    """Finish a run that cannot be done: the request is wrong, or (with an id) we have failed."""
    row = _mine(session, run_id, attempt)
    if row is None:
        return False
    _fail(session, row, said, error_id)
    return True


def cancelled(session: Session, run_id: str, attempt: int) -> bool:
    """Finish a run as somebody wished."""
    row = _mine(session, run_id, attempt)
    if row is None:
        return False
    end(session, row, RunStatus.CANCELLED)
    return True


def release(session: Session, run_id: str, attempt: int) -> bool:
    """Give a run back that was interrupted in good order: that is no crash."""
    row = _mine(session, run_id, attempt)
    if row is None:
        return False
    row.status, row.worker, row.step = _QUEUED, None, None
    tell(session, row, "queued")
    enqueue(session, run_id, after_others=row.batch_id is not None)
    return True


def take_back(session: Session) -> int:
    """Have all that is taken for running wait again, right after a start, when nobody does it;
    return how many.
    """
    rows = session.scalars(select(RunTable).where(RunTable.status == _RUNNING)).all()
    for row in rows:
        row.status, row.worker, row.step = _QUEUED, None, None
        row.crashes += 1
        tell(session, row, "queued")
    return len(rows)


def unfinished(session: Session, before: datetime) -> Sequence[str]:
    """Return the runs made before a moment that wait or run, oldest first; not those that others
    hold.
    """
    chosen = select(RunTable.id).where(
        RunTable.status.in_((_QUEUED, _RUNNING)),
        RunTable.held.is_(False),
        RunTable.created < before,
    )
    return session.scalars(chosen.order_by(RunTable.created)).all()


def running(session: Session) -> Sequence[tuple[str, int]]:
    """Return the attempts that run."""
    chosen = select(RunTable.id, RunTable.attempt).where(RunTable.status == _RUNNING)
    return [(run_id, attempt) for run_id, attempt in session.execute(chosen)]


def _mine(session: Session, run_id: str, attempt: int) -> RunTable | None:
    row = locked(session, RunTable, run_id)
    mine = row is not None and row.status == _RUNNING and row.attempt == attempt
    return row if mine else None


def _fail(session: Session, row: RunTable, said: Message, error_id: str | None) -> None:
    row.error, row.error_id = said.model_dump(mode="json"), error_id
    end(session, row, RunStatus.FAILED)
