"""A report as large as they come, its store, and how a run with it is put into a service."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

import shapely

from gouhook_gis.chart.files import write_chart
from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.page_files import PAGE
from gouhook_gis.domain.report import Report, ReportParcel, RoleTotal, SlotOutcome
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.reference.memory import LayerData, MemoryStore
from gouhook_gis.reference.store import Features
from gouhook_gis.report.evidence import evidence
from gouhook_gis.report.shown.files import write_shown
from gouhook_gis.report.write import write_all
from gouhook_gis.service import records
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import CheckRequest, ReportFile
from gouhook_gis.service.records import work
from gouhook_gis.service.runs.outcome import outcome_of
from gouhook_gis.service.settings import Settings
from tests.support.reports import E0, N0, about, box, finding, full_report, overlap, parcel, rule

EPSG = 4523
# Parcels of 60 by 40 m, 200 m apart, a hundred in a row, on land-use patches of 50 m a side.
WIDE, HIGH, PITCH, ROW, PATCH = 60.0, 40.0, 200.0, 100, 50.0
RULES = ("ZJ-B01", "ZJ-B03")
# Widths of the pieces of a parcel, from west to east 5 m apart: some thinner than a pen.
WIDTHS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0)
CLASSES = ("0101", "0103", "0301", "0702")
_WRITTEN = datetime(2024, 6, 2, 9, 30, tzinfo=UTC)
_PATCHES = "land_use@2023"


def corner(number: int) -> tuple[float, float]:
    """Return the lower left corner of a parcel, in metres from the origin of the county."""
    return number % ROW * PITCH, number // ROW * PITCH


def large_report(parcels: int = 5_000) -> Report:
    """Return a report of so many parcels, each with ten findings, five under each of two rules."""
    ground = []
    assessments: dict[str, list[Assessment]] = {code: [] for code in RULES}
    for number in range(parcels):
        x, y = corner(number)
        role = Role.NEW_CONSTRUCTION if number % 2 else Role.DEMOLITION
        name = f"DK{number + 1:05d}"
        ground.append(parcel(name, role, WIDE * HIGH, box(x, y, WIDE, HIGH)))
        pieces = [
            finding(
                number * len(WIDTHS) + i,
                (name,),
                role,
                geometry=box(x + 5 * i, y, width, HIGH),
                measures=(overlap(width * HIGH, 0.0),),
            )
            for i, width in enumerate(WIDTHS)
        ]
        half = len(pieces) // 2
        for code, mine in zip(RULES, (pieces[:half], pieces[half:]), strict=True):
            assessments[code].append(about(f"{role.value}/{name}", Status.FAIL, *mine))
    return full_report(
        parcels=tuple(ground),
        totals=tuple(_total(role, ground) for role in Role),
        rules=tuple(
            rule(
                code,
                "建新地块不得占用永久基本农田",
                "No basic farmland",
                Status.FAIL,
                assessments=tuple(a),
            )
            for code, a in assessments.items()
        ),
        slots=(
            SlotOutcome(slot="land_use@before", layer_id=_PATCHES, reason="only", restricted=True),
        ),
        slivers=(),
    )


def large_store(parcels: int = 5_000) -> MemoryStore:
    """Return four land-use patches under each parcel, of four classes, that meet under it."""
    x, y = np.array([corner(number) for number in range(parcels)]).T
    middle = E0 + x + WIDE / 2, N0 + y + HIGH / 2
    quarters = ((-1, -1), (0, -1), (-1, 0), (0, 0))
    west = np.concatenate([middle[0] + PATCH * i for i, _ in quarters])
    south = np.concatenate([middle[1] + PATCH * j for _, j in quarters])
    shapes = canonical(np.asarray(shapely.box(west, south, west + PATCH, south + PATCH)))
    count = len(shapes)
    names = np.array([f"B{n:08d}" for n in range(count)], dtype=object)
    classes = np.repeat(np.array(CLASSES, dtype=object), parcels)
    edition = Edition(
        kind="land_use",
        edition="2023",
        completeness=Completeness.COMPLETE,
        epsg=EPSG,
        records=count,
        sha256="0" * 64,
        restricted=True,
    )
    features = Features(
        ids=names,
        geometries=shapes,
        epsg=EPSG,
        columns={"BSM": names, "DLBM": classes},
        repaired=np.zeros(count, dtype=np.bool_),
    )
    return MemoryStore.of([LayerData(edition, features)])


def write_page(report: Report, store: MemoryStore, folder: Path) -> None:
    """Write what the page shows of a report, as a worker does."""
    items = evidence(report)
    folder.mkdir(parents=True)
    write_shown(report, items, folder, _WRITTEN)
    write_chart(report, items, folder, store)


def put_run(data: Path, report: Report, store: MemoryStore, folder: Path) -> str:
    """Put a finished run with `report` into the data folder of a service that is not running;
    return its id. `folder` is a place for its files on the way.
    """
    settings = Settings(data=data)
    database, files = Database(settings.url), Files(settings.data)
    schema.upgrade(database)
    write_all(report, folder, formats=("json",))
    write_page(report, store, folder / PAGE)
    incoming = files.incoming()
    incoming.write_bytes(b"large")
    sha256 = hashlib.sha256(b"large").hexdigest()
    files.keep(incoming, sha256)
    with database.changing() as session:
        kept, _ = records.add_submission(session, filename="large.zip", sha256=sha256, size=5)
        request = CheckRequest(profile="sichuan")
        run_id = records.add_run(session, request, submission_id=kept.id).id
    with database.changing() as session:
        run = work.begin(session, run_id, "test", 3)
        assert run is not None
        written = ReportFile(name="report.json", size=1, format="json")
        files.publish(folder, run_id)
        assert work.succeed(session, run_id, run.attempt, outcome_of(report, run_id), (written,))
    database.close()
    return run_id


def _total(role: Role, ground: Sequence[ReportParcel]) -> RoleTotal:
    mine = [one for one in ground if one.role == role]
    plane = WIDE * HIGH * len(mine)
    return RoleTotal(
        role=role,
        parcels=len(mine),
        measured=len(mine),
        at_least=False,
        sum_m2=plane * 1.00002,
        union_m2=plane * 1.00002,
        overlap_m2=0.0,
        sum_planar_m2=plane,
        half_width_m2=2.1,
    )
