"""What the user says about layers, fields, units and the project (`--map`, `--project` …)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from pydantic import ValidationError, field_validator

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import Role
from gouhook_gis.domain.wrong import placed, unparsed
from gouhook_gis.intake.vocabulary import vocabulary

IGNORE = "ignore"
PARCELS = "parcels"
AREA_UNIT = "area_unit"
LAYER_TARGETS = (*(role.value for role in Role), PARCELS, IGNORE)


def meanings() -> tuple[str, ...]:
    """Return every field meaning a user may name, `ignore` included."""
    return (*vocabulary().fields, IGNORE)


class MappingOptions(Model):
    """How the user overrides what intake would find.

    `layers`: layer name or path → role, "parcels" (role by a type field), a layer kind or
    "ignore"; `fields`: "layer.field" or "*.field" → meaning or "ignore". Names are compared
    without case, blanks and full-width forms. `project` chooses among several project codes;
    `area_unit` holds for every declared area. `typed` are the names that stood on the command
    line: one that meets nothing is a slip, while a file may serve many submissions.
    """

    layers: dict[str, str] = {}
    fields: dict[str, str] = {}
    project: str | None = None
    area_unit: AreaUnit | None = None
    typed: frozenset[str] = frozenset()

    @field_validator("layers", "fields")
    @classmethod
    def _fold(cls, entries: dict[str, str]) -> dict[str, str]:
        return {folded(name): target.strip() for name, target in entries.items()}

    def layer(self, names: Sequence[str]) -> tuple[str, str] | None:
        """Return the entry (name, target) for a layer of these names, or None."""
        for name in map(folded, names):
            if name in self.layers:
                return name, self.layers[name]
        return None

    def field(self, layers: Sequence[str], field: str) -> tuple[str, str] | None:
        """Return the entry (name, meaning) for a field of a layer of these names, or None."""
        for layer in (*layers, "*"):
            name = folded(f"{layer}.{field}")
            if name in self.fields:
                return name, self.fields[name]
        return None


def parse_map_options(options: Sequence[str], *, files: bool = True) -> MappingOptions:
    """Parse `--map` strings: `LAYER=ROLE`, `LAYER.FIELD=MEANING`, `area_unit=ha`, `@mapping.yaml`.

    A mapping file (YAML or JSON) holds `layers`, `fields`, `project`, `area_unit`; what stands on
    the command line beats it. Raises UsageError for a string without `=`, an unknown unit, a
    file that cannot be read, and for any file where not `files`.
    """
    entries: dict[str, object] = {}
    layers: dict[str, str] = {}
    fields: dict[str, str] = {}
    typed: set[str] = set()
    for option in options:
        if option.startswith("@"):
            if not files:
                raise UsageError("intake.usage.no_files", option=option)
            read = _read_file(Path(option[1:]))
            layers |= read.layers
            fields |= read.fields
            entries |= {k: v for k in ("project", "area_unit") if (v := getattr(read, k))}
    for option in options:
        if option.startswith("@"):
            continue
        left, equals, target = (part.strip() for part in option.rpartition("="))
        if not (left and equals and target):
            raise UsageError("intake.usage.map_syntax", option=option)
        if left == AREA_UNIT:
            entries[AREA_UNIT] = _unit(option, target)
            continue
        # `拆旧.shp=demolition` holds a dot and means a layer; only a meaning makes it a field.
        is_field = "." in left and target in meanings() and target not in LAYER_TARGETS
        if is_field or (target == IGNORE and left.startswith("*.")):
            fields[left] = target
        else:
            layers[left] = target
        typed.add(folded(left))
    return MappingOptions.model_validate(
        {**entries, "layers": layers, "fields": fields, "typed": typed}
    )


def check_targets(options: MappingOptions, kinds: Sequence[str]) -> None:
    """Refuse unknown targets and layers that are never parcels, with a UsageError."""
    for name, target in options.layers.items():
        known = (*LAYER_TARGETS, *kinds)
        if target not in known:
            everything = ", ".join((*known, *meanings()))
            raise UsageError("intake.usage.map_target", option=f"{name}={target}", known=everything)
    for name, target in options.fields.items():
        if target not in meanings():
            raise UsageError(
                "intake.usage.map_target", option=f"{name}={target}", known=", ".join(meanings())
            )


def _unit(option: str, target: str) -> AreaUnit:
    if target not in [*AreaUnit]:
        raise UsageError("intake.usage.map_target", option=option, known=", ".join(AreaUnit))
    return AreaUnit(target)


def _read_file(path: Path) -> MappingOptions:
    try:
        content = yaml.safe_load(path.read_text("utf-8-sig"))
        if not isinstance(content, Mapping):
            content = []  # refused below like any other content that is no mapping
        return MappingOptions.model_validate(content)
    except OSError as error:
        raise UsageError("intake.usage.map_missing", file=path.name) from error
    except ValidationError as error:
        raise UsageError("intake.usage.map_file", file=path.name, detail=placed(error)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise UsageError("intake.usage.map_file", file=path.name, detail=unparsed(error)) from error
