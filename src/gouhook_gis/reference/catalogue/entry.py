"""What is written beside a registered edition: `edition.json`, and `retired` once it is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.submission import SourceFile
from gouhook_gis.reference.descriptor import CoverageEntry, declared_coverage

if TYPE_CHECKING:
    from gouhook_gis.reference.embedded.derive import Derived

ENTRY, RETIRED, ARCHIVE, INDEX = "edition.json", "retired", "archive.parquet", "index"
COVERAGE = "coverage.geojson"


class InvalidRecord(Model):
    """A record whose geometry is invalid; `record` counts from 1 over all files."""

    record: int
    id: str
    reason: str


class Entry(Model):
    """`edition.json`.

    `records` are those of the files, `features` those that can be measured; at least `unusable`
    others are lost or have no usable polygon. `repaired` counts the features measured through a
    repaired copy, `invalid` lists the first of them. `extent` is minx, miny, maxx, maxy in `epsg`,
    easting first, empty where there is no feature. `sha256` is over the source files.
    """

    format: Literal["gouhook-layer/1"] = "gouhook-layer/1"
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
    archive_sha256: str
    columns: tuple[str, ...]
    id_fields: tuple[str, ...]
    code_field: str | None = None
    source: str
    valid_from: date | None = None
    coverage: CoverageEntry | None = None
    restricted: bool = False
    registered: datetime

    @property
    def layer_id(self) -> str:
        """Return the id of the edition, "kind@edition"."""
        return f"{self.kind}@{self.edition}"


def invalid_records(derived: Derived) -> tuple[InvalidRecord, ...]:
    """Return the invalid records that were listed."""
    return tuple(InvalidRecord(**asdict(item)) for item in derived.invalid)


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
        coverage=declared_coverage(entry.coverage, folder),
        restricted=entry.restricted,
        retired=(folder / RETIRED).exists(),
        path=str(folder),
    )
