"""Server-sent events: in order, from where a listener was, until the run is over."""

from __future__ import annotations

import json
import threading
import time

import pytest

from gouhook_gis.service.api import events as service_events
from tests.service.api.findings import begun, end, events, finished
from tests.service.api.serving import Asked


def heard(lines: list[str]) -> list[tuple[int, str]]:
    """Return number and kind of each event of a stream."""
    found = []
    for block in "\n".join(lines).split("\n\n"):
        told = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "id" in told:
            assert json.loads(told["data"])["at"]
            found.append((int(told["id"]), told["event"]))
    return found


def test_a_finished_run_tells_everything_and_ends(api: Asked) -> None:
    run = finished(api)
    given = api.http.get(f"/api/v1/runs/{run}/events")
    assert given.headers["content-type"].startswith("text/event-stream")
    assert given.text.startswith("retry: ")
    kinds = ["queued", "started", "step", "succeeded"]
    assert heard(given.text.splitlines()) == list(enumerate(kinds, 1))


def test_who_was_away_hears_the_rest_and_then_to_stay_away(api: Asked) -> None:
    run = finished(api)
    last = len(events(api, run))
    path = f"/api/v1/runs/{run}/events"
    rest = api.http.get(path, headers={"Last-Event-ID": str(last - 1)})
    assert heard(rest.text.splitlines()) == [(last, "succeeded")]
    assert api.http.get(path, headers={"Last-Event-ID": str(last)}).status_code == 204
    assert api.http.get(path, headers={"Last-Event-ID": "x"}).status_code == 400


def test_what_happens_while_one_listens_is_heard(api: Asked) -> None:
    run = begun(api)
    heard_first = threading.Event()
    lines: list[str] = []

    def listen() -> None:
        with api.http.stream("GET", f"/api/v1/runs/{run}/events") as stream:
            for line in stream.iter_lines():
                lines.append(line)
                if line == "event: step":
                    heard_first.set()

    listener = threading.Thread(target=listen)
    listener.start()
    assert heard_first.wait(30)
    end(api, run)
    listener.join(30)
    assert not listener.is_alive()
    assert [number for number, _ in heard(lines)] == [1, 2, 3, 4]
    assert heard(lines)[-1][1] == "succeeded"


def test_listeners_do_not_keep_the_service_from_stopping(local: Asked) -> None:
    run = begun(local)
    with local.http.stream("GET", f"/api/v1/runs/{run}/events") as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry")
        local.context.closing.set()
        begun_at = time.monotonic()
        assert heard(list(lines))[-1][1] == "step"
        assert time.monotonic() - begun_at < 10


def test_a_connection_ends_though_the_run_goes_on(
    local: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that whoever may listen no more hears no more; the others connect again and go on."""
    monkeypatch.setattr(service_events, "LONGEST_S", 0.5)
    run = begun(local)
    path = f"/api/v1/runs/{run}/events"
    given = local.http.get(path)
    told = heard(given.text.splitlines())
    assert told[-1][1] == "step"
    again = local.http.get(path, headers={"Last-Event-ID": str(told[-1][0])})
    assert again.status_code == 200
    assert heard(again.text.splitlines()) == []
