"""The tables of what was measured, written into docs/scale.md, and the plot beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.plot import Panel, draw
from bench.province.place import Place

_BEGIN, _END = "<!-- measured -->", "<!-- end of measured -->"
Figures = dict[str, Any]


def show(place: Place, docs: Path) -> None:
    """Print the tables, write them between the marks of docs/scale.md, and draw the plot."""
    figures = list(place.measured())
    lines = "\n".join(tables(figures))
    print(lines)
    page = docs / "scale.md"
    before, rest = page.read_text("utf-8").split(_BEGIN)
    page.write_text(f"{before}{_BEGIN}\n{lines}\n{_END}{rest.split(_END)[1]}", "utf-8")
    (docs / "scale").mkdir(exist_ok=True)
    draw(panels(figures), docs / "scale" / "province.svg")


def tables(figures: Sequence[Figures]) -> Iterator[str]:
    """Yield the lines of the three tables, and where and when each figure was taken."""
    yield (
        "| polygons | workers | submissions | CPU s each | wall s each | submissions an hour |"
        + (" MiB parent | MiB largest child | MiB all |")
    )
    yield "| ---: " * 9 + "|"
    batches = newest(figures, "batch", ("size", "workers"))
    for one in batches:
        count = one["submissions"]
        cells = [
            f"{one['size']:,}", one["workers"], f"{count:,}", f"{one['cpu_s'] / count:.2f}",
            f"{one['wall_s'] / count:.2f}", f"{3600 * count / one['wall_s']:,.0f}", *_memory(one),
        ]  # fmt: skip
        yield _row(cells)
    yield ""
    yield "| polygons | patches | CPU s per 1,000 | wall s | MiB command | MiB all |"
    yield "| ---: " * 6 + "|"
    patches = newest(figures, "patches", ("size",))
    for one in patches:
        own, _, together = _memory(one)
        each = f"{1000 * one['cpu_s'] / one['patches']:.2f}"
        yield _row([f"{one['size']:,}", f"{one['patches']:,}", each, one["wall_s"], own, together])
    yield ""
    yield "| polygons | registered in s | on disk, MB | bytes a polygon |"
    yield "| ---: " * 4 + "|"
    for size in sorted({one["size"] for one in figures if one["what"] == "register"}):
        kinds = [
            one for one in newest(figures, "register", ("size", "kind")) if one["size"] == size
        ]
        seconds, used = sum(one["wall_s"] for one in kinds), sum(one["bytes"] for one in kinds)
        yield _row([f"{size:,}", f"{seconds:.0f}", f"{used / 1e6:,.0f}", f"{used / size:.0f}"])
    yield ""
    yield from origins([*batches, *patches])


def origins(figures: Sequence[Figures]) -> Iterator[str]:
    """Yield a line for each machine and set of versions, with days and the load of others."""
    told: dict[str, list[Figures]] = {}
    for one in figures:
        versions = ", ".join(f"{name} {number}" for name, number in one["versions"].items())
        told.setdefault(f"{one['machine']}; {versions}", []).append(one)
    for where, many in told.items():
        days = sorted({one["when"][:10] for one in many})
        loads = [one["load_before"] for one in many]
        yield f"{where}. Taken {', '.join(days)}, load before a run {min(loads)} to {max(loads)}."


def newest(figures: Sequence[Figures], what: str, by: tuple[str, ...]) -> list[Figures]:
    """Return the last figures of each kind of run, in the order of what tells them apart."""
    found = {tuple(one[name] for name in by): one for one in figures if one["what"] == what}
    return [found[key] for key in sorted(found)]


def panels(figures: Sequence[Figures]) -> list[Panel]:
    """Return the panels: seconds a submission, memory, seconds a thousand patches."""
    batches = newest(figures, "batch", ("size", "workers"))
    patches = newest(figures, "patches", ("size",))

    def line(name: str, workers: int) -> list[tuple[int, float]]:
        mine = [one for one in batches if one["workers"] == workers]
        share = 1 if name.endswith("mib") else None
        return [(one["size"], one[name] / (share or one["submissions"])) for one in mine]

    counts = sorted({one["workers"] for one in batches})
    named = {n: f"{n} worker{'s' if n > 1 else ''}" for n in counts}
    seconds = {f"{told}: {what}": line(key, n) for n, told in named.items()
               for what, key in (("CPU", "cpu_s"), ("wall", "wall_s"))}  # fmt: skip
    memory = {f"{told}: {what}": line(key, n) for n, told in named.items()
              for what, key in (("parent", "own_mib"), ("largest child", "child_mib"))}  # fmt: skip
    each = [(one["size"], 1000 * one["cpu_s"] / one["patches"]) for one in patches]
    return [
        Panel("seconds a submission, by polygons of the province", seconds),
        Panel("anonymous memory, MiB", memory),
        Panel("CPU seconds per 1,000 patches", {"patches": each}),
    ]


def _memory(one: Figures) -> list[str]:
    return [f"{one[name]:.0f}" for name in ("own_mib", "child_mib", "all_mib")]


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
