"""The tasks of a batch done by the workers of a Dask cluster, each by a child as done here."""

from __future__ import annotations

import logging
import queue
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from gouhook_gis.batch.running.doing import CHILD
from gouhook_gis.batch.running.limits import TaskLimits
from gouhook_gis.batch.running.remote import Wanted, Work, do_here, end_here, look_round, software
from gouhook_gis.batch.running.runner import Ended, Task
from gouhook_gis.domain.errors import UnavailableError, UnreachableError, UsageError
from gouhook_gis.domain.message import Message, message

if TYPE_CHECKING:
    from distributed import Client, Future

    _Held = Future[Ended | Message]

# How often one looks whether there is any worker left, and how long one waits for another, s.
_LOOK_S, _WORKERLESS_S = 1.0, 300.0
# For each worker's slot one task that is being done and one that waits beside it.
_AHEAD = 2


class ClusterRunner:
    """The workers of a Dask cluster at `address` (tcp:// or tls://, as Dask is configured).

    Every worker must run the same software and see `paths` and the folder `shared`, in which all
    results are written, by the same names. `patience_s`: how long a cluster may take to answer.
    """

    def __init__(
        self,
        address: str,
        limits: TaskLimits | None = None,
        paths: Sequence[Path] = (),
        shared: Path | None = None,
        *,
        module: str = CHILD,
        patience_s: float = 15.0,
    ) -> None:
        if find_spec("distributed") is None:
            raise UsageError("batch_running.no_distributed")
        self._address, self._limits = address, limits or TaskLimits()
        self._paths, self._shared = tuple(str(path.absolute()) for path in paths), shared
        self._module, self._patience_s = module, patience_s
        self._slots = 1

    @property
    def workers(self) -> int:
        """Return how many tasks the cluster did at once when it was last asked."""
        return self._slots

    def kept(self) -> AbstractContextManager[None]:
        """Keep nothing: the children of a cluster end with each `run`."""
        return nullcontext()

    def run(
        self,
        tasks: Iterable[Task],
        ended: Callable[[Ended], None],
        began: Callable[[Task], None] = lambda task: None,
    ) -> None:
        """Do all tasks; nobody is told when one begins. See `Runner`.

        Raises UsageError where the cluster cannot be reached or a worker cannot take part, before
        anything is done; UnavailableError where it is lost, or a worker joins that cannot.
        """
        coming, limits = iter(tasks), self._limits.model_dump()
        with self._joined() as (client, wanted):
            held: dict[_Held, Task] = {}
            said: queue.SimpleQueue[_Held] = queue.SimpleQueue()
            try:
                while True:
                    room = _AHEAD * self._count(client) - len(held)
                    for task in islice(coming, max(room, 0)):
                        work = Work(wanted, self._module, limits, task)
                        key = f"gouhook-{uuid.uuid4().hex}"
                        future = client.submit(do_here, work, key=key, pure=False)
                        held[future] = task
                        future.add_done_callback(said.put)
                    if not held:
                        return
                    future = self._next(client, said)
                    ended(self._ended(future, held.pop(future)))
            finally:
                if client.status == "running":
                    with suppress(Exception):  # what ended this is what must be told
                        client.cancel(list(held), force=True)
                        client.run(end_here, wanted.batch, on_error="ignore")

    @contextmanager
    def _joined(self) -> Iterator[tuple[Client, Wanted]]:
        """Give a client of the cluster, all of whose workers can take part."""
        from distributed import Client

        batch = uuid.uuid4().hex
        mark = None if self._shared is None else self._shared.absolute() / f".cluster-{batch}"
        # What it says of lost connections we say ourselves, and its traces are nobody's to read.
        log = logging.getLogger("distributed")
        level = log.level
        log.setLevel(logging.CRITICAL + 1)
        try:
            if mark is not None:
                mark.touch()
            try:
                client = Client(self._address, timeout=self._patience_s, set_as_default=False)
            except Exception as error:
                raise UnreachableError(
                    "batch_running.no_cluster", address=self._address, detail=str(error)
                ) from error
            with client:
                wanted = Wanted(batch, software(), self._paths, None if mark is None else str(mark))
                self._look_round(client, wanted)
                # Thousands of paths are looked for once, and not with each task.
                yield client, replace(wanted, paths=())
        finally:
            log.setLevel(level)
            if mark is not None:
                mark.unlink(missing_ok=True)

    def _look_round(self, client: Client, wanted: Wanted) -> None:
        """Have every worker say whether it can take part. UsageError naming one that cannot."""
        try:
            client.wait_for_workers(1, timeout=self._patience_s)
        except TimeoutError as error:
            raise UnreachableError("batch_running.no_worker", address=self._address) from error
        with self._reached():
            said = client.run(look_round, wanted, on_error="return")
        for worker, why in sorted(said.items()):
            if isinstance(why, Message):
                raise UsageError(why.id, **why.params)
            if isinstance(why, Exception):
                raise UsageError("batch_running.worker_cannot", worker=worker, detail=str(why))

    def _count(self, client: Client) -> int:
        with self._reached():
            self._slots = max(1, sum(client.nthreads().values()))
        return self._slots

    def _next(self, client: Client, said: queue.SimpleQueue[_Held]) -> _Held:
        """Wait until a task has ended. UnavailableError where nobody is left to do it."""
        since = time.monotonic()
        while time.monotonic() - since < _WORKERLESS_S:
            try:
                return said.get(timeout=_LOOK_S)
            except queue.Empty:
                with self._reached():
                    since = time.monotonic() if client.nthreads() else since
        raise UnavailableError("batch_running.no_worker_left", address=self._address)

    def _ended(self, future: _Held, task: Task) -> Ended:
        from distributed import KilledWorker

        with self._reached():
            error = future.exception() if future.status == "error" else None
            said = None if error is not None else future.result()
        if isinstance(error, KilledWorker):
            times = error.allowed_failures + 1
            return Ended(task, reason=message("batch_running.worker_lost", times=times))
        if error is not None:
            raise UnavailableError("batch_running.not_done", detail=str(error)) from error
        if isinstance(said, Message):
            raise UnavailableError(said.id, **said.params)
        assert isinstance(said, Ended)  # noqa: S101 - nothing else is returned
        return said

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Tell a connection that was lost by its name."""
        from distributed import CancelledError
        from distributed.client import ClosedClientError

        try:
            yield
        except (OSError, CancelledError, ClosedClientError) as error:
            raise UnavailableError(
                "batch_running.cluster_lost", address=self._address, detail=str(error)
            ) from error
