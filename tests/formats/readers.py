"""Both ways to have a reader, a source to read, and a reader that does what it is told instead."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from pathlib import Path

import pytest

from gouhook_gis.formats import reading_zygote, sandbox
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.reading_zygote import Reader
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import Limits
from tests.formats.builders import E0, N0, NULL, box, content, put, shapefile

FIELDS = [("地块编号".encode("gbk"), "C", 20, 0), (b"MJ", "N", 12, 4), (b"RQ", "D", 8, 0)]
ROWS = [["地块一".encode("gbk"), b"1.0", b"20240101"], [b"D2", b"", b""]]


@pytest.fixture(scope="module")
def forking():
    """A reader that forks."""
    reader = Reader()
    reader.begin()
    yield reader
    reader.end()


@pytest.fixture
def alone(monkeypatch):
    """Readings have a child of their own each."""
    monkeypatch.setattr(sandbox, "READER", Reader())


@pytest.fixture
def forked(forking, monkeypatch):
    """Readings are forks."""
    monkeypatch.setattr(sandbox, "READER", forking)
    monkeypatch.setattr(sandbox, "child_for", None)  # no other way is taken unnoticed


@pytest.fixture(params=["alone", "forked"])
def way(request):
    """How a reading comes by its process."""
    request.getfixturevalue(request.param)
    return request.param


@pytest.fixture
def parcels(tmp_path):
    records = [content([box(E0, N0)]), NULL]
    return put(tmp_path / "in", "拆旧", shapefile(records, FIELDS, ROWS))


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def read(path, **limits):
    return read_isolated(path, Limits(**limits), ReadOptions())


def said(reading):
    return [issue.message.id for issue in reading.issues if issue.fatal]


def gone(pid):
    for _ in range(1200):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def acting(code, folder, monkeypatch, load=()):
    """Give a reader, begun, whose forks run `code` instead of reading; nothing else is loaded."""
    body = "\n    ".join(code.strip().splitlines())
    (folder / "acting_zygote.py").write_text(
        "import os, signal, sys\n"
        "from gouhook_gis.formats import zygote\n"
        f"def obey(limits, request, isolation):\n    {body}\n"
        f"zygote.obey, zygote.LOADED = obey, {tuple(load)!r}\n"
        "sys.exit(zygote.main(int(sys.argv[1])))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setattr(reading_zygote, "ZYGOTE", "acting_zygote")
    reader = Reader()
    monkeypatch.setattr(sandbox, "READER", reader)
    reader.begin()
    yield reader
    reader.end()
