"""Facts of a project that no geometry holds, each with the place it came from."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from pydantic import JsonValue

from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.project_facts import ProjectFacts


class Fact(Model):
    """One fact: a JSON value and where it was read.

    A table is a list of rows; `rows` says where each was read, as long as the list or empty.
    """

    key: str
    value: JsonValue
    source: Message
    rows: tuple[Message, ...] = ()


class Facts(Model):
    """All facts known of a project, by key."""

    values: dict[str, Fact] = {}

    @cached_property
    def project(self) -> ProjectFacts:
        """Return the facts as typed fields; a key that is no field of theirs is left out."""
        fields = ProjectFacts.model_fields
        known = {key: fact.value for key, fact in self.values.items() if key in fields}
        return ProjectFacts.model_validate(
            {key: value for key, value in known.items() if value is not None}
        )

    def get(self, key: str) -> Fact | None:
        """Return the fact `key`, or None."""
        return self.values.get(key)

    def text(self, key: str) -> str | None:
        """Return the fact as text, or None where it is missing."""
        fact = self.get(key)
        return None if fact is None or fact.value is None else str(fact.value)

    def number(self, key: str) -> float | None:
        """Return the fact as a number, or None where it is missing or no number."""
        fact = self.get(key)
        if fact is None or isinstance(fact.value, bool):
            return None
        try:
            return float(str(fact.value))
        except ValueError:
            return None

    def date(self, key: str) -> date | None:
        """Return the fact as a date (ISO), or None where it is missing or no date."""
        text = self.text(key)
        try:
            return None if text is None else date.fromisoformat(text[:10])
        except ValueError:
            return None
