"""What pydantic finds is said in our words."""

from __future__ import annotations

import re
from datetime import date
from ipaddress import IPv4Address

import pytest
import yaml
from pydantic import Field, TypeAdapter, ValidationError

from gouhook_gis.domain.message import catalogue
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Role
from gouhook_gis.domain.wrong import expected, place, placed, unparsed
from gouhook_gis.formats.settings import Limits


class Entry(Model):
    """One of everything."""

    name: str = Field(min_length=2)
    count: int = Field(default=1, ge=1)
    role: Role = Role.DEMOLITION
    day: date | None = None


LIST = TypeAdapter(tuple[Entry, ...])


def wrong(*entries: object) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        LIST.validate_python(entries)
    return caught.value


@pytest.mark.parametrize(
    ("entry", "at", "zh", "en"),
    [
        ({}, "2.name", "必须填写", "it is required"),
        ({"name": "ab", "nmae": 1}, "2.nmae", "没有这一项，请检查拼写", "there is no such entry"),
        ({"name": "a"}, "2.name", "不能少于 2 个字", "it needs 2 characters"),
        ({"name": 510999}, "2.name", "应为文字；数字形式的代码要加引号", "it must be text"),
        ({"name": "ab", "count": "x"}, "2.count", "应为整数，写的是“x”", "not “x”"),
        ({"name": "ab", "count": 0}, "2.count", "不能小于 1", "it must be 1 or more"),
        ({"name": "ab", "role": "x"}, "2.role", "只能是 'demolition'", "it is one of"),
        ({"name": "ab", "day": "2024-02-30"}, "2.day", "应为日期（年-月-日）", "it must be a date"),
        (7, "2", "应为“键：值”的形式", "it must hold keys with values"),
    ],
)
def test_place_and_expectation(entry: object, at: str, zh: str, en: str) -> None:
    """Entries are counted from 1; Chinese has no English in it but names."""
    error = wrong({"name": "ab"}, entry)
    assert place(error) == at
    said = expected(error)
    assert str(said["zh"]).startswith(zh)
    assert en in str(said["en"])
    assert placed(error)["zh"] == f"{at}: {said['zh']}"


def test_what_we_do_not_know_is_said_without_pydantics_words() -> None:
    """A value is shown, its class where it is no plain one."""
    for value, shown in (("1.2.3.4.5", "1.2.3.4.5"), ([], "list")):
        with pytest.raises(ValidationError) as caught:
            TypeAdapter(IPv4Address).validate_python(value)
        assert expected(caught.value) == {
            "zh": f"“{shown}”不合要求",
            "en": f"“{shown}” will not do",
        }
        assert place(caught.value) == ""
        assert placed(caught.value) == expected(caught.value)


def test_validators_of_ours_say_their_own_words() -> None:
    """Limits that disagree name both settings."""
    with pytest.raises(ValidationError) as caught:
        Limits(member_bytes=2, expanded_bytes=1)
    said = expected(caught.value)
    assert said["zh"] == "GOUHOOK_LIMIT_MEMBER_BYTES 不能大于 GOUHOOK_LIMIT_EXPANDED_BYTES"


def test_where_a_file_is_no_yaml() -> None:
    """Line and column count from 1."""
    with pytest.raises(yaml.YAMLError) as caught:
        yaml.safe_load("layers:\n  - kind: [a\nx")
    assert str(unparsed(caught.value)["zh"]).startswith("第 3 行第 2 列附近写法有误")
    assert "不是 UTF-8 文字" in str(unparsed(UnicodeDecodeError("utf-8", b"", 0, 1, ""))["zh"])


def test_the_texts_are_parts_of_sentences() -> None:
    """No full stop at their end: another sentence goes on."""
    for key, text in catalogue().items():
        if re.match(r"wrong\.", key):
            assert not text["zh"].endswith("。"), key
            assert not text["en"].endswith("."), key
