"""The files of an edition, read once: what both stores of editions are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.message import render
from gouhook_gis.domain.submission import SourceFile
from gouhook_gis.formats.members import is_junk
from gouhook_gis.formats.position import misplaced
from gouhook_gis.formats.recognise import recognise
from gouhook_gis.formats.sandbox import open_isolated
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.formats.stream import Source, open_source
from gouhook_gis.geometry.arrays import Floats, Index, Integers, Mask
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.reference.catalogue.spill import Spilled, gathered, spill
from gouhook_gis.reference.digest import digest
from gouhook_gis.reference.embedded.archive import Block
from gouhook_gis.reference.embedded.hilbert import hilbert_codes

# `progress(step, done, total)`: "read" (total unknown: 0), "archive", "index".
Progress = Callable[[str, int, int], None]
# What SQLite puts beside a file that it reads, and takes away again.
_PASSING = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Records:
    """The records of all files of an edition, spilled to disk; n records, counted from 0.

    `lost` were lost while reading; `columns` are their fields by standard name.
    """

    spilled: Sequence[Spilled]
    files: tuple[SourceFile, ...]
    epsg: int
    columns: pa.Schema

    @cached_property
    def boxes(self) -> Floats:
        """Return the box of each record (n, 4), NaN where it has no shape."""
        return np.concatenate([one.boxes for one in self.spilled])

    @cached_property
    def counties(self) -> Integers:
        """Return the first six digits of the code of each record (n,), 0 where it has none."""
        return np.concatenate([one.counties for one in self.spilled])

    @property
    def lost(self) -> int:
        """Return how many records were lost while reading."""
        return sum(one.lost for one in self.spilled)

    @property
    def sha256(self) -> str:
        """Return the hash of the files."""
        return digest(file.sha256 for file in self.files)

    @cached_property
    def order(self) -> Index:
        """Return the order of the records along the curve (n,), those without a place last."""
        there = self._there
        codes = np.full(len(self.boxes), np.iinfo(np.int64).max)
        codes[there] = hilbert_codes(self.boxes[there])
        return np.argsort(codes, kind="stable")

    def extent(self, rows: Index) -> list[float]:
        """Return minx, miny, maxx, maxy of the records `rows`; nothing where none has a place."""
        boxes = self.boxes[rows[self._there[rows]]]
        if not len(boxes):
            return []
        return [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()]

    def blocks(self, rows: Index) -> Iterator[Block]:
        """Yield the records `rows` in their order."""
        return gathered(self.spilled, rows, self.columns)

    @cached_property
    def _there(self) -> Mask:
        finite = np.isfinite(self.boxes).all(axis=1)
        return np.logical_and(finite, ~misplaced(self.boxes, zone_of(self.epsg)))


def read_records(
    folder: Path,
    kind: LayerKind,
    files: Sequence[Path],
    layer: str | None,
    progress: Progress,
    *,
    confined: bool = False,
) -> Records:
    """Read `files` as one edition of `kind`; what was read waits in `folder`.

    `layer` names the layer where the files hold several; `confined` has them read by a child
    process under limits. Raises UsageError, with the file and the
    reason, where one cannot be read or understood, lacks a required field, is not in CGCS2000, or
    changes meanwhile.
    """
    stamps = _stamps(files)
    spilled, sources = [], []
    for number, path in enumerate(files):
        spill_to = folder / f"{number}.spill"
        source, one = _spilled(path, kind, layer, spill_to, progress, confined=confined)
        sources += list(source.files)
        spilled.append(one)
    epsg = _one_crs(spilled, files)
    if _stamps(files) != stamps:
        raise UsageError("catalogue.source_changed", paths=[str(path) for path in files])
    return Records(spilled, tuple(sources), epsg, _columns(spilled, files))


def _spilled(
    path: Path,
    kind: LayerKind,
    layer: str | None,
    spill_to: Path,
    progress: Progress,
    *,
    confined: bool,
) -> tuple[Source, Spilled]:
    opener = open_isolated if confined else open_source
    try:
        source = opener(path, limits_from_settings())
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
