"""Registered editions as a table, as lines, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from rich.table import Table

from gouhook_gis.domain.catalogue import text, word
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.reference.catalogue.entry import Entry
from gouhook_gis.reference.catalogue.registry import Registered

_SHOWN = 12  # areas; a province has two hundred
_COLUMNS = ("layer", "title", "features", "source", "valid_from", "coverage", "state")
_LINES = (
    *("layer", "title", "state", "source", "valid_from", "coverage", "coverage_source", "records"),
    *("features", "unusable", "repaired", "epsg", "extent", "areas", "columns", "files", "sha256"),
    *("parts", "size", "registered", "path"),
)


def as_json(held: Sequence[Registered]) -> str:
    """Return editions as a JSON array, as they stand in `edition.json`, with state and place."""
    rows = [
        {
            **one.entry.model_dump(mode="json", exclude_none=True),
            "state": "retired" if one.retired else "active",
            "path": one.place,
        }
        for one in held
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def table(held: Sequence[Registered], lang: str) -> Table:
    """Return a table of editions for the terminal."""
    made = Table(box=None, pad_edge=False)
    for column in _COLUMNS:
        made.add_column(_title(column, lang), overflow="fold", no_wrap=column == "layer")
    for one in held:
        values = _values(one, lang)
        made.add_row(*(values[column] for column in _COLUMNS))
    return made


def lines(held: Registered, size: int, lang: str) -> Iterator[str]:
    """Yield all that is known of an edition of `size` bytes, its parts and its invalid records."""
    values = {**_values(held, lang), "size": f"{size / 1e6:,.1f} MB"}
    for name in _LINES:
        yield f"{_title(name, lang)}  {values[name]}"
    entry = held.entry
    if entry.parts:
        yield text("cli.layers.parts_head", {}, lang)
    for part in entry.parts:
        figures = f"{part.records:,}  {part.features:,}  {part.archive_sha256}"
        yield f"  {part.name}  {figures}  {_extent(part.extent)}"
    if entry.invalid:
        counts = {"shown": len(entry.invalid), "total": entry.repaired}
        yield text("cli.layers.invalid_head", counts, lang)
    for item in entry.invalid:
        yield f"  {item.record}  {item.id}  {item.reason}"


def _title(column: str, lang: str) -> str:
    return text(f"cli.layers.column.{column}", {}, lang)


def _values(held: Registered, lang: str) -> dict[str, str]:
    entry = held.entry
    state = "retired" if held.retired else "active"
    return {
        "layer": entry.layer_id,
        "title": word(entry.kind, lang),
        "state": text(f"cli.layers.state.{state}", {}, lang),
        "source": entry.source,
        "valid_from": str(entry.valid_from or "—"),
        "coverage": _coverage(entry, lang),
        "coverage_source": (entry.coverage and entry.coverage.source) or "—",
        "records": f"{entry.records:,}",
        "features": _features(entry),
        "unusable": f"{entry.unusable:,}",
        "repaired": f"{entry.repaired:,}",
        "epsg": f"EPSG:{entry.epsg}",
        "extent": _extent(entry.extent),
        "areas": _areas(entry, lang),
        "columns": ", ".join(entry.columns),
        "files": ", ".join(file.path for file in entry.files),
        "sha256": entry.sha256,
        "parts": f"{len(entry.parts):,}",
        "registered": entry.registered.isoformat(timespec="seconds"),
        "path": held.place,
    }


def _features(entry: Entry) -> str:
    if entry.raster is None:
        return f"{entry.features:,}"
    return f"{entry.raster.grid.rows:,} × {entry.raster.grid.columns:,}"


def _coverage(entry: Entry, lang: str) -> str:
    if entry.raster is not None:
        return text("raster.coverage", {}, lang)
    if entry.completeness is Completeness.COMPLETE:
        return text("cli.layers.coverage.features", {}, lang)
    if entry.coverage is None:
        return text("cli.layers.coverage.none", {}, lang)
    polygon = (text("cli.layers.coverage.polygon", {}, lang),) if entry.coverage.polygon else ()
    return ", ".join((*entry.coverage.codes, *polygon))


def _extent(extent: Sequence[float]) -> str:
    return ", ".join(f"{value:.3f}" for value in extent) or "—"


def _areas(entry: Entry, lang: str) -> str:
    if not entry.areas:
        return text("cli.layers.areas.any", {}, lang)
    if len(entry.areas) <= _SHOWN:
        return ", ".join(entry.areas)
    some = [*entry.areas[:_SHOWN]]
    return text("cli.layers.areas.some", {"some": some, "total": len(entry.areas)}, lang)
