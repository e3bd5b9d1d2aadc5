"""The archive of the accepted project: layers, workbook, coordinate texts, photographs."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from shapely import Point

from generator.acceptance import planted
from generator.acceptance.photographs import photograph
from generator.acceptance.texts import Surveyed, coordinate_text
from generator.frame import EPSG, to_map
from generator.papers import Papers, papers
from generator.project import Project, Role, tables
from generator.table import Table, round_half_up
from generator.workbook import FILE, workbook
from generator.write import write_shapefile, write_zip

TEXTS: dict[Role, str] = {
    "demolition": "拆旧地块勘测定界.txt",
    "new_construction": "建新地块勘测定界.txt",
}
ZONE, SURVEYED_ON, PRODUCER = 35, "2024-11-05", "澄岭县自然资源局（示例）"
RECLAIMED = "复垦耕地"
FOLDERS = {"texts": "勘测定界", "photographs": "举证照片"}
# A year earlier than the clean project: land use before is that of the survey of 2023.
DATES = {
    "application_date": "2024-01-18",
    "approval_date": "2024-03-20",
    "approval_filing_date": "2024-03-25",
    "implementation_date": "2024-04-08",
    "completion_date": "2024-10-31",
    "self_check_date": "2024-11-08",
    "preliminary_acceptance_date": "2024-11-18",
    "acceptance_date": "2024-11-28",
    "filing_date": "2024-12-06",
    "quota_return_date": "2024-11-28",
}
OFFSET_USED_M2 = 50_000.0  # of some 68,600 m² that are reclaimed beyond what is built over
DOCUMENTS = (
    *("竣工验收请示", "自查报告", "初验意见", "项目区实施规划", "竣工报告", "竣工图"),
    *("项目区批准文件", "利用结构变化表", "权属调整落实报告", "招标监理廉政材料"),
    *("工程质量验收报告", "财务决算审计报告", "农户满意调查报告", "农民安置去向表", "承包协议"),
    *("复垦耕地质量报告", "指标归还报告", "电子文档"),
)


def accepted_papers(project: Project, quota_m2: float, county_m2: tuple[float, float]) -> Papers:
    """Return the facts at acceptance: what was planned is filed as done."""
    facts = papers(project, quota_m2, county_m2)
    for row in facts["parcels"]:
        row["coordinates_file"] = TEXTS[row["role"]]
    sums = {role: sum(parcel.planar for parcel in project.of(role)) for role in TEXTS}
    return (
        facts
        | DATES
        | {
            "approval_document": "示自然资函〔2024〕97号",
            "acceptance_document": "示自然资函〔2024〕331号",
            "acceptance_map_scale": 2000,
            "accepted_demolition_m2": sums["demolition"],
            "accepted_new_construction_m2": sums["new_construction"],
            "offset_used_m2": OFFSET_USED_M2,
            "documents": [{"item": item, "present": True} for item in DOCUMENTS],
        }
    )


def write_accepted(project: Project, target: Path, facts: Papers) -> None:
    """Write the archive with its texts and photographs."""
    members: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for table in map(_filed, tables(project)):
            for file in write_shapefile(table, Path(folder), table.name, "GBK"):
                members[file.name] = file.read_bytes()
    members[FILE] = workbook("sichuan", facts)
    for role, name in TEXTS.items():
        members[f"{FOLDERS['texts']}/{name}"] = _text(project, role)
    by_id = {parcel.id: parcel for parcel in project.parcels}
    for shot in planted.PHOTOGRAPHS:
        members[f"{FOLDERS['photographs']}/{shot.file}"] = photograph(
            shot, by_id[shot.parcel].shape, EPSG
        )
    write_zip(target, members)


def _text(project: Project, role: Role) -> bytes:
    parcels = [
        Surveyed(parcel.id, parcel.name, parcel.purpose or RECLAIMED, parcel.shape, parcel.planar)
        for parcel in project.of(role)
    ]
    corner = to_map(Point(planted.LEFT_OUT))
    lost = [(planted.POINT_LESS, (corner.x, corner.y))]
    return coordinate_text(parcels, ZONE, SURVEYED_ON, PRODUCER, lost)


def _filed(table: Table) -> Table:
    """Return the layer with the one area that is filed too large (DKMJ in 公顷)."""
    rows = [dict(row) for row in table.rows]
    for row in rows:
        if row["DKBH"] == planted.TOO_LARGE:
            row["DKMJ"] = round_half_up(planted.FILED_M2 / 10_000, 4)
    return replace(table, rows=rows)
