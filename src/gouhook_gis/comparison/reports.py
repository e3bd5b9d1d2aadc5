"""Two reports of one project: what was fixed, what is new, what is still there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

import shapely

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.comparison import (
    ComparedFinding,
    ComparedReport,
    Comparison,
    Fate,
    RuleChange,
)
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.domain.words import Severity, Status
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.transform import to_epsg

# Notes of rules that passed are nothing to fix.
_SETTLED = (Status.PASS, Status.NOT_APPLICABLE)
_ORDER: tuple[Fate, ...] = ("new", "still", "unexamined", "fixed")
_UNSEEN = (Status.NOT_RUN, Status.ERROR, Status.NOT_APPLICABLE)
_SEVERITIES = tuple(Severity)


def compare_reports(before: Report, after: Report) -> Comparison:
    """Compare two reports: findings by fingerprint, then, within a rule, part and layer kind, by
    the ground they share, most of it first; those without a place by what they are about, where
    it has one of them alone: a total is of other parcels when one of these was left out.

    Geometries only say which finding is which; nothing is measured on them.
    """
    old, new = list(_rows(before)), list(_rows(after))
    pairs = _by_fingerprint(old, new)
    shapes = _shapes(before, old, after), _shapes(after, new, after)
    pairs |= _by_overlap(old, new, pairs, shapes)
    pairs |= _by_subject(old, new, pairs)
    found = [_still(old[i], new[j], how) for (i, j), how in pairs.items()]
    gone, come = {i for i, _ in pairs}, {j for _, j in pairs}
    rules = {rule.code: rule for rule in after.result.rules}
    found += [_alone(_gone(row, rules), row) for i, row in enumerate(old) if i not in gone]
    found += [_alone("new", row) for j, row in enumerate(new) if j not in come]
    return Comparison(
        before=_described(before),
        after=_described(after),
        notes=tuple(_notes(before, after)),
        names={**before.result.names, **after.result.names},
        findings=tuple(sorted(found, key=_rank)),
        rules=tuple(_rules(before, after)),
    )


@dataclass(frozen=True)
class _Row:
    rule: RuleOutcome
    assessment: Assessment
    finding: Finding

    @property
    def place(self) -> tuple[str, str, str]:
        """Return what two findings must share to be one."""
        return self.rule.code, self.assessment.part, self.finding.layer_kind


def _rows(report: Report) -> Iterator[_Row]:
    for rule in report.result.rules:
        for assessment in rule.assessments:
            if assessment.status not in _SETTLED:
                yield from (_Row(rule, assessment, finding) for finding in assessment.findings)


def _by_fingerprint(old: Sequence[_Row], new: Sequence[_Row]) -> dict[tuple[int, int], str]:
    there = {row.finding.fingerprint: i for i, row in enumerate(old)}
    return {
        (there[row.finding.fingerprint], j): "fingerprint"
        for j, row in enumerate(new)
        if row.finding.fingerprint in there
    }


def _by_overlap(
    old: Sequence[_Row],
    new: Sequence[_Row],
    pairs: dict[tuple[int, int], str],
    shapes: tuple[Geometries, Geometries],
) -> dict[tuple[int, int], str]:
    """Pair what no fingerprint paired by the ground it shares (points and lines: by contact)."""
    left = np.array([i for i in range(len(old)) if i not in {a for a, _ in pairs}], dtype=np.intp)
    right = np.array([j for j in range(len(new)) if j not in {b for _, b in pairs}], dtype=np.intp)
    if not len(left) or not len(right):
        return {}
    a, b = shapes[0][left], shapes[1][right]
    hits = shapely.STRtree(b).query(a, predicate="intersects")
    common = shapely.area(shapely.intersection(a[hits[0]], b[hits[1]]))
    flat = (shapely.area(a[hits[0]]) == 0) | (shapely.area(b[hits[1]]) == 0)
    found: dict[tuple[int, int], str] = {}
    taken: tuple[set[int], set[int]] = (set(), set())
    for k in np.lexsort((hits[1], hits[0], -common)):
        i, j = int(left[hits[0][k]]), int(right[hits[1][k]])
        free = i not in taken[0] and j not in taken[1]
        if free and old[i].place == new[j].place and (common[k] > 0 or flat[k]):
            found[i, j] = "overlap"
            taken[0].add(i)
            taken[1].add(j)
    return found


def _by_subject(
    old: Sequence[_Row], new: Sequence[_Row], pairs: dict[tuple[int, int], str]
) -> dict[tuple[int, int], str]:
    left = _alone_of_subject(old, {i for i, _ in pairs})
    right = _alone_of_subject(new, {j for _, j in pairs})
    return {(i, right[about]): "subject" for about, i in left.items() if about in right}


def _alone_of_subject(rows: Sequence[_Row], paired: AbstractSet[int]) -> dict[tuple[str, ...], int]:
    """Return the findings without a place that no pair has, by what they are about; none of those
    of which one subject has several.
    """
    found: dict[tuple[str, ...], list[int]] = {}
    for i, row in enumerate(rows):
        if i not in paired and row.finding.geometry is None:
            subject = row.assessment.subject
            found.setdefault((*row.place, subject.type, subject.id), []).append(i)
    return {about: several[0] for about, several in found.items() if len(several) == 1}


def _shapes(report: Report, rows: Sequence[_Row], other: Report) -> Geometries:
    """Return the evidence (n,) in the CRS of `other`, sound, None where there is none."""
    texts = [None if r.finding.geometry is None else json.dumps(r.finding.geometry) for r in rows]
    shapes = np.asarray(shapely.from_geojson(np.array(texts, dtype=object)), dtype=object)
    source, target = _epsg(report), _epsg(other)
    if source is None or target is None:
        return np.full(len(rows), None, dtype=object)
    there = ~shapely.is_missing(shapes)
    shapes[there] = shapely.make_valid(shapes[there])
    if source != target:
        shapes[there] = to_epsg(shapes[there], source, target)
    return shapes


def _epsg(report: Report) -> int | None:
    crs = report.result.crs
    return None if crs is None else int(crs.removeprefix("EPSG:"))


def _still(old: _Row, new: _Row, how: str) -> ComparedFinding:
    found = _alone("still", new)
    return found.model_copy(
        update={
            "matched": how,
            "before": old.finding,
            "status_before": old.assessment.status,
        }
    )


def _gone(row: _Row, rules: Mapping[str, RuleOutcome]) -> Fate:
    """Return what became of a finding that is gone: where its rule, or its parcels under it, were
    not examined again, nothing shows that it was fixed.
    """
    rule = rules.get(row.rule.code)
    if rule is None or rule.status in _UNSEEN:
        return "unexamined"
    keys = set(row.finding.parcel_keys)
    blind = any(
        a.status in (Status.NOT_RUN, Status.ERROR)
        and (a.subject.type != "parcel" or a.subject.id in keys)
        for a in rule.assessments
    )
    return "unexamined" if blind else "fixed"


def _alone(fate: Fate, row: _Row) -> ComparedFinding:
    gone = fate in ("fixed", "unexamined")
    return ComparedFinding(
        fate=fate,
        rule=row.rule.code,
        title=row.rule.texts.title,
        severity=row.assessment.severity,
        before=row.finding if gone else None,
        after=None if gone else row.finding,
        status_before=row.assessment.status if gone else None,
        status_after=None if gone else row.assessment.status,
    )


def _rank(item: ComparedFinding) -> tuple[int, int, str, tuple[str, ...], str]:
    finding = item.finding
    return (
        _ORDER.index(item.fate),
        _SEVERITIES.index(item.severity),
        item.rule,
        finding.parcel_keys,
        finding.fingerprint,
    )


def _rules(before: Report, after: Report) -> Iterator[RuleChange]:
    old, new = ({rule.code: rule for rule in r.result.rules} for r in (before, after))
    for code in sorted(old | new):
        then, now = old.get(code), new.get(code)
        was = None if then is None else then.status
        became = None if now is None else now.status
        rule = now or then
        if rule is not None and was != became:
            yield RuleChange(rule=code, title=rule.texts.title, before=was, after=became)


def _described(report: Report) -> ComparedReport:
    result = report.result
    return ComparedReport(
        submission=report.provenance.submission,
        project_code=result.project_code,
        project_name=result.project_name,
        profile=result.profile,
        stage=result.stage,
        law_date=result.law_date.date.isoformat(),
        verdict=result.verdict,
        result_sha256=report.provenance.result_sha256,
    )


def _notes(before: Report, after: Report) -> Iterator[Message]:
    """Say where the two were not checked alike: a difference may come from there."""
    old, new = before.result, after.result
    for key, then, now in (
        ("project", old.project_code, new.project_code),
        ("profile", old.profile, new.profile),
        ("stage", old.stage.value, new.stage.value),
        ("law_date", old.law_date.date.isoformat(), new.law_date.date.isoformat()),
    ):
        if then != now:
            yield message(f"compare.other_{key}", before=then, after=now)
    slots = [{s.slot: s.layer_id for s in r.slots} for r in (old, new)]
    for slot in sorted(slots[0] | slots[1]):
        then, now = (held.get(slot) for held in slots)
        if then != now:
            yield message("compare.other_layer", slot=slot, before=then, after=now)
