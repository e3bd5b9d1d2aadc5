"""A made-up county for measuring: 10,000 parcels against 200,000 reference polygons.

A square of 20 km, tiled by 160,000 land-use patches of 25 vertices with shared, uneven edges;
every fifth block of patches is a settlement. Villages, townships and the county are outlines of
the same lattice, so that everything fits without gaps. One seed, so every run is the same.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import geopandas
import shapely

SEED = 20081
EPSG = 4523
COUNTY = "510998"
ORIGIN = (35_490_000.0, 3_400_000.0)  # easting with zone prefix, northing; metres
CELLS = 400  # patches along a side
CELL_M = 50.0
STEPS = 6  # segments of one side of a patch
VILLAGE, TOWNSHIP = 20, 100  # their sides, in patches
DEMOLITION, NEW_CONSTRUCTION = 6_000, 4_000
BASIC_FARMLAND_BLOCKS, ILLEGAL = 10_000, 500
PLANTED = 100  # new parcels on basic farmland

Ints = npt.NDArray[np.int64]
Polygons = npt.NDArray[np.object_]


@dataclass(frozen=True)
class MadeUp:
    """Where the files are, and how many polygons they hold."""

    submission: Path
    reference: Path
    parcels: int
    reference_polygons: int


class Lattice:
    """Uneven lines along which everything is cut; a square of cells is outlined along them."""

    def __init__(self, rng: np.random.Generator) -> None:
        fine = np.arange(CELLS * STEPS + 1) * (CELL_M / STEPS)
        coarse = np.arange(CELLS + 1) * CELL_M
        self._across = np.stack(np.broadcast_arrays(fine[None, :], coarse[:, None]), axis=-1).copy()
        self._along = np.stack(np.broadcast_arrays(coarse[None, :], fine[:, None]), axis=-1).copy()
        # Inner points sway by up to 4 m across their line; corners stay where lines meet.
        sway = rng.uniform(-4.0, 4.0, self._across.shape[:2])
        sway[:, ::STEPS] = 0.0
        self._across[..., 1] += sway
        sway = rng.uniform(-4.0, 4.0, self._along.shape[:2])
        sway[::STEPS, :] = 0.0
        self._along[..., 0] += sway

    def squares(self, rows: Ints, columns: Ints, side: int) -> Polygons:
        """Return the outlines of squares of `side` cells with their lower left cell given."""
        run = np.arange(side * STEPS)
        lower = self._across[rows[:, None], columns[:, None] * STEPS + run]
        right = self._along[rows[:, None] * STEPS + run, columns[:, None] + side]
        upper = self._across[rows[:, None] + side, (columns[:, None] + side) * STEPS - run]
        left = self._along[(rows[:, None] + side) * STEPS - run, columns[:, None]]
        rings = np.concatenate([lower, right, upper, left, lower[:, :1]], axis=1) + ORIGIN
        return polygons_of(rings)


def polygons_of(rings: npt.NDArray[np.float64]) -> Polygons:
    """Return polygons of rings (n, points, 2), coordinates rounded to 0.1 mm."""
    return np.asarray(shapely.polygons(np.round(rings, 4)), dtype=object)


def grid(side: int) -> tuple[Ints, Ints]:
    """Return row and column of every square of `side` cells."""
    rows, columns = np.mgrid[0:CELLS:side, 0:CELLS:side]
    return rows.ravel(), columns.ravel()


def town_codes(rows: Ints, columns: Ints) -> npt.NDArray[np.str_]:
    """Return the 9-digit township code of cells."""
    towns = rows // TOWNSHIP * (CELLS // TOWNSHIP) + columns // TOWNSHIP
    return np.char.add(COUNTY, np.char.zfill((100 + towns).astype(str), 3))


def village_codes(rows: Ints, columns: Ints) -> npt.NDArray[np.str_]:
    """Return the 19-digit village code of cells."""
    per_town = TOWNSHIP // VILLAGE
    inside = rows // VILLAGE % per_town * per_town + columns // VILLAGE % per_town
    twelve = np.char.add(town_codes(rows, columns), (200 + inside).astype(str))
    return np.char.add(twelve, "0000000")


def frame(polygons: Polygons, **columns: object) -> geopandas.GeoDataFrame:
    """Return a layer in the county's CRS."""
    return geopandas.GeoDataFrame(columns, geometry=polygons, crs=f"EPSG:{EPSG}")


def make(folder: Path) -> MadeUp:
    """Write the submission (a zip) and the reference folder into `folder`."""
    rng = np.random.default_rng(SEED)
    lattice = Lattice(rng)
    block_rows, block_columns = grid(2)
    order = rng.permutation(len(block_rows))
    settled = order[: len(order) // 5]
    fields = order[len(order) // 5 :]
    farmland, free = fields[:BASIC_FARMLAND_BLOCKS], fields[BASIC_FARMLAND_BLOCKS:]
    new = np.concatenate([farmland[:PLANTED], free[: NEW_CONSTRUCTION - PLANTED]])

    reference = folder / "reference"
    reference.mkdir(parents=True)
    count = _write_reference(reference, lattice, settled, farmland, free)
    layers = {
        "CJDK": _parcels("CJ", settled[:DEMOLITION], block_rows, block_columns, rng),
        "JXDK": _parcels("JX", new, block_rows, block_columns, rng),
    }
    submission = folder / "made_up.zip"
    with zipfile.ZipFile(submission, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, layer in layers.items():
            layer.to_file(folder / f"{name}.shp", encoding="GBK")
            for path in sorted(folder.glob(f"{name}.*")):
                archive.write(path, path.name)
    return MadeUp(submission, reference, DEMOLITION + NEW_CONSTRUCTION, count)


def _parcels(
    prefix: str, blocks: Ints, block_rows: Ints, block_columns: Ints, rng: np.random.Generator
) -> geopandas.GeoDataFrame:
    """Return one 16-sided parcel in each block of 2 × 2 patches; none touches another."""
    rows, columns = block_rows[blocks], block_columns[blocks]
    centre = np.stack([columns + 1, rows + 1], axis=-1) * CELL_M
    centre = centre + rng.uniform(-10, 10, centre.shape)
    turn = np.linspace(0.0, 2 * np.pi, 17)[:-1]
    radius = rng.uniform(15.0, 32.0, (len(rows), 16))
    spokes = np.stack([np.cos(turn), np.sin(turn)], axis=-1)[None] * radius[..., None]
    rings = centre[:, None] + spokes + ORIGIN
    polygons = polygons_of(np.concatenate([rings, rings[:, :1]], axis=1))
    return frame(
        polygons,
        DKBH=[f"{prefix}{number:05d}" for number in range(1, len(rows) + 1)],
        DKMC=[f"地块{number}" for number in range(1, len(rows) + 1)],
        DKMJ=np.round(shapely.area(polygons), 2),
        XMBH=["510998202401"] * len(rows),
        XMMC=["示例项目区"] * len(rows),
        ZLDWDM=village_codes(rows, columns),
        DXLX=["丘陵"] * len(rows),
        DXYJ=["示例"] * len(rows),
    )


def _write_reference(
    folder: Path, lattice: Lattice, settled: Ints, farmland: Ints, free: Ints
) -> int:
    rows, columns = grid(1)
    patches = lattice.squares(rows, columns, 1)
    block = rows // 2 * (CELLS // 2) + columns // 2
    in_settled, in_farmland = np.isin(block, settled), np.isin(block, farmland)
    number = np.arange(1, len(rows) + 1)
    area = np.round(shapely.area(patches), 2)
    land_use = frame(
        patches,
        BSM=np.char.add(COUNTY + "21", np.char.zfill(number.astype(str), 10)),
        TBBH=number.astype(str),
        DLBM=np.select([in_settled, in_farmland], ["0702", "0103"], "0301"),
        ZLDWDM=village_codes(rows, columns),
        TBMJ=area,
        KCXS=np.where(in_farmland, 0.1, 0.0),
        CZCSXM=np.where(in_settled, "203", ""),
    )
    basic = land_use.loc[in_farmland, ["BSM", "DLBM", "geometry"]]
    # The first fifty lie under new parcels.
    open_blocks = free[NEW_CONSTRUCTION - PLANTED - 50 :][:ILLEGAL]
    illegal = frame(
        lattice.squares(open_blocks // (CELLS // 2) * 2, open_blocks % (CELLS // 2) * 2, 1),
        TBBH=[f"W{n:04d}" for n in range(1, ILLEGAL + 1)],
        判定结果=["违法"] * ILLEGAL,
        整改状态=["未整改"] * ILLEGAL,
    )
    village_rows, village_columns = grid(VILLAGE)
    codes = village_codes(village_rows, village_columns)
    villages = frame(
        lattice.squares(village_rows, village_columns, VILLAGE), ZLDWDM=codes, ZLDWMC=codes
    )
    town_rows, town_columns = grid(TOWNSHIP)
    codes = town_codes(town_rows, town_columns)
    towns = frame(lattice.squares(town_rows, town_columns, TOWNSHIP), XZQDM=codes, XZQMC=codes)
    county = frame(lattice.squares(*grid(CELLS), CELLS), XZQDM=[COUNTY], XZQMC=["示例县"])

    entries = []
    layers = {
        ("land_use", "DLTB", "2023"): land_use,
        ("basic_farmland", "YJJBNTTB", "2024"): basic,
        ("illegal_land", "WFYD", "2024"): illegal,
        ("villages", "CJDCQ", "2023"): villages,
        ("townships", "XZQ_9", "2023"): towns,
        ("counties", "XZQ_6", "2023"): county,
    }
    for (kind, name, edition), layer in layers.items():
        layer.to_file(folder / f"{name}.shp", encoding="GBK")
        entry = f'  - {{kind: {kind}, edition: "{edition}", path: {name}.shp, source: made up'
        sparse = kind in ("basic_farmland", "illegal_land")
        entries.append(entry + (f', coverage: {{codes: ["{COUNTY}"]}}}}' if sparse else "}"))
    (folder / "reference.yaml").write_text("layers:\n" + "\n".join(entries) + "\n", "utf-8")
    return sum(len(layer) for layer in layers.values())
