"""Where the layer lies that the members of a batch are checked against."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from gouhook_gis.service.batches import EDITION
from gouhook_gis.service.errors import GoneError
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import Run
from gouhook_gis.service.records.batch_rows import collecting


def layer_of(session: Session, files: Files, run: Run) -> Path | None:
    """Return the catalogue of the parcels of a run's batch, None where the run is of none.
    GoneError where it was taken away.
    """
    if run.batch_id is None:
        return None
    collected = collecting(session, run.batch_id)
    folder = None if collected is None else files.run(collected.id) / EDITION
    if folder is None or not folder.is_dir():
        raise GoneError("service.batch_layer_gone")
    return folder
