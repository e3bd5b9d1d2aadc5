"""The patches as the survey has them after the project, on the board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shapely import STRtree, box
from shapely.geometry.base import BaseGeometry

from generator.acceptance import planted
from generator.county import Village
from generator.figures import NOISE
from generator.land import Land
from generator.papers import RECLAIMED
from generator.project import Parcel, Project, terrain_of
from generator.table import Table, Value

# Columns that describe the ground of a patch, before a change as after it.
GROUND = ("DLBM", "KCXS", "GDPDJB", "GDDB", "CZCSXM")
Ground = Mapping[str, Value]


@dataclass(frozen=True)
class After:
    """A patch after the change: its shape on the board, its village, its ground (`GROUND`)."""

    shape: BaseGeometry
    village: Village
    ground: Ground


def accepted_year(project: Project, survey: Table, land: Land) -> list[After]:
    """Return the patches of the year of acceptance, but for those without a trace in it."""
    absent = (planted.NOT_MAPPED, planted.NEXT_YEAR)
    parcels = [parcel for parcel in project.of("demolition") if parcel.id not in absent]
    patches = [_reclaimed(parcel, survey, land) for parcel in parcels]
    return patches + [_built(parcel) for parcel in project.of("new_construction")]


def next_year(project: Project, survey: Table, land: Land) -> list[After]:
    """Return the one patch of the year after."""
    late = (p for p in project.of("demolition") if p.id == planted.NEXT_YEAR)
    return [_reclaimed(parcel, survey, land) for parcel in late]


def left_over(
    patches: Iterable[After], survey: Table, land: Land, villages: Mapping[str, Village]
) -> list[After]:
    """Return what stays of the patches before that lose a part, each with its old ground."""
    tree = STRtree([patch.shape for patch in land.patches])
    rest: dict[int, BaseGeometry] = {}
    for patch in patches:
        for i in sorted(tree.query(patch.shape, predicate="intersects")):
            rest[int(i)] = rest.get(int(i), land.patches[i].shape).difference(patch.shape)
    found = []
    for i, shape in sorted(rest.items()):
        if NOISE < shape.area < land.patches[i].shape.area - NOISE:
            row = survey.rows[i]
            found.append(After(shape, villages[str(row["ZLDWDM"])], _ground(row)))
    return found


def _reclaimed(parcel: Parcel, survey: Table, land: Land) -> After:
    village = _village(parcel)
    if parcel.id == planted.MERGED:
        return _merged(parcel, village, survey, land)
    shape = box(*planted.MOVED_PIECE) if parcel.id == planted.MOVED else parcel.board
    if parcel.id == planted.WRONG_CLASS:
        return After(shape, village, {"DLBM": planted.GRASSLAND})
    land_class, grade = RECLAIMED[terrain_of(parcel) or "丘陵"]
    ground = {
        "DLBM": land_class,
        "KCXS": planted.RIDGES,
        "GDPDJB": planted.SLOPE_CLASS,
        "GDDB": grade,
    }
    return After(shape, village, ground)


def _merged(parcel: Parcel, village: Village, survey: Table, land: Land) -> After:
    """Return the parcel as part of the field around it, which keeps its ground."""
    around = next(
        i
        for i, patch in enumerate(land.patches)
        if patch.ground.kind == "field" and patch.shape.intersection(parcel.board).length > 0
    )
    whole = land.patches[around].shape.union(parcel.board)
    return After(whole, village, _ground(survey.rows[around]))


def _built(parcel: Parcel) -> After:
    land_class, settlement = planted.BUILT[parcel.id]
    return After(parcel.board, _village(parcel), {"DLBM": land_class, "CZCSXM": settlement})


def _ground(row: Mapping[str, Value]) -> Ground:
    return {key: row[key] for key in GROUND}


def _village(parcel: Parcel) -> Village:
    if parcel.village is None:
        raise ValueError(f"{parcel.id} lies in no village")
    return parcel.village
