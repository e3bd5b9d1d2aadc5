"""The workbook to fill in, for one profile; with facts that are known already, if wished."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.workbook import Workbook

from gouhook_gis.domain.fact_specs import FORMAT, VERSION, fact_sheets
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.message import catalogue, message, render
from gouhook_gis.rules.definition import Profile
from gouhook_gis.rules.loader import library
from gouhook_gis.template.asked import Asked, asked_by
from gouhook_gis.template.sheet import SheetWriter, wanted_keys
from gouhook_gis.template.style import Styles

_STEPS = 7


def write_template(
    profile: str, path: Path, facts: Facts | None = None, rules: Path | None = None
) -> None:
    """Write the workbook of the facts that the rules of `profile` ask for to `path`.

    `facts` are filled in. What no rule asks for is grey. `rules` is a folder of rule data of the
    user's own. Raises UsageError for an unknown profile, OSError where the file cannot be written.
    """
    known = library(rules)
    asked = asked_by(known.rules_of(profile))
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    styles = Styles(book)
    _guide(book, styles, known.profile(profile), asked)
    for sheet in fact_sheets().sheets.values():
        page = book.add_worksheet(sheet.title.get("zh"))
        SheetWriter(page, sheet, styles, asked, facts or Facts()).write()
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _guide(book: Workbook, styles: Styles, profile: Profile, asked: Asked) -> None:
    """Write the first sheet: how to fill in, which sheets matter, and the marker."""
    page = book.add_worksheet(catalogue()["template.guide"]["zh"])
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 84)
    page.hide_gridlines(2)
    page.write_string(0, 0, _say("title"), styles.title)
    page.set_row(0, 26)
    row = 2
    named = f"{profile.name} {profile.title.get('zh')}"
    for label, text in (("marker", f"{FORMAT}/{VERSION}"), ("profile", named)):
        page.write_string(row, 0, _say(label), styles.head)
        page.write_string(row, 1, text, styles.boxed(wanted=True))
        row += 1
    row += 1
    for number in range(1, _STEPS + 1):
        page.write_string(row, 0, _say("step", number=number), styles.of(valign="top"))
        page.write_string(row, 1, _say(f"step.{number}"), styles.of())
        row += 1
    row += 1
    page.write_string(row, 0, _say("sheet"), styles.head)
    page.write_string(row, 1, _say("sheet_about"), styles.head)
    for sheet in fact_sheets().sheets.values():
        row += 1
        wanted = bool(wanted_keys(sheet, asked))
        about = sheet.hint.get("zh") if wanted else _say("unused")
        link = f"internal:'{sheet.title.get('zh')}'!A1"
        page.write_url(row, 0, link, styles.boxed(wanted=wanted), sheet.title.get("zh"))
        page.write_string(row, 1, about, styles.boxed(wanted=wanted))
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _say(key: str, **params: int) -> str:
    return render(message(f"template.{key}", **params))
