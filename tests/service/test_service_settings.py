"""Settings from the environment, and the log: no coordinate, no password."""

from __future__ import annotations

import json
import logging
import os
import re
from datetime import date
from pathlib import Path

import psycopg
import pytest

import shapely

from gouhook_gis.cli.database import upgrade
from gouhook_gis.cli.worker import worker
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import render
from gouhook_gis.reference.postgis.database import database as layer_database
from gouhook_gis.service import logs
from gouhook_gis.service.base_layers import origins
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.runs.deployed import Crew
from gouhook_gis.service.settings import Settings, settings_from
from tests.support.databases import empty_database, url_of


def test_settings_are_told_or_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is told wins; paths of layers are parted as PATH is."""
    monkeypatch.setenv("GOUHOOK_DATA", str(tmp_path))
    monkeypatch.setenv("GOUHOOK_WORKERS", "3")
    monkeypatch.setenv("GOUHOOK_REFERENCE", os.pathsep.join(["a", "villages@2024=b"]))
    settings = settings_from(workers=None, port=0)
    assert (settings.data, settings.workers, settings.port) == (tmp_path, 3, 0)
    assert settings.reference == ("a", "villages@2024=b")
    assert settings.embedded
    assert settings.url == f"sqlite:///{tmp_path / 'service.sqlite'}"
    assert settings.registered == tmp_path / "catalogue"
    assert settings_from(workers=1).workers == 1
    assert Settings(**settings.as_told()) == settings


def test_a_wrong_setting_is_named() -> None:
    """In words, with what it must be."""
    with pytest.raises(UsageError) as error:
        settings_from(workers=0)
    assert error.value.message.id == "service.setting_wrong"
    assert error.value.message.params["setting"] == "GOUHOOK_WORKERS"


@pytest.mark.parametrize(
    ("told", "setting", "part"),
    [
        ("[", "BASE_LAYERS", "不是正确的 JSON"),
        ('[{"kind": "xyz", "url": "http://h/{z}/{x}/{y}"}]', "BASE_LAYERS.1.TITLE", "必须填写"),
        ('[{"title": "图", "kind": "xyz", "url": "http://h/{z}/{y}"}]', "BASE_LAYERS.1", "{x}"),
        ('[{"title": "图", "kind": "wms", "url": "http://h/"}]', "BASE_LAYERS.1", "layers"),
        ('[{"title": "图", "kind": "wms", "url": "ftp://h/"}]', "BASE_LAYERS.1.URL", "https://"),
        ('[{"title": "图", "kind": "wms", "url": "http://u:p@h/"}]', "BASE_LAYERS.1.URL", "用户名"),
        ('[{"title": "图", "kind": "wms", "url": "http://h; *"}]', "BASE_LAYERS.1.URL", "http://"),
        ('[{"title": "图", "kind": "wms", "url": "any:{9-0}"}]', "BASE_LAYERS.1.URL", "http://"),
    ],
)
def test_a_background_map_that_cannot_be_asked_is_refused(
    monkeypatch: pytest.MonkeyPatch, told: str, setting: str, part: str
) -> None:
    """With its number and field; a host that is more than a host never reaches a header."""
    monkeypatch.setenv("GOUHOOK_BASE_LAYERS", told)
    with pytest.raises(UsageError) as error:
        settings_from()
    assert error.value.message.params["setting"] == f"GOUHOOK_{setting}"
    assert part in render(error.value.message, "zh")


def test_background_maps_are_told_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """And reach a child as they came."""
    told = '[{"title": "底图", "kind": "xyz", "url": "http://10.0.0.1:8080/{z}/{x}/{-y}.png"}]'
    monkeypatch.setenv("GOUHOOK_BASE_LAYERS", told)
    settings = settings_from()
    assert origins(settings.base_layers) == ["http://10.0.0.1:8080"]
    assert Settings(**settings.as_told()) == settings


def test_the_background_maps_of_the_manual_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """天地图 from its eight hosts, and a WMTS of one's own."""
    manual = (Path(__file__).parents[2] / "docs" / "page.md").read_text("utf-8")
    (told,) = re.findall(r"GOUHOOK_BASE_LAYERS='(.*?)' gouhook serve", manual, re.DOTALL)
    monkeypatch.setenv("GOUHOOK_BASE_LAYERS", told)
    layers = settings_from().base_layers
    assert [(layer.kind, layer.epsg) for layer in layers] == [("xyz", 4490), ("wmts", 3857)]
    hosts = [f"https://t{number}.tianditu.gov.cn" for number in range(8)]
    assert origins(layers) == ["http://10.1.2.3", *hosts]


def test_the_password_is_told_to_a_child_and_shown_to_nobody(tmp_path: Path) -> None:
    """Layers are in the same database then."""
    url = "postgresql://u:hidden@h/d"
    settings = settings_from(database=url, data=tmp_path)
    assert not settings.embedded
    assert settings.registered is None
    assert settings.as_told()["database"] == url
    assert "hidden" not in repr(settings)
    assert Settings(**settings.as_told()) == settings


def test_lines_are_json_about_a_run_without_coordinates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of GEOS tells where; the log does not."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    logs.configure(tmp_path)
    log = logging.getLogger("gouhook_gis.service.test")
    bow = shapely.from_wkt(
        "POLYGON((35500000.5 3400000, 35500010 3400010, 35500010 3400000, "
        "35500000.5 3400010, 35500000.5 3400000))"
    )
    with logs.about("a1b2"):
        try:
            shapely.intersection(bow, bow.buffer(1).exterior.buffer(1e-3).difference(bow))
            raise ValueError(shapely.is_valid_reason(bow))
        except (ValueError, shapely.errors.GEOSException):
            log.exception("failed", extra={"incident": "i1"})
        logging.getLogger("fiona").warning("at 35500000.25, 3400000 of 12 in a1b2")
    log.info("after")
    (file,) = tmp_path.iterdir()
    text = file.read_text("utf-8")
    first, second, third = map(json.loads, text.splitlines())
    assert "355000" not in text
    assert "34000" not in text
    assert (first["run"], first["incident"], first["level"]) == ("a1b2", "i1", "error")
    assert second["text"] == "at #, # of 12 in a1b2"
    assert "run" not in third


def test_days_older_than_asked_are_removed(tmp_path: Path) -> None:
    """The edge on both sides: 90 days ago stays."""
    for name in ("2026-08-23.jsonl", "2026-08-24.jsonl", "other.txt"):
        (tmp_path / name).write_text("x", "utf-8")
    assert logs.remove_older(tmp_path, 90, date(2026, 11, 22)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-08-24.jsonl", "other.txt"]


def test_a_worker_without_a_database_says_where_to_name_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Embedded, the service has workers of its own."""
    monkeypatch.delenv("GOUHOOK_DATABASE", raising=False)
    with pytest.raises(UsageError) as error:
        worker(data=tmp_path)
    assert error.value.message.id == "service.worker_needs_database"


@pytest.mark.postgis
def test_one_command_makes_the_tables_of_layers_and_of_the_service(
    postgis: psycopg.Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says so, the second time too; without it a worker says what to do."""
    with empty_database(postgis) as name:
        url = url_of(postgis, name)
        with pytest.raises(UsageError) as error:
            Crew(settings_from(database=url, data=tmp_path)).run()
        assert error.value.message.id == "service.schema_older"
        upgrade(url, "en")
        upgrade(url, "en")
        said = capsys.readouterr().out.splitlines()
        database = Database(url)
        assert schema.version(database) == schema.HEAD
        database.close()
        layer_database(url).engine.dispose()
    assert [line.partition(" in ")[0] for line in said if "service" in line] == [
        "The tables of the service"
    ] * 2
    assert "already" in said[-1]
