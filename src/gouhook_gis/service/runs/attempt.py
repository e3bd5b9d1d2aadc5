"""What a task works with, in one attempt at a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import Run
from gouhook_gis.service.runs.following import Following
from gouhook_gis.service.settings import Settings


@dataclass(frozen=True)
class Attempt:
    """The run, whom to tell how far it is, and a folder for all that is made on the way."""

    run: Run
    following: Following
    scratch: Path
    files: Files
    database: Database
    settings: Settings
