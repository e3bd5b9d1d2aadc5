"""The log: one JSON object a line, with the run it is about and never a coordinate.

Lines go to standard error and to `logs/<day>.jsonl`, which all processes of the service append
to; old days are removed by the retention.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType

_run: ContextVar[str | None] = ContextVar("run", default=None)
# What a caller may add by `extra=`; anything else a library puts into a record stays out.
_EXTRA = (
    *("run", "incident", "attempt", "worker", "method", "route", "status", "duration_ms"),
    *("audit_line", "audit_hash"),
)
# Fractions and long numbers: in an error of a geometry library they are coordinates.
_NUMBER = re.compile(r"-?(?<![\w.])(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d{5,})(?![\w])")
_OURS = "gouhook_gis"


@contextmanager
def about(run_id: str) -> Iterator[None]:
    """Have every line that this thread logs say which run it is about."""
    token = _run.set(run_id)
    try:
        yield
    finally:
        _run.reset(token)


class JsonLines(logging.Formatter):
    """Makes a line of a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": self._text(record),
            "process": record.process,
        }
        run_id = _run.get()
        if run_id is not None:
            line["run"] = run_id
        line |= {name: value for name in _EXTRA if (value := getattr(record, name, None))}
        if record.exc_info:
            line["error"] = failure(*record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)

    @staticmethod
    def _text(record: logging.LogRecord) -> str:
        text = record.getMessage()
        return text if record.name.startswith(_OURS) else masked(text)


class DailyFile(logging.Handler):
    """Appends to the file of the day; every line is one write, so that processes do not mix."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            day = datetime.fromtimestamp(record.created, UTC).date()
            # A name out of an archive may hold what is no character.
            data = (self.format(record) + "\n").encode(errors="backslashreplace")
            with (self._folder / f"{day.isoformat()}.jsonl").open("ab", buffering=0) as stream:
                stream.write(data)
        except OSError:
            self.handleError(record)


def configure(folder: Path) -> None:
    """Send what is logged in this process to standard error and to `folder`."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
    for handler in (logging.StreamHandler(sys.stderr), DailyFile(folder)):
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)


def masked(text: str) -> str:
    """Return a text without numbers that may be coordinates."""
    return _NUMBER.sub("#", text)


def failure(
    kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> dict[str, object]:
    """Return what is kept of an exception: its class, its masked text, where it came from."""
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    return {
        "class": kind.__name__ if kind else "",
        "text": masked(str(error)),
        "frames": frames,
    }


def remove_older(folder: Path, days: int, today: date) -> int:
    """Remove the files of days more than `days` ago; return how many there were."""
    first_kept = (today - timedelta(days=days)).isoformat()
    old = [path for path in folder.glob("????-??-??.jsonl") if path.stem < first_kept]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
