"""What ends a session, and what a password that is to be changed leaves open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from gouhook_gis.service.accounts import tokens
from gouhook_gis.service.api.callers import COOKIE, CSRF
from gouhook_gis.service.database.tables import SessionTable
from gouhook_gis.service.records import accounts
from gouhook_gis.service.records.sessions import end_old_sessions
from tests.service.accounts.asking import EITHER, RUNS, SESSION, set_row, sign_in, told
from tests.service.api.people import PASSWORD, People


@EITHER
def test_a_session_ends_unused_or_too_old(people: People) -> None:
    asked = people.signed_in("surveyor")
    now = datetime.now(UTC)
    set_row(people, used=now - timedelta(minutes=59))
    assert asked.get(RUNS).status_code == 200
    with people.asked.context.database.reading() as session:
        assert session.execute(select(SessionTable.used)).scalar_one() >= now  # was used now
    set_row(people, used=now - timedelta(minutes=60))
    assert asked.get(RUNS).status_code == 401
    set_row(people, used=now, begun=now - timedelta(hours=11, minutes=59))
    assert asked.get(RUNS).status_code == 200
    set_row(people, begun=now - timedelta(hours=12))
    assert asked.get(RUNS).status_code == 401


def test_signing_out_ends_the_session_on_the_server(people: People) -> None:
    asked = people.signed_in("surveyor")
    kept = dict(asked.cookies)
    given = asked.delete(SESSION)
    assert given.status_code == 204
    assert given.headers["Clear-Site-Data"] == '"cache"'
    assert f'{COOKIE}=""' in given.headers["Set-Cookie"]
    assert people.client(cookies=kept).get(SESSION).status_code == 401
    assert told(people, "surveyor")[-1] == ("surveyor", "signed_out")


def test_signing_in_again_ends_the_session_before(people: People) -> None:
    asked = people.signed_in("surveyor")
    kept = dict(asked.cookies)
    given = asked.post(SESSION, json={"name": "desk", "password": PASSWORD})
    assert given.json()["name"] == "desk"
    assert people.client(cookies=kept).get(SESSION).status_code == 401
    assert asked.get(SESSION).json()["name"] == "desk"


@EITHER
def test_a_changed_password_ends_all_other_sessions(people: People) -> None:
    here, elsewhere = people.signed_in("surveyor"), people.signed_in("surveyor")
    path = f"{SESSION}/password"
    refused = {
        "service.password_wrong": {"old": "wrong", "new": "four hills and a lake"},
        "service.password_same": {"old": PASSWORD, "new": PASSWORD},
        "service.password_short": {"old": PASSWORD, "new": "short"},
        "service.password_name": {"old": PASSWORD, "new": "a surveyor's lake"},
    }
    for reason, body in refused.items():
        given = here.post(path, json=body)
        assert (given.status_code, given.json()["type"]) == (400, f"urn:gouhook:problem:{reason}")
    given = here.post(path, json={"old": PASSWORD, "new": "four hills and a lake"})
    assert given.status_code == 200
    assert given.json()["csrf"] == tokens.csrf_of(given.cookies[COOKIE])
    assert here.get(SESSION).status_code == 200  # by the new cookie
    assert elsewhere.get(SESSION).status_code == 401
    assert sign_in(people).status_code == 401
    assert sign_in(people, password="four hills and a lake").status_code == 200
    assert ("surveyor", "password_changed") in told(people, "surveyor")


def test_with_a_password_of_somebody_else_nothing_goes_but_to_change_it(people: People) -> None:
    admin, old = people.signed_in("admin"), people.signed_in("desk")
    given = admin.post(f"/api/v1/accounts/{people.accounts['desk'].id}/password")
    password = given.json()["password"]
    assert old.get(SESSION).status_code == 401  # signed out
    browser = people.client()
    signed = browser.post(SESSION, json={"name": "desk", "password": password}).json()
    assert signed["must_change"]
    browser.headers[CSRF] = signed["csrf"]
    for path in (RUNS, "/api/v1/keys", "/api/v1/layers"):
        refused = browser.get(path)
        assert refused.status_code == 403
        assert refused.json()["type"] == "urn:gouhook:problem:service.must_change"
    assert browser.get(SESSION).status_code == 200
    body = {"old": password, "new": "four hills and a lake"}
    changed = browser.post(f"{SESSION}/password", json=body)
    assert changed.json()["must_change"] is False
    assert browser.get(RUNS).status_code == 200


def test_a_disabled_account_is_out_at_once(people: People) -> None:
    asked, key, admin = (
        people.signed_in("desk"),
        people.by_key("desk"),
        people.signed_in("admin"),
    )
    path = f"/api/v1/accounts/{people.accounts['desk'].id}"
    assert admin.patch(path, json={"disabled": True}).json()["disabled"]
    assert asked.get(RUNS).status_code == 401
    assert key.get(RUNS).status_code == 401
    given = sign_in(people, "desk")
    assert (given.status_code, given.json()["type"]) == (
        401,
        "urn:gouhook:problem:service.account_disabled",
    )
    assert sign_in(people, "desk", "wrong").json()["type"].endswith("wrong_password")
    admin.patch(path, json={"disabled": False})
    assert asked.get(RUNS).status_code == 401  # its sessions are gone for good
    assert key.get(RUNS).status_code == 200


def test_who_signs_in_elsewhere_has_no_password_to_change(people: People) -> None:
    asked = people.signed_in("desk")
    with people.asked.context.database.changing() as session:
        accounts.change(session, people.accounts["desk"].id, password=None)
    body = {"old": PASSWORD, "new": "four hills and a lake"}
    given = asked.post(f"{SESSION}/password", json=body)
    assert given.status_code == 409
    assert given.json()["type"] == "urn:gouhook:problem:service.password_elsewhere"
    assert sign_in(people, "desk").status_code == 401


@EITHER
def test_sessions_that_are_over_are_swept_away(people: People) -> None:
    here, now = people.asked.context, datetime.now(UTC)
    people.signed_in("desk")
    with here.database.changing() as session:
        assert end_old_sessions(session, now - timedelta(hours=1), now - timedelta(hours=12)) == 0
        assert end_old_sessions(session, datetime.now(UTC), now - timedelta(hours=12)) == 1
