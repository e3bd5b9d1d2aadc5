"""A service to be asked: in a thread without workers, or as `gouhook serve` in a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

from gouhook_gis.service.api.app import make_app
from gouhook_gis.service.api.context import Context
from gouhook_gis.service.api.desk import Desk
from gouhook_gis.service.api.server import Server
from gouhook_gis.service.book import Book
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files
from gouhook_gis.service.settings import Settings
from tests.service.databases import put_tables

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "sample_data"
REFERENCE = SAMPLE / "reference"
PATIENCE_S = 120.0


@dataclass
class Asked:
    """A service and a client of it."""

    http: httpx.Client
    context: Context

    @property
    def url(self) -> str:
        """Return the address, without a slash at its end."""
        return str(self.http.base_url).rstrip("/")

    def upload(self, data: bytes, name: str = "a.zip", **more: str) -> httpx.Response:
        """Hand in bytes; `key` is the idempotency key, the rest are query parameters."""
        key = more.pop("key", None)
        headers = {} if key is None else {"Idempotency-Key": key}
        params = {"filename": name, **more}
        return self.http.post("/api/v1/submissions", params=params, content=data, headers=headers)


@cache
def book() -> Book:
    """Return the rule book, made once: that takes seconds, and each test has its own service."""
    command = [sys.executable, "-m", "gouhook_gis.service.desk", "book"]
    return Book.model_validate_json(subprocess.check_output(command, cwd=ROOT))


@contextmanager
def in_thread(
    settings: Settings, desk: Desk | None = None, *, accounts: bool = False
) -> Iterator[Asked]:
    """Give the API over real sockets, with a real database and no workers; `accounts`: people
    sign in (`people.py` has some).
    """
    if settings.embedded and not settings.sqlite_file.exists():
        put_tables(settings.sqlite_file)
    database = Database(settings.url)
    schema.upgrade(database)
    context = Context(
        settings,
        database,
        Files(settings.data),
        desk or Desk(book=book()),
        accounts=accounts,
    )
    proxies = settings.trusted_proxies
    server = Server(make_app(context), "127.0.0.1", 0, context.closing, proxies)
    up = threading.Event()
    thread = threading.Thread(target=server.serve, args=(lambda url: up.set(),))
    thread.start()
    try:
        assert up.wait(PATIENCE_S)
        with httpx.Client(base_url=server.url, timeout=PATIENCE_S, trust_env=False) as http:
            yield Asked(http, context)
    finally:
        server.stop()
        thread.join()
        database.close()


@dataclass
class Process:
    """`gouhook serve` as users start it. `log` is its standard error."""

    http: httpx.Client
    pid: int
    log: Path

    def submit(self, name: str, **params: str) -> str:
        """Hand in a sample submission; return the run's id."""
        data = (SAMPLE / "submissions" / name).read_bytes()
        given = self.http.post(
            "/api/v1/submissions",
            params={"filename": name, "profile": "sichuan", **params},
            content=data,
        )
        assert given.status_code == 202, given.text
        return str(given.json()["id"])

    def ended(self, run_id: str) -> dict[str, object]:
        """Return a run when it is over."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            run = self.http.get(f"/api/v1/runs/{run_id}").json()
            if run["finished"] is not None:
                return dict(run)
            assert time.monotonic() < deadline, run
            time.sleep(0.1)


@contextmanager
def process(
    data: Path, *words: str, python: tuple[str, ...] = (), **environment: str
) -> Iterator[Process]:
    """Give a started `gouhook serve`; it is told to stop afterwards, and must."""
    log = data.parent / f"{data.name}.log"
    command = [sys.executable, *python, "-m", "gouhook_gis", "serve", "--port", "0"]
    with log.open("wb") as errors:
        served = subprocess.Popen(
            [*command, "--data", str(data), *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        assert served.stdout is not None
        line = served.stdout.readline()
        assert "http://" in line, log.read_text("utf-8")
        url = line[line.index("http://") :].partition("（")[0]
        with httpx.Client(base_url=url, timeout=PATIENCE_S, trust_env=False) as http:
            yield Process(http, served.pid, log)
        served.send_signal(signal.SIGTERM)
        served.wait(PATIENCE_S)
    finally:
        if served.poll() is None:
            served.kill()
        served.wait()
