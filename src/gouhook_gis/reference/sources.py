"""`--reference [KIND[@EDITION]=]PATH`: from paths to a store."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.message import render
from gouhook_gis.formats.layer import Layer, Reading
from gouhook_gis.formats.recognise import recognise
from gouhook_gis.reference.areas import areas_of, counties_of
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.descriptor import (
    FILE_NAME,
    LayerEntry,
    declared_coverage,
    read_descriptor,
)
from gouhook_gis.reference.digest import digest
from gouhook_gis.reference.features import features_of, standard_columns
from gouhook_gis.reference.joined import joined
from gouhook_gis.reference.losses import records_lost
from gouhook_gis.reference.memory import LayerData, MemoryStore
from gouhook_gis.reference.raster.look import is_raster
from gouhook_gis.reference.raster.named import described, rasters_in
from gouhook_gis.reference.raster.store import HeldRaster, RasterStore
from gouhook_gis.reference.store import Store

Read = Callable[[Path], Reading]
Opened = LayerData | HeldRaster
UNDATED = "undated"
# A datum cannot be told from coordinates, and nobody reviews a reference layer case by case.
_GUESSED = ("F04.prj_missing", "F04.prj_unreadable")


@dataclass(frozen=True)
class ReferenceOption:
    """One `--reference` option: a path, and what it holds where that was said."""

    path: Path
    kind: str | None = None
    edition: str | None = None

    @classmethod
    def parse(cls, text: str, kinds: Sequence[LayerKind]) -> ReferenceOption:
        """Read `[KIND[@EDITION]=]PATH`; a path may hold "=" where no kind stands before it."""
        head, sep, tail = text.partition("=")
        kind, _, edition = head.partition("@")
        if not tail and (sep or not text):
            raise UsageError("reference.path_missing", path=text)
        if sep and kind in {item.kind for item in kinds}:
            return cls(Path(tail), kind, edition or None)
        if sep and re.fullmatch(r"[a-z_]+(@\w+)?", head) and not Path(text).exists():
            raise UsageError("reference.kind_unknown", kind=kind, known=[k.kind for k in kinds])
        return cls(Path(text))


def open_references(
    options: Sequence[ReferenceOption],
    kinds: Sequence[LayerKind],
    wanted: frozenset[str],
    read_own: Read,
    read_foreign: Read,
) -> Store:
    """Read the layers of `wanted` kinds that `options` name into a store; rasters are only looked
    at. The editions of a catalogue folder are as if each were named.

    What a `reference.yaml` lists was put there by the desk itself and is read with `read_own`;
    anything else, which may be somebody's submission, with `read_foreign`.

    Raises UsageError for a path that is missing, a file that cannot be read, a CRS that is not
    accepted, and one edition named twice.
    """
    table = {kind.kind: kind for kind in kinds}
    found: list[Opened] = []
    registered: list[Store] = []
    for option in options:
        if not option.path.exists():
            raise UsageError("reference.path_missing", path=str(option.path))
        if is_catalogue(option.path):
            registered.append(open_catalogue(option.path, _meant(option, wanted)))
            continue
        descriptor = option.path / FILE_NAME if option.path.is_dir() else option.path
        if descriptor.name == FILE_NAME and descriptor.exists():
            found += _described(descriptor, table, wanted, read_own)
        else:
            found += _recognised(option, table, wanted, read_foreign)
    layers = MemoryStore.of([one for one in found if isinstance(one, LayerData)])
    rasters = RasterStore.of([one for one in found if isinstance(one, HeldRaster)])
    return joined([layers, rasters, *registered])


def is_catalogue(path: Path) -> bool:
    """Whether a path is the folder of a catalogue that holds an edition."""
    return path.is_dir() and bool(Catalogue(path).list())


def _meant(option: ReferenceOption, wanted: frozenset[str]) -> frozenset[str]:
    """Return which of the `wanted` kinds are meant by a catalogue folder; no edition is."""
    if option.edition is not None:
        raise UsageError("reference.catalogue_edition", path=str(option.path))
    return wanted if option.kind is None else wanted & {option.kind}


def _described(
    file: Path, table: dict[str, LayerKind], wanted: frozenset[str], read: Read
) -> list[Opened]:
    entries = read_descriptor(file).layers
    for entry in entries:
        if entry.kind not in table:
            raise UsageError("reference.kind_unknown", kind=entry.kind, known=sorted(table))
    found: list[Opened] = []
    for entry in entries:
        if entry.kind not in wanted:
            continue
        path, kind = file.parent / entry.path, table[entry.kind]
        if not path.exists():
            raise UsageError("reference.path_missing", path=str(path))
        if kind.form == "raster":
            found.append(described(path, kind, entry))
            continue
        _refuse_raster(path, kind)
        reading = read(path)
        layer = _the_layer(reading, entry.layer, path)
        found.append(_data(layer, reading, kind, entry, path, file.parent))
    return found


def _recognised(
    option: ReferenceOption, table: dict[str, LayerKind], wanted: frozenset[str], read: Read
) -> list[Opened]:
    named = _rasters(option, table)
    found: list[Opened] = [
        described(path, table[kind], _entry(option, kind, path.name))
        for path, kind in named
        if kind in wanted
    ]
    if [path for path, _ in named] == [option.path]:
        return found
    reading = read(option.path)
    if not (named and _nothing_else(reading)):
        _readable(reading, option.path)
    for layer in reading.layers:
        kind = option.kind or recognise(layer.name, layer.columns, [*table.values()])
        if kind not in wanted:
            continue
        entry = _entry(option, kind, layer.name).model_copy(update={"path": layer.file})
        where = option.path if layer.file == option.path.name else option.path / layer.file
        found.append(_data(layer, reading, table[kind], entry, where, option.path.parent))
    if option.kind and not found and option.kind in wanted:
        raise UsageError("reference.no_layer", path=str(option.path))
    return found


def _rasters(option: ReferenceOption, table: dict[str, LayerKind]) -> list[tuple[Path, str]]:
    """Return the rasters that `option` names or that are known by their names, with their kinds."""
    if option.kind is None:
        return [*rasters_in(option.path, [*table.values()])]
    if table[option.kind].form == "raster":
        return [(option.path, option.kind)]
    _refuse_raster(option.path, table[option.kind])
    return []


def _entry(option: ReferenceOption, kind: str, name: str) -> LayerEntry:
    """Return what is known of a layer of no `reference.yaml`."""
    return LayerEntry(
        kind=kind, edition=option.edition or _year(name) or UNDATED, path=option.path.name
    )


def _refuse_raster(path: Path, kind: LayerKind) -> None:
    if is_raster(path):
        raise UsageError("raster.vector_only", path=str(path), kind=kind.kind)


def _nothing_else(reading: Reading) -> bool:
    """Whether all that is wrong is that there is no vector layer beside the rasters."""
    return {issue.message.id for issue in reading.issues if issue.fatal} == {"F01.no_layer"}


def _the_layer(reading: Reading, name: str | None, path: Path) -> Layer:
    _readable(reading, path)
    layers = [layer for layer in reading.layers if name is None or layer.name == name]
    if len(layers) != 1:
        raise UsageError(
            "reference.layer_ambiguous",
            path=str(path),
            found=[layer.name for layer in reading.layers],
        )
    return layers[0]


def _readable(reading: Reading, path: Path) -> None:
    if not any(issue.fatal for issue in reading.issues):
        return
    # That no layer was left says less than why.
    reasons = sorted(reading.issues, key=lambda issue: issue.message.id == "F01.no_layer")
    raise UsageError("reference.unreadable", path=str(path), detail=render(reasons[0].message))


def _data(
    layer: Layer, reading: Reading, kind: LayerKind, entry: LayerEntry, path: Path, folder: Path
) -> LayerData:
    guessed = any(issue.message.id in _GUESSED for issue in layer.crs.issues)
    if layer.crs.epsg is None or guessed:
        raise UsageError("reference.crs_refused", path=str(path), layer=layer.name)
    features = features_of(layer, kind, layer.crs.epsg)
    counties = counties_of(standard_columns(layer.columns, kind), kind)
    codes = entry.coverage.codes if entry.coverage else ()
    edition = Edition(
        kind=kind.kind,
        edition=entry.edition,
        completeness=kind.completeness,
        epsg=layer.crs.epsg,
        records=len(layer),
        # A lost shape may stand as a row without one, so the two are not added up.
        unusable=max(len(layer) - len(features), records_lost(reading.issues, layer)),
        sha256=_digest(reading, layer),
        source=entry.source,
        valid_from=entry.valid_from,
        coverage=declared_coverage(entry.coverage, folder),
        areas=areas_of(kind, codes, counties),
        restricted=kind.restricted,
        path=str(path),
    )
    return LayerData(edition, features)


def _digest(reading: Reading, layer: Layer) -> str:
    """Hash the hashes of the files that make up the layer (same stem, any suffix)."""
    stem = layer.file.rsplit(".", 1)[0]
    files = [f for f in reading.files if f.path.startswith(stem)] or list(reading.files)
    return digest(f.sha256 for f in files)


def _year(name: str) -> str | None:
    match = re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", name)
    return match.group() if match else None
