"""The tasks of a batch on a real Dask cluster: a scheduler and two workers, as processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from gouhook_gis.batch.running import cluster
from gouhook_gis.batch.running.cluster import ClusterRunner
from gouhook_gis.batch.running.remote import Wanted, software, unfit
from gouhook_gis.batch.running.runner import Ended
from gouhook_gis.domain.errors import UnavailableError, UnreachableError, UsageError
from tests.batch.running.odd import LIMITS, ODD, PATIENCE_S, echoes, living, task, until
from tests.support.catalogues import SAMPLE


@dataclass
class Cluster:
    """A scheduler, and workers of one slot each that are started as they are asked for."""

    scheduler: subprocess.Popen[bytes]
    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def runner(self, **told: Any) -> ClusterRunner:
        return ClusterRunner(self.address, LIMITS, module=ODD, patience_s=PATIENCE_S, **told)

    def start(self) -> None:
        """Start a worker; nobody begins one anew that dies."""
        words = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"]
        self.workers.append(begin("dask_worker", self.address, *words, folder=self.folder))


def begin(program: str, *words: str, folder: Path) -> subprocess.Popen[bytes]:
    with (folder / f"{program}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *words],
            cwd=SAMPLE.parent,  # where `tests` is found by the children
            env={**os.environ, "DASK_TEMPORARY_DIRECTORY": str(folder)},
            stdout=log,
            stderr=log,
        )


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    scheduler = begin("dask_scheduler", *words, folder=folder)
    until(lambda: file.exists() and file.read_text("utf-8").endswith("}"))
    made = Cluster(scheduler, json.loads(file.read_text("utf-8"))["address"], folder)
    made.start()
    made.start()
    with Client(made.address, timeout=PATIENCE_S, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE_S)
    yield made
    for process in [*made.workers, scheduler]:
        process.kill()
        process.wait()


def test_the_same_as_here(dask: Cluster, tmp_path: Path) -> None:
    """Answers, reasons, each once; two at a time; the children end with the batch."""
    runner = dask.runner(shared=tmp_path, paths=[SAMPLE])
    odd = [task("refused", "refuse"), task("large", "eat", bytes=2**31), task("dead", "die")]
    told: list[Ended] = []
    runner.run(iter([*odd, *echoes(20)]), told.append)
    by_name = {ended.task.name: ended for ended in told}
    assert len(told) == len(by_name) == 23
    assert runner.workers == 2
    reasons = {name: ended.reason.id for name, ended in by_name.items() if ended.reason is not None}
    assert reasons == {
        "refused": "pack.unknown_profile",
        "large": "batch_running.memory",
        "dead": "batch_running.died",
    }
    answers = {name: ended.answer for name, ended in by_name.items() if ended.answer is not None}
    assert {name: answer["value"] for name, answer in answers.items()} == {
        f"t{number}": number for number in range(20)
    }
    assert by_name["t3"].cpu_s is not None
    pids = {int(str(answer["pid"])) for answer in answers.values()}
    until(lambda: not any(living(pid) for pid in pids))
    assert [*tmp_path.iterdir()] == []  # the mark by which a shared folder is known is gone


def test_a_worker_that_is_killed_loses_nothing(dask: Cluster, tmp_path: Path) -> None:
    """Both hold a task; one is killed (kill -9), its child with it: the task is done elsewhere."""
    log, go = tmp_path / "log", tmp_path / "go"
    runner = dask.runner()
    held = [task(f"h{n}", "hold", value=n, log=str(log), until=str(go)) for n in range(2)]
    told: list[Ended] = []

    def lines() -> list[list[str]]:
        return [line.split() for line in log.read_text("utf-8").splitlines()]

    def kill() -> None:
        until(lambda: log.exists() and len(lines()) == 2)
        child = int(lines()[0][1])
        status = Path(f"/proc/{child}/status").read_text("utf-8")
        os.kill(int(status.partition("PPid:")[2].split()[0]), signal.SIGKILL)
        until(lambda: not living(child))
        go.touch()

    killing = threading.Thread(target=kill)
    killing.start()
    runner.run(iter([*held, *echoes(6)]), told.append)
    killing.join()
    assert sorted(ended.task.name for ended in told) == ["h0", "h1", *(f"t{n}" for n in range(6))]
    assert all(ended.reason is None for ended in told)
    assert {ended.task.name: (ended.answer or {})["value"] for ended in told}["h0"] == 0
    assert len(lines()) == 3
    assert lines()[2][0] == lines()[0][0]
    assert sum(worker.poll() is None for worker in dask.workers) == 1


def test_ctrl_c_ends_the_children_of_the_workers(dask: Cluster, tmp_path: Path) -> None:
    """What is being done is cut off, and what waits is not begun."""
    log = tmp_path / "log"
    held = [task("held", "hold", value=0, log=str(log), until=str(tmp_path / "never"))]

    def hear(_: Ended) -> None:
        until(log.exists)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dask.runner().run(iter([*echoes(1), *held, *echoes(30)]), hear)
    child = int(log.read_text("utf-8").split()[1])
    until(lambda: not living(child))


def test_a_worker_that_cannot_take_part_is_named(dask: Cluster, tmp_path: Path) -> None:
    """Before anything is done."""
    missing = tmp_path / "参考图层"
    with pytest.raises(UsageError) as wrong:
        dask.runner(paths=[missing]).run(iter(echoes(1)), print)
    said = wrong.value.message
    assert said.id == "batch_running.path_unseen"
    assert said.params["path"] == str(missing)
    assert str(said.params["worker"]).startswith("tcp://127.0.0.1:")
    ours = software()
    assert unfit(Wanted("b", ours, (), None), "w") is None
    other = unfit(Wanted("b", {**ours, "geos": "3.0.0"}, (), None), "w")
    assert other is not None
    assert (other.id, other.params["software"], other.params["wanted"]) == (
        "batch_running.other_version",
        "geos",
        "3.0.0",
    )
    alone = unfit(Wanted("b", ours, (), str(tmp_path / "mark")), "w")
    assert alone is not None
    assert (alone.id, alone.params["path"]) == ("batch_running.folder_not_shared", str(tmp_path))


def test_where_there_is_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens, the address is none, Dask is not installed."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        for place in (address, "nonsense://x", "tls://127.0.0.1:1"):
            began = time.monotonic()
            with pytest.raises(UnreachableError) as away:
                ClusterRunner(place, LIMITS, patience_s=1).run(iter(echoes(1)), print)
            assert away.value.message.params["address"] == place
            assert time.monotonic() - began < 60
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as missing:
        ClusterRunner(address)
    assert missing.value.message.id == "batch_running.no_distributed"


def test_a_cluster_that_is_lost_is_told(dask: Cluster, tmp_path: Path) -> None:
    """Its scheduler is killed in the middle; last, for there is no cluster behind this."""
    log = tmp_path / "log"
    held = [task("held", "hold", value=0, log=str(log), until=str(tmp_path / "never"))]

    def hear(_: Ended) -> None:
        until(log.exists)
        dask.scheduler.kill()

    with pytest.raises(UnavailableError) as lost:
        dask.runner().run(iter([*echoes(1), *held]), hear)
    assert lost.value.message.id == "batch_running.cluster_lost"
    assert lost.value.message.params["address"] == dask.address
