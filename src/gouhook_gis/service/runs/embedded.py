"""Embedded: SQLite, and worker processes of the service's own, which die with it."""

from __future__ import annotations

import logging
import threading
import time
from typing import IO

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.catalogue.lock import claim
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import Run
from gouhook_gis.service.records import work
from gouhook_gis.service.retention import keep_house
from gouhook_gis.service.runs.attend import attend
from gouhook_gis.service.runs.worker import Worker
from gouhook_gis.service.settings import Settings

log = logging.getLogger(__name__)
# How long a thread sleeps that nobody wakes, s.
_LOOK_S = 1.0
_HOUSE_S, _MIRROR_S, _MIRROR_LIMIT_S = 3600.0, 60.0, 600.0


class Supervisor:
    """Threads, each with a worker process: it claims a run and attends to it.

    One service at a time may use a data folder. What the one before left unfinished is begun
    anew, and what it left in `tmp/` is removed.
    """

    def __init__(self, settings: Settings, database: Database | None = None) -> None:
        self.settings = settings
        self.files = Files(settings.data)
        self._lock: IO[bytes] | None = None
        self.database = database or Database(settings.url)
        self._workers = [Worker(settings) for _ in range(settings.workers)]
        self._threads: list[threading.Thread] = []
        self._stop = threading.Event()
        self._news = threading.Condition()

    def start(self) -> None:
        """Take the data folder and begin to work. UsageError where another service has it."""
        try:
            self._lock = claim(self.files.root / "service")
        except OSError as error:
            raise UsageError("service.data_in_use", path=str(self.files.root)) from error
        schema.upgrade(self.database)
        with self.database.changing() as session:
            work.take_back(session)
        self.files.sweep(lambda: (), alone=True)
        self._threads = [
            threading.Thread(target=self._work, args=(worker,), name=f"gouhook-{number}")
            for number, worker in enumerate(self._workers)
        ]
        self._threads.append(threading.Thread(target=self._house, name="gouhook-house"))
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there is a new run."""
        with self._news:
            self._news.notify_all()

    def stop(self) -> None:
        """End the workers; runs that are cut off go back to those that wait."""
        self._stop.set()
        self.wake()
        for worker in self._workers:
            worker.stop()
        for thread in self._threads:
            thread.join()
        if self._lock is not None:
            self._lock.close()

    def alive(self) -> int:
        """Return how many worker processes live."""
        return sum(worker.pid is not None for worker in self._workers)

    def _work(self, worker: Worker) -> None:
        mirrors = worker is self._workers[0]  # one of them is enough
        due, run = 0.0, None
        while not self._stop.is_set():
            try:
                worker.ready()
                if mirrors and time.monotonic() >= due:
                    worker.mirror(_MIRROR_LIMIT_S)
                    due = time.monotonic() + _MIRROR_S
                run = run or self._claimed()
                if run is None:
                    self._wait(_LOOK_S)
                else:
                    stopping = self._stop.is_set
                    attend(self.database, self.files, self.settings, worker, run, stopping)
                    run = None
            except Exception:  # a full disk, no memory for a process: the same is tried again
                log.exception("a worker was hindered")
                self._wait(_LOOK_S)

    def _claimed(self) -> Run | None:
        with self.database.reading() as session:
            if work.next_queued(session) is None:
                return None
        with self.database.changing() as session:
            run_id = work.next_queued(session)
            if run_id is None:
                return None
            name = threading.current_thread().name
            return work.begin(session, run_id, name, self.settings.attempts)

    def _house(self) -> None:
        while not self._stop.is_set():
            try:
                keep_house(self.database, self.files, self.settings, alone=False)
            except Exception:  # a full disk, a file held by another: it is tried again
                log.exception("the house was not kept")
            self._stop.wait(_HOUSE_S)

    def _wait(self, seconds: float) -> None:
        with self._news:
            if not self._stop.is_set():
                self._news.wait(seconds)
