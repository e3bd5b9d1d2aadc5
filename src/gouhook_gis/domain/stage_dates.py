"""The date of the act which each stage examines, and so the law date of a case."""

from __future__ import annotations

from datetime import date

from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.words import Stage

# The facts that hold it; the first that is known counts.
STAGE_DATES = {
    Stage.APPLICATION: ("approval_date", "application_date"),
    Stage.ADJUSTMENT: ("adjustment_date",),
    Stage.ACCEPTANCE: ("acceptance_date",),
    Stage.FILING: ("filing_date",),
    Stage.SETTLEMENT: ("settlement_date",),
    Stage.EXPROPRIATION: ("expropriation_date", "expropriation_application_date"),
    Stage.IMPLEMENTATION: ("observation_date",),
    Stage.MONITORING: ("observation_date",),
}


def law_date_of(stage: Stage, facts: Facts, as_of: date | None, today: date) -> LawDate:
    """Return the date that selects the rules in force: told, of the act examined, else today."""
    if as_of is not None:
        return LawDate(date=as_of, origin="as_of")
    for key in STAGE_DATES.get(stage, ()):
        found = facts.date(key)
        if found is not None:
            return LawDate(date=found, origin=key)
    return LawDate(date=today, origin="today")
