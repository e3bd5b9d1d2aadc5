"""The child reads what this process would read, within its limits, and leaves nothing behind.

What is asked of a reader is asked of both ways to have one: a child of its own, and a fork.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

import shapely

from gouhook_gis.formats import reading_child, sandbox
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.reading_zygote import Reader
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import MIB, Limits
from gouhook_gis.formats.transfer import read_reading, write_reading
from tests.formats.readers import alone, forked, forking, gone, parcels, temporary, way

__all__ = ["alone", "forked", "forking", "parcels", "temporary", "way"]


def same(ours, told):
    assert (ours.name, ours.sha256, ours.files) == (told.name, told.sha256, told.files)
    assert (ours.issues, ours.decisions) == (told.issues, told.decisions)
    assert ours.other_files == told.other_files
    for mine, theirs in zip(ours.layers, told.layers, strict=True):
        assert (mine.file, mine.name, mine.crs) == (theirs.file, theirs.name, theirs.crs)
        assert mine.geometry.tolist() == theirs.geometry.tolist()
        assert mine.columns.equals(theirs.columns)
        assert mine.records.tolist() == theirs.records.tolist()
        assert mine.encoding_undecided == theirs.encoding_undecided


def test_the_child_reads_what_this_process_reads(way, parcels, temporary):
    told = read_source(parcels, Limits(), ReadOptions())
    assert told.isolation == "in-process"
    ours = read_isolated(parcels, Limits(), ReadOptions())
    same(ours, told)
    assert shapely.from_wkb(ours.layers[0].geometry[0]).area == 10_000.0
    assert ours.isolation.startswith("child: memory 4 GiB, cpu 600 s, ")
    assert list(temporary.iterdir()) == []


def test_options_and_limits_reach_the_child(way, parcels):
    told = read_isolated(parcels, Limits(), ReadOptions(epsg=4524))
    assert [i.message.id for i in told.layers[0].crs.issues] == ["F04.other_zone"]
    refused = read_isolated(parcels, Limits(members=1), ReadOptions())
    assert [i.message.id for i in refused.issues] == ["F01.too_many_members"]


@pytest.mark.parametrize("begun", [False, True])
def test_a_system_proj_does_not_reach_the_child(parcels, monkeypatch, begun):
    for name in ("PROJ_DATA", "PROJ_LIB"):
        monkeypatch.setenv(name, "/nowhere")
    reader = Reader()
    monkeypatch.setattr(sandbox, "READER", reader)
    if begun:
        reader.begin()
    assert read_isolated(parcels, Limits(), ReadOptions()).layers[0].crs.epsg == 4523
    reader.end()


def test_in_process_is_a_named_fallback(parcels, monkeypatch):
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")
    reading = read_isolated(parcels, Limits(), ReadOptions())
    assert reading.isolation == "in-process: GOUHOOK_ISOLATION=in-process"
    assert len(reading.layers) == 1


def test_too_little_time_is_a_fatal_issue(way, parcels, temporary):
    limits = Limits(cpu_seconds=1, wall_seconds=1)
    # A pipe that nobody writes to: opening it waits until the clock has run out.
    pipe = parcels.parent / "拆旧.cpg"
    os.mkfifo(pipe)
    reading = read_isolated(parcels, limits, ReadOptions())
    (issue,) = reading.issues
    assert issue.fatal
    assert issue.message.id in ("F01.time_limit", "F01.cpu_limit")
    assert list(temporary.iterdir()) == []


def test_too_little_memory_is_a_fatal_issue(way, tmp_path, temporary):
    path = tmp_path / "a.geojson"
    ring = ",".join(f"[{i},{i}]" for i in range(2_000_000))
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
        f'"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}]}}'
    )
    limits = Limits(memory_bytes=512 * MIB)
    reading = read_isolated(path, limits, ReadOptions())
    (issue,) = reading.issues
    assert (issue.fatal, issue.message.id) == (True, "F01.memory_limit")
    assert issue.message.params["limit_mib"] == 512
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "message_id"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "F02.reader_crashed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "F01.killed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGABRT)", "F01.memory_limit"),
        ("raise SystemExit(1)", "F02.reader_crashed"),
        ("pass", "F02.reader_crashed"),  # ended well and left nothing
    ],
)
def test_whatever_the_child_dies_of_is_a_fatal_issue(
    alone, parcels, temporary, tmp_path, monkeypatch, code, message_id
):
    module = tmp_path / "dying_child.py"
    module.write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(reading_child, "CHILD", "dying_child")
    (issue,) = read_isolated(parcels, Limits(), ReadOptions()).issues
    assert (issue.fatal, issue.message.id) == (True, message_id)
    assert list(temporary.iterdir()) == []


def test_a_child_that_stands_by_reads_under_its_own_limits_and_once(alone, parcels, temporary):
    told = read_source(parcels, Limits(), ReadOptions())
    reading_child.stand_by(Limits())
    other = reading_child.child_for(Limits(members=1))
    waiting = reading_child.child_for(Limits())
    assert (other.limits.members, waiting.limits) == (1, Limits())
    reading_child.stand_by(Limits())
    same(read_isolated(parcels, Limits(), ReadOptions()), told)
    same(read_isolated(parcels, Limits(), ReadOptions()), told)
    for unused in (other, waiting):
        assert unused.read({"source": str(parcels)}) != 0  # and ends it
    assert list(temporary.iterdir()) == []


def test_a_child_that_is_never_told_ends_with_its_parent(tmp_path):
    code = (
        "from gouhook_gis.formats import reading_child as r\n"
        "from gouhook_gis.formats.settings import Limits\n"
        "r.stand_by(Limits())\n"
        "print(r._waiting[0]._process.pid)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    pid = int(said.stdout)
    assert said.stderr == ""
    assert gone(pid)


CONFINED = """
import socket, sys, os
from gouhook_gis.formats import child
print(child.confine({"memory_bytes": 1 << 30, "cpu_seconds": 5, "expanded_bytes": 1 << 20},
                     os.getppid()))
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=2)
    print("connected")
except OSError:
    print("unreachable")
try:
    bytearray(2 << 30)
    print("allocated")
except MemoryError:
    print("refused")
"""


def test_the_confinement_holds_what_it_says():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        out = subprocess.run(
            [sys.executable, "-c", CONFINED, port], capture_output=True, text=True, check=True
        ).stdout.splitlines()
    assert out[0].startswith("child: memory 1 GiB, cpu 5 s, ")
    assert out[1] == ("unreachable" if out[0].endswith("no network") else "connected")
    assert out[2] == "refused"


ORPHANS = """
import os, sys, time
pid = os.fork()
if pid == 0:
    from gouhook_gis.formats import child
    child.confine({"memory_bytes": 1 << 30, "cpu_seconds": 60, "expanded_bytes": 1 << 20},
                   os.getppid())
    print(os.getpid(), flush=True)
    time.sleep(60)
time.sleep(60)
"""


def test_the_child_dies_with_its_parent():
    parent = subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert gone(child), "the child outlived its parent"


def test_an_unfinished_transfer_is_no_reading(parcels, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    reading = read_source(parcels, Limits(), ReadOptions())
    write_reading(reading, folder)
    same(read_reading(folder), reading)
    (folder / "reading.json").unlink()
    assert read_reading(folder) is None
