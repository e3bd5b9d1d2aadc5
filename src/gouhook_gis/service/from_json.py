"""Settings that are JSON in the environment."""

from __future__ import annotations

from typing import Any

from pydantic import BeforeValidator, TypeAdapter


def from_json(kind: Any) -> BeforeValidator:
    """Return what reads such a setting as a `kind`; what is no text is taken as it is."""
    adapter = TypeAdapter[Any](kind)

    def read(told: object) -> object:
        return adapter.validate_json(told) if isinstance(told, str) else told

    return BeforeValidator(read)
