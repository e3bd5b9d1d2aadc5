"""What the process of a trial is told when it begins."""

from __future__ import annotations

from pathlib import Path

from gouhook_gis.domain.model import Model
from gouhook_gis.service.models import CheckRequest


class Lent(Model):
    """The bytes of an upload, and the name with which they came."""

    sha256: str
    filename: str


class TrialTask(Model):
    """A finished run as a trial begins with it: how it was asked for, its `report` (a
    `report.json`), its submission and the earlier version it was compared with, the `layer` of the
    parcels of its batch; with `clip_hectares` edits must stay near what was filed, and small (see
    `Case`), with `county` in that county.
    """

    run_id: str
    request: CheckRequest
    report: Path
    submission: Lent
    previous: Lent | None = None
    layer: Path | None = None
    clip_hectares: float | None = None
    county: str | None = None
