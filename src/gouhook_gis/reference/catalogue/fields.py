"""The fields of a layer against those that its kind needs."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind


def check_fields(path: str, found: Sequence[str], kind: LayerKind, had: Sequence[str]) -> None:
    """Refuse a layer that lacks a required field.

    `found` are the standard names it has, `had` its fields as the file names them. Raises
    UsageError naming each missing field and its aliases.
    """
    missing = [spec for spec in kind.fields if spec.required and spec.name not in found]
    if missing:
        raise UsageError(
            "catalogue.fields_missing",
            path=path,
            kind=kind.kind,
            missing=[" / ".join((spec.name, *spec.aliases)) for spec in missing],
            found=list(had),
        )
