"""The list of findings after the signatures, rule by rule, each with place and record."""

from __future__ import annotations

from gouhook_gis.report import figures
from gouhook_gis.report.docx.form import Form, clause
from gouhook_gis.report.docx.outcomes import open_findings
from gouhook_gis.report.docx.table import Cell, Row, add_table, head
from gouhook_gis.report.evidence import Evidence, ranked
from gouhook_gis.report.position import is_geographic, point_text

_SIZE = 9.5
_PLACES = 2


def findings(form: Form) -> None:
    """List the worst findings of every rule, with their true number; nothing where none is."""
    voice, say = form.voice, form.voice.say
    listed = [(rule, open_findings(form, rule)) for rule in ranked(form.report.result.rules)]
    listed = [(rule, found) for rule, found in listed if found]
    if not listed:
        return
    form.appendix(form.say("listing"))
    form.paragraph(form.say("listed", total=sum(len(found) for _, found in listed)))
    titles = (say("no"), form.say("whose"), say("result"), say("amount"), form.say("where"))
    heads: Row = [head(title, size=_SIZE) for title in titles]
    for rule, found in listed:
        form.rule_heading(f"{rule.code} {voice.text(rule.texts.title)}")
        form.paragraph(
            "；".join(clause(item, voice) for item in rule.citations), size=_SIZE, stay=True
        )
        rows = [_row(form, item) for item in found[: form.shown]]
        add_table(form.document, (12, 30, 21, 30, 72), [heads, *rows], heads=1, size=_SIZE)
        if len(found) > form.shown:
            form.paragraph(say("finding_more", total=len(found), shown=form.shown), bold=True)


def _row(form: Form, item: Evidence) -> Row:
    voice = form.voice
    status = voice.word(item.assessment.status)
    if item.waived_by is not None:
        status = f"{status}\n{voice.say('waived', document=item.waived_by)}"
    where = point_text(item.point, degrees=is_geographic(form.report.result.crs), voice=voice)
    lines = (
        voice.message(item.finding.message),
        where,
        *(voice.place(place) for place in item.places[:_PLACES]),
    )
    return (
        Cell(str(item.number), align="center", size=_SIZE),
        voice.about(item.finding, item.assessment.subject),
        Cell(status, align="center", size=_SIZE),
        figures.amount(item.amount, voice) if item.amount else "—",
        "\n".join(line for line in lines if line),
    )
