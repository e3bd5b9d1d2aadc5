"""The guard: what a zip or a folder may bring, enforced on the bytes as they come."""

from __future__ import annotations

import stat
import struct
import zipfile

import pytest

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.archive import unpack
from gouhook_gis.formats.copying import copy_source
from gouhook_gis.formats.settings import MIB, Limits
from tests.formats.builders import gbk_zip, put, shapefile

LIMITS = Limits()


def refusal(path, target, limits=LIMITS):
    with pytest.raises(RefusedError) as caught:
        copy_source(path, target, limits)
    assert not target.exists(), "something half-written was left"
    return caught.value.message


def zipped(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_gbk_names_without_the_flag_are_read(tmp_path):
    path = gbk_zip(tmp_path / "a.zip", {"项目/拆旧地块.shp": b"x", "项目/说明.txt": b"y"})
    with zipfile.ZipFile(path) as archive:
        assert not any(info.flag_bits & 0x800 for info in archive.infolist())
    found = unpack(path, tmp_path / "out", LIMITS)
    assert [m.name for m in found.members] == ["项目/拆旧地块.shp", "项目/说明.txt"]


def test_a_gbk_name_whose_second_byte_is_a_backslash_is_no_path(tmp_path):
    # The second byte of 乗 in GBK is 0x5C.
    assert "乗".encode("gbk")[1] == 0x5C
    found = unpack(gbk_zip(tmp_path / "a.zip", {"乗.dbf": b"x"}), tmp_path / "out", LIMITS)
    assert [m.name for m in found.members] == ["乗.dbf"]


def test_utf8_names_without_the_flag_are_read(tmp_path):
    path = zipped(tmp_path / "a.zip", {"拆旧.shp": b"x"})
    raw = bytearray(path.read_bytes())
    for at in (raw.find(b"PK\x03\x04") + 6, raw.find(b"PK\x01\x02") + 8):
        struct.pack_into("<H", raw, at, 0)
    path.write_bytes(raw)
    assert unpack(path, tmp_path / "out", LIMITS).members[0].name == "拆旧.shp"


def test_junk_is_left_out_and_listed(tmp_path):
    junk = [
        "__MACOSX/a/._b.shp",
        ".DS_Store",
        "d/Thumbs.db",
        "d/b.shp.PC.1.2.sr.lock",
        "~$说明.docx",
        "d/._b.dbf",
    ]
    path = zipped(tmp_path / "a.zip", dict.fromkeys([*junk, "d/b.shp"], b"x"))
    found = unpack(path, tmp_path / "out", LIMITS)
    assert [m.name for m in found.members] == ["d/b.shp"]
    assert sorted(found.left_out) == sorted(junk)


def test_members_are_hashed_and_only_layers_are_written(tmp_path):
    path = zipped(tmp_path / "a.zip", {"照片.heic": b"abc", "a.SHP": b"abc", "a.Dbf": b"d"})
    members = {m.name: m for m in unpack(path, tmp_path / "out", LIMITS).members}
    sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert members["照片.heic"].sha256 == members["a.SHP"].sha256 == sha
    assert members["照片.heic"].path is None
    # One stem, one number, whatever the case of the suffix.
    assert members["a.SHP"].path.read_bytes() == b"abc"
    assert members["a.SHP"].path.stem == members["a.Dbf"].path.stem
    assert sorted(p.suffix for p in (tmp_path / "out").iterdir()) == [".dbf", ".shp"]


@pytest.mark.parametrize(
    "name", ["../a.shp", "d/../../a.shp", "/etc/a.shp", "C:/a.shp", "..\\a.shp", "a:b.shp"]
)
def test_a_name_that_leaves_the_target_is_refused(tmp_path, name):
    path = zipped(tmp_path / "a.zip", {"ok.shp": b"x", name: b"x"})
    assert refusal(path, tmp_path / "out").id == "F01.unsafe_path"
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_a_link_in_a_zip_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("a.shp")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert refusal(path, tmp_path / "out").params == {"name": "a.shp"}


def test_an_encrypted_member_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.shp": b"x"})
    raw = bytearray(path.read_bytes())
    for at in (raw.find(b"PK\x03\x04") + 6, raw.find(b"PK\x01\x02") + 8):
        struct.pack_into("<H", raw, at, 1)
    path.write_bytes(raw)
    assert refusal(path, tmp_path / "out").id == "F01.encrypted"


def test_the_number_of_members_is_limited_at_the_edge(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"{i}.shp": b"x" for i in range(3)})
    assert len(unpack(path, tmp_path / "ok", Limits(members=3)).members) == 3
    assert refusal(path, tmp_path / "out", Limits(members=2)).id == "F01.too_many_members"


def test_depth_is_limited_at_the_edge(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a/b/c.shp": b"x"})
    assert unpack(path, tmp_path / "ok", Limits(depth=2)).members
    refused = refusal(path, tmp_path / "out", Limits(depth=1))
    assert (refused.id, refused.params["depth"]) == ("F01.too_deep", 2)


def test_expanded_size_is_limited_on_the_bytes_at_the_edge(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.shp": bytes(1000), "b.shp": bytes(1000)})
    small = {"json_bytes": 1000, "member_bytes": 1000, "ratio_free_bytes": 100, "ratio": 1e6}
    assert unpack(path, tmp_path / "ok", Limits(expanded_bytes=2000, **small)).members
    refused = refusal(path, tmp_path / "out", Limits(expanded_bytes=1999, **small))
    assert refused.id == "F01.too_large"


def test_a_directory_that_lies_about_a_size_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.shp": bytes(1000)})
    raw = bytearray(path.read_bytes())
    for at in (raw.find(b"PK\x03\x04") + 22, raw.find(b"PK\x01\x02") + 24):
        assert struct.unpack_from("<I", raw, at) == (1000,)
        struct.pack_into("<I", raw, at, 10)
    path.write_bytes(raw)
    assert refusal(path, tmp_path / "out").id == "F01.archive_damaged"


def test_a_bomb_is_stopped_by_its_ratio(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.dbf": bytes(3 * MIB)})
    packed = path.stat().st_size
    assert 3 * MIB / packed > 500
    refused = refusal(path, tmp_path / "out", Limits(ratio_free_bytes=MIB))
    assert refused.id == "F01.ratio"
    # What is small may pack as well as it likes.
    assert unpack(path, tmp_path / "ok", Limits(ratio_free_bytes=3 * MIB)).members


def test_names_must_differ_by_more_than_case(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.shp": b"x", "A.SHP": b"y"})
    assert refusal(path, tmp_path / "out").id == "F01.name_twice"


def test_a_broken_member_is_refused_by_its_checksum(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.shp": b"abcdefgh"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"abcdefgh", b"abcdefgX"))
    assert refusal(path, tmp_path / "out").id == "F01.archive_damaged"


def test_a_link_in_a_folder_is_refused(tmp_path):
    folder = tmp_path / "in"
    put(folder, "a", shapefile())
    (folder / "b.txt").symlink_to("/etc/hostname")
    assert refusal(folder, tmp_path / "out").id == "F01.link"


def test_a_shapefile_brings_its_siblings_whatever_their_case(tmp_path):
    parts = shapefile()
    put(tmp_path / "in", "拆旧", {".shp": parts[".shp"], ".SHX": parts[".shx"], ".Dbf": b"x"})
    put(tmp_path / "in", "建新", parts)
    found = copy_source(tmp_path / "in" / "拆旧.shp", tmp_path / "out", LIMITS)
    assert sorted(m.name for m in found.members) == ["拆旧.Dbf", "拆旧.SHX", "拆旧.shp"]
