"""A child of the process that serves, for what needs the geometry stack: it answers and ends.

    python -m gouhook_gis.service.desk book [RULES]          the rule book
    python -m gouhook_gis.service.desk compare BEFORE AFTER  two report.json
    python -m gouhook_gis.service.desk shown BEFORE AFTER    the same for the page, zh then en

The answer is JSON on its standard output, a line a document. Exit code 2: what is there is a
message that says why there is no answer.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.lean import leave_out_frames

REFUSED = 2


def main(arguments: list[str]) -> int:
    """Answer one question; return the exit code."""
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


def _shown(before: Path, after: Path) -> str:
    """Return the comparison as the page shows it: a line in Chinese, one in English."""
    from gouhook_gis.comparison.moved import moved
    from gouhook_gis.comparison.reports import compare_reports
    from gouhook_gis.geometry.zones import zone_of
    from gouhook_gis.report.comparison_shown import shown_comparison
    from gouhook_gis.report.reading import read_report

    old, new = read_report(before), read_report(after)
    crs = new.result.crs or old.result.crs
    epsg = None if crs is None else int(crs.removeprefix("EPSG:"))
    old = old if epsg is None else moved(old, epsg)
    found = compare_reports(old, new)
    proj4 = "" if epsg is None else zone_of(epsg).proj4
    zh = shown_comparison(old, new, found, "zh", proj4)
    en = shown_comparison(old, new, found, "en", proj4)
    return f"{zh.model_dump_json()}\n{en.model_dump_json()}"


_QUESTIONS: dict[str, Callable[..., str]] = {
    "book": rule_book,
    "compare": _compare,
    "shown": _shown,
}


if __name__ == "__main__":
    leave_out_frames()
    sys.exit(main(sys.argv[1:]))
