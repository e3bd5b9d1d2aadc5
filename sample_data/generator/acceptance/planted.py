"""The planted differences of the accepted project, in whole metres of the board."""

from __future__ import annotations

from generator.acceptance.photographs import Shot

# 50 × 40 m, filed as 2012 m² in the parcel layer: 0.6 % too large.
TOO_LARGE, FILED_M2 = "CJ030", 2012.0
# 48 × 40 m; in the survey its eastern side lies 3 m inside, over its whole length of 40 m.
MOVED, MOVED_PIECE, MOVED_M = "CJ057", (671.0, 2754.0, 716.0, 2794.0), 3.0
# 42 × 33 m: grassland in the survey, farmland as filed.
WRONG_CLASS, GRASSLAND = "CJ042", "0404"
# 40 × 44 m with a wing of 20 × 30 m: the text leaves out the corner below the wing.
POINT_LESS, LEFT_OUT = "CJ063", (317.0, 3269.0)
# 26 × 38 m: afterwards part of the field of dry land around it, of nearly 17,000 m².
MERGED = "CJ127"
# 14 × 20 m: too small to be mapped, and in no survey.
NOT_MAPPED = "CJ163"
# 50 × 33 m: in the survey of the year after acceptance alone.
NEXT_YEAR = "CJ129"
# 38 × 22 m: on a hillside of 26°; the hills of the east have 20°, the plain has none.
STEEP, STEEP_DEGREES, HILL_DEGREES = "CJ139", 26.0, 20.0

ACCEPTED, NEXT = "2024", "2025"


PHOTOGRAPHS = (
    Shot("CJ001", 1, "2024-11-12 10:05:00", 45.0),
    Shot("CJ001", 2, "2024-11-12 10:07:30", 225.0),
    Shot("CJ030", 1, "2024-11-12 11:20:00", 90.0),
    Shot("CJ042", 1, "2024-11-13 09:40:00", 180.0),
    Shot("CJ057", 1, "2024-11-13 10:15:00", 270.0),
    Shot("CJ163", 1, "2024-11-14 15:30:00", 0.0),
)

# Ridges take 8 % of what is reclaimed, as filed (92 % of each parcel); slopes of 2° to 6°.
RIDGES, SLOPE_CLASS = 0.08, "2"
# Where the three sites of new construction are in the survey afterwards: class and settlement.
BUILT = {"JX001": ("0702", "203"), "JX002": ("0701", "202"), "JX003": ("0701", "202")}
