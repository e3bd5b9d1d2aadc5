"""What a report rests on, and its slivers, as plain tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gouhook_gis.domain.report import Report, SlotOutcome
from gouhook_gis.domain.shown import Table
from gouhook_gis.report import figures
from gouhook_gis.report.voice import Voice, clean

# Files that are listed.
_FILES = 500
# Characters of a fact.
_FACT = 300
Rows = Sequence[tuple[str, ...]]


def data_tables(report: Report, voice: Voice) -> tuple[Table, ...]:
    """Return the tables of slots, coverage, decisions, facts, waivers, what was cut short, files
    and software; those with nothing in them are left out, but for files and software.
    """
    tables = [make(report, voice) for make in _TABLES]
    return (*(table for table in tables if table.rows), _files(report, voice))


def slivers(report: Report, voice: Voice, limit: int) -> Table | None:
    """Return the slivers, None without any; those above `limit` are one row."""
    found, say = report.result.slivers, voice.say
    if not found:
        return None
    areas, total = figures.areas([sliver.area_m2 for sliver in found])
    rows = [
        (
            sliver.rule,
            clean(sliver.parcel_id),
            voice.word(sliver.layer_kind),
            str(sliver.count),
            str(area.m2),
        )
        for sliver, area in list(zip(found, areas, strict=True))[:limit]
    ]
    if len(found) > limit:
        rest = sum(areas[limit:], figures.ZERO)
        pieces = sum(sliver.count for sliver in found[limit:])
        name = say("sliver_rest", count=len(found) - limit)
        rows.append((name, "", "", str(pieces), str(rest.m2)))
    return Table(
        title=say("slivers"),
        heads=(
            *(say(key) for key in ("rule", "parcel", "against", "pieces")),
            say("in_m2", title=say("area")),
        ),
        rows=tuple(rows),
        sums=((say("sum"), "", "", str(sum(one.count for one in found)), str(total.m2)),),
        numeric=(3, 4),
        note=say("slivers_note"),
    )


def _table(title: str, heads: tuple[str, ...], rows: Rows, voice: Voice) -> Table:
    return Table(
        title=voice.say(title),
        heads=tuple(voice.say(head) for head in heads),
        rows=tuple(tuple(clean(cell) for cell in row) for row in rows),
    )


def _slots(report: Report, voice: Voice) -> Table:
    rows = [
        (
            voice.slot(slot.slot),
            _edition(slot, voice),
            slot.source or figures.DASH,
            voice.word(slot.reason, "slot_reason"),
        )
        for slot in report.result.slots
    ]
    return _table("slots", ("slot", "edition", "source", "reason"), rows, voice)


def _edition(slot: SlotOutcome, voice: Voice) -> str:
    if slot.layer_id is None:
        return voice.say("not_supplied")
    name = voice.layer(slot.layer_id)
    if not slot.restricted:
        return name
    return voice.say("noted", text=name, note=voice.say("restricted_short"))


def _coverage(report: Report, voice: Voice) -> Table:
    say = voice.say
    rows = [
        (
            voice.layer(item.layer_id),
            voice.word(item.basis, "coverage"),
            str(item.covered_parcels),
            str(item.partly_covered_parcels),
            str(item.uncovered_parcels),
            str(figures.area(item.uncovered_m2).m2),
        )
        for item in report.result.coverage
    ]
    heads = ("slot", "basis", "covered", "partly", "uncovered")
    return Table(
        title=say("coverage"),
        heads=(*(say(head) for head in heads), say("in_m2", title=say("uncovered_area"))),
        rows=tuple(rows),
        numeric=(2, 3, 4, 5),
    )


def _decisions(report: Report, voice: Voice) -> Table:
    rows = [
        (voice.word(item.topic, "topic"), item.subject, voice.message(item.message))
        for item in report.result.decisions
    ]
    return _table("decisions", ("topic", "subject", "decision"), rows, voice)


def _facts(report: Report, voice: Voice) -> Table:
    rows = [
        (voice.word(fact.key, "fact"), voice.fact(fact, _FACT), voice.message(fact.source))
        for fact in report.result.facts
    ]
    return _table("facts", ("fact", "value", "source"), rows, voice)


def _waivers(report: Report, voice: Voice) -> Table:
    rows = [
        (
            " ".join(part for part in (one.rule, one.fingerprint) if part),
            one.document,
            one.officer,
            one.expires.isoformat(),
            one.reason,
            voice.word(one.state, "waivers.state"),
        )
        for one in report.result.waivers
    ]
    heads = ("waived_what", "document", "officer", "expires", "reason", "applied")
    return _table("waivers", heads, rows, voice)


def _truncated(report: Report, voice: Voice) -> Table:
    cut = sorted(report.result.truncated.items())
    rows: Rows = [(voice.say("truncated_line", key=key, total=total),) for key, total in cut]
    return _table("truncated", ("content",), rows, voice)


def _files(report: Report, voice: Voice) -> Table:
    provenance, say = report.provenance, voice.say
    listed = [(provenance.submission, "", provenance.submission_sha256 or "")]
    listed += [(file.path, str(file.size), file.sha256) for file in provenance.files[:_FILES]]
    total = len(provenance.files)
    note = say("file_more", total=total) + " " if total > _FILES else ""
    return Table(
        title=say("files"),
        heads=(say("file"), say("size"), "sha256"),
        rows=tuple(tuple(clean(cell) for cell in row) for row in listed),
        numeric=(1,),
        note=note + _software(report, voice),
    )


def _software(report: Report, voice: Voice) -> str:
    """Return by what, from where and how guarded the submission was read and checked."""
    provenance, say = report.provenance, voice.say
    versions = sorted(provenance.versions.items())
    told = "；".join(f"{name} {version}" for name, version in versions)
    return " · ".join(
        _parts(
            (say("software"), told),
            (say("store"), provenance.store),
            (say("isolation"), provenance.isolation),
        )
    )


def _parts(*pairs: tuple[str, str]) -> Iterator[str]:
    return (clean(f"{name} {value or figures.DASH}") for name, value in pairs)


_TABLES: tuple[Callable[[Report, Voice], Table], ...] = (
    _slots,
    _coverage,
    _decisions,
    _facts,
    _waivers,
    _truncated,
)
