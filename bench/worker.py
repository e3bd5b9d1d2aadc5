"""One engine in a process of its own, asked over a pipe: seconds, bytes read, memory, areas."""

from __future__ import annotations

import cProfile
import importlib
import io
import multiprocessing
import os
import pstats
import threading
import time
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from bench import ground
from bench.engines import ENGINES
from bench.engines.engine import Place
from bench.table import FEW

_SAMPLE_S = 0.001
_FUNCTIONS = 6


class Worker:
    """An engine, opened in a child; every call waits for its answer."""

    def __init__(self, name: str, place: Place, sizes: Sequence[int]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, own = context.Pipe()
        self._child = context.Process(target=_serve, args=(own, name, place, tuple(sizes)))
        self._child.start()
        own.close()
        self._answer()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the child."""
        self._pipe.send(None)
        self._child.join()

    def call(self, what: str, *words: Any) -> Any:
        """Have the child do `what`; raises RuntimeError with its traceback."""
        self._pipe.send((what, words))
        return self._answer()

    def _answer(self) -> Any:
        done, answer = self._pipe.recv()
        if not done:
            raise RuntimeError(answer)
        return answer


def _serve(pipe: Connection, name: str, place: Place, sizes: Sequence[int]) -> None:
    try:
        asked = _Asked(name, place, sizes)
        pipe.send((True, None))
        while (order := pipe.recv()) is not None:
            what, words = order
            pipe.send((True, getattr(asked, what)(*words)))
    except Exception:  # noqa: BLE001 - the parent prints whatever a peer stumbles over
        pipe.send((False, traceback.format_exc()))


class _Asked:
    """What the child can be told to do."""

    def __init__(self, name: str, place: Place, sizes: Sequence[int]) -> None:
        self.engine, self.place = ENGINES[name](), place
        for module in self.engine.modules:
            importlib.import_module(module)
        self.parcels = {
            size: ground.parcels(place.count, size, project=size == FEW) for size in sizes
        }
        self.before = _anonymous([os.getpid()])
        self.engine.open(place, self.parcels)

    def ask(self, size: int) -> tuple[float, Any]:
        """Return the seconds and the areas of one question."""
        start = time.perf_counter()
        areas = self.engine.ask(self.parcels[size])
        return time.perf_counter() - start, areas

    def cold(self, size: int) -> tuple[float, int]:
        """Have the files dropped from the system's cache; return seconds and bytes read."""
        self.engine.warm_up(self.parcels[size])
        self.engine.open(self.place, self.parcels)
        drop_cache(self.engine.files(self.place))
        before = _bytes_read(self.engine.processes())
        seconds, _ = self.ask(size)
        return seconds, _bytes_read(self.engine.processes()) - before

    def grown(self, size: int) -> int:
        """Return by how many bytes the anonymous memory grew over the bare imports, at most."""
        highest, done = [0], threading.Event()

        def watch() -> None:
            while not done.is_set():
                highest[0] = max(highest[0], _anonymous(self.engine.processes()))
                time.sleep(_SAMPLE_S)

        watcher = threading.Thread(target=watch)
        watcher.start()
        self.ask(size)
        done.set()
        watcher.join()
        return max(highest[0], _anonymous(self.engine.processes())) - self.before

    def profile(self, size: int) -> str:
        """Return in which functions the time of one question goes."""
        profile = cProfile.Profile()
        profile.runcall(self.ask, size)
        text = io.StringIO()
        pstats.Stats(profile, stream=text).sort_stats("tottime").print_stats(_FUNCTIONS)
        lines = text.getvalue().splitlines()
        head = next(i for i, line in enumerate(lines) if "tottime" in line)
        rows = [line.split(None, 5) for line in lines[head + 1 :] if line.strip()]
        return "\n".join(f"    {row[1]:>8} s  {Path(row[5]).name}" for row in rows[:_FUNCTIONS])


def drop_cache(files: Sequence[Path]) -> None:
    """Ask the system to drop files from its cache; what is dirty is written first."""
    os.sync()
    for path in files:
        with path.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _bytes_read(processes: Sequence[int]) -> int:
    return sum(_figure(Path(f"/proc/{pid}/io"), "read_bytes") for pid in processes)


def _anonymous(processes: Sequence[int]) -> int:
    return sum(_figure(Path(f"/proc/{pid}/status"), "RssAnon") for pid in processes) * 1024


def _figure(path: Path, name: str) -> int:
    lines = path.read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])
