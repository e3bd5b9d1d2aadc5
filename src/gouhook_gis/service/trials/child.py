"""The process of one trial: `python -m gouhook_gis.service.trials.child`.

It takes lines of JSON on its standard input: first what it is about, then questions. It answers
the first with `ready` or `refused`, each question with `answer`, `refused` (with the message) or
`failed` (with the incident of the log). It ends when its input does, and dies with the process
that started it.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sys
import tempfile
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.formats.lifeline import die_with
from gouhook_gis.service.children import bound
from gouhook_gis.service.runs.child import own_output

log = logging.getLogger(__name__)


def main() -> int:
    """Make the case ready, then answer questions."""
    told = json.loads(sys.stdin.readline())
    die_with(told["parent"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = own_output()
    gc.set_threshold(200_000, 20, 100)  # all that the libraries load stays
    folder = Path(told["folder"])
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    bound(int(told["settings"]["trial_memory_bytes"]))
    # Imported only now: it takes seconds, and the process must be bound to its parent before.
    from gouhook_gis.formats.reading_zygote import READER

    READER.begin()  # it loads its libraries while this process loads its own
    from gouhook_gis.service import logs
    from gouhook_gis.service.files import Files
    from gouhook_gis.service.settings import Settings
    from gouhook_gis.service.trials.task import TrialTask
    from gouhook_gis.service.trials.work import Work

    settings, task = Settings(**told["settings"]), TrialTask.model_validate(told["task"])
    files = Files(settings.data)
    logs.configure(files.logs)

    def say(name: str, make: Callable[[], Any]) -> bool:
        said = _said(name, make)
        answers.write(json.dumps(said) + "\n")
        answers.flush()
        return name in said

    with logs.about(task.run_id):
        work = Work(settings, files, task, folder)
        if not say("ready", work.begin):
            return 0
        for line in sys.stdin:
            asked = json.loads(line)
            say("answer", partial(work.answer, asked))
    return 0


def _said(name: str, make: Callable[[], Any]) -> dict[str, Any]:
    """Return what comes of `make`, or why nothing does; a failure must not end the process."""
    try:
        return {name: make()}
    except GouhookError as error:
        from gouhook_gis.service.runs.execute import without_paths

        message = without_paths(error.message).model_dump(mode="json")
        return {"refused": message, "kind": type(error).__name__}
    except Exception:
        incident = uuid.uuid4().hex[:12]
        log.exception("a trial failed", extra={"incident": incident})
        return {"failed": incident}


if __name__ == "__main__":
    sys.exit(main())
