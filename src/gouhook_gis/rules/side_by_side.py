"""Profiles side by side: which rules each has, how severe, and with which parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import EvidenceGroup, Role, Severity
from gouhook_gis.rules.book import BookRule, Parameter, parameters


class ProfileRule(Model):
    """A rule as one profile has it."""

    severity: Severity
    severity_by_part: dict[Role, Severity]
    parameters: tuple[Parameter, ...]


class SideBySide(Model):
    """One rule over all profiles: `profiles` by name, None where a profile is without it.

    `differing` are the parameters whose value is not the same in all profiles that have the rule,
    with "severity" where that is not; `common` says that every profile has it.
    """

    code: str
    title: str
    group: EvidenceGroup
    document: str
    common: bool
    differing: tuple[str, ...]
    profiles: dict[str, ProfileRule | None]


def side_by_side(
    books: Mapping[str, Sequence[BookRule]], lang: str = "zh", code: str | None = None
) -> tuple[SideBySide, ...]:
    """Return the rules that a profile of `books` has, by code; of `code` alone where given."""
    held = {name: {rule.code: rule for rule in rules} for name, rules in books.items()}
    codes = sorted({each for rules in held.values() for each in rules})
    wanted = codes if code is None else [each for each in codes if each == code]
    return tuple(
        _row({name: rules.get(each) for name, rules in held.items()}, lang) for each in wanted
    )


def _row(rules: Mapping[str, BookRule | None], lang: str) -> SideBySide:
    there = [rule for rule in rules.values() if rule is not None]
    one = there[0]
    return SideBySide(
        code=one.code,
        title=one.header.texts.title.get(lang),
        group=one.group,
        document=one.header.clause.document if one.header.clause else one.pack.document,
        common=len(there) == len(rules),
        differing=tuple(_differing(there)),
        profiles={name: _held(rule, lang) for name, rule in rules.items()},
    )


def _held(rule: BookRule | None, lang: str) -> ProfileRule | None:
    if rule is None:
        return None
    return ProfileRule(
        severity=rule.header.severity,
        severity_by_part=rule.header.severity_by_part,
        parameters=parameters(rule, lang),
    )


def _differing(rules: Sequence[BookRule]) -> Iterator[str]:
    one = rules[0]
    severities = [(rule.header.severity, rule.header.severity_by_part) for rule in rules]
    if any(other != severities[0] for other in severities):
        yield "severity"
    for name in one.parameters:
        if any(rule.parameters.get(name) != one.parameters[name] for rule in rules):
            yield name
