"""A drawing of one parcel whose lines differ: as filed, as text, as surveyed, and between."""

from __future__ import annotations

import shapely

from gouhook_gis.domain.reconciliation import ReconciledParcel
from gouhook_gis.report.detail_svg import FOOT, HEIGHT, WIDTH, cut, ring, tiny
from gouhook_gis.report.evidence import drawable, from_geojson
from gouhook_gis.report.svg import Shapes, Svg, Window, bounds_of, element, paths, scale_bar, window
from gouhook_gis.report.voice import Voice

# From below to above: what is surveyed, where lines part, the line as filed, the line as text.
LAYERS = ("changed", "between", "filed", "text")


def draw(parcel: ReconciledParcel, *, degrees: bool, voice: Voice) -> Svg | None:
    """Return the drawing, None where the report holds no shapes of the parcel.

    `degrees` says that coordinates are longitude and latitude. A part too small to be seen where
    lines differ is ringed.
    """
    names = [name for name in LAYERS if parcel.drawing.get(name)]
    shapes = drawable(from_geojson([parcel.drawing[name] for name in names]))
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    names, shapes = [n for n, ok in zip(names, there, strict=True) if ok], shapes[there]
    if not names:
        return None
    view = _view(names, shapes, degrees=degrees)
    marks = [
        element("path", d=data, class_=f"line-{name}")
        for name, data in zip(names, paths(cut(shapes, view), view), strict=True)
        if data
    ]
    if "between" in names:
        marks += _rings(shapes[names.index("between")], view)
    return element(
        "svg",
        element("title", voice.say("table.drawing", id=parcel.id)),
        *marks,
        element("rect", x=0, y=HEIGHT - FOOT, width=WIDTH, height=FOOT, class_="foot"),
        scale_bar(view, 12, HEIGHT - 7, 60),
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        class_="detail",
        role="img",
    )


def _view(names: list[str], shapes: Shapes, *, degrees: bool) -> Window:
    """Show the parcel whole, with the change pieces as far as they lie near it."""
    lines = shapes[[i for i, name in enumerate(names) if name != "changed"]]
    return window(
        bounds_of(lines if len(lines) else shapes),
        degrees=degrees,
        width=WIDTH,
        height=(HEIGHT, HEIGHT),
        margins=(0, 0, 0, FOOT),
        least_m=8.0,
    )


def _rings(between: object, view: Window) -> list[Svg]:
    """Ring the place where all of the difference is too small to be seen."""
    return ring(between, view, "fail") if tiny(between, view) else []
