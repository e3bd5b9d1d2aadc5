"""The layer made of submissions that are checked together, and of what was filed before."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import shapely

from gouhook_gis.check_options import CheckOptions
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.message import message
from gouhook_gis.domain.role_words import role_said
from gouhook_gis.domain.submission import Parcel, Place, Submission
from gouhook_gis.domain.words import Role
from gouhook_gis.filed.edition import held_rows, one_crs, write_geopackage
from gouhook_gis.filed.files import load_rows, save_rows
from gouhook_gis.filed.offer import Offer
from gouhook_gis.filed.parcels import ROLES, FiledRows, rows_of
from gouhook_gis.filed.provisional import LAYER_ID, make, plan
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.store import Features
from tests.support.batches import Box, rectangle
from tests.support.catalogues import KINDS, said, write

EPSG, NEXT_ZONE = 4523, 4524
NONE = CheckOptions()
NEAR_ALL = (-1e5, -1e5, 2e5, 2e5)


def parcels(code: str | None, *boxes: Box, epsg: int = EPSG, **facts: str | float) -> Submission:
    """Return a submission of demolition parcels in `epsg`, which are rectangles in zone 35."""
    shapes = to_epsg(np.array([rectangle(*one) for one in boxes], dtype=object), EPSG, epsg)
    source = message("intake.source.file", file="x", key="x")
    return Submission(
        name="x",
        project_code=code,
        parcels=tuple(
            Parcel(
                key=f"demolition:{row}",
                id=f"CJ{row + 1:02d}",
                role=Role.DEMOLITION,
                village_code="510902100201",
                geometry=Geometry(wkb=shapely.to_wkb(shape), epsg=epsg),
                place=Place(file="x"),
            )
            for row, shape in enumerate(shapes)
        ),
        facts=Facts(values={k: Fact(key=k, value=v, source=source) for k, v in facts.items()}),
    )


def offer(folder: Path, name: str, submission: Submission) -> Offer:
    """Put the rows of a submission where `make` finds them."""
    rows = rows_of(submission)
    return Offer(
        name=name,
        parcels=len(rows),
        epsg=rows.epsg,
        rows_sha256=save_rows(rows, folder / name),
        project_code=submission.project_code,
        counties=("510902",),
    )


def features_of(folder: Path) -> Features:
    """Return all features of the edition that was made in `folder`."""
    store = open_catalogue(folder, frozenset({"filed_parcels"}))
    return store.near(LAYER_ID, np.array([rectangle(*NEAR_ALL)], dtype=object), EPSG)


def registered(root: Path, *parcels: tuple[str, str, Box], **more: Any) -> Path:
    """Register an edition 2024 of filed parcels: project, id and rectangle of each."""
    file = write(
        root.with_suffix(".gpkg"),
        [rectangle(*box) for _, _, box in parcels],
        XMBH=[code for code, _, _ in parcels],
        DKBH=[own for _, own, _ in parcels],
        DKLX=["建新"] * len(parcels),
        PZRQ=["2023年3月1日"] * len(parcels),
        ZZZB=[1.5] * len(parcels),
    )
    Catalogue(root).add(KINDS["filed_parcels"], [file], said("2024", **more))
    return root


def test_a_row_holds_what_the_layer_asks_for(tmp_path: Path) -> None:
    """Dates and quota from the facts, hectares; roles in words that are read back."""
    submission = parcels(
        "P1", (0, 0, 10, 10), approval_date="2024-05-01", approval_filing_date="2024-05-09",
        quota_m2=135_000.0,
    )  # fmt: skip
    rows = rows_of(submission)
    (row,) = rows.table.to_pylist()
    assert shapely.from_wkb(row.pop("wkb")).equals(rectangle(0, 0, 10, 10))
    assert row == {
        "XMBH": "P1", "DKBH": "CJ01", "DKLX": "拆旧", "PZRQ": date(2024, 5, 1),
        "BBRQ": date(2024, 5, 9), "YSRQ": None, "XMZT": "同批报送", "ZZZB": 13.5,
        "XZQDM": "510902",
    }  # fmt: skip
    assert [role_said(word) for word in ROLES.values()] == [*ROLES]
    digest = save_rows(rows, tmp_path / "rows")
    back = load_rows(tmp_path / "rows")
    assert back.table.equals(rows.table)
    assert back.epsg == EPSG
    assert save_rows(back, tmp_path / "again") == digest


def test_members_of_one_zone_keep_every_coordinate(tmp_path: Path) -> None:
    """And the edition is found wherever its folder is taken to."""
    offers = [
        offer(tmp_path, "甲", parcels("P1", (0, 0, 10, 10))),
        offer(tmp_path, "乙", parcels("P2", (5, 5, 10, 10), (50, 0, 10, 10))),
        Offer(name="坏", unreadable=True),
    ]
    planned = plan(offers, [], NONE)
    make(planned, lambda name: tmp_path / name, tmp_path / "layer", tmp_path / "layer.gpkg")
    shutil.move(tmp_path / "layer", tmp_path / "moved")
    found = features_of(tmp_path / "moved")
    assert [*zip(found.columns["XMBH"], found.ids, strict=True)] == [
        ("P1", "CJ01"),
        ("P2", "CJ01"),
        ("P2", "CJ02"),
    ]
    assert found.epsg == EPSG
    assert found.geometries[0].equals(rectangle(0, 0, 10, 10))
    assert planned.unread == ("坏",)
    assert (tmp_path / "layer.gpkg").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"甲", "乙", "moved", "layer.gpkg"}


def test_members_of_two_zones_lie_in_degrees(tmp_path: Path) -> None:
    """To a tenth of a millimetre where they were."""
    offers = [
        offer(tmp_path, "甲", parcels("P1", (0, 0, 10, 10))),
        offer(tmp_path, "乙", parcels("P2", (100, 0, 100, 100), epsg=NEXT_ZONE)),
    ]
    make(plan(offers, [], NONE), lambda name: tmp_path / name, tmp_path / "layer")
    found = features_of(tmp_path / "layer")
    assert found.epsg == 4490
    back = to_epsg(found.geometries, 4490, EPSG)
    for shape, box in zip(back, ((0, 0, 10, 10), (100, 0, 100, 100)), strict=True):
        assert shapely.hausdorff_distance(shape, rectangle(*box)) < 1e-4


def test_what_was_filed_near_is_taken_over_but_for_the_own_projects(tmp_path: Path) -> None:
    """A project of the batch replaces what it filed before; what lies far away is left out. The
    edition is complete where the one supplied is.
    """
    root = registered(
        tmp_path / "catalogue",
        ("Q", "JX01", (8, 0, 50, 50)),
        ("p1", "JX02", (0, 0, 10, 10)),
        ("Q", "JX03", (5000, 0, 50, 50)),
        areas=("510902",),
        coverage_source="市局",
    )
    offers = [offer(tmp_path, "甲", parcels("Ｐ1", (0, 0, 10, 10)))]
    options = CheckOptions(catalogue=root)
    planned = plan(offers, [], options)
    assert planned.registered == ("filed_parcels@2024",)
    assert planned.note.id == "filed.batch_beside"
    assert planned.note.params == {
        "parcels": 1, "members": 1, "layer": "filed_parcels@2024", "records": 3,
    }  # fmt: skip
    make(planned, lambda name: tmp_path / name, tmp_path / "layer")
    found = features_of(tmp_path / "layer")
    assert [*zip(found.columns["XMBH"], found.ids, strict=True)] == [("Ｐ1", "CJ01"), ("Q", "JX01")]
    assert found.columns["PZRQ"][1] == date(2023, 3, 1)
    assert found.columns["ZZZB"][1] == 1.5
    (edition,) = open_catalogue(tmp_path / "layer", frozenset({"filed_parcels"})).editions()
    assert edition.coverage is not None
    assert (edition.coverage.codes, edition.coverage.source) == (("510902",), "市局")
    assert "县局" in (edition.source or "")
    alone = plan(offers, [], NONE)
    assert alone.registered == ()
    assert alone.digest != planned.digest
    again = plan([*reversed(offers)], [], options)
    assert again.digest == planned.digest


def test_an_undeclared_layer_stays_undeclared_and_a_polygon_is_kept(tmp_path: Path) -> None:
    """Nothing becomes complete by being handed in together."""
    offers = [offer(tmp_path, "甲", parcels("P1", (0, 0, 10, 10)))]
    polygon = tmp_path / "范围.geojson"
    ground = to_epsg(np.array([rectangle(-50, -50, 200, 200)], dtype=object), EPSG, 4490)[0]
    polygon.write_text(shapely.to_geojson(ground), "utf-8")
    for name, more in (("plain", {}), ("outlined", {"coverage_polygon": polygon})):
        root = registered(tmp_path / name, ("Q", "JX01", (0, 0, 5, 5)), **more)
        planned = plan(offers, [], CheckOptions(catalogue=root))
        make(planned, lambda name: tmp_path / name, tmp_path / "layer")
        (edition,) = open_catalogue(tmp_path / "layer", frozenset({"filed_parcels"})).editions()
        coverage = edition.coverage
        assert (coverage is not None) == bool(more)
        if coverage is not None and coverage.polygon is not None:
            assert shapely.from_wkb(coverage.polygon.wkb).equals(ground)


def test_a_layer_with_lost_records_declares_nothing_any_more(tmp_path: Path) -> None:
    """What is handed on does not know of them; with the layer itself a check asks for review."""
    file = write(
        tmp_path / "BBDK.gpkg",
        [rectangle(8, 0, 50, 50), None],
        XMBH=["Q", "R"],
        DKBH=["JX01", "JX01"],
        DKLX=["建新", "建新"],
    )
    root = tmp_path / "catalogue"
    said_of = said("2024", areas=("510902",), coverage_source="市局")
    Catalogue(root).add(KINDS["filed_parcels"], [file], said_of)
    planned = plan(
        [offer(tmp_path, "甲", parcels("P1", (0, 0, 10, 10)))], [], CheckOptions(catalogue=root)
    )
    assert [(note.id, note.params) for note in planned.notes] == [
        ("filed.batch_not_whole", {"layer": "filed_parcels@2024", "count": 1})
    ]
    make(planned, lambda name: tmp_path / name, tmp_path / "layer")
    (edition,) = open_catalogue(tmp_path / "layer", frozenset({"filed_parcels"})).editions()
    assert edition.coverage is None


def test_what_makes_projects_hard_to_tell_apart_is_said(tmp_path: Path) -> None:
    """Two members of one code are one project; one without a code is for review."""
    offers = [
        offer(tmp_path, "甲", parcels("P1", (0, 0, 10, 10))),
        offer(tmp_path, "乙", parcels("p１", (5, 5, 10, 10))),
        offer(tmp_path, "丙", parcels(None, (90, 5, 10, 10))),
    ]
    notes = plan(offers, [], NONE).notes
    assert [(note.id, note.params["names"]) for note in notes] == [
        ("filed.batch_uncoded", ["丙"]),
        ("filed.batch_one_project", ["甲", "乙"]),
    ]


def test_the_edition_of_a_batch_is_no_layer_of_what_was_filed(tmp_path: Path) -> None:
    """Neither named nor registered."""
    offers = [offer(tmp_path, "甲", parcels("P1", (0, 0, 10, 10)))]
    make(plan(offers, [], NONE), lambda name: tmp_path / name, tmp_path / "layer")
    for references, options in (
        ([str(tmp_path / "layer")], NONE),
        ([], CheckOptions(catalogue=tmp_path / "layer")),
    ):
        with pytest.raises(UsageError) as told:
            plan(offers, references, options)
        assert told.value.message.id == "filed.batch_edition"


def test_a_batch_of_nothing_makes_an_empty_layer(tmp_path: Path) -> None:
    """A layer that holds nothing shows nothing, and does not stop the checks."""
    make(plan([Offer(name="坏", unreadable=True)], [], NONE), Path, tmp_path / "layer")
    assert len(features_of(tmp_path / "layer")) == 0


def test_rows_of_an_edition_go_into_the_next_one(tmp_path: Path) -> None:
    """Without the projects that are filed anew."""
    root = registered(
        tmp_path / "catalogue", ("Q", "JX01", (8, 0, 50, 50)), ("R", "JX01", (90, 0, 50, 50))
    )
    store = open_catalogue(root, frozenset({"filed_parcels"}))
    whole = store.near("filed_parcels@2024", np.array([rectangle(*NEAR_ALL)], dtype=object), EPSG)
    kept, new = held_rows(whole, ["r"]), rows_of(parcels("R", (90, 0, 10, 10)), "已报备")
    sets: list[FiledRows] = [kept, new]
    file = tmp_path / "next.gpkg"
    assert write_geopackage(sets, one_crs(rows.epsg for rows in sets), file) == 2
    Catalogue(root).add(KINDS["filed_parcels"], [file], said("2025"))
    found = open_catalogue(root, frozenset({"filed_parcels"})).where(
        "filed_parcels@2025", "XMZT", ["已报备"]
    )
    assert [*found.columns["XMBH"]] == ["R"]


def test_the_code_is_that_by_which_rules_know_the_project() -> None:
    """A workbook or an option may correct the code of the layers: a project whose parcels stood
    under another would lie on itself.
    """
    rows = rows_of(parcels("A", (0, 0, 10, 10), project_code="B"))
    assert rows.table.column("XMBH").to_pylist() == ["B"]


def test_that_it_was_handed_in_with_others_is_not_handed_on(tmp_path: Path) -> None:
    """Else it would count as a member of the batch beside which it lies."""
    file = tmp_path / "BBDK.gpkg"
    write_geopackage([rows_of(parcels("R", (0, 0, 10, 10)))], EPSG, file)
    catalogue = Catalogue(tmp_path / "catalogue")
    catalogue.add(KINDS["filed_parcels"], [file], said("2023"))
    held = catalogue.store("filed_parcels@2023").where("filed_parcels@2023", "XMBH", ["R"])
    assert held_rows(held).table.column("XMZT").to_pylist() == [None]


def test_of_each_county_the_edition_answers_that_a_check_there_would_ask(tmp_path: Path) -> None:
    """Counties that were registered one by one, in different years, are all in the layer."""
    catalogue = Catalogue(tmp_path / "catalogue")
    for county, year, x in (("510902", "2023", 5), ("510903", "2024", 105)):
        file = tmp_path / f"{county}.gpkg"
        filed = rows_of(parcels(f"Q{county}", (x, 0, 10, 10)), "已报备")
        write_geopackage([filed], EPSG, file)
        registration = said(f"{county}-{year}", areas=(county,))
        catalogue.add(KINDS["filed_parcels"], [file], registration)
    first = offer(tmp_path, "甲", parcels("P1", (0, 0, 10, 10)))
    other = offer(tmp_path, "乙", parcels("P2", (100, 0, 10, 10)))
    second = other.model_copy(update={"counties": ("510903",)})
    planned = plan([first, second], [], CheckOptions(catalogue=catalogue.root))
    assert planned.registered == ("filed_parcels@510902-2023", "filed_parcels@510903-2024")
    assert planned.note.params["records"] == 2
    make(planned, lambda name: tmp_path / name, tmp_path / "layer")
    codes = set(features_of(tmp_path / "layer").columns["XMBH"])
    assert codes == {"P1", "P2", "Q510902", "Q510903"}
    (edition,) = open_catalogue(tmp_path / "layer", frozenset({"filed_parcels"})).editions()
    assert edition.coverage is not None
    assert edition.coverage.codes == ("510902", "510903")
    alone = plan([first], [], CheckOptions(catalogue=catalogue.root))
    assert alone.registered == ("filed_parcels@510902-2023",)
