"""The ID token: whose signature it bears, and whether it is meant for this sign-in of ours.

OpenID Connect Core 1.0, 3.1.3.7. Only signatures of asymmetric keys count: with others, who can
check a token can make one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet, import_key

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    "Ed25519",
)  # fmt: skip
# Clocks may differ by so much, s.
SKEW_S = 60
_LONGEST = 255


class TokenError(Exception):
    """The token proves nothing; the text says why, for the log alone."""


class UnknownKeyError(TokenError):
    """It names a key that is not among these: the provider may have a new one."""


def keys_of(document: Mapping[str, Any]) -> KeySet:
    """Return the keys of a JWK set that can check signatures; others in it do no harm."""
    return KeySet(list(_usable(document.get("keys"))))


def claims_of(
    token: str, keys: KeySet, *, issuer: str, client_id: str, nonce: str, now: int | None = None
) -> dict[str, Any]:
    """Return the claims of a token. `now` is in seconds since 1970. Raises TokenError."""
    try:
        read = jwt.decode(token, keys, algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            now=now,
            leeway=SKEW_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(read.claims)
    except InvalidKeyIdError as error:
        raise UnknownKeyError(str(error)) from error
    except (JoseError, ValueError, TypeError) as error:
        raise TokenError(str(error)) from error
    _require_ours(read.claims, client_id)
    return read.claims


def _require_ours(claims: Mapping[str, Any], client_id: str) -> None:
    """Refuse a token that was made for another client, which passes it on to us."""
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", client_id if len(audiences) == 1 else None) != client_id:
        raise TokenError("azp: the token is another client's")
    if len(claims["sub"]) > _LONGEST or not claims["sub"].isprintable():
        raise TokenError("sub: not 255 characters to be printed")


def _usable(listed: object) -> Iterator[Key]:
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and one.get("use", "sig") == "sig" and one.get("kty") != "oct":
            with suppress(JoseError, ValueError, TypeError, KeyError):
                yield import_key(one)
