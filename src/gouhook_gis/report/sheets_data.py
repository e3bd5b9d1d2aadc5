"""The last sheets of the workbook: what the verdict rests on, and the fields of the layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouhook_gis.domain.report import Report
from gouhook_gis.report import figures
from gouhook_gis.report.evidence import Evidence
from gouhook_gis.report.reconciliation.vector import line_columns
from gouhook_gis.report.vector_columns import finding_columns, parcel_columns
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx_sheet import Cell, Column, Sheet


def data_sheet(report: Report, voice: Voice) -> Sheet:
    """Return slots, coverage, decisions, facts, waivers, files and versions in one list."""
    say = voice.say
    columns = [
        Column(say("topic"), 20),
        Column(say("subject"), 40),
        Column(say("content"), 56),
        Column(say("note"), 60),
    ]
    return Sheet(say("sheet.data"), columns, _rows(report, voice))


def fields_sheet(report: Report, items: Sequence[Evidence], voice: Voice) -> Sheet:
    """Return what the attributes of the vector files mean."""
    say = voice.say
    layers = [("findings_layers", finding_columns()), ("parcels_layer", parcel_columns(items))]
    if report.result.reconciliation is not None:
        layers.append(("table.layer_file", line_columns()))
    rows: list[tuple[Cell, ...]] = [
        (say(title), column.name.of(voice), column.meaning.of(voice))
        for title, columns in layers
        for column in columns
    ]
    heads = [
        Column(say("layer_head"), 44),
        Column(say("field_name"), 14),
        Column(say("field_meaning"), 36),
    ]
    return Sheet(say("sheet.fields"), heads, rows, portrait=True)


def _rows(report: Report, voice: Voice) -> Iterator[tuple[Cell, ...]]:
    result, provenance, say = report.result, report.provenance, voice.say
    for slot in result.slots:
        filled = voice.layer(slot.layer_id) if slot.layer_id else say("not_supplied")
        note = [voice.word(slot.reason, "slot_reason"), slot.source or ""]
        note += [say("restricted_short")] if slot.restricted else []
        yield say("slots"), voice.slot(slot.slot), filled, voice.joined([n for n in note if n])
    for item in result.coverage:
        counts = (
            ("covered", item.covered_parcels),
            ("partly", item.partly_covered_parcels),
            ("uncovered", item.uncovered_parcels),
        )
        told = [f"{say(key)} {count}" for key, count in counts]
        told.append(f"{say('uncovered_area')} {figures.area(item.uncovered_m2).m2} m²")
        basis = voice.word(item.basis, "coverage")
        yield say("coverage"), voice.layer(item.layer_id), voice.joined(told), basis
    for decision in result.decisions:
        topic = voice.word(decision.topic, "topic")
        yield say("decisions"), decision.subject, voice.message(decision.message), topic
    for fact in result.facts:
        name = voice.word(fact.key, "fact")
        yield say("facts"), name, voice.fact(fact), voice.message(fact.source)
    for waiver in result.waivers:
        told = [waiver.document, waiver.officer, waiver.expires.isoformat(), waiver.reason]
        applied = f"{say('applied')} {voice.word(waiver.state, 'waivers.state')}"
        what = " ".join(part for part in (waiver.rule, waiver.fingerprint) if part)
        yield say("waivers"), what, voice.joined(told), applied
    for key, total in sorted(result.truncated.items()):
        yield say("truncated"), key, say("truncated_line", key=key, total=total), ""
    for file in provenance.files:
        yield say("files"), file.path, file.sha256, f"{file.size} {say('size')}"
    for name, version in sorted(provenance.versions.items()):
        yield say("software"), name, version, ""
    yield say("store"), provenance.store, "", ""
    yield say("isolation"), provenance.isolation, "", ""
