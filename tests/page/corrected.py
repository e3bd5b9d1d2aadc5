"""A corrected version of the sample with planted defects, as a surveyor hands it in again."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

import pyogrio
import shapely
from shapely import affinity

from tests.service.api.serving import SAMPLE

Change = Callable[[shapely.Polygon], shapely.Polygon]


def corrected(folder: Path) -> Path:
    """Return violations.zip with JX905 left out, JX901 at half its length and width (its corner
    stays), and CJ903 moved by 40 m and 12 m.
    """
    folder.mkdir()
    with zipfile.ZipFile(SAMPLE / "submissions" / "violations.zip") as archive:
        archive.extractall(folder)
    _edit(folder / "JXDK.shp", {"JX905"}, {"JX901": _halved})
    _edit(folder / "CJDK.shp", set(), {"CJ903": lambda one: affinity.translate(one, 40, 12)})
    path = folder.parent / "柏坝项目_修改稿.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in sorted(folder.iterdir()):
            archive.write(one, one.name)
    return path


def _halved(one: shapely.Polygon) -> shapely.Polygon:
    return affinity.scale(one, 0.5, 0.5, origin=one.exterior.coords[0])


def _edit(path: Path, left_out: set[str], changes: dict[str, Change]) -> None:
    meta, _, wkb, columns = pyogrio.raw.read(path)
    names = list(meta["fields"])
    ids = [str(one).strip() for one in columns[names.index("DKBH")]]
    shapes = shapely.from_wkb(wkb)
    for place, name in enumerate(ids):
        if name in changes:
            shapes[place] = changes[name](shapes[place])
    kept = np.array([name not in left_out for name in ids])
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes[kept]),
        [column[kept] for column in columns],
        names,
        geometry_type="Polygon",
        crs=meta["crs"],
        encoding="UTF-8",
    )
