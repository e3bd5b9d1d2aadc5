"""What a client says of an answer it may have already, and of how it takes the bytes."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import Headers


def known(asked: Headers, tag: str) -> bool:
    """Whether the client has the answer with this `ETag`."""
    tags = (one.strip().removeprefix("W/") for one in asked.get("if-none-match", "").split(","))
    return any(one in (tag, "*") for one in tags)


def takes_gzip(asked: Headers) -> bool:
    """Whether the client can unpack gzip, and does not refuse it by a weight of nothing."""
    for part in asked.get("accept-encoding", "").split(","):
        coding, _, weight = part.partition(";")
        if coding.strip().lower() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def ask_again(asked: Headers, name: str) -> dict[str, str]:
    """Return the headers of an answer that never changes and that a client may keep, but asks for
    each time: whether it may still be read is decided each time. `name` tells it from all others;
    it differs by what the client can unpack.
    """
    form = "gzip" if takes_gzip(asked) else "plain"
    return {
        "Cache-Control": "private, no-cache",
        "ETag": f'"{quote(name, safe="")}-{form}"',
        "Vary": "Accept-Encoding",
    }
