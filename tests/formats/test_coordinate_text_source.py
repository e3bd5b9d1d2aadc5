"""Coordinate texts inside a source: known by their content, read or listed, bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouhook_gis.formats.coordinate_text.recognise import looks_like
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import Limits
from tests.formats.builders import put, shapefile
from tests.formats.coordinate_texts import HEADER, PLAIN, SQUARE, E, N

BARE = "".join(f"{N + n:.3f},{E + e:.3f}\n" for n, e in SQUARE)


@pytest.mark.parametrize(
    ("content", "known"),
    [
        (PLAIN, True),
        (PLAIN.replace("[地块坐标]", "【地块坐标】"), True),
        (BARE, True),
        (BARE + "E\n", True),
        ('<?xml version="1.0"?><A><param ZB="@1$1,2,3;"/></A>', True),
        (HEADER, False),
        ("请见附图\n", False),
        ("1,2\n3,4\n5,6\n", False),
        (BARE + "说明\n", False),
        ("<metadata><title>甲</title></metadata>", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_told_by_content(content: str, known: bool, codec: str) -> None:
    assert looks_like(content.encode(codec)) is known


def test_a_head_cut_inside_a_character_is_known_all_the_same() -> None:
    data = PLAIN.encode()
    cut = data.index("柏".encode()) + 1
    assert looks_like(data[:cut])


def test_a_text_by_itself_is_the_layer_and_survives_the_child(tmp_path: Path) -> None:
    source = tmp_path / "拆旧地块.TXT"
    source.write_bytes(PLAIN.encode("gbk"))
    reading = read_isolated(source, Limits(), ReadOptions())
    assert reading.isolation.startswith("child")
    assert [layer.name for layer in reading.layers] == ["拆旧地块"]
    assert reading.layers[0].columns["DKBH"].to_pylist() == ["CJ01"]
    (told,) = reading.texts
    assert (told.file, told.read, told.header["带号"]) == ("拆旧地块.TXT", True, "35")


def test_beside_layers_a_text_is_no_layer(tmp_path: Path) -> None:
    put(tmp_path, "拆旧地块", shapefile())
    (tmp_path / "坐标.txt").write_bytes(PLAIN.encode("gbk"))
    (tmp_path / "说明.txt").write_bytes("请见附图".encode("gbk"))
    reading = read_source(tmp_path, Limits(), ReadOptions())
    assert [layer.file for layer in reading.layers] == ["拆旧地块.shp"]
    assert [(text.file, text.read) for text in reading.texts] == [("坐标.txt", False)]
    assert reading.texts[0].beside is not None
    assert not reading.issues
    assert reading.other_files == ("说明.txt",)


def test_one_refused_text_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_bytes(PLAIN.encode("gbk"))
    (tmp_path / "乙.txt").write_bytes((PLAIN + "abc\n").encode("gbk"))
    reading = read_source(tmp_path, Limits(), ReadOptions())
    assert [(text.file, text.read) for text in reading.texts] == [
        ("乙.txt", False),
        ("甲.txt", True),
    ]
    assert [i.message.id for i in reading.issues] == ["F02.text_line"]


@pytest.mark.parametrize(("more", "refused"), [(0, False), (-1, True)])
def test_a_text_larger_than_allowed_is_refused(tmp_path: Path, more: int, refused: bool) -> None:
    source = tmp_path / "甲.txt"
    source.write_bytes(PLAIN.encode("gbk"))
    limits = Limits(text_bytes=source.stat().st_size + more)
    reading = read_source(source, limits, ReadOptions())
    assert ("F01.text_too_large" in [i.message.id for i in reading.issues]) is refused
    assert bool(reading.layers) is not refused


def test_a_text_that_is_none_says_what_is_read(tmp_path: Path) -> None:
    source = tmp_path / "说明.txt"
    source.write_bytes("请见附图".encode("gbk"))
    (issue,) = read_source(source, Limits(), ReadOptions()).issues
    assert (issue.message.id, issue.fatal) == ("F01.no_layer", True)
