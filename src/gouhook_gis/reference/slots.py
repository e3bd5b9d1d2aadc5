"""Which edition answers for which slot ("basic_farmland", "land_use@before")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from gouhook_gis.domain.area_code import county_of, meets, within
from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.submission import Submission
from gouhook_gis.reference.moments import AFTERWARDS, survey_year

Filled = tuple[dict[str, Edition], dict[str, str]]
# A year that stands alone or begins a date (20241231); a county code (512022) holds none.
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?)?(?!\d)")


def fill_slots(
    wanted: Sequence[str],
    editions: Sequence[Edition],
    told: dict[str, str],
    day: date | None,
    others: Sequence[Edition] = (),
    counties: Sequence[str] = (),
    accepted: date | None = None,
) -> Filled:
    """Choose an edition for each slot; return the choices and the reason of each.

    `told` maps a slot ("land_use@before"), a kind, or a moment ("before") to an edition;
    `day` is that of the approval, else of the application, None where neither is known; `counties`
    are the codes of the counties in which the parcels lie, none where they are not known.
    `accepted` is the day of acceptance: what is `AFTERWARDS` goes by its year alone, so that an
    edition told for a kind counts there only if its year fits.
    `others` (those of the catalogue) fill a slot whose kind `editions` does not have, or where
    they are told to; a retired edition only where it is told to.
    Slots without an edition are left out. Reasons: "told", "only", "area", "year",
    "earliest_after", "latest", and "elsewhere" for one that is left out because no edition serves
    the counties; those of `survey_year`. Raises UsageError for a name or an edition that is told
    but not there, and where two editions fit a slot equally.
    """
    _known(told, wanted, [*editions, *others])
    slots: dict[str, Edition] = {}
    reasons: dict[str, str] = {}
    for slot in sorted(set(wanted)):
        kind, _, moment = slot.partition("@")
        own, more = _of(kind, editions), _of(kind, others)
        held = [e for e in own or more if not e.retired]
        label = _label(told, slot, kind, moment)
        if label:
            slots[slot], reasons[slot] = _told(slot, label, [*own, *more]), "told"
            continue
        if kind in told:
            held = [_told(slot, told[kind], [*own, *more])]
        fitting = _serving(held, counties)
        if moment in AFTERWARDS and fitting:
            years = {edition_year(e) for e in fitting} - {0}
            year, reasons[slot] = survey_year(moment, years, accepted.year if accepted else None)
            if year is not None:
                slots[slot] = _alone(slot, _in(fitting, year), None)
        elif len(fitting) == 1:
            slots[slot] = fitting[0]
            reasons[slot] = "only" if len(held) == 1 else "area"
        elif fitting:
            slots[slot], reasons[slot] = _by_date(slot, fitting, moment, day)
        elif held:
            reasons[slot] = "elsewhere"
    return slots, reasons


def counties_of(submission: Submission, facts: Facts) -> tuple[str, ...]:
    """Return the counties in which the parcels lie by their codes, else by the facts; sorted."""
    codes = {county_of(p.village_code) or county_of(p.county_code) for p in submission.parcels}
    found = sorted(code for code in codes if code)
    told = county_of(facts.text("county_code"))
    return tuple(found or ([told] if told else []))


def _label(told: Mapping[str, str], slot: str, kind: str, moment: str) -> str | None:
    """Return the edition told for the slot: by its name or moment, or for all of its kind (one
    edition cannot be that of every moment after the acceptance).
    """
    whole = None if moment in AFTERWARDS else told.get(kind)
    return told.get(slot) or whole or (told.get(moment) if moment else None)


def _of(kind: str, editions: Sequence[Edition]) -> list[Edition]:
    return sorted(
        (e for e in editions if e.kind == kind), key=lambda e: (edition_year(e), e.edition)
    )


def _known(told: Iterable[str], wanted: Sequence[str], editions: Sequence[Edition]) -> None:
    """Refuse a name that is no slot, kind or moment: it would have no effect, without a word."""
    parts = {part for slot in wanted for part in (slot, *slot.split("@"))}
    known = sorted(parts | {edition.kind for edition in editions})
    for name in told:
        if name not in known:
            raise UsageError("reference.slot_unknown", slot=name, known=known)


def _told(slot: str, label: str, held: Sequence[Edition]) -> Edition:
    chosen = next((e for e in held if e.edition == label), None)
    if chosen is None:
        names = [e.edition for e in held]
        raise UsageError("reference.edition_missing", slot=slot, edition=label, held=names)
    return chosen


def _serving(held: Sequence[Edition], counties: Sequence[str]) -> list[Edition]:
    """Return the editions that serve the counties: all of them, else some.

    Where a complete layer lies its features show; the codes of parcels may be wrong, which is
    found by looking. So one that seems to lie elsewhere is asked all the same, if there is none
    better. A sparse one shows nothing outside its area, and is not.
    """
    known = [e for e in held if _meets(e, counties)]
    if not known and held and held[0].completeness is Completeness.COMPLETE:
        return list(held)
    whole = [e for e in known if all(_holds(e, county) for county in counties)]
    return whole or known


def _meets(edition: Edition, counties: Sequence[str]) -> bool:
    if not edition.areas or not counties:
        return True
    return any(meets(area, county) for area in edition.areas for county in counties)


def _holds(edition: Edition, county: str) -> bool:
    return not edition.areas or any(within(county, area) for area in edition.areas)


def _by_date(
    slot: str, held: Sequence[Edition], moment: str, day: date | None
) -> tuple[Edition, str]:
    years = sorted({edition_year(e) for e in held})
    # A prohibition is examined on what is designated now, a survey on the approval year.
    dated = held[0].completeness is Completeness.COMPLETE
    if day is None or moment == "latest" or not dated:
        return _alone(slot, _in(held, years[-1]), None), "latest"
    before = [year for year in years if year <= day.year]
    if before:
        return _alone(slot, _in(held, before[-1]), day), "year"
    return _alone(slot, _in(held, years[0]), day), "earliest_after"


def _in(held: Sequence[Edition], year: int) -> list[Edition]:
    return [e for e in held if edition_year(e) == year]


def _alone(slot: str, rivals: Sequence[Edition], day: date | None) -> Edition:
    """Return the only one, else that of the last day (up to `day`, if one is), else the first.

    Refuses what their days do not tell apart: names of one year say nothing of their order.
    """
    days = sorted({e.valid_from for e in rivals if e.valid_from})
    if all(e.valid_from for e in rivals):
        past = [own for own in days if day is None or own <= day]
        chosen = past[-1] if past else days[0]
        rivals = [e for e in rivals if e.valid_from == chosen]
    if len(rivals) > 1:
        names = [e.edition for e in rivals]
        raise UsageError(
            "reference.slot_rivals",
            slot=slot,
            editions=names,
            paths=[e.path or e.layer_id for e in rivals],
            first=names[0],
            second=names[1],
        )
    return rivals[0]


def edition_year(edition: Edition) -> int:
    """Return the year of an edition by its name, else by its day; 0 where neither says."""
    match = _YEAR.search(edition.edition)
    if match:
        return int(match.group(1))
    return edition.valid_from.year if edition.valid_from else 0
