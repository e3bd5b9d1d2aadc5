"""Reference layers that a child keeps open from one check to the next, as they are the same."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.batch.keys import stamps_of
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.pipeline import open_named
from gouhook_gis.reference.sources import ReferenceOption
from gouhook_gis.reference.store import Store

# The layers that were opened last, by all that they depend on: one set, as large as it may be.
_HELD: dict[object, Store] = {}


def held_open(
    references: Sequence[ReferenceOption], kinds: Sequence[LayerKind], wanted: frozenset[str]
) -> Store:
    """Do as `open_named`, but open what is open already only where one of its files changed."""
    key = (tuple(references), tuple(sorted(wanted)), repr(stamps_of(references)))
    if key not in _HELD:
        _HELD.clear()  # before the others are opened: there may be no memory for both
        _HELD[key] = open_named(references, kinds, wanted)
    return _HELD[key]
