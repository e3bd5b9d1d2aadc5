"""What a task hands back: what there is to record, and a folder of files to put into place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gouhook_gis.service.models import ReportFile
from gouhook_gis.service.records.work import Outcome


@dataclass(frozen=True)
class WorkDone:
    """The outcome of a run; `folder` becomes `runs/<id>`, `files` are those in it."""

    outcome: Outcome = field(default_factory=Outcome)
    folder: Path | None = None
    files: tuple[ReportFile, ...] = ()
