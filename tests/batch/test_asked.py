"""What children are asked, and the command that is printed for checking one member again."""

from __future__ import annotations

import itertools
import json
import os
import shlex
import sys
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from gouhook_gis.batch.asked import Check, Collect, asked_of, told
from gouhook_gis.batch.command import everywhere
from gouhook_gis.batch.keys import references_key, stamps_of, submission_key
from gouhook_gis.batch.members import members_in
from gouhook_gis.batch.work import Batch
from gouhook_gis.check_options import CheckOptions
from gouhook_gis.domain.words import EvidenceGroup, Stage
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.sources import ReferenceOption

SECRET = "postgresql://desk:secret@10.0.0.1/layers"
OPTIONS = CheckOptions(
    profile="sichuan",
    stage=Stage.ACCEPTANCE,
    facts=("county_code=510902",),
    map=("图层=demolition",),
    slots={"before": "2023", "filed_parcels": "2024"},
    database=SecretStr(SECRET),
    as_of=date(2024, 5, 1),
    require=(EvidenceGroup.GEOMETRY,),
    reference_detail="none",
    reference_details={"basic_farmland": "clip"},
    read=ReadOptions(wgs84_as_cgcs2000=True),
)


def test_a_request_comes_back_as_it_was_by_way_of_json(tmp_path: Path) -> None:
    """The address of a database with it: children have to open it."""
    check = Check(
        name="甲",
        submission=tmp_path / "甲.zip",
        references=("villages@2024=x",),
        options=OPTIONS,
        layer=None,
        out=tmp_path,
        lang="zh",
        day=date(2024, 6, 1),
    )
    collect = Collect(name="甲", submission=tmp_path / "甲.zip", options=OPTIONS, out=tmp_path)
    for asked in (check, collect):
        back = asked_of(json.loads(json.dumps(told(asked))))
        assert back == asked
        assert back.options.database is not None
        assert back.options.database.get_secret_value() == SECRET


@pytest.mark.skipif(sys.platform == "win32", reason="quoted otherwise there")
def test_the_command_repeats_all_that_was_said_but_the_address_of_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths hold wherever it is typed; the layer of filed parcels is that of the batch."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "地形.csv").write_text("村代码,地形\n", "utf-8")
    options = OPTIONS.model_copy(
        update={
            "facts": (*OPTIONS.facts, "terrain_by_village=地形.csv"),
            "map": (*OPTIONS.map, "@映射.txt"),
        }
    )
    batch = Batch((), ("villages@2024=村.gpkg", "图层"), options, Path("结果"), "zh", date.today())
    found = everywhere(batch)
    assert found.out == tmp_path / "结果"
    words = shlex.split(found.command)
    assert words[:3] == ["gouhook", "check", "报送数据"]
    pairs = [*itertools.pairwise(words)]
    assert "secret" not in found.command
    for name, value in (
        ("--profile", "sichuan"),
        ("--stage", "acceptance"),
        ("--as-of", "2024-05-01"),
        ("--fact", "county_code=510902"),
        ("--fact", f"terrain_by_village={tmp_path / '地形.csv'}"),
        ("--map", "图层=demolition"),
        ("--map", f"@{tmp_path / '映射.txt'}"),
        ("--require", "geometry"),
        ("--reference-detail", "none"),
        ("--reference-detail", "basic_farmland=clip"),
        ("--slot", "before=2023"),
        ("--reference", f"villages@2024={tmp_path / '村.gpkg'}"),
        ("--reference", str(tmp_path / "图层")),
        ("--reference", str(tmp_path / "结果" / "filed_parcels")),
        ("--slot", "filed_parcels=batch"),
    ):
        assert (name, value) in pairs
    assert "--wgs84-as-cgcs2000" in words
    assert "filed_parcels=2024" not in words


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes there alone")
def test_names_whose_bytes_are_no_text_go_everywhere_and_are_shown_as_gbk(tmp_path: Path) -> None:
    """As a zip made on a Chinese Windows leaves them when it is unpacked on Linux."""
    bytes_named = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "村.gpkg".encode("gbk")))
    bytes_named.write_bytes(b"-")
    (member,) = members_in(tmp_path, tmp_path / "out").members
    assert (member.name, member.source) == ("村", "村.gpkg")
    asked = Collect(name=member.name, submission=member.path, options=OPTIONS, out=tmp_path)
    back = asked_of(json.loads(json.dumps(told(asked))))
    assert back.submission.exists()
    references = (f"villages={bytes_named}",)
    batch = Batch((member,), references, CheckOptions(), tmp_path / "out", "zh", date.today())
    assert "村.gpkg" in everywhere(batch).command
    named = [ReferenceOption(bytes_named, "villages")]
    assert len(references_key(named, open_catalogue(None, frozenset()))) == 64
    assert submission_key(member.path, CheckOptions()) != submission_key(member.path, OPTIONS)


def test_a_layer_that_a_descriptor_has_elsewhere_counts(tmp_path: Path) -> None:
    """Its bytes and the outline of its coverage: a result must not outlive them."""
    folder, far = tmp_path / "图层", tmp_path / "别处"
    folder.mkdir()
    far.mkdir()
    for name in ("地块.shp", "地块.dbf", "别的.shp", "范围.geojson"):
        (far / name).write_bytes(b"-")
    (folder / "reference.yaml").write_text(
        "layers: [{kind: basic_farmland, edition: 2023, path: ../别处/地块.shp,"
        " coverage: {polygon: ../别处/范围.geojson}}]",
        "utf-8",
    )
    for option in (ReferenceOption(folder), ReferenceOption(folder / "reference.yaml")):
        ((_, _, *stamps),) = stamps_of([option])
        assert [Path(stamp[0]).name for stamp in stamps] == [
            "reference.yaml", "地块.dbf", "地块.shp", "范围.geojson",
        ]  # fmt: skip


def test_what_was_refused_by_a_limit_is_read_again_with_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "甲.zip").write_bytes(b"-")
    before = submission_key(tmp_path / "甲.zip", OPTIONS)
    monkeypatch.setenv("GOUHOOK_LIMIT_MEMBERS", "2")
    assert submission_key(tmp_path / "甲.zip", OPTIONS) != before


def test_a_fact_may_be_longer_than_the_name_of_a_file(tmp_path: Path) -> None:
    """255 bytes are 85 characters."""
    options = CheckOptions(facts=(f"project_name={'名' * 100}",))
    (tmp_path / "甲.zip").write_bytes(b"-")
    batch = Batch((), (), options, tmp_path / "结果", "zh", date.today())
    assert everywhere(batch).options.facts == options.facts
    assert submission_key(tmp_path / "甲.zip", options)
