"""Approved exceptions through the service: who may, in whose name, and what a rerun keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.settings import Settings
from tests.service.api.people import People
from tests.service.api.serving import Asked, in_thread
from tests.service.audit.lines import lines
from tests.service.test_execute import Desk, local
from tests.support.catalogues import SAMPLE

__all__ = ["local"]  # a fixture

VIOLATIONS = (SAMPLE / "submissions" / "violations.zip").read_bytes()
PRINT = "0123456789abcdef" * 2
BY_RULE = {
    "rule": "ZJ-B01",
    "reason": "省政府同意",
    "officer": "审查科",
    "document": "川自然资函〔2026〕12号",
    "expires": "2027-12-31",
}
BY_FINDING = {**BY_RULE, "rule": None, "fingerprint": PRINT}


def handed_in(http: httpx.Client) -> str:
    """A submission of somebody's, kept alone."""
    asked = {"filename": "a.zip", "check": "false", "beside": "true"}
    given = http.post("/api/v1/submissions", params=asked, content=b"abc")
    assert given.status_code == 201, given.text
    return str(given.json()["id"])


def check(http: httpx.Client, kept: str, *waivers: dict[str, Any]) -> httpx.Response:
    """Ask for a check with these exceptions."""
    return http.post(f"/api/v1/submissions/{kept}/runs", json={"waivers": waivers})


def problem(given: httpx.Response) -> tuple[int, str]:
    """Status and kind of a problem."""
    return given.status_code, given.json()["type"].rpartition(":")[2]


def waived(asked: Asked) -> list[tuple[str, str, dict[str, object]]]:
    """Who made an exception, for which run, and what is kept of it."""
    return [
        (line.actor, line.subject, {k: v for k, v in line.data.items() if k != "address"})
        for line in lines(asked.context.database)
        if line.act == "waived"
    ]


def test_the_desk_may_in_its_own_name(people: People) -> None:
    """With accounts nobody signs for another; each exception is a line, without its reason."""
    surveyor, desk = people.signed_in("surveyor"), people.signed_in("desk")
    kept = handed_in(surveyor)
    assert problem(check(surveyor, kept, BY_RULE)) == (403, "service.no_waiver")
    own = {**BY_RULE, "officer": "甲测绘"}
    assert problem(check(surveyor, kept, own)) == (403, "service.no_waiver")
    assert problem(check(desk, kept, own)) == (403, "service.other_officer")
    assert check(people.signed_in("auditor"), kept, BY_RULE).status_code == 403
    assert desk.get("/api/v1/runs").json()["total"] == 0
    given = check(desk, kept, BY_RULE, BY_FINDING)
    assert given.status_code == 202, given.text
    run = given.json()["id"]
    told = {"document": BY_RULE["document"], "expires": "2027-12-31"}
    assert waived(people.asked) == [
        ("desk", run, {**told, "rule": "ZJ-B01", "fingerprint": None}),
        ("desk", run, {**told, "rule": None, "fingerprint": PRINT}),
    ]


def test_a_rerun_keeps_and_a_surveyor_adds_none(people: People) -> None:
    """Kept ones are said of the new run and are no new line; left out on purpose they are gone;
    another day of expiry is another exception.
    """
    surveyor, desk = people.signed_in("surveyor"), people.signed_in("desk")
    kept = handed_in(surveyor)
    first = check(desk, kept, BY_RULE).json()["id"]
    again = f"/api/v1/runs/{first}/rerun"
    same = surveyor.post(again, json={"lang": "en"})
    assert same.status_code == 202, same.text
    (exception,) = same.json()["options"]["waivers"]
    assert (exception["rule"], exception["officer"]) == ("ZJ-B01", "审查科")
    (notice,) = same.json()["notices"]
    assert notice["id"] == "service.waivers_kept"
    assert notice["params"] == {"count": 1, "documents": [BY_RULE["document"]]}
    assert surveyor.post(again, json={"waivers": [BY_RULE]}).status_code == 202
    longer = {**BY_RULE, "expires": "2030-12-31"}
    for more in ([BY_RULE, BY_FINDING], [longer]):
        given = surveyor.post(again, json={"waivers": more})
        assert problem(given) == (403, "service.no_waiver")
    none = surveyor.post(again, json={"waivers": []}).json()
    assert (none["options"]["waivers"], none["notices"]) == ([], [])
    assert [subject for _, subject, _ in waived(people.asked)] == [first]
    more = desk.post(again, json={"waivers": [BY_RULE, BY_FINDING]}).json()["id"]
    assert [one[1:] for one in waived(people.asked)][1:] == [
        (more, {**waived(people.asked)[0][2], "rule": None, "fingerprint": PRINT})
    ]
    reruns = [line for line in lines(people.asked.context.database) if line.act == "run_again"]
    assert [line.data["waivers_kept"] for line in reruns] == [1, 1, 0, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        [{**BY_RULE, "rule": None}],
        [{**BY_FINDING, "fingerprint": "0123"}],
        [{**BY_RULE, "reason": ""}],
        [{**BY_RULE, "document": "x" * 201}],
        [{**BY_RULE, "expires": "never"}],
        [{name: value for name, value in BY_RULE.items() if name != "officer"}],
        [BY_RULE, {**BY_RULE, "document": "另一文号"}],
        [{**BY_RULE, "rule": f"R{number}"} for number in range(501)],
    ],
)
def test_what_is_no_exception_is_refused(tmp_path: Path, wrong: list[dict[str, Any]]) -> None:
    """With the place of the mistake; without accounts the officer is whoever is named."""
    with in_thread(Settings(data=tmp_path / "data")) as asked:
        kept = handed_in(asked.http)
        given = check(asked.http, kept, *wrong)
        assert given.status_code == 400
        assert given.json()["errors"][0]["at"].startswith("body.waivers")
        assert check(asked.http, kept, BY_RULE).status_code == 202


def test_a_check_counts_them(local: Desk) -> None:
    """In the report as with `gouhook check --waivers`: the exception applied, in whatever order
    they were told; the verdict rests on what else is wrong.
    """
    plain = local.check(VIOLATIONS)
    other = {**BY_RULE, "rule": "ZJ-A01"}
    both = [local.check(VIOLATIONS, waivers=told) for told in ([BY_RULE, other], [other, BY_RULE])]
    assert plain.verdict is both[0].verdict is Verdict.FAIL
    assert both[0].result_sha256 == both[1].result_sha256 != plain.result_sha256
    report = json.loads((local.files.run(both[0].id) / "report.json").read_text("utf-8"))
    found = {one["rule"]: one for one in report["result"]["waivers"]}
    assert list(found) == ["ZJ-A01", "ZJ-B01"]
    assert found["ZJ-B01"]["applied"]
    assert found["ZJ-B01"]["officer"] == "审查科"
    assert [one["rule"] for one in report["provenance"]["told"]["waivers"]] == list(found)
