"""The second sheet: each parcel with each patch it shares ground with, areas that add up."""

from __future__ import annotations

import math

from gouhook_gis.domain.reconciliation import SurveyPair
from gouhook_gis.rules.reconciling.classes import farmed
from gouhook_gis.rules.reconciling.pieces import PatchPieces
from gouhook_gis.rules.scene import Scene


def survey_pairs(scene: Scene, pieces: PatchPieces) -> tuple[SurveyPair, ...]:
    """Return the pieces as pairs, in the order of parcels. Farmland with a ridge ratio has a net
    area.
    """
    keys, ids, area = scene.parcels.key, scene.parcels.id, scene.parcels.area
    tilled = farmed(pieces.class_after).tolist()
    rows = zip(
        pieces.parcel.tolist(),
        pieces.layer.tolist(),
        pieces.process.tolist(),
        pieces.patch_before.tolist(),
        pieces.patch_after.tolist(),
        pieces.class_before.tolist(),
        pieces.class_after.tolist(),
        pieces.area.tolist(),
        pieces.of_patch.tolist(),
        pieces.ridge_ratio.tolist(),
        tilled,
        strict=True,
    )
    found = []
    for i, layer, process, old, new, was, now, part, share, ratio, field in rows:
        known = field and not math.isnan(ratio)
        ridges = part * ratio if known else None
        found.append(
            SurveyPair(
                parcel_key=str(keys[i]),
                parcel_id=str(ids[i]),
                layer_id=str(layer),
                process_id=process,
                patch_before=old,
                patch_after=new,
                class_before=was,
                class_after=now,
                area_m2=part,
                of_parcel=min(part / float(area[i]), 1.0),
                of_patch=None if math.isnan(share) else share,
                ridge_ratio=ratio if known else None,
                ridge_m2=ridges,
                net_m2=None if ridges is None else part - ridges,
            )
        )
    return tuple(found)
