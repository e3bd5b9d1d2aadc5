"""Where the ground is on the screen, as one who has only the page can tell.

What a map shows comes some frames after what was done to it, later on a busy machine: whatever is
asked here is waited for, as `expect` does for the rest of the page.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.page.browser import PATIENCE_MS

Colour = tuple[int, int, int]
# As theme.css has them (--fail, --demolition), and map/run/selectionStyle.ts.
FAIL: Colour = (180, 35, 31)
DEMOLITION: Colour = (192, 138, 45)
SELECTED: Colour = (0, 183, 221)
_POINT = re.compile(r"(光标|角点)\s*X (-?[\d.]+)\s*Y (-?[\d.]+)")
# So many frames alike, and the map stands still: counted in frames, which a busy machine delays.
_ALIKE = 8
_FRAMES = """(count) => new Promise((done) => {
  const next = (left) => (left ? requestAnimationFrame(() => next(left - 1)) : done())
  next(count)
})"""
_STILL = """async (target, [alike, patience]) => {
  const flat = document.createElement('canvas')
  ;[flat.width, flat.height] = [target.clientWidth, target.clientHeight]
  const on = flat.getContext('2d', { willReadFrequently: true })
  const picture = () => {
    on.clearRect(0, 0, flat.width, flat.height)
    for (const one of target.querySelectorAll('.ol-layers canvas'))
      if (one.width) on.drawImage(one, 0, 0, flat.width, flat.height)
    return new Uint32Array(on.getImageData(0, 0, flat.width, flat.height).data.buffer)
  }
  const until = performance.now() + patience
  let [before, same] = [picture(), 0]
  while (same < alike && performance.now() < until) {
    await new Promise(requestAnimationFrame)
    const now = picture()
    same = now.every((pixel, i) => pixel === before[i]) ? same + 1 : 0
    before = now
  }
  return same >= alike
}"""
_COLOURS = """(target, [x, y, reach]) => {
  const flat = document.createElement('canvas')
  flat.width = flat.height = 2 * reach
  const on = flat.getContext('2d', { willReadFrequently: true })
  on.fillStyle = '#ffffff'
  on.fillRect(0, 0, flat.width, flat.height)
  for (const one of target.querySelectorAll('.ol-layers canvas')) {
    const at = one.getBoundingClientRect()
    const [left, top] = [at.left - x + reach, at.top - y + reach]
    if (one.width) on.drawImage(one, left, top, at.width, at.height)
  }
  const data = on.getImageData(0, 0, flat.width, flat.height).data
  const found = new Set()
  for (let i = 0; i < data.length; i += 4) found.add(`${data[i]},${data[i + 1]},${data[i + 2]}`)
  return [...found].map((one) => one.split(',').map(Number))
}"""


@dataclass(frozen=True)
class OnMap:
    """The map of a page: it reads coordinates below the map, and points at them."""

    page: Page

    @property
    def frame(self) -> Locator:
        """Return the map with its tools."""
        return self.page.locator(".map-frame")

    @property
    def canvas(self) -> Locator:
        """Return what is drawn on."""
        return self.frame.locator(".map-canvas")

    @property
    def scale(self) -> Locator:
        """Return the field of the scale's denominator."""
        return self.frame.locator(".scale input")

    def settled(self) -> None:
        """Wait until the map stands still: frame after frame it is the same picture."""
        expect(self.canvas.locator("canvas").first).to_be_visible()
        assert self.canvas.evaluate(_STILL, [_ALIKE, PATIENCE_MS]), "the map never stood still"

    def scaled(self, wanted: Callable[[int], bool]) -> None:
        """Wait until the denominator of the scale is as wanted, and the map stands still."""
        until = time.monotonic() + PATIENCE_MS / 1000
        while not wanted(int(self.scale.input_value())):
            assert time.monotonic() < until, f"the scale is 1:{self.scale.input_value()}"
            self.page.wait_for_timeout(50)
        self.settled()

    def read(self, x: float, y: float) -> tuple[str, float, float]:
        """Return what is told of a point of the screen: of what kind it is, easting, northing."""
        self.page.mouse.move(x, y)
        self.page.evaluate(_FRAMES, 2)
        told = self.frame.locator(".point")
        expect(told).to_have_text(_POINT)
        found = _POINT.search(told.inner_text())
        assert found is not None
        return found[1], float(found[3]), float(found[2])

    def pixel(self, easting: float, northing: float) -> tuple[float, float]:
        """Return where a point of the ground is on the screen."""
        box = self.box()
        left, top = box["x"] + 60, box["y"] + 60
        right, bottom = box["x"] + box["width"] - 60, box["y"] + box["height"] - 60
        _, west, north = self.read(left, top)
        _, east, south = self.read(right, bottom)
        across = left + (easting - west) / (east - west) * (right - left)
        down = top + (northing - north) / (south - north) * (bottom - top)
        return across, down

    def middle(self) -> tuple[float, float]:
        """Return the point of the screen in the middle of the map."""
        box = self.box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def box(self) -> FloatRect:
        """Return where the map is on the screen."""
        found = self.canvas.bounding_box()
        assert found is not None
        return found

    def shows(self, colour: Colour, x: float, y: float, reach: int = 12, near: int = 0) -> None:
        """Wait until a colour is drawn within `reach` pixels of a point of the screen; each of its
        three parts may be off by `near`.
        """
        until = time.monotonic() + PATIENCE_MS / 1000
        while True:
            drawn = self._colours(x, y, reach)
            if any(_apart(colour, one) <= near for one in drawn):
                return
            assert time.monotonic() < until, f"no {colour} at {x:.0f}, {y:.0f} among {drawn}"
            self.page.wait_for_timeout(50)

    def _colours(self, x: float, y: float, reach: int) -> set[Colour]:
        drawn: list[list[int]] = self.canvas.evaluate(_COLOURS, [x, y, reach])
        return {(r, g, b) for r, g, b in drawn}


def _apart(one: Colour, other: Colour) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
