"""`--reference`: what a folder holds, and what is refused with both names."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import pyogrio
import shapely

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import FieldSpec
from gouhook_gis.domain.model import Text
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.settings import Limits
from gouhook_gis.reference.features import standard_columns
from gouhook_gis.reference.memory import MemoryStore
from gouhook_gis.reference.sources import ReferenceOption, open_references
from gouhook_gis.rules.loader import layer_kinds

KINDS = layer_kinds()
EVERY = frozenset(kind.kind for kind in KINDS)
E, N = 35_500_000.0, 3_400_000.0


def layer(path: Path, boxes: list[tuple[float, ...]], crs: str | None = "EPSG:4523") -> Path:
    """Write boxes (metres from the origin) as a layer with BSM and 判定结果."""
    shapes = [shapely.box(E + a, N + b, E + c, N + d) for a, b, c, d in boxes]
    n = len(boxes)
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        field_data=[np.array([f"B{i}" for i in range(n)], dtype=object)],
        fields=["BSM"],
        crs=crs,
        geometry_type="Polygon",
        encoding="UTF-8",
    )
    return path


def read(path: Path) -> Reading:
    """Read in this process."""
    return read_source(path, Limits(), ReadOptions())


def opened(*texts: str) -> MemoryStore:
    """Open references as the command line names them."""
    options = [ReferenceOption.parse(text, KINDS) for text in texts]
    return open_references(options, KINDS, EVERY, read, read)


def descriptor(folder: Path, text: str) -> str:
    """Write a reference.yaml."""
    (folder / "reference.yaml").write_text(text, "utf-8")
    return str(folder)


def test_described_folder(tmp_path: Path) -> None:
    """Kind, edition, source and coverage are as declared; a year in a name does not matter."""
    layer(tmp_path / "a2019.shp", [(0, 0, 10, 10), (20, 0, 30, 10)])
    store = opened(
        descriptor(
            tmp_path,
            "layers:\n"
            "  - {kind: basic_farmland, edition: '2024', path: a2019.shp, source: 县局,"
            " coverage: {codes: ['510999']}}\n",
        )
    )
    (edition,) = store.editions()
    assert edition.layer_id == "basic_farmland@2024"
    assert (edition.records, edition.epsg, edition.source) == (2, 4523, "县局")
    assert edition.coverage is not None
    assert edition.coverage.codes == ("510999",)
    near = store.near(
        "basic_farmland@2024",
        np.array([shapely.box(E + 5, N + 5, E + 6, N + 6)], dtype=object),
        4523,
    )
    assert near.ids.tolist() == ["B0"]


def test_distance_reaches_further(tmp_path: Path) -> None:
    """9 m away is found within 10 m, not within 8 m."""
    store = opened(f"illegal_land={layer(tmp_path / 'x.shp', [(0, 0, 10, 10)])}")
    asked = np.array([shapely.box(E + 19, N, E + 20, N + 1)], dtype=object)
    (edition,) = store.editions()
    assert len(store.near(edition.layer_id, asked, 4523, 10.0)) == 1
    assert len(store.near(edition.layer_id, asked, 4523, 8.0)) == 0


def test_plain_folder_is_recognised_by_whole_names(tmp_path: Path) -> None:
    """DLTB is land use of the year in its name; DLTBGX is not DLTB."""
    layer(tmp_path / "DLTB_2023.shp", [(0, 0, 1, 1)])
    layer(tmp_path / "notes.shp", [(0, 0, 1, 1)])
    assert [e.layer_id for e in opened(str(tmp_path)).editions()] == ["land_use@2023"]


def test_unneeded_layers_are_not_read(tmp_path: Path) -> None:
    """A layer that no rule asks for costs nothing, not even when it is broken."""
    (tmp_path / "broken.shp").write_bytes(b"no shapefile")
    folder = descriptor(
        tmp_path, "layers:\n  - {kind: land_use, edition: '2023', path: broken.shp}\n"
    )
    options = [ReferenceOption.parse(folder, KINDS)]
    store = open_references(options, KINDS, frozenset({"villages"}), read, read)
    assert store.editions() == []


@pytest.mark.parametrize("code", ["''", "全县", "5", "null"])
def test_a_coverage_code_that_is_none_is_refused(code: str, tmp_path: Path) -> None:
    """An empty code begins every code: it would declare the whole country covered."""
    layer(tmp_path / "a.shp", [(0, 0, 1, 1)])
    entry = f"{{kind: illegal_land, edition: 2024, path: a.shp, coverage: {{codes: [{code}]}}}}"
    with pytest.raises(UsageError) as caught:
        opened(descriptor(tmp_path, f"layers:\n  - {entry}\n"))
    assert "layers.1.coverage.codes.1" in str(caught.value)


def test_numbers_without_quotes_are_taken_as_written(tmp_path: Path) -> None:
    """`edition: 2024` and `codes: [510999]` are what everybody writes."""
    layer(tmp_path / "a.shp", [(0, 0, 1, 1)])
    entry = "{kind: illegal_land, edition: 2024, path: a.shp, coverage: {codes: [510999]}}"
    (edition,) = opened(descriptor(tmp_path, f"layers:\n  - {entry}\n")).editions()
    assert edition.edition == "2024"
    assert edition.coverage is not None
    assert edition.coverage.codes == ("510999",)


def test_an_option_without_a_path_is_refused() -> None:
    """`villages=` is not the folder one stands in."""
    with pytest.raises(UsageError) as caught:
        opened("villages=")
    assert "villages=" in str(caught.value)


@pytest.mark.parametrize(
    ("yaml_text", "said"),
    [
        ("layers: [", "不是有效的 YAML"),
        ("layers:\n  - {valid_from: 2024-13-31}\n", "不存在的日期"),
        ("layers: " + "[" * 5000, "reference.yaml"),
        ("layers:\n  - {kind: land_use, path: a.shp}\n", "layers.1.edition"),
        ("layers:\n  - {kind: nonsense, edition: '1', path: a.shp}\n", "nonsense"),
        ("layers:\n  - {kind: land_use, edition: '1', path: gone.shp}\n", "gone.shp"),
    ],
)
def test_wrong_descriptor_is_wrong_use(tmp_path: Path, yaml_text: str, said: str) -> None:
    """The message names the file and the entry."""
    layer(tmp_path / "a.shp", [(0, 0, 1, 1)])
    with pytest.raises(UsageError) as caught:
        opened(descriptor(tmp_path, yaml_text))
    assert said in str(caught.value)


def test_a_descriptor_that_cannot_be_opened_is_wrong_use(tmp_path: Path) -> None:
    """A folder of that name, for one."""
    (tmp_path / "reference.yaml").mkdir()
    with pytest.raises(UsageError) as caught:
        opened(str(tmp_path))
    assert "打不开" in str(caught.value)


def test_one_edition_twice_is_refused_with_both_paths(tmp_path: Path) -> None:
    """Nobody chooses in silence."""
    one = layer(tmp_path / "one.shp", [(0, 0, 1, 1)])
    two = layer(tmp_path / "two.shp", [(0, 0, 1, 1)])
    with pytest.raises(UsageError) as caught:
        opened(f"villages@2024={one}", f"villages@2024={two}")
    assert "one.shp" in str(caught.value)
    assert "two.shp" in str(caught.value)


def test_foreign_datum_is_refused(tmp_path: Path) -> None:
    """Xian 1980 is not shifted in silence."""
    path = layer(tmp_path / "x.shp", [(0, 0, 1, 1)], crs="EPSG:2359")
    with pytest.raises(UsageError) as caught:
        opened(f"villages={path}")
    assert "CGCS2000" in str(caught.value)


def test_coverage_polygon(tmp_path: Path) -> None:
    """A GeoJSON polygon in degrees is taken as it stands; anything else is refused."""
    layer(tmp_path / "a.shp", [(0, 0, 1, 1)])
    square = {"type": "Polygon", "coordinates": [[[105, 30], [106, 30], [106, 31], [105, 30]]]}
    (tmp_path / "cover.geojson").write_text(json.dumps(square))
    text = (
        "layers:\n  - {kind: illegal_land, edition: '1', path: a.shp,"
        " coverage: {polygon: cover.geojson}}\n"
    )
    (edition,) = opened(descriptor(tmp_path, text)).editions()
    assert edition.coverage is not None
    assert edition.coverage.polygon is not None
    assert edition.coverage.polygon.epsg == 4490
    (tmp_path / "cover.geojson").write_text('{"type": "Point", "coordinates": [1, 2]}')
    with pytest.raises(UsageError) as caught:
        opened(descriptor(tmp_path, text))
    assert "cover.geojson" in str(caught.value)


def test_ids_do_not_depend_on_rows(tmp_path: Path) -> None:
    """Without an id field, a feature is named by its shape."""
    boxes = [(0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 30.0, 10.0)]
    for name, rows in (("a", boxes), ("b", boxes[::-1])):
        shapes = [shapely.box(E + x, N + y, E + u, N + v) for x, y, u, v in rows]
        pyogrio.raw.write(
            tmp_path / f"{name}.shp",
            shapely.to_wkb(np.array(shapes, dtype=object)),
            field_data=[np.array(["x", "x"], dtype=object)],
            fields=["BZ1"],
            crs="EPSG:4523",
            geometry_type="Polygon",
            encoding="UTF-8",
        )
    first = opened(f"villages@1={tmp_path / 'a.shp'}").layers["villages@1"].features
    second = opened(f"villages@1={tmp_path / 'b.shp'}").layers["villages@1"].features
    assert first.ids.tolist() == second.ids.tolist()
    assert all(name.startswith("#") for name in first.ids)
    assert shapely.equals(first.geometries, second.geometries).all()


def test_field_names_cut_by_a_dbf_are_recognised(tmp_path: Path) -> None:
    """QGIS writes UTF-8: of 整改状态 ten bytes stay, three characters and a piece of one."""
    kind = next(kind for kind in KINDS if kind.kind == "illegal_land")
    table = pa.table({"整改状": ["已整改"], "整改日": ["2024-01-02"], "判定结": ["违法"]})
    columns = standard_columns(table, kind)
    assert columns.column("整改状态").to_pylist() == ["已整改"]
    assert columns.column("整改日期").to_pylist() == ["2024-01-02"]
    assert columns.column("判定结果").to_pylist() == ["违法"]
    # A name that is there whole beats one cut short, and a piece of several names says nothing.
    whole = pa.table({"整改状": ["未整改"], "整改状态": ["已整改"]})
    assert standard_columns(whole, kind).column("整改状态").to_pylist() == ["已整改"]
    twins = kind.model_copy(
        update={
            "fields": (
                FieldSpec(name="村民小组代码", title=Text(zh="甲")),
                FieldSpec(name="村民小组名称", title=Text(zh="乙")),
            )
        }
    )
    assert standard_columns(pa.table({"村民小": ["1"]}), twins).column_names == []
