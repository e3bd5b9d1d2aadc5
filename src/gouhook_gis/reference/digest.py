"""The one hash of an edition, whatever store holds it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def digest(hashes: Iterable[str]) -> str:
    """Return the hash of the hashes of the files that make up an edition, in any order."""
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()
