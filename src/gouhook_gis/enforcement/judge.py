"""From what was measured of a patch to its outcome, in one place and without geometry.

The order is that of the desks: what a project explains first, then what nothing explains; where
evidence for that is missing the outcome is 存疑, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gouhook_gis.domain.enforcement import DemolitionPart, PatchOutcome, PatchProject
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.units import AreaUnit, to_m2
from gouhook_gis.rules.definition import EnforcementPolicy

# Shares and areas are compared with so much room for the noise of the overlay.
_SHARE, _AREA_M2 = 1e-6, 0.01


@dataclass(frozen=True)
class Measured:
    """What the geometry says of one patch, m²; `explained` is on parcels of any project.

    `farmland` (None: no survey) and `unseen` are of the ground outside new parcels, `unapproved`
    is farmland that no parcel and no approval covers (None: no layer of approvals), `sliver` the
    area below which a piece decides nothing.
    """

    area: float
    covered: float
    explained: float
    farmland: float | None
    unseen: float
    demolition: float
    sliver: float
    unapproved: float | None = None


def judge(
    measured: Measured,
    projects: tuple[PatchProject, ...],
    demolition: tuple[DemolitionPart, ...],
    policy: EnforcementPolicy,
) -> tuple[PatchOutcome, tuple[Message, ...]]:
    """Return the outcome of a patch and what explains it."""
    notes = [*_of_projects(projects), *_of_demolition(demolition)]
    reoccupied = sum(part.area_m2 for part in demolition if part.state == "accepted_before")
    if reoccupied >= measured.sliver:
        return PatchOutcome.REOCCUPIED, tuple(notes)
    touched = measured.covered >= measured.sliver
    if touched and measured.covered >= measured.demolition:
        met = gate(measured, policy)
        if met is None:
            return PatchOutcome.DOUBTFUL, (message("enforce.no_survey_gate"), *notes)
        if not met:
            return PatchOutcome.PARTLY, (_short(measured), *notes)
        outcome, why = _legitimacy(projects)
        return outcome, (*why, *notes)
    if measured.demolition >= measured.sliver:
        if any(part.state == "accepted_between" for part in demolition):
            return PatchOutcome.DOUBTFUL, (message("enforce.accepted_between"), *notes)
        whole = measured.explained / measured.area >= policy.small_share - _SHARE
        if not whole:
            return PatchOutcome.PARTLY, (_short(measured), *notes)
        return PatchOutcome.DEMOLITION, tuple(notes)
    if measured.farmland is None:
        return PatchOutcome.DOUBTFUL, (message("enforce.no_survey"), *notes)
    unapproved = measured.farmland if measured.unapproved is None else measured.unapproved
    if unapproved >= measured.sliver:
        return PatchOutcome.OUTSIDE_FARMLAND, tuple(notes)
    if unapproved < measured.farmland:
        notes.append(message("enforce.converted", area=measured.farmland - unapproved))
    if measured.unseen >= measured.sliver:
        return PatchOutcome.DOUBTFUL, (message("enforce.unseen", area=measured.unseen), *notes)
    return PatchOutcome.OUTSIDE, tuple(notes)


def gate(measured: Measured, policy: EnforcementPolicy) -> bool | None:
    """Return whether enough of a patch lies in filed parcels; None where the survey that would
    tell how much farmland lies outside is missing.

    Ground of demolition parcels beside counts as explained.
    """
    share = measured.explained / measured.area
    if measured.area <= to_m2(policy.large_mu, AreaUnit.MU) + _AREA_M2:
        return share >= policy.small_share - _SHARE
    if share < policy.large_share - _SHARE:
        return False
    limit = to_m2(policy.farmland_mu, AreaUnit.MU)
    outside = measured.area - measured.explained
    if outside < limit - _AREA_M2:
        return True  # whatever the survey shows there
    if measured.farmland is None:
        return None
    if measured.farmland >= limit - _AREA_M2:
        return False
    return True if measured.farmland + measured.unseen < limit - _AREA_M2 else None


def _short(measured: Measured) -> Message:
    """Say that too little of a patch lies in parcels, and how much farmland lies outside."""
    share, farmland = measured.explained / measured.area, measured.farmland
    if farmland is None:
        return message("enforce.short_unseen", share=share)
    return message("enforce.short", share=share, farmland=farmland)


def _legitimacy(projects: tuple[PatchProject, ...]) -> tuple[PatchOutcome, list[Message]]:
    """Return what the papers of the projects that cover a patch make of it: the worst of them."""
    unfiled = [one.code for one in projects if one.filing == "none"]
    if unfiled:
        return PatchOutcome.UNFILED, [message("enforce.unfiled", projects=unfiled)]
    late = [one.code for one in projects if one.timing == "after"]
    if late:
        return PatchOutcome.BEFORE_APPROVAL, []
    untold = [one.code for one in projects if "unknown" in (one.timing, one.filing)]
    if untold:
        return PatchOutcome.DOUBTFUL, [message("enforce.dates_missing", projects=untold)]
    if any(one.timing == "between" for one in projects):
        return PatchOutcome.TIME_OPEN, []
    return PatchOutcome.COVERED, []


def _of_projects(projects: Iterable[PatchProject]) -> Iterable[Message]:
    for one in projects:
        if one.filing == "late":
            yield message("enforce.filed_late", project=one.code)
        if one.within_quota is False:
            yield message(
                "enforce.over_quota", project=one.code, built=one.built_m2, quota=one.quota_m2
            )


def _of_demolition(parts: Iterable[DemolitionPart]) -> Iterable[Message]:
    for part in parts:
        yield message(
            f"enforce.demolition.{part.state}",
            project=part.code,
            parcel=part.parcel,
            area=part.area_m2,
            day="" if part.accepted is None else part.accepted.isoformat(),
        )
