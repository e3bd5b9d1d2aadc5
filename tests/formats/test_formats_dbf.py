"""Tables: structure, values, and the encoding verdict, on files in GBK and UTF-8."""

from __future__ import annotations

import struct
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.message import render
from gouhook_gis.formats.dbf import open_table
from gouhook_gis.formats.dbf_columns import read_columns
from gouhook_gis.formats.encoding import RawText, decode, verdict
from tests.formats.builders import dbf

NAME = b"DKMC"


def columns(data, cpg=None):
    table, issues = open_table(data, "a.dbf")
    found = read_columns(table, cpg, "a.dbf", "a.shp")
    return found, [*issues, *found.issues]


def texts(values, codec, cpg=None, language=0, width=20):
    data = dbf([(NAME, "C", width, 0)], [[v.encode(codec)] for v in values], language)
    found, issues = columns(data, cpg)
    shown = None if found.undecided else found.table.column("DKMC").to_pylist()
    return shown, [d.message.id for d in found.decisions], [i.message.id for i in issues]


VILLAGES = ["红光村", "地块一", "张家坝"]


@pytest.mark.parametrize(
    ("codec", "cpg", "language", "decision", "issues"),
    [
        ("gbk", None, 0, "decision.encoding.bytes", []),
        ("gbk", None, 0x57, "decision.encoding.bytes", []),
        ("gbk", None, 0x4D, "decision.encoding.language", []),
        ("gbk", b"GBK", 0, "decision.encoding.cpg", []),
        ("gbk", b"936", 0, "decision.encoding.cpg", []),
        ("gbk", b"ANSI 936\r\n", 0, "decision.encoding.cpg", []),
        ("gbk", b"OEM", 0, "decision.encoding.bytes", []),
        ("gbk", b"UTF-8", 0, "decision.encoding.bytes", ["F03.cpg_lies"]),
        ("gbk", b"ISO-8859-1", 0, "decision.encoding.bytes", ["F03.cpg_lies"]),
        ("utf-8", None, 0, "decision.encoding.bytes", []),
        ("utf-8", b"\xef\xbb\xbfUTF-8", 0, "decision.encoding.cpg", []),
        ("utf-8", b"GBK", 0, "decision.encoding.bytes", ["F03.cpg_lies"]),
        ("utf-8", None, 0x4D, "decision.encoding.bytes", []),
        ("gb18030", b"GB18030", 0, "decision.encoding.cpg", []),
        ("big5", b"950", 0, "decision.encoding.cpg", ["F03.big5_or_gbk"]),
    ],
)
def test_encoding_is_decided_from_evidence(codec, cpg, language, decision, issues):
    values = ["陳家村"] if codec == "big5" else VILLAGES
    shown, decisions, noticed = texts(values, codec, cpg, language)
    assert shown == values
    assert decisions[0].removesuffix("_of_two") == decision
    assert noticed == issues


def test_utf8_that_gbk_would_decode_too_is_utf8_although_the_cpg_lies():
    # Every value has an even number of characters, so its bytes pair up as GBK.
    values = ["建新", "安置", "拆旧地块"]
    assert all(v.encode().decode("gb18030") != v for v in values)
    shown, decisions, noticed = texts(values, "utf-8", b"GBK")
    assert shown == values
    assert decisions == ["decision.encoding.bytes_of_two"]
    assert noticed == ["F03.cpg_lies"]


@pytest.mark.parametrize("cpg", [None, b"GBK", b"UTF-8"])
def test_gbk_words_that_are_valid_utf8(cpg):
    values = ["小山", "石路", "路"]
    assert [v.encode("gbk").decode("utf-8") for v in values] == [
        "\u0421\u027d",
        "\u02af\xb7",
        "\xb7",
    ]
    shown, decisions, _ = texts(values, "gbk", cpg)
    if cpg == b"UTF-8":  # said, and it decodes: nothing contradicts it
        assert decisions == ["decision.encoding.cpg_of_two"]
    else:
        assert shown == values


def test_bytes_that_are_neither_are_not_guessed():
    data = dbf([(NAME, "C", 4, 0), (b"DKBH", "C", 4, 0)], [[b"\xff\xff1", b"D1"]])
    found, issues = columns(data)
    assert found.undecided
    assert found.table.column_names == ["DKBH"]  # plain ASCII needs no verdict
    assert [i.message.id for i in issues] == ["F03.undecided"]


def test_ascii_needs_no_verdict():
    assert texts(["A1", "B2"], "ascii", b"UTF-8") == (["A1", "B2"], ["decision.encoding.ascii"], [])


def test_a_field_name_cut_inside_a_character_is_repaired():
    name = "地块面积".encode()[:10]  # three characters and one byte
    found, issues = columns(dbf([(name, "N", 8, 2)], [[b"1.50"]]), b"UTF-8")
    assert found.table.to_pydict() == {"地块面": [1.5]}
    assert [(i.message.id, i.message.params["field"]) for i in issues] == [
        ("F03.name_repaired", "地块面")
    ]


def test_a_gbk_field_name_of_five_characters_is_whole():
    found, issues = columns(dbf([("地块面积平".encode("gbk"), "N", 8, 2)], [[b"2"]]))
    assert (found.table.column_names, issues) == (["地块面积平"], [])


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_a_value_cut_inside_a_character_is_reported_and_told_apart(codec):
    raw = "红光村一组".encode(codec)
    width = len(raw) - 1
    data = dbf([(NAME, "C", width, 0)], [[raw[:width]], ["红光村".encode(codec)]])
    found, issues = columns(data)
    assert found.table.column("DKMC").to_pylist() == ["红光村一", "红光村"]
    assert [(i.message.id, [p.record for p in i.places]) for i in issues] == [
        ("F03.value_cut", [1])
    ]


def test_values_of_every_type():
    fields = [
        (b"I", "N", 6, 0),
        (b"F", "N", 8, 3),
        (b"S", "F", 8, 3),
        (b"D", "D", 8, 0),
        (b"L", "L", 1, 0),
        (b"T", "C", 6, 0),
    ]
    rows = [
        [b"12", b"-1.500", b"1e3", b"20240229", b"T", b"ab  "],
        [b"", b"", b"", b"", b"?", b""],
        [b"0", b"0", b"0", b"00000000", b"n", b" a"],
    ]
    found, issues = columns(dbf(fields, rows))
    assert found.table.to_pydict() == {
        "I": [12, None, 0],
        "F": [-1.5, None, 0.0],
        "S": [1000.0, None, 0.0],
        "D": [date(2024, 2, 29), None, None],
        "L": [True, None, False],
        "T": ["ab", None, " a"],
    }
    assert issues == []


def test_stars_and_other_false_numbers_are_null_and_reported():
    fields = [(b"MJ", "N", 6, 2), (b"RQ", "D", 8, 0)]
    rows = [[b"******", b"20241301"], [b"1.5", b"20240101"], [b"-1.#IN", b"x"], [b"\x002", b""]]
    found, issues = columns(dbf(fields, rows))
    assert found.table.to_pydict() == {
        "MJ": [None, 1.5, None, 2.0],
        "RQ": [None, date(2024, 1, 1), None, None],
    }
    assert [(i.message.params["field"], [p.record for p in i.places]) for i in issues] == [
        ("MJ", [1, 3]),
        ("RQ", [1, 3]),
    ]


def test_text_ends_at_a_nul():
    found, _ = columns(dbf([(NAME, "C", 8, 0)], [[b"ab\0xyz"], [b"cd\0\0\0\0\0\0"]]))
    assert found.table.column("DKMC").to_pylist() == ["ab", "cd"]


def test_two_fields_of_one_name_stay_two():
    found, _ = columns(dbf([(NAME, "C", 2, 0), (NAME, "C", 2, 0)], [[b"a", b"b"]]))
    assert found.table.to_pydict() == {"DKMC": ["a"], "DKMC_2": ["b"]}


def lying(data, at, pattern, value):
    raw = bytearray(data)
    struct.pack_into(pattern, raw, at, value)
    return bytes(raw)


GOOD = dbf([(NAME, "C", 4, 0)], [[b"a"], [b"b"]])


@pytest.mark.parametrize(
    ("data", "issue", "rows"),
    [
        (GOOD, None, 2),
        (lying(GOOD, 4, "<I", 3), "F02.dbf_truncated", 2),
        (lying(GOOD, 4, "<I", 1), "F02.dbf_more_records", 1),
        (GOOD[:-3], "F02.dbf_truncated", 1),
        (GOOD + b"abc", "F02.dbf_trailing", 2),
    ],
)
def test_counts_that_lie_are_reported(data, issue, rows):
    table, issues = open_table(data, "a.dbf")
    assert len(table.rows) == rows
    assert [i.message.id for i in issues] == ([issue] if issue else [])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD[:32],
        b"\x99" + GOOD[1:],
        lying(GOOD, 8, "<H", 32),
        lying(GOOD, 8, "<H", 60000),
        lying(GOOD, 10, "<H", 9),
        lying(GOOD, 48, "<B", 9),
        lying(GOOD, 43, "<c", b"?"),
    ],
)
def test_a_header_that_makes_no_table_is_refused(data):
    with pytest.raises(RefusedError):
        open_table(data, "a.dbf")


@settings(deadline=None)
@given(
    st.text("一丁七万丈三上下红光村組A1 ", min_size=1, max_size=8),
    st.sampled_from(["gbk", "utf-8"]),
)
def test_what_was_encoded_is_decoded_or_refused_never_garbled(text, codec):
    """With its .cpg, a text in an encoding of China reads as written."""
    raw = text.encode(codec)
    cpg = b"UTF-8" if codec == "utf-8" else b"GBK"
    found = verdict("a.dbf", cpg, 0, [RawText(raw, False)])
    assert found.codec is not None
    assert decode(RawText(raw, False), found.codec) == (text, False)


def test_gbk_under_a_big5_cpg_is_read_as_said_and_put_up_for_review():
    found = verdict("a.dbf", b"BIG5", 0, [RawText("张家村".encode("gbk"), False)])
    assert [issue.message.id for issue in found.issues] == ["F03.big5_or_gbk"]
    assert "乱码" in render(found.issues[0].message)
