"""A case: everything a verdict depends on. Same case, same result."""

from __future__ import annotations

from datetime import date

from gouhook_gis.domain.area_code import area_prefix
from gouhook_gis.domain.details import ReferenceDetail, detail_of
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.submission import Submission
from gouhook_gis.domain.words import EvidenceGroup, Programme, Stage


class LawDate(Model):
    """The date that selects the rules in force, and where it comes from.

    `origin`: "as_of" (told), a fact key such as "approval_date", or "today".
    """

    date: date
    origin: str


class DeclaredCoverage(Model):
    """Where a sparse layer claims to be complete: administrative code prefixes or a polygon."""

    codes: tuple[str, ...] = ()
    polygon: Geometry | None = None
    source: str | None = None

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Return what the codes of all covered places begin with."""
        return tuple(area_prefix(code) for code in self.codes)


class Edition(Model):
    """One edition of a reference layer, as its store describes it.

    `layer_id` is "kind@edition", unique in a store; `records` counts all features; `sha256` is
    over its files. `coverage` is declared (sparse kinds) or None. At least `unusable` records are
    lost or have no usable polygon: what they would show is not known. `areas` are the codes of the
    areas that it serves, none where that is not known. A `retired` edition fills a slot only where
    it is told to. `legend` names the classes of a raster by code.
    """

    kind: str
    edition: str
    completeness: Completeness
    epsg: int
    records: int
    unusable: int = 0
    sha256: str
    source: str | None = None
    valid_from: date | None = None
    coverage: DeclaredCoverage | None = None
    areas: tuple[str, ...] = ()
    restricted: bool = False
    retired: bool = False
    legend: dict[str, str] = {}
    path: str | None = None

    @property
    def layer_id(self) -> str:
        """Return the id of this edition in its store."""
        return f"{self.kind}@{self.edition}"


class Waiver(Model):
    """An approved exception to one finding or rule; the finding stays in the report."""

    fingerprint: str | None = None
    rule: str | None = None
    reason: str
    officer: str
    document: str
    expires: date


class Case(Model):
    """What one check examines.

    `slots` maps a slot ("basic_farmland", "land_use@before") to the edition that fills it;
    `slot_reasons` says how it was chosen. A slot that is missing was not supplied, or (reason
    "elsewhere") only for other areas.

    `reference_detail` is how much the report shows of reference layers, `reference_details` by kind
    (or "*", every kind) how much of restricted editions. To parcels above `clip_hectares`, or ten
    times as much together, these are not clipped (None: to any).
    """

    submission: Submission
    profile: str
    stage: Stage = Stage.APPLICATION
    programme: Programme = Programme.ORDINARY
    facts: Facts = Facts()
    law_date: LawDate
    slots: dict[str, Edition] = {}
    slot_reasons: dict[str, str] = {}
    previous: Submission | None = None
    waivers: tuple[Waiver, ...] = ()
    require: tuple[EvidenceGroup, ...] | None = None
    reference_detail: ReferenceDetail = "clip"
    reference_details: dict[str, ReferenceDetail] = {}
    clip_hectares: float | None = None
    # Titles of the user's own layer kinds and profile, by the catalogue's id ("word.<kind>").
    names: dict[str, Text] = {}

    def detail(self, kind: str) -> ReferenceDetail:
        """Return how much the report shows of the editions of a layer kind."""
        held = any(edition.restricted for edition in self.slots.values() if edition.kind == kind)
        by_kind = self.reference_details if held else {}
        return detail_of(kind, self.reference_detail, by_kind)
