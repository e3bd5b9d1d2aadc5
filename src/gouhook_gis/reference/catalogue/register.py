"""Registering an edition: read once, archive, form that is asked; whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.layer_kind import Completeness, LayerKind
from gouhook_gis.domain.message import render
from gouhook_gis.formats.members import is_junk
from gouhook_gis.formats.position import misplaced
from gouhook_gis.formats.recognise import recognise
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.formats.stream import Source, file_sha256, open_source
from gouhook_gis.geometry.arrays import Floats, Index
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.reference.catalogue.entry import (
    ARCHIVE,
    COVERAGE,
    INDEX,
    Entry,
    invalid_records,
    write_entry,
)
from gouhook_gis.reference.catalogue.spill import Spilled, gathered, spill
from gouhook_gis.reference.descriptor import CoverageEntry, declared_coverage
from gouhook_gis.reference.digest import digest
from gouhook_gis.reference.embedded.archive import write_archive
from gouhook_gis.reference.embedded.derive import derive
from gouhook_gis.reference.embedded.hilbert import hilbert_codes

# `progress(step, done, total)`: "read" (total unknown: 0), "archive", "index".
Progress = Callable[[str, int, int], None]
# What SQLite puts beside a file that it reads, and takes away again.
_PASSING = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Registration:
    """What is said of an edition beside its files.

    `areas` are administrative codes (prefixes allowed) or `coverage_polygon` a GeoJSON file in
    CGCS2000 degrees, where a sparse layer is complete; `coverage_source` says who says so.
    `layer` names the layer where the files hold several.
    """

    edition: str
    source: str
    valid_from: date | None = None
    areas: tuple[str, ...] = ()
    coverage_polygon: Path | None = None
    coverage_source: str | None = None
    layer: str | None = None


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
    stamps = _stamps(files)
    coverage = _coverage(folder, kind, said)
    spilled, sources = [], []
    for number, path in enumerate(files):
        source, one = _spilled(path, kind, said.layer, folder / f"{number}.spill", progress)
        sources += list(source.files)
        spilled.append(one)
    epsg = _one_crs(spilled, files)
    columns = _columns(spilled, files)
    boxes = np.concatenate([one.boxes for one in spilled])
    order, extent = _order(boxes, epsg)
    archive = folder / ARCHIVE
    write_archive(archive, gathered(spilled, order, columns), columns, epsg, extent)
    progress("archive", len(order), len(order))
    for one in spilled:
        one.path.unlink()
    if _stamps(files) != stamps:
        raise UsageError("catalogue.source_changed", paths=[str(path) for path in files])
    sha256 = file_sha256(archive)
    made = derive(
        archive,
        folder / INDEX,
        epsg,
        kind.id_fields,
        kind.code_field,
        sha256,
        lambda done, total: progress("index", done, total),
    )
    entry = Entry(
        kind=kind.kind,
        edition=said.edition,
        completeness=kind.completeness,
        epsg=epsg,
        records=len(order),
        features=made.features,
        # A lost shape may stand as a row without one, so the two are not added up.
        unusable=max(len(order) - made.features, sum(one.lost for one in spilled)),
        repaired=made.repaired,
        invalid=invalid_records(made),
        extent=made.extent,
        files=tuple(sources),
        sha256=digest(file.sha256 for file in sources),
        archive_sha256=sha256,
        columns=tuple(columns.names),
        id_fields=kind.id_fields,
        code_field=kind.code_field,
        source=said.source,
        valid_from=said.valid_from,
        coverage=coverage,
        restricted=kind.restricted,
        registered=datetime.now(UTC),
    )
    write_entry(folder, entry)
    return entry


def _coverage(folder: Path, kind: LayerKind, said: Registration) -> CoverageEntry | None:
    """Return what is declared, its polygon copied into `folder` and read once to be sure."""
    polygon = said.coverage_polygon
    if not said.areas and polygon is None:
        return None
    if kind.completeness is Completeness.COMPLETE:
        raise UsageError("catalogue.coverage_of_complete", kind=kind.kind)
    for code in said.areas:
        if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 19):
            raise UsageError("catalogue.area_wrong", code=code)
    if polygon is not None:
        if not polygon.is_file():
            raise UsageError("reference.path_missing", path=str(polygon))
        # The copy is made after the original was understood, so that an error names the original.
        declared_coverage(CoverageEntry(polygon=polygon.name), polygon.parent)
        shutil.copyfile(polygon, folder / COVERAGE)
    return CoverageEntry(
        codes=said.areas,
        polygon=None if polygon is None else COVERAGE,
        source=said.coverage_source or said.source,
    )


def _spilled(
    path: Path, kind: LayerKind, layer: str | None, spill_to: Path, progress: Progress
) -> tuple[Source, Spilled]:
    try:
        source = open_source(path, limits_from_settings())
        stream = source.open(_layer_name(source, path, kind, layer))
        return source, spill(stream, path, kind, spill_to, lambda rows: progress("read", rows, 0))
    except RefusedError as error:
        detail = render(error.message)
    except (RuntimeError, pa.ArrowInvalid) as error:  # GDAL stumbled on the way
        detail = str(error).splitlines()[0]
    raise UsageError("reference.unreadable", path=str(path), detail=detail)


def _layer_name(source: Source, path: Path, kind: LayerKind, layer: str | None) -> str:
    """Choose the layer that was named, the only one, or the only one named as the kind is."""
    names = source.layers
    if layer in names:
        return layer
    named = [name for name in names if recognise(name, (), [kind]) == kind.kind]
    for chosen in (names, named) if layer is None else ():
        if len(chosen) == 1:
            return chosen[0]
    raise UsageError("catalogue.layer_ambiguous", path=str(path), found=list(names))


def _one_crs(spilled: Sequence[Spilled], files: Sequence[Path]) -> int:
    first = spilled[0].epsg
    for one, path in zip(spilled, files, strict=True):
        if one.epsg != first:
            raise UsageError(
                "catalogue.crs_differ",
                first=str(files[0]),
                first_epsg=first,
                path=str(path),
                epsg=one.epsg,
            )
    return first


def _columns(spilled: Sequence[Spilled], files: Sequence[Path]) -> pa.Schema:
    try:
        return pa.unify_schemas([one.columns for one in spilled], promote_options="permissive")
    except (pa.ArrowTypeError, pa.ArrowInvalid) as error:
        raise UsageError(
            "catalogue.columns_differ",
            paths=[str(path) for path in files],
            detail=str(error).splitlines()[0],
        ) from error


def _order(boxes: Floats, epsg: int) -> tuple[Index, list[float]]:
    """Return the order along the curve, records without a place last, and the extent."""
    there = np.isfinite(boxes).all(axis=1) & ~misplaced(boxes, zone_of(epsg))
    codes = np.full(len(boxes), np.iinfo(np.int64).max)
    codes[there] = hilbert_codes(boxes[there])
    order = np.argsort(codes, kind="stable")
    if not there.any():
        return order, []
    low, high = boxes[there, :2].min(axis=0), boxes[there, 2:].max(axis=0)
    return order, [*low.tolist(), *high.tolist()]


def _stamps(files: Sequence[Path]) -> list[tuple[str, int, int]]:
    """Return size and time of every file, to tell whether one changed while it was read."""
    found = []
    for path in files:
        if not path.exists():
            raise UsageError("reference.path_missing", path=str(path))
        for file in sorted(path.iterdir() if path.is_dir() else path.parent.iterdir()):
            passing = is_junk(file.name) or file.name.endswith(_PASSING)
            if not passing and (path.is_dir() or file.stem == path.stem):
                found.append((str(file), file.stat().st_size, file.stat().st_mtime_ns))
    return found
