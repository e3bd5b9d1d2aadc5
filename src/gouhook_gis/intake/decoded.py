"""The text of a small file that a user wrote by hand or with Excel."""

from __future__ import annotations


def decoded(raw: bytes) -> str:
    """Return UTF-8 as text, else what Excel on a Chinese Windows saves (GBK, in GB18030)."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
