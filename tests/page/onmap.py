"""Where the ground is on the screen, as one who has only the page can tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import FloatRect, Locator, Page, expect

_POINT = re.compile(r"(光标|角点|图中心)\s*X (-?[\d.]+)\s*Y (-?[\d.]+)")


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

    def settled(self) -> None:
        """Wait until the map stands still."""
        expect(self.canvas.locator("canvas").first).to_be_visible()
        scale, before = self.frame.locator(".scale input"), ""
        for _ in range(40):
            self.page.wait_for_timeout(150)
            now = f"{scale.input_value()} {self.frame.locator('.point').inner_text()}"
            if now == before:
                return
            before = now

    def read(self, x: float, y: float) -> tuple[str, float, float]:
        """Return what is told of a point of the screen: of what kind it is, easting, northing."""
        self.page.mouse.move(x, y)
        self.page.wait_for_timeout(50)
        found = _POINT.search(self.frame.locator(".point").inner_text())
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

    def box(self) -> FloatRect:
        """Return where the map is on the screen."""
        found = self.canvas.bounding_box()
        assert found is not None
        return found

    def colours(self, x: float, y: float, reach: int = 12) -> set[tuple[int, int, int]]:
        """Return the colours that are drawn within `reach` pixels of a point of the screen."""
        drawn: list[list[int]] = self.canvas.evaluate(
            """(target, [x, y, reach]) => {
              const box = target.getBoundingClientRect();
              const flat = document.createElement('canvas');
              flat.width = flat.height = 2 * reach;
              const on = flat.getContext('2d', { willReadFrequently: true });
              on.fillStyle = '#ffffff';
              on.fillRect(0, 0, flat.width, flat.height);
              for (const one of target.querySelectorAll('.ol-layers canvas')) {
                const at = one.getBoundingClientRect();
                const [left, top] = [at.left - x + reach, at.top - y + reach];
                if (one.width) on.drawImage(one, left, top, at.width, at.height);
              }
              const data = on.getImageData(0, 0, flat.width, flat.height).data;
              const found = new Set();
              for (let i = 0; i < data.length; i += 4)
                found.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
              return [...found].map((one) => one.split(',').map(Number));
            }""",
            [x, y, reach],
        )
        return {(r, g, b) for r, g, b in drawn}
