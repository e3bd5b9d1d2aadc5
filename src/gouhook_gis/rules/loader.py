"""Reads packs, layer kinds and profiles, and refuses to start on anything that is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.words import Severity
from gouhook_gis.rules import naming
from gouhook_gis.rules.definition import Pack, Profile, RuleHeader
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds import CHECK
from gouhook_gis.rules.rule import Rule, layer_kind
from gouhook_gis.rules.shelf import Shelf, installed, own_folder, own_shelf
from gouhook_gis.rules.source import Source

_SEVERITIES = (Severity.INFO, Severity.WARNING, Severity.ERROR)


@dataclass(frozen=True)
class Library:
    """All rule data. `rules` are as their files say, sorted by code; `by_profile` as each
    profile has them, with its overrides. `names` are the titles of the user's own layer kinds and
    profiles, by the id under which the catalogue of messages would have them.
    """

    packs: Mapping[str, Pack]
    rules: tuple[Rule, ...]
    layers: tuple[LayerKind, ...]
    profiles: Mapping[str, Profile]
    by_profile: Mapping[str, tuple[Rule, ...]]
    names: Mapping[str, Text]

    def profile(self, name: str) -> Profile:
        """Return the profile `name`; a `UsageError` lists the names there are."""
        if name not in self.profiles:
            raise UsageError("pack.unknown_profile", name=name, known=sorted(self.profiles))
        return self.profiles[name]

    def rules_of(self, name: str) -> tuple[Rule, ...]:
        """Return the rules of the profile `name`, sorted by code, its overrides applied."""
        return self.by_profile[self.profile(name).name]

    def names_for(self, chosen: Profile, kinds: Collection[str]) -> dict[str, Text]:
        """Return those of `names` that a report of this profile and these layer kinds needs."""
        wanted = {f"word.profile.{chosen.name}", *(f"word.{kind}" for kind in kinds)}
        return {key: self.names[key] for key in sorted(wanted & set(self.names))}


def library(own: Path | None = None) -> Library:
    """Return the rule data of this installation with that of the folder `own`, else of the one
    GOUHOOK_RULES names; read once. UsageError where there is no such folder.
    """
    return _library(own_folder(own))


@cache
def _library(own: Path | None) -> Library:
    return load_library(installed().root, own)


def all_rules() -> tuple[Rule, ...]:
    """Return every rule of every pack, sorted by code, without any profile's overrides."""
    return library().rules


def layer_kinds() -> tuple[LayerKind, ...]:
    """Return the layer kinds, sorted by name."""
    return library().layers


def profile(name: str) -> Profile:
    """Return the profile `name`; a `UsageError` lists the names there are."""
    return library().profile(name)


def rules_of(name: str) -> tuple[Rule, ...]:
    """Return the rules of the profile `name`, sorted by code, its overrides applied."""
    return library().rules_of(name)


def load_library(root: Traversable, own: Path | None = None) -> Library:
    """Read and check `packs/`, `layers/` and `profiles/` below `root`, and those of the user's
    `own` folder, which adds to them and replaces none.

    Raises `RulePackError` with file and line on the first thing that is wrong.
    """
    shelves = [Shelf(root)] if own is None else [Shelf(root), own_shelf(own)]
    layers = _layers(shelves)
    known = set(layers)
    found, read_from = _packs(shelves, known)
    rules = {code: read_from[code][0] for code in sorted(read_from)}
    for rule, source in read_from.values():
        for field in ("findings_under", "in_place_of"):
            code = getattr(rule.header, field)
            if code not in (None, *rules):
                raise source.error("pack.unknown_rule", [field], code=code)
    profiles, by_profile = _profiles(shelves, found, rules, known)
    kinds = tuple(layers[kind][0] for kind in sorted(layers))
    titled: dict[str, tuple[LayerKind | Profile, Source]] = {
        f"word.{name}": one for name, one in layers.items()
    }
    titled |= {f"word.profile.{name}": one for name, one in profiles.items()}
    names = {
        name: one.title
        for name, (one, source) in titled.items()
        if own is not None and source.file.startswith(shelves[-1].shown)
    }
    plain = {name: one for name, (one, _) in profiles.items()}
    return Library(found, tuple(rules.values()), kinds, plain, by_profile, names)


def _packs(
    shelves: Sequence[Shelf], known: set[str]
) -> tuple[dict[str, Pack], dict[str, tuple[Rule, Source]]]:
    """Read every pack; return them by name, and the rules by code with their files."""
    found: dict[str, tuple[Pack, Source]] = {}
    rules: dict[str, tuple[Rule, Source]] = {}
    for first, files in (pack for shelf in shelves for pack in shelf.packs()):
        pack = first.parse(Pack, first.data)
        naming.as_filed(first, "name", pack.name, first.file.split("/")[-2])
        naming.unused(first, "name", pack.name, found)
        found[pack.name] = pack, first
        for source in files:
            rule = _rule(source, pack, known)
            if rule.code in rules:
                other = rules[rule.code][0].file
                raise source.error("pack.duplicate_code", ["code"], code=rule.code, other=other)
            rules[rule.code] = rule, source
    return {name: pack for name, (pack, _) in found.items()}, rules


def _layers(shelves: Sequence[Shelf]) -> dict[str, tuple[LayerKind, Source]]:
    kinds: dict[str, tuple[LayerKind, Source]] = {}
    for source in (source for shelf in shelves for source in shelf.layers()):
        kind = source.parse(LayerKind, source.data)
        naming.as_filed(source, "kind", kind.kind)
        naming.unused(source, "kind", kind.kind, kinds)
        naming.told_apart(source, kind, kinds)
        kinds[kind.kind] = kind, source
    return kinds


def _rule(source: Source, pack: Pack, known: set[str]) -> Rule:
    data = dict(source.data)
    if "check" not in data:
        raise source.error("pack.wrong.missing", ["check"])
    check = source.parse(CHECK, data.pop("check"), ["check"])
    header = source.parse(RuleHeader, data)
    naming.as_filed(source, "code", header.code)
    if header.clause is None and header.basis != "derived":
        raise source.error("pack.missing_clause", ["basis"], code=header.code)
    for slot in check.needs().all_slots:
        if layer_kind(slot) not in known:
            fields = [name for name, value in check if value == slot]
            raise source.error(
                "pack.unknown_layer_kind", ["check", *fields], slot=slot, known=[*sorted(known)]
            )
    return Rule(header, pack, check, source.file)


def _profiles(
    shelves: Sequence[Shelf],
    loaded: Mapping[str, Pack],
    rules: Mapping[str, Rule],
    known: set[str],
) -> tuple[dict[str, tuple[Profile, Source]], dict[str, tuple[Rule, ...]]]:
    found: dict[str, tuple[Profile, Source]] = {}
    by_profile: dict[str, tuple[Rule, ...]] = {}
    for source in (source for shelf in shelves for source in shelf.profiles()):
        one = source.parse(Profile, source.data)
        naming.as_filed(source, "name", one.name)
        naming.unused(source, "name", one.name, found)
        for place, name in enumerate(one.packs):
            if name not in loaded:
                raise source.error(
                    "pack.unknown_pack", ["packs", place], name=name, known=[*sorted(loaded)]
                )
        for kind in one.tolerances:
            if kind not in known:
                raise source.error(
                    "pack.unknown_layer_kind",
                    ["tolerances", kind],
                    slot=kind,
                    known=[*sorted(known)],
                )
        own = {code: rule for code, rule in rules.items() if rule.pack.name in one.packs}
        for code, values in one.parameters.items():
            own[code] = _with_parameters(source, own, code, values)
        for code, severity in one.severities.items():
            own[code] = _with_severity(source, own, code, severity)
        found[one.name] = one, source
        by_profile[one.name] = tuple(own.values())
    return found, by_profile


def _with_parameters(
    source: Source, own: Mapping[str, Rule], code: str, values: Mapping[str, object]
) -> Rule:
    path = ["parameters", code]
    if code not in own:
        raise source.error("pack.unknown_rule", path, code=code)
    check = own[code].check
    allowed = sorted(set(type(check).model_fields) - {"kind"})
    for name in values:
        if name not in allowed:
            raise source.error(
                "pack.unknown_parameter", [*path, name], name=name, code=code, known=[*allowed]
            )
    merged: dict[str, Any] = {**check.model_dump(), **values}
    changed: Kind = source.parse(CHECK, merged, path)
    return replace(own[code], check=changed)


def _with_severity(source: Source, own: Mapping[str, Rule], code: str, severity: Severity) -> Rule:
    path = ["severities", code]
    if code not in own:
        raise source.error("pack.unknown_rule", path, code=code)
    rule = own[code]
    if _SEVERITIES.index(severity) < _SEVERITIES.index(rule.header.severity):
        raise source.error(
            "pack.lowered_severity", path, code=code, severity=rule.header.severity.value
        )
    return replace(rule, header=rule.header.model_copy(update={"severity": severity}))
