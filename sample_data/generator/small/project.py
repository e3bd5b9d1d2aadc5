"""A small project: its parcels as layers, its papers, its reference folder, its archive."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from shapely import box

from generator.project import DEMOLITION_SCHEMA, NEW_SCHEMA
from generator.small.layers import Row, made
from generator.small.place import Place, Plot
from generator.table import Table, round_half_up
from generator.workbook import FILE, workbook
from generator.write import write_shapefile, write_zip

PURPOSES = {"resettlement": "安置", "urban": "城镇", "rural_development": "农村发展"}


@dataclass(frozen=True)
class Layer:
    """A reference layer with its kind; a sparse one is declared complete for the county.

    `edition` is that of the project where it is not given.
    """

    kind: str
    table: Table
    declared: bool = True
    edition: str | None = None


@dataclass(frozen=True)
class Small:
    """A project of one profile, the layers beside it, and the facts of its workbook."""

    profile: str
    place: Place
    code: str
    name: str
    plots: tuple[Plot, ...]
    facts: Mapping[str, Any]
    layers: tuple[Layer, ...]
    edition: str
    surplus_m2: float | None = None
    # Coordinate texts and photographs by their name in the archive.
    papers: Mapping[str, bytes] = field(default_factory=dict)

    def of(self, role: str) -> list[Plot]:
        """Return the plots of a role."""
        return [plot for plot in self.plots if plot.role == role]


def write_submission(project: Small, target: Path) -> None:
    """Write the archive with CJDK, JXDK and the workbook."""
    members: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for table in _tables(project):
            for file in write_shapefile(table, Path(folder), table.name, "GBK"):
                members[file.name] = file.read_bytes()
    members[FILE] = workbook(project.profile, project.facts)
    write_zip(target, members | dict(project.papers))


def write_reference(project: Small, folder: Path) -> None:
    """Write the layers and `reference.yaml`."""
    folder.mkdir(parents=True)
    entries: list[dict[str, Any]] = []
    source = f"{project.place.county_name}自然资源局（示例）"
    for layer in project.layers:
        edition = layer.edition or project.edition
        stem = f"{layer.table.name}_{edition}"
        write_shapefile(layer.table, folder, stem, "GBK")
        entry: dict[str, Any] = {
            "kind": layer.kind,
            "edition": edition,
            "path": f"{stem}.shp",
            "source": source,
            "valid_from": date(int(edition), 12, 31),
        }
        if layer.declared:
            entry["coverage"] = {"codes": [project.place.county], "source": f"{source}（全县）"}
        entries.append(entry)
    text = yaml.safe_dump({"layers": entries}, allow_unicode=True, sort_keys=False, width=100)
    (folder / "reference.yaml").write_text(text, "utf-8", newline="\n")


def _tables(project: Small) -> list[Table]:
    """Return the layers of the roles that have plots; DKMJ in 公顷 and in m², planar."""
    tables = []
    for role, name, schema in (
        ("demolition", "CJDK", DEMOLITION_SCHEMA),
        ("new_construction", "JXDK", NEW_SCHEMA),
    ):
        plots = project.of(role)
        if plots:
            rows = [_row(project, plot) for plot in plots]
            shapes = [box(*plot.rectangle) for plot in plots]
            tables.append(made(project.place, name, schema, rows, shapes))
    return tables


def _row(project: Small, plot: Plot) -> Row:
    place = project.place
    row: Row = {
        "XMBH": project.code,
        "XMMC": project.name,
        "DKBH": plot.id,
        "DKMC": f"{place.villages[plot.village]}{plot.id}",
        "XZQDM": place.county,
        "ZLDWDM": place.village_code(plot.village),
        "ZLDWMC": place.villages[plot.village],
        "JZDS": 4,
    }
    if plot.role == "new_construction":
        return row | {"DKMJ": round_half_up(plot.planar, 2), "DKYT": PURPOSES[plot.purpose]}
    surplus = None if project.surplus_m2 is None else project.surplus_m2 / 10_000
    return row | {"DKMJ": round_half_up(plot.planar / 10_000, 4), "JYZB": surplus}


def linked_rows(
    plots: Sequence[Plot], *, high_standard: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return the 挂接表: nine tenths of a demolition plot become dry land of grade 6, new
    construction takes land of grade 7.
    """
    rows: list[dict[str, Any]] = []
    for plot in plots:
        row: dict[str, Any] = {"parcel_id": plot.id, "role": plot.role,
                               "grade_scale": "utilisation_grade"}  # fmt: skip
        if plot.role == "demolition":
            row |= {"planned_class": "0103", "farmland_m2": plot.planar * 9 / 10, "grade": 6,
                    "high_standard": plot.id in high_standard}  # fmt: skip
        else:
            row |= {"area_surveyed": True, "grade": 7}
        rows.append(row)
    return rows
