"""Parcels of two earlier projects of the county: one accepted, one withdrawn."""

from __future__ import annotations

from shapely import box

from generator import plan
from generator.frame import to_map_all
from generator.plan import Rectangle
from generator.table import Table, Value

FIELDS = {
    "XMBH": "str:30", "DKBH": "str:20", "DKLX": "str:10", "PZRQ": "date", "BBRQ": "date",
    "YSRQ": "date", "XMZT": "str:20", "ZZZB": "float:12.4",
}  # fmt: skip
SCHEMA = {"XZQDM": "str:6", **FIELDS}
ACCEPTED: dict[str, Value] = {
    "XMBH": f"{plan.COUNTY_CODE}2021003", "PZRQ": "2021-05-20", "BBRQ": "2021-05-28",
    "YSRQ": "2023-06-15", "XMZT": "已验收", "ZZZB": 0.96,
}  # fmt: skip
WITHDRAWN: dict[str, Value] = {
    "XMBH": f"{plan.COUNTY_CODE}2022002", "PZRQ": "2022-04-11", "BBRQ": "2022-04-19",
    "YSRQ": None, "XMZT": "已撤销", "ZZZB": 2.0,
}  # fmt: skip
# Two projects number their parcels alike. JX002 of the accepted one lies on 20 × 40 m of JX908 of
# the violations, JX001 of the withdrawn one on 40 × 160 m of JX001 of the clean project.
PARCELS: tuple[tuple[dict[str, Value], str, str, Rectangle], ...] = (
    (ACCEPTED, "CJ001", "拆旧", (5320, 1720, 5420, 1780)),
    (ACCEPTED, "JX001", "建新", (5480, 1720, 5560, 1760)),
    (ACCEPTED, "JX002", "建新", (7680, 6500, 7760, 6560)),
    (WITHDRAWN, "CJ001", "拆旧", (4120, 4120, 4180, 4170)),
    (WITHDRAWN, "JX001", "建新", (1750, 2770, 1850, 2970)),
)


def filed_parcels() -> Table:
    """Return BBDK with the parcels of both projects."""
    rows = [
        {**project, "XZQDM": plan.COUNTY_CODE, "DKBH": number, "DKLX": role}
        for project, number, role, _ in PARCELS
    ]
    return Table("BBDK", SCHEMA, rows, list(to_map_all([box(*one) for *_, one in PARCELS])))
