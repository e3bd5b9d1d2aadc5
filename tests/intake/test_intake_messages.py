"""The texts of intake: all there, none unused, both languages alike."""

from __future__ import annotations

import re
import string
from importlib import resources
from pathlib import Path

import pytest
import yaml

from gouhook_gis.intake.vocabulary import vocabulary

PACKAGE = resources.files("gouhook_gis")
ROOM = re.compile(r"F\d\d\.|decision\.|intake\.|word\.(?:field\.|parcels$|ignore$)")
TEXTS = {
    message_id: text
    for name in ("intake.yaml", "facts.yaml", "filed_beside.yaml")
    for message_id, text in yaml.safe_load(
        (PACKAGE / "domain" / "messages" / name).read_text("utf-8")
    ).items()
    if ROOM.match(message_id)
}
SOURCE = "".join(entry.read_text("utf-8") for entry in Path(str(PACKAGE / "intake")).rglob("*.py"))
# Ids made of a stem and the value of something listed elsewhere.
MADE = (
    {f"decision.field.{how}" for how in ("name", "cut", "option")}
    | {f"decision.area_unit.{basis}" for basis in ("told", "field_name", "ratio")}
    | {f"word.field.{meaning}" for meaning in vocabulary().fields}
    | {"word.parcels", "word.ignore"}
)
# Of what the reader says intake knows a few: it asks about them.
READERS = set(yaml.safe_load((PACKAGE / "domain/messages/formats.yaml").read_text("utf-8")))
NAMED = set(re.findall(r'"((?:F\d\d|decision|intake)\.[a-z_.0-9]+)"', SOURCE)) - READERS


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
