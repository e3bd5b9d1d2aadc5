"""Facts of a project that no geometry holds, each with the place it came from."""

from __future__ import annotations

from datetime import date

from pydantic import JsonValue

from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model


class Fact(Model):
    """One fact: a JSON value and where it was read."""

    key: str
    value: JsonValue
    source: Message


class Facts(Model):
    """All facts known of a project, by key."""

    values: dict[str, Fact] = {}

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

    def merged(self, over: Facts) -> Facts:
        """Return these facts with those of `over` in their place."""
        return Facts(values={**self.values, **over.values})
