"""What a .dbf leaves of a field name that is too long for it."""

from __future__ import annotations

NAME_BYTES = 10
_ENCODINGS = ("gbk", "utf-8")


def cut_forms(name: str) -> frozenset[str]:
    """Return the forms in which a .dbf in GBK or UTF-8 holds `name`; none where it fits.

    A character that the cut went through is left out, as our reader leaves it out.
    """
    encoded = [(name.encode(encoding, "ignore"), encoding) for encoding in _ENCODINGS]
    return frozenset(
        raw[:NAME_BYTES].decode(encoding, "ignore")
        for raw, encoding in encoded
        if len(raw) > NAME_BYTES
    )
