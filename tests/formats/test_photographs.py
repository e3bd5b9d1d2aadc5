"""Photographs: what their EXIF says, also where it is cut off, bent or meant to do harm."""

from __future__ import annotations

import random
import struct
import zlib
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from gouhook_gis.domain.filed import Photograph
from gouhook_gis.formats import members
from gouhook_gis.formats.exif import said_by_camera
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import Limits
from tests.formats.builders import put, shapefile

TAKEN = datetime(2024, 6, 1, 10, 20, 30)
# 30° 43′ 21.6″ N and 104° 30′ 36″ E are 30.7226° and 104.51°.
PLACE = {
    GPS.GPSLatitudeRef: "N",
    GPS.GPSLatitude: (30.0, 43.0, 21.36),
    GPS.GPSLongitudeRef: "E",
    GPS.GPSLongitude: (104.0, 30.0, 36.0),
    GPS.GPSImgDirectionRef: "T",
    GPS.GPSImgDirection: 87.5,
}


def jpeg(
    own: dict[int, Any] | None = None,
    place: dict[int, Any] | None = None,
    top: dict[int, Any] | None = None,
) -> bytes:
    exif = Image.Exif()
    for tag, value in (top or {}).items():
        exif[tag] = value
    exif.get_ifd(IFD.Exif).update(own or {})
    exif.get_ifd(IFD.GPSInfo).update(place or {})
    out = BytesIO()
    Image.new("L", (8, 8)).save(out, "JPEG", exif=exif)
    return out.getvalue()


FULL = jpeg({Base.DateTimeOriginal: TAKEN.strftime("%Y:%m:%d %H:%M:%S")}, PLACE)


def test_time_direction_and_place() -> None:
    said = said_by_camera(FULL)
    assert said is not None
    assert (said["taken"], said["azimuth_deg"], said["azimuth_from"]) == (TAKEN, 87.5, "true")
    assert said["longitude"] == pytest.approx(104.51, abs=1e-9)
    assert said["latitude"] == pytest.approx(30.7226, abs=1e-9)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_without_exif_it_says_nothing(kind: str) -> None:
    out = BytesIO()
    Image.new("L", (8, 8)).save(out, kind)
    assert said_by_camera(out.getvalue()) == {}


@pytest.mark.parametrize(
    ("changed", "gone"),
    [
        ({GPS.GPSImgDirection: 361.0}, "azimuth_deg"),
        ({GPS.GPSImgDirection: IFDRational(1, 0)}, "azimuth_deg"),
        ({GPS.GPSLatitudeRef: "X"}, "latitude"),
        ({GPS.GPSLatitude: (91.0, 0.0, 0.0)}, "latitude"),
        ({GPS.GPSLatitude: (30.0, 43.0)}, "latitude"),
        ({GPS.GPSLatitude: (30.0, IFDRational(0, 0), 0.0)}, "latitude"),
        ({GPS.GPSLatitude: (0.0, 0.0, 0.0), GPS.GPSLongitude: (0.0, 0.0, 0.0)}, "latitude"),
        ({GPS.GPSMapDatum: "GCJ-02"}, "latitude"),
    ],
)
def test_what_cannot_be_is_left_out(changed: dict[int, Any], gone: str) -> None:
    said = said_by_camera(jpeg(place={**PLACE, **changed}))
    assert said is not None
    assert said.get(gone) is None
    kept = "latitude" if gone == "azimuth_deg" else "azimuth_deg"
    assert said.get(kept) is not None


@pytest.mark.parametrize("datum", ["WGS-84", "WGS84", "CGCS2000"])
def test_datums_that_are_as_good_as_ours(datum: str) -> None:
    said = said_by_camera(jpeg(place={**PLACE, GPS.GPSMapDatum: datum}))
    assert said is not None
    assert "latitude" in said


@pytest.mark.parametrize(("side", "latitude"), [("N", 30.7226), ("S", -30.7226)])
def test_south_is_negative(side: str, latitude: float) -> None:
    said = said_by_camera(jpeg(place={**PLACE, GPS.GPSLatitudeRef: side}))
    assert said is not None
    assert said["latitude"] == pytest.approx(latitude, abs=1e-9)


@pytest.mark.parametrize(
    ("angle", "ref", "shown", "north"),
    [(360.0, "T", 0.0, "true"), (0.0, "M", 0.0, "magnetic"), (12.5, "?", 12.5, None)],
)
def test_directions(angle: float, ref: str, shown: float, north: str | None) -> None:
    place = {GPS.GPSImgDirection: angle, GPS.GPSImgDirectionRef: ref}
    said = said_by_camera(jpeg(place=place))
    assert said is not None
    assert (said["azimuth_deg"], said["azimuth_from"]) == (shown, north)


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "2024:13:01 10:00:00", "昨天", ""])
def test_a_date_that_is_none(text: str) -> None:
    said = said_by_camera(jpeg({Base.DateTimeOriginal: text.encode().decode("latin-1")}))
    assert said is not None
    assert said.get("taken") is None


@pytest.mark.parametrize(
    ("comment", "described"),
    [
        (b"ASCII\0\0\0CJ01_2", "CJ01_2"),
        (b"UNICODE\0" + "柏坝1".encode("utf-16-le"), "柏坝1"),
        (b"\0" * 8 + b"CJ01", "CJ01"),
        (b"ASCII\0\0\0a\nb", None),
        (b"ASCII\0\0\0" + b"x" * 60, "x" * 60),
        (b"ASCII\0\0\0" + b"x" * 61, None),
        (b"", None),
    ],
)
def test_a_comment_that_is_plain(comment: bytes, described: str | None) -> None:
    said = said_by_camera(jpeg({Base.UserComment: comment}))
    assert said is not None
    assert said["described"] == described


@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_a_description_in_chinese(codec: str) -> None:
    """Cameras write what they like where EXIF has ASCII: the bytes are put in afterwards."""
    name = "柏坝一组".encode(codec)
    stand_in = b"x" * len(name)
    data = jpeg(top={Base.ImageDescription: stand_in.decode()})
    assert data.count(stand_in) == 1
    said = said_by_camera(data.replace(stand_in, name))
    assert said is not None
    assert said["described"] == "柏坝一组"


def test_bytes_cut_off_or_bent_never_raise() -> None:
    for size in range(0, len(FULL), 3):
        said_by_camera(FULL[:size])
    chance = random.Random(5)
    for _ in range(1500):
        bent = bytearray(FULL)
        for _ in range(chance.randint(1, 8)):
            # Most of what matters stands in the first bytes: headers and directories.
            bent[chance.randrange(2, min(len(bent), 400))] = chance.randrange(256)
        said_by_camera(bytes(bent))


def test_a_directory_that_claims_to_be_huge_costs_nothing() -> None:
    """A tag of 4 GiB, and a directory that leads to itself."""
    tag = struct.pack("<HHII", Base.ImageDescription, 2, 0xFFFFFFFF, 8)
    loop = struct.pack("<HHII", IFD.Exif, 4, 1, 8)
    tiff = b"II*\0" + struct.pack("<IH", 8, 2) + tag + loop + struct.pack("<I", 8)
    body = b"Exif\0\0" + tiff
    app1 = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    assert said_by_camera(FULL[:2] + app1 + jpeg()[2:]) is not None


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    head = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    made = b"\x89PNG\r\n\x1a\n"
    for name, data in (head, *chunks, (b"IEND", b"")):
        crc = struct.pack(">I", zlib.crc32(name + data))
        made += struct.pack(">I", len(data)) + name + data + crc
    return made


def test_no_pixel_is_decoded() -> None:
    """Pixels that are rubbish behind, and EXIF at the end, which is only to be had by decoding."""
    exif = Image.Exif()
    exif[Base.ImageDescription] = "CJ01"
    late = png(8, 8, (b"IDAT", b"rubbish"), (b"eXIf", exif.tobytes()[6:]))
    assert said_by_camera(late) == {}
    early = png(8, 8, (b"eXIf", exif.tobytes()[6:]), (b"IDAT", b"rubbish"))
    said = said_by_camera(early)
    assert said is not None
    assert said["described"] == "CJ01"


def test_a_picture_that_would_fill_the_memory_is_not_opened() -> None:
    assert said_by_camera(png(60_000, 60_000, (b"IDAT", b""))) is None


def photographs(folder: Path, limits: Limits | None = None) -> dict[str, Photograph]:
    reading = read_source(folder, limits or Limits(), ReadOptions())
    return {photograph.file: photograph for photograph in reading.photographs}


def test_photographs_of_a_source_are_listed_with_what_they_say(tmp_path: Path) -> None:
    put(tmp_path, "拆旧地块", shapefile())
    (tmp_path / "照片").mkdir()
    (tmp_path / "照片" / "CJ01_1.JPG").write_bytes(FULL)
    (tmp_path / "照片" / "CJ01_2.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (tmp_path / "坏.png").write_bytes(b"abc")
    reading = read_isolated(tmp_path, Limits(), ReadOptions())
    bad, first, second = reading.photographs
    assert (first.file, first.number, first.taken) == ("照片/CJ01_1.JPG", "CJ01_1", TAKEN)
    assert (first.azimuth_deg, first.azimuth_from) == (87.5, "true")
    assert second == Photograph(file="照片/CJ01_2.heic", number="CJ01_2")
    assert bad == Photograph(file="坏.png", number="坏")
    assert {i.message.id: i.message.params["names"] for i in reading.issues} == {
        "F17.other_format": ["照片/CJ01_2.heic"],
        "F17.unreadable": ["坏.png"],
    }
    assert reading.other_files == ()


@pytest.mark.parametrize(("limit", "read"), [(2, 2), (1, 1), (0, 0)])
def test_of_too_many_the_rest_is_listed_only(tmp_path: Path, limit: int, read: int) -> None:
    put(tmp_path, "拆旧地块", shapefile())
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(FULL)
    found = photographs(tmp_path, Limits(photographs=limit))
    assert [photograph.taken is not None for photograph in found.values()].count(True) == read
    assert len(found) == 2


def test_only_the_beginning_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "PHOTOGRAPH_HEAD", 4096)
    taker = members.Taker(tmp_path / "copy", Limits())
    (tmp_path / "copy").mkdir()
    data = FULL + bytes(10_000)
    taker.take("a.jpg", [data[:3000], data[3000:]])
    (member,) = taker.members
    assert member.path is not None
    assert (member.size, member.path.read_bytes()) == (len(data), data[:4096])
    assert said_by_camera(data[:4096]) == said_by_camera(FULL)
