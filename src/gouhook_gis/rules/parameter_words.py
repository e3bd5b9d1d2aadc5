"""The value of a rule's parameter, as people read it."""

from __future__ import annotations

from decimal import Decimal

from pydantic import JsonValue

from gouhook_gis.domain.catalogue import name_of, word
from gouhook_gis.domain.message import message, render


def parameter_text(value: JsonValue, lang: str) -> str:
    """Return a value in words: names of the catalogue for identifiers, facts and layers, numbers
    without trailing zeros, lists in one line, tables a line a row.
    """
    if value is None:
        return render(message("parameter.value.none"), lang)
    if isinstance(value, bool):
        return render(message(f"parameter.value.{'yes' if value else 'no'}"), lang)
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    if isinstance(value, str):
        return _name(value, lang)
    if isinstance(value, list):
        between = "\n" if any(isinstance(item, dict) for item in value) else _comma(lang)
        return between.join(parameter_text(item, lang) for item in value) or "—"
    if isinstance(value, dict):
        return _row(value, lang)
    return str(value)


def _row(value: dict[str, JsonValue], lang: str) -> str:
    if "zh" in value:
        return str(value.get(lang) or value["zh"])
    told = ((name_of(f"parameter.{key}", lang) or _name(key, lang), value[key]) for key in value)
    colon, between = ("：", "；") if lang == "zh" else (": ", "; ")
    return between.join(
        f"{name}{colon}{parameter_text(item, lang)}"
        for name, item in told
        if item not in (None, [], {})
    )


def _name(value: str, lang: str) -> str:
    """Return the name of an identifier or of a fact; of a slot ("land_use@before") both parts."""
    kind, sign, place = value.partition("@")
    if sign and name_of(f"word.{kind}", lang):
        role = name_of(f"word.slot.{place}", lang) or place
        return f"{word(kind, lang)} · {role}"
    return name_of(f"word.fact.{value}", lang) or word(value, lang)


def _comma(lang: str) -> str:
    return "、" if lang == "zh" else ", "
