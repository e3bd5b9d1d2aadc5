"""All files of one report, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.comparison import Comparison
from gouhook_gis.domain.report import Report
from gouhook_gis.report import names
from gouhook_gis.report.comparison import comparison_html
from gouhook_gis.report.evidence import Evidence, evidence
from gouhook_gis.report.html import html
from gouhook_gis.report.json_file import json_text
from gouhook_gis.report.sheets import workbook_sheets
from gouhook_gis.report.vector import write_geopackage, write_shapefile
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.whole import drafted, put
from gouhook_gis.report.xlsx import write_workbook

Format = Literal["json", "html", "xlsx", "gpkg", "shp", "docx"]
FORMATS: tuple[Format, ...] = get_args(Format)
FILES: dict[Format, tuple[str, ...]] = {
    "json": (names.JSON,),
    "html": (names.HTML,),
    "xlsx": (names.XLSX,),
    "gpkg": (names.GPKG,),
    "shp": names.SHP_MEMBERS,
    # Named for people, with its date: completed by hand, it is not taken away by a later run.
    "docx": (),
}


def write_all(
    report: Report,
    folder: Path,
    lang: str = "zh",
    formats: Collection[Format] = FORMATS,
    *,
    copies: bool = False,
    items: list[Evidence] | None = None,
    written: datetime | None = None,
) -> list[Path]:
    """Write the report into `folder` (made where it is missing) and return the files written.

    Everything is written beside `folder`'s files first and moved into place only when all of
    it is there; an error of a writer leaves the folder as it was. GouhookError where a file
    is held open by another program, the folder cannot be written, or the disk is full. Without
    a CRS there are no vector files. Files of an earlier report in a format that is not written
    now are removed, so that a folder never mixes two reports; forms of earlier days stay, since
    people complete them by hand. `copies` adds the page and the workbook under names for people.
    `items` are its findings, where they are at hand, `written` is the time it carries: now.
    """
    written = written or datetime.now().astimezone()
    items = evidence(report) if items is None else items
    with drafted(folder) as draft:
        for each in FORMATS:
            if each in formats:
                _WRITERS[each](report, items, draft, lang, written)
        if copies:
            _copies(report, draft, lang, written)
        made = list(_in_order(draft))
        _move(draft, folder, made)
    return [folder / name for name in made]


def write_comparison(comparison: Comparison, folder: Path, lang: str = "zh") -> list[Path]:
    """Write a comparison into `folder` as JSON and as a page, beside what is there; whole or not
    at all, with the errors of `write_all`.
    """
    written = datetime.now().astimezone()
    texts = {
        names.COMPARISON_JSON: canonical_json(comparison.model_dump(mode="json")) + "\n",
        names.COMPARISON_HTML: comparison_html(comparison, lang, written=written),
    }
    with drafted(folder) as draft:
        for name, text in texts.items():
            (draft / name).write_text(text, encoding="utf-8", newline="\n")
        for name in texts:
            put(draft, folder, name)
    return [folder / name for name in texts]


def _move(draft: Path, folder: Path, made: list[str]) -> None:
    """Move what was written into place; first what a reader may hold open, so that a refusal
    changes as little as possible.
    """
    stale = [name for files in FILES.values() for name in files if name not in made]
    by_risk = sorted(made, key=lambda name: (name.endswith((".json", ".html")), name))
    for name in (*stale, *by_risk):
        put(draft, folder, name)


def _in_order(draft: Path) -> Iterator[str]:
    there = {path.name for path in draft.iterdir()}
    fixed = [name for files in FILES.values() for name in files if name in there]
    yield from fixed
    yield from sorted(there.difference(fixed))


def _copies(report: Report, draft: Path, lang: str, written: datetime) -> None:
    for name in (names.HTML, names.XLSX):
        source = draft / name
        if source.exists():
            title = names.name_for_people(report, written.date(), source.suffix[1:], lang)
            (draft / title).write_bytes(source.read_bytes())


Writer = Callable[[Report, list[Evidence], Path, str, datetime], None]


def _json(report: Report, items: list[Evidence], to: Path, lang: str, at: datetime) -> None:
    (to / names.JSON).write_text(json_text(report), encoding="utf-8", newline="\n")


def _html(report: Report, items: list[Evidence], to: Path, lang: str, at: datetime) -> None:
    page = html(report, lang, written=at, items=items)
    (to / names.HTML).write_text(page, encoding="utf-8", newline="\n")


def _xlsx(report: Report, items: list[Evidence], to: Path, lang: str, at: datetime) -> None:
    voice = Voice.of(report.result, lang)
    title = report.result.project_name or report.provenance.submission
    write_workbook(to / names.XLSX, workbook_sheets(report, items, voice), voice, title=title)


def _gpkg(report: Report, items: list[Evidence], to: Path, lang: str, at: datetime) -> None:
    if report.result.crs is not None:
        write_geopackage(report, items, to / names.GPKG, lang)


def _shp(report: Report, items: list[Evidence], to: Path, lang: str, at: datetime) -> None:
    if report.result.crs is not None:
        write_shapefile(report, items, to / names.SHP, lang)


def _docx(report: Report, items: list[Evidence], to: Path, lang: str, at: datetime) -> None:
    from gouhook_gis.report.docx.opinion import write_opinion

    title = names.name_for_people(report, at.date(), "docx", lang, "opinion.file_name")
    write_opinion(report, items, to / title, lang, at)


_WRITERS: dict[Format, Writer] = {
    "json": _json,
    "html": _html,
    "xlsx": _xlsx,
    "gpkg": _gpkg,
    "shp": _shp,
    "docx": _docx,
}
