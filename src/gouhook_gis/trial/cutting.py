"""Cut a parcel back to the edge of what it must not touch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import shapely

from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.trial import CutAnswer, CutQuestion, Cuttable
from gouhook_gis.domain.words import Role
from gouhook_gis.engine.plan import plan
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.overlay import Pieces, pieces_of, uncovered
from gouhook_gis.geometry.polygons import NOISE_WIDTH_M, gathered, polygon_parts
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.pipeline import Prepared
from gouhook_gis.report.voice import Voice
from gouhook_gis.rules.ground.parcels import parcel_table
from gouhook_gis.rules.kinds.filed_overlap import FiledOverlap
from gouhook_gis.rules.kinds.forbidden_overlap import ForbiddenOverlap
from gouhook_gis.rules.kinds.illegal_overlap import IllegalOverlap
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene
from gouhook_gis.trial.edits import filed_shape
from gouhook_gis.trial.remains import answer_of, asked_parcel, written

# Kinds that forbid a role to share ground with a layer: what is cut away is what they count.
Prohibition = FiledOverlap | ForbiddenOverlap | IllegalOverlap


def cuttable(prepared: Prepared) -> tuple[Cuttable, ...]:
    """Return the slots that rules in force forbid parcels to touch, by slot, with the roles; none
    of a layer that may not be shown, whose edge a parcel cut back to it would draw.
    """
    roles: dict[str, set[Role]] = {}
    for check in _prohibitions(prepared):
        for slot in check.needs().slots:
            if slot in prepared.case.slots and prepared.case.detail(layer_kind(slot)) != "none":
                told = Role if check.role == "any" else (check.role,)
                roles.setdefault(slot, set()).update(told)
    names = {key: text.model_dump(exclude_none=True) for key, text in prepared.case.names.items()}
    zh, en = (Voice(lang, names=names) for lang in ("zh", "en"))
    return tuple(
        Cuttable(
            slot=slot,
            name_zh=zh.slot(slot),
            name_en=en.slot(slot),
            roles=tuple(role for role in Role if role in roles[slot]),
        )
        for slot in sorted(roles)
    )


def cut_back(prepared: Prepared, question: CutQuestion) -> CutAnswer:
    """Return what remains of a parcel beyond the features that the rules count against it.

    Cut on the features themselves, in the submission's plane (where it is in degrees: in that of
    the parcel), rounded to a micrometre at most, so that the rule passes afterwards; a remaining
    polygon that the profile calls a sliver is dropped, and counted. Without such a feature the
    parcel comes back as it is. Raises UsageError and RefusedError.
    """
    parcel = asked_parcel(prepared.case, question)
    epsg = prepared.case.submission.epsg
    error = prepared.profile.point_error_m["parcels"]
    plane = None if epsg is None or zone_of(epsg).geographic else epsg
    table, plane = parcel_table([parcel], error, plane)
    if epsg is None or not table.measurable[0]:
        raise RefusedError("trial.cut_unsound", parcel=parcel.id)
    scene = Scene(prepared.case, prepared.profile, prepared.store, table, plane)
    against = _against(prepared, scene, parcel.role, question.slots)
    before = float(table.area[0])
    if not len(against):
        whole = np.array([filed_shape(parcel, epsg)], dtype=object)
        return answer_of(parcel, whole, before, before, len(polygon_parts(whole)[0]), 0, 0.0)
    _, rest = uncovered(table.geometry, against, plane)
    parts = _parts(shapely.remove_repeated_points(rest, NOISE_WIDTH_M), plane)
    tiny = scene.slivers(parts)
    kept = parts.geometry[~tiny]
    whole = gathered(kept, np.zeros(len(kept), dtype=np.intp), 1)
    shape = written(to_epsg(whole, plane, epsg), epsg)
    after = float(np.nan_to_num(official_area(shape, epsg))[0])
    dropped = float(parts.area[tiny].sum())
    return answer_of(parcel, shape, before, after, len(kept), int(tiny.sum()), dropped)


def _against(prepared: Prepared, scene: Scene, role: Role, slots: Sequence[str]) -> Geometries:
    """Return the features of `slots` near the parcel that a rule in force counts, in the plane."""
    found: list[Geometries] = []
    for slot in dict.fromkeys(slots):
        checks = [
            check
            for check in _prohibitions(prepared)
            if slot in check.needs().slots and check.role in (role, "any")
        ]
        if not checks or slot not in prepared.case.slots:
            raise UsageError("trial.not_cuttable", slot=layer_kind(slot), role=role)
        if prepared.case.detail(layer_kind(slot)) == "none":
            raise RefusedError("trial.cut_not_shown", slot=layer_kind(slot))
        features = scene.near(slot)
        counts = [
            any(check.judge(scene, slot, features, row).status is not None for check in checks)
            for row in range(len(features))
        ]
        found.append(features.geometries[np.array(counts, dtype=np.bool_)])
    return np.concatenate(found) if found else np.empty(0, dtype=object)


def _parts(geoms: Geometries, plane: int) -> Pieces:
    """Return the polygons of geometries, measured."""
    parts, _ = polygon_parts(geoms)
    nothing = np.zeros(len(parts), dtype=np.intp)
    return pieces_of(np.arange(len(parts)), nothing, parts, plane)


def _prohibitions(prepared: Prepared) -> list[Prohibition]:
    """Return the checks, in force at the case's stage and date, that forbid common ground."""
    return [
        item.rule.check
        for item in plan(prepared.case, prepared.rules)
        if item.excluded is None and isinstance(item.rule.check, Prohibition)
    ]
