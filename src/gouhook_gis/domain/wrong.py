"""What pydantic found wrong, in the words of the catalogue: never its own English to a user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue, ValidationError

from gouhook_gis.domain.catalogue import catalogue, text

Bilingual = dict[str, JsonValue]


class Wrong(ValueError):
    """Raised by a validator of ours; the catalogue says `wrong.<kind>`."""

    def __init__(self, kind: str, **params: str) -> None:
        self.message_id, self.params = f"wrong.{kind}", params
        super().__init__(self.message_id)


def expected(error: ValidationError) -> Bilingual:
    """Return what the first wrong value must be, {zh, en}, for a message's `{…:text}`."""
    return expected_of(error.errors(include_url=False)[0])


def expected_of(found: Mapping[str, Any]) -> Bilingual:
    """Return what a wrong value must be, {zh, en}; `found` is one of pydantic's `errors()`."""
    context = found.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, Wrong):
        return _both(cause.message_id, **cause.params)
    known = f"wrong.{found['type']}"
    value = found["input"]
    shown = value if isinstance(value, str | int | float) else type(value).__name__
    return _both(known if known in catalogue() else "wrong.other", **{**context, "value": shown})


def place(error: ValidationError) -> str:
    """Return where the first error stands: "layers.2.kind", counting from 1; "" for the whole."""
    steps = error.errors(include_url=False)[0]["loc"]
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)


def placed(error: ValidationError) -> Bilingual:
    """Return place and expectation of the first error: "layers.2: 必须填写"."""
    where, said = place(error), expected(error)
    return {lang: f"{where}: {part}" for lang, part in said.items()} if where else said


def unparsed(error: Exception) -> Bilingual:
    """Return why a file is no YAML, with line and column where the parser tells them."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _both("wrong.yaml")
    return _both("wrong.yaml_at", line=mark.line + 1, column=mark.column + 1)


def _both(message_id: str, **params: object) -> Bilingual:
    return {lang: text(message_id, params, lang) for lang in ("zh", "en")}
