"""What is asked of a child, as JSON and back: the same options on every machine."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import JsonValue, TypeAdapter

from gouhook_gis.check_options import CheckOptions
from gouhook_gis.domain.model import Model


class Collect(Model):
    """Read a submission, and put its parcels where the batch wants them."""

    task: Literal["collect"] = "collect"
    name: str
    submission: Path
    options: CheckOptions
    out: Path


class Check(Model):
    """Check a submission, on the law date `day` where nothing else says one, and write its
    reports. `layer` is the catalogue folder with the edition of filed parcels, None for none.
    """

    task: Literal["check"] = "check"
    name: str
    submission: Path
    references: tuple[str, ...]
    options: CheckOptions
    layer: Path | None
    out: Path
    lang: str
    day: date


Asked = Collect | Check
_ASKED: TypeAdapter[Asked] = TypeAdapter(Asked)


def told(asked: Asked) -> dict[str, JsonValue]:
    """Return a request as JSON. The address of a database is in it, password and all: it goes
    through pipes and to a cluster's own workers, never to a file.
    """
    request: dict[str, JsonValue] = asked.model_dump(mode="json")
    secret = asked.options.database
    options = request["options"]
    if secret is not None and isinstance(options, dict):
        options["database"] = secret.get_secret_value()
    return request


def asked_of(request: dict[str, JsonValue]) -> Asked:
    """Return what `told` told."""
    return _ASKED.validate_python(request, strict=False)
