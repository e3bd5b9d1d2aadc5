"""What the page shows of the rules of a report: outcomes, measures as printed, clauses."""

from __future__ import annotations

from typing import Literal

from gouhook_gis.domain.measure import Operator
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import EvidenceGroup, InForce, Severity, Status


class Scale(Model):
    """A measure as a small scale: positions from 0 to 1 along it.

    `met` is the part on which the rule is met (None for "="), `band` value ± half width.
    """

    operator: Operator
    threshold: float
    value: float
    met: tuple[float, float] | None = None
    band: tuple[float, float] | None = None
    tone: Literal["in", "out", "near", ""] = ""


class ShownMeasure(Model):
    """A measure as printed; `threshold`, `margin`, `half_width` are empty where it has none."""

    name: str
    value: str
    threshold: str = ""
    margin: str = ""
    half_width: str = ""
    borderline: bool = False
    scale: Scale | None = None


class ShownCitation(Model):
    """Document and clause, what is quoted of it, and whether it is in force."""

    text: str
    quote: str = ""
    in_force: InForce


class ShownAssessment(Model):
    """The outcome for one subject; `beside` are measures without threshold, in one line.

    `parcel_key` is that of a subject that is a parcel.
    """

    subject: str
    parcel_key: str | None = None
    part: str = ""
    status: Status
    reason: str = ""
    examined: str = ""
    measures: tuple[ShownMeasure, ...] = ()
    beside: str = ""


class ShownRule(Model):
    """One rule, in the order in which to deal with them.

    `assessments` are those worth reading, `rest` counts the others by status (`rest_examined`
    what each of them examined where that is the same). `findings` counts all of the rule.
    `remedy`, `why`, `how`, `trap` are there whatever the outcome; the page shows them where they
    matter.
    """

    code: str
    title: str
    pack: str
    group: EvidenceGroup
    severity: Severity
    status: Status
    reason: str = ""
    citations: tuple[ShownCitation, ...]
    what: str
    why: str
    how: str
    remedy: str
    trap: str = ""
    findings_under: str | None = None
    findings: int = 0
    assessments: tuple[ShownAssessment, ...] = ()
    rest: tuple[tuple[Status, int], ...] = ()
    rest_examined: str = ""
