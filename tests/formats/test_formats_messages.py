"""Every message of this room has its text, and every text is used."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import yaml

from gouhook_gis.formats import position

ID = re.compile(r'"((?:F\d\d|decision)\.[a-z0-9_.]+)"')
# Put together in the code from a prefix and what was found.
MADE = {
    *(f"F04.conflict_{kind}" for kind in ("degrees", "prefixed", "plain")),
    *(f"decision.encoding.{why}" for why in ("cpg", "language", "bytes")),
    *(f"decision.encoding.{why}_of_two" for why in ("cpg", "language", "bytes")),
}


def test_messages_and_code_agree():
    code = resources.files("gouhook_gis.formats")
    sources = [f.read_text("utf-8") for f in Path(str(code)).rglob("*.py")]
    used = {found for source in sources for found in ID.findall(source)} | MADE
    catalogue = resources.files("gouhook_gis.domain") / "messages"
    texts = {
        message_id: text
        for name in ("formats", "workbook_file", "coordinate_text", "filed_files")
        for message_id, text in yaml.safe_load(
            (catalogue / f"{name}.yaml").read_text("utf-8")
        ).items()
    }
    assert used == set(texts)
    assert all(set(text) == {"zh", "en"} for text in texts.values())


def test_the_kinds_of_position_are_those_with_a_message():
    kinds = set(position.PositionKind.__args__) - {"none", "elsewhere"}
    assert {f"F04.conflict_{kind}" for kind in kinds} <= MADE
