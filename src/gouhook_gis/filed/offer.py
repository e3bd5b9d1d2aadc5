"""What one submission brings to the others of its batch: its parcels, and what they are of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.stage_dates import law_date_of
from gouhook_gis.filed.files import save_rows
from gouhook_gis.filed.parcels import code_of, rows_of
from gouhook_gis.pipeline import CheckOptions, submission_of, told_of
from gouhook_gis.reference.slots import counties_of


class Offer(Model):
    """What reading the submission `name` came to; `parcels` of it stand in a file of rows with the
    hash `rows_sha256`, in `epsg`. `unreadable` submissions offer none. `undated`: no fact and no
    option says the law date, so that it is that of the day of the check.
    """

    name: str
    parcels: int = 0
    epsg: int | None = None
    rows_sha256: str = ""
    project_code: str | None = None
    counties: tuple[str, ...] = ()
    unreadable: bool = False
    undated: bool = False


def offered(name: str, path: Path, options: CheckOptions, rows: Path) -> Offer:
    """Read a submission and put its parcels into the file `rows`. UsageError as of a check."""
    submission = submission_of(path, options, told_of(options))
    facts = submission.facts
    if submission.unreadable:
        return Offer(name=name, unreadable=True, undated=_undated(options, facts))
    found = rows_of(submission)
    return Offer(
        name=name,
        parcels=len(found),
        epsg=found.epsg,
        rows_sha256=save_rows(found, rows),
        project_code=code_of(submission),
        counties=counties_of(submission, facts),
        undated=_undated(options, facts),
    )


def _undated(options: CheckOptions, facts: Facts) -> bool:
    origin = law_date_of(options.stage, facts, options.as_of, date.min).origin
    return origin == "today"
