"""The slots of reference layers that the table is filled from, all of them optional."""

from __future__ import annotations

from gouhook_gis.domain.words import Stage

# When the work is done, and the survey afterwards can show it.
DONE = (Stage.ACCEPTANCE, Stage.FILING, Stage.SETTLEMENT, Stage.MONITORING)
RECONCILED_SLOTS = (
    "land_use@before",
    "land_use@after",
    "land_use@latest",
    "land_use_change@accepted",
    "land_use_change@next",
    "land_use_update@accepted",
    "land_use_update@next",
    "slope_classes",
    "farmland_grade",
    "elevation",
    "land_cover",
    "image_before",
    "image_after",
)
