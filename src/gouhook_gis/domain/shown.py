"""What the page shows of a report, in one language: every text rendered, every figure as printed.

The writers of HTML, workbook and form say the same from the same functions. A worker writes these
beside the report; the page asks for them by `gouhook-shown/1`. Texts are plain, never HTML.
"""

from __future__ import annotations

from typing import Literal

from gouhook_gis.domain.model import Model
from gouhook_gis.domain.shown_rules import ShownRule
from gouhook_gis.domain.words import EvidenceGroup, Role, Severity, Status, Verdict

Box = tuple[float, float, float, float]
Point = tuple[float, float]


class Named(Model):
    """A value of a closed vocabulary, and its name."""

    value: str
    name: str


class Labelled(Model):
    """A line of a list: what it is, and what it says; `note` is in small print."""

    label: str
    text: str
    note: str = ""


class ShownArea(Model):
    """An area as printed, in the three units; rows add up to their totals as shown."""

    ha: str
    mu: str
    m2: str


class ShownFinding(Model):
    """One finding; `number` is the same in every format, from 1 without a gap.

    `amount_value` sorts (m², unrounded, else the value of the measure). `point` lies in it,
    `box` around it (minx, miny, maxx, maxy), both in the CRS of the report, easting first;
    None where it has no place. `where` is the point as surveyors write it.
    """

    number: int
    fingerprint: str
    rule: str
    severity: Severity
    status: Status
    waived_by: str = ""
    about: str
    parcel_keys: tuple[str, ...] = ()
    amount: str = ""
    amount_value: float | None = None
    message: str
    where: str = ""
    files: str = ""
    against: str = ""
    others: str = ""
    point: Point | None = None
    box: Box | None = None


class ShownGroup(Model):
    """The verdict of one kind of evidence; None: not examined."""

    group: EvidenceGroup
    name: str
    verdict: Verdict | None
    verdict_name: str
    required: bool


class OpenRule(Model):
    """A rule that was not examined, wholly or in part, and what to supply."""

    code: str
    title: str
    severity: Severity
    reasons: tuple[str, ...]


class ShownParcel(Model):
    """One parcel; `status` is the worst of the findings that name it (None: none does), `result`
    says it in words. `findings` are numbers.
    """

    key: str
    id: str
    role: Role
    purpose: str = ""
    village_code: str = ""
    official: ShownArea | None = None
    planar: str = ""
    declared: str = ""
    status: Status | None = None
    result: str
    findings: tuple[int, ...] = ()
    file: str = ""


class ShownPurpose(Model):
    """The parcels of one purpose within a role."""

    name: str
    parcels: int
    area: ShownArea


class ShownRole(Model):
    """All areas of one role."""

    role: Role
    name: str
    parcels: int
    at_least: bool
    official: ShownArea
    planar: str
    declared: str = ""
    half_width: str
    purposes: tuple[ShownPurpose, ...] = ()
    overlap: ShownArea | None = None
    union: ShownArea | None = None


class Table(Model):
    """A plain table: heads and rows of texts; `numeric` are columns set to the right, `sums` the
    rows below its line. Where rows have an outcome, `statuses` has those, `status_column` their
    names.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[tuple[str, ...], ...] = ()
    numeric: tuple[int, ...] = ()
    status_column: int | None = None
    statuses: tuple[Status, ...] = ()
    note: str = ""


class ShownReport(Model):
    """All but findings, parcels and the table of 数线图, which can be long.

    `names` are the words of statuses, severities, groups, roles, verdicts, by "kind.value".
    `data` are tables of what the result rests on: slots, coverage, decisions, facts, waivers,
    files, software. `counts` of findings: to deal with, and notes of rules that passed.
    """

    format: Literal["gouhook-shown/1"] = "gouhook-shown/1"
    lang: Literal["zh", "en"]
    title: str
    restricted: str = ""
    facts: tuple[Labelled, ...]
    verdict: Verdict
    verdict_name: str
    headline: tuple[str, ...]
    rests_on: str
    cautions: tuple[str, ...] = ()
    groups: tuple[ShownGroup, ...]
    counts: tuple[tuple[Status, int], ...]
    findings: int
    notes: int
    not_examined: str = ""
    open_rules: tuple[OpenRule, ...] = ()
    worst: tuple[int, ...] = ()
    roles: tuple[ShownRole, ...] = ()
    areas_note: str = ""
    rules: tuple[ShownRule, ...] = ()
    slivers: Table | None = None
    data: tuple[Table, ...] = ()
    reconciled: bool = False
    names: dict[str, str]
    result_sha256: str
    footer: str


class ShownFindings(Model):
    """All findings, in order."""

    items: tuple[ShownFinding, ...]


class ShownParcels(Model):
    """All parcels, in the order of the report."""

    items: tuple[ShownParcel, ...]
