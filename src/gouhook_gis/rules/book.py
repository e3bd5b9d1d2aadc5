"""Rules as they are told to readers: all that their files say, nothing that could evaluate them.

Plain data, so that a process without any GIS library can list and explain rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import JsonValue

from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.catalogue import word
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message, message, render
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import EvidenceGroup, InForce, Programme, Role, Severity, Stage
from gouhook_gis.rules.applies import exclusions
from gouhook_gis.rules.definition import Basis, Force, Pack, RuleHeader, Scope
from gouhook_gis.rules.parameter_words import parameter_text


class BookRule(Model):
    """A rule of a pack, or as a profile has it; `file` is the rule's below `rules/`. Those of its
    `slots` that are `optional` it uses where they are filled.
    """

    header: RuleHeader
    pack: Pack
    kind: str
    group: EvidenceGroup
    parameters: dict[str, JsonValue]
    slots: tuple[str, ...]
    optional: tuple[str, ...]
    facts: tuple[str, ...]
    file: str

    @property
    def code(self) -> str:
        """Return the rule's code, for example "ZJ-B14"."""
        return self.header.code

    @property
    def force(self) -> Force:
        """Return when the rule is in force: its own dates, else its pack's."""
        return self.header.force or self.pack.force


class RuleRow(Model):
    """One line of `gouhook rules`. `stage` lists the stages, or holds "any" alone; `reason` says
    when its text is in force, and where it does not `apply`, why not. `what` says what is checked,
    on the layers of `slots` (it needs those that are not `optional`) and the facts of `facts`,
    whose names are `fact_titles`.
    """

    code: str
    title: str
    what: str
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
    slots: tuple[str, ...]
    optional: tuple[str, ...]
    facts: tuple[str, ...]
    fact_titles: tuple[str, ...]


class Parameter(Model):
    """A parameter of a rule's check: its value, the same `shown` in words, and what it is."""

    name: str
    value: JsonValue
    shown: str
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
    fact_titles: tuple[str, ...]
    findings_under: str | None
    in_place_of: str | None
    file: str


def rows(
    rules: Iterable[BookRule],
    stage: Stage | None,
    programme: Programme | None,
    law_date: LawDate,
    lang: str = "zh",
) -> tuple[RuleRow, ...]:
    """Return a row for each rule; a `stage` or `programme` of None leaves no rule out."""
    rules = tuple(rules)
    why_not = exclusions(rules, stage, programme, law_date)
    return tuple(_row(rule, law_date.date, why_not[rule.code], lang) for rule in rules)


def find(rules: Sequence[BookRule], code: str) -> BookRule:
    """Return the rule `code`, compared without case; "B14" finds "ZJ-B14".

    Raises `UsageError` listing the codes there are.
    """
    by_code = {rule.code: rule for rule in rules}
    wanted = code.strip().upper()
    rule = by_code.get(wanted) or by_code.get(f"ZJ-{wanted}")
    if rule is None:
        raise UsageError("pack.unknown_code", code=code, known=list(by_code))
    return rule


def explanation(rule: BookRule, day: date, lang: str = "zh") -> Explanation:
    """Explain a rule, its force being that of `day`."""
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
        kind=rule.kind,
        parameters=parameters(rule, lang),
        slots=rule.slots,
        facts=rule.facts,
        fact_titles=tuple(word(f"fact.{fact}", lang) for fact in rule.facts),
        findings_under=header.findings_under,
        in_place_of=header.in_place_of,
        file=rule.file,
    )


def _row(rule: BookRule, day: date, why_not: Message | None, lang: str) -> RuleRow:
    note = rule.force.note.get(lang) if rule.force.note else render(message("pack.no_force"), lang)
    document, article, _ = _clause(rule, lang)
    return RuleRow(
        code=rule.code,
        title=rule.header.texts.title.get(lang),
        what=rule.header.texts.what.get(lang),
        pack=rule.pack.name,
        stage=_stages(rule),
        scope=rule.header.scope,
        severity=rule.header.severity,
        kind=rule.kind,
        group=rule.group,
        document=document,
        article=article,
        in_force=rule.force.on(day),
        applies=why_not is None,
        reason=render(why_not, lang) if why_not else note,
        slots=rule.slots,
        optional=rule.optional,
        facts=rule.facts,
        fact_titles=tuple(word(f"fact.{fact}", lang) for fact in rule.facts),
    )


def _stages(rule: BookRule) -> tuple[str, ...]:
    stages = rule.header.stages
    return ("any",) if stages == "any" else tuple(stage.value for stage in stages)


def _clause(rule: BookRule, lang: str) -> tuple[str, str, str]:
    """Return document, article and quote; a derived rule names its pack and says so."""
    clause = rule.header.clause
    if clause is None:
        return rule.pack.document, render(message("pack.derived"), lang), ""
    return clause.document, clause.article, clause.quote


def parameters(rule: BookRule, lang: str) -> tuple[Parameter, ...]:
    """Return the parameters of a rule's check, in words."""
    return tuple(
        Parameter(
            name=name,
            value=value,
            shown=parameter_text(value, lang),
            text=render(message(f"parameter.{name}"), lang),
        )
        for name, value in rule.parameters.items()
    )
