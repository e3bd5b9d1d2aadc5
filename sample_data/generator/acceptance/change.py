"""The change survey of a year: DLTBGX, the patches afterwards, and DLTBGXGC, each piece changed.

The pieces of a patch before add up to its TBMJ and those of a patch afterwards give its own, in
whole 0.01 m². New patches count on from the survey of 2023 in every year: one BSM names different
patches in the layers of two years, as happens where a survey is numbered again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from generator.acceptance.after import GROUND, After, Ground
from generator.figures import NOISE, polygonal
from generator.frame import to_map
from generator.land import Land
from generator.official import official_area
from generator.survey import CLASS_NAMES
from generator.table import Table, Value, feature_id, round_half_up

UPDATE = {
    "BSM": "str:18", "YSDM": "str:10", "TBYBH": "str:8", "TBBH": "str:8", "DLBM": "str:5",
    "DLMC": "str:20", "QSXZ": "str:2", "ZLDWDM": "str:19", "ZLDWMC": "str:20",
    "TBMJ": "float:14.2", "KCDLBM": "str:5", "KCXS": "float:6.4", "KCMJ": "float:14.2",
    "TBDLMJ": "float:14.2", "GDPDJB": "str:2", "GDDB": "int:2", "CZCSXM": "str:4",
    "ZZSXDM": "str:6", "SJNF": "int:4", "GXSJ": "date",
}  # fmt: skip
SIDE = {
    "TBBSM": "str:18", "TBBH": "str:8", "DLBM": "str:5", "DLMC": "str:20", "ZLDWDM": "str:19",
    "ZLDWMC": "str:20", "KCXS": "float:6.4", "TBDLMJ": "float:14.2", "GDPDJB": "str:2",
    "GDDB": "int:2", "CZCSXM": "str:4",
}  # fmt: skip
PROCESS = {
    "BSM": "str:18", "YSDM": "str:10", "BGXW": "str:2", "XZQTZLX": "str:2",
    "TBBGMJ": "float:14.2", "GXSJ": "date",
    **{f"BGQ{name}": kind for name, kind in SIDE.items()},
    **{f"BGH{name}": kind for name, kind in SIDE.items()},
}  # fmt: skip
CHANGED_SHAPE, CHANGED_GROUND = "2", "1"

Row = dict[str, Value]


@dataclass(frozen=True)
class _Piece:
    """Ground shared by patch `old` of the survey before and `new` of those after; cents of m²."""

    old: int
    new: int
    shape: BaseGeometry
    cents: int


def change(
    year: str, patches: Sequence[After], survey: Table, land: Land, numbered: Counter[str]
) -> tuple[Table, Table]:
    """Return DLTBGX and DLTBGXGC of `year`; `numbered` counts the patch numbers of a village."""
    shapes = [to_map(patch.shape) for patch in patches]
    pieces = _pieces(patches, survey, land)
    day, cents = f"{year}-12-31", Counter[int]()
    for piece in pieces:
        cents[piece.new] += piece.cents
    rows: list[Row] = []
    for number, patch in enumerate(patches):
        numbered[patch.village.code] += 1
        tbbh = f"{numbered[patch.village.code]:04d}"
        rows.append(
            {
                **dict.fromkeys(UPDATE),
                "BSM": feature_id("2110", len(survey) + number + 1),
                "YSDM": "2001010100",
                "TBYBH": tbbh,
                "TBBH": tbbh,
                "QSXZ": "20" if patch.ground.get("CZCSXM") == "202" else "30",
                **_place(patch),
                **_ground(patch.ground),
                **_areas(patch.ground, cents[number]),
                "ZZSXDM": "LS" if _is_farmland(patch.ground) else None,
                "SJNF": int(year),
                "GXSJ": day,
            }
        )
    process = [
        {
            "BSM": feature_id("2120", number),
            "YSDM": "2001010100",
            "BGXW": _action(piece, pieces),
            "XZQTZLX": "0",
            "TBBGMJ": piece.cents / 100,
            "GXSJ": day,
            **_side("BGQ", survey.rows[piece.old], piece.cents),
            **_side("BGH", rows[piece.new], piece.cents),
        }
        for number, piece in enumerate(pieces, start=1)
    ]
    changed = [to_map(piece.shape) for piece in pieces]
    return Table("DLTBGX", UPDATE, rows, shapes), Table("DLTBGXGC", PROCESS, process, changed)


def _pieces(patches: Sequence[After], survey: Table, land: Land) -> list[_Piece]:
    """Return the shared ground, its areas balanced to TBMJ of each patch before."""
    tree = STRtree([patch.shape for patch in land.patches])
    found: dict[int, list[tuple[int, BaseGeometry]]] = defaultdict(list)
    for new, patch in enumerate(patches):
        for old in tree.query(patch.shape, predicate="intersects"):
            shape = polygonal(patch.shape.intersection(land.patches[old].shape))
            if shape.area > NOISE:
                found[int(old)].append((new, shape))
    pieces = []
    for old, shared in sorted(found.items()):
        total = round(float(survey.rows[old]["TBMJ"] or 0.0) * 100)
        cents = [round(official_area(to_map(shape)) * 100) for _, shape in shared]
        largest = cents.index(max(cents))
        cents[largest] += total - sum(cents)
        pieces += [_Piece(old, *one, c) for one, c in zip(shared, cents, strict=True)]
    return sorted(pieces, key=lambda piece: (piece.new, piece.old))


def _action(piece: _Piece, pieces: Sequence[_Piece]) -> str:
    """Return 变更行为: only the ground changed where one patch before is one afterwards."""
    alone = sum(1 for other in pieces if other.old == piece.old or other.new == piece.new) == 1
    return CHANGED_GROUND if alone else CHANGED_SHAPE


def _place(patch: After) -> Row:
    return {"ZLDWDM": patch.village.code, "ZLDWMC": patch.village.name}


def _ground(ground: Ground) -> Row:
    return {
        **{key: ground.get(key) for key in GROUND},
        "DLMC": CLASS_NAMES[str(ground["DLBM"])],
        "KCDLBM": "1203" if ground.get("KCXS") else None,
    }


def _areas(ground: Ground, cents: int) -> Row:
    """Return gross area, ridges and what is left, m²."""
    ridges = round_half_up(cents / 100 * float(ground.get("KCXS") or 0.0), 2)
    net = round(cents / 100 - ridges, 2)
    return {"TBMJ": cents / 100, "KCMJ": ridges, "TBDLMJ": net}


def _side(prefix: str, row: Row, cents: int) -> Row:
    """Return the columns of one side of a piece: of its patch, but the net area its own."""
    kept = {name: row[name] for name in SIDE if name not in ("TBBSM", "TBDLMJ")}
    own = {"TBBSM": row["BSM"], "TBDLMJ": _areas(row, cents)["TBDLMJ"]}
    return {f"{prefix}{name}": value for name, value in (kept | own).items()}


def _is_farmland(ground: Ground) -> bool:
    return str(ground["DLBM"]).startswith("01")
