"""What the records speak of and is not among the files, and the reverse."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.message import Message, message
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files, remove
from gouhook_gis.service.records.restored import results_spoken_of, uploads_spoken_of


def missing(database: Database, files: Files) -> Sequence[Message]:
    """Return a line for each upload and each run of which a file is not there."""
    with database.reading() as session:
        uploads = [
            message("backup.upload_missing", submission=upload_id, filename=filename)
            for upload_id, filename, sha256 in uploads_spoken_of(session)
            if not files.upload(sha256).is_file()
        ]
        results = [
            message("backup.results_missing", run=run_id, files=lost)
            for run_id, names in results_spoken_of(session)
            if (lost := [name for name in names if not (files.run(run_id) / name).is_file()])
        ]
    return uploads + results


def remove_unrecorded(database: Database, files: Files) -> int:
    """Remove what came after the records were copied: bytes without an upload, results of runs
    that the records do not know as finished. Return how many. Nobody may be at work.
    """
    with database.reading() as session:
        uploads = {sha256 for _, _, sha256 in uploads_spoken_of(session)}
        results = {run_id for run_id, _ in results_spoken_of(session)}
    left = [path for path in files.uploads.iterdir() if path.name not in uploads]
    left += [path for path in files.runs.iterdir() if path.name not in results]
    for path in left:
        remove(path)
    return len(left)
