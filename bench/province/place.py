"""Where everything of a simulated province lies, and whether the disk has room for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Bytes a polygon takes, as measured: as delivered, registered, and in passing while it is
# registered; bytes that the reports of a submission take.
SOURCE_BYTES, REGISTERED_BYTES, PASSING_BYTES = 550, 720, 600
REPORT_BYTES = 1_000_000


@dataclass(frozen=True)
class Place:
    """The folder of a province: `source/` once for all sizes, `SIZE/catalogue/` for each."""

    folder: Path

    @property
    def source(self) -> Path:
        """Return the folder of the layers as counties deliver them."""
        return self.folder / "source"

    @property
    def submissions(self) -> Path:
        """Return the folder of the submissions."""
        return self.folder / "submissions"

    @property
    def results(self) -> Path:
        """Return the file of what was measured, a JSON object a line."""
        return self.folder / "measured.jsonl"

    def catalogue(self, size: int) -> Path:
        """Return the catalogue of `size` polygons."""
        return self.folder / str(size) / "catalogue"

    def once(self, stage: str, make: Callable[[], None]) -> None:
        """Do what is not done yet; a stage that was broken off is done again from its start."""
        mark = self.folder / ".done" / stage
        if not mark.exists():
            make()
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()

    def done(self, stage: str) -> bool:
        """Whether a stage is done."""
        return (self.folder / ".done" / stage).exists()

    def measured(self) -> Iterator[dict[str, Any]]:
        """Yield what was measured so far."""
        if self.results.exists():
            for line in self.results.read_text("utf-8").splitlines():
                yield json.loads(line)

    def keep(self, figures: dict[str, Any]) -> None:
        """Add a line to what was measured."""
        with self.results.open("a", encoding="utf-8") as out:
            out.write(json.dumps(figures, ensure_ascii=False) + "\n")


def lacking(place: Place, sizes: list[int], submissions: int) -> str | None:
    """Say how much room is missing for what is still to be made; None where there is enough."""
    left = [size for size in sizes if not place.done(f"registered-{size}")]
    need = submissions * REPORT_BYTES + sum(left) * REGISTERED_BYTES
    if left:
        need += max(sizes) * SOURCE_BYTES + max(left) * PASSING_BYTES
    if left and place.source.exists():
        need -= sum(path.stat().st_size for path in place.source.rglob("*.gpkg"))
    place.folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(place.folder).free
    if need <= free:
        return None
    return (
        f"{place.folder}: the province needs {need / 1e9:.1f} GB more, the disk has"
        f" {free / 1e9:.1f} GB free. Make it smaller with --size, or name another --data."
    )
