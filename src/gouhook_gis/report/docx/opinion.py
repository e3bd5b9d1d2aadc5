"""审查意见表: the project, the verdict and what it rests on, every rule, what is wrong, what to
mend, room for opinion, signatures and seal; the list of findings after them.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from gouhook_gis.domain.report import Report
from gouhook_gis.report.docx import grounds, listing, outcomes
from gouhook_gis.report.docx.form import Form
from gouhook_gis.report.docx.paper import SMALL_SIZE, new_paper, number_pages
from gouhook_gis.report.docx.reconciliation import reconciliation
from gouhook_gis.report.docx.table import Cell, add_table, head
from gouhook_gis.report.docx.xml import run
from gouhook_gis.report.evidence import Evidence
from gouhook_gis.report.overview import Overview
from gouhook_gis.report.voice import Voice, clean

# Findings listed for one rule: the worst of them.
SHOWN = 500
# What fits on the line above every page.
_HEAD_CHARACTERS = 36


def write_opinion(
    report: Report,
    items: list[Evidence],
    path: Path,
    lang: str,
    written: datetime,
    *,
    shown: int = SHOWN,
) -> None:
    """Write the form as .docx; `shown` limits the findings listed a rule, never their count."""
    voice = Voice.of(report.result, lang)
    result = report.result
    name = " ".join(part for part in (result.project_code, result.project_name) if part)
    name = name or report.provenance.submission
    form = Form(
        document=new_paper(clean(name), voice.say("opinion.subject"), written),
        report=report,
        items=items,
        voice=voice,
        overview=Overview.of(report),
        numerals=iter(voice.say("opinion.numerals").split()),
        shown=shown,
    )
    _masthead(form, name, written)
    grounds.project(form)
    grounds.verdict(form)
    grounds.basis(form)
    outcomes.itemised(form)
    outcomes.problems(form)
    reconciliation(form)
    open_section = outcomes.not_examined(form)
    outcomes.mending(form, open_section)
    outcomes.waivers(form)
    _signatures(form)
    listing.findings(form)
    form.document.save(str(path))


def _masthead(form: Form, name: str, written: datetime) -> None:
    restricted = form.voice.say("restricted") if form.overview.restricted else ""
    short = name if len(name) <= _HEAD_CHARACTERS else f"{name[: _HEAD_CHARACTERS - 1]}…"
    number_pages(
        form.document,
        (short, restricted),
        form.say("foot", written=written.strftime("%Y-%m-%d %H:%M")),
        form.say("page", page="{PAGE}", pages="{NUMPAGES}"),
    )
    form.document.add_paragraph(style="Title")._p.append(run(form.say("title")))


def _signatures(form: Form) -> None:
    form.section(form.say("sign"))
    date, blank = head(form.say("date")), Cell(form.say("blank_date"), align="right")
    signed = [(head(form.say(who)), "", date, blank) for who in ("reviewer", "checker", "seal")]
    widths = (38.0, 62.0, 20.0, 45.0)
    opinion = (head(form.say("opinion")), Cell("\n" * 5, span=3))
    made = form.say("made", sha256=form.report.provenance.result_sha256)
    rows = [opinion, *signed, (Cell(made, span=4, size=SMALL_SIZE),)]
    add_table(form.document, widths, rows, least_height=13, together=True)
