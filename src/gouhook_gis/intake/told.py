"""A facts file of the user: JSON, or a workbook, which is read as untrusted as a submission is."""

from __future__ import annotations

from pathlib import Path

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.members import WORKBOOKS
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.intake.facts import facts_of_file
from gouhook_gis.intake.notes import Notes
from gouhook_gis.intake.workbook.read import workbook_facts


def told_in(file: Path | None) -> tuple[Facts, tuple[Issue, ...]]:
    """Return the facts of `file`, and which cells of a workbook will not do; nothing for None.

    Raises UsageError where the file cannot be read as JSON or as a workbook of ours.
    """
    if file is None:
        return Facts(), ()
    if file.suffix.lower() not in WORKBOOKS:
        return facts_of_file(file), ()
    if not file.is_file():
        raise UsageError("intake.usage.facts_missing", file=file.name)
    reading = read_isolated(file, limits_from_settings(), ReadOptions())
    if not reading.workbooks:
        # That a workbook holds no layer of parcels goes without saying.
        said = min((i.message for i in reading.issues), key=lambda m: m.id.endswith(".no_layer"))
        raise UsageError(said.id, **said.params)
    notes = Notes()
    facts = workbook_facts(reading.workbooks, notes)
    return facts, tuple(notes.issues)
