"""Rasters that `--reference` or a `reference.yaml` names, and those known by their names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.formats.recognise import recognise
from gouhook_gis.formats.stream import file_sha256
from gouhook_gis.reference.descriptor import LayerEntry
from gouhook_gis.reference.digest import digest
from gouhook_gis.reference.raster.look import is_raster, look
from gouhook_gis.reference.raster.store import HeldRaster


def described(path: Path, kind: LayerKind, entry: LayerEntry) -> HeldRaster:
    """Return the raster in `path` as the edition that `entry` names; UsageError as `look`.

    It covers the ground on which it has values, wherever that is. It has no records.
    """
    if entry.layer is not None:
        raise UsageError("raster.layer_option", kind=kind.kind)
    raster = look(path, kind, entry.band)
    codes = entry.coverage.codes if entry.coverage else ()
    edition = Edition(
        kind=kind.kind,
        edition=entry.edition,
        completeness=kind.completeness,
        epsg=raster.grid.epsg,
        records=0,
        sha256=digest([file_sha256(path)]),
        source=entry.source,
        valid_from=entry.valid_from,
        areas=codes,
        restricted=kind.restricted,
        legend=entry.legend,
        path=str(path),
    )
    return HeldRaster(edition, raster)


def rasters_in(path: Path, kinds: Sequence[LayerKind]) -> Iterator[tuple[Path, str]]:
    """Yield the rasters that `path` is, or that lie below it, whose name is that of a kind: file
    and kind.

    Nothing is opened; links are not followed.
    """
    for file in _files(path):
        kind = recognise(file.name, (), kinds, "raster")
        if kind is not None:
            yield file, kind


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield from [path] if is_raster(path) else []
        return
    for here, folders, files in os.walk(path):
        folders.sort()
        for name in sorted(files):
            file = Path(here, name)
            if is_raster(file) and not file.is_symlink():
                yield file
