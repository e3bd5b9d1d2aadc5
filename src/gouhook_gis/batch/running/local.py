"""The tasks of a batch done on this machine, by children side by side."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from gouhook_gis.batch.running.doing import CHILD, child_of, done
from gouhook_gis.batch.running.limits import TaskLimits
from gouhook_gis.batch.running.runner import Ended, Task
from gouhook_gis.children.resident import Resident

# So often one looks up from waiting, s: where a wait cannot be interrupted, Ctrl-C is heard then.
_LOOK_S = 0.5
_Said = Task | Ended | BaseException


class LocalRunner:
    """`workers` children, each kept from task to task and asked by a thread of its own; they die
    with this process.
    """

    def __init__(
        self, workers: int | None = None, limits: TaskLimits | None = None, module: str = CHILD
    ) -> None:
        self._workers = workers or processors()
        self._limits = limits or TaskLimits()
        self._module = module
        self._team: _Team | None = None

    @property
    def workers(self) -> int:
        """Return how many tasks are done at once."""
        return self._workers

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the children, and what they have loaded, from one `run` to the next."""
        team = self._team = _Team(self._workers, self._limits, self._module)
        try:
            yield
        finally:
            self._team = None
            team.end()

    def run(
        self,
        tasks: Iterable[Task],
        ended: Callable[[Ended], None],
        began: Callable[[Task], None] = lambda task: None,
    ) -> None:
        """Do all tasks; whatever ends this, no child outlives it. See `Runner`."""
        if self._team is None:
            with self.kept():
                self.run(tasks, ended, began)
            return
        try:
            self._run(self._team, iter(tasks), ended, began)
        except BaseException:
            self._team.end()
            raise

    def _run(
        self,
        team: _Team,
        coming: Iterator[Task],
        ended: Callable[[Ended], None],
        began: Callable[[Task], None],
    ) -> None:
        # One more a child than are being done, so that none waits for what `ended` does.
        waiting = 0
        for task in islice(coming, 2 * self._workers):
            team.todo.put(task)
            waiting += 1
        while waiting:
            heard = team.next()
            if isinstance(heard, Task):
                began(heard)
                continue
            waiting -= 1
            for task in islice(coming, 1):
                team.todo.put(task)
                waiting += 1
            ended(heard)


class _Team:
    """Children and their threads: what is put into `todo` comes back by `next`."""

    def __init__(self, workers: int, limits: TaskLimits, module: str) -> None:
        self.todo: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._said: queue.SimpleQueue[_Said] = queue.SimpleQueue()
        self._limits = limits
        self._children = [child_of(module, limits) for _ in range(workers)]
        self._threads = [
            # They must not keep a process that is ending; its children die with it.
            threading.Thread(target=self._work, args=(child,), daemon=True)
            for child in self._children
        ]
        for thread in self._threads:
            thread.start()

    def next(self) -> Task | Ended:
        """Return a task that began, or what came of one; raise what a thread ended by."""
        while True:
            try:
                heard = self._said.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if isinstance(heard, BaseException):
                raise heard
            return heard

    def end(self) -> None:
        """End the children at once, whatever they do."""
        for child in self._children:
            child.stop()
        for _ in self._threads:
            self.todo.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self, child: Resident) -> None:
        try:
            while (task := self.todo.get()) is not None and not child.stopped:
                self._said.put(task)
                self._said.put(done(child, task, self._limits))
        except BaseException as error:  # noqa: BLE001 - it is raised where somebody waits for it
            self._said.put(error)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
