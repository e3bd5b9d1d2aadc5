"""Approved exceptions (批准例外) said of a check: who may, as whom, and that it is written down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from sqlalchemy.orm import Session

from gouhook_gis.domain.case import Waiver
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.wrong import Wrong
from gouhook_gis.service.accounts.roles import Caller, Right
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import ForbiddenError
from gouhook_gis.service.models import Label, Said
from gouhook_gis.service.records import audit


class AskedWaiver(Waiver):
    """An exception to a finding, by the fingerprint that reports show, or to all findings of a
    rule, or to one of a rule. With accounts `officer` is the name of who asks.
    """

    fingerprint: str | None = Field(default=None, pattern="^[0-9a-f]{32}$")
    rule: Label | None = Field(default=None, min_length=1)
    reason: Said = Field(min_length=1)
    officer: Label = Field(min_length=1)
    document: Label = Field(min_length=1)

    @model_validator(mode="after")
    def _of_something(self) -> Self:
        """Refuse one that names neither."""
        if self.fingerprint is None and self.rule is None:
            raise Wrong("waiver_of_nothing")
        return self


def _once(asked: tuple[AskedWaiver, ...]) -> tuple[AskedWaiver, ...]:
    """Refuse two of the same."""
    if len({(one.fingerprint, one.rule) for one in asked}) < len(asked):
        raise Wrong("waiver_twice")
    return asked


Waivers = Annotated[tuple[AskedWaiver, ...], Field(max_length=500), AfterValidator(_once)]


def added(
    who: Caller, asked: Iterable[Waiver], before: Sequence[Waiver] = ()
) -> tuple[Waiver, ...]:
    """Return those of the exceptions that were not there `before`. ForbiddenError where the caller
    may make none, or makes one in the name of somebody else.
    """
    made = [Waiver(**dict(one)) for one in asked]
    new = tuple(one for one in made if one not in before)
    if new and not who.may(Right.WAIVE):
        raise ForbiddenError("service.no_waiver", role=f"account_role.{who.role}")
    own = who.title or who.name
    for one in new:
        if who.account_id is not None and one.officer != own:
            raise ForbiddenError("service.other_officer", officer=one.officer, own=own)
    return new


def write_down(session: Session, who: Caller, run_id: str, made: Iterable[Waiver]) -> None:
    """Add a line for each exception with which a run was asked for."""
    for one in made:
        audit(
            session,
            who,
            Deed.WAIVED,
            run_id,
            rule=one.rule,
            fingerprint=one.fingerprint,
            document=one.document,
            expires=one.expires.isoformat(),
        )


def kept(before: Sequence[Waiver], after: Sequence[Waiver]) -> tuple[Message, ...]:
    """Return what a run that is asked for again says of exceptions made for the earlier one."""
    same = [one for one in after if one in before]
    if not same:
        return ()
    documents = list(dict.fromkeys(one.document for one in same))
    return (message("service.waivers_kept", count=len(same), documents=documents),)
