"""A small OpenID Connect provider on loopback: discovery, the code flow with PKCE, keys.

    with provider({"u1": {"preferred_username": "wang"}}) as local:
        Settings(..., **local.told())

It asks for nothing but who somebody is, in a form a browser can use. What it signs can be made
wrong by `forge`, which gets the claims and the key, and returns the token.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from gouhook_gis.service.api.server import Server

CLIENT, SECRET = "gouhook at home", "s3cret: 100 % + more"
Claims = dict[str, Any]
Forge = Callable[[Claims, RSAKey], str]


def signed(claims: Claims, key: RSAKey) -> str:
    """Return the token as an honest provider makes it."""
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


def new_key() -> RSAKey:
    """Return a key with an id."""
    return RSAKey.generate_key(2048, auto_kid=True)


@cache
def first_key() -> RSAKey:
    """Return the key that providers begin with, made once."""
    return new_key()


@dataclass
class LocalProvider:
    """`people` are the claims of everybody by subject, `beside` those of the userinfo; `asked`
    counts requests by path, `forms` are those with which codes were redeemed.
    """

    people: Mapping[str, Claims] = field(default_factory=dict)
    url: str = ""
    key: RSAKey = field(default_factory=first_key)
    forge: Forge = signed
    said: Claims = field(default_factory=dict)
    fails_with: int | None = None
    asked: Counter[str] = field(default_factory=Counter)
    beside: dict[str, Claims] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)

    def told(self, **more: object) -> dict[str, object]:
        """Return the settings of a service that knows this provider."""
        return {
            "oidc_issuer": self.url,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "oidc_title": "省统一身份认证",
            **more,
        }

    def code(self, asked: Mapping[str, str], subject: str) -> str:
        """Return the code for somebody who agreed to a request."""
        made = secrets.token_urlsafe(16)
        self.codes[made] = {**asked, "sub": subject}
        return made

    def agree(self, place: str, subject: str) -> str:
        """Sign in as somebody at the address that the service sends a browser to; return where
        the browser is sent back to.
        """
        with httpx.Client(trust_env=False) as browser:
            assert browser.get(place).status_code == 200
            answer = browser.post(place, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def discovery(self, request: Request) -> Response:
        """What the provider is like."""
        said = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize?tenant=1",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "authorization_response_iss_parameter_supported": True,
        }
        return self._answer(request, said | self.said)

    async def jwks(self, request: Request) -> Response:
        """The public half of the key."""
        return self._answer(request, dict(KeySet([self.key]).as_dict(private=False)))

    async def userinfo(self, request: Request) -> Response:
        """What else there is to say of whoever the access token is about."""
        subject = request.headers["authorization"].removeprefix("Bearer access of ")
        return self._answer(request, {"sub": subject, **self.beside[subject]})

    async def authorize(self, request: Request) -> Response:
        """Ask who somebody is; send them back with a code."""
        self.asked[request.url.path] += 1
        asked = dict(parse_qsl(request.url.query))
        wanted = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        if not asked.items() >= wanted.items() or "openid" not in asked["scope"].split():
            return JSONResponse({"error": "invalid_request"}, 400)
        if request.method == "GET":
            buttons = "".join(
                f'<button name="sub" value="{escape(one)}">{escape(one)}</button>'
                for one in self.people
            )
            return HTMLResponse(f'<form method="post">{buttons}</form>')
        subject = parse_qs((await request.body()).decode())["sub"][0]
        back = {"code": self.code(asked, subject), "state": asked["state"], "iss": self.url}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    async def token(self, request: Request) -> Response:
        """Redeem a code, once, for the client and the browser that asked for it."""
        form = dict(parse_qsl((await request.body()).decode()))
        self.forms.append(form)
        ways = self.said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if self.fails_with is None and not _is_client(request, form, ways):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self.codes.pop(form["code"], None)
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        if (
            asked is None
            or form["grant_type"] != "authorization_code"
            or form["redirect_uri"] != asked["redirect_uri"]
            or urlsafe_b64encode(proof).rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "sub": asked["sub"],
            **self.people[asked["sub"]],
        }
        said = {"access_token": f"access of {asked['sub']}", "token_type": "Bearer"}
        return self._answer(request, said | {"id_token": self.forge(claims, self.key)})

    def _answer(self, request: Request, said: Claims) -> Response:
        self.asked[request.url.path] += 1
        return JSONResponse(said, self.fails_with or 200)


@contextmanager
def provider(people: Mapping[str, Claims] | None = None) -> Iterator[LocalProvider]:
    """Give a provider that answers."""
    local = LocalProvider(people or {})
    routes = [
        Route("/.well-known/openid-configuration", local.discovery),
        Route("/authorize", local.authorize, methods=["GET", "POST"]),
        Route("/token", local.token, methods=["POST"]),
        Route("/jwks", local.jwks),
        Route("/userinfo", local.userinfo),
    ]
    server = Server(Starlette(routes=routes), "127.0.0.1", 0, asyncio.Event())
    up = threading.Event()
    thread = threading.Thread(target=server.serve, args=(lambda url: up.set(),))
    thread.start()
    try:
        assert up.wait(30)
        local.url = server.url
        yield local
    finally:
        server.stop()
        thread.join()


def _is_client(request: Request, form: Mapping[str, str], ways: Sequence[str]) -> bool:
    """Whether the client proves itself in one of these ways (RFC 6749, 2.3.1)."""
    if "none" in ways:
        return form["client_id"] == CLIENT
    if "client_secret_post" in ways:
        return (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    name, _, secret = b64decode(told).decode().partition(":")
    return (scheme, unquote_plus(name), unquote_plus(secret)) == ("Basic", CLIENT, SECRET)
