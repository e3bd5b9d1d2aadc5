"""The fields of the layer of filed parcels, and what is written in them.

A parcel belongs to the project whose code it bears; its own id is unique only within that.
"""

from __future__ import annotations

from gouhook_gis.domain import area_code
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.role_words import role_said
from gouhook_gis.domain.words import Role
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.ground.values import text_of

KIND = "filed_parcels"
CODE, PARCEL, ROLE, COUNTY = "XMBH", "DKBH", "DKLX", "XZQDM"
APPROVED, FILED, ACCEPTED, STATE, QUOTA = "PZRQ", "BBRQ", "YSRQ", "XMZT", "ZZZB"
# What the desks write into the state of a project; any other word says nothing.
_ENDED = frozenset(map(folded, ("已撤销", "撤销", "已终止", "终止", "作废")))
_UNFILED = frozenset(map(folded, ("未报备", "待报备", "未备案")))
_FILED = frozenset(map(folded, ("已报备", "已备案", "实施中", "已验收")))


def project_of(features: Features, row: int) -> str | None:
    """Return the code of the project as filed, None where there is none."""
    return text_of(features, CODE, row)


def same_project(one: str, other: str) -> bool:
    """Whether two project codes are one, however they were typed."""
    return folded(one) == folded(other)


def role_of(features: Features, row: int) -> Role | None:
    """Return whether the parcel is 拆旧 or 建新, None where nobody can tell."""
    return role_said(text_of(features, ROLE, row))


def ended(features: Features, row: int) -> bool:
    """Whether the project was ended: its parcels claim no ground and legitimise nothing."""
    return folded(text_of(features, STATE, row) or "") in _ENDED


def state_filed(state: str) -> bool | None:
    """Return whether a state says that the project was filed, None where it does not say."""
    said = folded(state)
    if said in _UNFILED:
        return False
    return True if said in _FILED else None


def county_of(features: Features, row: int) -> str | None:
    """Return the code of the county (6 digits): as filed, else the first six digits of the
    project's code; None where neither tells.
    """
    own = text_of(features, COUNTY, row)
    return area_code.county_of(own) or area_code.county_of(project_of(features, row))
