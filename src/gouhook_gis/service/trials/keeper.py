"""Keeps the trials: who has one, how long nobody asked it anything, and which gives way."""

from __future__ import annotations

import asyncio
import logging
import os
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from gouhook_gis.children.processes import EndedError, TooLongError
from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.domain.message import Message, message, render
from gouhook_gis.domain.trial import Cuttable, Trial
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.errors import (
    BusyError,
    ConflictError,
    GoneError,
    NotFoundError,
    TooManyError,
)
from gouhook_gis.service.files import Files, remove
from gouhook_gis.service.settings import Settings
from gouhook_gis.service.trials.process import Process
from gouhook_gis.service.trials.task import TrialTask

_LOG = logging.getLogger(__name__)
_LOOK_S = 1.0
# Trials that are over are remembered, to say so.
_REMEMBERED = 1000
_SOON_S = 5
_NOBODY = "-"  # the id of no account
_CUTTABLE: TypeAdapter[tuple[Cuttable, ...]] = TypeAdapter(tuple[Cuttable, ...])


@dataclass
class _Kept:
    """A trial, its process, what it may write to, and whose it is; `used` is when it was last
    asked.
    """

    trial: Trial
    process: Process
    folder: Path
    who: Caller
    used: float = field(default_factory=time.monotonic)
    getting_ready: asyncio.Task[None] | None = None


class Keeper:
    """All trials of this service; used in its event loop alone. They end with it."""

    def __init__(self, settings: Settings, files: Files) -> None:
        self._settings, self._files = settings, files
        self._kept: dict[str, _Kept] = {}
        self._over: OrderedDict[str, str | None] = OrderedDict()
        self._watching: asyncio.Task[None] | None = None
        self._making = asyncio.Lock()

    async def begin(self, who: Caller, task: TrialTask) -> Trial:
        """Begin a trial; it is `starting`. Where there are too many the one that was idle for
        longest gives way; where the account has too many, that of its own. BusyError,
        TooManyError where none is idle.
        """
        if not self._settings.trials:
            raise ConflictError("trial.switched_off")
        async with self._making:
            own = [kept for kept in self._kept.values() if kept.who.account_id == who.account_id]
            if who.account_id is not None and len(own) >= self._settings.account_trials:
                limit = self._settings.account_trials
                await self._make_room(
                    own, TooManyError("trial.full_own", after=_SOON_S, limit=limit)
                )
            if len(self._kept) >= self._settings.trials:
                full = BusyError("trial.full", limit=self._settings.trials)
                await self._make_room(self._kept.values(), full)
            trial = Trial(id=uuid.uuid4().hex, run_id=task.run_id, state="starting")
            folder = self._files.trial(trial.id)
            folder.mkdir()
            process = await Process.start(self._settings, task, folder)
            kept = self._kept[trial.id] = _Kept(trial, process, folder, who)
        kept.getting_ready = asyncio.create_task(self._get_ready(kept))
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch())
        return trial

    def state(self, who: Caller, trial_id: str) -> Trial:
        """Return a trial as it is. NotFoundError, GoneError."""
        return self._found(who, trial_id).trial

    def folder(self, who: Caller, trial_id: str) -> Path:
        """Return the folder of a trial that is ready. ConflictError where it is not."""
        return self._ready(who, trial_id).folder

    async def ask(self, who: Caller, trial_id: str, question: Mapping[str, Any]) -> Any:
        """Return the answer to a question (see `work.Work.answer`). Raises NotFoundError,
        GoneError, ConflictError where it is not ready, BusyError where the process died over it,
        and what it refused.
        """
        kept, seconds = self._ready(who, trial_id), self._settings.trial_seconds
        try:
            return await kept.process.ask(question, seconds)
        except TooLongError as error:
            await self._fail(kept, message("trial.too_long", seconds=seconds))
            raise BusyError("trial.too_long", seconds=seconds) from error
        except EndedError as error:
            if trial_id not in self._kept:  # it was ended while this waited
                raise GoneError("trial.over") from error
            await self._fail(kept, message("trial.crashed"))
            raise BusyError("trial.crashed") from error
        finally:
            self._touch(kept)

    async def end(self, who: Caller, trial_id: str) -> None:
        """End a trial. NotFoundError, GoneError."""
        await self._drop(self._found(who, trial_id))

    def require_same_role(self, who: Caller, trial_id: str) -> None:
        """Raise GoneError where the caller has another role than when it was begun: it is held to
        what that one may see.
        """
        if self._found(who, trial_id).who.role is not who.role:
            raise GoneError("trial.over")

    async def close(self) -> None:
        """End all of them."""
        if self._watching is not None:
            self._watching.cancel()
        for kept in list(self._kept.values()):
            await self._drop(kept)

    def alive(self) -> list[int]:
        """Return the numbers of the processes."""
        return [kept.process.pid for kept in self._kept.values() if kept.trial.state != "failed"]

    async def _get_ready(self, kept: _Kept) -> None:
        limit = self._settings.trial_seconds
        try:
            said = await kept.process.begun(limit)
        except (GouhookError, TooLongError, EndedError) as error:
            # One that was ended meanwhile is nobody's failure.
            if kept.trial.id in self._kept:
                await self._fail(kept, _reason(error, limit))
            return
        told = said["message"] and Message.model_validate(said["message"])
        changes = {"state": "ready", "cuttable": _CUTTABLE.validate_python(said["cuttable"])}
        kept.trial = kept.trial.model_copy(update=changes | _texts(told))
        self._touch(kept)

    async def _fail(self, kept: _Kept, said: Message) -> None:
        """End the process of a trial that stays to say why."""
        _LOG.warning("a trial failed: %s", said.id, extra={"run": kept.trial.run_id})
        kept.trial = kept.trial.model_copy(update={"state": "failed"} | _texts(said))
        self._touch(kept)  # it may have taken longer than it stays unasked
        await kept.process.stop()
        await asyncio.to_thread(remove, kept.folder)

    async def _make_room(self, among: Iterable[_Kept], full: Exception) -> None:
        """End the one that was idle for longest; raise `full` where none is idle."""
        idle = [kept for kept in among if not kept.process.busy]
        if not idle:
            raise full
        await self._drop(min(idle, key=lambda kept: kept.used))

    async def _drop(self, kept: _Kept) -> None:
        if self._kept.pop(kept.trial.id, None) is None:
            return
        self._over[kept.trial.id] = kept.who.account_id
        while len(self._over) > _REMEMBERED:
            self._over.popitem(last=False)
        await kept.process.stop()
        if kept.getting_ready is not None:
            with suppress(asyncio.CancelledError):
                await kept.getting_ready
        await asyncio.to_thread(remove, kept.folder)

    async def _watch(self) -> None:
        """End trials that nobody asks any more."""
        while True:
            await asyncio.sleep(_LOOK_S)
            late = time.monotonic() - self._settings.trial_idle_seconds
            for kept in list(self._kept.values()):
                if kept.used < late and not kept.process.busy:
                    await self._drop(kept)

    def _touch(self, kept: _Kept) -> None:
        kept.used = time.monotonic()
        with suppress(FileNotFoundError):  # what is swept as left behind is old
            os.utime(kept.folder)

    def _found(self, who: Caller, trial_id: str) -> _Kept:
        """Return a trial of this account: that others have one is nobody's business."""
        if self._over.get(trial_id, _NOBODY) == who.account_id:
            raise GoneError("trial.over")
        kept = self._kept.get(trial_id)
        if kept is None or kept.who.account_id != who.account_id:
            raise NotFoundError("trial.none")
        return kept

    def _ready(self, who: Caller, trial_id: str) -> _Kept:
        kept = self._found(who, trial_id)
        if kept.trial.state != "ready":
            raise ConflictError(
                "trial.starting" if kept.trial.state == "starting" else "trial.failed"
            )
        self._touch(kept)
        return kept


def _reason(error: Exception, seconds: float) -> Message:
    if isinstance(error, GouhookError):
        return error.message
    if isinstance(error, TooLongError):
        return message("trial.too_long", seconds=seconds)
    return message("trial.crashed")


def _texts(said: Message | None) -> dict[str, str]:
    if said is None:
        return {}
    return {"message_zh": render(said, "zh"), "message_en": render(said, "en")}
