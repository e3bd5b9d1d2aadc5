"""What the page shows of two reports compared, in one language: texts, figures, shapes."""

from __future__ import annotations

from typing import Any, Literal

from gouhook_gis.domain.comparison import Fate
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.shown import Box, Labelled, Named, ShownArea
from gouhook_gis.domain.words import Role, Severity, Status, Verdict

ParcelFate = Literal["changed", "brought_in", "taken_out", "unchanged"]


class ComparedSide(Model):
    """One of the two reports; `facts` are its circumstances, `findings` those to deal with."""

    name: str
    verdict: Verdict
    verdict_name: str
    headline: tuple[str, ...]
    facts: tuple[Labelled, ...]
    findings: int


class ShownChange(Model):
    """A finding of either report, or of both; `number` from 1 in the order of the comparison.

    `number_before` and `number_after` are those it has in the two reports. `message` is the later
    report's (the earlier one's where it is gone), `was` what the earlier one said otherwise,
    `amount` and `amount_before` how much, as printed. `before` and `after` are GeoJSON in the CRS
    of the comparison, easting first; `box` is around both.
    """

    number: int
    fate: Fate
    rule: str
    title: str
    severity: Severity
    status: Status
    status_before: Status | None = None
    about: str
    parcel_keys: tuple[str, ...] = ()
    message: str
    was: str = ""
    amount: str = ""
    amount_before: str = ""
    matched: str = ""
    number_before: int | None = None
    number_after: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    box: Box | None = None


class ShownRuleChange(Model):
    """A rule with another outcome; a status is None where a report does not have the rule."""

    rule: str
    title: str
    before: Status | None
    after: Status | None
    before_name: str
    after_name: str


class ComparedParcel(Model):
    """A parcel of either version, or of both: found again by its role and number, else by its
    rings. `id_before` is there where it had another number. Shapes are GeoJSON as in a finding.
    """

    key: str
    id: str
    id_before: str = ""
    role: Role
    fate: ParcelFate
    area_before: ShownArea | None = None
    area_after: ShownArea | None = None
    difference: ShownArea | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    box: Box | None = None


class ShownComparison(Model):
    """Two reports compared. Shapes are in the CRS of the later report (the earlier one's where
    that has none); `epsg` None and no shapes where neither has one.

    `counts` are of findings by fate, `notes` say what of the circumstances differs.
    """

    format: Literal["gouhook-shown-comparison/1"] = "gouhook-shown-comparison/1"
    lang: Literal["zh", "en"]
    title: str
    before: ComparedSide
    after: ComparedSide
    epsg: int | None
    proj4: str = ""
    crs_name: str = ""
    degrees: bool = False
    extent: Box | None = None
    counts: tuple[tuple[Named, int], ...]
    notes: tuple[str, ...] = ()
    findings: tuple[ShownChange, ...] = ()
    rules: tuple[ShownRuleChange, ...] = ()
    parcels: tuple[ComparedParcel, ...] = ()
