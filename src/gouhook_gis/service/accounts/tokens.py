"""Tokens of sessions and keys of programs: made, hashed, read, compared.

Both are 32 random bytes, so that one round of SHA-256 keeps them: nobody tries them all.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

_BYTES = 32
_KEY = re.compile(r"gouhook_([0-9a-f]{32})_([0-9a-f]{64})")
_CSRF = b"gouhook csrf"


class Key(NamedTuple):
    """The two halves of a key."""

    id: str
    secret: str


def new_token() -> str:
    """Return what a browser will send with each request; 43 signs of a URL."""
    return secrets.token_urlsafe(_BYTES)


def new_secret() -> str:
    """Return the secret half of a key."""
    return secrets.token_hex(_BYTES)


def sha256(secret: str) -> str:
    """Return what is kept of a token or a secret."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are one; how long this takes does not tell where they differ."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def csrf_of(token: str) -> str:
    """Return what the page sends beside the token: another site can have the browser send the
    cookie, but cannot read this. It follows from the token, so that nothing has to be kept.
    """
    return hmac.new(token.encode(errors="replace"), _CSRF, hashlib.sha256).hexdigest()


def written(key: Key) -> str:
    """Return a key as a program has it."""
    return f"gouhook_{key.id}_{key.secret}"


def read(text: str) -> Key | None:
    """Return the key that a program sent, None where it is none."""
    found = _KEY.fullmatch(text)
    return None if found is None else Key(found[1], found[2])
