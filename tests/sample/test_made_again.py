"""The committed sample data is what its script makes."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import rasterio

import pyogrio
import shapely

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
# What the program says of the profiles' projects is not made by the script.
FILES = sorted(
    path.relative_to(SAMPLE)
    for folder in ("reference", "submissions", "patches", "profiles")
    for path in (SAMPLE / folder).rglob("*")
    if path.is_file() and path.parent.name != "results"
)
LAYERS = [path for path in FILES if path.suffix in (".shp", ".gpkg")]
RASTERS = [path for path in FILES if path.suffix == ".tif"]
ARCHIVES = [path for path in FILES if path.suffix == ".zip"]
TEXTS = [Path("expected.yaml"), *(path for path in FILES if path.suffix == ".yaml")]


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    subprocess.run([sys.executable, SAMPLE / "make.py", "--out", out], check=True, timeout=300)
    return out


def unpacked(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as members:
        return {name: members.read(name) for name in members.namelist()}


def test_script_makes_the_committed_files(remade: Path) -> None:
    made = {path.relative_to(remade) for path in remade.rglob("*") if path.is_file()}
    assert made == {Path("expected.yaml"), *FILES}


@pytest.mark.parametrize("path", TEXTS, ids=str)
def test_script_makes_the_committed_texts(path: Path, remade: Path) -> None:
    assert (remade / path).read_bytes() == (SAMPLE / path).read_bytes()


@pytest.mark.parametrize("path", LAYERS, ids=str)
def test_script_makes_the_committed_layers(path: Path, remade: Path) -> None:
    (meta, _, shapes, columns), (meta_again, _, shapes_again, columns_again) = (
        pyogrio.raw.read(root / path) for root in (SAMPLE, remade)
    )
    assert list(meta["fields"]) == list(meta_again["fields"])
    for column, again in zip(columns, columns_again, strict=True):
        assert [str(value) for value in column] == [str(value) for value in again]
    # At 0.01 mm: another GEOS may leave another last bit.
    was, now = shapely.from_wkb(shapes), shapely.from_wkb(shapes_again)
    assert shapely.equals_exact(was, now, 1e-5).all()


@pytest.mark.parametrize("path", RASTERS, ids=str)
def test_script_makes_the_committed_rasters(path: Path, remade: Path) -> None:
    with rasterio.open(SAMPLE / path) as was, rasterio.open(remade / path) as now:
        assert (was.crs, was.transform, was.nodata) == (now.crs, now.transform, now.nodata)
        # At 0.1 mm: another tangent may have another last bit.
        assert np.allclose(was.read(), now.read(), rtol=0, atol=1e-4)


@pytest.mark.parametrize("path", ARCHIVES, ids=str)
def test_script_makes_the_committed_submissions(path: Path, remade: Path) -> None:
    """Member by member; of a workbook inside too, since another zlib may pack it otherwise."""
    old, new = (unpacked((root / path).read_bytes()) for root in (SAMPLE, remade))
    assert list(old) == list(new)
    for name, content in old.items():
        if name.endswith(".xlsx"):
            assert unpacked(content) == unpacked(new[name]), name
        else:
            assert content == new[name], name
