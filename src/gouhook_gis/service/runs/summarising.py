"""The task `summarise`: what all members of a batch come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from gouhook_gis.batch.summing.about import About
from gouhook_gis.batch.summing.write import write_summary
from gouhook_gis.domain.batch import MemberOutcome, MemberState
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.page_files import PAGE
from gouhook_gis.domain.report import Report
from gouhook_gis.engine.versions import versions
from gouhook_gis.filed.provisional import LAYER_ID
from gouhook_gis.pipeline import open_named, open_registered
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.joined import joined
from gouhook_gis.reference.sources import ReferenceOption
from gouhook_gis.reference.store import Store
from gouhook_gis.report.names import JSON
from gouhook_gis.report.reading import read_report
from gouhook_gis.report.shown.batch import write_shown_batch
from gouhook_gis.rules.ground import filed
from gouhook_gis.rules.loader import library
from gouhook_gis.service.batch_layer import layer_of
from gouhook_gis.service.models import BatchRequest, Run, RunStatus
from gouhook_gis.service.records import submission
from gouhook_gis.service.records.batch_rows import members
from gouhook_gis.service.runs.attempt import Attempt
from gouhook_gis.service.runs.checking import options_of, submitted
from gouhook_gis.service.runs.collecting import COLLECTED, Collected, files_in
from gouhook_gis.service.runs.work_done import WorkDone

_Given = tuple[MemberOutcome, Callable[[], Report | None]]


def summarise(attempt: Attempt) -> WorkDone:
    """Sum a batch up whose members are all over, from the reports that are there."""
    run = attempt.run
    request = run.request
    assert isinstance(request, BatchRequest)  # noqa: S101 - a run of this task has no other
    with attempt.database.reading() as session:
        over = members(session, str(run.batch_id))
        areas = _areas(session, over)
        layer = layer_of(session, attempt.files, run)
    assert layer is not None  # noqa: S101 - every run of this task is of a batch
    told = Collected.model_validate_json((layer.parent / COLLECTED).read_bytes())
    quota = request.quota_from
    about = About(
        profile=request.check.profile,
        stage=request.check.stage,
        store=_store(attempt, request, layer),
        filed=LAYER_ID,
        registered=told.registered,
        unread=told.unread,
        counties=told.counties,
        within=areas,
        quota=None if quota is None else submitted(attempt, quota, "quota"),
        notes=told.notes,
        filed_note=told.note,
        versions=versions(),
        linked=False,  # reports lie in folders of their own here
    )
    attempt.following.step("write")
    folder = attempt.scratch / "summary"
    summary = write_summary(_given(attempt, over), about, folder, request.check.lang)
    (folder / PAGE).mkdir()
    write_shown_batch(summary, {name: one.id for name, one in over}, folder / PAGE)
    files = tuple(file for file in files_in(folder) if not file.name.startswith(f"{PAGE}/"))
    return WorkDone(folder=folder, files=files)


def _areas(session: Session, over: Sequence[tuple[str, Run]]) -> tuple[str, ...] | None:
    """Return the counties for which the members were handed in: whoever sees these alone sees the
    batch, and no total of another county. None where one was for none, which they do not see.
    """
    kept = [submission(session, run.submission_id or "") for _, run in over]
    codes = {None if one is None else one.county_code for one in kept}
    return None if None in codes else tuple(sorted(filter(None, codes)))


def _store(attempt: Attempt, request: BatchRequest, layer: Path) -> Store:
    """Return a store of the filed parcels: those supplied, and those of the batch."""
    settings, wanted = attempt.settings, frozenset({filed.KIND})
    kinds = library(settings.rules).layers
    references = [ReferenceOption.parse(text, kinds) for text in settings.reference]
    supplied = [
        open_named(references, kinds, wanted),
        open_registered(options_of(request.check, None, settings), wanted),
    ]
    return joined([*supplied, open_catalogue(layer, wanted)])


def _given(attempt: Attempt, over: Sequence[tuple[str, Run]]) -> Iterator[_Given]:
    for number, (name, run) in enumerate(over, start=1):
        path = attempt.files.run(run.id) / JSON
        reason = _no_report(run) if run.deleted or not path.is_file() else None
        outcome = MemberOutcome(
            name=name,
            source=run.filename or "",
            key=run.id,
            state=MemberState.DONE if reason is None else MemberState.FAILED,
            reason=reason,
            verdict=run.verdict if reason is None else None,
            result_sha256=run.result_sha256 if reason is None else None,
            wall_s=_seconds(run),
        )
        yield outcome, partial(_report, path if reason is None else None)
        attempt.following.rule(name, number, len(over))


def _report(path: Path | None) -> Report | None:
    return None if path is None else read_report(path)


def _no_report(run: Run) -> Message:
    """Return why a member has no report."""
    if run.error is not None:
        return run.error
    gone = run.status is RunStatus.SUCCEEDED
    return message("service.member_results_gone" if gone else "service.member_cancelled")


def _seconds(run: Run) -> float | None:
    if run.started is None or run.finished is None:
        return None
    return round((run.finished - run.started).total_seconds(), 3)
