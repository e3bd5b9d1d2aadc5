"""A `Reading` to files and back: Arrow for layers, JSON for the rest, nothing executable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from gouhook_gis.domain.submission import Decision, Issue, SourceFile
from gouhook_gis.formats.cells import from_json, to_json
from gouhook_gis.formats.coordinate_text.model import TextFile
from gouhook_gis.formats.layer import CrsVerdict, Layer, Reading
from gouhook_gis.formats.objects import objects

_MANIFEST = "reading.json"
# The last two columns, found by their place: a file may give a field any name.
_WKB, _RECORD = "wkb", "record"


def write_reading(reading: Reading, folder: Path) -> None:
    """Write `reading` into `folder`; the manifest comes last, so its presence means complete."""
    for number, layer in enumerate(reading.layers):
        _write_table(_table(layer), folder / f"{number}.arrow")
    manifest = {
        "name": reading.name,
        "sha256": reading.sha256,
        "files": [item.model_dump(mode="json") for item in reading.files],
        "issues": [item.model_dump(mode="json") for item in reading.issues],
        "decisions": [item.model_dump(mode="json") for item in reading.decisions],
        "isolation": reading.isolation,
        "other_files": reading.other_files,
        "workbooks": to_json(reading.workbooks),
        "texts": [item.model_dump(mode="json") for item in reading.texts],
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
        texts=tuple(TextFile.model_validate(item) for item in manifest["texts"]),
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
    # Read, not mapped: the folder is removed as soon as we are done.
    with pa.OSFile(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
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


def _issues(items: list[Any]) -> tuple[Issue, ...]:
    return tuple(Issue.model_validate(item) for item in items)
