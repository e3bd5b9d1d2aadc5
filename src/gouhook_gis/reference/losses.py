"""How many records of a reference layer were lost while it was read."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.layer import Layer
from gouhook_gis.formats.notes import layer_path

# Issues that say records may be lost, and the parameter that holds how many there should be
# (None where nothing tells).
_LOSSES: dict[str, str | None] = {
    "F02.records_lost": "declared",
    "F02.shx_mismatch": "declared",
    "F02.shp_broken": None,
    "F02.records_uncounted": None,
}


def records_lost(issues: Sequence[Issue], layer: Layer) -> int:
    """Return how many records of `layer` are lost, by the reader's `issues`.

    Where their number cannot be told it counts as one: the layer is not whole.
    """
    path = layer_path(layer.file, layer.name)
    return max((_of(issue) for issue in issues if issue.subject == path), default=0)


def _of(issue: Issue) -> int:
    if issue.message.id not in _LOSSES:
        return 0
    declared = issue.message.params.get(_LOSSES[issue.message.id] or "")
    found = issue.message.params.get("found")
    if isinstance(declared, int) and isinstance(found, int):
        return max(declared - found, 1)
    return 1
