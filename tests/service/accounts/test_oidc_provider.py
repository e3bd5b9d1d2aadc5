"""The provider as it can be: away, another, slow, with new keys; and two processes of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service.api.oidc import fetching
from gouhook_gis.service.api.oidc import provider as asking
from gouhook_gis.service.api.oidc.provider import Provider
from gouhook_gis.service.settings import Settings
from tests.service.accounts.through import (
    ATTEMPT,
    BACK,
    BEGIN,
    begun,
    known,
    refused,
    returned,
    service,
    signs_in,
    told,
)
from tests.service.api.people import People, with_people
from tests.service.api.serving import in_thread
from tests.support.oidc import CLIENT, SECRET, LocalProvider, new_key, provider


@pytest.fixture
def local() -> Iterator[LocalProvider]:
    """A provider."""
    with provider() as made:
        yield made


@pytest.fixture
def people(local: LocalProvider, tmp_path: Path) -> Iterator[People]:
    """A service that has not asked it anything yet."""
    with service(tmp_path, local) as made:
        yield made


def test_it_is_away(people: People, local: LocalProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is 503, in Chinese, and a page for who is a browser; later it goes."""
    subject = known(people, local, "patient")
    local.fails_with = 500
    answer = begun(people)
    assert refused(answer) == (503, "oidc_away")
    assert "统一身份认证暂时连不上" in answer.json()["detail"]
    assert "retry-after" in answer.headers
    page = people.client({"Accept": "text/html,*/*"}).get(BEGIN)
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "统一身份认证暂时连不上" in page.text
    assert page.headers["x-request-id"] in page.text
    monkeypatch.setattr(fetching, "WAIT_S", 0.0)
    local.fails_with = None
    assert refused(begun(people)) == (503, "oidc_away")  # nobody waits long
    monkeypatch.undo()

    answer = begun(people)
    place = local.agree(answer.headers["location"], subject)
    local.fails_with = 502
    assert refused(returned(people, place, answer.cookies[ATTEMPT])) == (503, "oidc_away")
    local.fails_with = None
    assert signs_in(people, local, subject).status_code == 302


def test_it_is_another(people: People, local: LocalProvider) -> None:
    """One that says what ours would not is not followed, nor where it sends us."""
    for said in (
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"padding": "x" * 1024 * 1024},
    ):
        local.said = said
        assert refused(begun(people)) == (503, "oidc_unfit"), said
    local.said, local.fails_with = {}, 307
    assert refused(begun(people)) == (503, "oidc_unfit")
    local.fails_with = None
    assert begun(people).status_code == 302


def test_it_has_a_new_key(
    people: People, local: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for that, but once a minute at most."""
    subject = known(people, local, "keyed")
    assert signs_in(people, local, subject).status_code == 302
    local.key = new_key()
    for _ in range(3):
        assert refused(signs_in(people, local, subject)) == (401, "oidc_token")
    assert local.asked["/jwks"] == 1
    monkeypatch.setattr(asking, "_ASKED_AGAIN_S", -1.0)  # a minute later
    assert signs_in(people, local, subject).status_code == 302
    assert local.asked["/jwks"] == 2


@pytest.mark.parametrize("way", ["client_secret_post", "none"])
def test_how_we_prove_ourselves(local: LocalProvider, tmp_path: Path, way: str) -> None:
    """By header, as everywhere else in here, by form, or not at all without a secret; a wrong
    secret is told as what it is, a matter of settings.
    """
    local.said = {"token_endpoint_auth_methods_supported": [way]}
    secret = SECRET if way != "none" else None
    with service(tmp_path, local, oidc_client_secret=secret) as people:
        subject = known(people, local, "prover")
        assert signs_in(people, local, subject).status_code == 302
        sent = local.forms[-1]
        assert (sent["client_id"], sent.get("client_secret")) == (CLIENT, secret)
        local.said = {}
    file = tmp_path / "secret"
    file.write_text("wrong\n", "utf-8")
    more = {"oidc_client_secret": None, "oidc_client_secret_file": file}
    with service(tmp_path / "other", local, **more) as people:
        subject = known(people, local, "prover")
        assert refused(signs_in(people, local, subject)) == (503, "oidc_unfit")


def test_it_says_more_beside_the_token(local: LocalProvider, tmp_path: Path) -> None:
    """Where that is wanted, of the same person, and never against what it signed."""
    told(local, "u1", groups=["in the token"])
    local.beside = {"u1": {"preferred_username": "beside", "groups": ["beside"], "iss": "x"}}
    more = {
        "oidc_role_claim": "groups",
        "oidc_roles": {"beside": "desk", "in the token": "auditor"},
        "oidc_provision": True,
    }
    with service(tmp_path / "without", local, **more) as people:
        assert refused(signs_in(people, local, "u1")) == (403, "oidc_name")
    with service(tmp_path / "with", local, **more, oidc_userinfo=True) as people:
        browser = people.client(cookies=dict(signs_in(people, local, "u1").cookies))
        who = browser.get("/api/v1/session").json()
        assert (who["name"], who["role"]) == ("beside", "auditor")
        local.beside = {"u1": {"sub": "u2", "preferred_username": "desk"}}
        assert refused(signs_in(people, local, "u1")) == (401, "oidc_token")
        local.said = {"userinfo_endpoint": "http://evil.example/"}
    with service(tmp_path / "away", local, **more, oidc_userinfo=True) as people:
        assert refused(signs_in(people, local, "u1")) == (503, "oidc_unfit")


def test_two_processes_of_one_service(local: LocalProvider, tmp_path: Path) -> None:
    """What is begun at one may end at the other, once at both; over https the cookie is one that
    no neighbouring site can set.
    """
    public = "https://gouhook.example.gov.cn"
    settings = Settings(data=tmp_path, public_url=public, **local.told())
    host = {"Host": "gouhook.example.gov.cn"}
    with ExitStack() as both:
        one = both.enter_context(with_people(settings))
        other = both.enter_context(in_thread(settings, accounts=True)).http
        subject = known(one, local, "both")
        answer = one.client(host).get(BEGIN)
        kept = answer.headers["set-cookie"]
        assert kept.startswith("__Host-gouhook_sign_in=")
        assert all(part in kept for part in ("Secure", "Path=/", "HttpOnly"))
        place = local.agree(answer.headers["location"], subject)
        assert place.startswith(f"{public}{BACK}?")
        back = f"{BACK}?{urlsplit(place).query}"
        headers = {**host, "Cookie": kept.partition(";")[0]}
        answer = other.get(back, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (302, "/")
        assert "Secure" in answer.headers["set-cookie"]
        for again in (one.nobody, other):
            assert refused(again.get(back, headers=headers)) == (401, "oidc_attempt")


def test_without_one(tmp_path: Path) -> None:
    """There is nothing else to sign in with."""
    with with_people(Settings(data=tmp_path)) as people:
        assert people.nobody.get("/api/v1/service").json()["sign_in_with"] is None
        for place in (BEGIN, BACK):
            assert refused(people.nobody.get(place)) == (404, "no_oidc")


def test_what_cannot_work_is_refused_at_the_start(tmp_path: Path) -> None:
    """Without accounts, and with files that cannot be read."""
    told = {"oidc_issuer": "https://id.example", "oidc_client_id": "gouhook", "data": tmp_path}
    with pytest.raises(UsageError, match="GOUHOOK_OIDC_ISSUER"), in_thread(Settings(**told)):
        pass
    for name in ("client_secret_file", "ca_file"):
        with pytest.raises(UsageError, match=f"GOUHOOK_OIDC_{name.upper()}"):
            Provider(Settings(**told, **{f"oidc_{name}": tmp_path / "missing"}))
    (tmp_path / "no.pem").write_text("no certificate")
    with pytest.raises(UsageError, match="GOUHOOK_OIDC_CA_FILE"):
        Provider(Settings(**told, oidc_ca_file=tmp_path / "no.pem"))
