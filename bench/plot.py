"""A plot of seconds against the size of the layer, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from bench.engines import ENGINES
from bench.table import FEW, MANY, Cost

_WIDTH, _HEIGHT, _LEFT, _TOP, _LEGEND = 420, 360, 70, 40, 250
_COLOURS = (
    "#c1121f", "#e76f51", "#f4a261", "#264653", "#2a9d8f",
    "#457b9d", "#1d3557", "#6a4c93", "#6c757d", "#000000",
)  # fmt: skip


def plot(costs: Mapping[int, Mapping[str, Cost]], path: Path) -> None:
    """Write one panel for 50 parcels and one for 10,000, both axes logarithmic."""
    seconds = [
        cost.median(size) for of in costs.values() for cost in of.values() for size in (FEW, MANY)
    ]
    low, high = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    width = 2 * (_WIDTH + _LEFT) + _LEGEND
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT + 2 * _TOP}"'
        ' font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for panel, size in enumerate((FEW, MANY)):
        left = _LEFT + panel * (_WIDTH + _LEFT)
        lines += _panel(costs, size, left, low, high)
    for place, name in enumerate(ENGINES):
        x, y = 2 * (_WIDTH + _LEFT) + 20, _TOP + 20 + 20 * place
        lines.append(f'<rect x="{x}" y="{y - 9}" width="12" height="10" fill="{_COLOURS[place]}"/>')
        lines.append(f'<text x="{x + 18}" y="{y}">{escape(ENGINES[name].title)}</text>')
    path.write_text("\n".join([*lines, "</svg>", ""]), "utf-8")


def _panel(
    costs: Mapping[int, Mapping[str, Cost]], size: int, left: float, low: int, high: int
) -> Iterator[str]:
    counts = sorted(costs)
    first, last = math.log10(counts[0]), math.log10(max(counts[-1], counts[0] * 10))

    def across(count: int) -> float:
        return left + (math.log10(count) - first) / (last - first) * (_WIDTH - 20) + 10

    def up(value: float) -> float:
        return _TOP + _HEIGHT * (high - math.log10(value)) / (high - low)

    yield f'<text x="{left}" y="{_TOP - 14}">{size:,} parcels: seconds, warm</text>'
    for power in range(low, high + 1):
        y = up(10.0**power)
        yield f'<path d="M{left} {y:.1f}h{_WIDTH}" stroke="#ddd"/>'
        yield f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
    for count in counts:
        x, y = across(count), _TOP + _HEIGHT + 18
        yield f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{count:,}</text>'
    for place, name in enumerate(ENGINES):
        points = [(across(n), up(costs[n][name].median(size))) for n in counts if name in costs[n]]
        if points:
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            colour = _COLOURS[place]
            yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
            for x, y in points:
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
