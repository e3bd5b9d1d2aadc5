"""The one catalogue of texts, Chinese and English, and how values are put into them.

Free of pydantic, so that `gouhook --help` shows texts without waiting for it.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from gouhook_gis.domain.percent import percent
from gouhook_gis.domain.plain_yaml import facts_document, parsed
from gouhook_gis.domain.units import AreaUnit, round_half_up, shown

# Names by id ("word.land_use"), each by language; English may be missing.
Names = Mapping[str, Mapping[str, str]]
_NO_NAMES: Names = {}


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Read every `messages/*.yaml`: id to {zh, en}. A doubled id is refused.

    The names of facts stand in `facts.yaml`, and are added as `word.fact.<key>`.
    """
    texts: dict[str, dict[str, str]] = {}
    folder = resources.files("gouhook_gis.domain") / "messages"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        loaded: dict[str, dict[str, str]] = parsed(entry.read_bytes()) or {}
        for key, value in loaded.items():
            if key in texts:
                raise ValueError(f"{entry.name}: message {key} exists already")
            if set(value) != {"zh", "en"}:
                raise ValueError(f"{entry.name}: message {key} needs zh and en")
            texts[key] = value
    return texts | {f"word.fact.{key}": dict(title) for key, title in fact_titles()}


def fact_titles() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ("key" or "table.column", its title) of every fact in `facts.yaml`."""
    for sheet in facts_document()["sheets"].values():
        for group in sheet.get("groups", ()):
            yield from _titles(group["facts"])
        for key, table in sheet.get("tables", {}).items():
            yield key, table["title"]
            yield from _titles(table["columns"], f"{key}.")


def _titles(specs: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    return ((f"{before}{key}", spec["title"]) for key, spec in specs.items())


class _Formatter(string.Formatter):
    """`str.format` with the units of the field.

    Format specs: `area` (公顷 first, 亩 and m² beside), `ha`, `mu`, `m2`, `pct` (ratio to %,
    told apart from the others of the text),
    `m` (metres, 2 decimals), `yuan` (money, 2 decimals), `grade` (4 decimals), `word` (an enum
    value by its name in the catalogue), `list` (items joined), `words`, `land` (codes of land
    classes with their names), `layers` (ids of editions by the names of their kinds), `day` (an
    ISO date as it is written), `fact` (the name of a fact), `fill_in` (its cell and its option),
    `text` and `texts` (of a pack, {zh, en}); anything else is Python's own.
    """

    def __init__(self, lang: str, names: Names, ratios: Sequence[float]) -> None:
        self.lang = lang
        self.names = names
        self.ratios = ratios

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        """Missing parameters show as a dash, they never raise at a user."""
        return kwargs.get(str(key), "—")

    def format_field(self, value: Any, format_spec: str) -> str:
        """Format one value; a value of the wrong type is shown as it is."""
        if value is None:
            return "—"
        if format_spec == "list":
            return self._join([str(item) for item in value])
        if format_spec == "layers":
            return " + ".join(self._layer(item) for item in str(value).split(" + "))
        if format_spec == "words":
            return self._join([word(str(item), self.lang, self.names) for item in value])
        if format_spec == "land":
            return self._join([_land(str(code)) for code in value])
        if format_spec == "word":
            return word(str(value), self.lang, self.names)
        if format_spec == "fact":
            return word(f"fact.{value}", self.lang)
        if format_spec == "fill_in":
            return _fill_in(str(value), self.lang)
        if format_spec == "text":
            return _text(value, self.lang)
        if format_spec == "texts":
            return self._join([_text(item, self.lang) for item in value])
        if format_spec == "day":
            return _day(str(value), self.lang)
        if isinstance(value, int | float) and format_spec == "pct":
            return percent(value, *self.ratios)
        if isinstance(value, int | float) and format_spec in _NUMBERS:
            return _NUMBERS[format_spec](float(value), self.lang)
        try:
            return str(super().format_field(value, format_spec))
        except ValueError:
            return str(value)

    def _layer(self, layer_id: str) -> str:
        kind, _, edition = layer_id.partition("@")
        name = word(kind, self.lang, self.names)
        left, right = ("（", "）") if self.lang == "zh" else (" (", ")")
        return f"{name}{left}{edition}{right}" if edition else name

    def _join(self, items: list[str]) -> str:
        if not items:
            return "无" if self.lang == "zh" else "none"
        shown_items, more = items[:10], len(items) - 10
        text = ("、" if self.lang == "zh" else ", ").join(shown_items)
        if more > 0:
            text += f" 等共 {len(items)} 项" if self.lang == "zh" else f" and {more} more"
        return text


def _text(value: Any, lang: str) -> str:
    """Return the text of a pack, {zh, en}; anything else as it is."""
    return str(value.get(lang) or value["zh"]) if isinstance(value, Mapping) else str(value)


def _day(iso: str, lang: str) -> str:
    """Return a date as a Chinese document has it: 2016年2月1日. English keeps the ISO form."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def _land(code: str) -> str:
    """Return a land class as desks write it: 0103 旱地. Its name has no English."""
    from gouhook_gis.domain.land_class import land_class  # models take time to load

    found = land_class(code)
    return code if found is None or not code.strip() else f"{code} {found.name}"


def _fill_in(fact: str, lang: str) -> str:
    from gouhook_gis.domain.fact_words import fill_in  # models take time to load

    return fill_in(fact, lang)


def _yuan(value: float, lang: str) -> str:
    exact, large = round_half_up(value, 2), round_half_up(value / 10_000, 6)
    if lang == "zh":
        return f"{exact:,} 元（{large.normalize():f} 万元）"
    return f"{exact:,} yuan"


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
    "yuan": _yuan,
    "grade": lambda value, lang: f"{round_half_up(value, 4).normalize():f}",
}


def word(value: str, lang: str, names: Names = _NO_NAMES) -> str:
    """Return the name of an enum value or layer kind, the value itself where it has none."""
    return name_of(f"word.{value}", lang, names) or value


def name_of(word_id: str, lang: str, names: Names = _NO_NAMES) -> str | None:
    """Return the name under `word_id`, from `names` or else the catalogue; None without one."""
    entry = names.get(word_id) or catalogue().get(word_id)
    return None if entry is None else entry.get(lang) or entry["zh"]


def text(
    message_id: str, params: Mapping[str, Any], lang: str = "zh", names: Names = _NO_NAMES
) -> str:
    """Return the text of a message in `lang` ("zh" or "en"). An unknown id shows as itself.

    `names` are those the catalogue lacks: of layer kinds and profiles of the user's own.
    """
    entry = catalogue().get(message_id)
    if entry is None:
        return f"{message_id} {dict(params)}" if params else message_id
    said = entry[lang]
    if "{" not in said:
        return said
    ratios = [params[name] for name in _ratios(said) if isinstance(params.get(name), int | float)]
    return _Formatter(lang, names, ratios).format(said, **params)


@cache
def _ratios(said: str) -> tuple[str, ...]:
    """Return the parameters that a text shows in per cent."""
    parsed = string.Formatter().parse(said)
    return tuple(name for _, name, spec, _ in parsed if name and spec == "pct")
