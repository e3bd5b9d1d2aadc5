"""Commands as users type them, in the process of the test: a process of their own costs seconds
each. What is of a process (signals, how it starts and ends) is tested with one.
"""

from __future__ import annotations

import gc
import io
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from gouhook_gis.cli.app import main


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def gouhook(*words: str | Path, cwd: Path | None = None, **variables: str) -> Done:
    """Run `gouhook WORDS` in the folder `cwd` with `variables` of the environment besides."""
    ender, threshold = signal.getsignal(signal.SIGTERM), gc.get_threshold()
    said, complained = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(said),
        redirect_stderr(complained),
    ):
        patch.setattr(sys, "argv", ["gouhook", *map(str, words)])
        patch.setattr(sys, "meta_path", [*sys.meta_path])  # to which a command adds
        for name, value in {"NO_COLOR": "1", "COLUMNS": "120", **variables}.items():
            patch.setenv(name, value)
        if cwd is not None:
            patch.chdir(cwd)
        try:
            with pytest.raises(SystemExit) as ended:
                main()
        finally:
            signal.signal(signal.SIGTERM, ender)
            gc.set_threshold(*threshold)
    return Done(int(ended.value.code or 0), said.getvalue(), complained.getvalue())
