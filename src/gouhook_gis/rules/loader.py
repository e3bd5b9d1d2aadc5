"""Reads packs, layer kinds and profiles, and refuses to start on anything that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.words import Severity
from gouhook_gis.rules.definition import Pack, Profile, RuleHeader
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds import CHECK
from gouhook_gis.rules.rule import Rule, layer_kind
from gouhook_gis.rules.source import Source, read

_SEVERITIES = (Severity.INFO, Severity.WARNING, Severity.ERROR)


@dataclass(frozen=True)
class Library:
    """All rule data. `rules` are as their files say, sorted by code; `by_profile` as each
    profile has them, with its overrides.
    """

    packs: Mapping[str, Pack]
    rules: tuple[Rule, ...]
    layers: tuple[LayerKind, ...]
    profiles: Mapping[str, Profile]
    by_profile: Mapping[str, tuple[Rule, ...]]


@cache
def library() -> Library:
    """Return the rule data of this installation, read once."""
    return load_library(resources.files("gouhook_gis.rules"))


def packs() -> Mapping[str, Pack]:
    """Return the packs by name."""
    return library().packs


def all_rules() -> tuple[Rule, ...]:
    """Return every rule of every pack, sorted by code, without any profile's overrides."""
    return library().rules


def layer_kinds() -> tuple[LayerKind, ...]:
    """Return the layer kinds, sorted by name."""
    return library().layers


def profiles() -> Mapping[str, Profile]:
    """Return the profiles by name."""
    return library().profiles


def profile(name: str) -> Profile:
    """Return the profile `name`; a `UsageError` lists the names there are."""
    found = library().profiles.get(name)
    if found is None:
        raise UsageError("pack.unknown_profile", name=name, known=sorted(library().profiles))
    return found


def rules_of(name: str) -> tuple[Rule, ...]:
    """Return the rules of the profile `name`, sorted by code, its overrides applied."""
    return library().by_profile[profile(name).name]


def load_library(root: Traversable) -> Library:
    """Read and check `packs/`, `layers/` and `profiles/` below `root`.

    Raises `RulePackError` with file and line on the first thing that is wrong.
    """
    layers = _layers(root)
    known = {layer.kind for layer in layers}
    found, read_from = _packs(root, known)
    rules = {code: read_from[code][0] for code in sorted(read_from)}
    for rule, source in read_from.values():
        if rule.header.findings_under not in (None, *rules):
            raise source.error(
                "pack.unknown_rule", ["findings_under"], code=rule.header.findings_under
            )
    own, by_profile = _profiles(root, found, rules, known)
    return Library(found, tuple(rules.values()), layers, own, by_profile)


def _packs(
    root: Traversable, known: set[str]
) -> tuple[dict[str, Pack], dict[str, tuple[Rule, Source]]]:
    """Read every pack; return them by name, and the rules by code with their files."""
    found: dict[str, Pack] = {}
    rules: dict[str, tuple[Rule, Source]] = {}
    for folder in _folders(root / "packs"):
        source = read(folder / "pack.yaml", f"packs/{folder.name}/pack.yaml")
        pack = source.parse(Pack, source.data)
        _named(source, "name", pack.name, folder.name)
        found[pack.name] = pack
        for entry in _files(folder):
            if entry.name == "pack.yaml":
                continue
            source = read(entry, f"packs/{folder.name}/{entry.name}")
            rule = _rule(source, pack, known)
            if rule.code in rules:
                other = rules[rule.code][0].file
                raise source.error("pack.duplicate_code", ["code"], code=rule.code, other=other)
            rules[rule.code] = rule, source
    return found, rules


def _folders(folder: Traversable) -> list[Traversable]:
    """Return the sub-folders of `folder`, sorted by name."""
    found = [e for e in folder.iterdir() if e.is_dir() and not e.name.startswith(("_", "."))]
    return sorted(found, key=lambda entry: entry.name)


def _files(folder: Traversable) -> list[Traversable]:
    """Return the YAML files of `folder`, sorted by name."""
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    return sorted(found, key=lambda entry: entry.name)


def _layers(root: Traversable) -> tuple[LayerKind, ...]:
    kinds = []
    for entry in _files(root / "layers"):
        source = read(entry, f"layers/{entry.name}")
        kind = source.parse(LayerKind, source.data)
        _named(source, "kind", kind.kind, entry.name.removesuffix(".yaml"))
        kinds.append(kind)
    return tuple(kinds)


def _rule(source: Source, pack: Pack, known: set[str]) -> Rule:
    data = dict(source.data)
    if "check" not in data:
        raise source.error("pack.wrong.missing", ["check"])
    check = source.parse(CHECK, data.pop("check"), ["check"])
    header = source.parse(RuleHeader, data)
    _named(source, "code", header.code, source.file.rpartition("/")[2].removesuffix(".yaml"))
    if header.clause is None and header.basis != "derived":
        raise source.error("pack.missing_clause", ["basis"], code=header.code)
    for slot in check.needs().slots:
        if layer_kind(slot) not in known:
            fields = [name for name, value in check if value == slot]
            raise source.error(
                "pack.unknown_layer_kind", ["check", *fields], slot=slot, known=[*sorted(known)]
            )
    return Rule(header, pack, check, source.file)


def _named(source: Source, field: str, value: str, expected: str) -> None:
    """A file or folder is named as what it holds, so that it can be found."""
    if value != expected:
        raise source.error("pack.file_name", [field], value=value, expected=expected)


def _profiles(
    root: Traversable, loaded: Mapping[str, Pack], rules: Mapping[str, Rule], known: set[str]
) -> tuple[dict[str, Profile], dict[str, tuple[Rule, ...]]]:
    found: dict[str, Profile] = {}
    by_profile: dict[str, tuple[Rule, ...]] = {}
    for entry in _files(root / "profiles"):
        source = read(entry, f"profiles/{entry.name}")
        one = source.parse(Profile, source.data)
        _named(source, "name", one.name, entry.name.removesuffix(".yaml"))
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
        found[one.name] = one
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
