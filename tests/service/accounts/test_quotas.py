"""How often and how much one account, one address and one county may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import httpx
import pytest
from pydantic import SecretStr

from gouhook_gis.domain.message import message
from gouhook_gis.service import records
from gouhook_gis.service.accounts.rates import Held
from gouhook_gis.service.accounts.roles import Via
from gouhook_gis.service.api.quotas import require_place_for_run, require_room
from gouhook_gis.service.errors import TooManyError
from gouhook_gis.service.models import CheckRequest
from gouhook_gis.service.records import work
from gouhook_gis.service.settings import Settings
from tests.service.api.people import COUNTY, OTHER_COUNTY, PASSWORD, People, with_people
from tests.service.databases import KINDS, address

RUNS, SUBMISSIONS, SESSION = "/api/v1/runs", "/api/v1/submissions", "/api/v1/session"


def refused(given: httpx.Response, reason: str, most_s: int) -> None:
    """Say that there were too many, why, and when to ask again."""
    assert given.status_code == 429, given.text
    assert given.json()["type"] == f"urn:gouhook:problem:{reason}"
    assert 0 < int(given.headers["Retry-After"]) <= most_s


def upload(
    client: httpx.Client, size: int = 1, county: str = COUNTY, **more: str
) -> httpx.Response:
    """Hand in so many bytes; `key` is the idempotency key."""
    headers = {"Idempotency-Key": more.pop("key")} if "key" in more else {}
    params = {"filename": "a.zip", "county": county, **more}
    return client.post(SUBMISSIONS, params=params, content=b"a" * size, headers=headers)


def test_requests_a_minute_of_an_account(tmp_path: Path) -> None:
    with with_people(Settings(data=tmp_path / "data", account_requests=3)) as people:
        program, page = people.by_key("desk"), people.signed_in("desk")
        for client in (program, page, program):
            assert client.get(RUNS).status_code == 200
        refused(page.get(RUNS), "service.many_requests", 60)
        refused(program.get(RUNS), "service.many_requests", 60)
        assert people.by_key("auditor").get(RUNS).status_code == 200


def test_requests_a_minute_of_an_address(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", address_requests=3, trusted_proxies=("127.0.0.1",))
    with with_people(settings) as people:
        office = people.client({"X-Forwarded-For": "10.1.1.1"})
        assert [office.get("/health").status_code for _ in range(3)] == [200, 200, 200]
        refused(office.get("/health"), "service.many_requests", 60)
        other = people.client({"X-Forwarded-For": "10.1.1.2"})
        assert other.get("/health").status_code == 200


def test_attempts_to_sign_in_a_minute_of_an_address(tmp_path: Path) -> None:
    with with_people(Settings(data=tmp_path / "data", sign_ins=3)) as people:
        body = {"name": "nobody", "password": "wrong"}
        for _ in range(3):
            assert people.nobody.post(SESSION, json=body).status_code == 401
        right = {"name": "desk", "password": PASSWORD}
        refused(people.nobody.post(SESSION, json=right), "service.many_sign_ins", 60)
        assert people.signed_in("desk").get(RUNS).status_code == 200
    with with_people(Settings(data=tmp_path / "other", sign_ins=3)) as people:
        page = people.signed_in("desk")
        change = {"old": "wrong", "new": "four hills and a lake"}
        for _ in range(3):
            assert page.post(f"{SESSION}/password", json=change).status_code == 400
        refused(page.post(f"{SESSION}/password", json=change), "service.many_sign_ins", 60)


@pytest.fixture(params=KINDS)
def few(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., People]]:
    """Give what opens a service with other limits, on either database."""
    with ExitStack() as stack:

        def opened(**limits: int) -> People:
            url = stack.enter_context(address(request.param, tmp_path, request, tables=True))
            secret = None if request.param == "sqlite" else SecretStr(url)
            settings = Settings(data=tmp_path / "data", database=secret, **limits)
            return stack.enter_context(with_people(settings))

        yield opened


def test_unfinished_runs_of_an_account(few: Callable[..., People]) -> None:
    people = few(account_runs=2)
    mine, other = people.by_key("surveyor"), people.by_key("other")
    first = upload(mine, key="k").json()
    assert upload(mine, 2).status_code == 202
    refused(upload(mine, 3), "service.many_runs", 30)
    assert upload(mine, key="k").json()["id"] == first["id"]  # the same run again
    path = f"{SUBMISSIONS}/{first['submission_id']}/runs"
    refused(mine.post(path, json={}), "service.many_runs", 30)
    refused(mine.post(f"{RUNS}/{first['id']}/rerun", json={}), "service.many_runs", 30)
    assert upload(mine, 3, check="false").status_code == 201
    # What others ask for is their own, also of this submission.
    assert upload(other, county=OTHER_COUNTY).status_code == 202
    assert people.by_key("desk").post(path, json={}).status_code == 202
    refused(upload(mine, 3), "service.many_runs", 30)

    assert mine.post(f"{RUNS}/{first['id']}/cancel").status_code == 202
    assert upload(mine, 3).status_code == 202
    refused(upload(mine, 4), "service.many_runs", 30)
    with people.asked.context.database.changing() as session:
        run_id = records.runs(session, within=(COUNTY,), limit=1)[0][0].id
        begun = work.begin(session, run_id, "test", 3)
        assert begun is not None
        assert work.fail(session, run_id, begun.attempt, message("service.desk_failed"), "1")
    assert upload(mine, 4).status_code == 202


def test_of_two_at_a_time_one_gets_the_last_place(few: Callable[..., People]) -> None:
    people = few(account_runs=1)
    here, who = people.asked.context, people.accounts["desk"].caller(Via.KEY)

    def ask(_: int) -> bool:
        try:
            with here.database.changing() as session:
                require_place_for_run(session, here.settings, who)
                records.add_run(session, CheckRequest(), owner=who.account_id)
        except TooManyError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(ask, range(4))) == [False, False, False, True]


def test_bytes_of_kept_uploads(few: Callable[..., People]) -> None:
    """Ten bytes an account, twelve a county; what was taken away counts no more."""
    people = few(account_bytes=10, county_bytes=12)
    mine, desk = people.by_key("surveyor"), people.by_key("desk")
    kept = upload(mine, 10)
    assert kept.status_code == 202
    refused(upload(mine, 1), "service.account_full", 3600)
    assert mine.get(SUBMISSIONS).json()["total"] == 1
    assert upload(desk, 2).status_code == 202
    refused(upload(desk, 1), "service.county_full", 3600)
    assert upload(desk, 1, county=OTHER_COUNTY).status_code == 202
    mine.post(f"{RUNS}/{kept.json()['id']}/cancel")
    assert mine.delete(f"{SUBMISSIONS}/{kept.json()['submission_id']}").status_code == 204
    assert upload(mine, 10).status_code == 202


def test_of_an_upload_too_many_nothing_stays(tmp_path: Path) -> None:
    """With a key it is refused only once its bytes are there: they go with it. Those that somebody
    else handed in too stay.
    """
    with with_people(Settings(data=tmp_path / "data", account_bytes=10)) as people:
        mine, files = people.by_key("surveyor"), people.asked.context.files
        assert upload(mine, 10, key="1").status_code == 202
        refused(upload(mine, 11, key="2"), "service.account_full", 3600)
        assert [path.stat().st_size for path in files.uploads.iterdir()] == [10]
        assert upload(people.by_key("other"), 7, OTHER_COUNTY).status_code == 202
        refused(upload(mine, 7, key="3"), "service.account_full", 3600)
        assert upload(mine, 12, key="1").status_code == 409
        assert sorted(path.stat().st_size for path in files.uploads.iterdir()) == [7, 10]


def test_of_two_uploads_at_a_time_one_gets_the_last_room(few: Callable[..., People]) -> None:
    people = few(account_bytes=10)
    here, who = people.asked.context, people.accounts["desk"].caller(Via.KEY)
    both = Barrier(2)

    def hand_in(number: int) -> bool:
        try:
            with here.database.changing() as session:
                sha256 = f"{number:064x}"
                records.add_submission(
                    session, filename="a.zip", sha256=sha256, size=6, owner=who.account_id
                )
                require_room(session, here.settings, who, None)
                with suppress(BrokenBarrierError):  # only where neither waits for the other
                    both.wait(1)
        except TooManyError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(hand_in, range(2))) == [False, True]


def test_uploads_looked_into_at_a_time(tmp_path: Path) -> None:
    with with_people(Settings(data=tmp_path / "data", account_contents=1)) as people:
        mine, limits = people.by_key("surveyor"), people.asked.context.limits
        kept = upload(mine, check="false").json()["id"]
        path = f"{SUBMISSIONS}/{kept}/contents"
        with limits.contents.one(people.accounts["surveyor"].id, limits.too_many_contents()):
            refused(mine.get(path), "service.many_contents", 5)
            assert people.by_key("desk").get(path).status_code == 200
        assert mine.get(path).status_code == 200


def test_runs_followed_at_a_time(tmp_path: Path) -> None:
    """So that one account does not take the place of all others."""
    with with_people(Settings(data=tmp_path / "data")) as people:
        mine = people.by_key("surveyor")
        path = f"{RUNS}/{upload(mine).json()['id']}/events"
        people.asked.context.limits.listeners = Held(1)
        with mine.stream("GET", path) as first:
            lines = first.iter_lines()  # held: without it the connection is closed
            assert next(lines).startswith("retry:")
            refused(mine.get(path), "service.many_own_listeners", 5)
            with people.by_key("desk").stream("GET", path) as other:
                assert other.status_code == 200
