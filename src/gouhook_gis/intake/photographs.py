"""Photographs joined to the parcels they show: by name first; a place alone only suggests (F17)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np

import shapely

from gouhook_gis.domain.filed import Photograph
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.submission import Parcel, Place
from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.arrays import Objects
from gouhook_gis.geometry.plane import working_plane
from gouhook_gis.geometry.transform import to_epsg, transform_points
from gouhook_gis.geometry.zones import GEOGRAPHIC
from gouhook_gis.intake.notes import SUBMISSION, Notes
from gouhook_gis.intake.parcel_layer import MISSING_ID
from gouhook_gis.intake.shapes import usable
from gouhook_gis.intake.vocabulary import vocabulary

# Empirical (经验值): a photographer stands beside what is photographed, and phones err by metres.
NEAR_M = 20.0
# What stands between the number of a parcel and the ordinal of a photograph; 编号 in front of both.
_TAIL = re.compile(r"[\s_\-－—.·（(#]+")
_LABEL = re.compile(r"^\s*(地块)?(编号|号)\s*[:：=]?\s*")


def join_photographs(
    photographs: Sequence[Photograph], parcels: Sequence[Parcel], notes: Notes
) -> tuple[Photograph, ...]:
    """Return the photographs with the keys of their parcels; note those that have none.

    In this order: the file's name (`CJ01_2`, `CJ01`), the folders it lies in, the innermost first,
    what its EXIF describes. Numbers are compared without case, width and blanks; where 拆旧 and
    建新 share one, a folder that says the role decides.
    """
    by_id: dict[str, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        if parcel.id != MISSING_ID:
            by_id[folded(parcel.id)].append(parcel)
    joined: list[Photograph] = []
    alone: list[Photograph] = []
    ambiguous: list[Photograph] = []
    for photograph in photographs:
        found = _named(photograph, by_id)
        key = found[0].key if len(found) == 1 else None
        if key is None:
            (ambiguous if found else alone).append(photograph)
        joined.append(photograph.model_copy(update={"parcel_key": key}))
    near = _near(alone, parcels)
    unknown = [photograph for photograph in alone if photograph.file not in near]
    _note("F17.ambiguous", ambiguous, notes)
    _note("F17.unmatched", unknown, notes)
    for photograph in alone:
        if photograph.file in near:
            parcel = near[photograph.file]
            notes.issue(
                "F17.suggested",
                photograph.file,
                kind="file",
                at=[Place(file=photograph.file)],
                file=photograph.file,
                parcel=parcel.id,
                near_m=NEAR_M,
            )
    return tuple(joined)


def _named(photograph: Photograph, by_id: Mapping[str, Sequence[Parcel]]) -> Sequence[Parcel]:
    """Return the parcels that the best name of a photograph may mean."""
    folders = PurePosixPath(photograph.file).parts[:-1]
    for name in _names(photograph, folders):
        found = by_id.get(folded(name))
        if found:
            return _of_role(found, folders)
    return ()


def _names(photograph: Photograph, folders: Sequence[str]) -> Iterator[str]:
    yield from _heads(photograph.number)
    yield from reversed(folders)
    if photograph.described:
        yield from _heads(_LABEL.sub("", photograph.described))


def _heads(name: str) -> Iterator[str]:
    """Yield a name, and what precedes each of its separators, the longest first."""
    yield name
    for match in reversed([*_TAIL.finditer(name)]):
        yield name[: match.start()]


def _of_role(parcels: Sequence[Parcel], folders: Sequence[str]) -> Sequence[Parcel]:
    said = (vocabulary().layer_names.get(folded(folder)) for folder in reversed(folders))
    role: Role | None = next((kind.role for kind in said if kind is not None), None)
    fitting = [parcel for parcel in parcels if parcel.role == role]
    return fitting or parcels


def _near(photographs: Sequence[Photograph], parcels: Sequence[Parcel]) -> dict[str, Parcel]:
    """Return, by file, the parcel of photographs taken within `NEAR_M` of one parcel only.

    WGS 84 is taken for CGCS2000 here: they differ by centimetres, a phone by metres.
    """
    placed = [photograph for photograph in photographs if photograph.longitude is not None]
    shown = [parcel for parcel in parcels if parcel.geometry is not None]
    if not placed or not shown:
        return {}
    shapes, plane = _in_one_plane(shown)
    degrees = np.array([(p.longitude, p.latitude) for p in placed], dtype=np.float64)
    metres = transform_points(degrees, GEOGRAPHIC, plane)
    # A place on the other side of the globe is none in the plane, and near nothing.
    points = shapely.points(np.where(np.isfinite(metres), metres, 0.0))
    sound = ~shapely.is_missing(shapes)
    rows = np.flatnonzero(sound)
    which, found = shapely.STRtree(shapes[sound]).query(points, "dwithin", NEAR_M)
    hits = np.bincount(which, minlength=len(placed))
    return {
        placed[photograph].file: shown[rows[parcel]]
        for photograph, parcel in zip(which.tolist(), found.tolist(), strict=True)
        if hits[photograph] == 1
    }


def _in_one_plane(parcels: Sequence[Parcel]) -> tuple[Objects, int]:
    """Return the shapes of parcels in the plane of the first system among them."""
    filed = [parcel.geometry for parcel in parcels if parcel.geometry is not None]
    epsg = np.array([geometry.epsg for geometry in filed])
    shapes = usable(np.array([geometry.wkb for geometry in filed], dtype=object))
    codes = sorted({geometry.epsg for geometry in filed})
    plane = working_plane(shapes[epsg == codes[0]], codes[0])
    for code in codes:
        shapes[epsg == code] = to_epsg(shapes[epsg == code], code, plane)
    return shapes, plane


def _note(message_id: str, photographs: Sequence[Photograph], notes: Notes) -> None:
    if photographs:
        notes.issue(
            message_id,
            SUBMISSION,
            kind="submission",
            at=[Place(file=photograph.file) for photograph in photographs],
            count=len(photographs),
            files=[photograph.file for photograph in photographs],
        )
