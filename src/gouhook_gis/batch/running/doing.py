"""Have one task done by a child, however often the child dies."""

from __future__ import annotations

import time

from gouhook_gis.batch.running.child import OutOfMemoryError
from gouhook_gis.batch.running.limits import TaskLimits
from gouhook_gis.batch.running.runner import Ended, Task
from gouhook_gis.children.processes import EndedError, TooLongError
from gouhook_gis.children.resident import Resident
from gouhook_gis.domain.message import Message, message
from gouhook_gis.formats.reading_child import THREADS

CHILD = "gouhook_gis.batch.running.child"
# A child may be killed from outside by mistake; one that dies again dies of its task.
_TIMES = 2


def child_of(module: str, limits: TaskLimits) -> Resident:
    """Return a child that does tasks; it is started when it is first asked."""
    told = {"memory_bytes": limits.memory_bytes}
    return Resident(module, told, greets=True, variables=THREADS)


def done(resident: Resident, task: Task, limits: TaskLimits) -> Ended:
    """Have a task done, and say what came of it: once more where the child died, not again where
    it took too long or needed too much memory, which it would again.
    """
    began = time.monotonic()

    def without(reason: Message) -> Ended:
        return Ended(task, reason=reason, wall_s=time.monotonic() - began)

    for _ in range(_TIMES):
        try:
            said = resident.ask(task.request, limits.seconds)
        except TooLongError:
            return without(message("batch_running.too_long", seconds=limits.seconds))
        except (EndedError, OSError):  # it died, or there was no room to start one
            continue
        if "failed" in said:
            return without(message("batch_running.failed", incident=said["failed"]))
        if "refused" in said:
            if said["kind"] == OutOfMemoryError.__name__:
                resident.drop()  # what it holds is not given back
            return without(Message.model_validate(said["refused"]))
        took = said["wall_s"], said["cpu_s"], said["peak_bytes"]
        return Ended(task, said["answer"], None, *took)
    return without(message("batch_running.died", times=_TIMES))
