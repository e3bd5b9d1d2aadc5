"""What the features of a reference layer are coloured by: their class, with its name and colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gouhook_gis.chart.own import titles
from gouhook_gis.domain.chart import LegendEntry
from gouhook_gis.domain.colours import OTHER, colour
from gouhook_gis.domain.land_class import land_class
from gouhook_gis.geometry.arrays import Objects
from gouhook_gis.reference.store import Features


@dataclass(frozen=True)
class _Scheme:
    """By which field a layer kind is coloured, and what its values are."""

    field: str
    of: Literal["land", "slope", "control_zone"]


_SCHEMES = {
    "land_use": _Scheme("DLBM", "land"),
    "land_use_update": _Scheme("DLBM", "land"),
    "land_use_change": _Scheme("BGHDLBM", "land"),
    "slope_classes": _Scheme("PDJB", "slope"),
    "planning_zones": _Scheme("GZQLXDM", "control_zone"),
}
_CLASSES = {"slope": ("1", "2", "3", "4", "5"), "control_zone": ("010", "020", "030", "040")}


def classes(kind: str, features: Features) -> Objects:
    """Return the class (n,) of each feature, "" where it has none that is known."""
    scheme = _SCHEMES.get(kind)
    found = np.full(len(features), "", dtype=object)
    column = None if scheme is None else features.columns.get(scheme.field)
    if scheme is None or column is None:
        return found
    for i, value in enumerate(column):
        text = "" if value is None else str(value).strip().upper()
        found[i] = text if _known(scheme, text) else ""
    return found


def legend(kind: str, found: Objects, name: tuple[str, str]) -> tuple[LegendEntry, ...]:
    """Return an entry a class that occurs, in the order of their codes; for a kind without
    classes one by its `name`, in the colour of the kind.
    """
    scheme = _SCHEMES.get(kind)
    if scheme is None:
        return (_entry("", name, colour("kind", kind)),)
    return tuple(
        _entry(value, _name(scheme, value), colour(scheme.of, value) if value else OTHER)
        for value in sorted(set(found.tolist()), key=lambda value: (not value, value))
    )


def _known(scheme: _Scheme, value: str) -> bool:
    return land_class(value) is not None if scheme.of == "land" else value in _CLASSES[scheme.of]


def _name(scheme: _Scheme, value: str) -> tuple[str, str]:
    if not value:
        return titles("chart.unclassed")
    if scheme.of != "land":
        return titles(f"chart.{scheme.of}.{value}")
    known = land_class(value)
    # The names of land classes have no English.
    name = value if known is None else f"{value} {known.name}"
    return name, name


def _entry(value: str, name: tuple[str, str], hue: str) -> LegendEntry:
    return LegendEntry(value=value, name_zh=name[0], name_en=name[1], colour=hue)
