"""Passwords: which ones will do, how they are kept, and those that we make."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gouhook_gis.domain.errors import UsageError

LEAST = 12
MOST = 200
# RFC 9106, the second recommended option: argon2id, 3 passes over 64 MiB, 4 lanes; 16 bytes of
# salt. Some 0.1 s of a core each.
_HASHER = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16
)
# No letter that is taken for another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 5, 4
_FEW = 5  # different signs
# What everybody tries first, with digits and marks around it.
_STEMS = (
    "password|passwd|passw0rd|p@ssword|p@ssw0rd|admin|administrator|gouhook|welcome|qwerty"
    "|letmein|iloveyou|woaini|mima|zengjian|guagou"
)
_TRIED = re.compile(rf"[\W\d_]*(?:(?:{_STEMS})[\W\d_]*)+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb")


def require_sound(password: str, name: str) -> None:
    """Raise UsageError for a password that is too short, holds the account's name or is what
    anybody would try.
    """
    if len(password) < LEAST:
        raise UsageError("service.password_short", least=LEAST)
    if name.casefold() in password.casefold():
        raise UsageError("service.password_name")
    if _trivial(password.casefold()):
        raise UsageError("service.password_trivial")


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHER.hash(_plain(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one that is kept. With none kept (an account that nobody has, or
    that signs in elsewhere) the answer is no, and takes as long.
    """
    try:
        _HASHER.verify(_decoy() if kept is None else kept, _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether it was kept by parameters of an earlier version."""
    return _HASHER.check_needs_rehash(kept)


def made() -> str:
    """Return a random password, to be told once: 99 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


@cache
def _decoy() -> str:
    return _HASHER.hash(secrets.token_hex(16))


def _plain(password: str) -> bytes:
    """Return a password as it is hashed: keyboards make one letter of different signs."""
    return unicodedata.normalize("NFKC", password).encode(errors="replace")


def _trivial(text: str) -> bool:
    if len(set(text)) < _FEW or _TRIED.fullmatch(text):
        return True
    runs = sum(_follows(one, other) for one, other in pairwise(text))
    return runs * 2 > len(text)


def _follows(one: str, other: str) -> bool:
    """Whether a sign repeats the one before it, or is its neighbour in the alphabet or on the
    keyboard.
    """
    pair = one + other
    return abs(ord(other) - ord(one)) <= 1 or any(pair in row or pair in row[::-1] for row in _ROWS)
