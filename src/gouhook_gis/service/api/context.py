"""What every request may use: settings, database, files, the rule book."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from gouhook_gis.domain.errors import GouhookError, UsageError
from gouhook_gis.service.accounts.lockout import Strangers
from gouhook_gis.service.accounts.permitted import require_allowed
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.desk import Desk
from gouhook_gis.service.api.limits import Limits
from gouhook_gis.service.api.recorded import Opened
from gouhook_gis.service.batches import Batch
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.errors import ConflictError, GoneError, NotFoundError
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import BatchRequest, CheckRequest, Run, Submission, Task
from gouhook_gis.service.records import batch as batch_of
from gouhook_gis.service.records import first_run
from gouhook_gis.service.records import run as run_of
from gouhook_gis.service.records import submission as submission_of_id
from gouhook_gis.service.settings import Settings
from gouhook_gis.service.trials.keeper import Keeper

if TYPE_CHECKING:
    from gouhook_gis.service.api.oidc.provider import Provider

# What a component of the service says of itself: whether it is well, and in what state.
Probe = Callable[[], tuple[bool, str]]


@dataclass
class Context:
    """One for the whole process. `probes` are components that others look after (the workers),
    `wake` tells them of a new run; `closing` is set when the service stops, so that listeners
    are sent away, and `listeners` are those that follow a run just now. `accounts`: people sign
    in; `hashing` passwords takes 64 MiB each, so two at a time. `provider` is one that vouches for
    people (OpenID Connect); UsageError where it is not told as it must be, or without accounts.
    """

    settings: Settings
    database: Database
    files: Files
    desk: Desk
    probes: Mapping[str, Probe] = field(default_factory=dict)
    wake: Callable[[], None] = lambda: None
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    listeners: int = 0
    accounts: bool = False
    opened: Opened = field(default_factory=Opened)
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    strangers: Strangers = field(default_factory=Strangers)
    limits: Limits = field(init=False)
    trials: Keeper = field(init=False)
    provider: Provider | None = field(init=False)

    def __post_init__(self) -> None:
        """Make what rests on the rest."""
        self.limits = Limits(self.settings)
        self.trials = Keeper(self.settings, self.files)
        self.provider = _provider(self.settings, accounts=self.accounts)


def _provider(settings: Settings, *, accounts: bool) -> Provider | None:
    if settings.oidc_issuer is None:
        return None
    if not accounts:
        raise UsageError("service.oidc_needs_accounts")
    from gouhook_gis.service.api.oidc.provider import Provider

    return Provider(settings)


def context(request: Request) -> Context:
    """Return the context of the process."""
    found = request.app.state.context
    assert isinstance(found, Context)  # noqa: S101 - set where the app is made
    return found


Here = Annotated[Context, Depends(context)]


def wanted_run(session: Session, who: Caller, run_id: str) -> Run:
    """Return a run. NotFoundError where the caller knows of none: that there is one of another
    county is nobody's business.
    """
    found = run_of(session, run_id, who.counties)
    if found is None:
        raise NotFoundError("service.no_run", run=run_id)
    return found


def wanted_submission(session: Session, who: Caller, submission_id: str) -> Submission:
    """Return an upload. NotFoundError where the caller knows of none."""
    found = submission_of_id(session, submission_id, who.counties)
    if found is None:
        raise NotFoundError("service.no_submission", submission=submission_id)
    return found


def with_bytes(session: Session, who: Caller, submission_id: str) -> Submission:
    """Return an upload whose bytes were not taken away. NotFoundError, GoneError."""
    found = wanted_submission(session, who, submission_id)
    if found.deleted is not None:
        raise GoneError("service.submission_gone", submission=submission_id)
    return found


def to_examine(session: Session, who: Caller, submission_id: str) -> Submission:
    """Return an upload that can be checked and looked into: not the file of a reference layer,
    which would be shown whole as parcels, whatever of it the caller may see. NotFoundError,
    GoneError.
    """
    found, first = with_bytes(session, who, submission_id), first_run(session, submission_id)
    if first is not None and first.task is not Task.CHECK:
        raise NotFoundError("service.no_submission", submission=submission_id)
    return found


def earlier_check(session: Session, who: Caller, run_id: str) -> Run:
    """Return a run whose submission can be an earlier version. NotFoundError, ConflictError."""
    found = wanted_run(session, who, run_id)
    if found.task is not Task.CHECK:
        raise ConflictError("service.not_a_check", run=run_id)
    return found


def require_named(session: Session, who: Caller, told: CheckRequest) -> None:
    """Raise NotFoundError, GoneError, ConflictError where an earlier run or facts that a check
    names are not there for the caller.
    """
    if told.previous_run is not None:
        earlier_check(session, who, told.previous_run)
    if told.facts_from is not None:
        with_bytes(session, who, told.facts_from)


def wanted_batch(session: Session, who: Caller, batch_id: str) -> Batch:
    """Return a batch that was not taken away, all of whose members the caller may know of.
    NotFoundError, GoneError.
    """
    found = batch_of(session, batch_id, who.counties)
    if found is None:
        raise NotFoundError("service.no_batch", batch=batch_id)
    if found.deleted is not None:
        raise GoneError("service.batch_gone", batch=found.name)
    return found


def no_report(run: Run) -> ConflictError:
    """Return the error of a run that has no report, not yet or not at all."""
    return ConflictError("service.no_report_yet", run=run.id, status=f"run_status.{run.status}")


def with_results(here: Context, session: Session, who: Caller, run_id: str) -> Run:
    """Return a check whose results were not taken away, and show no more than the caller may see:
    whoever gives any of them out asks here. NotFoundError, GoneError, ForbiddenError; what came of
    a batch is not given out as that of a run (ConflictError).
    """
    found = wanted_run(session, who, run_id)
    if isinstance(found.request, BatchRequest):
        raise ConflictError("service.not_a_check", run=run_id)
    if found.deleted is not None:
        raise GoneError("service.results_gone", run=run_id, day=found.deleted.date().isoformat())
    require_allowed(here.settings, who, found)
    return found


def missing(here: Context, who: Caller, run_id: str, otherwise: GouhookError) -> GouhookError:
    """Return the error of results that are not where they should be: they were taken away since
    they were looked up, else `otherwise`.
    """
    try:
        with here.database.reading() as session:
            with_results(here, session, who, run_id)
    except GoneError as error:
        return error
    return otherwise
