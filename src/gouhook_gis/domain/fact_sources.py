"""Where a fact came from, as one short text that reads the same in both languages."""

from __future__ import annotations

from gouhook_gis.domain.message import Message


def place_of(source: Message) -> str:
    """Return the option, file or cell of a source: "X.xlsx 项目区基本情况!B5"."""
    params = source.params
    if "fields" in params and isinstance(params["fields"], list):
        return "、".join(map(str, params["fields"]))
    parts = [params.get(name) for name in ("option", "file", "key", "place")]
    return " ".join(str(part) for part in parts if part)
