"""A child that does tasks of a batch: `python -m gouhook_gis.batch.running.child`.

It takes lines of JSON on its standard input, first its limits and its parent's number, then
requests. It says `ready`, then answers each request with a line: `answer`, `refused` (the message)
or `failed` (the incident; its trace is on the standard error), and what that took. It ends when
its input does, and dies with the process that started it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import IO, Any, NoReturn

from gouhook_gis.batch.running.limits import MIB
from gouhook_gis.children.answering import begin, said_of, say
from gouhook_gis.children.processes import bound
from gouhook_gis.children.spent import Spent
from gouhook_gis.domain.errors import GouhookError, out_of_memory

Perform = Callable[[dict[str, Any]], dict[str, Any]]


class OutOfMemoryError(GouhookError):
    """What was asked for needs more memory than a child may have."""


def main(load: Callable[[], Perform]) -> int:
    """Do what is asked, one thing after the other, by what `load` returns."""
    told, answers = begin()
    limit = told["memory_bytes"]
    bound(limit)
    _end_where_no_thread_begins(answers, limit)
    perform = load()
    say(answers, {"ready": True})
    for line in sys.stdin:
        spent = Spent()
        said = said_of("answer", partial(_within, limit, perform, json.loads(line)))
        took = {"wall_s": spent.wall_s(), "cpu_s": spent.cpu_s(), "peak_bytes": spent.peak_bytes()}
        say(answers, {**said, **took})
    return 0


def loaded() -> Perform:
    """Load the libraries of a check, once for all tasks."""
    # Imported only now: it takes seconds, and the process must be bound to its parent before.
    from gouhook_gis.formats.reading_zygote import READER

    READER.begin()  # it loads its libraries while this process loads its own
    from gouhook_gis.batch.tasks import perform
    from gouhook_gis.geometry.kernel.ready import LOADER

    LOADER.wait()  # its libraries wait for memory without end where a task has taken all of it
    return perform


def _within(limit: int, perform: Perform, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return perform(request)
    except Exception as error:
        if out_of_memory(error):
            raise _too_much(limit) from error
        raise


def _too_much(limit: int) -> OutOfMemoryError:
    return OutOfMemoryError("batch_running.memory", mib=limit // MIB)


def _end_where_no_thread_begins(answers: IO[str], limit: int) -> None:
    """Have this process say so and end where memory is wanting beside its work: whoever waits for
    a thread that could not begin waits for ever.
    """

    def no_memory() -> NoReturn:
        raise _too_much(limit)

    line = json.dumps(said_of("answer", no_memory)).encode() + b"\n"  # there is memory for it now

    def end(unraisable: sys.UnraisableHookArgs) -> None:
        if unraisable.exc_value is not None and out_of_memory(unraisable.exc_value):
            os.write(answers.fileno(), line)
            os._exit(1)
        sys.__unraisablehook__(unraisable)

    sys.unraisablehook = end


if __name__ == "__main__":
    sys.exit(main(loaded))
