"""The door of a service that others reach: its one public name, the proxy before it, what every
answer forbids, and how often one may knock.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.api.callers import COOKIE
from gouhook_gis.service.api.server import require_guarded
from gouhook_gis.service.database.tables import SessionTable
from gouhook_gis.service.settings import Settings, settings_from
from tests.service.api.people import PASSWORD, People, with_people
from tests.service.api.serving import ROOT, process

HOST = "gouhook.example.gov.cn"
PUBLIC = f"https://{HOST}"
RUNS, SESSION = "/api/v1/runs", "/api/v1/session"
BEHIND = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "10.9.8.7"}


@pytest.fixture
def public(tmp_path: Path) -> Iterator[People]:
    """A service with a public name, and a proxy on this machine."""
    settings = settings_from(
        data=tmp_path / "data", public_url=PUBLIC, trusted_proxies="127.0.0.1, ::1"
    )
    with with_people(settings) as made:
        yield made


def test_one_public_name_and_this_machine(public: People) -> None:
    for host in (HOST, f"{HOST}:443", HOST.upper(), "127.0.0.1", "localhost:1"):
        assert public.nobody.get("/health", headers={"Host": host}).status_code == 200
    for host in (f"www.{HOST}", f"{HOST}.evil.example", "10.1.2.3", ""):
        given = public.nobody.get("/health", headers={"Host": host})
        assert given.status_code == 421
        assert PUBLIC in given.json()["detail"]


def test_a_page_of_the_public_name_has_just_its_origin(public: People) -> None:
    body = {"name": "surveyor", "password": PASSWORD}
    for origin in (f"http://{HOST}", f"{PUBLIC}:8443", "https://evil.example", "null"):
        given = public.client(BEHIND).post(SESSION, json=body, headers={"Origin": origin})
        assert given.status_code == 403
    given = public.client(BEHIND).post(SESSION, json=body, headers={"Origin": PUBLIC})
    assert given.status_code == 200


def test_behind_tls_the_cookie_is_sent_over_tls_alone(public: People) -> None:
    body = {"name": "surveyor", "password": PASSWORD}
    given = public.client(BEHIND).post(SESSION, json=body)
    assert given.headers["Set-Cookie"].endswith("; HttpOnly; Path=/; SameSite=lax; Secure")
    assert given.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_links_and_addresses_are_those_the_proxy_tells(public: People) -> None:
    asked = public.client({**BEHIND, "Authorization": f"Bearer {public.key('surveyor')}"})
    assert asked.get(RUNS).json()["links"][0]["href"] == f"{PUBLIC}{RUNS}"
    public.client(BEHIND).post(SESSION, json={"name": "surveyor", "password": PASSWORD})
    with public.asked.context.database.reading() as session:
        assert session.scalars(select(SessionTable.address)).one() == "10.9.8.7"


def test_a_session_counts_from_its_own_address_behind_the_proxy(public: People) -> None:
    signed = public.client(BEHIND).post(SESSION, json={"name": "desk", "password": PASSWORD})
    stolen = {**BEHIND, "Cookie": f"{COOKIE}={signed.cookies[COOKIE]}"}
    assert public.nobody.get(RUNS, headers=stolen).status_code == 200
    stolen["X-Forwarded-For"] = "10.9.8.8"
    assert public.nobody.get(RUNS, headers=stolen).status_code == 401
    # What a client itself says before the proxy does is not believed.
    stolen["X-Forwarded-For"] = "10.9.8.7, 10.9.8.8"
    assert public.nobody.get(RUNS, headers=stolen).status_code == 401


def test_the_binding_to_an_address_can_be_switched_off(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path / "data", trusted_proxies=("127.0.0.1",), session_address=False
    )
    with with_people(settings) as people:
        asked = people.signed_in("desk")
        assert asked.get(RUNS, headers={"X-Forwarded-For": "10.9.8.7"}).status_code == 200


def test_nobody_but_the_proxy_says_who_is_asking(people: People) -> None:
    """No proxy is trusted: what is forwarded is the client's own invention."""
    body = {"name": "surveyor", "password": PASSWORD}
    given = people.client({**BEHIND, "Host": "127.0.0.1"}).post(SESSION, json=body)
    assert "Secure" not in given.headers["Set-Cookie"]
    with people.asked.context.database.reading() as session:
        assert session.scalars(select(SessionTable.address)).one() == "127.0.0.1"


def test_what_is_refused_has_the_headers_of_every_answer(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", public_url=PUBLIC, sign_ins=1)
    with with_people(settings) as people:
        body = {"name": "surveyor", "password": "wrong"}
        people.nobody.post(SESSION, json=body)
        refused = [
            (400, people.by_key("desk").get(RUNS, params={"limit": "x"})),
            (401, people.nobody.get(RUNS)),
            (403, people.nobody.get(RUNS, headers={"Origin": "https://evil.example"})),
            (404, people.by_key("desk").get(f"{RUNS}/1")),
            (413, people.nobody.post(SESSION, content=b" " * 9000)),
            (421, people.nobody.get(RUNS, headers={"Host": "evil.example"})),
            (429, people.nobody.post(SESSION, json=body)),
        ]
    for status, given in refused:
        assert given.status_code == status
        assert given.headers["Content-Type"] == "application/problem+json"
        assert given.headers["X-Content-Type-Options"] == "nosniff"
        assert given.headers["Cache-Control"] == "no-store"
        assert given.headers["X-Frame-Options"] == "DENY"
        assert given.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert given.headers["X-Request-Id"] == given.json()["incident"]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("https://A.example", "https://a.example"),
        ("https://a.example:443/", "https://a.example"),
        ("https://a.example:8443", "https://a.example:8443"),
        ("https://[fd00::1]", "https://[fd00::1]"),
    ],
)
def test_a_public_address_is_kept_as_browsers_write_it(told: str, kept: str) -> None:
    assert settings_from(public_url=told).public_url == kept


@pytest.mark.parametrize(
    ("setting", "wrong"),
    [
        ("public_url", "http://a.example"),
        ("public_url", "a.example"),
        ("public_url", "https://a.example/gouhook"),
        ("public_url", "https://a.example:x"),
        ("public_url", "https://me@a.example"),
        ("trusted_proxies", "*"),
        ("trusted_proxies", "10.1.2.3/8"),
        ("trusted_proxies", "0.0.0.0/0"),
        ("trusted_proxies", "proxy.example"),
    ],
)
def test_a_setting_that_will_not_do_is_named(setting: str, wrong: str) -> None:
    with pytest.raises(UsageError) as error:
        settings_from(**{setting: wrong})
    assert str(error.value.message.params["setting"]).startswith(f"GOUHOOK_{setting.upper()}")


def test_other_addresses_need_accounts_and_a_public_name() -> None:
    for host in ("127.0.0.1", "::1", "localhost", "127.9.9.9"):
        require_guarded(host, accounts=False, public_url=None)
    for host in ("0.0.0.0", "10.1.2.3", "::", "gouhook.local"):
        with pytest.raises(UsageError) as error:
            require_guarded(host, accounts=False, public_url=PUBLIC)
        assert error.value.message.id == "service.not_loopback"
        with pytest.raises(UsageError) as error:
            require_guarded(host, accounts=True, public_url=None)
        assert error.value.message.id == "service.no_public_url"
        require_guarded(host, accounts=True, public_url=PUBLIC)


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`gouhook` as users start it."""
    return subprocess.run(
        [sys.executable, "-m", "gouhook_gis", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_gouhook_serve_stays_on_this_machine_without_accounts(tmp_path: Path) -> None:
    given = command("serve", "--host", "0.0.0.0", "--port", "0", "--data", str(tmp_path / "data"))
    assert given.returncode == 2
    assert "gouhook accounts init" in given.stderr
    assert "GOUHOOK_PUBLIC_URL" in given.stderr


def test_gouhook_serve_with_accounts_serves_others(tmp_path: Path) -> None:
    """By the first start: an administrator is made, whose password is in a file of the owner's,
    not in the log; with it one signs in, must change it, and then the file is gone.
    """
    data = tmp_path / "data"
    told = {"GOUHOOK_ACCOUNTS": "true", "GOUHOOK_WORKERS": "1"}
    refused = command("serve", "--host", "0.0.0.0", "--port", "0", "--data", str(data), **told)
    assert refused.returncode == 2
    assert "GOUHOOK_PUBLIC_URL" in refused.stderr
    left = data / "admin-password.txt"
    password = left.read_text().strip()
    assert left.stat().st_mode & 0o777 == 0o600
    assert str(left) in refused.stdout
    assert password not in refused.stdout + refused.stderr

    with process(data, "--host", "0.0.0.0", GOUHOOK_PUBLIC_URL=PUBLIC, **told) as served:
        port = served.http.base_url.port
        asked = httpx.Client(base_url=f"http://{own_address()}:{port}", trust_env=False)
        with asked:
            assert asked.get(RUNS, headers={"Host": HOST}).status_code == 401
            assert asked.get(RUNS).status_code == 421
            signed = asked.post(
                SESSION, json={"name": "admin", "password": password}, headers={"Host": HOST}
            )
            assert signed.json()["role"] == Role.ADMIN
            assert signed.json()["must_change"]
            changed = asked.post(
                f"{SESSION}/password",
                json={"old": password, "new": PASSWORD},
                headers={
                    "Host": HOST,
                    "X-Gouhook-CSRF": signed.json()["csrf"],
                    "Cookie": f"{COOKIE}={signed.cookies[COOKIE]}",
                },
            )
            assert changed.status_code == 200, changed.text
        assert password not in served.log.read_text()
        assert "GOUHOOK_TRUSTED_PROXIES" in served.log.read_text()  # is not set, which it says
    assert not left.exists()
    logged = "".join(path.read_text() for path in (data / "logs").glob("*.jsonl"))
    assert password not in logged


def own_address() -> str:
    """An address of this machine, where it has a network one that is not loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
