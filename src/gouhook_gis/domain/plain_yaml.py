"""YAML read as plain data: rules, messages, facts. Free of pydantic."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

# libyaml where PyYAML was built with it: ten times as fast, the same result.
LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parsed(text: str | bytes) -> Any:
    """Return the data of one YAML document, None where it is empty. Raises `yaml.YAMLError`."""
    return yaml.load(text, LOADER)  # noqa: S506 - both loaders are safe


@cache
def facts_document() -> Any:
    """Return the data of `facts.yaml`, the list of the facts a user may give; read only."""
    return parsed((resources.files("gouhook_gis.domain") / "facts.yaml").read_bytes())
