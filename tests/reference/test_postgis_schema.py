"""The tables: made and changed by an explicit step, refused in words where they do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.postgis import schema
from gouhook_gis.reference.postgis.catalogue import PostgisCatalogue
from gouhook_gis.reference.postgis.database import Database, database
from gouhook_gis.reference.postgis.open import open_database
from gouhook_gis.reference.postgis.schema import HEAD, downgrade, upgrade, version
from gouhook_gis.reference.postgis.tables import METADATA, SCHEMA
from gouhook_gis.reference.postgis.url import parsed, place, scrubbed
from tests.support.catalogues import EVERY, KINDS, boxes, said
from tests.support.databases import DELAYS, empty_database, layer_database, url_of

pytestmark = pytest.mark.postgis
LAYER = "villages@2024"


@pytest.fixture
def made(postgis: psycopg.Connection) -> Iterator[Database]:
    """A database with our tables."""
    with layer_database(postgis) as held_in:
        yield held_in


def refused(call: object, *arguments: object) -> UsageError:
    """Return what a call is refused with."""
    assert callable(call)
    with pytest.raises(UsageError) as error:
        call(*arguments)
    return error.value


def tables(connection: Connection) -> list[str]:
    """Return the names of our tables."""
    query = f"SELECT tablename FROM pg_tables WHERE schemaname = '{SCHEMA}' ORDER BY 1"
    return list(connection.scalars(text(query)))


def test_upgrade_makes_everything_and_then_changes_nothing(
    postgis: psycopg.Connection, tmp_path: Path
) -> None:
    """PostGIS too; a second time with data in it, which answers as before."""
    with empty_database(postgis) as name:
        held_in = Database(url_of(postgis, name), DELAYS)
        assert refused(open_database, held_in, EVERY).message.id == "postgis.schema_missing"
        assert upgrade(held_in) == (None, HEAD)
        PostgisCatalogue(held_in).add(KINDS["villages"], [boxes(tmp_path / "x.shp", 6)], said())
        assert upgrade(held_in) == (HEAD, HEAD)
        found = open_database(held_in, EVERY).where(LAYER, "BSM", ["B00001"])
        assert found.ids.tolist() == ["B00001"]


def test_down_with_data_in_it_and_up_again(made: Database, tmp_path: Path) -> None:
    """Every table of ours goes, with the partitions; what is not ours stays."""
    file = boxes(tmp_path / "x.shp", 6)
    catalogue = PostgisCatalogue(made)
    catalogue.add(KINDS["villages"], [file], said())
    with made.changing() as connection:
        connection.exec_driver_sql("CREATE TABLE public.others AS SELECT 7 AS kept")
    downgrade(made, "base")
    assert made.ask(tables) == [schema.VERSION_TABLE]
    assert made.ask(version) is None
    assert refused(catalogue.list).message.id == "postgis.schema_missing"
    assert made.ask(lambda asked: asked.scalar(text("SELECT kept FROM public.others"))) == 7
    assert made.ask(lambda asked: asked.scalar(text("SELECT PostGIS_Version()")))
    upgrade(made)
    assert catalogue.list() == []
    assert catalogue.add(KINDS["villages"], [file], said()).entry.features == 6


def test_the_migrations_make_what_the_code_declares(made: Database) -> None:
    """Alembic finds no difference; the newest migration is the one that the code asks for."""
    folder = Path(schema.__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD

    def differences(connection: Connection) -> list[object]:
        options = {
            "include_schemas": True,
            "include_name": lambda name, kind, _: kind != "schema" or name == SCHEMA,
            "version_table": schema.VERSION_TABLE,
            "version_table_schema": SCHEMA,
            "compare_type": True,
        }
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, METADATA))

    assert made.ask(differences) == []


@pytest.mark.parametrize(
    ("number", "found"), [("0000", "postgis.schema_older"), ("9999", "postgis.schema_newer")]
)
def test_another_version_is_refused(number: str, found: str, made: Database) -> None:
    """With both numbers; what a newer program made is not touched."""
    with made.changing() as connection:
        connection.exec_driver_sql(f"UPDATE {SCHEMA}.schema_version SET version_num = '{number}'")
    for call in (PostgisCatalogue(made).list, lambda: open_database(made, EVERY)):
        error = refused(call)
        assert error.message.id == found
        assert number in str(error)
        assert HEAD in str(error)
    if number > HEAD:
        assert refused(upgrade, made).message.id == found


def test_a_database_that_cannot_hold_chinese_is_refused(postgis: psycopg.Connection) -> None:
    """By the name of its encoding."""
    with empty_database(postgis, "ENCODING 'SQL_ASCII'") as name:
        error = refused(upgrade, Database(url_of(postgis, name), DELAYS))
        assert error.message.id == "postgis.not_utf8"
        assert "SQL_ASCII" in str(error)


def test_who_may_not_install_postgis_is_told(postgis: psycopg.Connection) -> None:
    """And nothing is left behind."""
    postgis.execute("DROP ROLE IF EXISTS plain")
    postgis.execute("CREATE ROLE plain LOGIN")
    with empty_database(postgis, "OWNER plain") as name:
        held_in = Database(url_of(postgis, name, "plain"), DELAYS)
        error = refused(upgrade, held_in)
        assert error.message.id == "postgis.no_extension"
        assert "CREATE EXTENSION postgis" in str(error)
        assert held_in.reach(tables) == []
        held_in.engine.dispose()
    postgis.execute("DROP ROLE plain")


def test_rights_are_asked_for_in_words(made: Database, tmp_path: Path) -> None:
    """A reader reads editions registered after the grant too, and may not register; a stranger
    may do nothing.
    """
    file = boxes(tmp_path / "x.shp", 6)
    with made.changing() as connection:
        connection.exec_driver_sql("""
            DROP ROLE IF EXISTS "a Reader";
            DROP ROLE IF EXISTS stranger;
            CREATE ROLE "a Reader" LOGIN;
            CREATE ROLE stranger LOGIN;
        """)
        connection.exec_driver_sql(f'GRANT USAGE ON SCHEMA {SCHEMA} TO "a Reader"')
        connection.exec_driver_sql(f'GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO "a Reader"')
    PostgisCatalogue(made).add(KINDS["villages"], [file], said())
    reader = Database(made.url.replace("postgres@", "a%20Reader@"), DELAYS)
    assert len(open_database(reader, EVERY).where(LAYER, "ZLDWDM", ["51"], prefix=True)) == 6
    add = PostgisCatalogue(reader).add
    assert refused(add, KINDS["villages"], [file], said("2025")).message.id == "postgis.no_rights"
    assert refused(upgrade, reader).message.id == "postgis.no_rights"
    stranger = Database(made.url.replace("postgres@", "stranger@"), DELAYS)
    assert refused(PostgisCatalogue(stranger).list).message.id == "postgis.no_rights"
    for one in (reader, stranger):
        one.engine.dispose()
    with made.changing() as connection:
        connection.exec_driver_sql('DROP OWNED BY "a Reader"; DROP ROLE "a Reader", stranger')


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/a/folder",
        "postgresql",
        "mysql://root:secret@host/db",
        "postgresql://u:secret@host:port/db",
        "sqlite:///x.db",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    """In words that say how to write one, and do not repeat it."""
    error = refused(database, url)
    assert error.message.id == "postgis.url_wrong"
    assert "secret" not in str(error)
    assert "postgresql://" in str(error)


def test_a_password_is_never_shown(postgis: psycopg.Connection) -> None:
    """Not in a message, not in the place, not in how an object shows itself."""
    secret = "p@ss:w/rd"
    written = secret.replace("@", "%40").replace(":", "%3A").replace("/", "%2F")
    for url in (
        f"postgresql://postgres:{written}@/no_such_database?host={postgis.info.host}",
        f"postgres://postgres@localhost:1/db?password={written}",
    ):
        held_in = Database(url, ())
        error = refused(PostgisCatalogue(held_in).list)
        assert error.message.id == "postgis.unreachable"
        shown = f"{error} {error.message} {held_in!r} {held_in.place} {place(parsed(url))}"
        assert secret not in shown
        assert written not in shown
        assert error.__cause__ is None
    assert scrubbed(f"no {secret}\nsecond line", parsed(url)) == "no ***"


def test_the_place_names_who_and_where() -> None:
    """Nothing else of the address."""
    url = "postgresql+psycopg://desk:x@db.example:5433/layers?sslmode=require"
    assert place(parsed(url)) == "postgresql://desk@db.example:5433/layers"
    assert parsed(url).query["sslmode"] == "require"
    assert parsed(f"{url}&connect_timeout=3").query["connect_timeout"] == "3"
