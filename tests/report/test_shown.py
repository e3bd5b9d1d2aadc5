"""The page of the service, the HTML report and the form say the same, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import docx
import pytest
from pydantic import BaseModel

from gouhook_gis.domain.catalogue import catalogue
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.shown import ShownParcels, ShownReport
from gouhook_gis.domain.words import Status
from gouhook_gis.report import figures
from gouhook_gis.report.docx.opinion import write_opinion
from gouhook_gis.report.evidence import evidence
from gouhook_gis.report.html import html
from gouhook_gis.report.reconciliation.cells import BREAK
from gouhook_gis.report.shown.findings import shown_findings
from gouhook_gis.report.shown.parcels import shown_parcels
from gouhook_gis.report.shown.reconciliation import shown_reconciliation
from gouhook_gis.report.shown.report import shown_report
from gouhook_gis.report.shown.rules import SHOWN
from gouhook_gis.report.voice import Voice
from tests.report.test_report_html import Page
from tests.support.reconciled import reconciled_report
from tests.support.reports import (
    full_report,
    passing_report,
    unreadable_report,
)

WRITTEN = datetime(2024, 6, 2, 9, 30)
REPORTS = {
    "full": full_report(),
    "passing": passing_report(),
    "unreadable": unreadable_report(),
    "reconciled": reconciled_report(),
}
both = pytest.mark.parametrize("lang", ["zh", "en"])
each = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
# What no reader sees: vocabularies, keys, the parts of drawings.
_UNSEEN = {
    "format",
    "lang",
    "names",
    "pack",
    "fingerprint",
    "key",
    "parcel_key",
    "parcel_keys",
    "drawing",
    "scale",
}


def documents(report: Report, lang: str) -> tuple[list[BaseModel], ShownReport, ShownParcels]:
    voice, items = Voice.of(report.result, lang), evidence(report)
    roles = figures.role_rows(report.result)
    head = shown_report(report, items, roles, voice, WRITTEN)
    parcels = shown_parcels(report, items, roles, voice)
    table = shown_reconciliation(report, voice, SHOWN)
    found = [head, shown_findings(report, items, voice), parcels]
    return [*found, table] if table else found, head, parcels


def texts(value: object, name: str = "") -> Iterator[str]:
    """Yield every text of a document that a reader sees, a line each."""
    if name in _UNSEEN:
        return
    if isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from texts(getattr(value, field), field)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
    # What is an enum has its word beside it.
    elif type(value) is str:
        yield from value.split(BREAK)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@both
@each
def test_the_html_report_has_every_text_of_the_page(report: Report, lang: str) -> None:
    """Verdict, headline, rules, measures, margins, findings, amounts, parcels, tables."""
    said = squeezed(Page(html(report, lang, written=WRITTEN)).text)
    shown, head, parcels = documents(report, lang)
    # HTML says of a rule that is met neither why nor how nor what to mend; of a parcel its findings
    # by number instead of their worst, and not its file; and heads with their units below them.
    quiet = {
        text
        for one in head.rules
        if one.status not in (Status.FAIL, Status.NEEDS_REVIEW)
        for text in (one.why, one.how, one.remedy, one.trap)
    }
    unapplied = [one for one in head.rules if one.status is Status.NOT_APPLICABLE]
    quiet |= {text for one in unapplied for text in (one.what, *texts(one.assessments))}
    quiet |= {text for one in parcels.items for text in (one.result, one.file)}
    # Of 数线图 it draws, and tells more, of those parcels alone that differ.
    lines = [line for one in shown for line in getattr(one, "lines", ())]
    quiet |= {text for line in lines if not line.rank for text in texts((line.parts, line.lines))}
    told = {text for document in shown for text in texts(document)}
    assert {text for text in told - quiet if squeezed(text) not in said} == set()


@both
@each
def test_the_page_has_every_text_of_the_html_report(report: Report, lang: str) -> None:
    """But for what the catalogue says around them, numbers, and the drawings."""
    shown, head, _ = documents(report, lang)
    told = "\n".join(squeezed(text) for document in shown for text in texts(document))
    label = re.compile(r"(report|word|severity|agreement|waivers)\.")
    around = "\n".join(
        squeezed(text[lang]) for key, text in catalogue().items() if label.match(key)
    )
    source = html(report, lang, written=WRITTEN).replace(head.result_sha256, "")
    # Heads of tables and sections, and what parcels are called in the headings of their drawings.
    source = re.sub(r"(?s)<(svg|thead|dt|h2|h3|h4|title)\b.*?</\1>", "", source)
    sentences = {squeezed(text) for text in _sentences(report, head, Voice.of(report.result, lang))}
    nodes = [text for text in map(squeezed, Page(source).words) if text not in sentences]
    words = [word for text in nodes for word in re.split("[·：:]", text)]
    said = {word for word in words if squeezed(word) not in told}
    # What is left are labels, and words of the catalogue with a number.
    unknown = {word for word in said if word.strip("0123456789.,±−+%—-…；（）()") not in around}
    assert unknown == set()


def _sentences(report: Report, head: ShownReport, voice: Voice) -> Iterator[str]:
    """Yield what the HTML report counts."""
    say, found = voice.say, len(evidence(report))
    count = say("finding_count", findings=head.findings)
    yield count + (say("note_count", notes=head.notes) if head.notes else "")
    yield say("worst_more", shown=len(head.worst), total=found)
    yield say("map.note", crs=head.facts[-1].text)


@both
@each
def test_the_form_has_the_outcomes_of_the_page(report: Report, lang: str, tmp_path: Path) -> None:
    """Verdict, headline, every rule with its clause; of those not met the worst finding and the
    remedy; what was not examined.
    """
    write_opinion(report, evidence(report), tmp_path / "form.docx", lang, WRITTEN)
    document = docx.Document(str(tmp_path / "form.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = squeezed("\n".join([*cells, *(one.text for one in document.paragraphs)]))
    _, head, _ = documents(report, lang)
    found = shown_findings(report, evidence(report), Voice.of(report.result, lang)).items
    expected = [head.verdict_name, *head.headline, *head.cautions[:1], head.not_examined]
    expected += [head.restricted, head.result_sha256]
    expected += [reason for one in head.open_rules for reason in one.reasons]
    for one in head.rules:
        expected.append(one.code)
        if one.status is Status.NOT_APPLICABLE:
            continue
        expected.append(one.title)
        if one.status in (Status.FAIL, Status.NEEDS_REVIEW):
            expected.append(one.remedy)
            expected += [item.message for item in found if item.rule == one.code][:1]
    missing = [text for text in expected if squeezed(text) not in said]
    assert not missing
