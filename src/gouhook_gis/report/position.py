"""Where something is, as surveyors write it."""

from __future__ import annotations

from gouhook_gis.report.voice import Voice


def is_geographic(crs: str | None) -> bool:
    """Return whether a CRS of ours holds degrees: CGCS2000 geographic."""
    return crs == "EPSG:4490"


def point_text(point: tuple[float, float] | None, *, degrees: bool, voice: Voice) -> str:
    """Return a point as surveyors write it: X northing, Y easting; longitude and latitude."""
    if point is None:
        return ""
    if degrees:
        return voice.say("place.degrees", east=f"{point[0]:.7f}", north=f"{point[1]:.7f}")
    return voice.say("place.metres", east=f"{point[0]:.2f}", north=f"{point[1]:.2f}")
