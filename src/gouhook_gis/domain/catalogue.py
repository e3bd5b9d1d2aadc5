"""The one catalogue of texts, Chinese and English, and how values are put into them.

Free of pydantic, so that `gouhook --help` shows texts without waiting for it.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from gouhook_gis.domain.units import AreaUnit, round_half_up, shown

# The C loader is ten times as fast; both read plain data only.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Read every `messages/*.yaml`: id to {zh, en}. A doubled id is refused."""
    texts: dict[str, dict[str, str]] = {}
    folder = resources.files("gouhook_gis.domain") / "messages"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        document: Any = _LOADER(entry.read_text("utf-8")).get_single_data()
        loaded: dict[str, dict[str, str]] = document or {}
        for key, value in loaded.items():
            if key in texts:
                raise ValueError(f"{entry.name}: message {key} exists already")
            if set(value) != {"zh", "en"}:
                raise ValueError(f"{entry.name}: message {key} needs zh and en")
            texts[key] = value
    return texts


class _Formatter(string.Formatter):
    """`str.format` with the units of the field.

    Format specs: `area` (公顷 first, 亩 and m² beside), `ha`, `mu`, `m2`, `pct` (ratio to %),
    `m` (metres, 2 decimals), `word` (an enum value by its name in the catalogue), `list`
    (items joined), `words`, `land` (codes of land classes with their names); anything else is
    Python's own.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        """Missing parameters show as a dash, they never raise at a user."""
        return kwargs.get(str(key), "—")

    def format_field(self, value: Any, format_spec: str) -> str:
        """Format one value; a value of the wrong type is shown as it is."""
        if value is None:
            return "—"
        if format_spec == "list":
            return self._join([str(item) for item in value])
        if format_spec == "words":
            return self._join([word(str(item), self.lang) for item in value])
        if format_spec == "land":
            return self._join([_land(str(code)) for code in value])
        if format_spec == "word":
            return word(str(value), self.lang)
        if isinstance(value, int | float) and format_spec in _NUMBERS:
            return _NUMBERS[format_spec](float(value), self.lang)
        try:
            return str(super().format_field(value, format_spec))
        except ValueError:
            return str(value)

    def _join(self, items: list[str]) -> str:
        if not items:
            return "无" if self.lang == "zh" else "none"
        shown_items, more = items[:10], len(items) - 10
        text = ("、" if self.lang == "zh" else ", ").join(shown_items)
        if more > 0:
            text += f" 等共 {len(items)} 项" if self.lang == "zh" else f" and {more} more"
        return text


def _land(code: str) -> str:
    """Return a land class as desks write it: 0103 旱地. Its name has no English."""
    from gouhook_gis.domain.land_class import land_class  # models take time to load

    found = land_class(code)
    return code if found is None or not code.strip() else f"{code} {found.name}"


def _area(value: float, lang: str) -> str:
    ha, mu, m2 = (shown(value, unit) for unit in (AreaUnit.HECTARE, AreaUnit.MU, AreaUnit.M2))
    return f"{ha} 公顷（{mu} 亩，{m2} m²）" if lang == "zh" else f"{ha} ha ({mu} mu, {m2} m²)"


_NUMBERS: dict[str, Callable[[float, str], str]] = {
    "area": _area,
    "ha": lambda value, lang: (
        f"{shown(value, AreaUnit.HECTARE)} {'公顷' if lang == 'zh' else 'ha'}"
    ),
    "mu": lambda value, lang: f"{shown(value, AreaUnit.MU)} {'亩' if lang == 'zh' else 'mu'}",
    "m2": lambda value, lang: f"{shown(value, AreaUnit.M2)} m²",
    "m": lambda value, lang: f"{round_half_up(value, 2)} {'米' if lang == 'zh' else 'm'}",
    "pct": lambda value, lang: f"{round_half_up(value * 100, 4).normalize():f}%",
}


def word(value: str, lang: str) -> str:
    """Return the name of an enum value or layer kind, the value itself where it has none."""
    entry = catalogue().get(f"word.{value}")
    return entry[lang] if entry else value


def text(message_id: str, params: Mapping[str, Any], lang: str = "zh") -> str:
    """Return the text of a message in `lang` ("zh" or "en"). An unknown id shows as itself."""
    entry = catalogue().get(message_id)
    if entry is None:
        return f"{message_id} {dict(params)}" if params else message_id
    return _Formatter(lang).format(entry[lang], **params)
