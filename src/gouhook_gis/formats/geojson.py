"""GeoJSON (RFC 7946, and its `crs` member of 2008), read with a JSON parser and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

import shapely

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.crs import WGS84
from gouhook_gis.formats.objects import filled, no_columns, to_wkb
from gouhook_gis.formats.rings import assemble
from gouhook_gis.formats.shapes import ABSURD, Shapes
from gouhook_gis.geometry.arrays import Floats

# Nesting of a multipolygon in a feature collection is 8; nobody needs more than this.
_MAX_DEPTH = 64
# Escapes that stand for half a character, and are wrong where the other half is missing.
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True)
class Parsed:
    """What a GeoJSON file holds: n features; `crs` as it names it (WGS 84 by default)."""

    shapes: Shapes
    columns: pa.Table
    crs: str


def parse(data: bytes, file: str) -> Parsed:
    """Parse a feature collection (or one feature).

    A feature that is no polygon keeps its attributes and a flaw. Raises RefusedError where
    the file is no JSON in UTF-8, or no features are in it.
    """
    document = _load(data, file)
    features = document.get("features") if isinstance(document, dict) else None
    if isinstance(document, dict) and document.get("type") == "Feature":
        features = [document]
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise RefusedError("F02.not_feature_collection", file=file)
    return Parsed(_shapes(features), _columns(features), _crs(document))


def _load(data: bytes, file: str) -> Any:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError("F03.json_not_utf8", file=file, byte=error.start) from error
    if _depth(data) > _MAX_DEPTH:
        raise RefusedError("F01.json_too_deep", file=file, limit=_MAX_DEPTH)
    try:
        document = json.loads(text)
        if _HALF_CHARACTER.search(data):
            json.dumps(document, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise RefusedError(
            "F02.json_damaged", file=file, line=error.lineno, column=error.colno
        ) from error
    except UnicodeEncodeError as error:
        raise RefusedError("F03.half_character", file=file) from error
    except ValueError as error:  # Python reads no integer of thousands of digits
        raise RefusedError("F02.json_number", file=file) from error
    return document


def _depth(data: bytes) -> int:
    """Return how deep brackets nest (those inside strings count too: a guard, not a parser)."""
    raw = np.frombuffer(data, np.uint8)
    steps = np.isin(raw, list(b"[{")).astype(np.int8) - np.isin(raw, list(b"]}"))
    return int(np.cumsum(steps, dtype=np.int64).max(initial=0))


def _crs(document: dict[str, Any]) -> str:
    member = document.get("crs")
    if not isinstance(member, dict):
        return WGS84
    properties = member.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else "?"


@dataclass
class _Rings:
    """Rings gathered feature by feature: the record and the polygon of each."""

    points: list[Floats] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    part: list[int] = field(default_factory=list)
    parts: int = 0

    def add(self, owner: int, polygons: Sequence[Sequence[Floats]]) -> None:
        """Add the rings of one feature."""
        for polygon in polygons:
            self.points += polygon
            self.owner += [owner] * len(polygon)
            self.part += [self.parts] * len(polygon)
            self.parts += 1


def _shapes(features: Sequence[dict[str, Any]]) -> Shapes:
    count = len(features)
    rings = _Rings()
    other, damaged, infinite, height = (np.zeros(count, dtype=bool) for _ in range(4))
    null = np.array([feature.get("geometry") is None for feature in features], dtype=bool)
    for i in np.flatnonzero(~null).tolist():
        geometry = features[i]["geometry"]
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in ("Polygon", "MultiPolygon"):
            other[i] = True
            continue
        polygons = _polygons(geometry.get("coordinates"), kind)
        if polygons is None:
            damaged[i] = True
            continue
        every = [ring for polygon in polygons for ring in polygon]
        height[i] = any(ring.shape[1] > 2 for ring in every)
        infinite[i] = not all((np.abs(ring[:, :2]) < ABSURD).all() for ring in every)
        if not infinite[i]:
            rings.add(i, [[ring[:, :2] for ring in polygon] for polygon in polygons])
    made = assemble(
        np.concatenate([*rings.points, np.empty((0, 2))]),
        np.cumsum([0, *(len(ring) for ring in rings.points)])[:-1],
        np.array(rings.owner, np.int64),
        count,
        np.array(rings.part, np.int64),
    )
    empty = ~(null | other | damaged | infinite | made.too_few | filled(made.geometry))
    return Shapes(
        to_wkb(made.geometry),
        shapely.bounds(made.geometry),
        {
            "F07.null": null,
            "F07.empty": empty,
            "F07.not_polygon": other,
            "F07.damaged": damaged,
            "F07.not_finite": infinite,
            "F07.too_few_points": made.too_few,
            "F11.closed": made.closed,
            "F11.z_dropped": height & filled(made.geometry),
        },
    )


def _polygons(coordinates: Any, kind: str) -> list[list[Floats]] | None:
    """Return polygons → rings → (n, 2 or more) arrays, None where they are none."""
    try:
        parts = coordinates if kind == "MultiPolygon" else [coordinates] if coordinates else []
        found = [[np.array(ring, dtype=np.float64) for ring in part] for part in parts]
    except (TypeError, ValueError, OverflowError):
        return None
    every = [ring for part in found for ring in part]
    right = all(ring.ndim == 2 and ring.shape[1] >= 2 and len(ring) for ring in every)
    return found if right and all(found) else None


def _columns(features: Sequence[dict[str, Any]]) -> pa.Table:
    """Return the properties as columns; of mixed types, or nested, they become text."""
    rows = [p if isinstance(p := feature.get("properties"), dict) else {} for feature in features]
    names = dict.fromkeys(name for row in rows for name in row)
    if not names:
        return no_columns(len(rows))
    return pa.table({name: _column([row.get(name) for row in rows]) for name in names})


def _column(values: list[Any]) -> pa.Array:
    kinds = {type(value) for value in values if value is not None}
    mixed = kinds == {int, float}
    if mixed or (len(kinds) <= 1 and not kinds & {dict, list}):
        try:
            return pa.array(values, pa.float64() if mixed else None)
        except (pa.ArrowInvalid, OverflowError):
            pass  # an integer beyond 64 bits stays legible as text
    texts = [
        value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for value in values
    ]
    return pa.array(texts, pa.string())
