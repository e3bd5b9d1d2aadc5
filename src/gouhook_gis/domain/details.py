"""How much of a reference layer is shown: nothing, what lies in the parcels, or whole features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

ReferenceDetail = Literal["none", "clip", "full"]
# In a mapping of details by kind: every kind that is not named.
EVERY = "*"
_ORDER: tuple[ReferenceDetail, ...] = get_args(ReferenceDetail)


def detail_of(
    kind: str, general: ReferenceDetail, by_kind: Mapping[str, ReferenceDetail]
) -> ReferenceDetail:
    """Return how much is shown of a restricted layer of `kind`: what is said of it, else of every
    kind, else the `general` value.
    """
    return by_kind.get(kind, by_kind.get(EVERY, general))


def least(details: Iterable[ReferenceDetail]) -> ReferenceDetail:
    """Return the detail that shows least; of none "full"."""
    return min(details, key=_ORDER.index, default="full")


def exceeds(detail: ReferenceDetail, allowed: ReferenceDetail) -> bool:
    """Whether `detail` shows more than `allowed`."""
    return _ORDER.index(detail) > _ORDER.index(allowed)


def lowered(
    general: ReferenceDetail,
    by_kind: Mapping[str, ReferenceDetail],
    allowed: Mapping[str, ReferenceDetail],
) -> dict[str, ReferenceDetail]:
    """Return details by kind that show what `by_kind` asks for and `allowed` permits (which says
    something of every kind): as few as say it beside the `general` value.
    """
    kinds = sorted({EVERY, *by_kind, *allowed})
    found = {
        kind: least([detail_of(kind, general, by_kind), detail_of(kind, "none", allowed)])
        for kind in kinds
    }
    every = found.pop(EVERY)
    named = {kind: detail for kind, detail in found.items() if detail != every}
    return named if every == general else {EVERY: every, **named}
