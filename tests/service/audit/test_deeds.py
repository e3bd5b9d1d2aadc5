"""The manual tells of every act, and of no other; each is done somewhere."""

from __future__ import annotations

import re

from gouhook_gis.service.audit.deeds import Deed
from tests.service.api.serving import ROOT

SOURCE = ROOT / "src" / "gouhook_gis"


def test_every_act_is_in_the_table() -> None:
    """In the order of the code, each with when it is written."""
    text = (ROOT / "docs" / "audit.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, re.MULTILINE)
    assert [name for name, _ in rows] == [deed.value for deed in Deed]
    assert all(len(when.strip()) > 10 for _, when in rows)


def test_every_act_is_done_somewhere() -> None:
    """An act that nothing writes down is a promise that is not kept."""
    sources = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    for deed in Deed:
        assert f"Deed.{deed.name}," in sources, deed
