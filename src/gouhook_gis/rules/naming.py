"""Names in rule data: as the file is called, used once, and no layer's name for two kinds."""

from __future__ import annotations

from collections.abc import Mapping

from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.rules.source import Source


def as_filed(source: Source, field: str, value: str, folder: str | None = None) -> None:
    """A file or folder is named as what it holds, so that it can be found."""
    expected = folder or source.file.rpartition("/")[2].removesuffix(".yaml")
    if value != expected:
        raise source.error("pack.file_name", [field], value=value, expected=expected)


def unused(
    source: Source, field: str, name: str, there: Mapping[str, tuple[object, Source]]
) -> None:
    """A name stands for one thing: the user's own folder adds, and replaces nothing."""
    if name in there:
        other = there[name][1].file
        raise source.error("pack.duplicate_name", [field], name=name, other=other)


def told_apart(
    source: Source, kind: LayerKind, there: Mapping[str, tuple[LayerKind, Source]]
) -> None:
    """Two kinds share a layer's name only where the length of their codes tells which it is."""
    for other, other_source in there.values():
        lengths = set(kind.code_lengths), set(other.code_lengths)
        if all(lengths) and lengths[0].isdisjoint(lengths[1]):
            continue
        taken = {name.upper() for name in other.names}
        for place, name in enumerate(kind.names):
            if name.upper() in taken:
                raise source.error(
                    "pack.layer_name_taken", ["names", place], name=name, other=other_source.file
                )
