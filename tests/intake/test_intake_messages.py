"""The texts of intake: all there, none unused, both languages alike."""

from __future__ import annotations

import re
import string
from importlib import resources

import pytest
import yaml

from gouhook_gis.intake.facts import fact_specs
from gouhook_gis.intake.vocabulary import vocabulary

PACKAGE = resources.files("gouhook_gis")
TEXTS = yaml.safe_load((PACKAGE / "domain" / "messages" / "intake.yaml").read_text("utf-8"))
SOURCE = "".join(
    entry.read_text("utf-8")
    for entry in (PACKAGE / "intake").iterdir()
    if entry.name.endswith(".py")
)
# Ids made of a stem and the value of something listed elsewhere.
MADE = (
    {f"decision.field.{how}" for how in ("name", "cut", "option")}
    | {f"decision.area_unit.{basis}" for basis in ("told", "field_name", "ratio")}
    | {f"intake.usage.fact_{spec.type}" for spec in fact_specs().values()}
    | {f"word.field.{meaning}" for meaning in vocabulary().fields}
    | {"word.parcels", "word.ignore"}
)
NAMED = set(re.findall(r'"((?:F\d\d|decision|intake)\.[a-z_.0-9]+)"', SOURCE))


def test_every_id_used_has_a_text_and_every_text_is_used():
    assert set(TEXTS) == NAMED | MADE
    assert len(NAMED) > 40


@pytest.mark.parametrize("message_id", sorted(TEXTS))
def test_both_languages_say_the_same(message_id):
    fields = [
        {field for _, field, _, _ in string.Formatter().parse(TEXTS[message_id][lang]) if field}
        for lang in ("zh", "en")
    ]
    assert fields[0] == fields[1]
