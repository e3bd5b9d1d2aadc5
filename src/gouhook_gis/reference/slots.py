"""Which edition answers for which slot ("basic_farmland", "land_use@before")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import Completeness

Filled = tuple[dict[str, Edition], dict[str, str]]


def fill_slots(
    wanted: Sequence[str],
    editions: Sequence[Edition],
    told: dict[str, str],
    year: int | None,
    others: Sequence[Edition] = (),
) -> Filled:
    """Choose an edition for each slot; return the choices and the reason of each.

    `told` maps a slot ("land_use@before"), a kind, or a moment ("before") to an edition;
    `year` is that of the approval, else of the application, None where neither is known.
    `others` (those of the catalogue) fill a slot whose kind `editions` does not have, or where
    they are told to; a retired edition only where it is told to.
    Slots without an edition are left out. Reasons: "told", "only", "year", "earliest_after",
    "latest". Raises UsageError for a name or an edition that is told but not there, and where two
    editions of one year answer for a slot.
    """
    _known(told, wanted, [*editions, *others])
    slots: dict[str, Edition] = {}
    reasons: dict[str, str] = {}
    for slot in sorted(set(wanted)):
        kind, _, moment = slot.partition("@")
        own, more = _of(kind, editions), _of(kind, others)
        held = [e for e in own or more if not e.retired]
        label = told.get(slot) or told.get(kind) or (told.get(moment) if moment else None)
        if label:
            chosen = next((e for e in (*own, *more) if e.edition == label), None)
            if chosen is None:
                raise UsageError(
                    "reference.edition_missing",
                    slot=slot,
                    edition=label,
                    held=[e.edition for e in (*own, *more)],
                )
            slots[slot], reasons[slot] = chosen, "told"
        elif held:
            slots[slot], reasons[slot] = _by_year(held, moment, year)
            _alone(slot, slots[slot], held)
    return slots, reasons


def _of(kind: str, editions: Sequence[Edition]) -> list[Edition]:
    return sorted((e for e in editions if e.kind == kind), key=_age)


def _known(told: Iterable[str], wanted: Sequence[str], editions: Sequence[Edition]) -> None:
    """Refuse a name that is no slot, kind or moment: it would have no effect, without a word."""
    parts = {part for slot in wanted for part in (slot, *slot.split("@"))}
    known = sorted(parts | {edition.kind for edition in editions})
    for name in told:
        if name not in known:
            raise UsageError("reference.slot_unknown", slot=name, known=known)


def _alone(slot: str, chosen: Edition, held: Sequence[Edition]) -> None:
    """Refuse a choice between editions of one year: their names say nothing of their order."""
    rivals = [e for e in held if _age(e)[0] == _age(chosen)[0]]
    if len(rivals) > 1:
        raise UsageError(
            "reference.slot_ambiguous",
            slot=slot,
            editions=[e.edition for e in rivals],
            paths=[e.path or e.layer_id for e in rivals],
        )


def _by_year(held: Sequence[Edition], moment: str, year: int | None) -> tuple[Edition, str]:
    if len(held) == 1:
        return held[0], "only"
    # A prohibition is examined on what is designated now, a survey on the approval year.
    dated = held[0].completeness is Completeness.COMPLETE
    if year is None or moment == "latest" or not dated:
        return held[-1], "latest"
    before = [e for e in held if _age(e)[0] <= year]
    return (before[-1], "year") if before else (held[0], "earliest_after")


def _age(edition: Edition) -> tuple[int, str]:
    match = re.search(r"(?:19|20)\d{2}", edition.edition)
    if match:
        return int(match.group()), edition.edition
    return (edition.valid_from.year if edition.valid_from else 0), edition.edition
