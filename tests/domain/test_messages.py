"""One catalogue: every text in both languages, every number in the units of the field."""

import re
import string
from pathlib import Path

from gouhook_gis.domain.message import catalogue, message, render

FIELDS = string.Formatter().parse
SOURCE = Path(__file__).parents[2] / "src" / "gouhook_gis"


def test_area_is_shown_in_hectares_first() -> None:
    """公顷 with 4 decimals, 亩 with 2, m² with 2."""
    item = message("rules.surplus_negative", missing=12345.678)
    assert "1.2346 公顷（18.52 亩，12345.68 m²）" in render(item)
    assert "1.2346 ha (18.52 mu, 12345.68 m²)" in render(item, "en")


def test_languages_take_the_same_parameters() -> None:
    """A parameter that one language shows and the other does not is a slip."""
    unlike = {}
    for message_id, texts in catalogue().items():
        names = [{name for _, name, _, _ in FIELDS(text) if name} for text in texts.values()]
        if names[0] != names[1]:
            unlike[message_id] = names
    assert len(catalogue()) > 1000
    assert unlike == {}


def test_every_id_in_the_code_has_a_text() -> None:
    """An id that is written out in the code exists in the catalogue."""
    used = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        used |= set(re.findall(r'(?:message|Error)\(\s*"([A-Za-z0-9_]+(?:\.[a-z0-9_]+)+)"', text))
    assert len(used) > 50
    assert sorted(used - set(catalogue())) == []


def test_a_missing_parameter_shows_a_dash() -> None:
    """It never raises at a user."""
    assert "—" in render(message("rules.narrow", parcel="1"))


def test_layers_are_called_by_the_names_of_their_kinds() -> None:
    """One on another as they lie."""
    note = message("reconciliation.no_next_year", layers="land_use_change@2024 + land_use@2023")
    assert "地类图斑更新过程层（2024） + 地类图斑（2023）" in render(note, "zh")
    assert "land-use change process (2024) + land-use patches (2023)" in render(note, "en")
