"""The page of a delivery: sums, and a drawing for each patch that needs attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from pydantic_core import to_json

import shapely

from gouhook_gis.domain.enforcement import Enforcement, PatchOutcome, PatchResult
from gouhook_gis.enforcement.columns import mu, notes
from gouhook_gis.enforcement.sheets import basis_lines
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.report.svg import Svg, bounds_of, element, paths, scale_bar, window
from gouhook_gis.report.templating import environment
from gouhook_gis.report.voice import Voice

SHOWN = 300
_SIZE = (220.0, 160.0)
# What nobody has to look at is counted, not drawn.
SETTLED = (PatchOutcome.COVERED, PatchOutcome.DEMOLITION, PatchOutcome.OUTSIDE)
_OPEN = (PatchOutcome.PARTLY, PatchOutcome.DOUBTFUL, PatchOutcome.TIME_OPEN)


def tone(outcome: PatchOutcome) -> str:
    """Return the tone in which an outcome stands on the page."""
    if outcome in SETTLED:
        return "pass"
    return "needs_review" if outcome in _OPEN else "fail"


@dataclass(frozen=True)
class DrawnPatch:
    """A patch with its drawing, its area as shown and what explains its outcome."""

    patch: PatchResult
    drawing: Svg
    area_mu: str
    farmland_mu: str
    notes: str


def page(found: Enforcement, lang: str = "zh", *, written: datetime, shown: int = SHOWN) -> str:
    """Return the page; the worst `shown` patches that need attention are drawn."""
    voice = Voice(lang)
    order = list(PatchOutcome)
    open_ones = [patch for patch in found.patches if patch.outcome not in SETTLED]
    open_ones.sort(key=lambda patch: (order.index(patch.outcome), -patch.area_m2, patch.id))
    degrees = zone_of(found.epsg).geographic
    return (
        environment("gouhook_gis.enforcement")
        .get_template("enforcement.html.j2")
        .render(
            lang=lang,
            v=voice,
            t=voice.say,
            found=found,
            counts=list(found.counts.items()),
            tone=tone,
            basis=basis_lines(found, voice),
            drawn=[_drawn(patch, voice, degrees=degrees) for patch in open_ones[:shown]],
            total=len(open_ones),
            written=written.strftime("%Y-%m-%d %H:%M"),
        )
    )


def _drawn(patch: PatchResult, voice: Voice, *, degrees: bool) -> DrawnPatch:
    farmland = mu(patch.uncovered_farmland_m2)
    return DrawnPatch(
        patch=patch,
        drawing=_drawing(patch, degrees=degrees),
        area_mu=str(mu(patch.area_m2)),
        farmland_mu="—" if farmland is None else str(farmland),
        notes=notes(patch, voice),
    )


def _drawing(patch: PatchResult, *, degrees: bool) -> Svg:
    texts = [to_json(shape) for shape in (patch.geometry, patch.uncovered) if shape is not None]
    shapes = np.asarray(shapely.from_geojson(np.array(texts, dtype=object)), dtype=object)
    width, height = _SIZE
    view = window(
        bounds_of(shapes),
        degrees=degrees,
        width=width,
        height=(height, height),
        margins=(8, 8, 8, 22),
    )
    lines = paths(shapes, view)
    marks = [element("path", d=lines[0], class_="patch")]
    marks += [element("path", d=line, class_="open") for line in lines[1:]]
    return element(
        "svg",
        *marks,
        scale_bar(view, 10, height - 14, 70),
        viewBox=f"0 0 {width:g} {height:g}",
        class_="detail",
        role="img",
    )
