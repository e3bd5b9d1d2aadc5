"""The next edition of the registered layer: the last one, with the parcels of one project in place
of those that it had there.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import shapely

from gouhook_gis.domain.area_code import meets
from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.filed.edition import held_rows, one_crs, write_geopackage
from gouhook_gis.filed.parcels import FiledRows
from gouhook_gis.reference.catalogue.register import Registration
from gouhook_gis.reference.catalogue.registry import Registered, Registry
from gouhook_gis.rules.ground import filed

# What is said where somebody else files at the same time: then there is another last edition.
_MEANWHILE = ("catalogue.replaced", "reference.edition_twice", "postgis.registering")
_TRIES, _PAUSE_S = 100, 0.2
_SOURCE = "在线报备登记"
_EVERY = ""  # what every text begins with
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Filed:
    """What came of it: the new edition, the one it `replaced` (None: it is the first), and how many
    parcels of the project stand in it and stood `before`.
    """

    layer_id: str
    replaced: str | None
    parcels: int
    before: int


def file_project(
    registry: Registry,
    kind: LayerKind,
    rows: FiledRows,
    project: str,
    counties: Sequence[str],
    day: date,
    folder: Path,
    progress: Progress,
) -> Filed:
    """Register the edition that follows the last one of these counties, which is retired in the
    same step. Of two at a time the second begins anew, with what the first has made.

    `folder` is for what is made on the way. UsageError as of any registering, and where a record of
    the last edition could not be handed on: the next one would be said to be complete without it.
    """
    tries = _TRIES
    while True:
        try:
            return _file(registry, kind, rows, project, counties, day, folder, progress)
        except UsageError as error:
            tries -= 1
            if error.message.id not in _MEANWHILE or not tries:
                raise
        time.sleep(_PAUSE_S)


def _file(
    registry: Registry,
    kind: LayerKind,
    rows: FiledRows,
    project: str,
    counties: Sequence[str],
    day: date,
    folder: Path,
    progress: Progress,
) -> Filed:
    held = [one for one in registry.list() if one.entry.kind == kind.kind]
    last = last_of(held, counties)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kept: list[FiledRows] = []
    base, before = None, 0
    if last is not None:
        store, layer_id = registry.store(last.entry.layer_id), last.entry.layer_id
        base = next(one for one in store.editions() if one.layer_id == layer_id)
        there = store.where(layer_id, filed.CODE, [_EVERY], prefix=True)
        kept = [held_rows(there, [project])]
        lost = max(base.unusable, base.records - len(there))
        if lost:
            raise UsageError("filed.not_whole", layer=layer_id, count=lost)
        before = len(there) - len(kept[0])
    file = folder / "BBDK.gpkg"
    every = [*kept, rows]
    write_geopackage(every, one_crs(one.epsg for one in every), file)
    made = registry.add(kind, [file], _said(held, base, day, folder), progress)
    return Filed(
        layer_id=made.entry.layer_id,
        replaced=None if last is None else last.entry.layer_id,
        parcels=len(rows),
        before=before,
    )


def last_of(held: Sequence[Registered], counties: Sequence[str]) -> Registered | None:
    """Return the edition in use that was registered last, of those that serve these counties."""
    serving = [
        one
        for one in held
        if not one.retired
        and (
            not one.entry.areas
            or not counties
            or any(meets(area, county) for area in one.entry.areas for county in counties)
        )
    ]
    return max(serving, key=lambda one: one.entry.registered, default=None)


def _said(
    held: Sequence[Registered], base: Edition | None, day: date, folder: Path
) -> Registration:
    """Return what is said of the new edition: it is complete where the last one is."""
    coverage = None if base is None else base.coverage
    polygon = None
    if coverage is not None and coverage.polygon is not None:
        polygon = folder / "coverage.geojson"
        polygon.write_text(shapely.to_geojson(shapely.from_wkb(coverage.polygon.wkb)), "utf-8")
    return Registration(
        edition=_next_name([one.entry.edition for one in held], day),
        source=(base.source if base is not None else None) or _SOURCE,
        valid_from=day,
        areas=() if coverage is None else coverage.codes,
        coverage_polygon=polygon,
        coverage_source=None if coverage is None else coverage.source,
        replaces=None if base is None else base.layer_id,
    )


def _next_name(taken: Sequence[str], day: date) -> str:
    """Return the name of the next edition of a day: 20261122-1, 20261122-2 …"""
    head = f"{day:%Y%m%d}-"
    numbers = [name.removeprefix(head) for name in taken if name.startswith(head)]
    return f"{head}{1 + max((int(one) for one in numbers if one.isdecimal()), default=0)}"
