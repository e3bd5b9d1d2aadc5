"""Writing layers and archives so that the same content gives the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import fiona
import shapely

from generator.table import Table

# Volatile dates inside the formats (dbf header, gpkg_contents, zip entries) are fixed to this.
WRITTEN_ON = "2026-01-15"
STAMP = (2026, 1, 15, 9, 0, 0)


def write_shapefile(
    table: Table, folder: Path, stem: str, encoding: str, *, with_z: float | None = None
) -> list[Path]:
    """Write a shapefile with .prj and .cpg; strings in `encoding`. Returns its files, sorted.

    `with_z` adds a constant height to every vertex.
    """
    path = folder / f"{stem}.shp"
    geometry = "Polygon" if with_z is None else "3D Polygon"
    _write(
        table,
        path,
        driver="ESRI Shapefile",
        geometry=geometry,
        with_z=with_z,
        encoding=encoding,
        DBF_DATE_LAST_UPDATE=WRITTEN_ON,
    )
    (folder / f"{stem}.cpg").write_text(encoding, "ascii")
    return sorted(folder.glob(f"{stem}.*"))


def write_geopackage(table: Table, path: Path) -> None:
    """Write one layer to a new GeoPackage."""
    with fiona.Env(OGR_CURRENT_DATE=f"{WRITTEN_ON}T09:00:00Z"):
        _write(table, path, driver="GPKG", geometry="Polygon", layer=table.name)


def write_zip(path: Path, members: Mapping[str, bytes], *, gbk_names: bool = False) -> None:
    """Write an archive in the order of `members`, every entry with the same date.

    `gbk_names` stores names as GBK bytes without the UTF-8 flag, as Chinese Windows does.
    """
    kind = _GbkInfo if gbk_names else zipfile.ZipInfo
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            info = kind(name, STAMP)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=9)


class _GbkInfo(zipfile.ZipInfo):
    """An entry whose name is stored in GBK; zipfile itself can only write ASCII and UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def _write(
    table: Table,
    path: Path,
    *,
    driver: str,
    geometry: str,
    with_z: float | None = None,
    **options: str,
) -> None:
    schema = {"geometry": geometry, "properties": table.schema}
    path.unlink(missing_ok=True)
    with fiona.open(
        path, "w", driver=driver, schema=schema, crs=f"EPSG:{table.epsg}", **options
    ) as layer:
        for row, shape in zip(table.rows, table.shapes, strict=True):
            placed = shape if with_z is None else shapely.force_3d(shape, with_z)
            record = {
                "type": "Feature",
                "properties": row,
                "geometry": shapely.geometry.mapping(placed),
            }
            layer.write(fiona.Feature.from_dict(record))
