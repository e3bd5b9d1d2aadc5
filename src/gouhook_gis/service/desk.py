"""A child of the process that serves, for what needs the geometry stack: it answers and ends.

    python -m gouhook_gis.service.desk book [RULES]          the rule book
    python -m gouhook_gis.service.desk compare BEFORE AFTER  two report.json

The answer is JSON on its standard output. Exit code 2: what is there is a message that says why
there is no answer.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from gouhook_gis.domain.errors import GouhookError

REFUSED = 2


def main(arguments: list[str]) -> int:
    """Answer one question; return the exit code."""
    # A PROJ of the system in these variables breaks the wheels' own.
    for name in ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA"):
        os.environ.pop(name, None)
    question, *told = arguments
    try:
        answer, code = _QUESTIONS[question](*map(Path, told)), 0
    except GouhookError as error:
        answer, code = error.message.model_dump_json(), REFUSED
    sys.stdout.buffer.write(answer.encode())
    return code


def rule_book(own: Path | None = None) -> str:
    """Return the rule book as JSON, with the data of the folder `own`. UsageError where
    the data are wrong.
    """
    from gouhook_gis.engine.versions import versions
    from gouhook_gis.rules.listing import book_rules
    from gouhook_gis.rules.loader import library
    from gouhook_gis.service.book import Book, ProfileBook

    held = library(own)
    profiles = {
        name: ProfileBook(
            name=name,
            title=one.title,
            jurisdiction=one.jurisdiction,
            programme=one.programme,
            packs=one.packs,
            rules=book_rules(name, own),
        )
        for name, one in held.profiles.items()
    }
    return Book(
        profiles=profiles,
        rules=book_rules(None, own),
        layers=held.layers,
        versions=versions(),
        isolation=_isolation(),
    ).model_dump_json()


def _isolation() -> str:
    """Return what is in force when an upload is read: by reading one."""
    from gouhook_gis.formats.options import ReadOptions
    from gouhook_gis.formats.sandbox import read_isolated
    from gouhook_gis.formats.settings import limits_from_settings

    with tempfile.TemporaryDirectory(prefix="gouhook-") as name:
        nothing = Path(name) / "nothing.zip"
        nothing.touch()
        return read_isolated(nothing, limits_from_settings(), ReadOptions()).isolation


def _compare(before: Path, after: Path) -> str:
    from gouhook_gis.comparison.reports import compare_reports
    from gouhook_gis.report.reading import read_report

    return compare_reports(read_report(before), read_report(after)).model_dump_json()


_QUESTIONS: dict[str, Callable[..., str]] = {"book": rule_book, "compare": _compare}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
