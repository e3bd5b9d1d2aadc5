"""Small drawings: the surroundings of one finding, and one measure against its threshold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

import shapely

from gouhook_gis.domain.report import ReportParcel
from gouhook_gis.domain.shown_rules import Scale
from gouhook_gis.report.evidence import Evidence, drawable
from gouhook_gis.report.map_svg import TONES
from gouhook_gis.report.svg import Bounds, Svg, Window, bounds_of, element, paths, scale_bar, window

WIDTH = 300.0
HEIGHT = 200.0
# Room for the scale bar below the drawing.
FOOT = 22.0
BAR_WIDTH = 150.0
BAR_HEIGHT = 18.0
# Show the whole parcel unless the piece would be smaller than this share of it.
_SHARE = 0.08


class Details:
    """Draws findings over the parcels around them; made once for a report.

    `ground` are the shapes of the parcels, None where one has none.
    """

    def __init__(
        self,
        parcels: Sequence[ReportParcel],
        ground: npt.NDArray[np.object_],
        *,
        degrees: bool,
    ) -> None:
        self._degrees = degrees
        self._keys = [parcel.key for parcel in parcels]
        self._roles = [parcel.role.value for parcel in parcels]
        self._ground = ground
        self._index = {key: i for i, key in enumerate(self._keys)}
        self._tree = shapely.STRtree(self._ground)

    def draw(self, item: Evidence) -> Svg | None:
        """Return the drawing of one finding, None where it has no geometry."""
        if item.shape is None or item.shape.is_empty:
            return None
        piece = drawable(np.array([item.shape], dtype=object))
        own = [self._index[key] for key in item.finding.parcel_keys if key in self._index]
        view = self._view(piece, own)
        near = np.sort(self._tree.query(shapely.box(*view.bounds)))
        *around, data = paths(cut(np.concatenate((self._ground[near], piece)), view), view)
        marks = [
            element("path", d=line, class_=self._roles[i] + (" own" if i in own else ""))
            for i, line in zip(near.tolist(), around, strict=True)
        ]
        tone = TONES.get(item.assessment.status, "note")
        if data:
            marks += [
                element("path", d=data, class_="halo"),
                element("path", d=data, class_=f"piece {tone}"),
            ]
        if not data or tiny(piece[0], view):
            marks += ring(piece[0], view, tone)
        return element(
            "svg",
            *marks,
            element("rect", x=0, y=HEIGHT - FOOT, width=WIDTH, height=FOOT, class_="foot"),
            scale_bar(view, 12, HEIGHT - 7, 60),
            viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
            class_="detail",
            aria_hidden="true",
        )

    def _view(self, piece: npt.NDArray[np.object_], own: list[int]) -> Window:
        bounds = bounds_of(piece)
        around = self._ground[own]
        around = around[~shapely.is_missing(around)]
        if len(around):
            whole = bounds_of(np.concatenate((around, piece)))
            if _extent(bounds) >= _SHARE * _extent(whole):
                bounds = whole
        return window(
            bounds,
            degrees=self._degrees,
            width=WIDTH,
            height=(HEIGHT, HEIGHT),
            margins=(0, 0, 0, FOOT),
            least_m=8.0,
        )


def measure_bar(found: Scale | None) -> Svg | None:
    """Return a scale that shows a value, its half width and its threshold at a glance.

    The side on which the rule is met is tinted; None where there is none.
    """
    if found is None:
        return None
    width = BAR_WIDTH - 8

    def at(position: float) -> float:
        return 4 + position * width

    middle = BAR_HEIGHT / 2
    marks = [element("path", d=f"M4 {middle}H{BAR_WIDTH - 4}", class_="axis")]
    if found.met and (found.met[1] - found.met[0]) * width > 0.5:
        start, end = map(at, found.met)
        marks.append(
            element("rect", x=start, y=middle - 4, width=end - start, height=8, class_="met")
        )
    if found.band:
        band = max((found.band[1] - found.band[0]) * width, 2.0)
        left = at(found.value) - band / 2
        marks.append(element("rect", x=left, y=middle - 4, width=band, height=8, class_="band"))
    limit = at(found.threshold)
    marks.append(element("path", d=f"M{limit:.1f} 1v{BAR_HEIGHT - 2}", class_="limit"))
    dot = element("circle", cx=at(found.value), cy=middle, r=3.6, class_=f"value {found.tone}")
    marks.append(dot)
    return element(
        "svg",
        *marks,
        viewBox=f"0 0 {BAR_WIDTH:g} {BAR_HEIGHT:g}",
        class_="scale",
        aria_hidden="true",
    )


def _extent(bounds: Bounds) -> float:
    return max(bounds[2] - bounds[0], bounds[3] - bounds[1])


def cut(shapes: npt.NDArray[np.object_], view: Window) -> npt.NDArray[np.object_]:
    """Clip to a little more than the window, so that a huge parcel does not fill the file."""
    west, south, east, north = view.bounds
    dx, dy = (east - west) * 0.1, (north - south) * 0.1
    return np.asarray(
        shapely.clip_by_rect(shapes, west - dx, south - dy, east + dx, north + dy), dtype=object
    )


def tiny(shape: object, view: Window) -> bool:
    """Return whether a shape is too small on the drawing to be seen for what it is."""
    return _extent(bounds_of(np.array([shape], dtype=object))) * view.px_per_unit < 10


def ring(shape: object, view: Window, tone: str) -> list[Svg]:
    """Return a ring around the middle of a shape."""
    west, south, east, north = bounds_of(np.array([shape], dtype=object))
    x, y = view.place(np.array([[(west + east) / 2, (south + north) / 2]]))[0].tolist()
    return [
        element("circle", cx=x, cy=y, r=9, class_="ring-halo"),
        element("circle", cx=x, cy=y, r=9, class_=f"ring {tone}"),
    ]
