"""Satellite patches of the county and the filed projects beside them, every share known.

Each patch is a rectangle of whole metres on the board inside one field; the parcels that it is
compared with are rectangles too, so that what is covered can be worked out by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import shapely
from pyproj import Transformer
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry

from generator import filed, plan
from generator.frame import EPSG, to_map
from generator.land import Land
from generator.table import Table, Value
from generator.write import write_geopackage

EARLIER, LATER = "2024-03-01", "2024-06-01"
WIDTH, HEIGHT, LARGE = 40, 25, (60, 50)
FARMLAND, OTHER = ("0101", "0103"), ("0201", "0301")
# Parcels reach so far beyond a patch that they cover, m; patches lie farther apart.
MARGIN = 3
FILED: dict[str, Value] = {"XMZT": "已报备", "BBRQ": "2024-01-15", "YSRQ": None}


@dataclass(frozen=True)
class Plan:
    """`count` patches of one sort: how much of each is covered by a parcel of `role`."""

    outcome: str
    count: int
    share: float = 0.0
    role: str = "建新"
    large: bool = False
    classes: tuple[str, ...] = FARMLAND
    approved: str | None = "2024-01-10"
    state: tuple[tuple[str, Value], ...] = ()
    earlier: str | None = EARLIER
    converted: bool = False


PLANS = (
    Plan("covered", 50, 1.0),
    Plan("covered", 10, 0.92),
    Plan("covered", 10, 0.96, large=True),
    Plan("time_open", 20, 1.0, approved="2024-04-15"),
    Plan("before_approval", 20, 1.0, approved="2024-08-01"),
    Plan("unfiled", 20, 1.0, state=(("XMZT", "未报备"), ("BBRQ", None))),
    Plan("partly", 20, 0.5),
    Plan("partly", 20, 0.76),
    Plan("partly", 10, 0.88),
    Plan("partly", 10, 0.94, large=True),
    Plan("doubtful", 10, 1.0, earlier=None),
    Plan("doubtful", 10, 1.0, approved=None),
    Plan("demolition", 30, 1.0, role="拆旧"),
    Plan("reoccupied", 15, 1.0, role="拆旧", state=(("YSRQ", "2024-02-20"),)),
    Plan("doubtful", 10, 1.0, role="拆旧", state=(("YSRQ", "2024-04-20"),)),
    Plan("outside_farmland", 20),
    Plan("outside", 10, converted=True),
    Plan("outside", 5, classes=OTHER),
)
PATCH_FIELDS = {
    "监测编号": "str:30", "县级行政区代码": "str:6", "前时相": "date", "后时相": "date",
    "图斑面积": "float:12.2", "实地地类": "str:10", "城镇村属性码": "str:4",
}  # fmt: skip
APPROVAL_FIELDS = {"PZWH": "str:60", "PZRQ": "date"}


@dataclass
class Drawn:
    """Rows and shapes of the three layers, and what is expected of each patch."""

    patches: list[tuple[dict[str, Value], BaseGeometry]]
    filed: list[tuple[dict[str, Value], BaseGeometry]]
    approvals: list[tuple[dict[str, Value], BaseGeometry]]
    expected: dict[str, dict[str, Any]]


def write_patches(land: Land, folder: Path) -> dict[str, Any]:
    """Write the layers into `folder`; return what a comparison must say of each patch."""
    drawn = _drawn(land)
    for stem, name, fields, rows, epsg in (
        ("卫片图斑_2024", "卫片图斑", PATCH_FIELDS, drawn.patches, 4490),
        ("BBDK_2024", "BBDK", filed.FIELDS, drawn.filed, EPSG),
        ("NZYPZ_2024", "NZYPZ", APPROVAL_FIELDS, drawn.approvals, EPSG),
    ):
        table = Table(name, fields, [row for row, _ in rows], [one for _, one in rows], epsg)
        write_geopackage(table, folder / f"{stem}.gpkg")
    counts: dict[str, int] = {}
    for one in drawn.expected.values():
        counts[one["outcome"]] = counts.get(one["outcome"], 0) + 1
    return {"counts": counts, "patches": drawn.expected}


def _drawn(land: Land) -> Drawn:
    drawn = Drawn([], [], [], {})
    spots = {
        (classes, large): _spots(land, classes, LARGE if large else (WIDTH, HEIGHT))
        for classes in (FARMLAND, OTHER)
        for large in (True, False)
    }
    taken: list[BaseGeometry] = []
    number = 0
    for sort, one in enumerate(PLANS, start=1):
        for _ in range(one.count):
            number += 1
            x, y = _free(spots[one.classes, one.large], taken, one.large)
            _draw(drawn, one, sort, number, x, y)
    return drawn


def _draw(drawn: Drawn, one: Plan, sort: int, number: int, x: int, y: int) -> None:
    width, height = LARGE if one.large else (WIDTH, HEIGHT)
    code = f"{plan.COUNTY_CODE}20240601{number:08d}"
    shape = box(x, y, x + width, y + height)
    drawn.patches.append(
        (
            {
                "监测编号": code,
                "县级行政区代码": plan.COUNTY_CODE,
                "前时相": one.earlier,
                "后时相": LATER,
                "图斑面积": round(width * height * 0.0015, 2),
                "实地地类": "建设用地",
                "城镇村属性码": None,
            },
            _in_degrees(shape),
        )
    )
    covered = round(width * one.share)
    if covered:
        # The parcel ends inside the patch where it does not cover all of it.
        right = x + covered + (MARGIN if one.share == 1.0 else 0)
        parcel = box(x - MARGIN, y - MARGIN, right, y + height + MARGIN)
        row: dict[str, Value] = {
            "XMBH": f"{plan.COUNTY_CODE}2023{sort:03d}",
            "DKBH": f"{'CJ' if one.role == '拆旧' else 'JX'}{number:03d}",
            "DKLX": one.role,
            "PZRQ": one.approved,
            **FILED,
            **dict(one.state),
            "ZZZB": 50.0,
        }
        drawn.filed.append((row, to_map(parcel)))
    if one.converted:
        approval: dict[str, Value] = {"PZWH": f"示例政土〔2023〕{number}号", "PZRQ": "2023-12-01"}
        drawn.approvals.append((approval, to_map(shape.buffer(MARGIN, join_style="mitre"))))
    drawn.expected[code] = {
        "outcome": one.outcome,
        "area_planar_m2": float(width * height),
        "covered_share": covered / width if one.role == "建新" else 0.0,
        "farmland": one.classes == FARMLAND,
    }


def _spots(
    land: Land, classes: tuple[str, ...], size: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield corners on whole metres of rectangles of `size` that lie inside one field."""
    width, height = size
    for patch in land.patches:
        if patch.ground.kind != "field" or patch.ground.land_class not in classes:
            continue
        west, south, east, north = (round(side) for side in patch.shape.bounds)
        inner: BaseGeometry = patch.shape
        for y in range(south + 2, north - height - 1, height + 4 * MARGIN):
            for x in range(west + 2, east - width - 1, width + 4 * MARGIN):
                if inner.contains(box(x, y, x + width, y + height)):
                    yield x, y


def _free(
    spots: Iterator[tuple[int, int]], taken: list[BaseGeometry], large: bool
) -> tuple[int, int]:
    """Return the next spot whose surroundings nobody has, and take it."""
    width, height = LARGE if large else (WIDTH, HEIGHT)
    for x, y in spots:
        room = 2 * MARGIN
        around = box(x - room, y - room, x + width + room, y + height + room)
        if not shapely.intersects(np.array(taken, dtype=object), around).any():
            taken.append(around)
            return x, y
    raise RuntimeError("the county has no room for so many patches")


def _in_degrees(shape: Polygon) -> BaseGeometry:
    """Return a rectangle of the board in degrees of CGCS2000, as patches are delivered."""
    to_degrees = Transformer.from_crs(EPSG, 4490, always_xy=True)

    def turned(points: Any) -> Any:
        return np.column_stack(to_degrees.transform(points[:, 0], points[:, 1])).round(10)

    return shapely.transform(to_map(shape), turned)
