"""The matrix as a page: one file, without a script, that opens offline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from markupsafe import Markup, escape

from gouhook_gis.batch.summing.basis import basis_lines, state_of
from gouhook_gis.domain.batch import BatchRow, BatchSummary
from gouhook_gis.domain.shown_batch import ShownBatch, ShownMember
from gouhook_gis.domain.words import STATUS_ORDER, Status, Verdict
from gouhook_gis.report import names
from gouhook_gis.report.templating import environment
from gouhook_gis.report.voice import Voice

# What stands in a cell, and the class that colours it: the number of findings where there are any.
MARKS = {
    Status.FAIL: ("f", "✕"),
    Status.ERROR: ("f", "!"),
    Status.NOT_RUN: ("o", "–"),
    Status.NEEDS_REVIEW: ("r", "?"),
    Status.PASS: ("p", "✓"),
    Status.NOT_APPLICABLE: ("x", "·"),
}
_ALWAYS = (Status.FAIL, Status.ERROR)


def page(
    summary: BatchSummary,
    shown: ShownBatch,
    voice: Voice,
    *,
    written: datetime,
    linked: bool = True,
) -> str:
    """Return the page; `shown` is the batch in the language of `voice`, `linked` whether each
    report lies in a folder beside it.
    """
    columns = telling(summary)
    rows = list(zip(summary.rows, shown.rows, strict=True))
    rules = list(zip(summary.rules, shown.rules, strict=True))
    by_name = {row.name: row for row in summary.rows}

    def link(row: BatchRow) -> Markup:
        name = escape(voice.joined([row.name]))
        if not linked or row.verdict is None:
            return name
        return Markup('<a href="{}/{}">{}</a>').format(quote(row.name), names.HTML, name)

    return (
        environment("gouhook_gis.batch.summing")
        .get_template("matrix.html.j2")
        .render(
            lang=voice.lang,
            v=voice,
            t=voice.say,
            s=summary,
            shown=shown,
            state=lambda row: state_of(row, voice),
            tone=lambda row: row.verdict.value if row.verdict else "unreadable",
            link=link,
            rows=[(row, told, cells(told, columns, voice)) for row, told in rows],
            heads=[rules[at] for at in columns],
            alike=[(rule, told) for at, (rule, told) in enumerate(rules) if at not in columns],
            rules=rules,
            pairs=list(zip(summary.doubles, shown.doubles, strict=True)),
            worst=[
                (by_name[name], why.text)
                for name, why in zip(summary.worst, shown.worst, strict=True)
            ],
            marks=[(status, *MARKS[status]) for status in STATUS_ORDER],
            basis=basis_lines(summary, voice, apart=True),
            written=written.strftime("%Y-%m-%d %H:%M"),
        )
    )


def telling(summary: BatchSummary) -> list[int]:
    """Return the rules that get a column: those that some member does not meet, and those under
    which members differ. What is the same for all is said once, below the matrix; who could not be
    read differs from all others in everything, and is not looked at.
    """
    readable = [row for row in summary.rows if row.cells and row.verdict is not Verdict.UNREADABLE]
    held = {
        rule.code: {cell and cell.status for row in readable for cell in [row.cells.get(rule.code)]}
        for rule in summary.rules
    }
    return [
        at
        for at, rule in enumerate(summary.rules)
        if len(held[rule.code]) > 1 or any(status in rule.counts for status in _ALWAYS)
    ]


def cells(row: ShownMember, columns: Sequence[int], voice: Voice) -> Markup:
    """Return the cells of a member as markup; with a province there are 200,000 of them, which a
    template would take a minute for.
    """
    found = {cell.at: cell for cell in row.cells}
    parts = []
    for at in columns:
        place = row.statuses[at]
        if not place.isdigit():
            parts.append("<td></td>")
            continue
        status = STATUS_ORDER[int(place)]
        kind, mark = MARKS[status]
        cell = found.get(at)
        if cell is None or status is Status.PASS:
            parts.append(f"<td class={kind}>{mark}</td>")
            continue
        words = [voice.word(status), voice.say("summary.count", count=cell.findings), cell.area]
        title = escape(" ".join(word for word in words if word))
        parts.append(f'<td class={kind} title="{title}">{cell.findings}</td>')
    return Markup("".join(parts))  # noqa: S704 - numbers and marks of ours, titles escaped
