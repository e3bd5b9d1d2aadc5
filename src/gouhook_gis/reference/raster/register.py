"""A raster into the catalogue: the same values as tiles, copied window by window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.submission import SourceFile
from gouhook_gis.formats.stream import file_sha256
from gouhook_gis.reference.areas import areas_of
from gouhook_gis.reference.catalogue.entry import Entry, RasterEntry, edition_of, write_entry
from gouhook_gis.reference.digest import digest
from gouhook_gis.reference.raster.file import RasterFile, dataset, told
from gouhook_gis.reference.raster.look import look
from gouhook_gis.reference.raster.store import HeldRaster

if TYPE_CHECKING:
    from gouhook_gis.reference.catalogue.catalogue import Held
    from gouhook_gis.reference.catalogue.register import Registration

RASTER = "raster.tif"
# A window of 4 × 4 tiles is copied at a time.
_TILE, _COPIED = 512, 2048


def build_raster(
    folder: Path,
    kind: LayerKind,
    files: Sequence[Path],
    said: Registration,
    progress: Callable[[str, int, int], None],
) -> Entry:
    """Make the edition of one raster in `folder`, which nobody sees yet.

    Values, data type, scale, offset and what is no value are those of the source; its mask or
    transparency becomes the mask of the copy. Raises UsageError for more than one file, for what
    `look` refuses, and where the file changes meanwhile.
    """
    if len(files) != 1:
        raise UsageError("raster.one_file", kind=kind.kind, paths=[str(path) for path in files])
    if said.layer is not None:
        raise UsageError("raster.layer_option", kind=kind.kind)
    source = files[0]
    found = look(source, kind, said.band)
    before = source.stat()
    sha256 = file_sha256(source)
    _copy(found, folder / RASTER, progress)
    after = source.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UsageError("catalogue.source_changed", paths=[str(source)])
    grid = found.grid
    entry = Entry(
        kind=kind.kind,
        edition=said.edition,
        completeness=kind.completeness,
        epsg=grid.epsg,
        records=0,
        features=0,
        unusable=0,
        repaired=0,
        extent=grid.bounds,
        files=(SourceFile(path=source.name, sha256=sha256, size=before.st_size),),
        sha256=digest([sha256]),
        parts=(),
        columns=(),
        id_fields=(),
        source=said.source,
        valid_from=said.valid_from,
        areas=areas_of(kind, said.areas, np.zeros(0, dtype=np.int64)),
        restricted=kind.restricted,
        raster=RasterEntry(
            grid=grid,
            bands=len(found.bands),
            legend=dict(said.legend),
            copy_sha256=file_sha256(folder / RASTER),
        ),
        registered=datetime.now(UTC),
    )
    write_entry(folder, entry)
    return entry


def registered_raster(held: Held) -> HeldRaster | None:
    """Return the raster of a registered edition, None where that is no raster; nothing is
    opened.
    """
    made = held.entry.raster
    if made is None:
        return None
    raster = RasterFile(held.folder / RASTER, made.grid, tuple(range(1, made.bands + 1)))
    return HeldRaster(edition_of(held.entry, held.folder), raster)


def raster_faults(held: Held, made: RasterEntry) -> Sequence[Message]:
    """Return what is wrong with the copy of a raster; nothing where it is as registered."""
    copy = held.folder / RASTER
    if copy.is_file() and file_sha256(copy) == made.copy_sha256:
        return []
    return [message("raster.copy_changed", layer=held.entry.layer_id, path=str(copy))]


def _copy(found: RasterFile, target: Path, progress: Callable[[str, int, int], None]) -> None:
    import rasterio
    from rasterio.enums import MaskFlags
    from rasterio.windows import Window

    rows, columns, bands = found.grid.rows, found.grid.columns, [*found.bands]
    with dataset(found.path) as opened:
        first = bands[0] - 1
        masked = MaskFlags.per_dataset in opened.mask_flag_enums[first]
        with (
            told(target, "raster.not_copied"),
            rasterio.Env(GDAL_TIFF_INTERNAL_MASK="YES"),
            rasterio.open(target, "w", **_profile(opened, len(bands), first)) as made,
        ):
            made.scales = [opened.scales[band - 1] for band in bands]
            made.offsets = [opened.offsets[band - 1] for band in bands]
            for row in range(0, rows, _COPIED):
                for column in range(0, columns, _COPIED):
                    size = (min(_COPIED, columns - column), min(_COPIED, rows - row))
                    window = Window(column, row, *size)
                    with told(found.path):
                        values = opened.read(bands, window=window)
                        mask = opened.dataset_mask(window=window) if masked else None
                    made.write(values, window=window)
                    if mask is not None:
                        made.write_mask(mask, window=window)
                progress("archive", min(row + _COPIED, rows), rows)


def _profile(opened: Any, bands: int, first: int) -> dict[str, Any]:
    kind = np.dtype(opened.dtypes[first])
    return {
        "driver": "GTiff",
        "width": opened.width,
        "height": opened.height,
        "count": bands,
        "dtype": kind.name,
        "crs": opened.crs,
        "transform": opened.transform,
        "nodata": opened.nodatavals[first],
        "tiled": True,
        "blockxsize": _TILE,
        "blockysize": _TILE,
        "compress": "deflate",
        # Differences of neighbours pack better: of whole numbers, or of floating-point ones.
        "predictor": 3 if kind.kind == "f" else 2,
        "bigtiff": "if_safer",
    }
