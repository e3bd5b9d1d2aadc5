"""Run one planned rule: its preconditions, its evaluation, and what a crash is called."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.errors import UnavailableError, out_of_memory
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.words import Role, Severity, Status, worst
from gouhook_gis.engine.plan import Planned
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.assessing.previous import not_compared
from gouhook_gis.rules.rule import Rule, layer_kind
from gouhook_gis.rules.scene import Scene

log = logging.getLogger(__name__)


def run(planned: Planned, scene: Scene) -> tuple[Status, Message | None, tuple[Assessment, ...]]:
    """Return the status of a rule, its reason where the rule as a whole has one, and its
    assessments with their severities. Nothing examined is `not_run`.
    """
    if planned.excluded is not None:
        return Status.NOT_APPLICABLE, planned.excluded, ()
    rule = planned.rule
    missing = _missing(rule, scene)
    assessments = missing or _evaluated(rule, scene)
    if not assessments:
        return Status.NOT_RUN, message("engine.nothing_examined"), ()
    graded = tuple(
        item.model_copy(update={"severity": severity_of(rule, item.part)}) for item in assessments
    )
    return worst([item.status for item in graded]), None, graded


def severity_of(rule: Rule, part: str = "") -> Severity:
    """Return the severity of a part of a rule: "" for the rule as a whole."""
    by_part = rule.header.severity_by_part
    return by_part[Role(part)] if part in by_part else rule.header.severity


def _missing(rule: Rule, scene: Scene) -> list[Assessment]:
    needs = rule.check.needs()
    if scene.case.submission.unreadable and not needs.works_on_unreadable:
        return [of_project(Status.NOT_RUN, message("engine.unreadable"))]
    previous = scene.case.previous
    if needs.previous and (previous is None or previous.unreadable):
        return not_compared(previous)
    absent = [slot for slot in needs.slots if scene.edition(slot) is None]
    if absent:
        return [
            of_project(
                Status.NOT_RUN,
                message("engine.layer_missing", kind=layer_kind(slot), slot=slot),
            )
            for slot in absent
        ]
    return [
        of_project(
            Status.NOT_RUN,
            message(
                "engine.field_missing",
                kind=layer_kind(slot),
                layer=scene.case.slots[slot].layer_id,
                field=field,
            ),
        )
        for slot, fields in needs.fields.items()
        for field in fields
        if not _filled(scene, slot, field)
    ]


def _filled(scene: Scene, slot: str, field: str) -> bool:
    """Whether any feature of the edition in `slot` has a value in `field`.

    A layer without features is left to its coverage. The whole layer is asked only where the
    features near the parcels hold nothing, for that may be right there and wrong elsewhere.
    """
    edition = scene.case.slots[slot]
    column = scene.near(slot).columns.get(field)
    if column is not None and any(value is not None for value in column):
        return True
    return not edition.records or scene.store.fills(edition.layer_id, field)


def _evaluated(rule: Rule, scene: Scene) -> Sequence[Assessment]:
    try:
        return rule.check.evaluate(scene)
    except UnavailableError:  # no fault of the rule, and no other could be evaluated either
        raise
    except Exception as error:  # a rule that fails must not take the others with it
        if out_of_memory(error):  # on a larger machine the result would be another: there is none
            raise
        incident = incident_of(rule.code, error)
        log.exception("rule %s failed, incident %s", rule.code, incident)
        reason = message("engine.rule_failed", code=rule.code, incident=incident)
        return [of_project(Status.ERROR, reason)]


def incident_of(where: str, error: Exception) -> str:
    """Return the id under which a crash stands in the report and in the log."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{where}:{type(error).__name__}:{error}").hex[:12]
