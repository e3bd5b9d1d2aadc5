"""What runs in a Dask worker: it looks round, and has tasks done by children as here."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gouhook_gis.batch.running.doing import child_of, done
from gouhook_gis.batch.running.limits import TaskLimits
from gouhook_gis.batch.running.runner import Ended, Task
from gouhook_gis.children.resident import Resident
from gouhook_gis.domain.message import Message, message
from gouhook_gis.engine.versions import versions

if TYPE_CHECKING:
    from distributed import Worker


@dataclass(frozen=True)
class Wanted:
    """What a worker must be and see to take part in a batch: the same software; `paths`, by the
    same names; `mark`, a file that was just made in the folder of the results, in which it may
    write.
    """

    batch: str
    software: dict[str, str]
    paths: tuple[str, ...]
    mark: str | None


@dataclass(frozen=True)
class Work:
    """A task, and by which child it is done."""

    wanted: Wanted
    module: str
    limits: dict[str, int]
    task: Task


# One child a thread of the worker, which lives as long as the worker does.
_own = threading.local()
_changing = threading.Lock()
# Whose task each child has or had last, and which batches are over.
_children: dict[Resident, str] = {}
_over: set[str] = set()


def software() -> dict[str, str]:
    """Return the versions that results depend on; of Python the minor one is enough."""
    found = versions()
    return found | {"python": found["python"].rpartition(".")[0]}


def unfit(wanted: Wanted, worker: str) -> Message | None:
    """Say why this process cannot take part in a batch, None where it can."""
    for name, version in software().items():
        if version != wanted.software.get(name):
            other = wanted.software.get(name, "-")
            return message(
                "batch_running.other_version",
                worker=worker,
                software=name,
                found=version,
                wanted=other,
            )
    for path in wanted.paths:
        if not os.access(path, os.R_OK):
            return message("batch_running.path_unseen", worker=worker, path=path)
    if wanted.mark is not None:
        folder = Path(wanted.mark).parent
        if not Path(wanted.mark).exists() or not os.access(folder, os.W_OK):
            return message("batch_running.folder_not_shared", worker=worker, path=str(folder))
    return None


def look_round(wanted: Wanted, dask_worker: Worker) -> Message | None:
    """Say why this worker cannot take part in a batch, None where it can. By the name of its
    second parameter Dask knows what to pass.
    """
    return unfit(wanted, str(dask_worker.address))


def do_here(work: Work) -> Ended | Message:
    """Have a task done by the child of this thread. A message: this worker came late, and cannot
    take part.
    """
    from distributed import get_worker

    if (why := unfit(work.wanted, str(get_worker().address))) is not None:
        return why
    limits = TaskLimits.model_validate(work.limits)
    child = _child(work.wanted.batch, work.module, limits)
    return done(child, work.task, limits)


def end_here(batch: str) -> None:
    """End the children that work for a batch that is over, or did last."""
    with _changing:
        _over.add(batch)
        ending = [child for child, whose in _children.items() if whose == batch]
        for child in ending:
            del _children[child]
            child.stop()


def _child(batch: str, module: str, limits: TaskLimits) -> Resident:
    kind = module, limits
    with _changing:
        child: Resident | None = getattr(_own, "child", None)
        if child is None or child.stopped or _own.kind != kind:
            if child is not None:
                _children.pop(child, None)
                child.stop()
            child, _own.kind = child_of(module, limits), kind
            _own.child = child
        if batch in _over:
            child.stop()
        _children[child] = batch
        return child
