"""The process of one trial: `python -m gouhook_gis.service.trials.child`.

It takes lines of JSON on its standard input: first what it is about, then questions. It answers
the first with `ready` or `refused`, each question with `answer`, `refused` (with the message) or
`failed` (with the incident of the log). It ends when its input does, and dies with the process
that started it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from functools import partial
from pathlib import Path

from gouhook_gis.children.answering import begin, said_of, say
from gouhook_gis.children.processes import bound
from gouhook_gis.domain.message import Message


def main() -> int:
    """Make the case ready, then answer questions."""
    told, answers = begin()
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
    with logs.about(task.run_id):
        work = Work(settings, files, task, folder)
        begun = said_of("ready", work.begin, _shown)
        say(answers, begun)
        if "ready" not in begun:
            return 0
        for line in sys.stdin:
            asked = json.loads(line)
            say(answers, said_of("answer", partial(work.answer, asked), _shown))
    return 0


def _shown(said: Message) -> Message:
    from gouhook_gis.service.runs.execute import without_paths

    return without_paths(said)


if __name__ == "__main__":
    sys.exit(main())
