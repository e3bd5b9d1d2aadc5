"""All findings of a batch and its pairs as a GeoPackage in EPSG:4490, written as they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.batch.summing.doubles import Pair
from gouhook_gis.domain.batch import BatchRow
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.units import AreaUnit, shown
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zones import GEOGRAPHIC
from gouhook_gis.report.evidence import Evidence
from gouhook_gis.report.vector_columns import (
    Column,
    Value,
    as_table,
    attributes,
    column,
    finding_columns,
)
from gouhook_gis.report.vector_shapes import (
    LINE,
    MULTI,
    POINT,
    POLYGON,
    families,
    multi,
    whole_shapes,
)
from gouhook_gis.report.voice import Voice, clean
from gouhook_gis.writers.vector import add_to_geopackage

DOUBLE_USE, NO_PLACE = "double_use", "findings_no_place"
CRS = f"EPSG:{GEOGRAPHIC}"
# Findings that are kept in memory before they go to the file.
_ROWS = 5_000
_LAYERS = {f"findings_{family}": family for family in (POLYGON, LINE, POINT)} | {NO_PLACE: ""}


@dataclass(frozen=True)
class _Found:
    """A finding and the member whose report holds it."""

    member: BatchRow
    item: Evidence


class FindingsFile:
    """A GeoPackage with `findings_polygons`, `_lines`, `_points`, `findings_no_place` (the columns
    of a report's own, with submission and project before them) and `double_use`.

    Every layer is there, with its fields, also where it is empty. Use as a context.
    """

    def __init__(self, path: Path, lang: str, rows: int = _ROWS) -> None:
        """Write to `path`, so many findings at a time."""
        self._path, self._lang, self._rows = path, lang, rows
        self._held: dict[str, list[pa.Table]] = {name: [] for name in _LAYERS}
        self._written: set[str] = set()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is still held."""
        if error is None:
            for layer in _LAYERS:
                self._write(layer)

    def add(
        self, member: BatchRow, report: Report, items: Sequence[Evidence], shapes: Sequence[object]
    ) -> None:
        """Add the findings of a member, with their shapes in EPSG:4490."""
        voice = Voice.of(report.result, self._lang)
        whole = whole_shapes(shapes)
        kinds = families(whole)
        for layer, family in _LAYERS.items():
            mine = np.flatnonzero(kinds == family)
            if len(mine):
                found = [_Found(member, items[at]) for at in mine.tolist()]
                table = as_table(attributes(found, _columns(), voice))
                wkb = pa.array(shapely.to_wkb(multi(whole[mine])), pa.binary())
                self._held[layer].append(table.append_column(_WKB, wkb))
            if sum(map(len, self._held[layer])) >= self._rows:
                self._write(layer)

    def add_pairs(self, pairs: Sequence[Pair]) -> None:
        """Write the pairs: once, when all are known."""
        voice = Voice(self._lang)
        ground = whole_shapes([pair.shape for pair in pairs])
        ground[families(ground) != POLYGON] = None
        table = as_table(attributes(pairs, _pair_columns(), voice))
        wkb = pa.array(shapely.to_wkb(multi(ground)), pa.binary())
        add_to_geopackage(self._path, DOUBLE_USE, table, wkb, CRS, MULTI[POLYGON])

    def _write(self, layer: str) -> None:
        held, self._held[layer] = self._held[layer], []
        more = layer in self._written
        if not held and not more:
            nothing = as_table(attributes([], _columns(), Voice(self._lang)))
            held = [nothing.append_column(_WKB, pa.array([], pa.binary()))]
        if not held:
            return
        table = pa.concat_tables(held).combine_chunks()
        family = _LAYERS[layer]
        wkb = table.column(_WKB).combine_chunks() if family else None
        plain, crs = table.drop_columns([_WKB]), CRS if family else None
        add_to_geopackage(self._path, layer, plain, wkb, crs, MULTI.get(family), more=more)
        self._written.add(layer)


_WKB = "\0wkb"


def in_degrees(
    shapes: Sequence[BaseGeometry | None], epsg: int | None
) -> list[BaseGeometry | None]:
    """Return shapes of a report, whose CRS is `epsg`, in EPSG:4490; None where that is unknown."""
    if epsg is None:
        return [None] * len(shapes)
    moved: list[BaseGeometry | None] = to_epsg(whole_shapes(shapes), epsg, GEOGRAPHIC).tolist()
    return moved


@cache
def _columns() -> tuple[Column, ...]:
    """Return the columns of a finding: whose it is, and those of a report's own file."""
    return (
        column("报送件 SUBMISSION", "报送件", "submission", lambda f, v: clean(f.member.name)),
        column("项目编号 PROJECT", "项目编号", "project code", _project),
        *(_of_finding(one) for one in finding_columns()),
    )


def _project(found: _Found, voice: Voice) -> str:
    return clean(found.member.project_code or "")


def _of_finding(one: Column) -> Column:
    value = one.value
    return Column(one.name, one.meaning, one.dtype, lambda f, v: value(f.item, v), one.decimals)


def _pair_columns() -> tuple[Column, ...]:
    sides = (("first", "一", "1"), ("second", "二", "2"))
    return (
        *(one for name, zh, en in sides for one in _side_columns(name, zh, en)),
        column("面积平米 AREA_M2", "重叠面积（m²）", "area (m²)", _m2, float, 2),
        column("面积公顷 AREA_HA", "重叠面积（公顷）", "area (ha)", _ha, float, 4),
    )


def _side_columns(name: str, zh: str, en: str) -> tuple[Column, ...]:
    def of(attribute: str) -> Value:
        return lambda p, v: clean(str(getattr(getattr(p.use, name), attribute) or ""))

    def role(pair: Pair, voice: Voice) -> str:
        return voice.word(getattr(pair.use, name).role)

    return (
        column(f"报送件{zh} SUBMISSION{en}", f"报送件{zh}", f"submission {en}", of("member")),
        column(f"项目编号{zh} PROJECT{en}", f"项目编号{zh}", f"project {en}", of("project_code")),
        column(f"地块编号{zh} PARCEL{en}", f"地块编号{zh}", f"parcel {en}", of("parcel_id")),
        column(f"地块类别{zh} ROLE{en}", f"地块类别{zh}", f"role {en}", role),
    )


def _m2(pair: Pair, voice: Voice) -> float:
    return float(shown(pair.use.area_m2, AreaUnit.M2))


def _ha(pair: Pair, voice: Voice) -> float:
    return float(shown(pair.use.area_m2, AreaUnit.HECTARE))
