"""Small batches for tests: invented submissions of rectangles, and a runner in this process."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import shapely

from gouhook_gis.batch.running.runner import Ended, Task
from gouhook_gis.batch.tasks import perform
from gouhook_gis.domain.errors import GouhookError
from tests.support.catalogues import E, N, write

Box = tuple[float, float, float, float]
COUNTY = "510902"


def rectangle(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    """Return a rectangle whose south-west corner is (x, y) metres from the round place."""
    return shapely.box(E + x, N + y, E + x + width, N + y + height)


def submission(
    path: Path,
    code: str,
    demolition: Sequence[Box],
    new_construction: Sequence[Box],
    **more: str,
) -> Path:
    """Write a zip of the shapefiles of both roles, rectangles (x, y, width, height); `more` are
    further members by name.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        for layer, prefix, boxes in (
            ("CJDK", "CJ", demolition),
            ("JXDK", "JX", new_construction),
        ):
            count = len(boxes)
            write(
                folder / f"{layer}.shp",
                [rectangle(*one) for one in boxes],
                XMBH=[code] * count,
                DKBH=[f"{prefix}{row + 1:02d}" for row in range(count)],
                XZQDM=[COUNTY] * count,
            )
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)
            for member, text in more.items():
                archive.writestr(member, text)
    return path


def small_batch(folder: Path) -> Path:
    """Make five submissions: 乙 lies on 10 m × 30 m of 甲, 坏 is no zip, the others stand alone."""
    folder.mkdir(parents=True)
    submission(folder / "甲.zip", "5109022024001", [(0, 0, 100, 100)], [(200, 0, 50, 50)])
    submission(folder / "乙.zip", "5109022024002", [(90, 70, 100, 100)], [(300, 0, 50, 50)])
    submission(folder / "丙.zip", "5109022024003", [(1000, 0, 100, 100)], [(1200, 0, 50, 50)])
    submission(folder / "丁.zip", "5109022024004", [(2000, 0, 100, 100)], [(2200, 0, 50, 50)])
    (folder / "坏.zip").write_bytes(b"PK\x03\x04 cut off")
    return folder


def farmland(path: Path) -> Path:
    """Write a layer of basic farmland: one piece on 10 m × 50 m of the new construction of 丙."""
    return write(
        path,
        [rectangle(1240, 0, 100, 50), rectangle(9000, 0, 10, 10)],
        BSM=["B1", "B2"],
        YJJBNTTBBH=["T1", "T2"],
        TBMJ=[5000.0, 100.0],
    )


@dataclass
class Here:
    """Does tasks in this process, one after the other; `did` has the task and name of each."""

    did: list[tuple[str, str]] = field(default_factory=list)
    workers: int = 1

    def kept(self) -> AbstractContextManager[None]:
        """There is nothing to keep."""
        return nullcontext()

    def run(
        self,
        tasks: Iterable[Task],
        ended: Callable[[Ended], None],
        began: Callable[[Task], None] = lambda task: None,
    ) -> None:
        """Do all tasks; see `Runner`."""
        for task in tasks:
            began(task)
            self.did.append((str(task.request["task"]), task.name))
            start = time.perf_counter()
            try:
                done = Ended(task, answer=perform(task.request))
            except GouhookError as error:
                done = Ended(task, reason=error.message)
            ended(Ended(task, done.answer, done.reason, time.perf_counter() - start))
