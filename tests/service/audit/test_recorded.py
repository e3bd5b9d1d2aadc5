"""Whatever is read, taken home or done over HTTP is a line: who, in which role, from where."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from gouhook_gis.domain.page_files import PAGE
from gouhook_gis.service.api.recorded import Opened
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import Act
from gouhook_gis.service.settings import Settings
from tests.service.api.findings import finished
from tests.service.api.people import People
from tests.service.api.serving import Asked, in_thread
from tests.service.audit.lines import lines
from tests.service.databases import KINDS, address
from tests.support.large import large_report, large_store, write_page

HOME = "127.0.0.1"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the page shows of a run with 30 parcels."""
    folder = tmp_path_factory.mktemp("recorded") / "run"
    write_page(large_report(30), large_store(30), folder / PAGE)
    return folder


def checked(people: People) -> str:
    """A finished run of the desk's."""
    return finished(Asked(people.by_key("desk"), people.asked.context))


def shown(files: Files, run_id: str, written: Path) -> str:
    """Give a finished run what the page shows; return its address."""
    folder = files.run(run_id)
    folder.mkdir()
    (folder / PAGE).symlink_to(written / PAGE)
    return f"/api/v1/runs/{run_id}"


def since(asked: Asked, number: int) -> list[tuple[str, str, dict[str, object]]]:
    """Actor, act and data of the lines after a number."""
    return [
        (line.actor, line.act, dict(line.data))
        for line in lines(asked.context.database)
        if line.number > number
    ]


def last(asked: Asked) -> int:
    """The number of the newest line."""
    return len(lines(asked.context.database))


def test_opening_a_report_is_a_line_each_time(people: People, written: Path) -> None:
    """Also where the browser has it and is told so (304); all that lies beside it, to the last
    tile, is one line an hour and caller; nothing for what is not given out.
    """
    asked = people.asked
    run = checked(people)
    at = shown(asked.context.files, run, written)
    desk, auditor, before = people.by_key("desk"), people.signed_in("auditor"), last(asked)
    first = desk.get(f"{at}/page/report.zh.json")
    again = desk.get(f"{at}/page/report.zh.json", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    desk.get(f"{at}/page/findings.zh.json")
    desk.get(f"{at}/page/chart.json")
    by_desk = ("desk", "report_read", {"part": "page", "address": HOME, "via": "key"})
    assert since(asked, before) == [by_desk, by_desk]
    # Who never opens the report and takes what lies beside it has read it as well.
    auditor.get(f"{at}/page/parcels.zh.json")
    auditor.get(f"{at}/page/chart.json")
    auditor.get(f"{at}/features/collections/findings/items")
    auditor.get(f"{at}/features/collections/findings/items/1")
    assert since(asked, before)[2:] == [
        ("auditor", "report_read", {"part": "page", "address": HOME}),
        ("auditor", "report_read", {"part": "features", "address": HOME}),
    ]
    count = last(asked)
    assert people.nobody.get(f"{at}/page/report.zh.json").status_code == 401
    assert people.by_key("other").get(f"{at}/page/report.zh.json").status_code == 404
    assert desk.get(f"{at}/report.xlsx").status_code == 404
    assert [line[1] for line in since(asked, count)] == ["key_made"]


def test_what_is_taken_home_is_a_line_each_time(people: People, written: Path) -> None:
    """By format; a HEAD has named it and counts too."""
    asked = people.asked
    run = checked(people)
    at = shown(asked.context.files, run, written)
    (asked.context.files.run(run) / "report.json").write_text("{}", "utf-8")
    with asked.context.database.changing() as session:
        files = '[{"name": "report.json", "size": 2, "format": "json"}]'
        session.execute(text("UPDATE runs SET files = :files"), {"files": files})
    desk, before = people.by_key("desk"), last(asked)
    assert desk.get(f"{at}/report.json").status_code == 200
    assert desk.head(f"{at}/report.json").status_code == 200
    told = ("desk", "report_downloaded", {"format": "json", "address": HOME, "via": "key"})
    assert since(asked, before) == [told, told]


def test_what_is_done_is_a_line(people: People) -> None:
    """Handing in, checking, cancelling, asking again, deleting: with what belongs to each."""
    asked, surveyor = people.asked, people.signed_in("surveyor")
    before = last(asked)
    run = surveyor.post("/api/v1/submissions", params={"filename": "a.zip"}, content=b"abc").json()
    kept = run["submission_id"]
    again = surveyor.post(f"/api/v1/runs/{run['id']}/rerun", json={}).json()["id"]
    other = surveyor.post(f"/api/v1/submissions/{kept}/runs", json={}).json()["id"]
    for one in (run["id"], again, other):
        surveyor.post(f"/api/v1/runs/{one}/cancel")
    surveyor.delete(f"/api/v1/submissions/{kept}")
    found = lines(asked.context.database)[before:]
    assert {(line.actor, line.role, line.data["address"]) for line in found} == {
        ("surveyor", "surveyor", HOME)
    }
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert [(line.act, line.subject, _without_address(line)) for line in found] == [
        ("submission_received", kept, {"sha256": sha256, "size": 3, "run": run["id"]}),
        ("run_again", again, {"of": run["id"], "waivers_kept": 0}),
        ("submission_checked", kept, {"run": other}),
        ("run_cancelled", run["id"], {}),
        ("run_cancelled", again, {}),
        ("run_cancelled", other, {}),
        ("submission_deleted", kept, {"filename": "a.zip", "sha256": sha256, "size": 3}),
    ]


def _without_address(line: Act) -> dict[str, object]:
    return {name: value for name, value in line.data.items() if name != "address"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_written_down_is_not_given_out(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, written: Path
) -> None:
    """While the database takes no writing: 503 with when to come again; then it goes on, and what
    was not given out is no line.
    """
    with address(kind, tmp_path, request, tables=True) as url:
        told = {} if kind == "sqlite" else {"database": url}
        with in_thread(Settings(data=tmp_path / "data", **told)) as asked:  # type: ignore[arg-type]
            at = shown(asked.context.files, finished(asked), written)
            count = last(asked)
            read_only(asked, on=True)
            given = asked.http.get(f"{at}/page/report.zh.json")
            assert (given.status_code, given.headers["retry-after"]) == (503, "2")
            assert given.json()["type"] == "urn:gouhook:problem:service.not_recorded"
            assert asked.http.get(at).status_code == 200  # how far a run is, is no secret
            read_only(asked, on=False)
            assert asked.http.get(f"{at}/page/report.zh.json").status_code == 200
            assert since(asked, count) == [("local", "report_read", {"part": "page"})]


def read_only(asked: Asked, *, on: bool) -> None:
    """Have every connection of the service refuse to write, or no longer."""
    database = asked.context.database
    connections = [database.engine.connect() for _ in range(3)]
    for connection in connections:
        word = "ON" if on else "OFF"
        statement = (
            f"PRAGMA query_only = {word}"
            if database.sqlite
            else f"SET SESSION default_transaction_read_only = {word}"
        )
        connection.exec_driver_sql(statement)
        connection.commit()
    for connection in connections:
        connection.close()


def test_a_hundred_readers_at_a_time_leave_a_hundred_lines(people: People, written: Path) -> None:
    """One chain, without a gap."""
    asked = people.asked
    at = shown(asked.context.files, checked(people), written)
    desk, before = people.by_key("desk"), last(asked)

    def reads() -> None:
        for _ in range(10):
            assert desk.get(f"{at}/page/report.zh.json").status_code == 200

    threads = [threading.Thread(target=reads) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(since(asked, before)) == 100
    assert people.by_key("admin").get("/api/v1/audit/verified").json()["intact"]


def test_an_hour_is_remembered_and_no_more() -> None:
    """Of three the eldest is forgotten; after an hour each is."""
    now = 0.0
    opened = Opened(2, lambda: now)
    for run in ("a", "b", "c"):
        opened.add((run,))
    assert [(run,) in opened for run in "abc"] == [False, True, True]
    now = 3599.9
    assert ("b",) in opened
    now = 3600.0
    assert [(run,) in opened for run in "abc"] == [False, False, False]
