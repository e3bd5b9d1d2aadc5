"""The ground of parcels by patch: records of change, and around them the survey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Mask, Objects
from gouhook_gis.geometry.overlay import Pieces, overlay, uncovered
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.ground.change import Change
from gouhook_gis.rules.ground.land_after import AFTER, BEFORE
from gouhook_gis.rules.ground.survey_land import RIDGE_FIELD, ridge_ratios
from gouhook_gis.rules.scene import Scene

# Where unchanged ground is looked up, best first.
_SURVEYS = (AFTER, BEFORE, "land_use@latest")


@dataclass(frozen=True)
class PatchPieces:
    """Pieces of parcels (m rows, sorted by parcel): `parcel` is a position in the parcel table.

    `layer`, `process`, `patch_before`, `patch_after`, `class_before`, `class_after`: texts, None
    where nothing says; `area` m²; `of_patch` its share of the record of change (of the patch where
    there is none), `ridge_ratio` (KCXS after), NaN where unknown; `counted`: from rural
    construction land to farmland by a record of change.
    """

    parcel: Index
    layer: Objects
    process: Objects
    patch_before: Objects
    patch_after: Objects
    class_before: Objects
    class_after: Objects
    area: Floats
    of_patch: Floats
    ridge_ratio: Floats
    counted: Mask

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.parcel)

    def take(self, rows: Index | Mask) -> PatchPieces:
        """Return the pieces at `rows`."""
        return PatchPieces(*(getattr(self, field.name)[rows] for field in fields(self)))


def patch_pieces(scene: Scene, index: Index, found: Sequence[Change], chosen: Index) -> PatchPieces:
    """Return the pieces of the parcels `index`: of each in its `chosen` layer of `found` (k,),
    and where no record lies in the survey.
    """
    rest: Geometries = scene.parcels.geometry[index].copy()
    answered = np.zeros(len(index), dtype=np.bool_)
    parts = []
    for number, change in enumerate(found):
        own = np.flatnonzero(chosen == number)
        parts.append(_recorded(scene, change, index[own]))
        every = uncovered(scene.laid, change.features.geometries, scene.plane, index[own])
        rest[own], answered[own] = every[1], change.covered[own]
    layers = [found[n].layer_id for n in chosen] if found else [None] * len(index)
    parts += _around(scene, index, rest, answered, np.array(layers, dtype=object))
    every_part = PatchPieces(
        *(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(PatchPieces))
    )
    return every_part.take(np.argsort(every_part.parcel, kind="stable"))


def _recorded(scene: Scene, change: Change, index: Index) -> PatchPieces:
    pieces = change.pieces.take(np.isin(change.pieces.left, index))
    near, rows = change.features, pieces.right
    return PatchPieces(
        parcel=pieces.left,
        layer=_same(change.layer_id, len(pieces)),
        process=_texts(near, "BSM")[rows],
        patch_before=_named(near, "BGQTBBH", "BGQZLDWDM")[rows],
        patch_after=_named(near, "BGHTBBH", "BGHZLDWDM")[rows],
        class_before=_texts(near, "BGQDLBM")[rows],
        class_after=_texts(near, "BGHDLBM")[rows],
        area=pieces.area,
        of_patch=_shares(scene, near, pieces),
        ridge_ratio=ridge_ratios(near.columns.get("BGHKCXS"), len(near))[rows],
        counted=change.counted[rows],
    )


def _around(
    scene: Scene, index: Index, rest: Geometries, answered: Mask, layers: Objects
) -> list[PatchPieces]:
    """Return the pieces of `rest` (k,), ground in no record of change, in the survey; what a
    change layer answers for and no survey shows has no patch. `answered` ground did not change.
    """
    slot = next((s for s in _SURVEYS if scene.edition(s) is not None), None)
    parts = []
    if slot is not None:
        near, afterwards = scene.near(slot), slot == AFTER
        pieces = overlay(rest, scene.laid_near(slot), scene.plane)
        rows, same = pieces.right, answered[pieces.left]
        name, code = _named(near, "TBBH", "ZLDWDM")[rows], _texts(near, "DLBM")[rows]
        kept = code.copy()
        kept[~same] = None
        shares = _shares(scene, near, pieces)
        parts.append(
            PatchPieces(
                parcel=index[pieces.left],
                layer=_same(scene.case.slots[slot].layer_id, len(pieces)),
                process=_same(None, len(pieces)),
                patch_before=_same(None, len(pieces)) if afterwards else name,
                patch_after=name if afterwards else _same(None, len(pieces)),
                class_before=kept if afterwards else code,
                class_after=code if afterwards else kept,
                area=pieces.area,
                of_patch=shares,
                ridge_ratio=ridge_ratios(near.columns.get(RIDGE_FIELD), len(near))[rows],
                counted=np.zeros(len(pieces), dtype=np.bool_),
            )
        )
        left, _ = uncovered(rest, scene.laid_near(slot), scene.plane)
    else:
        left = official_area(rest, scene.plane)
    bare = np.flatnonzero(answered & (np.nan_to_num(left) > RESOLUTION["m2"]))
    none, nan = _same(None, len(bare)), np.full(len(bare), np.nan)
    parts.append(
        PatchPieces(
            parcel=index[bare],
            layer=layers[bare],
            process=none,
            patch_before=none,
            patch_after=none,
            class_before=none,
            class_after=none,
            area=left[bare],
            of_patch=nan,
            ridge_ratio=nan,
            counted=np.zeros(len(bare), dtype=np.bool_),
        )
    )
    return parts


def _shares(scene: Scene, near: Features, pieces: Pieces) -> Floats:
    """Return the share (m,) that each piece has of its patch, 1 at most."""
    used, place = np.unique(pieces.right, return_inverse=True)
    whole = official_area(near.geometries[used], scene.plane)[place]
    # A piece is measured by its own vertices, and may come out larger by a trifle.
    shares: Floats = np.minimum(pieces.area / whole, 1.0)
    return shares


def _texts(near: Features, name: str) -> Objects:
    column = near.columns.get(name)
    if column is None:
        return _same(None, len(near))
    texts = ["" if value is None else str(value).strip() for value in column.tolist()]
    return np.array([text or None for text in texts], dtype=object)


def _named(near: Features, number: str, village: str) -> Objects:
    """Return the names of patches: 图斑号 and, as these begin anew in each village, 坐落单位."""
    both = zip(_texts(near, number).tolist(), _texts(near, village).tolist(), strict=True)
    names = [f"{own}@{place}" if own and place else own for own, place in both]
    return np.array(names, dtype=object)


def _same(value: str | None, count: int) -> Objects:
    return np.full(count, value, dtype=object)
