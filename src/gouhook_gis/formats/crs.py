"""In which CGCS2000 reference system a layer is: what it declares against where it lies.

A declaration is believed only at pyproj's default confidence (at a lower one, contradictory and
local systems "resolve" to a wrong zone), and only where the coordinates agree with it. Nothing
is shifted from another datum. Coordinates are easting or longitude first.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from pydantic import JsonValue

from pyproj import CRS
from pyproj.exceptions import CRSError

from gouhook_gis.domain.submission import Decision, Issue, Topic
from gouhook_gis.formats.layer import CrsVerdict
from gouhook_gis.formats.notes import decision, layer_issue
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.position import Position, beyond_zone, position_of
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.zones import GEOGRAPHIC, Zone, zone_of

# What GeoJSON is in unless it says otherwise (RFC 7946).
WGS84 = "OGC:CRS84"
_SHIFTED = re.compile(r"gcj|bd-?_?09|mars|火星|百度", re.IGNORECASE)
_OLD_DATUMS = (
    (re.compile(r"xian|西安|1980", re.IGNORECASE), "F04.xian80"),
    (re.compile(r"new.?beijing|新北京", re.IGNORECASE), "F04.new_beijing54"),
    (re.compile(r"beijing|pulkovo|krassowsky|北京|1954", re.IGNORECASE), "F04.beijing54"),
)


def name_of(epsg: int) -> str:
    """Return a CGCS2000 system by the name that ArcGIS gives it, with its code."""
    zone = zone_of(epsg)
    if zone.central_meridian is None:
        return f"GCS_China_Geodetic_Coordinate_System_2000 (EPSG:{epsg})"
    width = "CGCS2000_3_Degree_GK" if zone.kind == "gk3" else "CGCS2000_GK"
    number = int(zone.false_easting // 1e6)
    tail = f"Zone_{number}" if zone.prefixed else f"CM_{zone.central_meridian:.0f}E"
    return f"{width}_{tail} (EPSG:{epsg})"


class Judge:
    """Judges one layer: `subject` is its path, `file` its file, `bounds` (n, 4) its records'."""

    def __init__(self, subject: str, file: str, bounds: Floats, options: ReadOptions) -> None:
        self.subject, self.file, self.bounds, self.options = subject, file, bounds, options
        self.position = position_of(bounds)
        self.issues: list[Issue] = []

    def judge(self, declared: str | None) -> CrsVerdict:
        """Return the verdict on a layer that declares `declared` (WKT, an authority code)."""
        if self.options.epsg is not None:
            return self._told(self.options.epsg)
        crs = None if declared is None else _parse(declared)
        if crs is None and declared is not None:
            self._note("F04.prj_unreadable")
        if crs is None:
            return self._from_coordinates(missing=declared is None)
        epsg = crs.to_epsg()
        if epsg is not None and _zone(epsg):
            made = self._decide("decision.crs.declared", epsg)
            return self._against_coordinates(epsg, made)
        return self._foreign(crs)

    def _told(self, epsg: int) -> CrsVerdict:
        if not _zone(epsg):
            return self._refuse("F04.told_unsupported", epsg=epsg)
        return self._against_coordinates(epsg, self._decide("decision.crs.told", epsg, "option"))

    def _against_coordinates(self, epsg: int, made: Decision) -> CrsVerdict:
        """Accept `epsg` if the coordinates lie where it says, else refuse with the numbers."""
        zone, found = zone_of(epsg), self.position
        if found.kind == "none":
            return CrsVerdict("accepted", epsg, made, tuple(self.issues))
        expected = Position.expected(zone)
        if found == expected:
            beyond = int(beyond_zone(self.bounds, zone).sum())
            if beyond:
                self._note("F04.beyond_zone", crs=name_of(epsg), count=beyond)
            return CrsVerdict("accepted", epsg, made, tuple(self.issues))
        if found.swapped:
            return self._refuse("F04.swapped")
        if found.kind == "elsewhere":
            return self._refuse("F04.outside_china", crs=name_of(epsg))
        if found.kind == expected.kind == "prefixed":
            return self._refuse(
                "F04.other_zone", crs=name_of(epsg), declared=expected.zone, found=found.zone
            )
        return self._refuse(f"F04.conflict_{found.kind}", crs=name_of(epsg))

    def _from_coordinates(self, *, missing: bool) -> CrsVerdict:
        """Decide by the coordinates alone; the datum cannot be seen and is said to be assumed."""
        found = self.position
        if found.kind == "none":
            return self._undecided("F04.no_coordinates")
        if missing:
            self._note("F04.prj_missing")
        if found.swapped:
            return self._refuse("F04.swapped")
        if found.kind == "degrees":
            return self._assume(GEOGRAPHIC)
        if found.kind == "prefixed" and found.zone in (13, 14):
            # Web Mercator eastings of eastern China look like 6° zones 13 and 14.
            return self._undecided("F04.undecided")
        if found.kind == "prefixed":
            return self._assume((4488 if found.zone >= 25 else 4478) + found.zone)
        if found.kind == "plain":
            epsg = self._by_longitude()
            if epsg is not None:
                return self._assume(epsg)
            told = self.options.longitude
            if told is None:
                return self._undecided("F04.no_zone")
            return self._undecided("F04.longitude_unfit", longitude=told)
        return self._undecided("F04.undecided")

    def _by_longitude(self) -> int | None:
        """Return the system without zone number whose meridian fits the longitude told.

        A 6° system only where the easting lies farther from the meridian than a 3° zone is wide.
        """
        longitude = self.options.longitude
        if longitude is None:
            return None
        metres_a_degree = 111_320 * np.cos(np.radians(self.position.y / 110_900))
        offset = (self.position.x - 500_000) / metres_a_degree
        codes = range(4534, 4555) if abs(offset) <= 1.6 else range(4502, 4513)
        away = {
            code: abs((zone_of(code).central_meridian or 0) + offset - longitude) for code in codes
        }
        best = min(away, key=lambda code: away[code])
        return best if away[best] <= 1.0 else None

    def _foreign(self, crs: CRS) -> CrsVerdict:
        """Refuse what is not CGCS2000 or not one of its zones, each with its reason."""
        geodetic = crs.geodetic_crs
        datum = geodetic.datum.name if geodetic is not None and geodetic.datum else ""
        names = f"{crs.name} {datum}"
        if _SHIFTED.search(names):
            return self._refuse("F04.shifted_web", declared=crs.name)
        for pattern, message_id in _OLD_DATUMS:
            if pattern.search(names):
                return self._refuse(message_id, declared=crs.name)
        if "World Geodetic System 1984" in datum or "WGS" in datum:
            return self._wgs84(crs)
        parameters = (
            {p.name: p.value for p in crs.coordinate_operation.params}
            if (crs.is_projected and crs.coordinate_operation)
            else {}
        )
        meridian = parameters.get("Longitude of natural origin")
        if meridian is None:
            return self._refuse("F04.not_cgcs2000", declared=crs.name, datum=datum or "—")
        return self._refuse(
            "F04.local_system",
            declared=crs.name,
            meridian=meridian,
            false_easting=parameters.get("False easting"),
        )

    def _wgs84(self, crs: CRS) -> CrsVerdict:
        if "mercator" in crs.name.lower() and crs.is_projected and "UTM" not in crs.name:
            return self._refuse("F04.web_mercator", declared=crs.name)
        if crs.is_projected:
            return self._refuse("F04.wgs84_projected", declared=crs.name)
        if not self.options.wgs84_as_cgcs2000:
            return self._refuse("F04.wgs84", declared=crs.name)
        self._note("F04.wgs84_taken", declared=crs.name)
        made = self._decide("decision.crs.wgs84_taken", GEOGRAPHIC, "datum", declared=crs.name)
        return self._against_coordinates(GEOGRAPHIC, made)

    def _assume(self, epsg: int) -> CrsVerdict:
        return self._against_coordinates(epsg, self._decide("decision.crs.coordinates", epsg))

    def _decide(
        self, message_id: str, epsg: int, topic: Topic = "crs", **params: JsonValue
    ) -> Decision:
        return decision(
            topic, self.subject, message_id, file=self.subject, crs=name_of(epsg), **params
        )

    def _note(self, message_id: str, **params: JsonValue) -> None:
        shown: dict[str, Any] = {**self.position.extent, **params}
        self.issues.append(layer_issue(message_id, self.subject, self.file, **shown))

    def _refuse(self, message_id: str, **params: JsonValue) -> CrsVerdict:
        self._note(message_id, **params)
        return CrsVerdict("refused", None, None, tuple(self.issues))

    def _undecided(self, message_id: str, **params: JsonValue) -> CrsVerdict:
        self._note(message_id, **params)
        return CrsVerdict("undecided", None, None, tuple(self.issues))


def verdict(
    declared: str | None, bounds: Floats, options: ReadOptions, subject: str, file: str
) -> CrsVerdict:
    """Return the CRS verdict on a layer.

    `declared`: WKT or authority code as the file has it, None where it has none; `bounds`
    (n, 4) of its records, NaN where there is no geometry; `subject` is the layer's path.
    """
    return Judge(subject, file, bounds, options).judge(declared)


def _parse(text: str) -> CRS | None:
    """Return the horizontal part of what is declared, None where it cannot be read."""
    try:
        crs = CRS.from_user_input(text.strip("\ufeff\0 \r\n"))
        if crs.is_compound:
            crs = crs.sub_crs_list[0]
        return crs.to_2d() if len(crs.axis_info) > 2 else crs
    except CRSError:
        return None


def _zone(epsg: int) -> Zone | None:
    try:
        return zone_of(epsg)
    except ValueError:
        return None
