"""Where something is, as surveyors write it."""

from __future__ import annotations

from gouhook_gis.report.voice import Voice

# Gauss-Krüger systems of CGCS2000 in EPSG: first and last code, width of a zone in degrees, and
# the zone (step 1) or central meridian of the first with the step to the next.
_SYSTEMS = (
    (4491, 4501, 6, 13, 1),
    (4502, 4512, 6, 75, 6),
    (4513, 4533, 3, 25, 1),
    (4534, 4554, 3, 75, 3),
)


def is_geographic(crs: str | None) -> bool:
    """Return whether a CRS of ours holds degrees: CGCS2000 geographic."""
    return crs == "EPSG:4490"


def crs_text(crs: str | None, voice: Voice) -> str:
    """Return a CRS as surveyors name it, with its code; what is none of ours by its code alone."""
    if crs is None:
        return voice.say("no_crs")
    code = int(crs.removeprefix("EPSG:")) if crs.removeprefix("EPSG:").isdigit() else 0
    if is_geographic(crs):
        return voice.say("crs.geographic", crs=crs)
    for first, last, width, origin, step in _SYSTEMS:
        if first <= code <= last:
            key = "crs.zone" if step == 1 else "crs.meridian"
            return voice.say(key, width=width, number=origin + step * (code - first), crs=crs)
    return crs


def point_text(point: tuple[float, float] | None, *, degrees: bool, voice: Voice) -> str:
    """Return a point as surveyors write it: X northing, Y easting; longitude and latitude."""
    if point is None:
        return ""
    if degrees:
        return voice.say("place.degrees", east=f"{point[0]:.7f}", north=f"{point[1]:.7f}")
    return voice.say("place.metres", east=f"{point[0]:.2f}", north=f"{point[1]:.2f}")
