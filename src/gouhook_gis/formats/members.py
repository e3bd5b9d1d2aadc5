"""Members of a source: names that are safe to use, and what each name says it is."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.settings import Limits

SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# Beside a shapefile, without meaning for us: indexes, metadata.
SHAPEFILE_COMPANIONS = (".sbn", ".sbx", ".qix", ".qpj", ".atx", ".shp.xml", ".fix", ".qmd", ".qml")
WORKBOOKS = (".xlsx", ".xlsm")
# A coordinate text is told from other texts by its content.
TEXTS = (".txt", ".xml")
PHOTOGRAPHS = (".jpg", ".jpeg", ".png")
# Photographs of phones in a format that is listed and not read.
OTHER_PHOTOGRAPHS = (".heic", ".heif")
# Of a photograph only so much is copied: what the camera wrote about it stands at its beginning.
PHOTOGRAPH_HEAD = 1024 * 1024
# Spreadsheets that people mean as workbooks and that are not read.
OTHER_SPREADSHEETS = (".xls", ".et", ".ods", ".xlsb")
ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
# Formats in which parcels are met and which we do not read; the message says what to hand in.
UNSUPPORTED = (
    ".mdb", ".accdb", ".dwg", ".dxf", ".dgn", ".kml", ".kmz", ".ovkml", ".ovkmz", ".tab", ".mif",
    ".vct", ".wl", ".wp", ".wt", ".wdb", ".udb", ".udbx", ".sde", ".mxd", ".aprx", ".qgz", ".qgs",
    ".fgb", ".gml", ".gpx", ".e00", ".parquet",
)  # fmt: skip
_JUNK_NAMES = {".ds_store", "thumbs.db", "desktop.ini"}
_GDB_FILE = re.compile(r"[0-9a-z_.]+", re.IGNORECASE)
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Member:
    """One file of a source. `path` is its private copy, None where only its hash is wanted."""

    name: str
    size: int
    sha256: str
    path: Path | None

    @property
    def suffix(self) -> str:
        """Return the suffix in lower case, with its dot."""
        return suffix_of(self.name)


@dataclass(frozen=True)
class Unpacked:
    """The members of a source in a private folder, and the names of the junk left out."""

    members: tuple[Member, ...]
    left_out: tuple[str, ...] = ()


def readable(name: str) -> str:
    """Return a file's name as text: where its bytes are no UTF-8 they are taken for GBK."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def suffix_of(name: str) -> str:
    """Return the suffix of a member's name in lower case, with its dot."""
    return PurePosixPath(name).suffix.lower()


def is_junk(name: str) -> bool:
    """Whether a member is a by-product of a desktop program (locks, thumbnails, macOS forks)."""
    parts = name.lower().split("/")
    last = parts[-1]
    return (
        "__macosx" in parts
        or last in _JUNK_NAMES
        or last.startswith(("~$", "._"))
        or last.endswith(".lock")
    )


def gdb_folder(name: str) -> str | None:
    """Return the path of the .gdb folder that `name` lies in directly, or None."""
    parent = PurePosixPath(name).parent
    return str(parent) if parent.suffix.lower() == ".gdb" else None


def is_wanted(name: str) -> bool:
    """Whether a member is (part of) a layer, a workbook, a photograph, or may be a coordinate
    text: a private copy of it is made.
    """
    wanted = (*SHAPEFILE, *WORKBOOKS, *TEXTS, *PHOTOGRAPHS, ".gpkg", ".geojson", ".json")
    return suffix_of(name) in wanted or bool(gdb_folder(name))


def safe_name(raw: str, limits: Limits) -> str:
    """Return a member's name in NFC with "/" between folders.

    Raises RefusedError for absolute paths, "..", ":" (drives, streams, drivers), control
    characters and too many folders.
    """
    raw = readable(raw)
    name = unicodedata.normalize("NFC", raw).replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    unsafe = name.startswith("/") or ".." in parts or ":" in name or not parts
    if unsafe or any(ord(char) < 32 for char in name):
        raise RefusedError("F01.unsafe_path", name=ascii(raw) if not raw.isprintable() else raw)
    if len(parts) - 1 > limits.depth:
        raise RefusedError("F01.too_deep", name=name, depth=len(parts) - 1, limit=limits.depth)
    return "/".join(parts)


@contextmanager
def fresh_folder(target: Path) -> Iterator[None]:
    """Make the folder `target`, and remove it again if what is done in it fails."""
    target.mkdir(parents=True)
    try:
        yield
    except BaseException:
        shutil.rmtree(target)
        raise


@dataclass
class Taker:
    """Takes members into `target` one by one, and keeps count of what the limits allow.

    The copies have names of our own (a number and the suffix), one number for files of one
    stem, so that no name of the source ever reaches a reader or the file system.
    """

    target: Path
    limits: Limits
    members: list[Member] = field(default_factory=list)
    total: int = 0
    _names: set[str] = field(default_factory=set)
    _stems: dict[str, int] = field(default_factory=dict)

    def take(self, name: str, chunks: Iterable[bytes], packed: int | None = None) -> None:
        """Copy one member from `chunks`; `packed` is its size in the archive.

        Raises RefusedError as soon as a limit is passed.
        """
        if len(self.members) >= self.limits.members:
            raise RefusedError("F01.too_many_members", limit=self.limits.members)
        if name.casefold() in self._names:
            raise RefusedError("F01.name_twice", name=name)
        self._names.add(name.casefold())
        digest, size = hashlib.sha256(), 0
        path = self._place(name) if is_wanted(name) else None
        most = PHOTOGRAPH_HEAD if suffix_of(name) in PHOTOGRAPHS else self.limits.member_bytes
        with path.open("wb") if path else nullcontext() as stream:
            for chunk in chunks:
                size += len(chunk)
                self.total += len(chunk)
                self._guard(name, size, packed)
                digest.update(chunk)
                if stream:
                    stream.write(chunk[: max(most - size + len(chunk), 0)])
        self.members.append(Member(name, size, digest.hexdigest(), path))

    def _guard(self, name: str, size: int, packed: int | None) -> None:
        limits = self.limits
        if self.total > limits.expanded_bytes:
            raise RefusedError("F01.too_large", limit_mib=limits.expanded_bytes >> 20)
        if size > limits.member_bytes:
            raise RefusedError(
                "F01.member_too_large", name=name, limit_mib=limits.member_bytes >> 20
            )
        if packed is not None and size > max(limits.ratio_free_bytes, limits.ratio * packed):
            raise RefusedError("F01.ratio", name=name, limit=limits.ratio)

    def _place(self, name: str) -> Path:
        folder = gdb_folder(name)
        if folder is None:
            stem = name[: len(name) - len(suffix_of(name))].casefold()
            return self.target / f"{self._number(stem):05d}{suffix_of(name)}"
        last = PurePosixPath(name).name
        if not _GDB_FILE.fullmatch(last):
            raise RefusedError("F01.unsafe_path", name=name)
        copy = self.target / f"{self._number(folder.casefold()):05d}.gdb"
        copy.mkdir(exist_ok=True)
        return copy / last.lower()

    def _number(self, stem: str) -> int:
        return self._stems.setdefault(stem, len(self._stems))


def chunks_of(path: Path) -> Iterable[bytes]:
    """Yield the bytes of a file."""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
