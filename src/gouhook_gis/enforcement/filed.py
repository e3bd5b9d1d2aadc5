"""The parcels of filed projects, as a comparison with patches needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from gouhook_gis.domain.enforcement import Filing, Timing
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.arrays import Geometries, Index
from gouhook_gis.intake.vocabulary import vocabulary
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.by_value import day_of, text_of
from gouhook_gis.rules.assessing.periods import UnknownYearError, workdays_taken

KIND = "filed_parcels"
CODE, PARCEL, ROLE = "XMBH", "DKBH", "DKLX"
APPROVED, FILED, ACCEPTED, STATE, QUOTA = "PZRQ", "BBRQ", "YSRQ", "XMZT", "ZZZB"
# What the desks write into the state of a project; any other word says nothing.
_ENDED = frozenset(map(folded, ("已撤销", "撤销", "已终止", "终止", "作废")))
_UNFILED = frozenset(map(folded, ("未报备", "待报备", "未备案")))
_FILED = frozenset(map(folded, ("已报备", "已备案", "实施中", "已验收")))


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
        if _role(features, row) is role
        and folded(text_of(features, STATE, row) or "") not in _ENDED
    ]
    return FiledParcels(features, np.array(rows, dtype=np.intp))


def unknown_roles(features: Features) -> list[str]:
    """Return the ids of parcels of which nobody can tell whether they are 拆旧 or 建新."""
    return [str(features.ids[row]) for row in range(len(features)) if _role(features, row) is None]


def _role(features: Features, row: int) -> Role | None:
    value = text_of(features, ROLE, row)
    kind = vocabulary().type_values.get(folded(value)) if value else None
    return None if kind is None else kind.role


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
        if folded(state) in _UNFILED:
            return "none"
        return "filed" if folded(state) in _FILED else "unknown"
    if approved is None:
        return "filed"
    try:
        return "late" if workdays_taken(approved, filed) > workdays else "filed"
    except UnknownYearError:
        return "filed"
