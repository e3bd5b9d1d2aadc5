"""Deployed: PostgreSQL and Procrastinate, any number of `gouhook worker` on any machine.

A job says that a run is there; the run itself is its row. A worker that is silent for
`stalled_seconds` is taken for dead: its jobs are given to others, which begin its runs anew.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from sqlalchemy.exc import DBAPIError

from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.database.queue import QUEUE, TASK, enqueue
from gouhook_gis.service.files import Files
from gouhook_gis.service.records import work
from gouhook_gis.service.retention import keep_house
from gouhook_gis.service.runs.attend import attend
from gouhook_gis.service.runs.worker import Worker
from gouhook_gis.service.settings import Settings

log = logging.getLogger(__name__)
_PAUSE_S, _HOUSE_S, _MIRROR_LIMIT_S = 2.0, 60.0, 600.0
# How long a job that is over can be looked at, h; the run says all that matters.
_JOB_HOURS = 24
_AWAY = (ConnectorException, psycopg.Error, DBAPIError, OSError)


class Crew:
    """The worker processes of one `gouhook worker`, and what goes on beside them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.files = Files(settings.data)
        self.database = Database(settings.url, pool=settings.workers + 2)
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._own = threading.local()
        self._workers: list[Worker] = []
        self._stop = threading.Event()
        # Its threads live as long as the crew: a worker process dies with the one that started it.
        self._threads = ThreadPoolExecutor(settings.workers, thread_name_prefix="gouhook")

    def run(self) -> None:
        """Work until a signal says to stop. UsageError where the tables are not there."""
        schema.require_current(self.database)
        for _ in range(self.settings.workers):
            self._threads.submit(self._ready)
        try:
            asyncio.run(self._run())
        finally:
            self.stop()
            self._threads.shutdown()
            self.database.close()

    def stop(self) -> None:
        """End the worker processes; their runs go back to those that wait."""
        self._stop.set()
        for worker in self._workers:
            worker.stop()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()

        def end() -> None:
            self.stop()
            ended.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):  # Windows: Ctrl-C ends the loop
                loop.add_signal_handler(number, end)
        while not ended.is_set():
            try:
                await self._connected(ended)
            except _AWAY:
                log.exception("the database is away: trying again")
                with suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), _PAUSE_S)

    async def _connected(self, ended: asyncio.Event) -> None:
        """Work as long as there is a connection."""
        app = self._app()
        silence = float(self.settings.stalled_seconds)
        async with app.open_async():
            parts = [
                asyncio.ensure_future(part)
                for part in (
                    app.run_worker_async(
                        queues=[QUEUE],
                        name=self.name,
                        concurrency=self.settings.workers,
                        fetch_job_polling_interval=_PAUSE_S,
                        install_signal_handlers=False,
                        update_heartbeat_interval=silence / 3,
                        stalled_worker_timeout=silence,
                        delete_jobs="successful",
                    ),
                    self._look_after(app, silence),
                    ended.wait(),
                )
            ]
            try:
                done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for part in parts:
                    part.cancel()
                await asyncio.gather(*parts, return_exceptions=True)
            for part in done:
                part.result()

    def _app(self) -> App:
        connector = PsycopgConnector(
            conninfo=self.database.conninfo, min_size=1, max_size=4, timeout=10
        )
        app = App(connector=connector)

        @app.task(name=TASK, queue=QUEUE)
        async def attend_to(run_id: str) -> None:
            # Whatever becomes of the waiting, the thread attends to the run until it has an end.
            loop = asyncio.get_running_loop()
            await asyncio.shield(loop.run_in_executor(self._threads, self._attend, run_id))

        return app

    def _attend(self, run_id: str) -> None:
        if self._stop.is_set():
            return
        with self.database.changing() as session:
            begun = work.begin(session, run_id, self.name, self.settings.attempts)
        if begun is not None:
            stopping = self._stop.is_set
            attend(self.database, self.files, self.settings, self._mine(), begun, stopping)

    def _mine(self) -> Worker:
        """Return the worker process of this thread."""
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            worker = self._own.worker = Worker(self.settings)
            self._workers.append(worker)
        return worker

    def _ready(self) -> None:
        self._mine().ready()

    async def _look_after(self, app: App, silence: float) -> None:
        """Take over what nobody does, keep house, and list the layers, again and again."""
        due = 0.0
        loop = asyncio.get_running_loop()
        while True:
            for job in await app.job_manager.get_stalled_jobs(
                queue=QUEUE, seconds_since_heartbeat=silence
            ):
                log.warning("taken over from a silent worker", extra={"run": job.lock})
                await app.job_manager.retry_job(job)
            known = await _known(app)
            await asyncio.to_thread(self._call_again, known, silence)
            if loop.time() >= due:
                await asyncio.to_thread(self._house)
                await app.job_manager.delete_old_jobs(
                    _JOB_HOURS, QUEUE, include_failed=True, include_aborted=True
                )
                due = loop.time() + _HOUSE_S
            await asyncio.sleep(silence / 3)

    def _call_again(self, known: set[str | None], silence: float) -> None:
        """Call for the runs that no job speaks of: its worker lost the database."""
        before = datetime.now(UTC) - timedelta(seconds=silence)
        with self.database.changing() as session:
            for run_id in work.unfinished(session, before):
                if run_id not in known:
                    log.warning("nobody attends to it", extra={"run": run_id})
                    enqueue(session, run_id)

    def _house(self) -> None:
        keep_house(self.database, self.files, self.settings, alone=False)
        self._threads.submit(self._mirror)

    def _mirror(self) -> None:
        self._mine().mirror(_MIRROR_LIMIT_S)


async def _known(app: App) -> set[str | None]:
    """Return the runs that a job waits for, or attends to."""
    jobs: list[str | None] = []
    for status in (Status.TODO, Status.DOING):
        found = await app.job_manager.list_jobs_async(queue=QUEUE, status=status.value)
        jobs += [job.lock for job in found]
    return set(jobs)
