"""What the form says of 数线图对照: how many parcels agree, and those that do not."""

from __future__ import annotations

from gouhook_gis.report import figures
from gouhook_gis.report.docx.form import Form
from gouhook_gis.report.docx.table import Cell, Row, add_table, head
from gouhook_gis.report.figures import DASH
from gouhook_gis.report.reconciliation import words
from gouhook_gis.report.reconciliation.table import PARTS, Line, Reconciled

_SIZE = 8.5
# Millimetres: parcel, three areas, three differences, result, notes.
_WIDTHS = (22, 16, 16, 16, 16, 16, 16, 15, 32)


def reconciliation(form: Form) -> None:
    """Say how the parcels came out, and list those that differ; nothing without a table."""
    table = Reconciled.of(form.report)
    if table is None:
        return
    say = form.voice.say
    form.section(say("table.title"))
    if not table.lines:
        form.paragraph(say("table.empty"))
        return
    counts = words.counts(table, form.voice)
    told = [say("table.counts", total=len(table.lines), counts=counts)]
    worst = table.differing
    if not worst:
        told.append(say("table.none_differs" if table.compared else "table.nothing_compared"))
    form.paragraph(_joined(told, form))
    if worst:
        titles = (
            say("parcel"),
            *(say("in_ha", title=say(f"table.{key}")) for key in ("declared", "computed")),
            say("in_ha", title=say("table.coincident")),
            *(say("in_m2", title=say(f"table.{key}")) for key in PARTS),
            say("table.outcome"),
            say("table.notes"),
        )
        heads: Row = [head(title, size=_SIZE) for title in titles]
        rows = [_row(line, form) for line in worst[: form.shown]]
        add_table(form.document, _WIDTHS, [heads, *rows], heads=1, size=_SIZE)
        if len(worst) > form.shown:
            more = say("table.differing_more", total=len(worst), shown=form.shown)
            form.paragraph(more, bold=True)
    form.paragraph("\n".join(words.below(table, form.voice)), size=_SIZE)


def _row(line: Line, form: Form) -> Row:
    parcel = line.parcel
    areas = [_hectares(line.areas.get(name)) for name in ("declared", "official", "coincident")]
    gaps = [words.signed(part.difference_m2) if part else DASH for part in line.parts]
    return (
        "\n".join(text for text in (parcel.id, words.village(parcel)) if text),
        *(Cell(number, align="right", size=_SIZE) for number in (*areas, *gaps)),
        Cell(words.outcome(parcel.status, form.voice), align="center", size=_SIZE),
        "\n".join(words.notes(parcel, form.voice)),
    )


def _hectares(area: figures.Area | None) -> str:
    return DASH if area is None else str(area.ha)


def _joined(sentences: list[str], form: Form) -> str:
    return ("" if form.voice.lang == "zh" else " ").join(sentences)
