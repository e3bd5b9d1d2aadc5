"""The file of approved exceptions, as a desk writes it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from gouhook_gis.domain.case import Waiver
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import render
from gouhook_gis.intake.waivers import WaiverFile, read_waivers

MARK = "0123456789abcdef" * 2
BY_RULE = Waiver(
    rule="ZJ-B01",
    reason="划定不实",
    officer="张某",
    document="川自然资函〔2024〕1号",
    expires=date(2026, 12, 31),
)
BY_MARK = BY_RULE.model_copy(update={"rule": None, "fingerprint": MARK})
ENTRY = "  reason: 划定不实\n  officer: 张某\n  document: 川自然资函〔2024〕1号\n"


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding)
    return path


def test_yaml_with_a_head_or_as_a_list(tmp_path: Path) -> None:
    listed = (
        f"- rule: zj-b01\n{ENTRY}  expires: 2026-12-31\n"
        f"- fingerprint: {MARK}\n{ENTRY}  expires: 2026年12月31日\n"
    )
    headed = "waivers:\n" + listed
    for text in (listed, headed):
        assert read_waivers(written(tmp_path, "例外.yaml", text)) == (BY_MARK, BY_RULE)


def test_json_as_the_schema_has_it(tmp_path: Path) -> None:
    entries = [w.model_dump(mode="json", exclude_none=True) for w in (BY_RULE, BY_MARK)]
    text = json.dumps({"waivers": entries}, ensure_ascii=False, indent="\t")
    WaiverFile.model_validate_json(text)
    assert read_waivers(written(tmp_path, "waivers.json", text)) == (BY_MARK, BY_RULE)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_csv_from_excel(tmp_path: Path, encoding: str) -> None:
    text = (
        "规则编号,问题指纹,理由,批准人,批准文号,有效期至\n"
        "ZJ-B01,,划定不实,张某,川自然资函〔2024〕1号,2026/12/31\n"
        ",,,,,\n"
        f",{MARK.upper()},划定不实,张某,川自然资函〔2024〕1号,20261231\n"
    )
    assert read_waivers(written(tmp_path, "例外.csv", text, encoding)) == (BY_MARK, BY_RULE)


WRONG = [
    (f"- rule: ZJ-B01\n{ENTRY}", "waivers.missing", 1, "expires"),
    (f"- rule: ZJ-B01\n{ENTRY}  expires: 明年\n", "waivers.date", 1, "expires"),
    (f"- rule: ZJ-B01\n{ENTRY}  expires: 2026-02-30\n", "waivers.date", 1, "expires"),
    (f"-\n{ENTRY}  expires: 2026-12-31\n", "waivers.of_nothing", 2, None),
    (
        f"- fingerprint: abc\n{ENTRY}  expires: 2026-12-31\n",
        "waivers.fingerprint",
        1,
        "fingerprint",
    ),
    (f"- rule: ZJ-B01\n{ENTRY}  until: 2026-12-31\n", "waivers.unknown_field", 5, None),
    (f"- rule: ZJ-B01\n{ENTRY}  rule: ZJ-B02\n", "waivers.field_twice", 5, "rule"),
    (f"- rule: [ZJ-B01]\n{ENTRY}", "waivers.no_text", 1, "rule"),
    ("- ZJ-B01\n", "waivers.no_entry", 1, None),
    ("rule: ZJ-B01\n", "waivers.no_list", None, None),
    ("- [\n", "waivers.syntax", 2, None),
    ("[]\n", "waivers.empty", None, None),
    ("", "waivers.no_list", None, None),
]


@pytest.mark.parametrize(("text", "wanted", "line", "field"), WRONG)
def test_what_is_wrong_is_said_by_line_and_field(
    tmp_path: Path, text: str, wanted: str, line: int | None, field: str | None
) -> None:
    with pytest.raises(UsageError) as caught:
        read_waivers(written(tmp_path, "例外.yaml", text))
    said = caught.value.message
    assert (said.id, said.params.get("line"), said.params.get("field")) == (wanted, line, field)
    for lang in ("zh", "en"):
        assert "例外.yaml" in render(said, lang)
        assert "—" not in render(said, lang)


def test_the_same_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    text = f"- rule: ZJ-B01\n{ENTRY}  expires: 2026-12-31\n" * 2
    with pytest.raises(UsageError) as caught:
        read_waivers(written(tmp_path, "例外.yaml", text))
    assert caught.value.message.id == "waivers.twice"
    assert (caught.value.message.params["line"], caught.value.message.params["first"]) == (6, 1)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_waivers(tmp_path / "gone.yaml")
    assert caught.value.message.id == "waivers.no_file"
