"""What proves who somebody is: a token that is wrong in one thing is refused."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from gouhook_gis.service.accounts.id_token import (
    ALGORITHMS,
    TokenError,
    UnknownKeyError,
    claims_of,
    keys_of,
)

NOW = 1_800_000_000
ISSUER, CLIENT, NONCE = "https://id.example.gov.cn/realms/province", "gouhook", "n-1"
KEY = RSAKey.generate_key(2048, auto_kid=True)
OTHER = RSAKey.generate_key(2048, auto_kid=True)
CLAIMS = {
    "iss": ISSUER,
    "sub": "u1",
    "aud": CLIENT,
    "nonce": NONCE,
    "iat": NOW,
    "exp": NOW + 300,
}


def published(*keys: RSAKey | ECKey | OKPKey) -> dict[str, Any]:
    """Return what a provider publishes."""
    return dict(KeySet([*keys]).as_dict(private=False))


KEYS = keys_of(published(KEY))


def made(header: dict[str, Any] | None = None, key: Any = KEY, **claims: object) -> str:
    """Return a token; a claim that is None is left out."""
    told = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": KEY.kid} | (header or {}), told, key)


def read(token: str, keys: KeySet = KEYS) -> dict[str, Any]:
    """Return the claims as they are read at NOW."""
    return claims_of(token, keys, issuer=ISSUER, client_id=CLIENT, nonce=NONCE, now=NOW)


def bare(header: dict[str, Any], signature: str = "") -> str:
    """Return a token that nobody signed."""
    parts = (json.dumps(one).encode() for one in (header, CLAIMS))
    return ".".join([*(urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts), signature])


def test_a_sound_token_tells_its_claims() -> None:
    """With the audience as one or as a list, the key named or the only one."""
    assert read(made()) == CLAIMS
    assert read(made(aud=[CLIENT]))["aud"] == [CLIENT]
    assert read(made(aud=[CLIENT, "reports"], azp=CLIENT))["azp"] == CLIENT
    unnamed = jwt.encode({"alg": "RS256"}, dict(CLAIMS), KEY)
    assert read(unnamed) == CLAIMS
    assert read(_by_rsa()) == CLAIMS


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")  # of EdDSA by its old name
def test_every_signature_that_counts(algorithm: str) -> None:
    """Of keys of each family."""
    curves = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
    key: RSAKey | ECKey | OKPKey = KEY
    if algorithm in curves:
        key = ECKey.generate_key(curves[algorithm], auto_kid=True)
    elif algorithm.startswith("Ed"):
        key = OKPKey.generate_key("Ed25519", auto_kid=True)
    header = {"alg": algorithm, "kid": key.kid}
    token = jwt.encode(header, dict(CLAIMS), key, algorithms=[algorithm])
    assert read(token, keys_of(published(key))) == CLAIMS
    with pytest.raises(TokenError):
        read(token[:-8] + "A" * 8, keys_of(published(key)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": f"{ISSUER}/"},
        {"iss": None},
        {"aud": "reports"},
        {"aud": ["reports"]},
        {"aud": None},
        {"aud": [CLIENT, "reports"]},  # and not said for whom it was made
        {"azp": "reports"},
        {"aud": [CLIENT, "reports"], "azp": "reports"},
        {"nonce": "n-2"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "u" * 256},
        {"sub": "u\x00"},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": None},
        {"nbf": NOW + 61},
    ],
    ids=str,
)
def test_a_wrong_claim(wrong: dict[str, object]) -> None:
    """Another issuer, audience, nonce, client, person or time."""
    with pytest.raises(TokenError):
        read(made(**wrong))


@pytest.mark.parametrize(
    ("claims", "sound"),
    [
        ({"exp": NOW - 59}, True),
        ({"exp": NOW - 60}, False),
        ({"iat": NOW + 60}, True),
        ({"iat": NOW + 61}, False),
    ],
)
def test_clocks_may_differ_by_a_minute(claims: dict[str, object], sound: bool) -> None:
    """On both sides of it."""
    if sound:
        assert read(made(**claims))["sub"] == "u1"
        return
    with pytest.raises(TokenError):
        read(made(**claims))


def _tampered() -> str:
    head, _, signature = made().split(".")
    _, body, _ = made(sub="u2").split(".")
    return f"{head}.{body}.{signature}"


def _encrypted() -> str:
    return jwe.encrypt_compact({"alg": "RSA-OAEP", "enc": "A256GCM"}, made().encode(), KEY)


def _by_rsa(**header: object) -> str:
    """Return what our key signed, with a header of which nothing is known."""
    told = bare({"alg": "RS256", "kid": KEY.kid} | header).removesuffix(".")
    mark = KEY.private_key.sign(told.encode(), PKCS1v15(), SHA256())
    return f"{told}.{urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def _by_hmac() -> str:
    """Return what passes where the public key is taken for a shared secret."""
    told = bare({"alg": "HS256", "kid": KEY.kid}).removesuffix(".")
    mark = hmac.digest(KEY.as_pem(private=False), told.encode(), "sha256")
    return f"{told}.{urlsafe_b64encode(mark).rstrip(b'=').decode()}"


FORGED: dict[str, Callable[[], str]] = {
    "unsigned": lambda: bare({"alg": "none"}),
    "unsigned, named": lambda: bare({"alg": "None", "kid": KEY.kid}),
    "no algorithm": lambda: bare({"kid": KEY.kid}, "AAAA"),
    "the public key as a shared secret": _by_hmac,
    "another key by the same name": lambda: made(key=OTHER),
    "a key of its own in the header": lambda: made({"jwk": OTHER.as_dict(private=False)}, OTHER),
    "another's claims": _tampered,
    "encrypted": _encrypted,
    "an extension that is critical": lambda: _by_rsa(crit=["exp"], exp=NOW + 300),
    "nothing": lambda: "",
    "no token": lambda: "a.b.c",
    "too long a name of a key": lambda: made({"kid": "k" * 5000}),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_token(forged: Callable[[], str]) -> None:
    """Nobody but the holder of the provider's key makes one that counts."""
    token = forged()
    with pytest.raises(TokenError):
        read(token)


def test_an_unknown_key_is_told_apart() -> None:
    """The provider may have changed it: it is asked once more."""
    with pytest.raises(UnknownKeyError):
        read(made({"kid": OTHER.kid}, OTHER))
    assert read(made({"kid": OTHER.kid}, OTHER), keys_of(published(KEY, OTHER))) == CLAIMS


def test_keys_that_check_no_signature_do_no_harm() -> None:
    """Keys for encryption, shared secrets, curves and kinds that we do not know."""
    curve = ECKey.generate_key("P-256", auto_kid=True)
    document = published(KEY, curve)
    document["keys"] += [
        {**OTHER.as_dict(private=False), "use": "enc"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "shared"},
        {"kty": "EC", "crv": "SM2", "x": "AA", "y": "AA"},
        {"kty": "AKP", "kid": "tomorrow"},
        {"kty": "RSA", "n": 5},
        "no key",
    ]
    keys = keys_of(document)
    assert [key.kid for key in keys] == [KEY.kid, curve.kid]
    assert read(made({"alg": "ES256", "kid": curve.kid}, curve), keys) == CLAIMS
    assert list(keys_of({})) == []
