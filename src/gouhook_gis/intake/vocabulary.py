"""The words of `vocabulary.yaml`, ready for looking up."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, cached_property
from importlib import resources

from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.plain_yaml import parsed
from gouhook_gis.domain.role_words import Kind, role_words
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import AreaKind
from gouhook_gis.formats.cut_names import cut_forms

# A village is the first 12 digits of a code; survey codes add 7.
VILLAGE_DIGITS = 12
_SEPARATORS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


class Vocabulary(Model):
    """Every word by which a submission is understood; see `vocabulary.yaml`."""

    never: tuple[str, ...]
    terrains: dict[str, tuple[str, ...]]
    area_kinds: dict[AreaKind, tuple[str, ...]]
    units: dict[AreaUnit, tuple[str, ...]]
    fields: dict[str, tuple[tuple[str, ...], ...]]

    @cached_property
    def never_parcels(self) -> frozenset[str]:
        """Return the folded names of layers that are never parcels."""
        return frozenset(folded(name) for name in self.never)

    @property
    def layer_names(self) -> dict[str, Kind]:
        """Return what each folded layer name says."""
        return role_words().layer_names

    def resembles(self, name: str) -> bool:
        """Return whether a layer name holds a parcel layer's name without being one."""
        plain = folded(name)
        return any(
            word in plain for word in self.layer_names if len(word) > 3 or not word.isascii()
        )

    @property
    def type_values(self) -> dict[str, Kind]:
        """Return what each folded value of a type field says."""
        return role_words().type_values

    @cached_property
    def cut_names(self) -> dict[str, tuple[str, ...]]:
        """Return the folded cut forms of long field names, each with the names it may stand for.

        A cut form that may stand for names of different meanings says nothing and is left out.
        """
        sources: dict[str, set[str]] = {}
        for name in self._meanings:
            for cut in cut_forms(name):
                sources.setdefault(folded(cut), set()).add(name)
        return {
            cut: tuple(sorted(names))
            for cut, names in sources.items()
            if cut not in self._meanings
            and len({frozenset(self._meanings[name]) for name in names}) == 1
        }

    @cached_property
    def unit_suffixes(self) -> dict[str, AreaUnit]:
        """Return the folded unit words, each with its unit."""
        return {folded(word): unit for unit, words in self.units.items() for word in words}

    def terrain(self, text: str | None) -> str | None:
        """Return 平原, 丘陵 or 山区 for a value, None where it is none of them."""
        return self._terrains.get(folded(text)) if text else None

    def area_kind(self, text: str | None) -> AreaKind | None:
        """Return the kind of area a value names, or None."""
        return self._area_kinds.get(folded(text)) if text else None

    @cached_property
    def _terrains(self) -> dict[str, str]:
        return {folded(word): name for name, words in self.terrains.items() for word in words}

    @cached_property
    def _area_kinds(self) -> dict[str, AreaKind]:
        return {folded(word): kind for kind, words in self.area_kinds.items() for word in words}

    @cached_property
    def _meanings(self) -> dict[str, set[str]]:
        meanings: dict[str, set[str]] = {}
        for meaning, groups in self.fields.items():
            for group in groups:
                for name in group:
                    meanings.setdefault(folded(name), set()).add(meaning)
        return meanings


@cache
def vocabulary() -> Vocabulary:
    """Read the vocabulary that comes with the package."""
    text = (resources.files("gouhook_gis.intake") / "vocabulary.yaml").read_text("utf-8")
    return Vocabulary.model_validate(parsed(text))


def name_parts(name: str) -> list[str]:
    """Return the parts of a layer name between separators, without digits at their ends.

    "510999_CJDK2024" gives ["cjdk"]. Two letter parts also stand joined ("CJ_DK" gives
    ["cj", "dk", "cjdk"]).
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    parts = [part.strip("0123456789") for part in _SEPARATORS.split(plain)]
    parts = [part for part in parts if part]
    return [*parts, "".join(parts)] if len(parts) > 1 else parts


def without_unit(name: str) -> tuple[str, AreaUnit | None]:
    """Return a folded field name without the area unit at its end, and that unit.

    "地块面积(公顷)" gives ("地块面积", ha); what a cut left of the word is enough.
    """
    open_name = name.rstrip(")]】_")
    suffixes = vocabulary().unit_suffixes
    for word in sorted(suffixes, key=len, reverse=True):
        if open_name.endswith(word) and len(open_name) > len(word):
            return open_name.removesuffix(word).rstrip("([【_-"), suffixes[word]
    return name.rstrip("([【_-"), None
