"""A comparison of two reports for people: lines for the terminal, and a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gouhook_gis.domain.comparison import ComparedFinding, Comparison, Fate
from gouhook_gis.domain.message import message
from gouhook_gis.report.templating import environment
from gouhook_gis.report.voice import Voice, clean

FATES: tuple[Fate, ...] = ("new", "still", "unexamined", "fixed")
# Findings of one fate that the terminal and the page list; the total is always stated.
LINES, ROWS = 20, 500


def comparison_lines(comparison: Comparison, lang: str = "zh", shown: int = LINES) -> list[str]:
    """Return lines to print: the two verdicts, the counts, and the findings by what became of
    them, `shown` of each.
    """
    voice = voice_of(comparison, lang)
    return list(_lines(comparison, voice, shown))


def comparison_html(
    comparison: Comparison, lang: str = "zh", *, written: datetime, shown: int = ROWS
) -> str:
    """Return the page; `written` is the only thing in it that the comparison does not hold."""
    voice = voice_of(comparison, lang)
    groups = [
        (fate, comparison.count(fate), [f for f in comparison.findings if f.fate == fate][:shown])
        for fate in FATES
    ]
    return (
        environment()
        .get_template("compare.html.j2")
        .render(
            lang=lang,
            v=voice,
            t=voice.say,
            c=comparison,
            counts=_counts(comparison, voice),
            label=lambda key: voice.message(message(f"compare.{key}")),
            groups=groups,
            about=lambda item: about(item, voice),
            was=lambda item: was(item, voice),
            written=written.strftime("%Y-%m-%d %H:%M"),
        )
    )


def voice_of(comparison: Comparison, lang: str) -> Voice:
    """Return the voice for a comparison, with the names its reports bring along."""
    names = {key: text.model_dump(exclude_none=True) for key, text in comparison.names.items()}
    return Voice(lang, names=names)


def _counts(comparison: Comparison, voice: Voice) -> str:
    counts = {fate: comparison.count(fate) for fate in FATES}
    return voice.message(message("compare.counts", **counts))


def _lines(comparison: Comparison, voice: Voice, shown: int) -> Iterator[str]:
    def label(key: str) -> str:
        return voice.message(message(f"compare.{key}"))

    for key, report in (("before", comparison.before), ("after", comparison.after)):
        name = " ".join(p for p in (report.project_code, report.project_name) if p)
        told = name or report.submission
        yield f"{label(key)}  {voice.word(report.verdict)}  {clean(told)}"
    yield _counts(comparison, voice)
    if comparison.notes:
        yield from ("", label("notes"))
        yield from (f"  {voice.message(note)}" for note in comparison.notes)
    if comparison.rules:
        yield from ("", label("rules"))
        for change in comparison.rules:
            then, now = (
                voice.word(status) if status else label("absent")
                for status in (change.before, change.after)
            )
            yield f"  {change.rule} {voice.text(change.title)}  {then} → {now}"
    for fate in FATES:
        found = [item for item in comparison.findings if item.fate == fate]
        if not found:
            continue
        yield from ("", f"{label(fate)} ({len(found)})")
        for item in found[:shown]:
            yield f"  {item.rule} {about(item, voice)}"
            yield f"    {voice.message(item.finding.message)}"
            if earlier := was(item, voice):
                yield f"    {earlier}"
        if len(found) > shown:
            yield f"  … {len(found) - shown}"


def about(item: ComparedFinding, voice: Voice) -> str:
    """Return the parcels of a finding, or the title of its rule."""
    parcels = voice.joined(list(item.finding.parcel_ids[:4]))
    return parcels or voice.text(item.title)


def was(item: ComparedFinding, voice: Voice) -> str:
    """Return what the earlier report said, where it said something else."""
    if item.before is None or item.after is None:
        return ""
    then = voice.message(item.before.message)
    if then == voice.message(item.after.message) and item.status_before == item.status_after:
        return ""
    status = voice.word(item.status_before)
    return voice.message(message("compare.was", text=f"{status} {then}"))
