"""`gouhook accounts`, on the databases that `gouhook serve` works with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gouhook_gis.service.accounts import passwords
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.records import accounts, acts, keys
from gouhook_gis.service.records.accounts import password_of
from tests.service.api.people import PASSWORD
from tests.service.api.serving import process
from tests.service.databases import KINDS, address, opened
from tests.support.commands import Done, gouhook

PASSWORD_OF_OURS = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){4}")


def run(*words: str) -> Done:
    """The command as an administrator gives it."""
    return gouhook("accounts", *words)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[list[str], Database]]:
    """The options that name a database, and the database."""
    (tmp_path / "data").mkdir()
    with address(request.param, tmp_path / "data", request) as url, opened(url) as database:
        told = ["--data", str(tmp_path / "data")]
        yield ([*told, "--database", url] if request.param != "sqlite" else told), database


def test_from_the_first_administrator_to_a_key(place: tuple[list[str], Database]) -> None:
    where, database = place
    made = run("init", *where)
    assert made.returncode == 0, made.stderr
    (password,) = PASSWORD_OF_OURS.findall(made.stdout)
    assert made.stderr == ""
    with database.reading() as session:
        (admin,) = accounts.accounts(session)
        assert (admin.name, admin.role, admin.must_change) == ("admin", "admin", True)
        assert passwords.fits(password, password_of(session, admin.id))
        (line,) = acts(session, "admin")
    assert (line.actor, line.act) == ("console", "account_made")

    again = run("init", "--name", "other", *where)
    assert again.returncode == 2
    assert "gouhook accounts add" in again.stderr
    assert run("disable", "admin", *where).returncode == 2

    words = ("add", "Zhang", "--title", "甲测绘", "--county", "510181", "--county", "510182")
    assert PASSWORD_OF_OURS.search(run(*words, *where).stdout)
    listed = run("list", *where).stdout
    assert "zhang\t甲测绘\t测绘单位\t510181、510182\t待修改密码" in listed
    key = run("key", "zhang", "--title", "批量", "--expires", "2999-12-31", *where)
    (written,) = re.findall(r"gouhook_[0-9a-f]{32}_[0-9a-f]{64}", key.stdout)
    assert run("disable", "zhang", *where).returncode == 0
    assert "已停用" in run("list", *where).stdout
    assert run("enable", "ZHANG", *where).returncode == 0
    assert run("unlock", "zhang", *where).returncode == 0
    (newer,) = PASSWORD_OF_OURS.findall(run("password", "zhang", *where).stdout)
    with database.reading() as session:
        zhang = accounts.account_named(session, "zhang")
        assert zhang is not None
        assert passwords.fits(newer, password_of(session, zhang.id))
        (kept,) = keys.keys_of(session, zhang.id)
        assert written.split("_")[1] == kept.id
        done = [line.act for line in acts(session, "zhang")]
    assert done[::-1] == [
        "account_made",
        "key_made",
        "account_changed",
        "account_changed",
        "account_unlocked",
        "password_reset",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "a b"), "name"),
        (("add", "chen", "--role", "king"), "role"),
        (("add", "chen", "--county", "51018x"), "counties.1"),
        (("add", "chen", "--role", "admin", "--county", "51"), "审计人员和管理员"),
        (("unlock", "chen"), "chen"),
        (("key", "admin", "--expires", "2020-01-01"), "已经过去"),
    ],
)
def test_what_will_not_do_is_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    where = ("--data", str(tmp_path / "data"))
    run("init", *where)
    given = run(*words, *where)
    assert given.returncode == 2
    assert said in given.stderr
    assert "Traceback" not in given.stderr


def test_a_mistyped_folder_is_no_new_service(tmp_path: Path) -> None:
    given = run("list", "--data", str(tmp_path / "data"))
    assert given.returncode == 2
    assert str(tmp_path / "data") in given.stderr
    assert not (tmp_path / "data").exists()


def test_beside_a_service_that_is_running(tmp_path: Path) -> None:
    """What is made counts there at once, beside a provider too; the folder of `init` is for its
    owner alone.
    """
    data = tmp_path / "data"
    told = {"GOUHOOK_OIDC_ISSUER": "https://id.example.gov.cn", "GOUHOOK_OIDC_CLIENT_ID": "gouhook"}
    run("init", "--data", str(data))
    assert data.stat().st_mode & 0o777 == 0o700
    with process(data, GOUHOOK_WORKERS="1", **told) as served:
        asked = served.http.get("/api/v1/service").json()
        assert (asked["accounts"], asked["sign_in_with"]) == (True, "id.example.gov.cn")
        made = run("add", "chen", "--role", "desk", "--data", str(data))
        (password,) = PASSWORD_OF_OURS.findall(made.stdout)
        signed = served.http.post("/api/v1/session", json={"name": "chen", "password": password})
        assert signed.status_code == 200
        assert signed.json()["must_change"]
        key = run("key", "chen", "--data", str(data)).stdout
        (written,) = re.findall(r"gouhook_[0-9a-f]{32}_[0-9a-f]{64}", key)
        program = httpx.Client(
            base_url=served.http.base_url, headers={"Authorization": f"Bearer {written}"}
        )
        with program:
            assert program.get("/api/v1/runs").status_code == 200
            assert run("disable", "chen", "--data", str(data)).returncode == 0
            assert program.get("/api/v1/runs").status_code == 401
            assert program.get("/api/v1/runs", params={"key": written}).status_code == 401
        log = served.log.read_text()
    for secret in (password, written, PASSWORD):
        assert secret not in log
