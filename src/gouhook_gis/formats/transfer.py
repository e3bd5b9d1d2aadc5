"""A `Reading` to files and back: Arrow for layers, JSON for the rest, nothing executable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from gouhook_gis.domain.filed import Photograph
from gouhook_gis.domain.submission import Decision, Issue, SourceFile
from gouhook_gis.formats.cells import from_json, to_json
from gouhook_gis.formats.layer import CrsVerdict, Layer, Reading, TextFile
from gouhook_gis.formats.objects import objects

_MANIFEST = "reading.json"
# The last two columns, found by their place: a file may give a field any name.
_WKB, _RECORD = "wkb", "record"


def write_reading(reading: Reading, folder: Path) -> None:
    """Write `reading` into `folder`; the manifest comes last, so its presence means complete."""
    for number, layer in enumerate(reading.layers):
        _write_table(_table(layer), folder / f"{number}.arrow")
    for number, text in enumerate(reading.texts):
        for name, table in _tables(text).items():
            _write_table(table, folder / f"text{number}.{name}.arrow")
    manifest = {
        "name": reading.name,
        "sha256": reading.sha256,
        "files": [item.model_dump(mode="json") for item in reading.files],
        "issues": [item.model_dump(mode="json") for item in reading.issues],
        "decisions": [item.model_dump(mode="json") for item in reading.decisions],
        "isolation": reading.isolation,
        "other_files": reading.other_files,
        "workbooks": to_json(reading.workbooks),
        "texts": [_told(text) for text in reading.texts],
        "photographs": [item.model_dump(mode="json") for item in reading.photographs],
        "layers": [_described(layer) for layer in reading.layers],
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest), "utf-8")


def read_reading(folder: Path) -> Reading | None:
    """Read what `write_reading` wrote, or None where it was not finished."""
    path = folder / _MANIFEST
    if not path.is_file():
        return None
    manifest = json.loads(path.read_text("utf-8"))
    layers = [
        _layer(described, folder / f"{number}.arrow")
        for number, described in enumerate(manifest["layers"])
    ]
    return Reading(
        name=manifest["name"],
        sha256=manifest["sha256"],
        files=tuple(SourceFile.model_validate(item) for item in manifest["files"]),
        layers=tuple(layers),
        issues=_issues(manifest["issues"]),
        decisions=tuple(Decision.model_validate(item) for item in manifest["decisions"]),
        isolation=manifest["isolation"],
        other_files=tuple(manifest["other_files"]),
        workbooks=from_json(manifest["workbooks"]),
        texts=tuple(
            _text(told, folder, f"text{number}") for number, told in enumerate(manifest["texts"])
        ),
        photographs=tuple(Photograph.model_validate(item) for item in manifest["photographs"]),
    )


def _tables(text: TextFile) -> dict[str, pa.Table]:
    tables = {"parcels": text.parcels, "points": text.points}
    tables["beside"] = None if text.beside is None else _table(text.beside)
    return {name: table for name, table in tables.items() if table is not None}


def _told(text: TextFile) -> dict[str, Any]:
    beside = None if text.beside is None else _described(text.beside)
    told = {"file": text.file, "read": text.read, "header": text.header, "beside": beside}
    return {**told, "tables": [*_tables(text)]}


def _text(told: dict[str, Any], folder: Path, stem: str) -> TextFile:
    paths = {name: folder / f"{stem}.{name}.arrow" for name in told["tables"]}
    return TextFile(
        file=told["file"],
        read=told["read"],
        header=told["header"],
        parcels=_read_table(paths["parcels"]) if "parcels" in paths else None,
        points=_read_table(paths["points"]) if "points" in paths else None,
        beside=_layer(told["beside"], paths["beside"]) if "beside" in paths else None,
    )


def _described(layer: Layer) -> dict[str, Any]:
    crs = layer.crs
    return {
        "file": layer.file,
        "name": layer.name,
        "encoding_undecided": layer.encoding_undecided,
        "status": crs.status,
        "epsg": crs.epsg,
        "decision": None if crs.decision is None else crs.decision.model_dump(mode="json"),
        "issues": [item.model_dump(mode="json") for item in crs.issues],
    }


def _layer(described: dict[str, Any], path: Path) -> Layer:
    table = _read_table(path)
    own = table.num_columns - 2
    decided = described["decision"]
    crs = CrsVerdict(
        status=described["status"],
        epsg=described["epsg"],
        decision=None if decided is None else Decision.model_validate(decided),
        issues=_issues(described["issues"]),
    )
    return Layer(
        file=described["file"],
        name=described["name"],
        geometry=objects(table.column(own)),
        columns=table.select(list(range(own))),
        records=table.column(own + 1).to_numpy(),
        crs=crs,
        encoding_undecided=described["encoding_undecided"],
    )


def _table(layer: Layer) -> pa.Table:
    wkb = pa.array(layer.geometry.tolist(), pa.large_binary())
    table = layer.columns.append_column(_WKB, wkb)
    return table.append_column(_RECORD, pa.array(layer.records, pa.int64()))


def _write_table(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _read_table(path: Path) -> pa.Table:
    # Read, not mapped: the folder is removed as soon as we are done.
    with pa.OSFile(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def _issues(items: list[Any]) -> tuple[Issue, ...]:
    return tuple(Issue.model_validate(item) for item in items)
