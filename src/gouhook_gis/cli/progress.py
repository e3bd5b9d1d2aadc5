"""A progress line on stderr, only where somebody looks and only when it takes a while."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from gouhook_gis.domain.message import message, render


class Progress:
    """Shows steps and rules; silent where stderr is no terminal."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        """Begin to show."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clear the line."""
        self._bar.stop()

    def step(self, name: str) -> None:
        """Say which step begins."""
        said = render(message(f"cli.step.{name}"), self.lang)
        self._bar.update(self._task, description=said, total=None)

    def layers(self, step: str, done: int, total: int) -> None:
        """Say how far a step of registering is; `total` 0 is unknown."""
        said = render(message(f"cli.step.layers_{step}"), self.lang)
        said = said if total else f"{said} {done:,}"
        self._bar.update(self._task, description=said, completed=done, total=total or None)

    def rule(self, code: str, done: int, total: int) -> None:
        """Say that the rule `code`, the `done`th of `total`, is finished."""
        self._bar.update(self._task, description=code, completed=done, total=total)

    def patches(self, done: int, total: int) -> None:
        """Say how many patches are compared."""
        self._bar.update(self._task, completed=done, total=total)


class PatientProgress(Progress):
    """Shows how many lines are done, from the third second on."""

    _PATIENCE_S = 2.0

    def __enter__(self) -> Self:
        """Begin to wait."""
        self._begun = time.monotonic()
        return self

    def lines(self, done: int, total: int) -> None:
        """Say how many lines are done."""
        if time.monotonic() - self._begun >= self._PATIENCE_S:
            self._bar.start()
            said = render(message("cli.step.audit_lines", done=done, total=total), self.lang)
            self._bar.update(self._task, description=said, completed=done, total=total)
