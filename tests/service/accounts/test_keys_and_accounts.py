"""Keys of programs, and what administrators do; by the API, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from gouhook_gis.service import administration
from gouhook_gis.service.accounts import tokens
from gouhook_gis.service.accounts.models import AccountChange
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.database.tables import ApiKeyTable
from gouhook_gis.service.errors import ConflictError
from gouhook_gis.service.records import accounts, acts, keys
from tests.service.accounts.asking import EITHER
from tests.service.api.people import COUNTY, OTHER_COUNTY, PASSWORD, People

KEYS, ACCOUNTS, RUNS = "/api/v1/keys", "/api/v1/accounts", "/api/v1/runs"


def reason(given: object) -> str:
    """What a problem is called."""
    return str(given.json()["type"]).removeprefix("urn:gouhook:problem:service.")  # type: ignore[attr-defined]


@EITHER
def test_a_key_is_told_once_and_kept_as_a_hash(people: People) -> None:
    owner = people.signed_in("surveyor")
    expires = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    given = owner.post(KEYS, json={"title": "夜间批量", "expires": expires})
    assert given.status_code == 201
    key = tokens.read(given.json()["key"])
    assert key is not None
    assert key.id == given.json()["id"]
    listed = owner.get(KEYS).json()
    assert [one["title"] for one in listed] == ["夜间批量"]
    assert "key" not in listed[0]
    with people.asked.context.database.reading() as session:
        found = keys.key_with_secret(session, key.id)
    assert found is not None
    assert found[1] == tokens.sha256(key.secret) != key.secret
    program = people.client({"Authorization": f"Bearer {given.json()['key']}"})
    assert program.get("/api/v1/session").json()["via"] == "key"
    upload = program.post("/api/v1/submissions?filename=a.zip", content=b"a")
    assert upload.status_code == 202  # a key needs no mark: no browser sends it by itself
    assert owner.get(KEYS).json()[0]["used"] is not None


@EITHER
def test_a_key_that_is_wrong_over_or_revoked_opens_nothing(people: People) -> None:
    key = people.key("surveyor")
    half, secret = key.rsplit("_", 1)
    other = f"{half}_{secret[:-1]}{'0' if secret[-1] != '0' else '1'}"
    for sent in (other, key[:-1], "x", f"{people.key('desk').rsplit('_', 1)[0]}_{secret}"):
        given = people.client({"Authorization": f"Bearer {sent}"}).get(RUNS)
        assert (given.status_code, reason(given)) == (401, "key_wrong")
    for form in (f"Basic {key}", key, f"bearer{key}"):
        assert people.client({"Authorization": form}).get(RUNS).status_code == 401
    assert people.client({"Authorization": f"bearer  {key}"}).get(RUNS).status_code == 200
    # Not in the address, where logs and histories would have it.
    for name in ("key", "api_key", "access_token", "token"):
        assert people.nobody.get(RUNS, params={name: key}).status_code == 401

    program, now = people.by_key("surveyor"), datetime.now(UTC)
    with people.asked.context.database.changing() as session:
        session.execute(update(ApiKeyTable).values(expires=now + timedelta(minutes=1)))
    assert program.get(RUNS).status_code == 200
    with people.asked.context.database.changing() as session:
        session.execute(update(ApiKeyTable).values(expires=now))
    assert program.get(RUNS).status_code == 401
    with people.asked.context.database.changing() as session:
        session.execute(update(ApiKeyTable).values(expires=None))
    assert program.get(RUNS).status_code == 200
    owner = people.signed_in("surveyor")
    path = f"{KEYS}/{owner.get(KEYS).json()[0]['id']}"
    assert people.signed_in("desk").delete(path).status_code == 404  # not their key
    assert owner.delete(path).status_code == 204
    assert program.get(RUNS).status_code == 401
    assert owner.delete(path).status_code == 404
    given = owner.post(KEYS, json={"title": "a", "expires": "2020-01-01T00:00:00Z"})
    assert (given.status_code, reason(given)) == (400, "key_expired_already")


def test_a_wrong_key_beside_a_good_session_is_refused(people: People) -> None:
    asked = people.signed_in("surveyor")
    assert asked.get(RUNS, headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_key_makes_no_keys_and_no_accounts(people: People) -> None:
    program = people.by_key("admin")
    for method, path in (("GET", KEYS), ("POST", KEYS), ("DELETE", "/api/v1/session")):
        given = program.request(method, path, json={"title": "a"})
        assert (given.status_code, reason(given)) == (403, "not_by_key")
    body = {"old": PASSWORD, "new": "four hills and a lake"}
    assert reason(program.post("/api/v1/session/password", json=body)) == "not_by_key"
    assert reason(program.post(ACCOUNTS, json={"name": "ab"})) == "no_right"


@EITHER
def test_an_account_is_made_with_a_password_told_once(people: People) -> None:
    admin = people.signed_in("admin")
    body = {"name": "Li.Si", "title": "李四", "role": "surveyor", "counties": [COUNTY]}
    given = admin.post(ACCOUNTS, json=body)
    assert given.status_code == 201
    made = given.json()
    assert made["must_change"]
    assert (made["name"], made["counties"]) == ("li.si", [COUNTY])
    again = admin.post(ACCOUNTS, json=body)
    assert (again.status_code, reason(again)) == (409, "account_there")
    assert [one["name"] for one in admin.get(ACCOUNTS).json()] == sorted(
        ["li.si", *(people.accounts)]
    )
    for wrong in (
        {**body, "name": "worker"},
        {**body, "name": "a b"},
        {**body, "counties": ["5"]},
        {**body, "counties": ["51018１"]},
        {**body, "role": "admin"},  # which sees all counties
        {**body, "password": "three stones, one river"},
    ):
        assert admin.post(ACCOUNTS, json={**wrong}).status_code == 400
    with people.asked.context.database.reading() as session:
        line = acts(session, "li.si")[-1]
    assert (line.actor, line.act) == ("admin", "account_made")
    assert line.data["counties"] == [COUNTY]


def test_what_is_changed_of_an_account_counts_at_once(people: People) -> None:
    admin, program = people.signed_in("admin"), people.by_key("surveyor")
    path = f"{ACCOUNTS}/{people.accounts['surveyor'].id}"
    upload = f"/api/v1/submissions?filename=a.zip&county={OTHER_COUNTY}"
    assert program.post(upload, content=b"a").status_code == 403
    changed = admin.patch(path, json={"counties": [OTHER_COUNTY]}).json()
    assert (changed["counties"], changed["title"]) == ([OTHER_COUNTY], "甲测绘")
    assert program.post(upload, content=b"a").status_code == 202
    admin.patch(path, json={"counties": [], "role": "auditor"})
    assert program.post(upload, content=b"a").status_code == 403
    assert program.get(RUNS).json()["total"] == 1
    given = admin.patch(path, json={"counties": [COUNTY]})
    assert (given.status_code, reason(given)) == (400, "counties_of_all")
    assert admin.patch(f"{ACCOUNTS}/1", json={"title": "x"}).status_code == 404


def test_the_keys_of_others_are_seen_and_revoked(people: People) -> None:
    admin, program = people.signed_in("admin"), people.by_key("surveyor")
    path = f"{ACCOUNTS}/{people.accounts['surveyor'].id}/keys"
    listed = admin.get(path).json()
    assert len(listed) == 1
    other = f"{ACCOUNTS}/{people.accounts['desk'].id}/keys/{listed[0]['id']}"
    assert admin.delete(other).status_code == 404
    assert admin.delete(f"{path}/{listed[0]['id']}").status_code == 204
    assert program.get(RUNS).status_code == 401


def test_the_last_administrator_stays_one(people: People) -> None:
    admin = people.signed_in("admin")
    path = f"{ACCOUNTS}/{people.accounts['admin'].id}"
    for change in ({"disabled": True}, {"role": "auditor"}):
        given = admin.patch(path, json=change)
        assert (given.status_code, reason(given)) == (409, "last_admin")
    assert admin.patch(path, json={"title": "总管", "role": "admin"}).status_code == 200
    other = f"{ACCOUNTS}/{people.accounts['auditor'].id}"
    assert admin.patch(other, json={"role": "admin", "disabled": True}).status_code == 200
    assert reason(admin.patch(path, json={"disabled": True})) == "last_admin"
    admin.patch(other, json={"disabled": False})
    assert admin.patch(path, json={"disabled": True}).status_code == 200
    assert admin.get(RUNS).status_code == 401


@EITHER
def test_two_administrators_cannot_end_one_another(people: People) -> None:
    database = people.asked.context.database
    both = [people.accounts["admin"].id, people.accounts["desk"].id]
    with database.changing() as session:
        accounts.change(session, both[1], role=Role.ADMIN.value)

    def end(account_id: str) -> bool:
        try:
            with database.changing() as session:
                change = AccountChange(disabled=True)
                administration.change(session, "console", account_id, change)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(end, both)) == [False, True]


def test_the_first_administrator_is_made_once(people: People) -> None:
    database = people.asked.context.database
    new = accounts.NewAccount(name="second")
    with pytest.raises(ConflictError) as error, database.changing() as session:
        administration.first_admin(session, "console", new, "")
    assert error.value.message.id == "service.accounts_there"
