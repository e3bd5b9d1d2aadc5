"""Ground by land class: what pieces of each parcel add up to, gross and net of field ridges."""

from __future__ import annotations

import numpy as np

from gouhook_gis.domain.land_class import belongs
from gouhook_gis.domain.reconciliation import ClassArea
from gouhook_gis.geometry.arrays import Floats, Index, Mask, Objects
from gouhook_gis.rules.ground.land import sums

# Ground whose class nothing tells.
UNKNOWN = "—"
Classes = dict[int, tuple[ClassArea, ...]]


def class_areas(parcel: Index, codes: Objects, area: Floats, ratio: Floats) -> Classes:
    """Return the ground of each parcel by class, largest first.

    Pieces (m,): the `parcel` they are of, their class, m², and ridge ratio (NaN where unknown).
    Farmland is net where all of its pieces have a ratio.
    """
    named = np.array([UNKNOWN if code is None else str(code) for code in codes], dtype=np.str_)
    classes, code = np.unique(named, return_inverse=True)
    both, group = np.unique(parcel * (len(classes) + 1) + code, return_inverse=True)
    every = np.ones(len(parcel), dtype=np.bool_)
    gross = sums(group, area, every, len(both))
    net = sums(group, area * (1 - ratio), every, len(both))
    tilled = farmed(classes.astype(object))
    owner, own = np.divmod(both, len(classes) + 1)
    order = np.lexsort((own, -gross, owner))
    found: dict[int, list[ClassArea]] = {}
    for row in order.tolist():
        told = bool(tilled[own[row]]) and not np.isnan(net[row])
        item = ClassArea(
            code=str(classes[own[row]]),
            gross_m2=float(gross[row]),
            net_m2=float(net[row]) if told else None,
        )
        found.setdefault(int(owner[row]), []).append(item)
    return {position: tuple(items) for position, items in found.items()}


def farmed(codes: Objects) -> Mask:
    """Return which classes (m,) are farmland."""
    known = {code: belongs(code, ["cultivated"]) is True for code in set(codes.tolist())}
    return np.array([known[code] for code in codes.tolist()], dtype=np.bool_)
