"""Keeping an upload, asking what is in it, and checking it then."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from gouhook_gis.domain.words import Verdict
from gouhook_gis.service import records
from gouhook_gis.service.api import looker
from gouhook_gis.service.database.tables import SubmissionTable
from gouhook_gis.service.models import CheckRequest
from gouhook_gis.service.records import work
from tests.page.archives import ambiguous
from tests.service.api.serving import SAMPLE, Asked

CLEAN = SAMPLE / "submissions" / "clean.zip"


def kept(api: Asked, path: Path, **more: str) -> str:
    """Hand in a file without a check; return its id."""
    given = api.upload(path.read_bytes(), path.name, check="false", **more)
    assert given.status_code == 201, given.text
    assert given.headers["Location"] == f"/api/v1/submissions/{given.json()['id']}"
    return str(given.json()["id"])


def test_an_upload_is_kept_without_a_check(api: Asked) -> None:
    """No run comes of it; the same key and bytes are the same upload, other bytes are refused."""
    one = kept(api, CLEAN, key="k")
    assert kept(api, CLEAN, key="k") == one
    assert api.upload(b"other", "a.zip", check="false", key="k").status_code == 409
    assert api.http.get("/api/v1/runs").json()["total"] == 0
    listed = api.http.get("/api/v1/submissions").json()
    assert [(item["id"], item["run"]) for item in listed["items"]] == [(one, None)]


def test_it_is_checked_with_options(api: Asked) -> None:
    one = kept(api, CLEAN)
    facts = kept(api, CLEAN, beside="true")
    told = {"profile": "sichuan", "stage": "filing", "map": ["a=ignore"], "facts_from": facts}
    given = api.http.post(f"/api/v1/submissions/{one}/runs", json={**told, "epsg": 4523})
    assert given.status_code == 202
    run = given.json()
    assert run["submission_id"] == one
    assert {name: run["options"][name] for name in told} == told
    assert run["options"]["epsg"] == 4523
    (item,) = api.http.get("/api/v1/submissions", params={"q": "CLEAN"}).json()["items"]
    assert item["run"]["id"] == run["id"]
    assert api.http.get(f"/api/v1/runs/{run['id']}").json()["ahead"] == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"profile": "nowhere"}, 400),
        ({"facts_from": "nothing"}, 404),
        ({"previous_run": "nothing"}, 404),
        ({"epsg": 0}, 400),
        ({"map": [1]}, 400),
    ],
)
def test_what_a_check_may_not_be_told(api: Asked, body: dict[str, object], status: int) -> None:
    one = kept(api, CLEAN)
    assert api.http.post(f"/api/v1/submissions/{one}/runs", json=body).status_code == status
    assert api.http.get("/api/v1/runs").json()["total"] == 0


def test_nothing_is_asked_of_what_is_not_there(local: Asked) -> None:
    one = kept(local, CLEAN)
    local.http.delete(f"/api/v1/submissions/{one}")
    assert local.http.get(f"/api/v1/submissions/{one}/contents").status_code == 410
    assert local.http.post(f"/api/v1/submissions/{one}/runs", json={}).status_code == 410
    assert local.http.get("/api/v1/submissions/nothing/contents").status_code == 404
    assert local.http.delete("/api/v1/mappings/nothing").status_code == 404


def test_what_is_in_it_is_read_once_and_what_was_said_comes_back(
    api: Asked, tmp_path: Path
) -> None:
    """Two layers of which nobody knows what they are: told, checked, offered to the next."""
    path = ambiguous(tmp_path / "zip")
    one = kept(api, path)
    url = f"/api/v1/submissions/{one}/contents"
    found = api.http.get(url).json()
    needed = [question["id"] for question in found["questions"] if question["weight"] == "needed"]
    assert needed == ["layer:青山镇乙", "layer:青山镇甲"]
    assert found["remembered"] is None
    assert list(api.context.files.tmp.iterdir()) == []
    # Kept: an answer that was put there by hand is given again.
    with api.context.database.changing() as session:
        known = records.contents(session, one)
        assert known is not None
        records.keep_contents(session, one, known.model_copy(update={"photographs": 7}))
    assert api.http.get(url).json()["photographs"] == 7
    with api.context.database.reading() as session:
        read = [line.data for line in records.acts(session, one) if line.act == "submission_read"]
    assert read == [{"part": "contents"}]  # both times, of one caller within an hour

    said = ["青山镇甲=demolition", "青山镇甲.宗地=parcel_id", "青山镇乙=new_construction"]
    told = api.http.get(url, params={"map": said}).json()
    assert [question["weight"] for question in told["questions"]].count("needed") == 0
    assert [one["area"]["ha"] for one in told["totals"]] == ["3.0000", "2.0000"]
    slip = api.http.get(url, params={"map": ["没有=demolition"]}).json()
    assert "没有" in slip["refused"]["zh"]

    with api.context.database.changing() as session:
        run = records.add_run(session, CheckRequest(map=tuple(said)), submission_id=one)
        begun = work.begin(session, run.id, "tester", 3)
        assert begun is not None
        work.succeed(session, run.id, begun.attempt, work.Outcome(verdict=Verdict.FAIL), ())
    other = ambiguous(tmp_path / "other", "下一个.zip")
    again = api.http.get(f"/api/v1/submissions/{kept(api, other)}/contents").json()
    assert (again["remembered"]["map"], again["remembered"]["filename"]) == (said, "青山镇.zip")
    forget = f"/api/v1/mappings/{again['remembered']['signature']}"
    assert api.http.delete(forget).status_code == 204
    assert api.http.get(url).json()["remembered"] is None


def test_a_damaged_archive_is_said_with_what_to_do(local: Asked, tmp_path: Path) -> None:
    bad = tmp_path / "坏的.zip"
    bad.write_bytes(b"PK\x03\x04 and no more")
    found = local.http.get(f"/api/v1/submissions/{kept(local, bad)}/contents").json()
    (fatal,) = (one for one in found["problems"] if one["fatal"])
    assert "坏的.zip" in fatal["text"]["zh"]
    assert found["layers"] == []
    assert "Traceback" not in json.dumps(found)


def test_what_an_elder_version_kept_is_read_anew(api: Asked) -> None:
    """It may have other entries than this one: none it knows, and none it needs."""
    one = kept(api, CLEAN)
    with api.context.database.changing() as session:
        row = session.get(SubmissionTable, one)
        assert row is not None
        row.contents = {"made_by": "0", "what_it_was_called_then": 1}
        run = records.add_run(session, CheckRequest(map=("a=ignore",)), submission_id=one)
        begun = work.begin(session, run.id, "tester", 3)
        assert begun is not None
        assert work.succeed(session, run.id, begun.attempt, work.Outcome(verdict=Verdict.FAIL), ())
    found = api.http.get(f"/api/v1/submissions/{one}/contents")
    assert found.status_code == 200, found.text
    assert found.json()["layers_total"] > 0


def test_bytes_that_go_while_somebody_asks(local: Asked) -> None:
    """Between the record and the bytes: it is said to be deleted, and nothing is left behind."""
    one = kept(local, CLEAN)
    for path in local.context.files.uploads.iterdir():
        path.unlink()
    assert local.http.get(f"/api/v1/submissions/{one}/contents").status_code == 410
    assert list(local.context.files.tmp.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process")
def test_the_child_that_looks_has_no_more_memory_than_one_that_reads(
    local: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUHOOK_LIMIT_MEMORY_BYTES", str(3 << 30))
    url = f"/api/v1/submissions/{kept(local, CLEAN, beside='true')}/contents"
    assert local.http.get(url).status_code == 200
    child = local.context.desk.looker._child
    assert child is not None
    limits = Path(f"/proc/{child.pid}/limits").read_text()
    (line,) = (one for one in limits.splitlines() if one.startswith("Max data size"))
    assert line.split()[3:5] == [str(3 << 30)] * 2


def test_an_answer_that_is_too_long_is_no_failure_of_the_next(
    local: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child that told it is let go of: its next line would be the rest of that answer."""
    url = f"/api/v1/submissions/{kept(local, CLEAN, beside='true')}/contents"
    monkeypatch.setattr(looker, "_ANSWER", 1000)
    assert local.http.get(url).status_code == 503
    monkeypatch.undo()
    assert local.http.get(url).status_code == 200
