"""The child's side: a process that is told things, then asked, by lines of JSON on its input."""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sys
import uuid
from collections.abc import Callable
from typing import IO, Any

from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.domain.message import Message
from gouhook_gis.formats.lifeline import die_with
from gouhook_gis.lean import leave_out_frames

log = logging.getLogger(__name__)


def begin() -> tuple[dict[str, Any], IO[str]]:
    """Bind this process to its `parent`; return what it was told, and where its answers go.

    To be called before anything heavy is imported: the parent may die while that takes place.
    """
    told: dict[str, Any] = json.loads(sys.stdin.readline())
    die_with(told["parent"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(200_000, 20, 100)  # all that the libraries load stays
    leave_out_frames()
    return told, _own_output()


def say(answers: IO[str], said: dict[str, Any]) -> None:
    """Write one answer."""
    answers.write(json.dumps(said) + "\n")
    answers.flush()


def said_of(
    name: str, make: Callable[[], Any], shown: Callable[[Message], Message] = lambda told: told
) -> dict[str, Any]:
    """Return what comes of `make` under `name`, or why nothing does; a failure must not end the
    process. `refused` is the message of an error of ours, as `shown`, with its `kind`; `failed`
    is the incident under which any other stands in the log.
    """
    try:
        return {name: make()}
    except GouhookError as error:
        message = shown(error.message).model_dump(mode="json")
        return {"refused": message, "kind": type(error).__name__}
    except Exception:
        incident = uuid.uuid4().hex[:12]
        log.exception("incident %s", incident, extra={"incident": incident})
        return {"failed": incident}


def _own_output() -> IO[str]:
    """Keep standard output for answers alone: what a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers
