"""A worker process: `python -m gouhook_gis.service.runs.child`.

It takes lines of JSON on its standard input, first its settings, then what to do, and answers
each of the latter with a line on its standard output. It ends when its input does, and dies with
the process that started it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from gouhook_gis.children.answering import begin, say


def main() -> int:
    """Do what is asked, one thing after the other."""
    told, answers = begin()
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
        say(answers, {"answer": answer(json.loads(line))})
    return 0


if __name__ == "__main__":
    sys.exit(main())
