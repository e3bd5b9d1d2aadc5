"""A batch as everyone but its runs knows it, and the names of its members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Literal

from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Stage, Verdict
from gouhook_gis.report.names import safe
from gouhook_gis.service.models import ReportFile, RunStatus

Step = Literal["collect", "check", "summarise"]
FileName = Literal[
    "matrix.xlsx", "matrix.html", "findings.gpkg", "summary.json", "filed_parcels.gpkg"
]
# In the results of the run that collects: the layer that members are checked against, as a
# catalogue and as a file to take home.
EDITION = "filed_parcels"
PARCELS: FileName = "filed_parcels.gpkg"
SUMMARY: FileName = "summary.json"


class Batch(Model):
    """A batch. `state` is that of a run, `step` what is being done. Of its `members` some wait,
    run, are `done` (there is a report, whatever its verdict) or `failed` (there is none: they
    failed or were cancelled). `error` says why the whole batch came to nothing. `collected` and
    `summed` are the runs that its files are of.
    """

    id: str
    name: str
    profile: str
    stage: Stage
    owner: str | None = None
    created: datetime
    started: datetime | None = None
    finished: datetime | None = None
    state: RunStatus
    step: Step | None = None
    members: int = 0
    waiting: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    verdicts: dict[Verdict, int] = {}
    cancel_requested: bool = False
    error: Message | None = None
    error_id: str | None = None
    files: tuple[ReportFile, ...] = ()
    deleted: datetime | None = None
    collected: str | None = None
    summed: str | None = None


def member_names(filenames: Sequence[str]) -> Iterator[str]:
    """Yield the name of each member, that of its file without the suffix; one that is there already
    is numbered.
    """
    taken: Counter[str] = Counter()
    given: set[str] = set()
    for filename in filenames:
        stem = safe(PurePath(filename).stem) or "submission"
        name = stem
        while name in given:
            taken[stem] += 1
            name = f"{stem}-{taken[stem] + 1}"
        given.add(name)
        yield name
