"""Plots of what was measured against the size of the layer, as SVG; both axes logarithmic."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bench.engines import ENGINES
from bench.table import FEW, MANY, Cost

_WIDTH, _HEIGHT, _LEFT, _TOP, _LEGEND = 420, 360, 70, 40, 250
_COLOURS = (
    "#c1121f", "#e76f51", "#f4a261", "#264653", "#2a9d8f",
    "#457b9d", "#1d3557", "#6a4c93", "#6c757d", "#000000",
)  # fmt: skip

Points = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Panel:
    """One panel: points (size, figure) by the name of their line, in the order of the sizes.

    `span` are the powers of ten between which figures are drawn, by default those around them.
    """

    title: str
    lines: Mapping[str, Points]
    span: tuple[int, int] | None = None

    @property
    def powers(self) -> tuple[int, int]:
        """Return the lowest and the highest power of ten that is drawn."""
        if self.span is not None:
            return self.span
        figures = [figure for points in self.lines.values() for _, figure in points]
        low, high = math.floor(math.log10(min(figures))), math.ceil(math.log10(max(figures)))
        return low, max(high, low + 1)


def plot(costs: Mapping[int, Mapping[str, Cost]], path: Path) -> None:
    """Write one panel for 50 parcels and one for 10,000."""
    panels = [
        Panel(
            f"{size:,} parcels: seconds, warm",
            {
                engine.title: [
                    (n, costs[n][name].median(size)) for n in sorted(costs) if name in costs[n]
                ]
                for name, engine in ENGINES.items()
            },
        )
        for size in (FEW, MANY)
    ]
    span = min(p.powers[0] for p in panels), max(p.powers[1] for p in panels)
    draw([Panel(panel.title, panel.lines, span) for panel in panels], path)


def draw(panels: Sequence[Panel], path: Path) -> None:
    """Write the panels beside each other; lines of one name have one colour."""
    names = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    width = len(panels) * (_WIDTH + _LEFT) + _LEGEND
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT + 2 * _TOP}"'
        ' font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for number, panel in enumerate(panels):
        lines += _panel(panel, names, _LEFT + number * (_WIDTH + _LEFT))
    for place, name in enumerate(names):
        x, y = len(panels) * (_WIDTH + _LEFT) + 20, _TOP + 20 + 20 * place
        lines.append(f'<rect x="{x}" y="{y - 9}" width="12" height="10" fill="{_COLOURS[place]}"/>')
        lines.append(f'<text x="{x + 18}" y="{y}">{escape(name)}</text>')
    path.write_text("\n".join([*lines, "</svg>", ""]), "utf-8")


def _panel(panel: Panel, names: Sequence[str], left: float) -> Iterator[str]:
    low, high = panel.powers
    counts = sorted({count for points in panel.lines.values() for count, _ in points})
    first, last = math.log10(counts[0]), math.log10(max(counts[-1], counts[0] * 10))

    def across(count: int) -> float:
        return left + (math.log10(count) - first) / (last - first) * (_WIDTH - 20) + 10

    def up(value: float) -> float:
        return _TOP + _HEIGHT * (high - math.log10(value)) / (high - low)

    yield f'<text x="{left}" y="{_TOP - 14}">{escape(panel.title)}</text>'
    for power in range(low, high + 1):
        y = up(10.0**power)
        yield f'<path d="M{left} {y:.1f}h{_WIDTH}" stroke="#ddd"/>'
        yield f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
    for count in counts:
        x, y = across(count), _TOP + _HEIGHT + 18
        yield f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{count:,}</text>'
    for name, points in panel.lines.items():
        placed = [(across(count), up(figure)) for count, figure in points]
        if placed:
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
            colour = _COLOURS[names.index(name)]
            yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
            for x, y in placed:
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
