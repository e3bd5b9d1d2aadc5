"""What a fork may do and what becomes of it, tried by forks that do the worst and do not read."""

from __future__ import annotations

import socket

import pytest

from gouhook_gis.formats import reading_zygote
from tests.formats.readers import acting, gone, parcels, read, said, temporary

__all__ = ["parcels", "temporary"]


def test_what_a_fork_started_ends_with_it(parcels, tmp_path, monkeypatch):
    """Killed with its group, before its number can be another's."""
    note = tmp_path / "pid"
    code = f"""
pid = os.fork()
if pid == 0:
    import time
    time.sleep(60)
open({str(note)!r}, "w").write(str(pid))
return 0
"""
    with acting(code, tmp_path, monkeypatch):
        assert said(read(parcels)) == ["F02.reader_crashed"]  # it left nothing to read
        assert gone(int(note.read_text()))


def test_no_address_and_no_password_reaches_what_reads(parcels, tmp_path, monkeypatch):
    for name in ("GOUHOOK_DATABASE", "PGPASSWORD"):
        monkeypatch.setenv(name, "hunter2")
    code = """
there = [name in os.environ for name in ("GOUHOOK_DATABASE", "PGPASSWORD", "PATH")]
return 64 + sum(2 ** place for place in range(3) if there[place])
"""
    with acting(code, tmp_path, monkeypatch):
        (issue,) = read(parcels).issues
    assert issue.message.params["code"] == 64 + 4
    assert "hunter2" not in reading_zygote.environment().values()


@pytest.mark.parametrize(
    ("code", "message_id"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "F02.reader_crashed"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "F01.killed"),
        ("os.kill(os.getpid(), signal.SIGABRT)", "F01.memory_limit"),
        ("raise SystemExit(1)", "F02.reader_crashed"),
        ("raise ValueError", "F02.reader_crashed"),
        ("return 0", "F02.reader_crashed"),  # ended well and left nothing
        ("while True: pass", "F01.cpu_limit"),
    ],
)
def test_whatever_a_fork_dies_of_is_a_fatal_issue(
    parcels, temporary, tmp_path, monkeypatch, code, message_id
):
    with acting(code, tmp_path, monkeypatch) as reader:
        for _ in range(2):
            assert said(read(parcels, cpu_seconds=1)) == [message_id]
            before = reader.pid
        assert reader.pid == before
    assert list(temporary.iterdir()) == []


CONFINED = """
import socket
found = 64
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=2)
    found += 1
except OSError:
    pass
try:
    bytearray(2 << 30)
    found += 2
except MemoryError:
    pass
return found + 4 * isolation.endswith("no network")
"""


def test_the_confinement_of_a_fork_holds_what_it_says(parcels, tmp_path, monkeypatch):
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        acting(CONFINED.format(port=server.getsockname()[1]), tmp_path, monkeypatch),
    ):
        (issue,) = read(parcels, memory_bytes=1 << 30).issues
    # No connection where none is promised, and never more memory than allowed.
    assert issue.message.params["code"] in (64 + 4, 64 + 1)


def test_a_fork_that_leaves_its_group_is_killed_all_the_same(parcels, tmp_path, monkeypatch):
    """It would go on in the group of whom it was forked from."""
    note = tmp_path / "pid"
    code = f"""
import time
with __import__("contextlib").suppress(PermissionError):
    os.setpgid(0, os.getpgid(os.getppid()))
open({str(note)!r}, "w").write(str(os.getpid()))
time.sleep(60)
return 0
"""
    with acting(code, tmp_path, monkeypatch):
        assert said(read(parcels, wall_seconds=2, cpu_seconds=2)) == ["F01.time_limit"]
        assert gone(int(note.read_text()))
