"""Signing in through a provider, by HTTP from end to end; and those who would like to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from sqlalchemy import update

from gouhook_gis.service.accounts.attempt import own_path
from gouhook_gis.service.database.tables import SignInTable
from gouhook_gis.service.records import accounts, acts
from gouhook_gis.service.records.ids import new_id
from tests.service.accounts.through import (
    ATTEMPT,
    BACK,
    BEGIN,
    SESSION,
    asked_of,
    begun,
    known,
    refused,
    returned,
    service,
    signs_in,
    told,
)
from tests.service.api.people import COUNTY, People
from tests.support.oidc import LocalProvider, new_key, provider, signed


@pytest.fixture(scope="module")
def local() -> Iterator[LocalProvider]:
    """A provider."""
    with provider() as made:
        yield made


@pytest.fixture(scope="module")
def people(local: LocalProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A service that knows it."""
    with service(tmp_path_factory.mktemp("service"), local) as made:
        yield made


def test_the_whole_way(people: People, local: LocalProvider) -> None:
    """To the provider and back, to where one wanted to go; the session is one like any other."""
    subject = known(people, local, "wang.fang")
    assert people.nobody.get("/api/v1/service").json()["sign_in_with"] == "省统一身份认证"
    answer = begun(people)
    assert answer.headers["location"].startswith(f"{local.url}/authorize?tenant=1&")
    asked = asked_of(answer)
    assert asked.pop("redirect_uri") == f"{people.asked.url}{BACK}"
    secrets = [asked.pop(one) for one in ("state", "nonce", "code_challenge")]
    assert [len(one) for one in secrets] == [43, 43, 43]
    assert len({*secrets, answer.cookies[ATTEMPT]}) == 4
    assert asked == {
        "tenant": "1",
        "response_type": "code",
        "client_id": "gouhook at home",
        "scope": "openid profile",
        "code_challenge_method": "S256",
    }
    kept = answer.headers["set-cookie"]
    assert all(part in kept for part in ("HttpOnly", "SameSite=lax", "Max-Age=600", "Path=/"))

    place = local.agree(answer.headers["location"], subject)
    answer = returned(people, place, answer.cookies[ATTEMPT])
    assert (answer.status_code, answer.headers["location"]) == (302, "/runs?status=failed")
    assert answer.headers["cache-control"] == "no-store"
    browser = people.client(cookies={SESSION: answer.cookies[SESSION]})
    who = browser.get("/api/v1/session").json()
    assert (who["name"], who["role"], who["counties"]) == ("wang.fang", "surveyor", [COUNTY])
    with people.asked.context.database.reading() as session:
        lines = [(line.actor, line.act) for line in acts(session, "wang.fang")]
    assert lines == [
        ("wang.fang", "signed_in"),
        ("service", "account_changed"),
        ("console", "account_made"),
    ]


def test_an_attempt_counts_once(people: People, local: LocalProvider) -> None:
    """In the browser that began it, with its own state."""
    subject = known(people, local, "once")
    answer = begun(people)
    attempt = answer.cookies[ATTEMPT]
    place = local.agree(answer.headers["location"], subject)
    for other in (None, "x", "A" * 43, begun(people).cookies[ATTEMPT]):
        assert refused(returned(people, place, other)) == (401, "oidc_attempt")
    assert returned(people, place, attempt).status_code == 302
    assert refused(returned(people, place, attempt)) == (401, "oidc_attempt")


def test_an_attempt_ends(people: People, local: LocalProvider) -> None:
    """After ten minutes, and not before; it is forgotten when the next one begins."""
    subject = known(people, local, "late")
    for minutes, status in ((9, 302), (10, 401)):
        answer = begun(people)
        place = local.agree(answer.headers["location"], subject)
        with people.asked.context.database.changing() as session:
            begun_at = datetime.now(UTC) - timedelta(minutes=minutes)
            session.execute(update(SignInTable).values(begun=begun_at))
        assert returned(people, place, answer.cookies[ATTEMPT]).status_code == status
    begun(people)
    with people.asked.context.database.reading() as session:
        assert session.query(SignInTable).count() == 1


def test_a_code_of_somebody_else(people: People, local: LocalProvider) -> None:
    """Who slips their code into another's attempt is not signed in there: the provider asks for the
    verifier, and the token holds the nonce, of the attempt for which the code was given.
    """
    subject = known(people, local, "thief")
    theirs = begun(people)
    stolen = dict(parse_qsl(urlsplit(local.agree(theirs.headers["location"], subject)).query))
    mine = begun(people)
    place = f"{BACK}?state={asked_of(mine)['state']}&iss={local.url}&code={stolen['code']}"
    assert refused(returned(people, place, mine.cookies[ATTEMPT])) == (401, "oidc_attempt")
    # A provider without PKCE would have redeemed it: then the nonce is another.
    mine = begun(people)
    own = asked_of(mine)
    code = local.code({**own, "nonce": asked_of(theirs)["nonce"]}, subject)
    place = f"{BACK}?state={own['state']}&iss={local.url}&code={code}"
    assert refused(returned(people, place, mine.cookies[ATTEMPT])) == (401, "oidc_token")


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ("iss=https://other.example&code={code}", "oidc_attempt"),
        ("code={code}", "oidc_attempt"),  # this provider always says who it is
        ("iss={url}&error=access_denied", "oidc_denied"),
        ("iss={url}&error=<b>&code=x", "oidc_denied"),
        ("iss={url}", "oidc_denied"),
        ("iss={url}&code=made+up", "oidc_attempt"),
    ],
)
def test_an_answer_that_is_none(people: People, local: LocalProvider, more: str, kind: str) -> None:
    """Of another issuer, with an error, without a code, with one that was never given."""
    mine = begun(people)
    code = local.code(asked_of(mine), known(people, local, new_id()))
    more = more.format(url=local.url, code=code)
    place = f"{BACK}?state={asked_of(mine)['state']}&{more}"
    answer = returned(people, place, mine.cookies[ATTEMPT])
    assert refused(answer) == (401, kind)
    assert "made up" not in answer.text


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example",
        "/\\evil.example",
        "/%2Fevil.example",
        "/%5Cevil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/\t/evil.example",
        "/%09/evil.example",
        "/a b",
        "/项目",
        "/api/v1/session/oidc/back?code=x",
        "/api",
        "/health",
        "/" + "a" * 2000,
    ],
)
def test_it_leads_nowhere_else(to: str) -> None:
    """But to a path of our own page, as browsers understand it."""
    assert own_path(to) is None


@pytest.mark.parametrize(
    "to", ["/", "/runs/7?finding=3&q=%E5%9C%B0#a", "/apiary", "/a//b", "/runs?q=a%20b%5Cc"]
)
def test_it_leads_back(to: str) -> None:
    """To any path of it, to the letter."""
    assert own_path(to) == to


def test_another_site_is_no_place_to_go(people: People) -> None:
    """Before anybody is sent to the provider."""
    for to in ("//evil.example", "/\\evil.example", "https://evil.example"):
        answer = people.nobody.get(BEGIN, params={"to": to})
        assert refused(answer) == (400, "oidc_path")
        assert "location" not in answer.headers


FORGED = {
    "unsigned": lambda claims, key: jwt.encode({"alg": "none"}, claims, key, algorithms=["none"]),
    "another key": lambda claims, key: signed(claims, new_key()),
    "another issuer": lambda claims, key: signed({**claims, "iss": "https://evil.example"}, key),
    "another audience": lambda claims, key: signed({**claims, "aud": "reports"}, key),
    "another nonce": lambda claims, key: signed({**claims, "nonce": "n"}, key),
    "expired": lambda claims, key: signed({**claims, "exp": claims["iat"] - 61}, key),
    "no token": lambda claims, key: "not a token",
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_token_that_proves_nothing(
    people: People, local: LocalProvider, monkeypatch: pytest.MonkeyPatch, forge: object
) -> None:
    """Nobody is signed in, and nobody's account is linked."""
    subject = told(local, "nobody", preferred_username="desk")
    monkeypatch.setattr(local, "forge", forge)
    assert refused(signs_in(people, local, subject)) == (401, "oidc_token")
    with people.asked.context.database.reading() as session:
        assert accounts.account_vouched(session, local.url, subject) is None
