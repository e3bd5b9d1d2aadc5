"""What every request may use: settings, database, files, the rule book, and who is calling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from gouhook_gis.domain.model import Model
from gouhook_gis.service.api.desk import Desk
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.errors import ConflictError, GoneError, NotFoundError
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import Run, Submission
from gouhook_gis.service.records import run as run_of
from gouhook_gis.service.records import submission as submission_of_id
from gouhook_gis.service.settings import Settings
from gouhook_gis.service.trials.keeper import Keeper

# What a component of the service says of itself: whether it is well, and in what state.
Probe = Callable[[], tuple[bool, str]]


@dataclass
class Context:
    """One for the whole process. `probes` are components that others look after (the workers),
    `wake` tells them of a new run; `closing` is set when the service stops, so that listeners
    are sent away, and `listeners` are those that follow a run just now.
    """

    settings: Settings
    database: Database
    files: Files
    desk: Desk
    probes: Mapping[str, Probe] = field(default_factory=dict)
    wake: Callable[[], None] = lambda: None
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    listeners: int = 0
    trials: Keeper = field(init=False)

    def __post_init__(self) -> None:
        """Make what rests on the rest."""
        self.trials = Keeper(self.settings, self.files)


class Caller(Model):
    """Who is calling; `name` is the actor in the audit."""

    name: str


def context(request: Request) -> Context:
    """Return the context of the process."""
    found = request.app.state.context
    assert isinstance(found, Context)  # noqa: S101 - set where the app is made
    return found


def caller() -> Caller:
    """Return the one local user: without accounts the service answers on loopback alone."""
    return Caller(name="local")


Here = Annotated[Context, Depends(context)]
Who = Annotated[Caller, Depends(caller)]


def wanted_run(session: Session, run_id: str) -> Run:
    """Return a run. NotFoundError where there is none."""
    found = run_of(session, run_id)
    if found is None:
        raise NotFoundError("service.no_run", run=run_id)
    return found


def wanted_submission(session: Session, submission_id: str) -> Submission:
    """Return an upload. NotFoundError where there is none."""
    found = submission_of_id(session, submission_id)
    if found is None:
        raise NotFoundError("service.no_submission", submission=submission_id)
    return found


def with_bytes(session: Session, submission_id: str) -> Submission:
    """Return an upload whose bytes were not taken away. NotFoundError, GoneError."""
    found = wanted_submission(session, submission_id)
    if found.deleted is not None:
        raise GoneError("service.submission_gone", submission=submission_id)
    return found


def no_report(run: Run) -> ConflictError:
    """Return the error of a run that has no report, not yet or not at all."""
    return ConflictError("service.no_report_yet", run=run.id, status=f"run_status.{run.status}")


def with_results(session: Session, run_id: str) -> Run:
    """Return a run whose results were not taken away. NotFoundError, GoneError."""
    found = wanted_run(session, run_id)
    if found.deleted is not None:
        raise GoneError("service.results_gone", run=run_id, day=found.deleted.date().isoformat())
    return found
