"""`/api/v1/audit`: who did what, and whether that is as it was written, for auditors."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
from sqlalchemy import text

from tests.service.api.people import People
from tests.service.audit.lines import lines


def test_lists_are_for_auditors(people: People) -> None:
    """Newest first, by actor, act, subject and day; others are refused."""
    asked = people.asked
    for name in ("surveyor", "desk"):
        assert people.by_key(name).get("/api/v1/audit").status_code == 403
        assert people.by_key(name).get("/api/v1/audit/verified").status_code == 403
    assert people.nobody.get("/api/v1/audit").status_code == 401
    auditor = people.signed_in("auditor")
    page = auditor.get("/api/v1/audit", params={"limit": 2}).json()
    total = len(lines(asked.context.database))
    assert [one["number"] for one in page["items"]] == [total, total - 1]
    assert page["total"] == total
    assert page["items"][0]["act"] == "signed_in"
    assert _numbers(auditor, act="key_made", subject="desk") == [total - 1]
    assert _numbers(auditor, actor="auditor") == [total]
    today = datetime.now().astimezone().date()
    assert len(_numbers(auditor, since=str(today), until=str(today))) == total
    assert _numbers(auditor, since=str(today + timedelta(days=1))) == []
    assert _numbers(auditor, until=str(today - timedelta(days=1))) == []
    assert auditor.get("/api/v1/audit", params={"act": "nothing"}).status_code == 400


def test_a_verification_over_http(people: People) -> None:
    """Its head is the hash of the last line; a changed line is told in both languages."""
    asked, auditor = people.asked, people.signed_in("auditor")
    whole = auditor.get("/api/v1/audit/verified").json()
    found = lines(asked.context.database)
    assert (whole["intact"], whole["lines"], whole["head"]) == (True, len(found), found[-1].hash)
    with asked.context.database.changing() as session:
        session.execute(text("DROP TRIGGER audit_not_changed"))
        session.execute(text("UPDATE audit SET subject = 'x' WHERE number = 2"))
    (wrong,) = auditor.get("/api/v1/audit/verified").json()["broken"]
    assert (wrong["line"], wrong["how"]) == (2, "changed")
    assert wrong["text"]["zh"].startswith("第 2 行")
    assert wrong["text"]["en"].startswith("Line 2")


def _numbers(http: httpx.Client, **asked: str) -> list[int]:
    given = http.get("/api/v1/audit", params=asked)
    assert given.status_code == 200, given.text
    return [one["number"] for one in given.json()["items"]]
