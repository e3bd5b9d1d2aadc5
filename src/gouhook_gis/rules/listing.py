"""What there is to say about rules before any case is checked; data only, nothing printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.words import Programme, Stage
from gouhook_gis.rules.book import BookRule, Explanation, RuleRow, explanation, find, rows
from gouhook_gis.rules.loader import library
from gouhook_gis.rules.rule import Rule


def book_rules(profile: str | None, own: Path | None = None) -> tuple[BookRule, ...]:
    """Return the rules of `profile`, or of all packs where it is None, as readers are told them.

    `own` is a folder of rule data of the user's own. Raises `UsageError` for an unknown profile.
    """
    book = library(own)
    return tuple(map(_told, book.rules if profile is None else book.rules_of(profile)))


def listing(
    profile: str | None,
    law_date: LawDate,
    lang: str = "zh",
    own: Path | None = None,
    *,
    stage: Stage | None = None,
    programme: Programme | None = None,
) -> tuple[RuleRow, ...]:
    """Return a row for each rule of `profile`, or of all packs where it is None.

    `programme` is the profile's own where none is named, and a `stage` of None leaves no rule
    out; `own` is a folder of rule data of the user's own. Raises `UsageError` for an unknown
    profile.
    """
    rules = book_rules(profile, own)
    if programme is None and profile is not None:
        programme = library(own).profiles[profile].programme
    return rows(rules, stage, programme, law_date, lang)


def explain(
    code: str, day: date, profile: str | None = None, lang: str = "zh", own: Path | None = None
) -> Explanation:
    """Explain the rule `code` as `profile` has it, or as its file says where that is None.

    The code is compared without case, and "B14" finds "ZJ-B14". Raises `UsageError` listing the
    codes there are.
    """
    return explanation(find(book_rules(profile, own), code), day, lang)


def _told(rule: Rule) -> BookRule:
    needs = rule.check.needs()
    values = rule.check.model_dump(mode="json")
    return BookRule(
        header=rule.header,
        pack=rule.pack,
        kind=values.pop("kind"),
        group=rule.group,
        parameters=values,
        slots=needs.all_slots,
        optional=needs.optional,
        facts=needs.facts,
        file=rule.file,
    )
