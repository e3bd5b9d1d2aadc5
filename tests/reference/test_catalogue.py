"""The catalogue: what is registered, what is refused and why, and what a killed process leaves."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import shapely

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.catalogue.catalogue import Catalogue, Held
from gouhook_gis.reference.catalogue.entry import ARCHIVE, INDEX, part_folder
from gouhook_gis.reference.catalogue.inspect import faults, rebuild
from gouhook_gis.reference.catalogue.lock import writing
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.embedded.derive import ATTRIBUTES, SHAPES
from tests.support.catalogues import (
    EVERY,
    KINDS,
    SAMPLE,
    E,
    N,
    assert_same,
    boxes,
    in_memory,
    said,
    write,
)
from tests.support.effort import SOAK

VILLAGES, FARMLAND, ILLEGAL = KINDS["villages"], KINDS["basic_farmland"], KINDS["illegal_land"]
LAYER = "villages@2024"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Six villages."""
    return boxes(tmp_path / "CJDCQ.shp", 6)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """An empty catalogue."""
    return Catalogue(tmp_path / "catalogue")


def message_of(error: pytest.ExceptionInfo[UsageError]) -> str:
    return error.value.message.id


def index_of(held: Held) -> Path:
    """Return the folder that is asked, of an edition in one part."""
    return part_folder(held.folder, None) / INDEX


def names(catalogue: Catalogue) -> list[str]:
    return [held.entry.layer_id for held in catalogue.list()]


def test_what_is_known_of_an_edition(catalogue: Catalogue, file: Path) -> None:
    """Counts, extent, CRS, hashes and dates."""
    entry = catalogue.add(VILLAGES, [file], said(valid_from=date(2024, 12, 31))).entry
    assert names(catalogue) == [LAYER]
    assert (entry.records, entry.features, entry.unusable, entry.repaired) == (6, 6, 0, 0)
    assert entry.extent == (E, N, E + 110, N + 10)
    assert (entry.epsg, entry.valid_from) == (4523, date(2024, 12, 31))
    assert [item.path for item in entry.files] == [f"CJDCQ.{s}" for s in _suffixes(file)]


def _suffixes(file: Path) -> list[str]:
    return sorted(path.suffix[1:] for path in file.parent.glob("CJDCQ.*"))


def test_a_second_edition_leaves_the_first_alone(catalogue: Catalogue, file: Path) -> None:
    """A store that is open goes on, and the files stay byte for byte."""
    held = catalogue.add(VILLAGES, [file], said("2023"))
    store = open_catalogue(catalogue.root, EVERY)
    before = {path: path.read_bytes() for path in held.folder.rglob("*") if path.is_file()}
    catalogue.add(VILLAGES, [file], said("2024"))
    assert {path: path.read_bytes() for path in before} == before
    assert len(store.where("villages@2023", "BSM", ["B00001"])) == 1
    assert names(catalogue) == ["villages@2023", LAYER]


def test_one_edition_twice_is_refused_with_both_paths(catalogue: Catalogue, file: Path) -> None:
    """Nothing is overwritten; names differ by more than case."""
    catalogue.add(VILLAGES, [file], said("2024-a"))
    for edition in ("2024-a", "2024-A"):
        with pytest.raises(UsageError) as error:
            catalogue.add(VILLAGES, [file], said(edition))
        assert message_of(error) == "reference.edition_twice"
        assert str(file) in str(error.value)
        assert str(catalogue.root) in str(error.value)


@pytest.mark.parametrize("edition", ["", "..", "a/b", "a\\b", ".x", "x.", "a:b", "a" * 65])
def test_an_edition_that_is_no_folder_is_refused(
    edition: str, catalogue: Catalogue, file: Path
) -> None:
    """On any system."""
    with pytest.raises(UsageError) as error:
        catalogue.add(VILLAGES, [file], said(edition))
    assert message_of(error) == "catalogue.edition_wrong"


def test_a_missing_field_is_named_with_its_aliases(catalogue: Catalogue, tmp_path: Path) -> None:
    """And the fields that are there."""
    file = write(tmp_path / "x.shp", [shapely.box(E, N, E + 1, N + 1)], BSM=["1"], 名称=["甲"])
    with pytest.raises(UsageError) as error:
        catalogue.add(VILLAGES, [file], said())
    assert message_of(error) == "catalogue.fields_missing"
    assert "ZLDWDM / XZQDM / 坐落单位代码" in str(error.value)
    assert "名称" in str(error.value)
    assert list(catalogue.root.glob("[!.]*")) == []
    assert list(catalogue.root.glob(".gouhook-*")) == []


@pytest.mark.parametrize(
    ("crs", "said_of_it"), [("EPSG:2359", "西安"), ("EPSG:4326", "WGS"), ("EPSG:3857", "墨卡托")]
)
def test_another_datum_is_refused(
    crs: str, said_of_it: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    """With the reason that a submission gets."""
    place = {"EPSG:4326": (105.0, 30.0), "EPSG:3857": (11_688_000.0, 3_503_000.0)}.get(crs, (E, N))
    shape = shapely.box(place[0], place[1], place[0] + 0.001, place[1] + 0.001)
    file = write(tmp_path / "x.shp", [shape], crs, BSM=["1"], ZLDWDM=["51"])
    with pytest.raises(UsageError) as error:
        catalogue.add(VILLAGES, [file], said())
    assert message_of(error) == "catalogue.crs_refused"
    assert said_of_it in str(error.value)


def test_files_in_two_systems_are_refused(catalogue: Catalogue, file: Path, tmp_path: Path) -> None:
    """Both are named."""
    other = write(
        tmp_path / "y.shp", [shapely.box(105, 30, 105.1, 30.1)], "EPSG:4490", ZLDWDM=["51"]
    )
    with pytest.raises(UsageError) as error:
        catalogue.add(VILLAGES, [file, other], said())
    assert message_of(error) == "catalogue.crs_differ"
    assert "4490" in str(error.value)


def test_a_damaged_file_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    """And so is what is none, or one that is not there."""
    (tmp_path / "x.gpkg").write_bytes(b"SQLite format 3\0" + bytes(200))
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    for name, found in (
        ("x.gpkg", "reference.unreadable"),
        ("x.pdf", "reference.unreadable"),
        ("gone.shp", "reference.path_missing"),
    ):
        with pytest.raises(UsageError) as error:
            catalogue.add(VILLAGES, [tmp_path / name], said())
        assert message_of(error) == found


def test_unusable_records_are_counted_and_archived(catalogue: Catalogue, tmp_path: Path) -> None:
    """A null shape and one out of China are no features; the archive has all four records."""
    shapes = [shapely.box(E, N, E + 1, N + 1), None, shapely.box(0, 0, 1, 1)]
    shapes.append(shapely.box(E + 5, N, E + 6, N + 1))
    file = write(tmp_path / "x.gpkg", shapes, BSM=[*"abcd"], ZLDWDM=["51"] * 4)
    entry = catalogue.add(VILLAGES, [file], said()).entry
    assert (entry.records, entry.features, entry.unusable) == (4, 2, 2)
    store = open_catalogue(catalogue.root, EVERY)
    assert store.where(LAYER, "ZLDWDM", ["51"]).ids.tolist() == ["a", "d"]


def test_a_truncated_table_of_codes_counts_as_lost(catalogue: Catalogue, tmp_path: Path) -> None:
    """A .shx that is cut off says how many records there were."""
    file = boxes(tmp_path / "x.shp", 6)
    shp = file.read_bytes()
    file.write_bytes(shp[: len(shp) - 100])
    entry = catalogue.add(VILLAGES, [file], said()).entry
    assert entry.features == 5
    (edition,) = in_memory(f"{LAYER}={file}").editions()
    assert (entry.records, entry.unusable) == (edition.records, edition.unusable)
    assert entry.unusable >= 1


def test_a_deleted_row_is_no_record(catalogue: Catalogue, tmp_path: Path) -> None:
    """Batches of a shapefile keep shapes and rows together."""
    file = boxes(tmp_path / "x.shp", 6)
    dbf = bytearray(file.with_suffix(".dbf").read_bytes())
    header, record = int.from_bytes(dbf[8:10], "little"), int.from_bytes(dbf[10:12], "little")
    dbf[header + 2 * record] = ord("*")
    file.with_suffix(".dbf").write_bytes(dbf)
    entry = catalogue.add(VILLAGES, [file], said()).entry
    assert (entry.records, entry.unusable) == (5, 0)
    memory, mapped = in_memory(f"{LAYER}={file}"), open_catalogue(catalogue.root, EVERY)
    question = (LAYER, "ZLDWDM", ["5109"])
    assert_same(memory.where(*question, prefix=True), mapped.where(*question, prefix=True))
    assert "B00002" not in mapped.where(*question, prefix=True).ids


def test_coverage_is_declared_for_sparse_layers_only(catalogue: Catalogue, tmp_path: Path) -> None:
    """By codes or by a polygon, which is copied; a complete layer needs none."""
    polygon = tmp_path / "area.geojson"
    polygon.write_text(shapely.to_geojson(shapely.box(105, 30, 106, 31)), "utf-8")
    shape = [shapely.box(E, N, E + 1, N + 1)]
    file = write(tmp_path / "x.shp", shape, BSM=["1"], PDJG=["违法"], ZLDWDM=["51"])
    catalogue.add(ILLEGAL, [file], said(areas=("5109",), coverage_polygon=polygon))
    polygon.unlink()
    (edition,) = open_catalogue(catalogue.root, EVERY).editions()
    assert edition.coverage is not None
    assert edition.coverage.codes == ("5109",)
    assert edition.coverage.source == "县局"
    assert edition.coverage.polygon is not None
    assert shapely.from_wkb(edition.coverage.polygon.wkb).bounds == (105, 30, 106, 31)
    for kind, more, found in (
        (VILLAGES, {"coverage_polygon": file}, "catalogue.coverage_of_complete"),
        (ILLEGAL, {"areas": ("5x",)}, "catalogue.area_wrong"),
        (ILLEGAL, {"coverage_polygon": tmp_path / "gone"}, "reference.path_missing"),
        (ILLEGAL, {"coverage_polygon": file}, "reference.coverage_broken"),
    ):
        with pytest.raises(UsageError) as error:
            catalogue.add(kind, [file], said("2025", **more))
        assert message_of(error) == found


def test_a_container_of_several_layers(catalogue: Catalogue) -> None:
    """The layer named as the kind is taken; where none is, the choice is asked for."""
    file = SAMPLE / "reference" / "DLTB_2023.gpkg"
    with pytest.raises(UsageError) as error:
        catalogue.add(KINDS["land_use"], [file], said(layer="NO"))
    assert message_of(error) == "catalogue.layer_ambiguous"
    assert "DLTB" in str(error.value)


def test_one_takes_the_place_of_another(catalogue: Catalogue, file: Path) -> None:
    """In one step: the elder is retired, or nothing is registered where it was retired before."""
    catalogue.add(VILLAGES, [file], said())
    catalogue.add(VILLAGES, [file], said("2025", replaces="villages@2024"))
    used = {one.entry.edition: not one.retired for one in catalogue.list()}
    assert used == {"2024": False, "2025": True}
    for elder, why in (
        ("villages@2024", "catalogue.replaced"),
        ("villages@1", "catalogue.not_held"),
    ):
        with pytest.raises(UsageError) as error:
            catalogue.add(VILLAGES, [file], said("2026", replaces=elder))
        assert error.value.message.id == why
    assert [one.entry.edition for one in catalogue.list()] == ["2024", "2025"]


def test_retire_then_remove(catalogue: Catalogue, file: Path) -> None:
    """In this order; what is open goes on."""
    catalogue.add(VILLAGES, [file], said())
    with pytest.raises(UsageError) as error:
        catalogue.remove(LAYER)
    assert message_of(error) == "catalogue.not_retired"
    catalogue.retire(LAYER)
    store = open_catalogue(catalogue.root, EVERY)
    assert [edition.retired for edition in store.editions()] == [True]
    assert len(store.where(LAYER, "BSM", [""], prefix=True)) == 6
    catalogue.remove(LAYER)
    assert names(catalogue) == []
    with pytest.raises(UsageError) as error:
        catalogue.retire(LAYER)
    assert message_of(error) == "catalogue.not_held"
    assert catalogue.add(VILLAGES, [file], said()).retired is False


def test_a_folder_that_cannot_be_made_is_said(file: Path) -> None:
    """Where a file stands in its place."""
    with pytest.raises(UsageError) as error:
        Catalogue(file / "catalogue").add(VILLAGES, [file], said())
    assert message_of(error) == "catalogue.not_writable"


def test_one_change_at_a_time(catalogue: Catalogue, file: Path) -> None:
    """The second waits, and is told when it waited long enough; readers go on."""
    with writing(catalogue.root):
        assert names(catalogue) == []
        with pytest.raises(UsageError) as error:
            Catalogue(catalogue.root, patience_s=0).add(VILLAGES, [file], said())
    assert message_of(error) == "catalogue.busy"


def test_a_change_waits_for_another(catalogue: Catalogue, file: Path) -> None:
    """Who holds the catalogue for a moment keeps nobody out."""
    with ThreadPoolExecutor(1) as pool:
        with writing(catalogue.root):
            done = pool.submit(catalogue.add, VILLAGES, [file], said())
            time.sleep(0.2)
            assert not done.done()
        assert done.result().entry.features == 6


def test_registering_keeps_nobody_out(catalogue: Catalogue, file: Path) -> None:
    """While one edition is made another is registered, and nothing of the first is tidied away."""

    def meanwhile(step: str, done: int, total: int) -> None:
        if step == "index" and names(catalogue) == []:
            catalogue.add(VILLAGES, [file], said("2023"))

    catalogue.add(VILLAGES, [file], said(), meanwhile)
    assert names(catalogue) == ["villages@2023", LAYER]
    assert [faults(held) for held in catalogue.list()] == [[], []]
    assert list(catalogue.root.glob(".gouhook-*")) == []


def test_an_edition_registered_twice_at_once_is_there_once(
    catalogue: Catalogue, file: Path
) -> None:
    """The one that comes second is refused, whatever it has made."""

    def meanwhile(step: str, done: int, total: int) -> None:
        if step == "index" and names(catalogue) == []:
            catalogue.add(VILLAGES, [file], said())

    with pytest.raises(UsageError) as error:
        catalogue.add(VILLAGES, [file], said(), meanwhile)
    assert message_of(error) == "reference.edition_twice"
    (held,) = catalogue.list()
    assert faults(held) == []
    assert list(catalogue.root.glob(".gouhook-*")) == []


def test_two_processes_register_at_once(catalogue: Catalogue, tmp_path: Path) -> None:
    """Twelve editions each, side by side: all are there, and whole."""
    many = boxes(tmp_path / "b.shp", 300)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(catalogue.root), str(many), year, "12"],
            stdout=subprocess.DEVNULL,
        )
        for year in ("2024", "2025")
    ]
    assert [child.wait() for child in children] == [0, 0]
    wanted = {f"villages@{year}-{n}" for year in ("2024", "2025") for n in range(12)}
    assert set(names(catalogue)) == wanted
    assert all(faults(held) == [] for held in catalogue.list())
    assert list(catalogue.root.glob(".gouhook-*")) == []


def test_a_file_that_changes_meanwhile_is_refused(catalogue: Catalogue, file: Path) -> None:
    """Half of one edition and half of another is none."""

    def meddle(step: str, done: int, total: int) -> None:
        if step == "read":
            file.with_suffix(".dbf").write_bytes(b"")

    with pytest.raises(UsageError) as error:
        catalogue.add(VILLAGES, [file], said(), meddle)
    assert message_of(error) == "catalogue.source_changed"
    assert names(catalogue) == []


def test_damage_is_found_and_the_index_made_again(catalogue: Catalogue, file: Path) -> None:
    """From the archive, and the same to the byte; a changed archive is past mending."""
    held = catalogue.add(VILLAGES, [file], said())
    index = {path.name: path.read_bytes() for path in index_of(held).iterdir()}
    assert faults(held) == []
    for name, content in ((SHAPES, index[SHAPES][:-40]), (ATTRIBUTES, b"")):
        (index_of(held) / name).write_bytes(content)
        assert [fault.id for fault in faults(held)] == ["catalogue.part_damaged"]
        rebuild(catalogue, LAYER, lambda step, done, total: None)
        assert faults(held) == []
        made = {path.name: path.read_bytes() for path in index_of(held).iterdir()}
        assert made == index
    assert list(catalogue.root.glob(".gouhook-*")) == []
    (part_folder(held.folder, None) / ARCHIVE).write_bytes(b"PAR1")
    assert [fault.id for fault in faults(held)] == ["catalogue.part_changed"]
    with pytest.raises(UsageError) as error:
        rebuild(catalogue, LAYER, lambda step, done, total: None)
    assert message_of(error) == "catalogue.part_changed"


def test_a_damaged_index_is_said_when_it_is_asked(catalogue: Catalogue, file: Path) -> None:
    """In words, with what to do."""
    held = catalogue.add(VILLAGES, [file], said())
    (index_of(held) / SHAPES).write_bytes(b"")
    store = open_catalogue(catalogue.root, EVERY)
    with pytest.raises(UsageError) as error:
        store.near(LAYER, np.array([shapely.box(E, N, E + 1, N + 1)], dtype=object), 4523)
    assert "--rebuild" in str(error.value)


# So many kills, and more until one of them met a child at work.
KILLS = 12 if SOAK else 3
CHILD = """
import sys
from pathlib import Path
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.register import Registration
from gouhook_gis.rules.loader import layer_kinds
kind = next(kind for kind in layer_kinds() if kind.kind == "villages")
print("ready", flush=True)
for number in range(int(sys.argv[4])):
    said = Registration(edition=f"{sys.argv[3]}-{number}", source="x")
    Catalogue(Path(sys.argv[1])).add(kind, [Path(sys.argv[2])], said)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_registration_leaves_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    """Killed at random moments, the catalogue is whole, and the next call tidies up."""
    first = catalogue.add(VILLAGES, [boxes(tmp_path / "a.shp", 6)], said("2023"))
    before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}
    many = boxes(tmp_path / "b.shp", 4000)
    rng, left_behind = random.Random(20081), 0
    for kills in range(12):
        if kills >= KILLS and left_behind:
            break
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(catalogue.root), str(many), "2025", "100"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.05, 1.2))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        left_behind += len(list(catalogue.root.glob(".gouhook-*")))
        for held in catalogue.list():
            assert faults(held) == []
            if held.entry.edition != "2023":
                assert held.entry.features == 4000
                catalogue.retire(held.entry.layer_id)
                catalogue.remove(held.entry.layer_id)
        catalogue.retire("villages@2023")
        assert list(catalogue.root.glob(".gouhook-*")) == []
    assert left_behind > 0, "no child was killed at work: the test shows nothing"
    assert {path: path.read_bytes() for path in before} == before


def test_a_damaged_entry_is_named(catalogue: Catalogue, file: Path) -> None:
    """It is no traceback."""
    held = catalogue.add(VILLAGES, [file], said())
    entry = json.loads((held.folder / "edition.json").read_text("utf-8"))
    (held.folder / "edition.json").write_text(json.dumps({**entry, "format": "other"}), "utf-8")
    with pytest.raises(UsageError) as error:
        catalogue.list()
    assert message_of(error) == "catalogue.entry_damaged"
