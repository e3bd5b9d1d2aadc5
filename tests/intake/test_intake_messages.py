"""The texts of intake: all there, none unused, both languages alike."""

from __future__ import annotations

import re
import string
from importlib import resources
from pathlib import Path

import yaml

from gouhook_gis.intake.vocabulary import vocabulary

FIELDS = string.Formatter().parse
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


def test_both_languages_say_the_same():
    unlike = {}
    for message_id, text in TEXTS.items():
        zh, en = ({one for _, one, _, _ in FIELDS(text[lang]) if one} for lang in ("zh", "en"))
        if zh != en:
            unlike[message_id] = zh ^ en
    assert unlike == {}
