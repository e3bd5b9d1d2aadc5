"""A check and a layer as the caller may have them, and who may read what came of a check."""

from __future__ import annotations

from pydantic import JsonValue

from gouhook_gis.domain.details import EVERY, detail_of, lowered
from gouhook_gis.domain.message import Message, message, said_of
from gouhook_gis.service.accounts.details import Details, DetailSettings, beyond
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.errors import ForbiddenError
from gouhook_gis.service.models import CheckRequest, LayerRow, Run, RunStatus


def as_permitted(
    settings: DetailSettings, who: Caller, asked: CheckRequest
) -> tuple[CheckRequest, tuple[Message, ...]]:
    """Return the request with no more of reference layers than the caller may see, and a notice
    where that is less than was asked for.
    """
    nothing_less = lowered(asked.reference_detail, asked.reference_details, {EVERY: "full"})
    details = lowered(asked.reference_detail, asked.reference_details, settings.allowed(who.role))
    limits = [one for one in (asked.clip_hectares, settings.limit(who.role)) if one is not None]
    made = asked.model_copy(
        update={"reference_details": details, "clip_hectares": min(limits, default=None)}
    )
    if details == nothing_less:
        return made, ()
    notice = message(
        "service.details_lowered", role=f"account_role.{who.role}", details=_said(details)
    )
    return made, (notice,)


def require_allowed(settings: DetailSettings, who: Caller, run: Run) -> None:
    """Raise ForbiddenError where the report of a run shows more than the caller may see. A run of
    which that was not recorded is taken at what was asked of it.
    """
    if run.status is not RunStatus.SUCCEEDED or not isinstance(run.request, CheckRequest):
        return
    shown: Details = run.details or {}
    if run.details is None:
        shown = {EVERY: run.request.reference_detail, **run.request.reference_details}
    kinds = beyond(shown, settings.allowed(who.role))
    if kinds:
        named = ["restricted_kinds" if kind == EVERY else kind for kind in kinds]
        raise ForbiddenError(
            "service.more_than_allowed", role=f"account_role.{who.role}", kinds=named
        )


def require_trial(settings: DetailSettings, who: Caller, run: Run) -> None:
    """Raise ForbiddenError where a restricted layer of the run is kept from the caller: moving
    parcels over it and reading the figures would draw it all the same.
    """
    hidden = sorted(kind for kind, detail in (run.details or {}).items() if detail == "none")
    if hidden and settings.limit(who.role) is not None:
        role = f"account_role.{who.role}"
        raise ForbiddenError("trial.hidden_layers", role=role, kinds=hidden)


def may_see(settings: DetailSettings, who: Caller, row: LayerRow) -> bool:
    """Whether the caller may see where an edition has ground."""
    return not row.restricted or detail_of(row.kind, "none", settings.allowed(who.role)) != "none"


def as_seen(settings: DetailSettings, who: Caller, row: LayerRow) -> LayerRow:
    """Return an edition as the caller may see it."""
    if may_see(settings, who, row):
        return row
    return row.model_copy(update={"coverage": None, "extent_crs84": None})


def _said(details: Details) -> list[JsonValue]:
    """Return what is said of each kind, {zh, en}."""
    return [
        said_of(
            "restricted.of_kind",
            kind="restricted_kinds" if kind == EVERY else kind,
            detail=f"reference_detail.{detail}",
        ).model_dump()
        for kind, detail in details.items()
    ]
