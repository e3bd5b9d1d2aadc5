"""The words of `role_words.yaml`: what says that a parcel is 拆旧 or 建新."""

from __future__ import annotations

from functools import cache, cached_property
from importlib import resources

from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.plain_yaml import parsed
from gouhook_gis.domain.words import Purpose, Role


class Names(Model):
    """How a role or purpose is called: whole layer names, and values of a type field."""

    layers: tuple[str, ...]
    values: tuple[str, ...]


class Kind(Model):
    """What a layer name or a type value says: a role, for 建新 perhaps with its purpose."""

    role: Role
    purpose: Purpose | None = None


class RoleWords(Model):
    """Every word that tells a role."""

    roles: dict[Role, Names]
    purposes: dict[Purpose, Names]

    @cached_property
    def layer_names(self) -> dict[str, Kind]:
        """Return what each folded layer name says."""
        return self._said("layers")

    @cached_property
    def type_values(self) -> dict[str, Kind]:
        """Return what each folded value of a type field says."""
        return self._said("values")

    def _said(self, attribute: str) -> dict[str, Kind]:
        said = {
            folded(name): Kind(role=role)
            for role, names in self.roles.items()
            for name in getattr(names, attribute)
        }
        for purpose, names in self.purposes.items():
            for name in getattr(names, attribute):
                said[folded(name)] = Kind(role=Role.NEW_CONSTRUCTION, purpose=purpose)
        return said


@cache
def role_words() -> RoleWords:
    """Read the words that come with the package."""
    text = (resources.files("gouhook_gis.domain") / "role_words.yaml").read_bytes()
    return RoleWords.model_validate(parsed(text))


def role_said(value: str | None) -> Role | None:
    """Return the role that a value of a type field says, None where it says none."""
    said = role_words().type_values.get(folded(value)) if value else None
    return None if said is None else said.role
