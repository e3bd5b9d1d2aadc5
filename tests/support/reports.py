"""Realistic reports built by hand: every status, hostile names, thin and tiny pieces."""

from __future__ import annotations

from datetime import date
from typing import Any

from gouhook_gis.domain.assessment import Assessment, Finding, Subject
from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.report import (
    Citation,
    CoverageOutcome,
    FactOutcome,
    Provenance,
    Report,
    ReportParcel,
    Result,
    RoleTotal,
    RuleOutcome,
    RuleTexts,
    SliverSum,
    SlotOutcome,
    WaiverOutcome,
    result_sha256,
)
from gouhook_gis.domain.submission import Decision, Place, SourceFile
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import (
    EvidenceGroup,
    InForce,
    Programme,
    Purpose,
    Role,
    Severity,
    Stage,
    Status,
    Verdict,
)

E0, N0 = 35_500_000.0, 3_400_000.0
HOSTILE_ID = "<script>alert(1)</script>"
FORMULA_ID = "=cmd|' /C calc'!A0"
CRS = "EPSG:4523"

Points = list[tuple[float, float]]


def polygon(*rings: Points) -> dict[str, Any]:
    """Return a GeoJSON polygon at metres from the origin of the sample county."""
    return {
        "type": "Polygon",
        "coordinates": [[[E0 + x, N0 + y] for x, y in [*ring, ring[0]]] for ring in rings],
    }


def box(x: float, y: float, width: float, height: float) -> dict[str, Any]:
    """Return a GeoJSON rectangle at metres from the origin of the sample county."""
    return polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def point(x: float, y: float) -> dict[str, Any]:
    """Return a GeoJSON point at metres from the origin of the sample county."""
    return {"type": "Point", "coordinates": [E0 + x, N0 + y]}


def parcel(
    id_: str, role: Role, area: float | None, geometry: dict[str, Any] | None, **more: Any
) -> ReportParcel:
    """Return a parcel whose planar area is `area` and whose official one is 20 ppm larger."""
    return ReportParcel(
        id=id_,
        key=f"{role.value}/{id_}",
        role=role,
        area_ellipsoidal_m2=None if area is None else area * 1.00002,
        area_planar_m2=area,
        half_width_m2=None if area is None else 2.1,
        geometry=geometry,
        **more,
    )


D, N = Role.DEMOLITION, Role.NEW_CONSTRUCTION
VILLAGE = "5109991032010000000"

PARCELS = (
    parcel(
        "CJ-001",
        D,
        1200.0,
        box(120, 900, 40, 30),
        village_code=VILLAGE,
        declared_area_m2=1200.0,
        declared_unit=AreaUnit.HECTARE,
    ),
    parcel(
        "CJ-002",
        D,
        1750.0,
        polygon([(300, 1180), (350, 1180), (350, 1220), (325, 1220), (325, 1210), (300, 1210)]),
        village_code=VILLAGE,
    ),
    parcel("CJ-003", D, 800.0, box(520, 760, 40, 20), village_code=VILLAGE),
    parcel(HOSTILE_ID, D, 2400.0, box(880, 1300, 60, 40)),
    parcel(FORMULA_ID, D, 3000.0, polygon([(60, 320), (120, 320), (120, 370), (60, 370)])),
    parcel("CJ-006", D, None, None),
    parcel(
        "AZ-01",
        N,
        5600.0,
        box(700, 420, 80, 70),
        purpose=Purpose.RESETTLEMENT,
        declared_area_m2=5598.4,
        declared_unit=AreaUnit.M2,
    ),
    parcel("CZ-01", N, 12_000.0, box(1320, 640, 120, 100), purpose=Purpose.URBAN),
    parcel("CZ-02", N, 333.335, box(1500, 820, 33.3335, 10), purpose=Purpose.URBAN),
    parcel("NC-01", N, 666.665, box(250, 520, 33.33325, 20), purpose=Purpose.RURAL_DEVELOPMENT),
)


def texts(title: str, english: str) -> RuleTexts:
    """Return a rule's prose, long enough to wrap."""
    return RuleTexts(
        title=Text(zh=title, en=english),
        what=Text(
            zh=f"逐个地块检查：{title}。超过容差的部分按块列出。",
            en=f"Each parcel is checked: {english}. Pieces are listed one by one.",
        ),
        why=Text(
            zh="相关办法对此有明确要求，未满足的项目区不予批准。",
            en="The measures require it; a project that does not meet it is not approved.",
        ),
        how=Text(
            zh="地块与参考图层求交，按椭球面积计算；小于容差的碎块累计后另列。",
            en="Parcels are intersected with the layer; areas are ellipsoidal.",
        ),
        remedy=Text(
            zh="调整地块边界避开所列图块，或更换地块后重新报送；确有异议的附核实材料。",
            en="Move the boundary off the pieces listed, or replace the parcel.",
        ),
        trap=Text(zh="图层版本不同，边界可能有差异，请先核对版本。", en="Check the edition first."),
    )


def rule(code: str, title: str, english: str, status: Status, **more: Any) -> RuleOutcome:
    """Return one rule's outcome."""
    defaults: dict[str, Any] = {
        "pack": "sichuan-measures",
        "group": EvidenceGroup.GEOMETRY,
        "severity": Severity.ERROR,
        "citations": (
            Citation(
                document="四川省增减挂钩试点管理办法",
                article="第七条(五)",
                quote="建新地块不得占用基本农田",
                in_force=InForce.UNKNOWN,
            ),
        ),
    }
    return RuleOutcome(
        code=code, title=title, status=status, texts=texts(title, english), **{**defaults, **more}
    )


def overlap(value: float, half: float = 0.4) -> Measure:
    """Return a forbidden overlap in m²."""
    return measured("overlap", value, "m2", operator="<=", threshold=0.0, half_width=half)


def about(key: str, status: Status, *findings: Finding, **more: Any) -> Assessment:
    """Return the assessment of one parcel."""
    return Assessment(
        subject=Subject(type="parcel", id=key),
        status=status,
        findings=findings,
        **{"examined": {"features": 3, "layer": "basic_farmland@2024"}, **more},
    )


def finding(number: int, ids: tuple[str, ...], role: Role, **more: Any) -> Finding:
    """Return a finding about parcels of one role."""
    return Finding(
        fingerprint=f"{number:032x}",
        parcel_ids=ids,
        parcel_keys=tuple(f"{role.value}/{id_}" for id_ in ids),
        **{
            "message_id": "rules.slivers",
            "layer_kind": "basic_farmland",
            "params": {"kind": "basic_farmland", "count": 3, "area": 1.5, "limit": 1.0},
            **more,
        },
    )


def rules() -> tuple[RuleOutcome, ...]:
    """Return one rule of every status, with findings of every shape."""
    thin = finding(1, ("CZ-01",), N, geometry=box(1320, 640, 0.12, 100), measures=(overlap(12.0),))
    large = finding(
        2,
        ("AZ-01",),
        N,
        geometry=box(740, 420, 40, 70),
        reference_ids=("YJ510999-0001",),
        measures=(overlap(2800.056), measured("width", 51.0, "m")),
    )
    tiny = finding(3, ("CZ-02",), N, geometry=box(1500, 820, 1.1, 1.0), measures=(overlap(1.1),))
    crossing = finding(
        4,
        (HOSTILE_ID,),
        D,
        message_id="rules.partly_covered",
        layer_kind="villages",
        params={"parcel": HOSTILE_ID, "area": 240.0, "kind": "villages"},
        geometry=box(880, 1300, 6, 40),
        measures=(overlap(240.0, 120.0),),
    )
    ratio = measured("ratio", 0.2999, "ratio", operator=">=", threshold=0.30, half_width=0.0004)
    village = Finding(
        fingerprint=f"{5:032x}",
        parcel_ids=("CJ-001", "CJ-002", "CJ-003"),
        parcel_keys=("demolition/CJ-001", "demolition/CJ-002", "demolition/CJ-003"),
        layer_kind="land_use",
        message_id="rules.slivers",
        measures=(ratio,),
        params={"kind": "land_use", "count": 1, "area": 0.5, "limit": 1.0},
    )
    spike = finding(
        6,
        ("CJ-003",),
        D,
        message_id="engine.nothing_examined",
        layer_kind="",
        params={},
        geometry=point(560, 780),
    )
    return (
        rule(
            "ZJ-A01",
            "建新总面积小于拆旧总面积",
            "New construction is smaller than demolition",
            Status.NOT_RUN,
            citations=(
                Citation(
                    document="国土资发〔2008〕138号",
                    article="国土资发〔2008〕138号 第五条",
                    quote="建新地块总面积必须小于拆旧地块总面积",
                    in_force=InForce.YES,
                ),
            ),
            assessments=(
                Assessment(
                    subject=Subject(type="project", id="project"),
                    status=Status.NOT_RUN,
                    reason=message("rules.unmeasurable", parcel="CJ-006"),
                    examined={"parcels": 10},
                    measures=(
                        measured(
                            "surplus", -9450.0, "m2", operator=">", threshold=0.0, half_width=8.2
                        ),
                    ),
                ),
            ),
        ),
        rule(
            "ZJ-B01",
            "建新地块不得占用永久基本农田",
            "No new construction on basic farmland",
            Status.FAIL,
            assessments=(
                about("new_construction/AZ-01", Status.FAIL, large, measures=(overlap(2800.056),)),
                about("new_construction/CZ-01", Status.FAIL, thin, measures=(overlap(12.0),)),
                about(
                    "new_construction/CZ-02",
                    Status.NEEDS_REVIEW,
                    tiny,
                    measures=(overlap(1.1, 2.0),),
                ),
                about("new_construction/NC-01", Status.PASS, measures=(overlap(0.0, 0.0),)),
            ),
        ),
        rule(
            "ZJ-B14",
            "丘陵区每村拆旧面积不低于农村建设用地的30%",
            "Demolition share of a village",
            Status.FAIL,
            group=EvidenceGroup.SURVEY,
            assessments=(
                Assessment(
                    subject=Subject(type="village", id=VILLAGE[:12]),
                    status=Status.FAIL,
                    examined={"parcels": 3, "features": 41, "layer": "land_use@2023"},
                    measures=(ratio, measured("rural_area", 12_500.0, "m2")),
                    findings=(village,),
                ),
            ),
        ),
        rule(
            "ZJ-B15",
            "拆旧以完整行政村为单位，不打破村界",
            "Demolition keeps village borders",
            Status.NEEDS_REVIEW,
            group=EvidenceGroup.SURVEY,
            assessments=(
                about(
                    f"demolition/{HOSTILE_ID}",
                    Status.NEEDS_REVIEW,
                    crossing,
                    measures=(overlap(240.0, 120.0),),
                ),
            ),
        ),
        rule(
            "ZJ-B03",
            "违法违规用地不得调入作建新地块",
            "No illegal land is brought in",
            Status.NOT_RUN,
            reason=message("engine.layer_missing", kind="illegal_land"),
        ),
        rule(
            "ZJ-B25",
            "拆旧与建新地块不得重叠",
            "Demolition and new construction do not overlap",
            Status.PASS,
            citations=(Citation(document="gouhook-base", article="派生", in_force=InForce.YES),),
            assessments=tuple(about(p.key, Status.PASS) for p in PARCELS[:5]),
        ),
        rule(
            "G05",
            "地块边界没有尖角",
            "No spikes",
            Status.FAIL,
            severity=Severity.WARNING,
            assessments=(
                about(
                    "demolition/CJ-003",
                    Status.FAIL,
                    spike,
                    severity=Severity.WARNING,
                    examined={"parcels": 1},
                ),
            ),
        ),
        rule(
            "ZJ-C06",
            "验收后10个工作日内在线报备",
            "Filed in time",
            Status.NOT_APPLICABLE,
            group=EvidenceGroup.FACTS,
            reason=message("engine.other_stage", stages=["filing"], stage="application"),
        ),
        rule(
            "ZJ-B18",
            "建新与拆旧相对接近",
            "Near each other",
            Status.ERROR,
            severity=Severity.INFO,
            reason=message("engine.rule_failed", code="ZJ-B18", incident="a1b2c3"),
        ),
    )


def full_report(**changes: Any) -> Report:
    """Return a failing report with everything in it; `changes` replace fields of the result."""
    result = Result(
        **{
            "verdict": Verdict.FAIL,
            "verdicts": {
                EvidenceGroup.GEOMETRY: Verdict.FAIL,
                EvidenceGroup.SURVEY: Verdict.FAIL,
                EvidenceGroup.FACTS: None,
            },
            "headline": (
                message("engine.verdict.fail"),
                message("engine.group_not_required", group="facts"),
            ),
            "stage": Stage.APPLICATION,
            "programme": Programme.ORDINARY,
            "law_date": LawDate(date=date(2024, 6, 1), origin="application_date"),
            "force_unknown": True,
            "profile": "sichuan",
            "project_code": "510999-2024-003",
            "project_name": "青禾县柳溪镇等两个乡镇增减挂钩项目<b>",
            "crs": CRS,
            "parcels": PARCELS,
            "totals": (
                RoleTotal(
                    role=D,
                    parcels=6,
                    measured=5,
                    at_least=True,
                    sum_m2=9150.183,
                    union_m2=9150.183,
                    overlap_m2=0.0,
                    sum_planar_m2=9150.0,
                    declared_m2=1200.0,
                    half_width_m2=4.7,
                ),
                RoleTotal(
                    role=N,
                    parcels=4,
                    measured=4,
                    at_least=False,
                    sum_m2=18_600.372,
                    union_m2=18_590.372,
                    overlap_m2=10.0,
                    sum_planar_m2=18_600.0,
                    half_width_m2=4.2,
                ),
            ),
            "rules": rules(),
            "slivers": (
                SliverSum(
                    rule="ZJ-B01",
                    layer_kind="basic_farmland",
                    parcel_id="AZ-01",
                    parcel_key="new_construction/AZ-01",
                    count=2,
                    area_m2=0.333333,
                ),
                SliverSum(
                    rule="ZJ-B01",
                    layer_kind="basic_farmland",
                    parcel_id="CZ-01",
                    parcel_key="new_construction/CZ-01",
                    count=1,
                    area_m2=0.333333,
                ),
                SliverSum(
                    rule="ZJ-B01",
                    layer_kind="basic_farmland",
                    parcel_id="NC-01",
                    parcel_key="new_construction/NC-01",
                    count=1,
                    area_m2=0.333334,
                ),
            ),
            "coverage": (
                CoverageOutcome(
                    slot="basic_farmland",
                    layer_id="basic_farmland@2024",
                    basis="codes",
                    covered_parcels=9,
                    partly_covered_parcels=0,
                    uncovered_parcels=0,
                    uncovered_m2=0.0,
                ),
            ),
            "required": (EvidenceGroup.GEOMETRY, EvidenceGroup.SURVEY),
            "facts": (
                FactOutcome(
                    key="county_code", value="510999", source=Message(id="engine.verdict.pass")
                ),
            ),
            "slots": (
                SlotOutcome(
                    slot="basic_farmland",
                    layer_id="basic_farmland@2024",
                    reason="latest",
                    source="县局提供",
                    restricted=True,
                ),
                SlotOutcome(slot="land_use@before", layer_id="land_use@2023", reason="before"),
                SlotOutcome(slot="illegal_land", layer_id=None, reason="missing"),
            ),
            "waivers": (
                WaiverOutcome(
                    rule=None,
                    fingerprint=f"{3:032x}",
                    reason="边界误差已核实",
                    officer="李某",
                    document="川自然资函〔2024〕12号",
                    expires=date(2026, 12, 31),
                    applied=True,
                ),
            ),
            "truncated": {"findings of ZJ-B07": 12_345},
            "decisions": (
                Decision(
                    topic="encoding",
                    subject="地块/JXDK.dbf",
                    message=message("engine.verdict.pass"),
                ),
            ),
            **changes,
        }
    )
    places = {f"{n:032x}": (Place(file=f"报送/=1+1/JXDK{n}.shp", record=n),) for n in range(1, 7)}
    return Report(
        result=result,
        provenance=Provenance(
            submission="violations.zip",
            submission_sha256="1" * 64,
            files=(SourceFile(path="报送/<img src=x>/JXDK.shp", sha256="2" * 64, size=1234),),
            places=places,
            parcels={
                p.key: Place(file="报送/CJDK.shp", record=n) for n, p in enumerate(PARCELS, 1)
            },
            versions={"gouhook_gis": "0.1.0", "GEOS": "3.13.1"},
            store="embedded",
            isolation="child: memory 4 GiB, no network",
            result_sha256=result_sha256(result),
        ),
    )


def passing_report() -> Report:
    """Return a report in which the one rule that ran passes."""
    return full_report(
        verdict=Verdict.PASS,
        verdicts={
            EvidenceGroup.GEOMETRY: Verdict.PASS,
            EvidenceGroup.SURVEY: None,
            EvidenceGroup.FACTS: None,
        },
        headline=(message("engine.verdict.pass"),),
        force_unknown=False,
        rules=(rules()[5],),
        slivers=(),
        slots=(),
        waivers=(),
    )


def unreadable_report() -> Report:
    """Return the report of a submission in which nothing could be read."""
    return full_report(
        verdict=Verdict.UNREADABLE,
        verdicts=dict.fromkeys(EvidenceGroup),
        headline=(message("engine.verdict.unreadable"),),
        project_code=None,
        project_name=None,
        crs=None,
        parcels=(),
        totals=(),
        rules=(
            rule(
                "F01",
                "报送文件可以读取",
                "The files can be read",
                Status.FAIL,
                assessments=(
                    Assessment(
                        subject=Subject(type="file", id="a.rar"),
                        status=Status.FAIL,
                        findings=(Finding(message_id="engine.unreadable"),),
                    ),
                ),
            ),
            rule(
                "ZJ-B01",
                "建新地块不得占用永久基本农田",
                "x",
                Status.NOT_RUN,
                reason=message("engine.unreadable"),
            ),
        ),
        slivers=(),
        coverage=(),
        slots=(),
        decisions=(),
        waivers=(),
    )
