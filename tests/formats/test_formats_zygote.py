"""What readers are forked from outlives them, ends with whom it serves, and passes on nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

from gouhook_gis.formats import sandbox
from gouhook_gis.formats.reading_zygote import LOSSES, Reader
from gouhook_gis.formats.settings import MIB
from tests.formats.readers import acting, forking, gone, parcels, read, said, temporary

__all__ = ["forking", "parcels", "temporary"]


@pytest.fixture
def reader(forking, monkeypatch):
    """The reader that forks, at work."""
    monkeypatch.setattr(sandbox, "READER", forking)
    forking.begin()
    return forking


TRIES = 1200  # of 0.05 s: a machine may be busy


@pytest.fixture
def hanging(parcels):
    """A source at which a reader waits until somebody writes into the pipe that it returns."""
    pipe = parcels.with_suffix(".cpg")
    os.mkfifo(pipe)
    return pipe


def forks(reader, count):
    """Return the forks of a reader as soon as there are `count`."""
    for _ in range(TRIES):
        found = Path(f"/proc/{reader.pid}/task/{reader.pid}/children").read_text().split()
        if len(found) == count:
            return [int(pid) for pid in found]
        time.sleep(0.05)
    pytest.fail(f"{count} forks expected, there are {found}")


def descriptors(pid):
    found = {}
    for one in [*Path(f"/proc/{pid}/fd").iterdir()]:
        with contextlib.suppress(FileNotFoundError):  # it was closed meanwhile
            found[int(one.name)] = str(one.readlink())
    return found


def waits_at(pid, pipe):
    """Wait until a fork copies from a pipe: it opens the copy, then the pipe."""
    for _ in range(TRIES):
        if any(name.endswith(pipe.suffix) for name in descriptors(pid).values()):
            return
        time.sleep(0.05)
    pytest.fail(f"{pid} does not come to {pipe}")


def test_two_hostile_uploads_at_once(reader, hanging, tmp_path, temporary):
    """One hangs, one eats memory, a good one is read beside them."""
    bomb, good = tmp_path / "a.geojson", tmp_path / "good"
    ring = ",".join(f"[{i},{i}]" for i in range(2_000_000))
    bomb.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
        f'"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}]}}'
    )
    good.mkdir()
    for suffix in (".shp", ".shx", ".dbf"):
        source = hanging.with_suffix(suffix)
        if source.exists():
            (good / source.name).write_bytes(source.read_bytes())
    before = reader.pid
    with ThreadPoolExecutor(3) as pool:
        hang = pool.submit(read, hanging.with_suffix(".shp"), wall_seconds=6, cpu_seconds=6)
        eat = pool.submit(read, bomb, memory_bytes=512 * MIB)
        fine = pool.submit(read, good / hanging.with_suffix(".shp").name)
    assert said(hang.result()) == ["F01.time_limit"]
    assert said(eat.result()) == ["F01.memory_limit"]
    assert (said(fine.result()), len(fine.result().layers)) == ([], 1)
    assert reader.pid == before
    assert forks(reader, 0) == []
    assert list(temporary.iterdir()) == []


def test_a_killed_fork_is_told_and_the_next_reading_works(reader, hanging, temporary):
    before = reader.pid
    with ThreadPoolExecutor(1) as pool:
        killed = pool.submit(read, hanging.with_suffix(".shp"), wall_seconds=60, cpu_seconds=60)
        (pid,) = forks(reader, 1)
        os.kill(pid, signal.SIGKILL)
        assert said(killed.result()) == ["F01.killed"]
    hanging.unlink()
    assert len(read(hanging.with_suffix(".shp")).layers) == 1
    assert reader.pid == before
    assert list(temporary.iterdir()) == []


def test_one_that_died_between_two_readings_is_begun_again(reader, parcels):
    before = reader.pid
    assert len(read(parcels).layers) == 1
    os.kill(before, signal.SIGKILL)
    assert gone(before)
    reading = read(parcels)
    assert len(reading.layers) == 1
    assert reading.isolation.startswith("child: memory 4 GiB, cpu 600 s, ")
    assert reader.pid not in (None, before)


def test_one_that_dies_with_a_reading_is_no_fault_of_the_source(reader, hanging, temporary):
    """The fork dies with it, and a child of its own reads."""
    with ThreadPoolExecutor(1) as pool:
        lost = pool.submit(read, hanging.with_suffix(".shp"), wall_seconds=60, cpu_seconds=60)
        (pid,) = forks(reader, 1)
        waits_at(pid, hanging)
        os.kill(reader.pid, signal.SIGKILL)
        assert gone(pid)
        hanging.write_text("GBK")  # the child that reads instead has come to the same place
        assert (said(lost.result()), len(lost.result().layers)) == ([], 1)
    assert list(temporary.iterdir()) == []


def test_a_fork_holds_nothing_of_another_reading(reader, hanging, parcels):
    """Two at once, each with the null device, its own file for what it says, and its copy."""
    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(read, hanging.with_suffix(".shp"), wall_seconds=60, cpu_seconds=60)
            for _ in range(2)
        ]
        pids = forks(reader, 2)
        held = []
        for pid in pids:
            waits_at(pid, hanging)
            held.append(descriptors(pid))
        errors = {Path(f"/proc/{pid}/fd/2").stat().st_ino for pid in pids}
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        assert [said(one.result()) for one in both] == [["F01.killed"]] * 2
    for one in held:
        assert (one.pop(0), one.pop(1)) == (os.devnull, os.devnull)
        assert one.pop(2).endswith("(deleted)")
        # PROJ opens its own table of systems anew in a fork.
        assert {Path(name).suffix for name in one.values()} == {".cpg", ".db"}
        assert len(one) <= 3
    assert len(errors) == 2


def test_it_loads_what_reads_and_no_data_frames(reader, parcels):
    """pyogrio would bring geopandas, and that pandas, where they are installed, as here."""
    assert find_spec("geopandas")
    assert find_spec("pandas")
    assert len(read(parcels).layers) == 1
    mapped = Path(f"/proc/{reader.pid}/maps").read_text()
    assert "/pyogrio/" in mapped
    assert "/pandas/" not in mapped


def test_fifty_readings_leave_it_as_it_was(reader, parcels):
    """It grows by less than a MiB, keeps no descriptors, has one thread and no zombie."""

    def now():
        status = Path(f"/proc/{reader.pid}/status").read_text().splitlines()
        told = dict(line.split(":\t", 1) for line in status)
        held = sum(1 for _ in Path(f"/proc/{reader.pid}/fd").iterdir())
        return int(told["RssAnon"].split()[0]), held, int(told["Threads"])

    for _ in range(3):
        read(parcels)
    before = now()
    for _ in range(50):
        assert len(read(parcels).layers) == 1
    after = now()
    assert after[0] - before[0] < 1024
    assert after[1] - before[1] < 10  # one that stays of each reading would be 50 of them
    assert after[2] == 1
    assert forks(reader, 0) == []


def test_one_with_threads_is_not_forked(parcels, tmp_path, monkeypatch, temporary):
    """A fork would hold locks of threads that it does not have: children of their own read."""
    (tmp_path / "threaded.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    with acting("return 0", tmp_path, monkeypatch, load=["threaded"]) as reader:
        for number in range(LOSSES):
            assert reader.begun, number
            assert len(read(parcels).layers) == 1
        assert not reader.begun  # and it is not tried for ever
    assert list(temporary.iterdir()) == []


BEGUN = """
import sys, time
from gouhook_gis.formats.reading_zygote import READER
READER.begin()
print(READER.pid, flush=True)
if sys.argv[1:]:
    time.sleep(60)
"""


def test_it_ends_with_whom_it_serves(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", BEGUN], capture_output=True, text=True, check=True
    )
    assert ended.stderr == ""
    assert gone(int(ended.stdout))
    served = subprocess.Popen(
        [sys.executable, "-c", BEGUN, "stay"], stdout=subprocess.PIPE, text=True
    )
    pid = int(served.stdout.readline())
    served.kill()
    served.wait()
    assert gone(pid)


def test_ctrl_c_is_for_whom_it_serves(reader, parcels):
    before = reader.pid
    os.kill(before, signal.SIGINT)
    assert len(read(parcels).layers) == 1
    assert reader.pid == before


def test_the_thread_that_began_it_may_end(parcels, tmp_path, monkeypatch):
    with acting("return 0", tmp_path, monkeypatch) as reader:
        reader.end()

        def begin_and_read():
            reader.begin()
            read(parcels)

        begins = threading.Thread(target=begin_and_read)
        begins.start()
        begins.join()
        before = reader.pid
        assert said(read(parcels)) == ["F02.reader_crashed"]  # it was asked, and left nothing
        assert reader.pid == before


def test_it_is_not_begun_where_this_process_is_to_read(parcels, monkeypatch):
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")
    reader = Reader()
    reader.begin()
    assert (reader.begun, reader.pid) == (False, None)
