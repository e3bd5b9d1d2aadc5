"""From the reports of all members to what they come to, in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from gouhook_gis.batch.summing.about import About
from gouhook_gis.batch.summing.counties import county_totals
from gouhook_gis.batch.summing.doubles import Doubles, Pair
from gouhook_gis.batch.summing.member import (
    counties_of,
    epsg_of,
    project_of,
    row_of,
    without_report,
)
from gouhook_gis.batch.summing.order import worst_members
from gouhook_gis.batch.summing.quota_sheet import read_quota_sheet
from gouhook_gis.batch.summing.vector import FindingsFile, in_degrees
from gouhook_gis.domain.batch import BatchRow, BatchRule, BatchSummary, MemberOutcome
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import STATUS_ORDER, Verdict
from gouhook_gis.report.evidence import evidence

# A member, and what reads its report: None where it has none.
Given = tuple[MemberOutcome, Callable[[], Report | None]]


def summarise(members: Iterable[Given], about: About, findings: FindingsFile) -> BatchSummary:
    """Return what all members come to; their findings go to `findings` as they come.

    One report is in memory at a time; of it remain a row, its pairs and the counties of its
    project. Raises UsageError as `quota_sheet.read_quota_sheet`.
    """
    quotas = None if about.quota is None else read_quota_sheet(about.quota)
    gathered = _Gathered()
    for outcome, read in members:
        report = read()
        if report is None:
            gathered.rows.append(without_report(outcome))
        else:
            gathered.add(outcome, report, findings)
    pairs = gathered.pairs()
    findings.add_pairs(pairs)
    rows = gathered.rows
    return BatchSummary(
        profile=about.profile,
        stage=about.stage,
        members=len(rows),
        verdicts=gathered.verdicts(),
        failed=sum(row.verdict is None for row in rows),
        rules=gathered.counted_rules(),
        rows=tuple(rows),
        worst=worst_members(rows),
        doubles=tuple(pair.use for pair in pairs),
        counties=county_totals(
            about,
            quotas,
            {*about.counties, *gathered.counties},
            gathered.by_code,
            lost=bool(gathered.no_county),
        ),
        layers=dict(sorted(gathered.layers.items())),
        restricted=gathered.restricted,
        filed=about.filed_note,
        notes=(*about.notes, *_notes(gathered)),
        names=gathered.names,
        command=about.command,
        versions=dict(about.versions),
    )


class _Gathered:
    """What is kept of the reports."""

    def __init__(self) -> None:
        self.rows: list[BatchRow] = []
        self.rules: dict[str, BatchRule] = {}
        self.layers: Counter[str] = Counter()
        self.names: dict[str, Text] = {}
        self.restricted = False
        self.counties: set[str] = set()
        # Members by the folded code of their project.
        self.by_code: dict[str, list[str]] = {}
        self.no_county: list[str] = []
        self._doubles = Doubles()

    def add(self, outcome: MemberOutcome, report: Report, findings: FindingsFile) -> None:
        """Keep what is needed of a report, and hand on its findings."""
        result, items = report.result, evidence(report)
        row = row_of(outcome, report, items)
        shapes = in_degrees([item.shape for item in items], epsg_of(result))
        findings.add(row, report, items, shapes)
        project = project_of(result)
        self._doubles.add(row.name, project, items, shapes)
        self.rows.append(row)
        self.layers.update({slot.layer_id for slot in result.slots if slot.layer_id})
        self.restricted |= any(slot.restricted and slot.layer_id for slot in result.slots)
        self.names |= result.names
        self.counties |= counties_of(result)
        if row.county_code is None and row.parcels:
            self.no_county.append(row.name)
        if project:
            self.by_code.setdefault(folded(project), []).append(row.name)
        for rule in result.rules:
            self.rules.setdefault(
                rule.code,
                BatchRule(
                    code=rule.code,
                    title=rule.texts.title,
                    group=rule.group,
                    severity=rule.severity,
                    citations=rule.citations,
                ),
            )

    def pairs(self) -> list[Pair]:
        """Return the pairs of all members."""
        return list(self._doubles.pairs(self.by_code))

    def verdicts(self) -> dict[Verdict, int]:
        """Return how many members have each verdict."""
        counts = Counter(row.verdict for row in self.rows)
        return {verdict: counts[verdict] for verdict in Verdict if counts[verdict]}

    def counted_rules(self) -> tuple[BatchRule, ...]:
        """Return the rules in the order in which reports list them, with what they came to."""
        counts = Counter(
            (code, cell.status) for row in self.rows for code, cell in row.cells.items()
        )
        return tuple(
            rule.model_copy(
                update={
                    "counts": {
                        status: counts[code, status]
                        for status in STATUS_ORDER
                        if counts[code, status]
                    }
                }
            )
            for code, rule in self.rules.items()
        )


def _notes(gathered: _Gathered) -> Iterator[Message]:
    if gathered.no_county:
        yield _about_members("batch_summary.no_county", gathered.no_county)


def _about_members(said: str, names: Sequence[str]) -> Message:
    return message(said, count=len(names), members=[*names])
