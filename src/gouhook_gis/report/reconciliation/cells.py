"""The cells of the table as pages show them: each of one line, or of two, the second in small."""

from __future__ import annotations

from collections.abc import Mapping

from gouhook_gis.report import figures
from gouhook_gis.report.figures import DASH
from gouhook_gis.report.reconciliation import words
from gouhook_gis.report.reconciliation.table import PARTS, Line
from gouhook_gis.report.voice import Voice

# A cell of several lines has this between them.
BREAK = "\n"
Areas = Mapping[str, figures.Area]

# Columns of each group of heads after the parcel: 数, 线, 图, and what they differ by.
GROUPS = (("figures", 2), ("line", 3), ("survey", 3), ("difference", 3))


def groups(voice: Voice) -> tuple[tuple[str, int], ...]:
    """Return the heads of the groups, each with the number of its columns."""
    names = {name: voice.say(f"table.group.{name}") for name, _ in GROUPS}
    names["difference"] += " m²"
    return tuple((names[name], count) for name, count in GROUPS)


def heads(voice: Voice) -> tuple[str, ...]:
    """Return the heads of the columns after the parcel, units in lines of their own."""
    say = voice.say
    ha, mu = voice.word("ha"), voice.word("mu")
    stacked = (
        (say("table.declared"), ha, mu),
        (say("table.farmland"), ha, mu),
        (say("table.computed"), say("table.ellipsoidal_ha"), say("table.planar_ha")),
        (say("table.points_short"), say("table.filed_found")),
        (say("table.farthest_short"), say("quantity.metre")),
        (say("table.coincident"), ha, mu),
        (say("table.share"),),
        (say("table.net"), ha, mu),
        *((say(f"table.{part}"),) for part in PARTS),
    )
    return tuple(BREAK.join(lines) for lines in stacked)


def of_line(line: Line, limit: float | None, voice: Voice) -> tuple[str, ...]:
    """Return the cells of a parcel; `limit` is what its coincidence is held against."""
    p = line.parcel
    declared, farmland, computed, coincident, net = _areas(line.areas)
    return (
        declared,
        farmland,
        computed,
        words.points(p) or DASH,
        str(words.known(p.boundary.farthest_m, 3)),
        coincident,
        words.share(p.map.share, limit),
        net,
        *(DASH if part is None else words.signed(part.difference_m2) for part in line.parts),
    )


def of_sums(areas: Areas) -> tuple[str, ...]:
    """Return the cells of sums: what adds up stands in its column, the others are empty."""
    declared, farmland, computed, coincident, net = _areas(areas)
    return declared, farmland, computed, "", "", coincident, "", net, "", "", ""


def _areas(areas: Areas) -> tuple[str, str, str, str, str]:
    return (
        _twice(areas.get("declared")),
        _twice(areas.get("farmland")),
        _both(areas),
        _twice(areas.get("coincident")),
        _twice(areas.get("net")),
    )


def _twice(area: figures.Area | None) -> str:
    """Return 公顷, and 亩 below."""
    return DASH if area is None else f"{area.ha}{BREAK}{area.mu}"


def _both(areas: Areas) -> str:
    """Return the official area in 公顷, and the planar one below."""
    official, planar = areas.get("official"), areas.get("planar")
    first = DASH if official is None else str(official.ha)
    return first if planar is None else f"{first}{BREAK}{planar.ha}"
