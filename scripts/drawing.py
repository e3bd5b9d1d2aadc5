"""A small SVG drawing of one fixture case: parcels, reference features, findings, a scale bar."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.message import word

WIDTH, HEIGHT, MARGIN, FOOT = 420, 280, 16, 42
LABELS = 12  # more labels than this would hide what they name
SMALL = 30  # pixels: a smaller shape is labelled above, a smaller finding gets a ring


@dataclass(frozen=True)
class Shape:
    """Something to draw: `style` is a role, a layer kind or "finding"; metres, easting first."""

    style: str
    label: str
    geometry: BaseGeometry


# fill, stroke, dashes; reference layers are pale so that the parcels stand out.
STYLES = {
    "demolition": ("#d9824b66", "#a85a26", ""),
    "new_construction": ("#4f83c466", "#2c5b97", ""),
    "basic_farmland": ("#f2e3a0", "#bfa440", ""),
    "illegal_land": ("#e3c4d6", "#9c5c80", ""),
    "land_use": ("#e9eee4", "#a9b8a0", ""),
    "finding": ("#c0202055", "#c02020", ""),
}
OUTLINE = ("none", "#7a7a7a", "5 3")  # administrative units


# From the bottom of the drawing to the top.
ORDER = ("land_use", "basic_farmland", "illegal_land", "", *list(STYLES)[:2], "finding")


def in_order(shapes: Iterable[Shape]) -> list[Shape]:
    """Return shapes from the bottom to the top: layers, outlines, parcels, findings."""
    return sorted(
        shapes, key=lambda shape: ORDER.index(shape.style if shape.style in ORDER else "")
    )


def drawing(shapes: Sequence[Shape], title: str) -> str:
    """Return an SVG of `shapes`, the first ones at the bottom, or "" where there are none."""
    drawn = [shape for shape in shapes if not shape.geometry.is_empty]
    if not drawn:
        return ""
    view = _View.around(drawn)
    body = [line for shape in drawn for line in _shape(shape, view)]
    if len(drawn) <= LABELS:
        body += [line for shape in drawn for line in _label(shape, view)]
    body += [*_scale_bar(view), *_legend([shape.style for shape in drawn])]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" role="img">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            *body,
            "</svg>",
            "",
        ]
    )


@dataclass(frozen=True)
class _View:
    """From metres to the drawing: pixels a metre, and the place of the lower left corner."""

    scale: float
    left: float
    bottom: float
    x: float
    y: float

    @classmethod
    def around(cls, shapes: Iterable[Shape]) -> _View:
        """Fit all shapes into the drawing, in the middle."""
        left, bottom, right, top = shapely.total_bounds([shape.geometry for shape in shapes])
        wide, high = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN - FOOT
        scale = min(wide / max(right - left, 1e-9), high / max(top - bottom, 1e-9), 50.0)
        x = MARGIN + (wide - (right - left) * scale) / 2
        y = MARGIN + (high + (top - bottom) * scale) / 2
        return cls(scale, left, bottom, x, y)

    def at(self, easting: float, northing: float) -> tuple[float, float]:
        """Return the place of a point in the drawing."""
        x = self.x + (easting - self.left) * self.scale
        y = self.y - (northing - self.bottom) * self.scale
        return round(x, 1), round(y, 1)

    def small(self, shape: Shape) -> bool:
        """Whether a shape is too small or thin to be seen well, or to hold its label."""
        left, bottom, right, top = shapely.bounds(shape.geometry)
        return bool(min(right - left, top - bottom) * self.scale < SMALL)


def _rings(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            yield part.exterior
            yield from part.interiors
        elif part.geom_type in ("LineString", "LinearRing"):
            yield part


def _shape(shape: Shape, view: _View) -> Iterator[str]:
    fill, stroke, dash = STYLES.get(shape.style, OUTLINE)
    path = " ".join(
        "M" + " L".join("{} {}".format(*view.at(x, y)) for x, y in shapely.get_coordinates(ring))
        for ring in _rings(shape.geometry)
    )
    if path:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        yield (
            f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{stroke}" '
            f'stroke-width="1.2"{dashes}/>'
        )
    if shape.style == "finding" and view.small(shape):
        # So that a piece thinner than a pixel is seen too.
        centre = shapely.point_on_surface(shape.geometry)
        x, y = view.at(centre.x, centre.y)
        yield f'<circle cx="{x}" cy="{y}" r="7" fill="none" stroke="{stroke}" stroke-width="1.5"/>'


def _label(shape: Shape, view: _View) -> Iterator[str]:
    """Write the label inside a filled shape, above a small one, in the corner of an outline."""
    if not shape.label:
        return
    left, _, right, top = shapely.bounds(shape.geometry)
    parcel = shape.style in ("demolition", "new_construction")
    fill = STYLES[shape.style][1] if parcel else "#666666"
    anchor = "middle"
    if shape.style not in STYLES:
        (x, y), anchor = view.at(left, top), "start"
        x, y = x + 4, y + 14
    elif view.small(shape):
        x, y = view.at((left + right) / 2, top)
        y -= 4
    else:
        centre = shapely.point_on_surface(shape.geometry)
        x, y = view.at(centre.x, centre.y)
        y += 4
    yield (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" text-anchor="{anchor}" fill="{fill}" '
        f'stroke="#ffffff" stroke-width="2.5" paint-order="stroke">{escape(shape.label)}</text>'
    )


def _scale_bar(view: _View) -> list[str]:
    """Return a bar of 1, 2 or 5 times a power of ten metres, a quarter of the width at most."""
    longest = WIDTH / 4 / view.scale
    power = 10.0 ** math.floor(math.log10(longest))
    metres = max(step * power for step in (1, 2, 5) if step * power <= longest)
    length, y = round(metres * view.scale, 1), HEIGHT - 28
    text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    return [
        f'<path d="M{MARGIN} {y - 4} v4 h{length} v-4" fill="none" stroke="#444444"/>',
        f'<text x="{MARGIN + length + 6}" y="{y}" font-size="11" fill="#444444">{text}</text>',
    ]


def _legend(styles: Sequence[str]) -> Iterator[str]:
    """Yield a swatch and a name for each style, below the scale bar."""
    x = float(MARGIN)
    for style in sorted(set(styles)):
        fill, stroke, dash = STYLES.get(style, OUTLINE)
        name = "问题位置" if style == "finding" else word(style, "zh")
        yield (
            f'<rect x="{x:.1f}" y="{HEIGHT - 17}" width="12" height="9" fill="{fill}" '
            f'stroke="{stroke}" stroke-dasharray="{dash or "none"}"/>'
        )
        place = f'x="{x + 16:.1f}" y="{HEIGHT - 8}" font-size="11" fill="#444444"'
        yield f"<text {place}>{escape(name)}</text>"
        x += 28 + 11 * len(name)
