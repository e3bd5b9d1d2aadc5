"""The job queue on PostgreSQL: a job is a word that a run is there, in the run's transaction."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from procrastinate import App

TASK, QUEUE = "gouhook.run", "runs"
_LIVING = text(
    "SELECT count(*) FROM procrastinate_workers"
    " WHERE last_heartbeat > now() - make_interval(secs => :seconds)"
)


def enqueue(session: Session, run_id: str, *, after_others: bool = False) -> None:
    """Call a worker for a run, as soon as this transaction is in force; nothing on SQLite, where
    the service looks itself. `after_others`: when no other waits.

    `lock` lets one worker at a time attend to a run.
    """
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    job = _app().configure_task(
        TASK,
        queue=QUEUE,
        lock=run_id,
        priority=-1 if after_others else 0,
        connection=connection.connection.driver_connection,
    )
    job.defer(run_id=run_id)


def living(session: Session, seconds: float) -> int:
    """Return how many `gouhook worker` have given a sign of life in the last `seconds`."""
    return session.scalar(_LIVING, {"seconds": seconds}) or 0


@cache
def _app() -> App:
    # It never opens a connection of its own: jobs are written through the session's.
    from procrastinate import App, SyncPsycopgConnector

    return App(connector=SyncPsycopgConnector())
