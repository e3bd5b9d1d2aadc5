"""In which system coordinates are, where a file leaves that open: what there is to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gouhook_gis.domain.contents import Choice, Question, Weight
from gouhook_gis.domain.message import said_of
from gouhook_gis.domain.model import Text
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.intake.submission import Understood

# What the reader says where coordinates do not tell their zone.
ZONE_ISSUES = ("F04.no_zone", "F04.longitude_unfit", "F04.undecided")


def crs_questions(
    understood: Understood, keys: Mapping[str, str], read: ReadOptions
) -> Iterator[Question]:
    """Ask which system the coordinates are in, where no file says it, it must be confirmed, or it
    was told.
    """
    judged = {item.path: item.layer.crs for item in understood.taken if item.is_parcels}
    issues = {issue.message.id for crs in judged.values() for issue in crs.issues}
    zones = [_told_epsg(epsg) for epsg in _systems()]
    wgs84 = Choice(
        value="wgs84",
        name=said_of("contents.choice.wgs84"),
        option="wgs84_as_cgcs2000",
        tells="true",
    )
    none = Choice(value="", name=said_of("contents.choice.crs_open"))
    assumed = {crs.epsg for crs in judged.values()}
    asked: tuple[str, Weight, list[Choice]] | None = None
    if read.epsg is not None:
        asked = "told", "may", [none, _told_epsg(read.epsg)]
    elif read.wgs84_as_cgcs2000:
        asked = "told", "may", [none, wgs84]
    elif issues & {*ZONE_ISSUES}:
        asked = "zone", "needed", zones
    elif "F04.wgs84" in issues:
        asked = "wgs84", "needed", [wgs84]
    elif "F04.prj_missing" in issues and len(assumed) == 1 and (epsg := assumed.pop()) is not None:
        asked = "assumed", "doubt", [none, _told_epsg(epsg)]
    if asked is not None:
        said, weight, choices = asked
        yield Question(
            id="crs",
            asks="crs",
            weight=weight,
            text=said_of(f"contents.ask.crs_{said}", layers=sorted(keys[path] for path in judged)),
            now=choices[-1].value if said == "told" else "",
            choices=tuple(choices),
        )


def _told_epsg(epsg: int) -> Choice:
    return Choice(value=str(epsg), name=crs_name(epsg), option="epsg", tells=str(epsg))


def _systems() -> Iterator[int]:
    """Yield the systems without zone number: those of 3° by their meridians, then those of 6°."""
    codes = [*range(4534, 4555), *range(4502, 4513)]
    yield from sorted(codes, key=lambda code: (zone_of(code).kind, zone_of(code).central_meridian))


def crs_name(epsg: int) -> Text:
    """Return a CGCS2000 system as reports name it."""
    zone, crs = zone_of(epsg), f"EPSG:{epsg}"
    if zone.central_meridian is None:
        return said_of("report.crs.geographic", crs=crs)
    width = 3 if zone.kind == "gk3" else 6
    if zone.prefixed:
        return said_of(
            "report.crs.zone", width=width, number=int(zone.false_easting // 1e6), crs=crs
        )
    return said_of("report.crs.meridian", width=width, number=int(zone.central_meridian), crs=crs)
