"""Fixtures of rules as data: `tests/fixtures/rules/CODE.yaml`, described in README.md there.

The same cases are tests and the drawings of the rule pages. Coordinates are metres east and
north of `ORIGIN`, on the central meridian, where planar and official area agree to 0.02 ppm.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, JsonValue, model_validator

import shapely
from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.case import Case, DeclaredCoverage, Edition, LawDate
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.filed import FiledBoundary, FiledPoint, Photograph
from gouhook_gis.domain.identity import content_id, parcel_key
from gouhook_gis.domain.message import message
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.plain_yaml import parsed
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.domain.submission import (
    DeclaredArea,
    Geometry,
    Issue,
    LayerFound,
    Parcel,
    Place,
    SourceFile,
    Submission,
)
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import Programme, Purpose, Role, Stage, Status
from gouhook_gis.engine.check import check_case
from gouhook_gis.geometry.rings import canonical, canonical_rings
from gouhook_gis.intake.shapes import as_filed
from gouhook_gis.reference.memory import LayerData, MemoryStore
from gouhook_gis.reference.moments import AFTERWARDS
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.loader import layer_kinds, profile, rules_of
from gouhook_gis.rules.rule import Rule, layer_kind

FOLDER = Path(__file__).parents[1] / "fixtures" / "rules"
EPSG = 4523
ORIGIN = (35_500_000.0, 3_400_000.0)
REQUIRED = ("pass", "worst", "edge")
# How near a measure must come to the expected value, by unit.
TOLERANCE = {
    "m2": 0.01,
    "ratio": 2e-6,
    "m": 0.001,
    "cm": 0.001,
    "count": 0.0,
    "day": 0.0,
    "workday": 0.0,
    "grade": 2e-6,
    "yuan": 0.0,
}

Point = tuple[float, float]


def _as_json(value: Any) -> Any:
    """Return YAML's dates as facts keep them: ISO texts."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    return [_as_json(item) for item in value] if isinstance(value, list) else value


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shape(_Model):
    """One of `box` [x1, y1, x2, y2], `boxes` (several parts), `polygon` (a ring; `holes`
    beside it), `wkt`; none of them is a record without geometry.
    """

    box: tuple[float, float, float, float] | None = None
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    polygon: tuple[Point, ...] = ()
    holes: tuple[tuple[Point, ...], ...] = ()
    wkt: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(map(bool, (self.box, self.boxes, self.polygon, self.wkt))) > 1:
            raise ValueError("a shape is a box, boxes, a polygon or wkt")
        return self

    def local(self) -> BaseGeometry | None:
        """Return the shape in metres from the origin, as written (it may be invalid)."""
        if self.box:
            return shapely.box(*self.box)
        if self.boxes:
            return shapely.multipolygons([shapely.box(*box) for box in self.boxes])
        if self.polygon:
            return shapely.Polygon(self.polygon, self.holes)
        return shapely.from_wkt(self.wkt) if self.wkt else None

    def geometry(self) -> Geometry | None:
        """Return the shape as the domain has it, in `EPSG`."""
        shape = self.local()
        if shape is None:
            return None
        moved = shapely.transform(shape, lambda xy: xy + ORIGIN)
        filed = as_filed(np.array([moved], dtype=object))[0]
        return Geometry(wkb=shapely.to_wkb(filed), epsg=EPSG)


class FixtureParcel(Shape):
    """A parcel; `declared_m2` is its filed area, `attributes` by meaning ("terrain" …)."""

    id: str
    role: Role
    purpose: Purpose | None = None
    village_code: str | None = None
    county_code: str | None = None
    declared_m2: float | None = None
    attributes: dict[str, JsonValue] = {}

    def parcel(self, record: int) -> Parcel:
        """Return the parcel as intake would."""
        geometry = self.geometry()
        content = None
        if geometry is not None:
            rings = canonical_rings(shapely.from_wkb(geometry.wkb), EPSG)
            content = content_id(self.role, rings)
        declared = None
        if self.declared_m2 is not None:
            declared = DeclaredArea(
                value=self.declared_m2,
                unit=AreaUnit.M2,
                field="DKMJ",
                unit_reason=message("fixture.unit"),
            )
        return Parcel(
            key=parcel_key(self.role, self.id),
            id=self.id,
            role=self.role,
            purpose=self.purpose,
            village_code=self.village_code,
            county_code=self.county_code,
            geometry=geometry,
            declared_area=declared,
            content_id=content,
            attributes=self.attributes,
            place=Place(file="fixture.shp", record=record),
        )


class FixtureBoundary(Shape):
    """The boundary of a parcel in a coordinate text; `id` and `role` are those of the parcel."""

    id: str
    role: Role = Role.DEMOLITION
    file: str = "fixture.txt"
    line: int = 12
    declared_points: int | None = None
    declared_area_ha: float | None = None

    def boundary(self) -> FiledBoundary:
        """Return the boundary as intake would: each ring's points but the one that closes it."""
        shape = self.local()
        rings = shapely.get_rings([] if shape is None else [shape])
        points = [
            FiledPoint(
                name=f"J{number}",
                ring=ring,
                easting=float(x) + ORIGIN[0],
                northing=float(y) + ORIGIN[1],
                line=self.line + number,
            )
            for number, (ring, (x, y)) in enumerate(
                (
                    (ring, point)
                    for ring, line in enumerate(rings, start=1)
                    for point in shapely.get_coordinates(line)[:-1]
                ),
                start=1,
            )
        ]
        return FiledBoundary(
            file=self.file,
            line=self.line,
            id=self.id,
            parcel_key=parcel_key(self.role, self.id),
            declared_points=self.declared_points,
            declared_area_ha=self.declared_area_ha,
            points=tuple(points),
            geometry=self.geometry(),
        )


class FixtureFeature(Shape):
    """A feature of a reference layer; `fields` by standard name."""

    id: str
    fields: dict[str, JsonValue] = {}


class FixtureCoverage(Shape):
    """Declared coverage of a sparse layer: administrative `codes`, or a shape; `source` says who
    answers for it.
    """

    codes: tuple[str, ...] = ()
    source: str | None = "fixture"


class FixtureLayer(_Model):
    """A reference layer; `coverage` is left out where none is declared. Its `edition` is 2024, of
    the slots @after and @next 2025, unless it says otherwise.
    """

    features: tuple[FixtureFeature, ...] = ()
    coverage: FixtureCoverage | None = None
    edition: str | None = None


class FixturePhotograph(_Model):
    """A photograph; `parcel` is the number of the demolition parcel it shows, none for any."""

    number: str
    parcel: str | None = None

    def photograph(self) -> Photograph:
        """Return the photograph as intake would."""
        key = None if self.parcel is None else parcel_key(Role.DEMOLITION, self.parcel)
        return Photograph(file=f"{self.number}.jpg", number=self.number, parcel_key=key)


class FixtureIssue(_Model):
    """Something intake noticed; `id` is the message id."""

    id: str
    subject: str = "fixture.zip"
    subject_type: Literal["submission", "file", "layer", "parcel"] = "file"
    params: dict[str, JsonValue] = {}
    fatal: bool = False


class Expected(_Model):
    """What must come out. `measures`: some assessment holds the measure with this value;
    `findings`: how many in all; `reason`: the message id of some assessment's reason.
    """

    status: Status
    findings: int
    measures: dict[str, float] = {}
    reason: str | None = None


class FixtureCase(_Model):
    """One case of a rule. `reference` is by layer kind or slot; `previous` an earlier version."""

    say: Text
    stage: Stage | None = None
    programme: Programme = Programme.ORDINARY
    law_date: date = date(2024, 6, 30)
    parcels: tuple[FixtureParcel, ...] = ()
    reference: dict[str, FixtureLayer] = {}
    facts: Annotated[dict[str, JsonValue], BeforeValidator(_as_json)] = {}
    workbook: str | None = None
    boundaries: tuple[FixtureBoundary, ...] = ()
    photographs: tuple[FixturePhotograph, ...] = ()
    issues: tuple[FixtureIssue, ...] = ()
    previous: tuple[FixtureParcel, ...] | None = None
    previous_unreadable: bool = False
    expect: Expected

    def submission(self) -> Submission:
        """Return what intake would have made of the files."""
        return Submission(
            name="fixture.zip",
            project_code="510999-01",
            epsg=EPSG,
            workbook=self.workbook,
            parcels=_parcels(self.parcels),
            files=(SourceFile(path="fixture.shp", sha256="0" * 64, size=1),),
            layers=(LayerFound(file="fixture.shp", name="fixture", records=len(self.parcels)),),
            boundaries=tuple(row.boundary() for row in self.boundaries),
            photographs=tuple(row.photograph() for row in self.photographs),
            issues=tuple(
                Issue(
                    message=message(issue.id, **issue.params),
                    subject_type=issue.subject_type,
                    subject=issue.subject,
                    places=(Place(file=issue.subject),),
                    fatal=issue.fatal,
                )
                for issue in self.issues
            ),
        )

    def earlier(self) -> Submission | None:
        """Return the earlier version, None where there is none."""
        if self.previous_unreadable:
            broken = Issue(
                message=message("F01.empty_file", file="previous.zip"),
                subject="previous.zip",
                fatal=True,
            )
            return Submission(name="previous.zip", issues=(broken,))
        if self.previous is None:
            return None
        return Submission(name="previous.zip", epsg=EPSG, parcels=_parcels(self.previous))

    def store(self) -> MemoryStore:
        """Return the reference layers, in memory."""
        return MemoryStore.of([_layer(name, layer) for name, layer in self.reference.items()])

    def case(self, rule: Rule, profile_name: str) -> Case:
        """Return the whole case for one rule."""
        stages = rule.header.stages
        first = Stage.APPLICATION if stages == "any" else stages[0]
        editions = {name: _layer(name, layer).edition for name, layer in self.reference.items()}
        return Case(
            submission=self.submission(),
            profile=profile_name,
            stage=self.stage or first,
            programme=self.programme,
            facts=Facts(
                values={
                    key: Fact(key=key, value=value, source=message("fixture.fact"))
                    for key, value in self.facts.items()
                }
            ),
            law_date=LawDate(date=self.law_date, origin="as_of"),
            slots={
                slot: editions[name]
                for slot in rule.check.needs().all_slots
                for name in (slot if slot in editions or _afterwards(slot) else layer_kind(slot),)
                if name in editions
            },
            previous=self.earlier(),
        )


class Fixture(_Model):
    """All cases of one rule."""

    rule: str
    profile: str = "sichuan"
    cases: dict[str, FixtureCase]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in REQUIRED if name not in self.cases]
        if missing:
            raise ValueError(f"{self.rule} lacks the cases {missing}")
        return self

    def definition(self) -> Rule:
        """Return the rule as the profile has it."""
        return next(rule for rule in rules_of(self.profile) if rule.code == self.rule)

    def report(self, name: str) -> Report:
        """Check one case against this rule alone."""
        case, rule = self.cases[name], self.definition()
        return check_case(
            case.case(rule, self.profile), profile(self.profile), [rule], case.store()
        )

    def outcome(self, name: str) -> RuleOutcome:
        """Return what the rule says of one case."""
        return self.report(name).result.rules[0]


def _afterwards(slot: str) -> bool:
    """Whether a slot is one that the layer of its kind must not fill: a survey before shows
    nothing of the time after.
    """
    return slot.partition("@")[2] in AFTERWARDS


@cache
def load_fixture(code: str, folder: Path = FOLDER) -> Fixture:
    """Read the fixture of the rule `code`."""
    return Fixture.model_validate(parsed((folder / f"{code}.yaml").read_bytes()))


@cache
def reported(code: str, name: str) -> Report:
    """Return the report of a case as it is written, made once a process: many ask for it."""
    return load_fixture(code).report(name)


def fixture_codes(folder: Path = FOLDER) -> list[str]:
    """Return the codes that have a fixture."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def _parcels(rows: tuple[FixtureParcel, ...]) -> tuple[Parcel, ...]:
    parcels = [row.parcel(record) for record, row in enumerate(rows, start=1)]
    return tuple(sorted(parcels, key=lambda parcel: parcel.key))


def _layer(name: str, layer: FixtureLayer) -> LayerData:
    kind = layer_kind(name)
    spec = next(item for item in layer_kinds() if item.kind == kind)
    rows = sorted(layer.features, key=lambda feature: feature.id)
    ids = np.array([row.id for row in rows], dtype=object)
    shapes = np.empty(len(rows), dtype=object)
    for i, row in enumerate(rows):
        geometry = row.geometry()
        shapes[i] = None if geometry is None else shapely.from_wkb(geometry.wkb)
    shapes = canonical(shapes)
    content = repr([(row.id, sorted(row.fields.items())) for row in rows]).encode()
    names = sorted({name for row in rows for name in row.fields})
    columns = {
        name: np.array([row.fields.get(name) for row in rows], dtype=object) for name in names
    }
    coverage = None
    if layer.coverage is not None:
        coverage = DeclaredCoverage(
            codes=layer.coverage.codes,
            polygon=layer.coverage.geometry(),
            source=layer.coverage.source,
        )
    edition = Edition(
        kind=kind,
        edition=layer.edition or ("2025" if name.endswith(("@after", "@next")) else "2024"),
        completeness=spec.completeness,
        epsg=EPSG,
        records=len(rows),
        sha256=hashlib.sha256(content + b"".join(shapely.to_wkb(shapes))).hexdigest(),
        coverage=coverage,
        restricted=spec.restricted,
    )
    none = np.zeros(len(rows), dtype=np.bool_)
    return LayerData(edition, Features(ids, shapes, EPSG, columns, none))
