"""What there is to say about rules before any case is checked; data only, nothing printed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pydantic import JsonValue

from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message, message, render
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import EvidenceGroup, InForce, Programme, Role, Severity, Stage
from gouhook_gis.rules.applies import exclusions
from gouhook_gis.rules.definition import Basis, Scope
from gouhook_gis.rules.loader import library
from gouhook_gis.rules.rule import Rule


class RuleRow(Model):
    """One line of `gouhook rules`. `stage` lists the stages, or holds "any" alone; `reason` says
    when its text is in force, and where it does not `apply`, why not.
    """

    code: str
    title: str
    pack: str
    stage: tuple[str, ...]
    scope: Scope
    severity: Severity
    kind: str
    group: EvidenceGroup
    document: str
    article: str
    in_force: InForce
    applies: bool
    reason: str


class Parameter(Model):
    """A parameter of a rule's check, with its value and what it is."""

    name: str
    value: JsonValue
    text: str


class Explanation(Model):
    """Everything `gouhook explain` and a rule's page say of one rule, in one language."""

    code: str
    title: str
    what: str
    why: str
    how: str
    remedy: str
    trap: str | None
    pack: str
    pack_title: str
    pack_version: str
    document: str
    article: str
    quote: str
    basis: Basis
    jurisdiction: str
    scope: Scope
    not_in: tuple[Programme, ...]
    stage: tuple[str, ...]
    severity: Severity
    severity_by_part: dict[Role, Severity]
    group: EvidenceGroup
    in_force: InForce
    force_from_earliest: date | None
    force_from_latest: date | None
    force_to: date | None
    force_note: str | None
    kind: str
    parameters: tuple[Parameter, ...]
    slots: tuple[str, ...]
    facts: tuple[str, ...]
    findings_under: str | None
    in_place_of: str | None
    file: str


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
    rules = list(_rules(profile, own))
    if programme is None and profile is not None:
        programme = library(own).profiles[profile].programme
    why_not = exclusions(rules, stage, programme, law_date)
    return tuple(_row(rule, law_date.date, why_not[rule.code], lang) for rule in rules)


def explain(
    code: str, day: date, profile: str | None = None, lang: str = "zh", own: Path | None = None
) -> Explanation:
    """Explain the rule `code` as `profile` has it, or as its file says where that is None.

    The code is compared without case, and "B14" finds "ZJ-B14". Raises `UsageError` listing the
    codes there are.
    """
    rules = {rule.code: rule for rule in _rules(profile, own)}
    wanted = code.strip().upper()
    rule = rules.get(wanted) or rules.get(f"ZJ-{wanted}")
    if rule is None:
        raise UsageError("pack.unknown_code", code=code, known=list(rules))
    header, texts, force = rule.header, rule.header.texts, rule.force
    document, article, quote = _clause(rule, lang)
    return Explanation(
        code=rule.code,
        title=texts.title.get(lang),
        what=texts.what.get(lang),
        why=texts.why.get(lang),
        how=texts.how.get(lang),
        remedy=texts.remedy.get(lang),
        trap=texts.trap.get(lang) if texts.trap else None,
        pack=rule.pack.name,
        pack_title=rule.pack.title.get(lang),
        pack_version=rule.pack.version,
        document=document,
        article=article,
        quote=quote,
        basis=header.basis,
        jurisdiction=header.jurisdiction,
        scope=header.scope,
        not_in=header.not_in,
        stage=_stages(rule),
        severity=header.severity,
        severity_by_part=header.severity_by_part,
        group=rule.group,
        in_force=force.on(day),
        force_from_earliest=force.from_earliest,
        force_from_latest=force.from_latest,
        force_to=force.to,
        force_note=force.note.get(lang) if force.note else None,
        kind=rule.check.kind,
        parameters=_parameters(rule, lang),
        slots=rule.check.needs().all_slots,
        facts=rule.check.needs().facts,
        findings_under=header.findings_under,
        in_place_of=header.in_place_of,
        file=rule.file,
    )


def _rules(profile: str | None, own: Path | None) -> Iterable[Rule]:
    book = library(own)
    return book.rules if profile is None else book.rules_of(profile)


def _row(rule: Rule, day: date, why_not: Message | None, lang: str) -> RuleRow:
    note = rule.force.note.get(lang) if rule.force.note else render(message("pack.no_force"), lang)
    document, article, _ = _clause(rule, lang)
    return RuleRow(
        code=rule.code,
        title=rule.header.texts.title.get(lang),
        pack=rule.pack.name,
        stage=_stages(rule),
        scope=rule.header.scope,
        severity=rule.header.severity,
        kind=rule.check.kind,
        group=rule.group,
        document=document,
        article=article,
        in_force=rule.force.on(day),
        applies=why_not is None,
        reason=render(why_not, lang) if why_not else note,
    )


def _stages(rule: Rule) -> tuple[str, ...]:
    stages = rule.header.stages
    return ("any",) if stages == "any" else tuple(stage.value for stage in stages)


def _clause(rule: Rule, lang: str) -> tuple[str, str, str]:
    """Return document, article and quote; a derived rule names its pack and says so."""
    clause = rule.header.clause
    if clause is None:
        return rule.pack.document, render(message("pack.derived"), lang), ""
    return clause.document, clause.article, clause.quote


def _parameters(rule: Rule, lang: str) -> tuple[Parameter, ...]:
    values = rule.check.model_dump(mode="json")
    return tuple(
        Parameter(name=name, value=value, text=render(message(f"parameter.{name}"), lang))
        for name, value in values.items()
        if name != "kind"
    )
