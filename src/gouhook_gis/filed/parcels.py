"""The parcels of a submission as rows of the layer of filed parcels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

import shapely

from gouhook_gis.domain.area_code import county_of
from gouhook_gis.domain.submission import Parcel, Submission
from gouhook_gis.domain.words import Role
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zones import GEOGRAPHIC
from gouhook_gis.rules.ground import filed

# The state of a project that is handed in together with the one that is checked.
TOGETHER = "同批报送"
ROLES = {Role.DEMOLITION: "拆旧", Role.NEW_CONSTRUCTION: "建新"}
WKB = "wkb"
SCHEMA = pa.schema(
    [
        (filed.CODE, pa.string()),
        (filed.PARCEL, pa.string()),
        (filed.ROLE, pa.string()),
        (filed.APPROVED, pa.date32()),
        (filed.FILED, pa.date32()),
        (filed.ACCEPTED, pa.date32()),
        (filed.STATE, pa.string()),
        (filed.QUOTA, pa.float64()),
        (filed.COUNTY, pa.string()),
        (WKB, pa.large_binary()),
    ]
)
_M2_PER_HECTARE = 10_000


@dataclass(frozen=True)
class FiledRows:
    """Rows of the layer: `table` as SCHEMA says, its shapes (multipolygons, easting first) in
    `epsg`, None where there is no row.
    """

    table: pa.Table
    epsg: int | None

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.table.num_rows)

    def shapes(self) -> Geometries:
        """Return the shapes (n,) as filed, invalid ones too."""
        wkb = np.empty(len(self), dtype=object)
        wkb[:] = self.table.column(WKB).to_pylist()
        found: Geometries = shapely.from_wkb(wkb, on_invalid="ignore")
        return found

    def into(self, epsg: int) -> FiledRows:
        """Return the rows in another CGCS2000 system; edges are straight in that of the file."""
        if self.epsg in (None, epsg):
            return self
        moved = to_epsg(self.shapes(), self.epsg, epsg)
        return FiledRows(self.table.set_column(_PLACE, SCHEMA.field(_PLACE), _wkb(moved)), epsg)


_PLACE = SCHEMA.get_field_index(WKB)


def code_of(submission: Submission) -> str | None:
    """Return the code by which rules tell a project's own parcels from others: that of its facts,
    else that of its layers.
    """
    return submission.facts.text("project_code") or submission.project_code


def rows_of(submission: Submission, state: str = TOGETHER) -> FiledRows:
    """Return the parcels of `submission` that have a shape, as rows of a project in `state`.

    Dates and quota are those of its facts, its county that of each parcel, else of the facts.
    """
    parcels = [parcel for parcel in submission.parcels if parcel.geometry is not None]
    facts, count = submission.facts, len(parcels)
    quota = facts.number("quota_m2")
    shapes, epsg = _shapes(parcels)
    told = county_of(facts.text("county_code"))
    columns: dict[str, Sequence[object]] = {
        filed.CODE: [code_of(submission)] * count,
        filed.PARCEL: [parcel.id for parcel in parcels],
        filed.ROLE: [ROLES[parcel.role] for parcel in parcels],
        filed.APPROVED: [facts.date("approval_date")] * count,
        filed.FILED: [facts.date("approval_filing_date") or facts.date("first_filing_date")]
        * count,
        filed.ACCEPTED: [facts.date("acceptance_date")] * count,
        filed.STATE: [state] * count,
        filed.QUOTA: [None if quota is None else quota / _M2_PER_HECTARE] * count,
        filed.COUNTY: [
            county_of(parcel.village_code) or county_of(parcel.county_code) or told
            for parcel in parcels
        ],
    }
    return rows_from(columns, shapes, epsg)


def rows_from(
    columns: Mapping[str, Sequence[object]], shapes: Geometries, epsg: int | None
) -> FiledRows:
    """Return rows from lists (n) by the names of SCHEMA and shapes (n,), polygons of any kind."""
    arrays = {name: pa.array(columns[name], SCHEMA.field(name).type) for name in columns}
    return FiledRows(pa.table({**arrays, WKB: _wkb(shapes)}, schema=SCHEMA), epsg)


def _shapes(parcels: Sequence[Parcel]) -> tuple[Geometries, int | None]:
    """Return the shapes of parcels in their one system, else in degrees."""
    filed_in = [parcel.geometry for parcel in parcels if parcel.geometry is not None]
    codes = sorted({geometry.epsg for geometry in filed_in})
    shapes = np.full(len(filed_in), None, dtype=object)
    if not codes:
        return shapes, None
    wkb = np.empty(len(filed_in), dtype=object)
    wkb[:] = [geometry.wkb for geometry in filed_in]
    shapes[:] = shapely.from_wkb(wkb, on_invalid="ignore")
    if len(codes) == 1:
        return shapes, codes[0]
    for code in codes:
        rows = np.flatnonzero([geometry.epsg == code for geometry in filed_in])
        shapes[rows] = to_epsg(shapes[rows], code, GEOGRAPHIC)
    return shapes, GEOGRAPHIC


def _wkb(shapes: Geometries) -> pa.Array:
    """Return shapes (n,) as multipolygons: a layer holds one type."""
    whole = [
        shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
        for shape in shapes
    ]
    return pa.array([shapely.to_wkb(shape) for shape in whole], pa.large_binary())
