"""What goes wrong, in one form: RFC 9457, Chinese and English, an id that is in the log."""

from __future__ import annotations

import logging
import time

import pytest
from sqlalchemy import text

from gouhook_gis.domain.errors import RefusedError, UnavailableError, UsageError
from gouhook_gis.service.api.problems import STATUSES, problem
from gouhook_gis.service.errors import NotFoundError
from tests.service.api.serving import PATIENCE_S, Asked

MEDIA_TYPE = "application/problem+json"


def told(response) -> dict:
    assert response.headers["content-type"] == MEDIA_TYPE
    body = response.json()
    assert body["status"] == response.status_code
    assert body["incident"] == response.headers["x-request-id"]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in body["title"] + body["detail"])
    assert body["title_en"].isascii()
    return body


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError("service.no_run", run="1"), 404),
        (UsageError("service.invalid", count=1), 400),
        (RefusedError("F01.link", name="a"), 422),
        (UnavailableError("postgis.lost", place="h/d", detail="x"), 503),
        (ValueError("secret /home/zhang"), 500),
        (OSError("secret /home/zhang"), 500),
    ],
)
def test_every_exception_has_one_status(error: Exception, status: int) -> None:
    assert problem(error, "0").status == status


@pytest.mark.parametrize("error", [ValueError("/home/zhang 35500000.1"), OSError("/home/zhang")])
def test_nothing_of_an_exception_gets_out(error: Exception) -> None:
    assert "zhang" not in problem(error, "0").model_dump_json()


def test_messages_of_other_rooms_may_name_paths_and_stay_inside() -> None:
    said = problem(UsageError("cli.no_submission", path="/home/zhang/a.zip"), "0")
    assert "zhang" not in said.model_dump_json()
    assert said.type == "urn:gouhook:problem:service.detail.4xx"


def test_the_table_ends_with_everything() -> None:
    assert list(STATUSES)[-1] is Exception


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/runs/", 404),
        ("GET", "/docs", 404),
        ("PUT", "/api/v1/runs", 405),
        ("DELETE", "/health", 405),
        ("GET", "/api/v1/runs/0123", 404),
        ("GET", "/api/v1/runs/0123/report.json", 404),
        ("GET", "/api/v1/runs/0123/report.exe", 400),
        ("GET", "/api/v1/runs?limit=0", 400),
        ("GET", "/api/v1/runs?limit=501", 400),
        ("GET", "/api/v1/runs?offset=99999999999999999999", 400),
        ("GET", "/api/v1/runs?colour=red", 400),
        ("GET", "/api/v1/runs?project_code=a%00b", 400),
        ("GET", "/api/v1/rules/ZJ-Z99", 404),
        ("GET", "/api/v1/rules?profile=nowhere", 400),
        ("GET", "/api/v1/layers/land_use/2024", 404),
        ("POST", "/api/v1/layers?filename=a.gpkg&kind=no&edition=1&source=x", 400),
        ("GET", "/api/v1/comparisons?before=1&after=1", 400),
        ("GET", "/api/v1/comparisons?before=1&after=2", 404),
    ],
)
def test_unknown_things_and_wrong_values(local: Asked, method: str, path: str, status: int) -> None:
    given = local.http.request(method, path)
    assert given.status_code == status
    told(given)


def test_a_wrong_value_is_named_in_both_languages(local: Asked) -> None:
    body = told(local.http.get("/api/v1/runs", params={"limit": "many", "status": "gone"}))
    assert [one["at"] for one in body["errors"]] == ["query.status", "query.limit"]
    assert body["errors"][1]["detail"] == "应为整数，写的是“many”"
    assert body["errors"][1]["detail_en"] == "it must be a whole number, not “many”"


def test_a_body_that_is_no_json(local: Asked) -> None:
    run = local.upload(b"abc").json()["id"]
    headers = {"Content-Type": "application/json"}
    given = local.http.post(f"/api/v1/runs/{run}/rerun", content=b"{nope", headers=headers)
    assert given.status_code == 400
    told(given)


def test_a_body_of_options_has_a_limit(local: Asked) -> None:
    run = local.upload(b"abc").json()["id"]
    body = {"facts": ["a=" + "x" * 1990] * 600}
    given = local.http.post(f"/api/v1/runs/{run}/rerun", json=body)
    assert given.status_code == 413
    told(given)


def test_a_failure_of_ours_is_in_the_log_and_nowhere_else(
    api: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    """A row that no code of ours writes: reading it must fail, and say nothing of itself."""
    run = api.upload(b"abc").json()["id"]
    with api.context.database.changing() as session:
        session.execute(
            text("UPDATE runs SET status = 'zhang', headline = :wrong WHERE id = :run"),
            {"run": run, "wrong": '"35500000.123"'},
        )
    with caplog.at_level(logging.INFO, "gouhook_gis.service"):
        given = api.http.get(f"/api/v1/runs/{run}")
    assert given.status_code == 500
    body = told(given)
    assert "zhang" not in given.text
    failed = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert [one.incident for one in failed] == [body["incident"]]


def test_a_database_that_is_away_is_no_failure_of_the_request(local: Asked) -> None:
    with local.context.database.changing() as session:
        session.execute(text("DROP TABLE audit"))
        session.execute(text("ALTER TABLE runs RENAME TO elsewhere"))
    given = local.http.get("/api/v1/runs")
    assert given.status_code == 503
    assert given.headers["Retry-After"] == "2"
    told(given)
    assert local.http.get("/health").status_code == 200


def test_the_line_of_a_request_has_no_query(local: Asked, caplog: pytest.LogCaptureFixture) -> None:
    run = "0" * 32
    with caplog.at_level(logging.INFO, "gouhook_gis.service"):
        local.http.get(f"/api/v1/runs/{run}/features/collections/findings/items?bbox=1,2,3,4")
        deadline = time.monotonic() + PATIENCE_S  # the line comes after the answer
        while not (lines := _answered(caplog)) and time.monotonic() < deadline:
            time.sleep(0.01)
    line = lines[0]
    assert (line.run, line.status) == (run, 404)
    assert line.route.endswith("/items")
    assert "bbox" not in str(line.__dict__)


def _answered(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [one for one in caplog.records if one.getMessage() == "answered"]
