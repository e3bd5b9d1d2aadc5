"""The parcels of filed projects, as a comparison with patches needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from gouhook_gis.domain.enforcement import Filing, Timing
from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.arrays import Geometries, Index
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.periods import UnknownYearError, workdays_taken
from gouhook_gis.rules.ground.filed import ended, role_of, state_filed
from gouhook_gis.rules.ground.values import day_of, text_of


@dataclass(frozen=True)
class FiledParcels:
    """Parcels (n,) of one role in a plane, of projects that were not ended; `rows` are their
    positions in `features`.
    """

    features: Features
    rows: Index

    @property
    def geometry(self) -> Geometries:
        """Return the shapes."""
        found: Geometries = self.features.geometries[self.rows]
        return found

    def text(self, field: str, position: int) -> str:
        """Return a value of a parcel as text, "" where there is none."""
        return text_of(self.features, field, int(self.rows[position])) or ""

    def day(self, field: str, position: int) -> date | None:
        """Return a date of a parcel."""
        return day_of(self.features, field, int(self.rows[position]))


def of_role(features: Features, role: Role) -> FiledParcels:
    """Return the parcels of `role`; those of ended projects legitimise nothing."""
    rows = [
        row
        for row in range(len(features))
        if role_of(features, row) is role and not ended(features, row)
    ]
    return FiledParcels(features, np.array(rows, dtype=np.intp))


def unknown_roles(features: Features) -> list[str]:
    """Return the ids of parcels of which nobody can tell whether they are 拆旧 or 建新."""
    return [
        str(features.ids[row]) for row in range(len(features)) if role_of(features, row) is None
    ]


def timing(approved: date | None, before: date | None, after: date | None) -> Timing:
    """Return where the approval lies between the two images.

    The earlier image of the day of approval shows the ground still unbuilt; on the day of the
    later one nobody can tell which came first.
    """
    if approved is None or before is None or after is None or before > after:
        return "unknown"
    if approved <= before:
        return "before"
    return "after" if approved > after else "between"


def filing(state: str, approved: date | None, filed: date | None, workdays: int) -> Filing:
    """Return whether a project was filed, and within so many working days of its approval.

    A date of filing says that it was; without one its state does. Where the holidays of a year
    are not known yet, in time is not told from late: it counts as filed.
    """
    if filed is None:
        known = state_filed(state)
        if known is None:
            return "unknown"
        return "filed" if known else "none"
    if approved is None:
        return "filed"
    try:
        return "late" if workdays_taken(approved, filed) > workdays else "filed"
    except UnknownYearError:
        return "filed"
