"""The tasks of a batch on this machine, by real children that fail, hang, die, are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gouhook_gis.batch.running.limits import MIB, TaskLimits, limits_from_settings
from gouhook_gis.batch.running.local import LocalRunner
from gouhook_gis.batch.running.runner import Ended, Task
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import render
from tests.batch.running.odd import LIMITS, ODD, PATIENCE_S, echoes, living, task, until
from tests.support.catalogues import SAMPLE


def done(runner: LocalRunner, tasks: list[Task]) -> dict[str, Ended]:
    """Return what came of each task; each must be told once."""
    told: list[Ended] = []
    runner.run(iter(tasks), told.append)
    assert sorted(ended.task.name for ended in told) == sorted(item.name for item in tasks)
    return {ended.task.name: ended for ended in told}


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE.parent)  # where `tests` is found by the children


def test_what_goes_wrong_is_told_and_the_rest_goes_on(capfd: pytest.CaptureFixture[str]) -> None:
    """Each in its own way, among others; what was refused, was too large or failed ends once."""
    odd = [
        task("refused", "refuse"),
        task("crashed", "crash"),
        task("large", "eat", bytes=2048 * MIB),
        task("stuck", "wait"),
        task("dead", "die"),
        task("loud", "print"),
    ]
    tasks = [*echoes(6), *odd, *[task("last", "echo", value=99)]]
    ended = done(LocalRunner(2, LIMITS, ODD), tasks)
    answers = {name: item.answer for name, item in ended.items() if item.answer is not None}
    assert {name: answer.get("value") for name, answer in answers.items()} == {
        **{f"t{number}": number for number in range(6)},
        "last": 99,
        "loud": None,
    }
    reasons = {name: item.reason for name, item in ended.items() if item.reason is not None}
    assert {name: (reason.id, reason.params) for name, reason in reasons.items()} == {
        "refused": ("pack.unknown_profile", {"name": "nowhere", "known": ["sichuan"]}),
        "crashed": ("batch_running.failed", {"incident": reasons["crashed"].params["incident"]}),
        "large": ("batch_running.memory", {"mib": 1024}),
        "stuck": ("batch_running.memory", {"mib": 1024}),
        "dead": ("batch_running.died", {"times": 2}),
    }
    said = capfd.readouterr().err
    assert f"incident {reasons['crashed'].params['incident']}" in said
    assert "a mistake of ours" in said
    assert "1024 MiB" in render(reasons["large"])


def test_a_task_beyond_its_time_ends_with_what_it_started() -> None:
    """Its child is killed, once; that of the next task is another."""
    runner = LocalRunner(1, LIMITS.model_copy(update={"seconds": 5}), ODD)
    tasks = [task("before", "echo", value=1), task("hangs", "hang"), task("after", "echo", value=2)]
    ended = done(runner, tasks)
    reason, before, after = ended["hangs"].reason, ended["before"].answer, ended["after"].answer
    assert reason is not None
    assert (reason.id, reason.params) == ("batch_running.too_long", {"seconds": 5})
    assert 5 <= ended["hangs"].wall_s < PATIENCE_S
    assert before is not None
    assert after is not None
    assert before["pid"] != after["pid"]
    assert not living(int(str(before["pid"])))


def test_a_child_killed_from_outside_loses_nothing(tmp_path: Path) -> None:
    """Both hold a task, one is killed (as with kill -9): its task is done again, in a new child."""
    log, go = tmp_path / "log", tmp_path / "go"
    held = [task(f"h{n}", "hold", value=n, log=str(log), until=str(go)) for n in range(2)]
    told: list[Ended] = []
    began: list[str] = []

    def begins(item: Task) -> None:
        began.append(item.name)
        if len(began) == 2:
            until(lambda: log.exists() and len(log.read_text("utf-8").splitlines()) == 2)
            os.kill(int(log.read_text("utf-8").split()[1]), signal.SIGKILL)
            until(lambda: len(log.read_text("utf-8").splitlines()) == 3)
            go.touch()

    LocalRunner(2, LIMITS, ODD).run(iter([*held, *echoes(5)]), told.append, begins)
    assert all(ended.reason is None for ended in told)
    values = {ended.task.name: (ended.answer or {})["value"] for ended in told}
    assert values == {"h0": 0, "h1": 1, **{f"t{number}": number for number in range(5)}}
    assert len(told) == 7
    lines = [line.split() for line in log.read_text("utf-8").splitlines()]
    assert lines[2][0] == lines[0][0]  # the one that was cut off, and no other
    assert lines[2][1] not in {lines[0][1], lines[1][1]}


def test_it_says_what_a_task_took() -> None:
    """Its processor time and its own peak: not that of the larger one before it."""
    runner = LocalRunner(1, LIMITS, ODD)
    large = task("large", "burn", seconds=0.3, bytes=200 * MIB)
    small = task("small", "burn", seconds=0.0, bytes=1)
    ended = done(runner, [large, small])
    took, little = ended["large"], ended["small"]
    assert took.cpu_s is not None
    assert little.cpu_s is not None
    assert 0.3 <= took.cpu_s <= took.wall_s + 0.1
    assert little.cpu_s < 0.3
    assert took.peak_bytes is not None
    assert little.peak_bytes is not None
    assert 200 * MIB <= took.peak_bytes < 1024 * MIB
    assert little.peak_bytes < 200 * MIB


def test_tasks_are_taken_as_they_can_be_done() -> None:
    """Ten thousand submissions are not all asked for before the first is checked."""
    taken: list[str] = []
    ahead: list[int] = []

    def coming() -> Any:
        for item in echoes(12):
            taken.append(item.name)
            yield item

    ended = 0

    def hear(_: Ended) -> None:
        nonlocal ended
        ended += 1
        ahead.append(len(taken) - ended)

    LocalRunner(1, LIMITS, ODD).run(coming(), hear)
    assert ended == 12
    assert max(ahead) <= 2


def test_an_exception_of_the_caller_ends_the_children(tmp_path: Path) -> None:
    """As with Ctrl-C in a program that does more than a batch."""
    log = tmp_path / "log"
    held = task("held", "hold", value=0, log=str(log), until=str(tmp_path / "never"))

    def hear(_: Ended) -> None:
        until(log.exists)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        LocalRunner(2, LIMITS, ODD).run(iter([held, *echoes(1)]), hear)
    assert not living(int(log.read_text("utf-8").split()[1]))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_child_outlives_the_batch(number: int, tmp_path: Path) -> None:
    """Neither after Ctrl-C nor where the batch is killed."""
    log = tmp_path / "log"
    tasks = [{"do": "hold", "value": n, "log": str(log), "until": "/nowhere"} for n in range(2)]
    program = (
        "import json, sys\n"
        "from gouhook_gis.batch.running.local import LocalRunner\n"
        "from gouhook_gis.batch.running.runner import Task\n"
        f"runner = LocalRunner(2, module={ODD!r})\n"
        "runner.run((Task('t', request) for request in json.loads(sys.argv[1])), print)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, json.dumps(tasks)], stderr=subprocess.DEVNULL
    ) as batch:
        until(lambda: log.exists() and len(log.read_text("utf-8").splitlines()) == 2)
        children = [int(line.split()[1]) for line in log.read_text("utf-8").splitlines()]
        batch.send_signal(number)
        assert batch.wait(PATIENCE_S) != 0
    until(lambda: not any(living(child) for child in children))


def test_limits_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the environment, by an option above it; a wrong one is named."""
    assert limits_from_settings() == TaskLimits(seconds=3600, memory_bytes=4096 * MIB)
    monkeypatch.setenv("GOUHOOK_BATCH_SECONDS", "7")
    monkeypatch.setenv("GOUHOOK_BATCH_MEMORY_BYTES", "")
    assert limits_from_settings() == TaskLimits(seconds=7, memory_bytes=4096 * MIB)
    assert limits_from_settings(9).seconds == 9
    monkeypatch.setenv("GOUHOOK_BATCH_SECONDS", "none")
    with pytest.raises(UsageError) as wrong:
        limits_from_settings()
    assert wrong.value.message.params["setting"] == "GOUHOOK_BATCH_SECONDS"
