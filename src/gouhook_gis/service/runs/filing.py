"""The task `file`: the parcels of a project become part of the layer of filed parcels."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message, message
from gouhook_gis.filed.parcels import SCHEMA, FiledRows, code_of, rows_of
from gouhook_gis.filed.successor import Filed, file_project
from gouhook_gis.pipeline import open_named, submission_of, told_of
from gouhook_gis.reference.catalogue.registry import open_registry
from gouhook_gis.reference.slots import counties_of
from gouhook_gis.reference.sources import ReferenceOption
from gouhook_gis.rules.ground import filed
from gouhook_gis.rules.loader import library
from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.models import CheckRequest, FileRequest
from gouhook_gis.service.records.work import Outcome
from gouhook_gis.service.runs.attempt import Attempt
from gouhook_gis.service.runs.checking import options_of, submitted
from gouhook_gis.service.runs.registering import mirror
from gouhook_gis.service.runs.work_done import WorkDone
from gouhook_gis.service.settings import Settings

_STATES = {"filed": "已报备", "withdrawn": "已撤销"}


def file(attempt: Attempt) -> WorkDone:
    """File the project of a check, or withdraw it. UsageError where it has no code or no parcel,
    and where checks would not see it.
    """
    run, settings = attempt.run, attempt.settings
    request = run.request
    assert isinstance(request, FileRequest)  # noqa: S101 - a run of this task has no other
    _refuse_lent(settings)
    attempt.following.step("read")
    with attempt.database.reading() as session:
        checked = records.run(session, request.run_id)
    asked = CheckRequest() if checked is None else checked.request
    assert isinstance(asked, CheckRequest)  # noqa: S101 - looked up when it was asked for
    path = submitted(attempt, run.submission_id, "submission")
    facts = None
    if asked.facts_from is not None:
        facts = submitted(attempt, asked.facts_from, "facts")
    options = options_of(asked, None, settings, facts)
    submission = submission_of(path, options, told_of(options))
    rows = dated(rows_of(submission, _STATES[request.state]), request)
    code = code_of(submission)
    if not code:
        raise UsageError("service.filing_no_code", filename=path.name)
    if not len(rows):
        raise UsageError("service.filing_no_parcel", filename=path.name)
    done = file_project(
        open_registry(settings.registered, None if settings.embedded else settings.url),
        next(kind for kind in library(settings.rules).layers if kind.kind == filed.KIND),
        rows,
        code,
        counties_of(submission, submission.facts),
        datetime.now().astimezone().date(),
        attempt.scratch / "edition",
        attempt.following.layers,
    )
    mirror(attempt.database, settings)
    with attempt.database.changing() as session:
        told = {"project": code, "state": request.state, "layer": done.layer_id}
        records.audit(session, "worker", Deed.FILED, request.run_id, run=run.id, **told)
    said = tuple(_said(done, code, request))
    return WorkDone(Outcome(headline=said, project_code=code, layers=(done.layer_id,)))


def dated(rows: FiledRows, request: FileRequest) -> FiledRows:
    """Return rows with the dates that were told in place of those of the facts."""
    told: dict[str, date | None] = {
        filed.APPROVED: request.approved,
        filed.FILED: request.filed,
        filed.ACCEPTED: request.accepted,
    }
    table = rows.table
    for name, day in told.items():
        if day is not None:
            place = SCHEMA.get_field_index(name)
            column = pa.array([day] * len(rows), SCHEMA.field(place).type)
            table = table.set_column(place, SCHEMA.field(place), column)
    return FiledRows(table, rows.epsg)


def _refuse_lent(settings: Settings) -> None:
    """Refuse where a layer that the service was started with is used instead of registered ones."""
    kinds = library(settings.rules).layers
    references = [ReferenceOption.parse(text, kinds) for text in settings.reference]
    lent = open_named(references, kinds, frozenset({filed.KIND})).editions()
    if lent:
        raise UsageError("service.filing_lent", layers=[one.layer_id for one in lent])


def _said(done: Filed, code: str, request: FileRequest) -> list[Message]:
    return [
        message(
            "service.filed",
            project=code,
            parcels=done.parcels,
            before=done.before,
            layer=done.layer_id,
            state=f"filing_state.{request.state}",
        )
    ]
