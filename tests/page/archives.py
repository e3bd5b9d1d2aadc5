"""Archives that ask for an answer before they can be checked: squares of 100 m, 1 公顷 each."""

from __future__ import annotations

import zipfile
from pathlib import Path

import shapely

from tests.support.catalogues import E, N, write


def squares(count: int, row: int = 0) -> list[shapely.Polygon]:
    """Squares of one hectare on the central meridian, 200 m apart."""
    return [
        shapely.box(E + 200 * i, N + 200 * row, E + 200 * i + 100, N + 200 * row + 100)
        for i in range(count)
    ]


def zipped(folder: Path, name: str) -> Path:
    """The files of `folder` as the archive `name` beside it."""
    path = folder.parent / name
    with zipfile.ZipFile(path, "w") as archive:
        for one in sorted(folder.iterdir()):
            archive.write(one, one.name)
    return path


def ambiguous(folder: Path, name: str = "青山镇.zip") -> Path:
    """Two layers of which nobody knows what they are: 3 parcels with ids of their own (编码), and
    2 with DKBH; the first has no field that is known for an id.
    """
    folder.mkdir()
    ids = [f"Q{i}" for i in range(3)]
    write(folder / "青山镇甲.shp", squares(3), 宗地=ids, DKMJ=[1.0, 1.0, 1.0])
    write(folder / "青山镇乙.shp", squares(2, row=1), DKBH=["X1", "X2"], DKMJ=[1.0, 1.0])
    return zipped(folder, name)
