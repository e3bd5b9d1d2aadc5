"""A worker process: `python -m gouhook_gis.service.runs.child`.

It takes lines of JSON on its standard input, first its settings, then what to do, and answers
each of the latter with a line on its standard output. It ends when its input does, and dies with
the process that started it.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sys
from typing import IO, Any

from gouhook_gis.formats.lifeline import die_with

log = logging.getLogger(__name__)


def main() -> int:
    """Do what is asked, one thing after the other."""
    told = json.loads(sys.stdin.readline())
    die_with(told["parent"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = own_output()
    gc.set_threshold(200_000, 20, 100)  # all that the libraries load stays
    # Imported only now: it takes a second, and the process must be bound to its parent before.
    from gouhook_gis.formats.reading_zygote import READER

    READER.begin()  # it loads its libraries while this process loads its own

    from gouhook_gis.geometry.kernel.ready import LOADER
    from gouhook_gis.service import logs
    from gouhook_gis.service.database.engine import Database
    from gouhook_gis.service.files import Files
    from gouhook_gis.service.runs.execute import execute, mirror_quietly
    from gouhook_gis.service.settings import Settings

    LOADER.begin()
    settings = Settings(**told["settings"])
    files = Files(settings.data)
    logs.configure(files.logs)
    database = Database(settings.url, pool=2)

    def answer(request: dict[str, Any]) -> str:
        if "mirror" in request:
            return "done" if mirror_quietly(database, settings) else "again"
        done = execute(database, files, settings, request["run"], request["attempt"])
        return "done" if done else "again"

    for line in sys.stdin:
        answers.write(json.dumps({"answer": answer(json.loads(line))}) + "\n")
        answers.flush()
    return 0


def own_output() -> IO[str]:
    """Keep standard output for answers alone: what a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    sys.exit(main())
