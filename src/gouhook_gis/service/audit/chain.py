"""The chain: the hash of a line is over all it says and over the hash of the line before."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from pydantic import JsonValue

from gouhook_gis.domain.canonical import canonical_json

FIRST = "0" * 64  # what the first line has for the hash of the one before


def hash_of(
    *,
    number: int,
    at: datetime,
    actor: str,
    role: str | None,
    act: str,
    subject: str,
    data: dict[str, JsonValue],
    previous: str,
) -> str:
    """Return SHA-256, in hex, of a line's canonical JSON; `at` in UTC to the microsecond."""
    said = {
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "role": role,
        "act": act,
        "subject": subject,
        "data": data,
        "previous": previous,
    }
    # Half a character, which a name out of an archive may hold, has bytes too.
    return hashlib.sha256(canonical_json(said).encode("utf-8", "surrogatepass")).hexdigest()
