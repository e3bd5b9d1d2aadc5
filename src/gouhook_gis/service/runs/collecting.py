"""The task `collect`: the parcels of all members of a batch, as one layer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from gouhook_gis.batch.summing.quota_sheet import read_quota_sheet
from gouhook_gis.check_options import CheckOptions
from gouhook_gis.domain.errors import GouhookError, RefusedError, UsageError
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model
from gouhook_gis.filed.offer import Offer, offered
from gouhook_gis.filed.provisional import counties_of_all, make, plan
from gouhook_gis.service.batches import EDITION, PARCELS
from gouhook_gis.service.files import remove
from gouhook_gis.service.models import BatchRequest, ReportFile
from gouhook_gis.service.records.batch_rows import members
from gouhook_gis.service.runs.attempt import Attempt
from gouhook_gis.service.runs.checking import options_of, submitted
from gouhook_gis.service.runs.work_done import WorkDone

COLLECTED = "collected.json"
log = logging.getLogger(__name__)


class Collected(Model):
    """What there is to say of the layer when the batch is summed up: parts of its `Plan`."""

    note: Message
    notes: tuple[Message, ...] = ()
    unread: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    registered: tuple[str, ...] = ()


def collect(attempt: Attempt) -> WorkDone:
    """Read every member, and make the layer that each is checked against. UsageError where what was
    asked for cannot be done, a wrong sheet of quotas included.
    """
    request, settings = attempt.run.request, attempt.settings
    assert isinstance(request, BatchRequest)  # noqa: S101 - a run of this task has no other
    if request.quota_from is not None:
        read_quota_sheet(submitted(attempt, request.quota_from, "quota"))
    options = options_of(request.check, None, settings)
    rows = attempt.scratch / "rows"
    attempt.following.step("read")
    offers = list(_offers(attempt, request, rows))
    attempt.following.step("write")
    planned = plan(offers, settings.reference, options)
    folder = attempt.scratch / "collected"
    folder.mkdir()
    make(planned, lambda name: rows / name, folder / EDITION, folder / PARCELS)
    told = Collected(
        note=planned.note,
        notes=planned.notes,
        unread=planned.unread,
        counties=counties_of_all(planned.offers),
        registered=planned.registered,
    )
    (folder / COLLECTED).write_text(told.model_dump_json(), "utf-8")
    return WorkDone(folder=folder, files=tuple(files_in(folder)))


def files_in(folder: Path) -> Iterator[ReportFile]:
    """Yield what lies in a folder, by its path from there."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        kind = path.suffix.removeprefix(".")
        yield ReportFile(name=name, size=path.stat().st_size, format=kind)


def _offers(attempt: Attempt, request: BatchRequest, rows: Path) -> Iterator[Offer]:
    with attempt.database.reading() as session:
        # One that was cancelled meanwhile is not checked; its parcels are no part of the batch.
        asked = [one for one in members(session, str(attempt.run.batch_id)) if not one[1].finished]
    options, place = options_of(request.check, None, attempt.settings), "member"
    for number, (name, run) in enumerate(asked, start=1):
        try:
            lent = submitted(attempt, run.submission_id, place)
            found = _offered(name, lent, options, rows / name)
        except (UsageError, RefusedError):  # its check says why
            found = Offer(name=name, unreadable=True)
        remove(attempt.scratch / place)
        attempt.following.rule(name, number, len(asked))
        yield found


def _offered(name: str, path: Path, options: CheckOptions, rows: Path) -> Offer:
    try:
        return offered(name, path, options, rows)
    except GouhookError:
        raise
    except Exception:  # one of hundreds must not take the others with it
        log.exception("the parcels of a member could not be read")
        return Offer(name=name, unreadable=True)
