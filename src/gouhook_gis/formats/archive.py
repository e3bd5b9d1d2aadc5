"""Zip archives: unpacked under limits that are enforced on the bytes as they come."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.members import Taker, Unpacked, fresh_folder, is_junk, readable, safe_name
from gouhook_gis.formats.settings import Limits

_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_CHUNK = 1024 * 1024


def unpack(path: Path, target: Path, limits: Limits) -> Unpacked:
    """Unpack the zip `path` into the folder `target` (made here, private to us).

    Members that are no part of a layer are hashed and not written. Raises RefusedError for a
    damaged or encrypted archive, links, unsafe names and passed limits; nothing is left then.
    """
    try:
        with fresh_folder(target), zipfile.ZipFile(path) as archive:
            return _members(archive, readable(path.name), target, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError) as error:
        raise RefusedError("F01.archive_damaged", file=readable(path.name)) from error
    except NotImplementedError as error:
        raise RefusedError("F01.compression", file=readable(path.name)) from error


def decode_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; without the UTF-8 flag it is UTF-8 if it decodes, else GBK.

    Raises RefusedError where it is neither.
    """
    name = info.orig_filename
    if info.flag_bits & _UTF8_FLAG or name.isascii():
        return name
    raw = name.encode("cp437")
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    raise RefusedError("F01.name_undecodable", name=raw.hex(" "))


def _members(archive: zipfile.ZipFile, file: str, target: Path, limits: Limits) -> Unpacked:
    entries = archive.infolist()
    if len(entries) > limits.members:
        raise RefusedError("F01.too_many_members", limit=limits.members)
    taker, left_out = Taker(target, limits), []
    for info in entries:
        name = safe_name(decode_name(info), limits)
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise RefusedError("F01.link", name=name)
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise RefusedError("F01.encrypted", file=file, name=name)
        if info.filename.endswith(("/", "\\")):
            continue
        if is_junk(name):
            left_out.append(name)
            continue
        taker.take(name, _chunks(archive, info), max(info.compress_size, 1))
    return Unpacked(tuple(taker.members), tuple(left_out))


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
