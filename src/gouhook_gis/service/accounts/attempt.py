"""One attempt to sign in at a provider: what only the browser that began it can know.

The browser keeps `token` in a cookie, the service its hash; the rest is made of it, each for one
use, so that none tells another: `state` comes back with the answer, `nonce` stands in the token,
`verifier` proves to the provider that who redeems the code is who asked for it (PKCE, RFC 7636).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote

from gouhook_gis.service.accounts import tokens

# So long somebody may take at the provider.
LIFE = timedelta(minutes=10)
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_LONGEST = 2000
# Where the page is not.
_NOT_OURS = re.compile(r"/(?:api|health|metrics)(?:[/?#]|$)")


@dataclass(frozen=True)
class Attempt:
    """One attempt, by its token."""

    token: str

    @classmethod
    def begin(cls) -> Attempt:
        """Return a new one."""
        return cls(tokens.new_token())

    @classmethod
    def of(cls, cookie: str | None) -> Attempt | None:
        """Return the one of a cookie, None where that is none of ours."""
        return cls(cookie) if cookie and _TOKEN.fullmatch(cookie) else None

    @property
    def sha256(self) -> str:
        """Return under what the service keeps it."""
        return tokens.sha256(self.token)

    @property
    def state(self) -> str:
        """Return what the provider gives back with the code."""
        return self._made("state")

    @property
    def nonce(self) -> str:
        """Return what the ID token must hold."""
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        """Return what is told when the code is redeemed."""
        return self._made("verifier")

    @property
    def challenge(self) -> str:
        """Return the hash of the verifier (S256), told when the code is asked for."""
        return _encoded(hashlib.sha256(self.verifier.encode()).digest())

    def _made(self, use: str) -> str:
        return _encoded(hmac.digest(self.token.encode(), use.encode(), "sha256"))


def own_path(to: str) -> str | None:
    """Return a path of our own page, None where `to` leads elsewhere: to another site, as browsers
    read two slashes at its beginning and take a backslash for one, or to the API.
    """
    plain = unquote(to)
    if len(to) > _LONGEST or not to.isascii() or re.search(r"[\x00-\x20\x7f\\]", to):
        return None
    if not to.startswith("/") or re.match(r"/[/\\\s]", plain) or _NOT_OURS.match(plain):
        return None
    return to


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
