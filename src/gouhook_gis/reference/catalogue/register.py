"""Registering an edition: read once, archives, form that is asked; whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import Completeness, LayerKind
from gouhook_gis.formats.stream import file_sha256
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.reference.areas import areas_of
from gouhook_gis.reference.catalogue.entry import (
    ARCHIVE,
    COVERAGE,
    INDEX,
    Entry,
    PartEntry,
    invalid_records,
    part_folder,
    write_entry,
)
from gouhook_gis.reference.catalogue.reading import Progress, Records, read_records
from gouhook_gis.reference.descriptor import CoverageEntry, declared_coverage
from gouhook_gis.reference.embedded.archive import write_archive
from gouhook_gis.reference.embedded.derive import derive
from gouhook_gis.reference.measured import Derived, together
from gouhook_gis.reference.raster.register import build_raster

# A county of fewer records has no part of its own: opening one costs as much as looking through
# so many.
PART_RECORDS = 16_384


@dataclass(frozen=True)
class Registration:
    """What is said of an edition beside its files.

    `areas` are administrative codes, of what the edition serves; a sparse layer is complete there.
    `coverage_polygon` is a GeoJSON file in CGCS2000 degrees where a sparse layer is complete;
    `coverage_source` says who says so. `layer` names the layer where the files hold several,
    `band` (from 1) the band of a raster, `legend` its classes by code.
    A county with `part_records` or more is kept in a part of its own. `confined` files are not the
    desk's own: a child process reads them as it reads a submission (rasters excepted). The edition
    that it `replaces` ("kind@edition") is retired in the same step; it must be in use until then.
    """

    edition: str
    source: str
    valid_from: date | None = None
    areas: tuple[str, ...] = ()
    coverage_polygon: Path | None = None
    coverage_source: str | None = None
    layer: str | None = None
    band: int | None = None
    legend: Mapping[str, str] = field(default_factory=dict)
    part_records: int = PART_RECORDS
    confined: bool = False
    replaces: str | None = None


def build(
    folder: Path,
    kind: LayerKind,
    files: Sequence[Path],
    said: Registration,
    progress: Progress,
) -> Entry:
    """Make the edition in the new folder `folder`, which nobody sees yet.

    Raises UsageError, with the file and the reason, for whatever keeps it from being registered.
    """
    folder.mkdir()
    coverage = declared(folder, kind, said)
    if kind.form == "raster":
        return build_raster(folder, kind, files, said, progress)
    records = read_records(folder, kind, files, said.layer, progress, confined=said.confined)
    parts: list[PartEntry] = []
    made: list[Derived] = []
    total = len(records.order)
    for county, rows in divided(records, said.part_records):
        told = _after(progress, sum(part.records for part in parts), total)
        part, one = _part(folder, kind, records, county, rows, told)
        parts.append(part)
        made.append(one)
    for one_file in records.spilled:
        one_file.path.unlink()
    entry = described(kind, said, records, together(made), coverage, parts)
    write_entry(folder, entry)
    return entry


def described(
    kind: LayerKind,
    said: Registration,
    records: Records,
    counted: Derived,
    coverage: CoverageEntry | None,
    parts: Sequence[PartEntry] = (),
) -> Entry:
    """Return what is known of an edition made of `records`, registered now."""
    total = len(records.order)
    return Entry(
        kind=kind.kind,
        edition=said.edition,
        completeness=kind.completeness,
        epsg=records.epsg,
        records=total,
        features=counted.features,
        # A lost shape may stand as a row without one, so the two are not added up.
        unusable=max(total - counted.features, records.lost),
        repaired=counted.repaired,
        invalid=invalid_records(counted),
        extent=counted.extent,
        files=records.files,
        sha256=records.sha256,
        parts=tuple(parts),
        columns=tuple(records.columns.names),
        id_fields=kind.id_fields,
        code_field=kind.code_field,
        source=said.source,
        valid_from=said.valid_from,
        coverage=coverage,
        areas=areas_of(kind, said.areas, records.counties),
        restricted=kind.restricted,
        registered=datetime.now(UTC),
    )


def divided(records: Records, least: int) -> Iterator[tuple[str | None, Index]]:
    """Yield the parts of an edition, one at least: the county and its records along the curve.

    A county with `least` records or more is a part; (None) all others together are one.
    """
    counties = records.counties[records.order]
    codes, counts = np.unique(counties, return_counts=True)
    own = codes[(codes > 0) & (counts >= least)]
    rest = records.order[~np.isin(counties, own)]
    if len(rest) or not len(own):
        yield None, rest
    # One pass for all, since there may be thousands.
    order = np.argsort(counties, kind="stable")
    starts = np.searchsorted(counties[order], own, "left")
    stops = np.searchsorted(counties[order], own, "right")
    for code, start, stop in zip(own.tolist(), starts, stops, strict=True):
        yield str(code), records.order[order[start:stop]]


def _part(
    folder: Path,
    kind: LayerKind,
    records: Records,
    county: str | None,
    rows: Index,
    progress: Progress,
) -> tuple[PartEntry, Derived]:
    """Write the archive of a part and what is made from it."""
    place = part_folder(folder, county)
    place.mkdir(parents=True)
    archive = place / ARCHIVE
    write_archive(
        archive, records.blocks(rows), records.columns, records.epsg, records.extent(rows)
    )
    progress("archive", len(rows), 0)
    sha256 = file_sha256(archive)
    made = derive(
        archive,
        place / INDEX,
        records.epsg,
        kind.id_fields,
        kind.code_field,
        sha256,
        lambda done, total: progress("index", done, total),
    )
    part = PartEntry(
        county=county,
        records=len(rows),
        features=made.features,
        extent=made.extent,
        archive_sha256=sha256,
    )
    return part, made


def _after(progress: Progress, before: int, total: int) -> Progress:
    """Return the progress of a part, told as that of the whole."""
    return lambda step, done, _: progress(step, before + done, total)


def declared(folder: Path, kind: LayerKind, said: Registration) -> CoverageEntry | None:
    """Return where a sparse layer is said to be complete, its polygon copied into `folder`.

    Raises UsageError for a code that is none, and for a polygon that cannot be read or is given
    for a complete layer.
    """
    polygon = said.coverage_polygon
    for code in said.areas:
        if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 19):
            raise UsageError("catalogue.area_wrong", code=code)
    if polygon is not None:
        if kind.completeness is Completeness.COMPLETE:
            raise UsageError("catalogue.coverage_of_complete", kind=kind.kind)
        if not polygon.is_file():
            raise UsageError("reference.path_missing", path=str(polygon))
        # The copy is made after the original was understood, so that an error names the original.
        declared_coverage(CoverageEntry(polygon=polygon.name), polygon.parent)
        shutil.copyfile(polygon, folder / COVERAGE)
    if kind.completeness is Completeness.COMPLETE or not (said.areas or polygon):
        return None
    return CoverageEntry(
        codes=said.areas,
        polygon=None if polygon is None else COVERAGE,
        source=said.coverage_source or said.source,
    )
