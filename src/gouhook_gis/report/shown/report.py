"""The head of a report in words: verdict, what it rests on, what was not examined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from gouhook_gis.domain.report import Report
from gouhook_gis.domain.shown import Labelled, OpenRule, ShownGroup, ShownReport
from gouhook_gis.domain.words import EvidenceGroup, Purpose, Role, Severity, Status, Verdict
from gouhook_gis.report import figures
from gouhook_gis.report.evidence import Evidence, urgent
from gouhook_gis.report.overview import Overview
from gouhook_gis.report.position import crs_text
from gouhook_gis.report.shown.parcels import shown_roles
from gouhook_gis.report.shown.rules import SHOWN, shown_rules
from gouhook_gis.report.shown.tables import data_tables, slivers
from gouhook_gis.report.voice import Voice, clean

# Findings that are pointed at first.
WORST = 10
# Vocabularies whose words go along, each with its kind in the catalogue.
_WORDS: tuple[tuple[str, type[StrEnum], str], ...] = (
    ("status", Status, ""),
    ("severity", Severity, "severity"),
    ("group", EvidenceGroup, ""),
    ("role", Role, ""),
    ("purpose", Purpose, ""),
    ("verdict", Verdict, ""),
    ("agreement", Status, "agreement"),
)


def shown_report(
    report: Report,
    items: Sequence[Evidence],
    roles: Sequence[figures.RoleRows],
    voice: Voice,
    written: datetime,
    limit: int = SHOWN,
) -> ShownReport:
    """Return a report in words, without its findings and parcels. `limit` is that of assessments
    listed of one rule, and of slivers.
    """
    result, say = report.result, voice.say
    overview = Overview.of(report)
    return ShownReport(
        lang="en" if voice.lang == "en" else "zh",
        title=clean(result.project_name or report.provenance.submission or say("unnamed")),
        restricted=say("restricted") if overview.restricted else "",
        facts=tuple(_facts(report, voice)),
        verdict=result.verdict,
        verdict_name=voice.word(result.verdict),
        headline=tuple(voice.message(item) for item in result.headline),
        rests_on=say("verdict_rests_on", required=[group.value for group in result.required]),
        cautions=tuple(_cautions(report, voice)),
        groups=tuple(_group(report, group, voice) for group in EvidenceGroup),
        counts=tuple(overview.counts),
        findings=overview.findings,
        notes=overview.notes,
        not_examined=_not_examined(overview, voice),
        open_rules=tuple(
            OpenRule(
                code=rule.code,
                title=clean(voice.text(rule.texts.title)),
                severity=rule.severity,
                reasons=tuple(voice.message(reason) for reason in reasons),
            )
            for rule, reasons in overview.open_rules
        ),
        worst=tuple(item.number for item in urgent(items)[:WORST]),
        roles=shown_roles(roles, voice),
        areas_note=say("areas_note") if roles else say("areas_none"),
        rules=shown_rules(report, voice, limit),
        slivers=slivers(report, voice, limit),
        data=data_tables(report, voice),
        reconciled=result.reconciliation is not None,
        names=dict(_names(voice)),
        result_sha256=report.provenance.result_sha256,
        footer=say("footer", format=report.format, written=written.strftime("%Y-%m-%d %H:%M")),
    )


def _facts(report: Report, voice: Voice) -> Iterator[Labelled]:
    """Yield what the masthead says of the case."""
    result, say = report.result, voice.say
    law = result.law_date
    origin = voice.word(law.origin, "origin")
    for label, text in (
        ("project_code", clean(result.project_code or figures.DASH)),
        ("stage", voice.word(result.stage)),
        ("programme", voice.word(result.programme)),
        ("profile", voice.word(result.profile, "profile")),
        ("law_date", say("dated", date=law.date.isoformat(), origin=origin)),
        ("crs", crs_text(result.crs, voice)),
    ):
        yield Labelled(label=say(label), text=text)


def _cautions(report: Report, voice: Voice) -> Iterator[str]:
    if report.result.force_unknown:
        yield voice.say("force_unknown")
    if report.result.crs is None:
        yield voice.say("no_vectors")


def _group(report: Report, group: EvidenceGroup, voice: Voice) -> ShownGroup:
    verdict = report.result.verdicts.get(group)
    return ShownGroup(
        group=group,
        name=voice.word(group),
        verdict=verdict,
        verdict_name=voice.word(verdict) if verdict else voice.say("not_examined"),
        required=group in report.result.required,
    )


def _not_examined(overview: Overview, voice: Voice) -> str:
    groups = [group.value for group in overview.unexamined]
    return voice.say("open_groups", groups=[*groups]) if groups else ""


def _names(voice: Voice) -> Iterator[tuple[str, str]]:
    for name, values, kind in _WORDS:
        for value in values:
            yield f"{name}.{value.value}", voice.word(value.value, kind)
