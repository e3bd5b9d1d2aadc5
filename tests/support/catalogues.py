"""Layers and catalogues for tests: small files, registered and asked beside the memory store."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import yaml

import pyogrio
import shapely

from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.settings import Limits
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.register import Registration
from gouhook_gis.reference.catalogue.registry import Registry
from gouhook_gis.reference.sources import ReferenceOption, open_references
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.loader import layer_kinds

SAMPLE = Path(__file__).parents[2] / "sample_data"
KINDS: dict[str, LayerKind] = {kind.kind: kind for kind in layer_kinds()}
EVERY = frozenset(KINDS)
# A database holds no rasters, and a catalogue no names of their classes.
VECTORS = frozenset(name for name, kind in KINDS.items() if kind.form == "vector")
E, N = 35_500_000.0, 3_400_000.0


def write(path: Path, shapes: list[Any], crs: str | None = "EPSG:4523", **columns: Any) -> Path:
    """Write shapes (None for a null one) and columns of text or numbers as a layer."""
    names = [*columns]
    types = {name: object if _text(values) else None for name, values in columns.items()}
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array([*shapes, None], dtype=object)[:-1]),
        field_data=[np.array(columns[name], dtype=types[name]) for name in names],
        fields=names,
        crs=crs,
        geometry_type="MultiPolygon" if path.suffix == ".gpkg" else "Polygon",
        promote_to_multi=path.suffix == ".gpkg",
        encoding="UTF-8",
    )
    return path


def boxes(path: Path, count: int, **columns: Any) -> Path:
    """Write `count` squares of 10 m in a row, villages by their fields."""
    shapes = [shapely.box(E + 20 * i, N, E + 20 * i + 10, N + 10) for i in range(count)]
    own = {
        "BSM": [f"B{i:05d}" for i in range(count)],
        "ZLDWDM": [f"51099910020{i % 3}0000000" for i in range(count)],
        "ZLDWMC": [f"村{i % 3}" for i in range(count)],
    }
    return write(path, shapes, **{**own, **columns})


def said(edition: str = "2024", **more: Any) -> Registration:
    """Return what is said at registration."""
    return Registration(edition=edition, source="县局", **more)


def in_memory(*texts: str, kinds: Collection[str] = EVERY) -> Any:
    """Open references of `kinds` as `--reference` does."""
    options = [ReferenceOption.parse(text, [*KINDS.values()]) for text in texts]
    return open_references(options, [*KINDS.values()], frozenset(kinds), _read, _read)


def register_sample(root: Path, kinds: Collection[str] = VECTORS) -> Catalogue:
    """Register the layers of the sample county in a new catalogue folder."""
    catalogue = Catalogue(root)
    register_sample_in(catalogue, kinds)
    return catalogue


def register_sample_in(registry: Registry, kinds: Collection[str] = VECTORS) -> None:
    """Register the layers of the sample county as its reference.yaml describes them."""
    folder = SAMPLE / "reference"
    layers = yaml.safe_load((folder / "reference.yaml").read_text("utf-8"))["layers"]
    for layer in (layer for layer in layers if layer["kind"] in kinds):
        coverage = layer.get("coverage") or {}
        registry.add(
            KINDS[layer["kind"]],
            [folder / layer["path"]],
            Registration(
                edition=layer["edition"],
                source=layer["source"],
                valid_from=layer["valid_from"],
                areas=tuple(coverage.get("codes", ())),
                coverage_source=coverage.get("source"),
                layer=layer.get("layer"),
            ),
            lambda step, done, total: None,
        )


def vector_reference(folder: Path) -> Path:
    """Return the reference folder of the sample county but for its rasters, copied to `folder`."""
    copy = Path(shutil.copytree(SAMPLE / "reference", folder))
    listed = yaml.safe_load((copy / "reference.yaml").read_text("utf-8"))["layers"]
    for layer in (layer for layer in listed if layer["kind"] not in VECTORS):
        (copy / layer["path"]).unlink()
    kept = [layer for layer in listed if layer["kind"] in VECTORS]
    (copy / "reference.yaml").write_text(
        yaml.safe_dump({"layers": kept}, allow_unicode=True), "utf-8"
    )
    return copy


def assert_same(first: Features, second: Features) -> None:
    """Fail where two answers differ in order, shape, value or type."""
    assert first.ids.tolist() == second.ids.tolist()
    assert first.epsg == second.epsg
    assert shapely.to_wkb(first.geometries).tolist() == shapely.to_wkb(second.geometries).tolist()
    assert first.repaired.tolist() == second.repaired.tolist()
    assert set(first.columns) == set(second.columns)
    for name, values in first.columns.items():
        assert values.tolist() == second.columns[name].tolist(), name
        assert [*map(type, values)] == [*map(type, second.columns[name])], name


def _read(path: Path) -> Reading:
    return read_source(path, Limits(), ReadOptions())


def _text(values: Any) -> bool:
    return any(isinstance(value, str) or value is None for value in values)
