"""Profiles, rules and layer kinds: what is checked, and on which text it rests."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.words import Programme, Stage
from gouhook_gis.rules.book import Explanation, RuleRow, explanation, find, rows
from gouhook_gis.rules.side_by_side import SideBySide, side_by_side
from gouhook_gis.service.api.callers import Reader
from gouhook_gis.service.api.context import Here
from gouhook_gis.service.errors import NotFoundError
from gouhook_gis.service.models import Label, Language

router = APIRouter(prefix="/api/v1", tags=["rules"])


class ProfileView(Model):
    """A jurisdiction's profile."""

    name: str
    title: Text
    jurisdiction: str
    programme: Programme
    packs: tuple[str, ...]
    rules: int


class RulesQuery(Model):
    """Which rules to list. Without a profile those of all packs; `as_of` is the law date."""

    profile: Label | None = None
    stage: Stage | None = None
    programme: Programme | None = None
    as_of: date | None = None
    lang: Language = "zh"


class SideQuery(Model):
    """Which rule to compare over all profiles; without a `code` all of them."""

    code: Label | None = None
    lang: Language = "zh"


class RuleQuery(Model):
    """As which profile has the rule, and on which day."""

    profile: Label | None = None
    as_of: date | None = None
    lang: Language = "zh"


@router.get("/profiles", summary="List the profiles")
async def profiles(here: Here, who: Reader) -> tuple[ProfileView, ...]:
    """By name."""
    book = await here.desk.book()
    return tuple(
        ProfileView(
            name=one.name,
            title=one.title,
            jurisdiction=one.jurisdiction,
            programme=one.programme,
            packs=one.packs,
            rules=len(one.rules),
        )
        for _, one in sorted(book.profiles.items())
    )


@router.get("/profiles/compared", summary="The profiles side by side")
async def compared(
    here: Here, who: Reader, asked: Annotated[SideQuery, Query()]
) -> tuple[SideBySide, ...]:
    """Which rules each profile has, how severe, with which parameters, and what differs."""
    book = await here.desk.book()
    books = {name: one.rules for name, one in sorted(book.profiles.items())}
    return side_by_side(books, asked.lang, asked.code)


@router.get("/rules", summary="List rules")
async def list_(
    here: Here, who: Reader, asked: Annotated[RulesQuery, Query()]
) -> tuple[RuleRow, ...]:
    """Each with whether it applies, and why not."""
    book = await here.desk.book()
    programme = asked.programme
    if programme is None and asked.profile is not None:
        programme = book.profile(asked.profile).programme
    return rows(
        book.rules_of(asked.profile), asked.stage, programme, _law_date(asked.as_of), asked.lang
    )


@router.get("/rules/{code}", summary="Explain a rule")
async def explain(
    here: Here, who: Reader, code: Label, asked: Annotated[RuleQuery, Query()]
) -> Explanation:
    """What is checked, why, how, on which clause, and what to do when it fails."""
    rules = (await here.desk.book()).rules_of(asked.profile)
    try:
        rule = find(rules, code)
    except UsageError as error:
        raise NotFoundError(error.message.id, **error.message.params) from error
    return explanation(rule, _law_date(asked.as_of).date, asked.lang)


@router.get("/layer-kinds", summary="List the kinds of reference layers")
async def kinds(here: Here, who: Reader) -> tuple[LayerKind, ...]:
    """With their fields, and the names by which a file is recognised."""
    return (await here.desk.book()).layers


def _law_date(told: date | None) -> LawDate:
    if told is not None:
        return LawDate(date=told, origin="as_of")
    return LawDate(date=date.today(), origin="today")
