"""Signing in at the page: the session, its cookie and its mark; and what locks a name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from gouhook_gis.service import signing
from gouhook_gis.service.accounts import tokens
from gouhook_gis.service.api.callers import COOKIE, CSRF
from gouhook_gis.service.database.tables import AccountTable, SessionTable
from gouhook_gis.service.errors import TooManyError
from gouhook_gis.service.records import acts
from tests.service.accounts.asking import EITHER, RUNS, SESSION, sign_in, told
from tests.service.api.people import COUNTY, People


def test_nobody_is_let_in_and_is_told_what_to_do(people: People) -> None:
    given = people.nobody.get(RUNS)
    assert given.status_code == 401
    assert given.json()["type"] == "urn:gouhook:problem:service.not_signed_in"
    assert given.headers["WWW-Authenticate"] == "Bearer"
    for cookie in ("", "x", tokens.new_token(), "é"):
        sent = {b"Cookie": f"{COOKIE}={cookie}".encode()}
        assert people.nobody.get(RUNS, headers=sent).status_code == 401


@EITHER
def test_signing_in_gives_a_cookie_that_no_script_reads(people: People) -> None:
    given = sign_in(people, " Surveyor ")
    assert given.status_code == 200
    cookie = given.headers["Set-Cookie"]
    token = given.cookies[COOKIE]
    assert cookie == f"{COOKIE}={token}; HttpOnly; Path=/; SameSite=lax"  # Secure: test_door.py
    assert given.json() == {
        "name": "surveyor",
        "title": "甲测绘",
        "role": "surveyor",
        "counties": [COUNTY],
        "rights": ["read", "submit"],
        "csrf": tokens.csrf_of(token),
        "must_change": False,
        "via": "session",
    }
    with people.asked.context.database.reading() as session:
        kept = session.execute(select(SessionTable)).scalar_one()
        assert kept.token_sha256 == tokens.sha256(token)
        assert kept.address == "127.0.0.1"
    asked = people.client(cookies={COOKIE: token})
    assert asked.get(SESSION).json() == given.json()
    assert asked.get(RUNS).status_code == 200
    assert told(people, "surveyor") == [("surveyor", "signed_in")]


def test_nothing_is_changed_without_the_mark_of_the_session(people: People) -> None:
    asked = people.signed_in("surveyor")
    mark = asked.headers.pop(CSRF)
    other = people.signed_in("desk").headers[CSRF]
    upload = f"/api/v1/submissions?filename=a.zip&county={COUNTY}"
    for sent in ({}, {CSRF: ""}, {CSRF: mark[:-1]}, {CSRF: other}):
        given = asked.post(upload, content=b"a", headers=sent)
        assert given.status_code == 403
        assert given.json()["type"] == "urn:gouhook:problem:service.no_csrf"
        assert asked.delete(SESSION, headers=sent).status_code == 403
    assert asked.get(RUNS).json()["total"] == 0
    assert asked.post(upload, content=b"a", headers={CSRF: mark}).status_code == 202


def test_a_wrong_password_and_an_unknown_name_are_told_alike(people: People) -> None:
    wrong, unknown = sign_in(people, password="x" * 12), sign_in(people, "nobody", "x" * 12)
    assert wrong.status_code == unknown.status_code == 401
    assert {**wrong.json(), "incident": ""} == {**unknown.json(), "incident": ""}
    assert "Set-Cookie" not in wrong.headers
    assert told(people, "surveyor") == [("surveyor", "sign_in_refused")]
    # What was typed for a name may have been the password.
    assert told(people, "unknown") == [("unknown", "sign_in_refused")]
    assert told(people, "nobody") == []


@pytest.mark.parametrize("name", ["surveyor", "nobody"])
def test_the_fifth_wrong_password_locks_the_name(people: People, name: str) -> None:
    for _ in range(4):
        assert sign_in(people, name, "wrong").status_code == 401
    if name == "surveyor":
        assert sign_in(people, name).status_code == 200  # which forgets the four
        for _ in range(4):
            assert sign_in(people, name, "wrong").status_code == 401
    assert sign_in(people, name, "wrong").status_code == 401
    given = sign_in(people, name)
    assert given.status_code == 429
    assert given.json()["type"] == "urn:gouhook:problem:service.account_locked"
    assert 55 <= int(given.headers["Retry-After"]) <= 60
    assert sign_in(people, "desk").status_code == 200


@EITHER
def test_once_the_minute_is_over_the_next_failure_locks_for_two(people: People) -> None:
    over = datetime.now(UTC) - timedelta(seconds=1)
    with people.asked.context.database.changing() as session:
        session.execute(update(AccountTable).values(failures=5, locked_until=over))
    assert sign_in(people, password="wrong").status_code == 401
    assert 115 <= int(sign_in(people).headers["Retry-After"]) <= 120
    admin = people.signed_in("admin")
    path = f"/api/v1/accounts/{people.accounts['surveyor'].id}/unlock"
    assert admin.post(path).json()["locked_until"] is None
    assert sign_in(people).status_code == 200


@EITHER
def test_of_many_attempts_at_once_five_are_looked_at(people: People) -> None:
    """Each is counted before its password is looked at: the sixth is refused, though right."""
    here = people.asked.context

    def attempt(_: int) -> bool:
        try:
            return signing.attempt(here.database, here.strangers, "desk", "").kept is not None
        except TooManyError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 5
    assert sign_in(people, "desk").status_code == 429


def test_a_body_of_credentials_is_small(people: People) -> None:
    asked = people.nobody
    body = {"name": "surveyor", "password": "x" * 201}
    assert asked.post(SESSION, json=body).status_code == 400
    given = asked.post(SESSION, content=b"{" + b" " * 8192)
    assert given.status_code == 413
    given = asked.post(SESSION, content=b"{" + b" " * 8191)
    assert given.status_code == 400  # read, and no JSON


def test_nothing_of_a_password_or_a_key_is_in_answers_or_the_log(people: People) -> None:
    asked = people
    sign_in(asked, "surveyor", "a secret of mine")
    asked.by_key("surveyor").get(RUNS, params={"key": asked.key("surveyor")})
    made = asked.signed_in("admin").get("/api/v1/accounts").text
    assert "argon2" not in made
    assert "password" not in made
    with asked.asked.context.database.reading() as session:
        audited = str([line.model_dump() for line in acts(session)])
    for secret in ("a secret of mine", asked.key("surveyor").rpartition("_")[2], "argon2"):
        assert secret not in audited


def test_without_accounts_there_is_one_local_user(people: People) -> None:
    here = people.asked.context
    here.accounts = False
    given = people.nobody.get(SESSION)
    assert given.json()["via"] == "local"
    assert given.json()["csrf"] is None
    assert len(given.json()["rights"]) == 6
    for method, path in (
        ("POST", SESSION),
        ("DELETE", SESSION),
        ("GET", "/api/v1/accounts"),
        ("GET", "/api/v1/keys"),
    ):
        body = {"name": "a", "password": "b"} if method == "POST" else None
        refused = people.nobody.request(method, path, json=body)
        assert refused.status_code == 409
        assert refused.json()["type"] == "urn:gouhook:problem:service.no_accounts"
