"""One layer of parcels: its records as arrays, and as parcels."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from pydantic import JsonValue

import shapely

from gouhook_gis.domain.folding import decimal_of, folded
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.identity import parcel_key
from gouhook_gis.domain.submission import Parcel, Place
from gouhook_gis.domain.words import AreaKind
from gouhook_gis.formats.layer import Layer
from gouhook_gis.geometry.arrays import Floats, Index, Mask, Objects
from gouhook_gis.intake.fields import Fields
from gouhook_gis.intake.notes import layer_path, places
from gouhook_gis.intake.vocabulary import vocabulary

MISSING_ID = "（缺编号）"
_AS_FILED = (
    "name", "purpose", "village_name", "project_name", "terrain_source", "surplus_quota",
)  # fmt: skip
# The area kind that the name of an area field says.
_KIND_IN_NAME = {"椭球": AreaKind.ELLIPSOIDAL, "tqmj": AreaKind.ELLIPSOIDAL,
                 "平面": AreaKind.PLANAR, "pmmj": AreaKind.PLANAR}  # fmt: skip


@dataclass(frozen=True)
class ParcelLayer:
    """The records of one layer that are parcels; arrays of n rows, those of `rows` in the file.

    `shape` is shapely in `epsg` as filed, None where unusable; `area` official m², NaN where it
    cannot be measured; `content` the content ids.
    """

    layer: Layer
    fields: Fields
    rows: Index
    epsg: int | None
    role: Objects
    purpose: Objects
    shape: Objects
    area: Floats
    declared: Objects
    content: Objects

    @property
    def path(self) -> str:
        """Return the path of the layer inside the submission."""
        return layer_path(self.layer)

    def values(self, meaning: str) -> Objects:
        """Return the text values (n,) of a meaning."""
        return self.fields.values(meaning)[self.rows]

    def only(self, keep: Mask) -> ParcelLayer:
        """Return this layer with the rows of the mask `keep` (n,)."""
        arrays = {
            name: getattr(self, name)[keep]
            for name in ("rows", "role", "purpose", "shape", "area", "declared", "content")
        }
        return replace(self, **arrays)

    def places(self, mask: Mask, meaning: str | None = None) -> list[Place]:
        """Return the places of the rows of `mask` (n,), at the field of `meaning`."""
        in_file = np.zeros(len(self.layer), dtype=bool)
        in_file[self.rows[mask]] = True
        found = self.fields.get(meaning) if meaning else None
        return places(self.layer, in_file, found.field if found else None)

    def parcels(self) -> list[Parcel]:
        """Return the parcels, with keys that do not yet tell doubles apart."""
        wkb = shapely.to_wkb(self.shape, output_dimension=2)
        columns = {name: self.values(name) for name in vocabulary().fields}
        records = self.layer.records[self.rows]
        parcels = []
        for i, role in enumerate(self.role):
            row = {name: column[i] for name, column in columns.items() if column[i] is not None}
            parcel_id = row.get("parcel_id", MISSING_ID)
            shape = None
            if wkb[i] is not None and self.epsg is not None:
                shape = Geometry(wkb=wkb[i], epsg=self.epsg)
            county = row.get("county_code")
            parcels.append(
                Parcel(
                    key=parcel_key(role, parcel_id),
                    id=parcel_id,
                    role=role,
                    purpose=self.purpose[i],
                    village_code=row.get("village_code"),
                    project_code=row.get("project_code"),
                    county_code=county[:6] if county else None,
                    geometry=shape,
                    declared_area=self.declared[i],
                    content_id=self.content[i],
                    attributes=self._attributes(row),
                    place=Place(file=self.layer.file, record=int(records[i])),
                )
            )
        return parcels

    def _attributes(self, row: dict[str, str]) -> dict[str, JsonValue]:
        values: dict[str, JsonValue] = {name: row[name] for name in _AS_FILED if name in row}
        terrain = row.get("terrain")
        if terrain is not None:
            values["terrain"] = vocabulary().terrain(terrain) or terrain
        points = decimal_of(row.get("point_count", ""))
        if points is not None:
            values["point_count"] = float(points)
        kind = vocabulary().area_kind(row.get("area_kind")) or self._kind_in_name()
        if kind is not None:
            values["area_kind"] = kind.value
        return values

    def _kind_in_name(self) -> AreaKind | None:
        found = self.fields.get("declared_area")
        name = folded(found.field) if found else ""
        return next((kind for word, kind in _KIND_IN_NAME.items() if word in name), None)
