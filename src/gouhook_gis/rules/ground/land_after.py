"""Land after the project, as the change survey shows it.

    land_after(scene, index, lands) -> SurveyLand | None

Asked of the survey of the year of acceptance or the year after (`land_use@after`); without one,
of the update layers of these years, laid over the survey of the year before the earliest of them
where that is given. `layer_id` of the answer says which; None where none of them is there. What
no layer shows is in `uncovered`, so that it is neither counted nor denied. A rule that uses it
names `AFTER_SLOTS` among its optional slots.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.land_class import Land
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.reference.slots import edition_year
from gouhook_gis.rules.ground.patches import Patches, patches
from gouhook_gis.rules.ground.survey_land import SurveyLand, land_of
from gouhook_gis.rules.scene import Scene

BEFORE, AFTER = "land_use@before", "land_use@after"
# The later one first: it lies on the other.
_UPDATES = ("land_use_update@next", "land_use_update@accepted")
_BASES = ("land_use@latest", BEFORE)
AFTER_SLOTS = (AFTER, *_UPDATES, *_BASES)


def land_after(scene: Scene, index: Index, lands: Sequence[Land]) -> SurveyLand | None:
    """Measure land of `lands` after the project under the parcels `index` (measurable ones)."""
    survey = patches_after(scene, index)
    return None if survey is None else land_of(scene, survey, lands)


def patches_after(scene: Scene, index: Index, *, once: bool = True) -> Patches | None:
    """Return the patches after the project under the parcels `index`; None where none is there."""
    slots = slots_after(scene)
    return patches(scene, slots, index, once=once) if slots else None


def taken_up_later(scene: Scene) -> bool:
    """Whether the survey after is that of the year of acceptance: what it does not show yet may be
    taken up in the year after.
    """
    day, slots = scene.case.facts.project.acceptance_date, slots_after(scene)
    if day is None or not slots:
        return False
    return edition_year(scene.case.slots[slots[0]]) <= day.year


def slots_after(scene: Scene) -> tuple[str, ...]:
    """Return the slots that tell of the land after the project, the uppermost layer first."""
    if scene.edition(AFTER) is not None:
        return (AFTER,)
    stack: list[str] = []
    for slot in (*_UPDATES, *_BASES):
        edition = scene.edition(slot)
        if edition is None:
            continue
        year, base = edition_year(edition), slot in _BASES
        below = edition_year(scene.case.slots[stack[-1]]) - 1 if stack else None
        if (base and stack and year == below) or (not base and below in (None, year)):
            stack.append(slot)
        if base and stack[-1:] == [slot]:
            break
    return tuple(stack)


def same_survey(scene: Scene, before: str) -> bool:
    """Whether the survey in `before` is not of an earlier year than that after the project, so
    that the two show no change between them. Editions without a year are taken to differ.
    """
    later, earlier = slots_after(scene), scene.edition(before)
    if not later or earlier is None:
        return False
    after = scene.case.slots[later[0]]
    years = edition_year(earlier), edition_year(after)
    return earlier.layer_id == after.layer_id or (all(years) and years[0] >= years[1])


def may_follow(scene: Scene) -> bool:
    """Whether the land after the project is that of the year of acceptance alone: what it does not
    show yet the survey of the next year may.
    """
    slots, accepted = slots_after(scene), scene.case.facts.project.acceptance_date
    if not slots or accepted is None:
        return False
    return 0 < edition_year(scene.case.slots[slots[0]]) <= accepted.year
