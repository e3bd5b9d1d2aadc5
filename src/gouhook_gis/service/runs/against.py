"""A check against the layer of its batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gouhook_gis.filed.provisional import EDITION
from gouhook_gis.rules.ground import filed
from gouhook_gis.service.models import CheckRequest


def against(
    layer: Path | None, reference: Sequence[str], request: CheckRequest
) -> tuple[Sequence[str], CheckRequest]:
    """Return references and options of a check against a `layer`, as they would be told to
    `gouhook check`; without one as they are.
    """
    if layer is None:
        return reference, request
    slots = {**request.slots, filed.KIND: EDITION}
    return (*reference, str(layer)), request.model_copy(update={"slots": slots})
