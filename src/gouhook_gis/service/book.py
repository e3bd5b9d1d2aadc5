"""The rule book: profiles, rules and layer kinds as plain data, for the process that serves.

That process never loads the geometry stack, which rule kinds rest on; a child writes the book.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.words import Programme
from gouhook_gis.rules.book import BookRule


class ProfileBook(Model):
    """One jurisdiction: its packs, and its rules with its own parameters and severities."""

    name: str
    title: Text
    jurisdiction: str
    programme: Programme
    packs: tuple[str, ...]
    rules: tuple[BookRule, ...]


class Book(Model):
    """All rule data of this installation; `isolation` says how uploads are read here."""

    format: Literal["gouhook-book/1"] = "gouhook-book/1"
    profiles: dict[str, ProfileBook]
    rules: tuple[BookRule, ...]
    layers: tuple[LayerKind, ...]
    versions: Mapping[str, str]
    isolation: str

    def profile(self, name: str) -> ProfileBook:
        """Return the profile `name`; a `UsageError` lists the names there are."""
        if name not in self.profiles:
            raise UsageError("pack.unknown_profile", name=name, known=sorted(self.profiles))
        return self.profiles[name]

    def rules_of(self, profile: str | None) -> tuple[BookRule, ...]:
        """Return the rules of a profile, or of all packs where it is None."""
        return self.rules if profile is None else self.profile(profile).rules
