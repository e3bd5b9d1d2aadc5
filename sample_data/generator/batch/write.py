"""The sixty as files: a folder of archives, the sheet of quotas, and the truth."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml

from generator import plan
from generator.batch import planted
from generator.batch.draw import Member, draw_members
from generator.batch.room import Room
from generator.batch.truth import truth
from generator.county import County
from generator.land import Land
from generator.project import tables
from generator.table import Table
from generator.write import write_shapefile, write_zip

SUBMISSIONS, QUOTAS, TRUTH = "submissions", "周转指标.csv", "truth.yaml"


def write_batch(county: County, land: Land, layers: dict[str, Table], out: Path) -> None:
    """Write `out`/submissions/*.zip, 周转指标.csv and truth.yaml over the county's `layers`."""
    kept = [shape for name in ("YJJBNTTB_2024", "WFYD_2024") for shape in layers[name].shapes]
    drawn = draw_members(Room(county, land, kept))
    folder = out / SUBMISSIONS
    folder.mkdir(parents=True, exist_ok=True)
    for member in drawn.members.values():
        _write(member, folder / f"{member.name}.zip")
    found = truth(drawn)
    _write_quotas(found["counties"], out / QUOTAS)
    text = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=100)
    (out / TRUTH).write_text(text, "utf-8", newline="\n")


def _write(member: Member, path: Path) -> None:
    """Write the archive of a member: shapefiles in GBK, as surveyors hand them in."""
    with tempfile.TemporaryDirectory() as name:
        files: list[Path] = []
        for table in tables(member.project):
            for row in table.rows:
                row["XZQDM"] = member.code[:6]
            files += write_shapefile(table, Path(name), table.name, "GBK")
        if member.number == planted.WITHOUT_DBF:
            files = [file for file in files if file.suffix != ".dbf"]
        write_zip(path, {file.name: file.read_bytes() for file in files})
    if member.number == planted.BROKEN:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])


def _write_quotas(counties: list[dict[str, Any]], path: Path) -> None:
    names = {plan.COUNTY_CODE: plan.COUNTY_NAME, plan.NEIGHBOUR_CODE: plan.NEIGHBOUR_NAME}
    lines = ["行政区代码,名称,下达周转指标（公顷）"]
    lines += [f"{one['code']},{names[one['code']]},{one['quota_ha']:.4f}" for one in counties]
    # A county with a quota and without a project.
    lines.append("510997,示例县,5.0000")
    path.write_bytes("\r\n".join([*lines, ""]).encode("gb18030"))
