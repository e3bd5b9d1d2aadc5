"""Closed vocabularies. Names in Chinese are in the message catalogue under `word.*`."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a parcel is to the project: 拆旧 or 建新."""

    DEMOLITION = "demolition"
    NEW_CONSTRUCTION = "new_construction"


class Purpose(StrEnum):
    """What a new-construction parcel is for: 安置, 城镇, 农村发展."""

    RESETTLEMENT = "resettlement"
    URBAN = "urban"
    RURAL_DEVELOPMENT = "rural_development"


class Stage(StrEnum):
    """The act for which the project is examined."""

    APPLICATION = "application"
    ADJUSTMENT = "adjustment"
    IMPLEMENTATION = "implementation"
    ACCEPTANCE = "acceptance"
    FILING = "filing"
    SETTLEMENT = "settlement"
    EXPROPRIATION = "expropriation"
    MONITORING = "monitoring"
    ENFORCEMENT = "enforcement"


class Programme(StrEnum):
    """Under which programme the project runs."""

    ORDINARY = "ordinary"
    CROSS_COUNTY = "cross_county"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"


class Severity(StrEnum):
    """Whether a failing rule blocks (`error`) or informs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Status(StrEnum):
    """Outcome of an assessment; `STATUS_ORDER` has them from worst to best."""

    PASS = "pass"  # noqa: S105 - a status, not a password
    FAIL = "fail"
    NEEDS_REVIEW = "needs_review"
    NOT_RUN = "not_run"
    NOT_APPLICABLE = "not_applicable"
    ERROR = "error"


class Verdict(StrEnum):
    """Outcome of a case, or of one evidence group of it."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"


class EvidenceGroup(StrEnum):
    """What a rule rests on: parcel geometry, survey layers, or facts on paper."""

    GEOMETRY = "geometry"
    SURVEY = "survey"
    FACTS = "facts"


class InForce(StrEnum):
    """Whether a regulation is in force on the law date."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class AreaKind(StrEnum):
    """In which kind of area a figure was filed."""

    ELLIPSOIDAL = "ellipsoidal"
    PLANAR = "planar"


# From worst to best: the status of a rule is the first of these that one of its assessments has.
STATUS_ORDER = (
    Status.FAIL,
    Status.ERROR,
    Status.NOT_RUN,
    Status.NEEDS_REVIEW,
    Status.PASS,
    Status.NOT_APPLICABLE,
)


def worst(statuses: list[Status]) -> Status:
    """Return the worst of `statuses`; nothing examined is `not_run`, never a pass."""
    for status in STATUS_ORDER:
        if status in statuses:
            return status
    return Status.NOT_RUN
