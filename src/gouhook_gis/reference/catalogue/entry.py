"""What is written beside a registered edition: `edition.json`, and `retired` once it is."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from gouhook_gis.domain.case import DeclaredCoverage, Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.submission import SourceFile
from gouhook_gis.geometry.grid import Grid
from gouhook_gis.reference.descriptor import CoverageEntry, declared_coverage

if TYPE_CHECKING:
    from gouhook_gis.reference.measured import Derived

ENTRY, RETIRED, ARCHIVE, INDEX = "edition.json", "retired", "archive.parquet", "index"
COVERAGE, PARTS, REST = "coverage.geojson", "parts", "rest"
# A folder of this name on any system, and an edition that a slot option can name.
LABEL = re.compile(r"[^\W_][\w.\-]{0,63}(?<!\.)")


class InvalidRecord(Model):
    """A record whose geometry is invalid; `record` counts from 1 over all files."""

    record: int
    id: str
    reason: str


class PartEntry(Model):
    """A part of an edition: the records of one county, or (None) all that are in no other part.

    `extent` as that of the edition, `archive_sha256` is over its archive.
    """

    county: str | None = None
    records: int
    features: int
    extent: tuple[float, ...] = ()
    archive_sha256: str

    @property
    def name(self) -> str:
        """Return the name of the part, which is that of its folder."""
        return self.county or REST


class RasterEntry(Model):
    """Where the cells of a raster lie, how many bands its copy has, the hash of that copy, and the
    names of its classes by code.
    """

    grid: Grid
    bands: int
    legend: dict[str, str] = {}
    copy_sha256: str


class Entry(Model):
    """`edition.json`.

    `records` are those of the files, `features` those that can be measured; at least `unusable`
    others are lost or have no usable polygon. `repaired` counts the features measured through a
    repaired copy, `invalid` lists the first of them. `extent` is minx, miny, maxx, maxy in `epsg`,
    easting first, empty where there is no feature. `sha256` is over the source files. `areas` are
    the codes of the areas that it serves, none where that is not known. A `raster` has no records.
    """

    format: Literal["gouhook-layer/2"] = "gouhook-layer/2"
    kind: str
    edition: str
    completeness: Completeness
    epsg: int
    records: int
    features: int
    unusable: int
    repaired: int
    invalid: tuple[InvalidRecord, ...] = ()
    extent: tuple[float, ...] = ()
    files: tuple[SourceFile, ...]
    sha256: str
    parts: tuple[PartEntry, ...]
    columns: tuple[str, ...]
    id_fields: tuple[str, ...]
    code_field: str | None = None
    source: str
    valid_from: date | None = None
    coverage: CoverageEntry | None = None
    areas: tuple[str, ...] = ()
    restricted: bool = False
    raster: RasterEntry | None = None
    registered: datetime

    @property
    def layer_id(self) -> str:
        """Return the id of the edition, "kind@edition"."""
        return f"{self.kind}@{self.edition}"


def invalid_records(counted: Derived) -> tuple[InvalidRecord, ...]:
    """Return the invalid records that were listed."""
    return tuple(InvalidRecord(**asdict(item)) for item in counted.invalid)


def part_folder(folder: Path, county: str | None) -> Path:
    """Return the folder of a part of the edition in `folder`: its archive, and its index."""
    return folder / PARTS / (county or REST)


def bytes_on_disk(folder: Path) -> int:
    """Return the size of all files in `folder`, an edition or a part of one."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def read_entry(folder: Path) -> Entry:
    """Read `edition.json` in `folder`. Raises UsageError where it is damaged."""
    try:
        return Entry.model_validate_json((folder / ENTRY).read_bytes())
    except (OSError, ValidationError) as error:
        detail = str(error).splitlines()[0]
        raise UsageError("catalogue.entry_damaged", path=str(folder), detail=detail) from error


def write_entry(folder: Path, entry: Entry) -> None:
    """Write `edition.json` into `folder`."""
    (folder / ENTRY).write_text(entry.model_dump_json(indent=1, exclude_none=True), "utf-8")


def edition_of(entry: Entry, folder: Path) -> Edition:
    """Return a registered edition, which lies in `folder`, as a case knows it."""
    return edition_from(
        entry,
        declared_coverage(entry.coverage, folder),
        retired=(folder / RETIRED).exists(),
        path=str(folder),
    )


def edition_from(
    entry: Entry, coverage: DeclaredCoverage | None, *, retired: bool, path: str
) -> Edition:
    """Return a registered edition as a case knows it."""
    return Edition(
        kind=entry.kind,
        edition=entry.edition,
        completeness=entry.completeness,
        epsg=entry.epsg,
        records=entry.records,
        unusable=entry.unusable,
        sha256=entry.sha256,
        source=entry.source,
        valid_from=entry.valid_from,
        coverage=coverage,
        areas=entry.areas,
        restricted=entry.restricted,
        retired=retired,
        legend={} if entry.raster is None else entry.raster.legend,
        path=path,
    )
