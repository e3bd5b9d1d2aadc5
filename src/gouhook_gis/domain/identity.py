"""Who is who: keys of parcels, ids of contents, fingerprints of findings.

They outlive a resubmission, so that waivers, comparisons and re-runs can refer to them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from gouhook_gis.domain.words import Role


def parcel_key(role: Role, parcel_id: str, ordinal: int = 1) -> str:
    """Return the key of a parcel inside one submission; a repeated id gets its ordinal."""
    key = f"{role.value}/{parcel_id}"
    return key if ordinal == 1 else f"{key}#{ordinal}"


def content_id(role: Role, rings: Sequence[Sequence[Sequence[tuple[int, int]]]]) -> str:
    """Return the sha256 of a role and canonical rings.

    `rings`: polygons → rings → points in units of 0.0001 m (or 1e-9°), as
    `geometry.rings.canonical_rings` gives them: first the outer ring, starts and order fixed.
    """
    return _digest([role.value, rings])


def fingerprint(
    rule: str, part: str, project: str, parcel_keys: Sequence[str], layer_kind: str, ordinal: int
) -> str:
    """Return the identity of a finding: no geometry, no edition, no BSM goes into it."""
    keys = [f"{project}/{key}" for key in sorted(parcel_keys)]
    return _digest([rule, part, keys, layer_kind, ordinal])[:32]


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
