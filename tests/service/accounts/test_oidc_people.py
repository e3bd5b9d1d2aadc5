"""Whom a provider's claims mean here: accounts found, made, linked, and kept as it says."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gouhook_gis.cli.app import app
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import render
from gouhook_gis.service import administration, vouching
from gouhook_gis.service.accounts.attempt import Attempt
from gouhook_gis.service.accounts.models import Account, NewAccount
from gouhook_gis.service.accounts.oidc import person
from gouhook_gis.service.accounts.oidc_settings import OidcSettings
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.records import accounts, acts, sessions
from gouhook_gis.service.records.sign_ins import begin_sign_in, end_sign_in
from gouhook_gis.service.settings import Settings
from tests.service.databases import KINDS, address, opened

ISSUER = "https://id.example.gov.cn"
SURVEY, DESK = "省厅/测绘", "gh-desk"
MAPPED = {
    "oidc_role_claim": "realm_access.roles",
    "oidc_roles": {"gh-admin": "admin", DESK: "desk", SURVEY: "surveyor", "gh-audit": "auditor"},
    "oidc_counties_claim": "areas",
}


def told(**more: object) -> OidcSettings:
    """Return settings of a provider."""
    return OidcSettings(oidc_issuer=ISSUER, oidc_client_id="gouhook", **more)


def claims(*roles: str, sub: str = "u1", **more: object) -> dict[str, Any]:
    """Return what the provider signed."""
    known = {"iss": ISSUER, "sub": sub, "preferred_username": "Wang.Fang", "name": "王芳"}
    return {**known, "realm_access": {"roles": list(roles)}, "areas": ["510181"], **more}


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Either database, with an administrator."""
    with address(request.param, tmp_path, request, tables=True) as url, opened(url) as made:
        add(made, "admin", Role.ADMIN)
        yield made


def add(database: Database, name: str, role: Role = Role.SURVEYOR) -> Account:
    """Make an account with a password to be used once."""
    with database.changing() as session:
        return administration.make(session, "console", NewAccount(name=name, role=role), "hash")


def comes(database: Database, said: dict[str, Any], settings: OidcSettings) -> Account:
    """Return the account of whoever comes from the provider."""
    with database.changing() as session:
        found = vouching.account_for(
            session, person(said, settings), provision=settings.oidc_provision
        )
        accounts.succeeded(session, found.id)
        return found


def refusal(database: Database, said: dict[str, Any], settings: OidcSettings) -> str:
    """Return why somebody is not let in."""
    with pytest.raises(UsageError) as error:
        comes(database, said, settings)
    return error.value.message.id


def test_accounts_are_made_where_that_is_wanted(database: Database) -> None:
    """At the first sign-in, with the role and the counties that the provider gives; afterwards it
    is found by the subject, and both follow.
    """
    settings = told(**MAPPED, oidc_provision=True)
    made = comes(database, claims(SURVEY), settings)
    assert (made.name, made.title, made.role) == ("wang.fang", "王芳", Role.SURVEYOR)
    assert (made.counties, made.local, made.issuer) == (("510181",), False, ISSUER)
    later = claims(SURVEY, DESK, preferred_username="wf", areas="51")
    changed = comes(database, later, settings)
    assert (changed.id, changed.name) == (made.id, "wang.fang")
    assert (changed.role, changed.counties) == (Role.DESK, ("51",))
    assert comes(database, claims("gh-audit"), settings).counties == ()
    with database.reading() as session:
        lines = [(line.actor, line.act, line.data) for line in acts(session, "wang.fang")]
    assert lines == [
        ("service", "account_changed", {"role": "auditor", "counties": []}),
        ("service", "account_changed", {"role": "desk", "counties": ["51"]}),
        (
            "service",
            "account_made",
            {"role": "surveyor", "counties": ["510181"], "by": ISSUER},
        ),
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (claims(), "service.oidc_no_role"),
        (claims("gh-desks"), "service.oidc_no_role"),
        ({**claims(), "realm_access": "gh-desk"}, "service.oidc_no_role"),
        (claims(DESK, areas=[]), "service.oidc_no_county"),
        (claims(DESK, areas=None), "service.oidc_no_county"),
        (claims(SURVEY, areas=["510181", "成都"]), "service.oidc_no_code"),
        (claims(SURVEY, areas="510181000000"), "service.oidc_no_code"),
        (claims(DESK, preferred_username=None), "service.oidc_name"),
        (claims(DESK, preferred_username="w\x00"), "service.oidc_name"),
        (claims(DESK, preferred_username="service"), "service.oidc_name"),
        (claims(DESK, preferred_username="ADMIN"), "service.oidc_other_account"),
    ],
)
def test_who_is_not_let_in(database: Database, said: dict[str, Any], why: str) -> None:
    """Without a role or a county, or by a name that is no name or somebody else's. That a desk has
    no county would read as all of them.
    """
    assert refusal(database, said, told(**MAPPED, oidc_provision=True)) == why
    with database.reading() as session:
        assert [one.name for one in accounts.accounts(session)] == ["admin"]


def test_who_loses_the_role_stays_out(database: Database) -> None:
    """Also with an account that was used before."""
    settings = told(**MAPPED, oidc_provision=True)
    comes(database, claims(SURVEY), settings)
    assert refusal(database, claims("gh-cook"), settings) == "service.oidc_no_role"


def test_the_last_administrator_stays_one(database: Database) -> None:
    """Whatever the provider says of them."""
    with database.changing() as session:
        vouching.link(session, "console", "admin", ISSUER, "u1")
    settings = told(**MAPPED)
    assert refusal(database, claims(DESK), settings) == "service.last_admin"
    assert comes(database, claims("gh-admin", DESK), settings).role is Role.ADMIN
    add(database, "boss", Role.ADMIN)
    assert comes(database, claims(DESK), settings).role is Role.DESK


def test_an_account_made_for_a_name(database: Database) -> None:
    """Is theirs from the first sign-in on, and nobody else's of that name; what could be used once
    cannot be used any more. Without a claim role and counties are the administrator's.
    """
    assert refusal(database, claims(), told()) == "service.oidc_no_account"
    made = add(database, "wang.fang")
    found = comes(database, claims(), told())
    assert (found.id, found.local, found.must_change) == (made.id, False, False)
    assert (found.role, found.counties) == (Role.SURVEYOR, ())
    assert comes(database, claims(preferred_username="other"), told()).id == made.id
    assert refusal(database, claims(sub="u2"), told()) == "service.oidc_other_account"


@pytest.mark.parametrize("spoils", ["used", "admin", "linked", "key"])
def test_a_name_alone_opens_no_other_account(database: Database, spoils: str) -> None:
    """None that somebody has used, none of an administrator, none of somebody else."""
    made = add(database, "wang.fang", Role.ADMIN if spoils == "admin" else Role.DESK)
    with database.changing() as session:
        if spoils == "used":
            accounts.succeeded(session, made.id)
        if spoils == "linked":
            vouching.link(session, "console", made.name, ISSUER, "u9")
        if spoils == "key":
            administration.make_key(session, "console", made, "", None)
    assert refusal(database, claims(), told()) == "service.oidc_other_account"
    with database.changing() as session:
        vouching.link(session, "console", "Wang.Fang", ISSUER, "u1")
    assert comes(database, claims(), told()).id == made.id


def test_of_two_at_a_time_one_has_the_attempt(database: Database) -> None:
    """Whichever process of the service is asked."""
    attempt = Attempt.begin()
    with database.changing() as session:
        begin_sign_in(session, attempt, "/runs")

    def ends(_: int) -> str | None:
        with database.changing() as session:
            return end_sign_in(session, attempt)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ends, range(4)))
    assert sorted(found, key=str) == ["/runs", None, None, None]


def test_linking_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A subject belongs to one account; parted, who was signed in is signed out."""
    monkeypatch.setenv("GOUHOOK_DATA", str(tmp_path))
    url = Settings(data=tmp_path).url
    with opened(url) as database:
        one = add(database, "one")
        add(database, "two")

        def run(*words: str) -> tuple[int, str]:
            done = CliRunner().invoke(app, ["accounts", *words])
            said = done.exception.message if isinstance(done.exception, UsageError) else None
            return done.exit_code, done.output if said is None else render(said)

        assert "GOUHOOK_OIDC_ISSUER" in run("link", "one", "u1")[1]
        monkeypatch.setenv("GOUHOOK_OIDC_ISSUER", ISSUER)
        monkeypatch.setenv("GOUHOOK_OIDC_CLIENT_ID", "gouhook")
        status, said = run("link", "ONE", "u1")
        assert status == 0
        assert f"{ISSUER} 中的 u1 今后以账号 one 登录" in said
        assert "已关联账号 one" in run("link", "two", "u1")[1]
        assert "没有名为 none 的账号" in run("link", "none", "u2")[1]
        with database.changing() as session:
            sessions.begin_session(session, one.id, "0" * 64, "127.0.0.1")
        assert run("unlink", "one")[0] == 0
        with database.reading() as session:
            assert sessions.session_of(session, "0" * 64) is None
        assert run("link", "two", "u1")[0] == 0
