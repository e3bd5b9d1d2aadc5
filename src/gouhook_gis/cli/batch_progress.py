"""How far a batch is: a bar where somebody looks, and a printed line a member as it ends."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from gouhook_gis.domain.batch import MemberOutcome
from gouhook_gis.domain.message import Message, message
from gouhook_gis.report.voice import Voice


class BatchProgress:
    """Shows members done, failed and the time left; hears of a batch as its `Watch`."""

    def __init__(self, lang: str) -> None:
        self._voice = Voice(lang)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[failed]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=None, failed="")
        self._done = self._total = self._failed = 0

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
        """Clear the bar."""
        self._bar.stop()

    def step(self, name: str, total: int = 0, done: int = 0) -> None:
        """Say which step begins, and how much of it an earlier run has done."""
        said = self._voice.message(message(f"cli.batch.step_{name}"))
        self._done, self._total, self._failed = done, total, 0
        # A new one: the time left is reckoned from what this run does of this step.
        self._bar.remove_task(self._task)
        self._task = self._bar.add_task(said, total=total or None, completed=done, failed="")
        if total:
            self._print(message("cli.batch.step", step=said, total=total, done=done))

    def collected(self, name: str, reason: Message | None) -> None:
        """Count a member that was read; print why one cannot be checked."""
        self._moved(reason)
        if reason is not None:
            self._print(message("cli.batch.refused", name=name, reason=self._voice.message(reason)))

    def checked(self, outcome: MemberOutcome) -> None:
        """Print what came of a member."""
        self._moved(outcome.reason)
        said = self._voice.message(outcome.reason) or self._voice.word(outcome.verdict, "verdict")
        self._print(
            message(
                "cli.batch.line",
                number=self._done,
                total=self._total,
                name=outcome.name,
                outcome=said,
                seconds=f"{outcome.wall_s or 0.0:.1f}",
            )
        )

    def _moved(self, reason: Message | None) -> None:
        self._done += 1
        self._failed += reason is not None
        failed = message("cli.batch.failed", count=self._failed)
        self._bar.update(
            self._task,
            completed=self._done,
            failed=self._voice.message(failed) if self._failed else "",
        )

    def _print(self, item: Message) -> None:
        text = self._voice.message(item)
        if self._bar.disable:
            typer.echo(text)
            return
        # Above the bar, and to where the result of a command belongs.
        self._bar.stop()
        typer.echo(text)
        self._bar.start()
