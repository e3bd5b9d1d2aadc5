"""What the page shows of a batch, in one language: every text rendered, every figure as printed."""

from __future__ import annotations

from typing import Literal

from gouhook_gis.domain.model import Model
from gouhook_gis.domain.shown import Labelled, Named, ShownArea
from gouhook_gis.domain.words import Severity, Status, Verdict


class ShownColumn(Model):
    """A rule of the matrix; `failed` counts the members that do not meet it."""

    code: str
    title: str
    severity: Severity
    failed: int


class ShownCell(Model):
    """What was found under the rule in column `at` (from 0); `area` is "" where it has none."""

    at: int
    findings: int
    area: str = ""


class ShownMember(Model):
    """One member: a row of the matrix. `run` is that of its check, None where there is none.

    `statuses` has a character for each rule of the batch: the place of its status in
    `ShownBatch.statuses`, "." where the member was not checked against it. `cells` tell more of
    those where something was found. `failed`, `review` and `not_run` count blocking rules,
    `violation_m2` sorts. `reason` says why there is no report.
    """

    name: str
    run: str | None = None
    project_code: str = ""
    project_name: str = ""
    county: str = ""
    verdict: Verdict | None = None
    reason: str = ""
    parcels: int = 0
    demolition: ShownArea | None = None
    new_construction: ShownArea | None = None
    failed: int = 0
    review: int = 0
    not_run: int = 0
    violation: ShownArea
    violation_m2: float = 0.0
    statuses: str = ""
    cells: tuple[ShownCell, ...] = ()


class ShownSide(Model):
    """One of two parcels on the same ground; `run` and `fingerprint` lead to the finding, where
    its project is a member that was checked.
    """

    project_code: str
    project_name: str = ""
    parcel: str
    role: str = ""
    run: str | None = None
    fingerprint: str | None = None


class ShownDouble(Model):
    """The same ground in two projects."""

    first: ShownSide
    second: ShownSide
    area: ShownArea
    area_m2: float


class ShownCounty(Model):
    """New construction of a county beside its quota; `members` and `filed` add up to `total`."""

    code: str
    name: str
    projects: int
    members: ShownArea
    filed: ShownArea
    total: ShownArea
    quota: ShownArea | None = None
    status: Status
    reason: str = ""


class ShownBatch(Model):
    """A batch when all is done: `gouhook-shown-batch/1`.

    `worst` names members, the worst first, each with why. `facts` are the circumstances, `notes`
    what holds for the whole batch. `statuses` names those that cells have.
    """

    format: Literal["gouhook-shown-batch/1"] = "gouhook-shown-batch/1"
    lang: Literal["zh", "en"]
    verdicts: tuple[tuple[Named, int], ...]
    members: int
    failed: int
    facts: tuple[Labelled, ...]
    notes: tuple[str, ...] = ()
    statuses: tuple[Named, ...]
    rules: tuple[ShownColumn, ...] = ()
    rows: tuple[ShownMember, ...] = ()
    worst: tuple[Labelled, ...] = ()
    doubles: tuple[ShownDouble, ...] = ()
    counties: tuple[ShownCounty, ...] = ()
