"""Zones of a plan: what building on a feature of a zone layer comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from gouhook_gis.domain.folding import folded
from gouhook_gis.geometry.arrays import Geometries, Index, Mask, Objects
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.ground.values import text_of
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene

Permission = Literal["permitted", "conditional", "prohibited", "unknown"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ZoneField(_Model):
    """A field and what its values permit; compared without case, width and blanks.

    With `digits` only so many leading characters of a value are compared, since sub-classes
    ("011" of "010") follow their class. `names` are what a reader is told of codes.
    """

    field: str = Field(min_length=1)
    digits: int | None = Field(default=None, ge=1)
    permitted: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()
    prohibited: tuple[str, ...] = ()
    names: dict[str, str] = {}

    @model_validator(mode="after")
    def _disjoint(self) -> Self:
        values = [folded(v) for v in (*self.permitted, *self.conditional, *self.prohibited)]
        if not values or len(values) != len(set(values)):
            raise ValueError("permitted, conditional and prohibited must hold values, each once")
        return self

    def permission(self, value: str) -> Permission:
        """Return what `value` permits."""
        known = folded(value)[: self.digits]
        lists: tuple[tuple[Permission, tuple[str, ...]], ...] = (
            ("permitted", self.permitted),
            ("conditional", self.conditional),
            ("prohibited", self.prohibited),
        )
        return next((name for name, held in lists if known in map(folded, held)), "unknown")

    def shown(self, value: str) -> str:
        """Return a code with its name, a name as it is."""
        name = self.names.get(folded(value)[: self.digits])
        return value if name is None else f"{value} {name}"


class ZoneLayer(_Model):
    """A layer of zones. The first of `fields` with a value decides; a feature without any is
    `without_value`. Where the layer is `exhaustive` ground in none of its zones, inside its
    coverage, is not permitted.
    """

    slot: str = Field(pattern=r"^[a-z_]+(@(before|after|latest))?$")
    fields: tuple[ZoneField, ...] = Field(min_length=1)
    without_value: Permission = "unknown"
    exhaustive: bool = False

    def judge(self, features: Features, row: int) -> tuple[Permission, str]:
        """Return what the feature at `row` permits, and the value that says so."""
        told: list[str] = []
        for field in self.fields:
            value = text_of(features, field.field, row)
            if value is None:
                continue
            told.append(field.shown(value))
            permission = field.permission(value)
            if permission != "unknown":
                return permission, told[-1]
        return ("unknown", told[0]) if told else (self.without_value, "")


@dataclass(frozen=True)
class Zones:
    """Features of all zone layers near the parcels `(m,)`: ids, shapes in the plane, what each
    permits, the value that says so, the kind of its layer. `layer_kinds` has the layers supplied,
    the exhaustive ones first.
    """

    ids: Objects
    shapes: Geometries
    permissions: tuple[Permission, ...]
    values: tuple[str, ...]
    kinds: tuple[str, ...]
    layer_kinds: tuple[str, ...]

    @classmethod
    def of(cls, scene: Scene, layers: Sequence[ZoneLayer], index: Index) -> Zones:
        """Judge the features of `layers` that come near the parcels `index`."""
        near = [scene.overlap(layer.slot, index).features for layer in layers]
        judged = [
            (layer, *layer.judge(features, row))
            for layer, features in zip(layers, near, strict=True)
            for row in range(len(features))
        ]
        ordered = sorted(layers, key=lambda layer: not layer.exhaustive)
        return cls(
            ids=np.concatenate([features.ids for features in near]),
            shapes=np.concatenate([features.geometries for features in near]),
            permissions=tuple(permission for _, permission, _ in judged),
            values=tuple(value for _, _, value in judged),
            kinds=tuple(layer_kind(layer.slot) for layer, _, _ in judged),
            layer_kinds=tuple(layer_kind(layer.slot) for layer in ordered),
        )

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.ids)

    def that(self, permission: Permission) -> Mask:
        """Return (m,) which features have `permission`."""
        return np.array([found == permission for found in self.permissions], dtype=np.bool_)

    def named(self, row: int) -> dict[str, str]:
        """Return what a finding says of a feature."""
        return {
            "kind": self.kinds[row],
            "zone": self.values[row] or "—",
            "feature": str(self.ids[row]),
        }
