"""Small tools for inline SVG: escaped elements, a window from map to paper, paths of geometries."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape

import numpy as np
import numpy.typing as npt

import shapely

from gouhook_gis.report.voice import clean

Shapes = npt.NDArray[np.object_]
Bounds = tuple[float, float, float, float]

# Half a hairline: what is finer than this many pixels cannot be seen.
_SIMPLIFY_PX = 0.25
_HARMLESS = re.compile(r"[\w .,#-]*", re.ASCII)
METRES_PER_DEGREE = 111_320.0


class Svg(str):
    """Finished SVG: what `element` made, safe to stand in a page as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return itself; templates escape every other string."""
        return self


def element(name: str, *children: str, **attributes: object) -> Svg:
    """Return an SVG element; texts and attribute values are escaped, finished SVG is not.

    `class_` stands for class, underscores in other names for hyphens.
    """
    text = "".join([f' {_name(key)}="{_plain(value)}"' for key, value in attributes.items()])
    inner = "".join([child if isinstance(child, Svg) else escape(child) for child in children])
    return Svg(f"<{name}{text}>{inner}</{name}>")


def label(x: float, y: float, text: str, class_: str, **attributes: object) -> Svg:
    """Return a text at (x, y) in pixels."""
    return element("text", clean(text), x=x, y=y, class_=class_, **attributes)


@dataclass(frozen=True)
class Window:
    """A part of the map on a drawing of `width` × `height` pixels with a frame inside.

    `bounds` is the part shown, in the CRS of the report (easting first, metres or degrees);
    `left`, `top` are the frame's corner; degrees are drawn `stretch` (cos φ) wide.
    """

    bounds: Bounds
    left: float
    top: float
    inner_width: float
    inner_height: float
    stretch: float
    metres_per_unit: float

    @property
    def px_per_unit(self) -> float:
        """Return pixels per unit of northing."""
        return self.inner_height / (self.bounds[3] - self.bounds[1])

    @property
    def px_per_metre(self) -> float:
        """Return pixels per metre on the ground."""
        return self.px_per_unit / self.metres_per_unit

    def place(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return map points (n, 2) in pixels."""
        scale = self.px_per_unit
        return np.column_stack(
            (
                self.left + (points[:, 0] - self.bounds[0]) * self.stretch * scale,
                self.top + (self.bounds[3] - points[:, 1]) * scale,
            )
        )


def bounds_of(shapes: Shapes) -> Bounds:
    """Return the box around all shapes: west, south, east, north."""
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
    return west, south, east, north


def window(
    bounds: Bounds,
    *,
    degrees: bool,
    width: float,
    height: tuple[float, float],
    margins: tuple[float, float, float, float] = (0, 0, 0, 0),
    least_m: float = 20.0,
) -> Window:
    """Return the window that shows `bounds` with some air around.

    The drawing is `width` wide and between the two `height`s high, `margins` (left, top, right,
    bottom) included; nothing smaller than `least_m` metres fills it.
    """
    metres = METRES_PER_DEGREE if degrees else 1.0
    stretch = math.cos(math.radians((bounds[1] + bounds[3]) / 2)) if degrees else 1.0
    centre = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    across = max((bounds[2] - bounds[0]) * stretch * 1.12, least_m / metres)
    along = max((bounds[3] - bounds[1]) * 1.12, least_m / metres)
    left, top, right, bottom = margins
    inner_width = width - left - right
    lowest, highest = (h - top - bottom for h in height)
    inner_height = min(max(inner_width * along / across, lowest), highest)
    unit = max(across / inner_width, along / inner_height)
    half = (unit * inner_width / 2 / stretch, unit * inner_height / 2)
    return Window(
        bounds=(centre[0] - half[0], centre[1] - half[1], centre[0] + half[0], centre[1] + half[1]),
        left=left,
        top=top,
        inner_width=inner_width,
        inner_height=inner_height,
        stretch=stretch,
        metres_per_unit=metres,
    )


def paths(shapes: Shapes, view: Window) -> list[str]:
    """Return the SVG path data of each geometry (polygons and lines; "" for others and None)."""
    fine = shapely.simplify(shapes, _SIMPLIFY_PX / view.px_per_unit, preserve_topology=False)
    lost = shapely.is_empty(fine) & ~shapely.is_empty(shapes)
    fine[lost] = shapes[lost]
    parts, owner = shapely.get_parts(_flat(fine), return_index=True)
    kinds = shapely.get_type_id(parts)
    data = [""] * len(shapes)
    rings, ring_part = shapely.get_rings(parts[kinds == 3], return_index=True)
    for index, text in _strokes(rings, owner[kinds == 3][ring_part], view, "Z"):
        data[index] += text
    lines = kinds == 1
    for index, text in _strokes(parts[lines], owner[lines], view, ""):
        data[index] += text
    return data


def nice_step(span: float, parts: int) -> float:
    """Return 1, 2 or 5 times a power of ten, so that `span` holds about `parts` of it."""
    raw = span / parts
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * k for k in (1, 2, 5, 10) if power * k >= raw * 0.999)


def scale_bar(view: Window, x: float, y: float, length_px: float) -> Svg:
    """Return a two-part scale bar of about `length_px` whose left end is at (x, y)."""
    metres = nice_step(length_px / view.px_per_metre, 1)
    if metres * view.px_per_metre > length_px * 1.5:
        metres /= 2
    half = metres * view.px_per_metre / 2
    unit, div = ("km", 1000.0) if metres >= 2000 else ("m", 1.0)
    return element(
        "g",
        element("rect", x=x, y=y, width=half, height=4, class_="bar-dark"),
        element("rect", x=x + half, y=y, width=half, height=4, class_="bar-light"),
        label(x, y - 3, "0", "tick", text_anchor="middle"),
        label(x + 2 * half, y - 3, f"{metres / div:g} {unit}", "tick", text_anchor="middle"),
    )


def compass_box(view: Window) -> Bounds:
    """Return the box in pixels that a compass takes in the upper right corner."""
    right = view.left + view.inner_width
    return right - 44, view.top, right, view.top + 62


def compass(view: Window, north: str) -> Svg:
    """Return the arrow to the north with its letter."""
    x, y = view.left + view.inner_width - 24, view.top + 22
    return element(
        "g",
        element("path", d=f"M{x} {y}l7 30l-7 -6z", class_="north-dark"),
        element("path", d=f"M{x} {y}l-7 30l7 -6z", class_="north-light"),
        label(x, y - 5, north, "north", text_anchor="middle"),
    )


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _plain(value: object) -> str:
    """Return a value as an attribute has it, escaped."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    text = str(value)
    # Path data, numbers and names of classes need neither.
    return text if _HARMLESS.fullmatch(text) else escape(clean(text))


def _flat(shapes: Shapes) -> Shapes:
    # A collection of a multipolygon and a line has parts that have parts.
    nested = np.asarray(shapely.get_type_id(shapes) == 7)
    if not nested.any():
        return shapes
    flat = shapes.copy()
    for i in np.flatnonzero(nested):
        flat[i] = shapely.geometrycollections(shapely.get_parts(shapely.get_parts(shapes[i])))
    return flat


def _strokes(
    lines: Shapes, owners: npt.NDArray[np.intp], view: Window, close: str
) -> Iterable[tuple[int, str]]:
    if not len(lines):
        return
    points, line = shapely.get_coordinates(lines, return_index=True)
    places = [f"{x:g} {y:g}" for x, y in np.round(view.place(points), 1).tolist()]
    starts = np.flatnonzero(np.diff(line, prepend=-1))
    ends = [*starts[1:].tolist(), len(places)]
    for owner, start, end in zip(owners[line[starts]].tolist(), starts.tolist(), ends, strict=True):
        yield owner, f"M{'L'.join(places[start:end])}{close}"
