"""A check that fills its slots from a database, beside one from a folder and from a catalogue."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from gouhook_gis import CheckOptions, check
from gouhook_gis.cli.app import _ended, main
from gouhook_gis.domain.errors import UnavailableError, UsageError
from gouhook_gis.domain.report import Report
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.postgis import database as databases
from gouhook_gis.reference.postgis.catalogue import PostgisCatalogue
from gouhook_gis.reference.postgis.database import Database
from tests.support.catalogues import (
    SAMPLE,
    register_sample,
    register_sample_in,
    vector_reference,
)
from tests.support.databases import empty_database, layer_database, url_of

pytestmark = pytest.mark.postgis
REFERENCE = SAMPLE / "reference"
LAYER = "villages@2024"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The sample county, in a folder."""
    return register_sample(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="module")
def county(postgis: psycopg.Connection) -> Iterator[Database]:
    """The sample county, in a database."""
    with layer_database(postgis) as made:
        register_sample_in(PostgisCatalogue(made))
        yield made
        databases.database(made.url).engine.dispose()


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference folder of what is registered."""
    return vector_reference(tmp_path_factory.mktemp("vectors") / "reference")


def checked(name: str, *reference: str | Path, **options: object) -> Report:
    """Check a sample submission."""
    chosen = CheckOptions.model_validate({"profile": "sichuan", **options})
    return check(SAMPLE / "submissions" / name, reference, chosen)


@pytest.mark.parametrize("name", ["clean.zip", "violations.zip", "messy.zip"])
def test_all_stores_give_one_result(
    name: str, folder: Catalogue, county: Database, vectors: Path
) -> None:
    """To the byte; only the provenance says which store it was."""
    memory = checked(name, vectors)
    mapped = checked(name, catalogue=folder.root)
    stored = checked(name, database=county.url)
    assert stored.result == memory.result
    hashes = {report.provenance.result_sha256 for report in (memory, mapped, stored)}
    assert len(hashes) == 1
    assert stored.provenance.store == "postgis"
    assert stored.provenance.editions == memory.provenance.editions


def test_named_layers_win_and_options_hide_the_address(county: Database) -> None:
    """As with the folder; one edition in both places is refused, without the password."""
    url = county.url.replace("postgres@", "postgres:secret@")
    named = f"villages@2099={REFERENCE / 'CJDCQ_2024.shp'}"
    report = checked("clean.zip", named, database=url)
    assert report.provenance.store == "memory+postgis"
    twice = f"{LAYER}={REFERENCE / 'CJDCQ_2024.shp'}"
    with pytest.raises(UsageError) as error:
        checked("clean.zip", twice, database=url)
    assert error.value.message.id == "reference.edition_twice"
    assert "secret" not in str(error.value)
    assert "secret" not in repr(CheckOptions(database=SecretStr(url)))
    with pytest.raises(UsageError) as both:
        checked("clean.zip", database=url, catalogue=Path("x"))
    assert both.value.message.id == "catalogue.two_places"
    databases.database(url).engine.dispose()


def test_connections_cut_off_in_a_check_change_nothing(
    county: Database, postgis: psycopg.Connection
) -> None:
    """After each of many rules every connection is ended; the result is the same."""
    whole = checked("violations.zip", database=county.url)
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    name = county.engine.url.database
    ended = 0

    def cut(code: str, done: int, total: int) -> None:
        nonlocal ended
        ended += len(postgis.execute(end, [name]).fetchall()) if done % 4 == 1 else 0

    options = CheckOptions(profile="sichuan", database=SecretStr(county.url))
    report = check(SAMPLE / "submissions" / "violations.zip", (), options, progress=cut)
    assert ended > 1
    assert report.provenance.result_sha256 == whole.provenance.result_sha256


def test_an_edition_removed_in_a_check_ends_it(county: Database, vectors: Path) -> None:
    """No report: neither a pass on what was seen before, nor one with a part of the layer."""
    catalogue = PostgisCatalogue(county)
    held = [one.entry.layer_id for one in catalogue.list() if one.entry.kind == "basic_farmland"]

    def remove(step: str) -> None:
        for layer in held if step == "check" else []:
            catalogue.retire(layer)
            catalogue.remove(layer)

    options = CheckOptions(profile="sichuan", database=SecretStr(county.url))
    with pytest.raises(UnavailableError) as error:
        check(SAMPLE / "submissions" / "clean.zip", (), options, step=remove)
    assert error.value.message.id == "postgis.removed"
    register_sample_in(catalogue, ("basic_farmland",))
    assert checked("clean.zip", database=county.url).result == checked("clean.zip", vectors).result


class Desk:
    """Runs commands in this process; gives exit code, stdout and stderr."""

    def __init__(self, patch: pytest.MonkeyPatch, output: pytest.CaptureFixture[str]) -> None:
        self._patch, self._output = patch, output

    def __call__(self, *words: str | Path) -> tuple[int, str, str]:
        self._patch.setattr(sys, "argv", ["gouhook", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return (int(ended.value.code or 0), *self._output.readouterr())


@pytest.fixture
def desk(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Desk:
    """A desk."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return Desk(monkeypatch, capsys)


def test_from_an_empty_database_to_a_report(
    desk: Desk, postgis: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every command by the variable, as with a folder; each says what to do next."""
    with empty_database(postgis) as name:
        url = url_of(postgis, name)
        monkeypatch.setenv("GOUHOOK_DATABASE", url)
        code, _, error = desk("layers", "list")
        assert (code, "gouhook database upgrade" in error) == (2, True)
        assert "版本 0001" in desk("database", "upgrade")[1]
        assert "已是最新" in desk("database", "upgrade")[1]
        assert "没有登记的图层" in desk("layers", "list")[1]
        file = REFERENCE / "CJDCQ_2024.shp"
        words = ("--edition", "2024", "--source", "县局（示例）")
        code, said, error = desk("layers", "add", "villages", file, *words)
        assert code == 0, error
        assert "已登记 villages@2024：45 条记录" in said
        assert desk("layers", "add", "villages", file, *words)[0] == 2
        (row,) = json.loads(desk("layers", "list", "--format", "json")[1])
        assert (row["features"], row["state"], row["epsg"]) == (45, "active", 4523)
        assert LAYER in desk("layers", "list", "--database", url)[1]
        assert "usable features  45" in desk("layers", "show", LAYER, "--lang", "en")[1]
        assert desk("layers", "check")[1] == "villages@2024 完好\n"
        assert desk("layers", "check", LAYER, "--rebuild")[0] == 0
        submission, out = SAMPLE / "submissions" / "clean.zip", tmp_path / "out"
        assert desk("check", submission, "--profile", "sichuan", "--out", out)[0] == 3
        report = json.loads((out / "report.json").read_text("utf-8"))
        slots = {slot["slot"]: slot["layer_id"] for slot in report["result"]["slots"]}
        assert slots["villages"] == LAYER
        both = desk("check", submission, "--database", url, "--catalogue", tmp_path)
        assert (both[0], "--catalogue" in both[2]) == (2, True)
        with psycopg.connect(url, autocommit=True) as changing:
            changing.execute("UPDATE gouhook_reference.features SET id = 'x' WHERE record = 7")
        assert desk("layers", "check", LAYER)[0] == 1
        assert desk("layers", "remove", LAYER)[0] == 2
        assert desk("layers", "retire", LAYER)[0] == 0
        assert desk("layers", "remove", LAYER)[0] == 0
        assert "没有登记的图层" in desk("layers", "list")[1]
        databases.database(url).engine.dispose()


def test_what_cannot_be_reached_is_said_without_a_traceback(desk: Desk) -> None:
    """A wrong address, and one where nobody answers."""
    submission = SAMPLE / "submissions" / "clean.zip"
    for url, found in (
        ("postgresql://desk:secret@127.0.0.1:1/layers", "127.0.0.1:1"),
        ("layers", "postgresql://"),
    ):
        for words in (("check", submission), ("layers", "list"), ("database", "upgrade")):
            code, _, error = desk(*words, "--database", url)
            assert code == 2
            assert found in error
            assert "secret" not in error
            assert "Traceback" not in error


def test_a_removed_edition_is_no_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 70 with the reason in words, and no file for a maintainer."""
    assert _ended(UnavailableError("postgis.removed", layer=LAYER, place="x")) == 70
    error = capsys.readouterr().err
    assert LAYER in error
    assert ".log" not in error


def test_a_check_without_a_database_imports_none_of_it() -> None:
    """SQLAlchemy, GeoAlchemy2, Alembic and the driver cost time that only a desk needs."""
    program = (
        "import sys\n"
        "from gouhook_gis import CheckOptions, check\n"
        f"check({str(SAMPLE / 'submissions' / 'clean.zip')!r})\n"
        "from gouhook_gis.cli.app import app\n"
        "heavy = {'sqlalchemy', 'geoalchemy2', 'alembic', 'psycopg'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
