"""A session that was stolen, kept, guessed or used by another site."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
import pytest

from gouhook_gis.service import administration
from gouhook_gis.service.accounts import passwords
from gouhook_gis.service.api.callers import COOKIE, CSRF
from gouhook_gis.service.records import accounts
from tests.service.api.people import PASSWORD, People, kept_password

_EVIL = "https://evil.example"


def sign_in(people: People, name: str = "desk", **cookies: str) -> httpx.Client:
    """A client that signed in by its password, as the page does."""
    client = people.client(cookies=cookies)
    given = client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
    assert given.status_code == 200, given.text
    client.headers[CSRF] = given.json()["csrf"]
    return client


def token_of(client: httpx.Client) -> str:
    """The session a client has; a cookie that was planted before is another one."""
    return next(one.value or "" for one in reversed([*client.cookies.jar]) if one.name == COOKIE)


def who(people: People, token: str) -> int:
    """The status with which somebody who has a token is answered."""
    return people.client(cookies={COOKIE: token}).get("/api/v1/session").status_code


def test_the_cookie_is_for_the_browser_alone(people: People) -> None:
    """No script reads it, no other site's form sends it."""
    given = people.client().post("/api/v1/session", json={"name": "desk", "password": PASSWORD})
    said = given.headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert "domain" not in said
    assert PASSWORD not in given.text


def test_a_planted_session_is_not_taken_over(people: People) -> None:
    """Whoever planted a cookie before somebody signed in has nothing by it (fixation)."""
    planted = "x" * 43
    client = sign_in(people, **{COOKIE: planted})
    assert token_of(client) != planted
    assert who(people, planted) == 401
    assert who(people, token_of(client)) == 200


def test_a_stolen_session_ends_with_its_owner(people: People) -> None:
    """Signing out ends it for whoever has a copy; so does another password."""
    client = sign_in(people)
    stolen = token_of(client)
    assert who(people, stolen) == 200
    assert client.delete("/api/v1/session").status_code == 204
    assert who(people, stolen) == 401

    first, second = sign_in(people, "auditor"), sign_in(people, "auditor")
    changed = {"old": PASSWORD, "new": "four hills, two ponds"}
    assert first.post("/api/v1/session/password", json=changed).status_code == 200
    assert who(people, token_of(second)) == 401


def test_a_password_that_is_reset_while_it_is_looked_at_opens_nothing(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has it and hurries has no session after the reset, and chooses no other password."""
    account, database = people.accounts["nowhere"], people.asked.context.database
    looked_at = passwords.fits

    def fits(password: str, kept: str | None) -> bool:
        right = looked_at(password, kept)
        with database.changing() as session:
            administration.reset(session, "console", account.id, "another hash")
        return right

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(passwords, "fits", fits)
        told = {"name": "nowhere", "password": PASSWORD}
        given = people.client().post("/api/v1/session", json=told)
        assert (given.status_code, "set-cookie" in given.headers) == (401, False)
        with database.changing() as session:
            accounts.set_password(session, account.id, kept_password(), must_change=False)
        page = people.signed_in("nowhere")
        changed = {"old": PASSWORD, "new": "four hills, two ponds"}
        assert page.post("/api/v1/session/password", json=changed).status_code == 400
    with database.changing() as session:
        assert accounts.password_of(session, account.id) == "another hash"
        accounts.set_password(session, account.id, kept_password(), must_change=False)


def test_a_stolen_session_is_nothing_from_elsewhere(people: People) -> None:
    """It is bound to the address it began at: 127.0.0.2 is another machine to the service."""
    stolen = token_of(sign_in(people))
    elsewhere = httpx.Client(
        base_url=people.asked.url,
        transport=httpx.HTTPTransport(local_address="127.0.0.2"),
        cookies={COOKIE: stolen},
        trust_env=False,
    )
    with elsewhere:
        assert elsewhere.get("/api/v1/session").status_code == 401


def test_what_the_database_holds_opens_nothing(people: People) -> None:
    """Neither the hash of a session nor that of a key is one."""
    client = sign_in(people)
    key = people.key("desk")
    path = people.asked.context.settings.data / "service.sqlite"
    with sqlite3.connect(path) as database:
        sessions = [row[0] for row in database.execute("SELECT token_sha256 FROM sessions")]
        keys = database.execute("SELECT id, secret_sha256 FROM api_keys").fetchall()
        text = "\n".join(map(str, database.iterdump()))
    assert token_of(client) not in text
    assert key.rpartition("_")[2] not in text
    assert PASSWORD not in text
    assert sessions
    assert keys
    assert all(who(people, one) == 401 for one in sessions)
    for key_id, kept in keys:
        bearer = {"Authorization": f"Bearer gouhook_{key_id}_{kept}"}
        assert people.client(bearer).get("/api/v1/runs").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {CSRF: ""},
        {CSRF: "0" * 64},
        {"Origin": _EVIL},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Content-Type": "text/plain"},
    ],
)
def test_another_site_changes_nothing(people: People, headers: dict[str, str]) -> None:
    """What a foreign page can have a browser send: the cookie, and no header of ours."""
    client = people.client(cookies={COOKIE: token_of(sign_in(people))})
    before = client.get("/api/v1/submissions").json()["total"]
    for method, path in (
        ("POST", "/api/v1/submissions?filename=a.zip"),
        ("POST", "/api/v1/accounts"),
        ("POST", "/api/v1/keys"),
        ("DELETE", "/api/v1/session"),
    ):
        given = client.request(method, path, headers=headers, content=b'{"title": "x"}')
        assert given.status_code == 403, (method, path, given.text)
    assert client.get("/api/v1/submissions").json()["total"] == before


def test_another_session_s_token_does_not_do(people: People) -> None:
    """The header belongs to the cookie it came with."""
    one, other = sign_in(people), sign_in(people)
    given = one.delete("/api/v1/session", headers={CSRF: other.headers[CSRF]})
    assert given.status_code == 403
    assert one.delete("/api/v1/session").status_code == 204


def test_another_site_signs_nobody_in(people: People) -> None:
    """Else somebody would hand in under the account of whoever made the page."""
    told = {"name": "desk", "password": PASSWORD}
    for headers in ({"Origin": _EVIL}, {"Sec-Fetch-Site": "cross-site"}):
        given = people.client().post("/api/v1/session", json=told, headers=headers)
        assert given.status_code == 403
        assert "set-cookie" not in given.headers


def test_a_key_is_no_cookie_and_stands_in_no_address(people: People) -> None:
    """An address is in histories and logs of proxies."""
    key = people.key("desk")
    assert people.nobody.get(f"/api/v1/runs?key={key}").status_code == 401
    assert people.nobody.get(f"/api/v1/runs?access_token={key}").status_code == 401
    assert people.client(cookies={COOKIE: key}).get("/api/v1/runs").status_code == 401
    basic = people.client()
    basic.auth = httpx.BasicAuth("desk", PASSWORD)
    assert basic.get("/api/v1/runs").status_code == 401


def test_nobody_knows_which_names_there_are(people: People) -> None:
    """A wrong name and a wrong password are answered alike, and locked alike."""
    said = []
    for name in ("surveyor", "nobody-of-this-name"):
        told = {"name": name, "password": "not the password"}
        given = [people.client().post("/api/v1/session", json=told) for _ in range(3)]
        bodies = [one.json() for one in given]
        for body in bodies:
            body.pop("incident")
        said.append(([one.status_code for one in given], bodies))
    assert said[0] == said[1]
    assert said[0][0] == [401, 401, 401]


def test_files_of_the_service_are_its_owner_s_alone(people: People) -> None:
    """Whoever else has an account on the machine reads no session and no report."""
    data = people.asked.context.settings.data
    assert Path(data).stat().st_mode & 0o077 == 0
