"""What a terminal of 80 to 100 columns shows of a report: the verdict, then what to do."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Sequence
from itertools import groupby

from pydantic import JsonValue
from rich.cells import cell_len, set_cell_size
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from gouhook_gis.domain.message import Message
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.domain.words import Severity, Status, Verdict
from gouhook_gis.report import figures
from gouhook_gis.report.evidence import SETTLED, Evidence, evidence, ranked, urgent
from gouhook_gis.report.overview import Overview
from gouhook_gis.report.position import crs_text, is_geographic, point_text
from gouhook_gis.report.prose import Prose
from gouhook_gis.report.reconciliation import words
from gouhook_gis.report.reconciliation.table import Reconciled
from gouhook_gis.report.voice import Voice, clean

WORST = 5
_SHORT = 120
_COLOURS = {
    Status.FAIL: "bold red",
    Status.ERROR: "bold red",
    Status.NEEDS_REVIEW: "yellow",
    Status.NOT_RUN: "magenta",
    Status.PASS: "green",
}
_VERDICTS = {
    Verdict.FAIL: "bold white on red",
    Verdict.PASS: "bold white on green",
    Verdict.INCOMPLETE: "bold black on yellow",
    Verdict.UNREADABLE: "bold white on magenta",
}


def summary(report: Report, lang: str = "zh", *, width: int | None = None) -> list[str]:
    """Return lines to print, coloured by ANSI codes (which `typer.echo` drops where nobody
    sees them, and NO_COLOR forbids).

    `width` is that of the terminal in columns, a Chinese character taking two; by default the
    present terminal's, between 70 and 100. Texts of the submission are never taken for markup.
    """
    columns = width or min(max(shutil.get_terminal_size((96, 24)).columns, 70), 100)
    paper = io.StringIO()
    Console(
        file=paper,
        width=columns,
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    ).print(_page(report, lang))
    return [line.rstrip() for line in paper.getvalue().splitlines()]


def _page(report: Report, lang: str) -> Group:
    voice = Voice.of(report.result, lang)
    items = evidence(report)
    parts: list[RenderableType] = [Rule(voice.say("title"), style="dim"), *_verdict(report, voice)]
    if report.result.totals:
        parts += [Text(""), _totals(report, voice)]
    table = Reconciled.of(report)
    if table is not None:
        parts += [Text(""), _reconciled(table, voice)]
    if report.result.rules:
        parts += [Text(""), *_rules(report, voice)]
    todo = urgent(items)
    worst = todo[:WORST]
    if worst:
        title = voice.say("summary.worst", shown=len(worst), total=len(todo))
        parts += [Text(""), Text(title, "bold")]
        parts += [row for item in worst for row in _finding(report, item, voice)]
    return Group(*parts)


def _verdict(report: Report, voice: Voice) -> Iterator[RenderableType]:
    result = report.result
    name = " ".join(part for part in (result.project_code, result.project_name) if part)
    yield Text.assemble(
        (f" {voice.word(result.verdict).upper()} ", _VERDICTS[result.verdict]),
        "  ",
        (clean(name or report.provenance.submission), "bold"),
    )
    for item in result.headline:
        yield Prose(voice.message(item))
    law_date = voice.say(
        "dated",
        date=result.law_date.date.isoformat(),
        origin=voice.word(result.law_date.origin, "origin"),
    )
    facts = (
        voice.word(result.stage),
        voice.word(result.programme),
        voice.word(result.profile, "profile"),
        f"{voice.say('law_date')} {law_date}",
        f"{voice.say('crs')} {crs_text(result.crs, voice)}",
    )
    yield Prose(" · ".join(facts), "dim")
    if result.force_unknown:
        yield Prose(voice.say("force_unknown"), "yellow")
    if Overview.of(report).restricted:
        yield Text(voice.say("restricted"), "bold red")


def _totals(report: Report, voice: Voice) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(voice.say("areas"))
    for title in (voice.say("parcel_count"), voice.word("ha"), voice.word("mu"), "m²"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("")
    for role in figures.role_rows(report.result):
        note = voice.say("at_least") if role.at_least else ""
        table.add_row(
            voice.word(role.role),
            str(role.count),
            str(role.union.ha),
            str(role.union.mu),
            str(role.union.m2),
            Prose(note, "yellow"),
        )
    return table


def _reconciled(table: Reconciled, voice: Voice) -> RenderableType:
    """Return in one line how many parcels agree, differ, need review, could not be compared."""
    if not table.lines:
        return Prose(voice.say("table.summary", counts=voice.say("table.empty")), "dim")
    worst = table.counts[0][0]
    counts = words.counts(table, voice)
    return Prose(voice.say("table.summary", counts=counts), _COLOURS.get(worst, ""))


def _rules(report: Report, voice: Voice) -> Iterator[RenderableType]:
    """Yield the rules one a line; where any is open, those that simply passed by code alone."""
    rules = ranked(report.result.rules)
    unused = [rule.code for rule in rules if rule.status is Status.NOT_APPLICABLE]
    quiet = [r for r in rules if r.status is Status.PASS and not _findings(r)]
    open_ones = [r for r in rules if r.status not in SETTLED]
    brief = [rule.code for rule in quiet] if open_ones else []
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    listed = [rule for rule in rules if rule.code not in (*unused, *brief)]
    overview = Overview.of(report)
    why = {rule.code: _reason(rule, reasons, voice) for rule, reasons in overview.open_rules}
    for reason, alike in groupby(listed, key=lambda rule: why.get(rule.code, "")):
        for row in _alike(list(alike), reason, voice):
            table.add_row(*row)
    yield table
    if overview.unexamined:
        groups: list[JsonValue] = [group.value for group in overview.unexamined]
        yield Prose(voice.say("open_groups", groups=groups), "magenta")
    if brief:
        codes = voice.joined(brief)
        yield Prose(voice.say("summary.passed", count=len(brief), codes=codes), "dim")
    if unused:
        yield Prose(voice.say("summary.unused", codes=[*unused]), "dim")


def _alike(
    rules: Sequence[RuleOutcome], reason: str, voice: Voice
) -> Iterator[tuple[RenderableType, ...]]:
    """Yield the rows of rules that were not run for one reason, which stands once, below them."""
    for rule in rules:
        title = voice.text(rule.texts.title)
        if rule.severity is not Severity.ERROR:
            title = voice.say("noted", text=title, note=voice.word(rule.severity, "severity"))
        lines: list[RenderableType] = [Prose(title)]
        if reason and rule is rules[-1]:
            shared = voice.say("summary.shared", count=len(rules), reason=reason)
            lines.append(Prose(shared if len(rules) > 1 else reason, "dim"))
        count = _findings(rule)
        tail = voice.say("summary.count", count=count) if count else ""
        if rule.findings_under and rule.status in (Status.FAIL, Status.NEEDS_REVIEW):
            tail = voice.say("see_rule", code=rule.findings_under)
        status = Text(voice.word(rule.status), _COLOURS.get(rule.status, ""))
        yield status, rule.code, Group(*lines), tail


def _reason(rule: RuleOutcome, reasons: Sequence[Message], voice: Voice) -> str:
    """Return why a rule was not run, as a whole or, where it says more, for a part."""
    told = voice.say("summary.and").join(voice.message(item) for item in reasons)
    whole = rule.status in (Status.NOT_RUN, Status.ERROR)
    return told if whole else voice.say("summary.partly", reason=told)


def _findings(rule: RuleOutcome) -> int:
    return sum(len(a.findings) for a in rule.assessments)


def _finding(report: Report, item: Evidence, voice: Voice) -> Iterator[RenderableType]:
    head = Text(f"{item.number}. ", "bold")
    head.append(voice.about(item.finding, item.assessment.subject), "bold")
    if item.amount is not None:
        amount = figures.amount(item.amount, voice)
        head.append(f"  {amount}", _COLOURS.get(item.assessment.status, ""))
    yield head
    law = voice.joined([voice.citation(c) for c in item.rule.citations])
    degrees = is_geographic(report.result.crs)
    where = [point_text(item.point, degrees=degrees, voice=voice)]
    where += [voice.place(place) for place in item.places[:2]]
    lines = (
        f"{item.rule.code} {voice.text(item.rule.texts.title)}  {law}",
        " · ".join(part for part in where if part),
        voice.message(item.finding.message),
        voice.say("summary.remedy", remedy=_shortened(voice.text(item.rule.texts.remedy))),
    )
    for number, line in enumerate(lines):
        if line:
            yield Padding(Prose(line, "dim" if number < 2 else ""), (0, 0, 0, 3))


def _shortened(text: str) -> str:
    """Return the first sentence, cut at `_SHORT` cells."""
    ends = [text.find(mark) for mark in ("。", "；", ". ", "; ") if mark in text]
    first = text[: min(ends)] if ends else text
    if cell_len(first) <= _SHORT:
        return first
    return set_cell_size(first, _SHORT - 1).rstrip() + "…"
