"""Submissions with their newest check, searched; and mappings that are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gouhook_gis.domain.contents import Contents
from gouhook_gis.domain.words import Verdict
from gouhook_gis.service import records
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.database.tables import SubmissionTable
from gouhook_gis.service.models import CheckRequest, RegisterRequest, Run, Submission, Task
from gouhook_gis.service.records import work
from tests.service.databases import KINDS, address, opened

SIGNED = Contents(made_by="1", name="甲.zip", signature="s" * 64)


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with our tables."""
    with address(request.param, tmp_path, request, tables=True) as url, opened(url) as made:
        yield made


def handed_in(database: Database, filename: str, *, beside: bool = False) -> Submission:
    """An upload without a check."""
    with database.changing() as session:
        kept, _ = records.add_submission(
            session, filename=filename, sha256=filename.encode().hex(), size=1, beside=beside
        )
        return kept


def checked(
    database: Database, kept: Submission, verdict: Verdict, told: CheckRequest, **more: str
) -> Run:
    """A finished check of an upload."""
    with database.changing() as session:
        run = records.add_run(session, told, submission_id=kept.id)
        begun = work.begin(session, run.id, "tester", 3)
        assert begun is not None
        outcome = work.Outcome(verdict=verdict, **more)
        assert work.succeed(session, run.id, begun.attempt, outcome, ())
        return run


def names(database: Database, **asked: object) -> list[str]:
    """The files that a search finds, in its order."""
    with database.reading() as session:
        found, total = records.listed(session, **asked)  # type: ignore[arg-type]  # as a caller has them
    assert total == len(found)
    return [kept.filename for kept, *_ in found]


def test_submissions_are_found_by_what_came_of_them(database: Database) -> None:
    """The newest check counts: 甲 failed once and passes now. Layers and facts are none."""
    national, sichuan = CheckRequest(), CheckRequest(profile="sichuan")
    first = handed_in(database, "甲_100%.zip")
    checked(database, first, Verdict.FAIL, national, county_code="510923")
    newest = checked(
        database, first, Verdict.PASS, sichuan, county_code="510922", project_name="射洪 A_1"
    )
    second = handed_in(database, "乙.zip")
    checked(database, second, Verdict.FAIL, national, project_code="P7", county_code="370100")
    handed_in(database, "丙.zip")
    handed_in(database, "项目信息.xlsx", beside=True)
    layer = handed_in(database, "DLTB.zip")
    with database.changing() as session:
        asked = RegisterRequest(kind="land_use", edition="2023", source="x")
        records.add_run(session, asked, task=Task.REGISTER, submission_id=layer.id)

    assert names(database) == ["丙.zip", "乙.zip", "甲_100%.zip"]
    with database.reading() as session:
        found, _ = records.listed(session)
    _, last, runs = found[2]
    assert last is not None
    assert (last.id, runs) == (newest.id, 2)
    assert found[0][1:] == (None, 0)
    assert names(database, verdict=Verdict.FAIL) == ["乙.zip"]
    assert names(database, verdict=Verdict.PASS, profile="sichuan") == ["甲_100%.zip"]
    assert names(database, profile="national") == ["乙.zip"]
    assert names(database, county="5109") == ["甲_100%.zip"]
    assert names(database, county="510923") == []
    assert names(database, q="p7") == ["乙.zip"]
    assert names(database, q="射洪") == ["甲_100%.zip"]
    # What a pattern would take for any sign is that sign.
    assert names(database, q="_") == ["甲_100%.zip"]
    assert names(database, q="0%.") == ["甲_100%.zip"]
    with database.reading() as session:
        page, total = records.listed(session, offset=1, limit=1)
    assert ([kept.filename for kept, *_ in page], total) == (["乙.zip"], 3)


def test_days_are_whole_and_both_included(database: Database) -> None:
    kept = handed_in(database, "甲.zip")
    noon = datetime.combine(date(2026, 3, 5), datetime.min.time()).astimezone()
    with database.changing() as session:
        row = session.get(SubmissionTable, kept.id)
        assert row is not None
        row.received = (noon + timedelta(hours=23, minutes=59)).astimezone(UTC)
    day, before, after = date(2026, 3, 5), date(2026, 3, 4), date(2026, 3, 6)
    assert names(database, since=day, until=day) == ["甲.zip"]
    assert names(database, until=before) == names(database, since=after) == []


def test_what_was_said_is_remembered_where_the_check_could_read_it(database: Database) -> None:
    """By the names in the upload; not of one that was unreadable, nor of one nobody looked into."""
    told = CheckRequest(map=("甲=demolition",))
    blind, seen = handed_in(database, "盲.zip"), handed_in(database, "甲.zip")
    with database.changing() as session:
        records.keep_contents(session, seen.id, SIGNED)
    for kept, verdict in ((blind, Verdict.PASS), (seen, Verdict.UNREADABLE)):
        checked(database, kept, verdict, told)
    with database.reading() as session:
        assert records.remembered(session, "s" * 64) is None

    checked(database, seen, Verdict.FAIL, told)
    checked(database, seen, Verdict.PASS, CheckRequest())  # nothing was said: nothing changes
    with database.reading() as session:
        found = records.remembered(session, "s" * 64)
    assert found is not None
    assert (found.map, found.filename) == (("甲=demolition",), "甲.zip")

    checked(database, seen, Verdict.PASS, CheckRequest(map=("甲=new_construction",)))
    with database.changing() as session:
        newer = records.remembered(session, "s" * 64)
        assert newer is not None
        assert newer.map == ("甲=new_construction",)
        assert records.forget_mapping(session, "s" * 64)
        assert not records.forget_mapping(session, "s" * 64)
        assert records.remembered(session, "s" * 64) is None


def test_what_one_says_of_an_upload_of_another_is_ones_own(database: Database) -> None:
    """Else a colleague of the same county would choose what the next one of theirs is read as."""
    with database.changing() as session:
        kept, _ = records.add_submission(
            session, filename="甲.zip", sha256="a" * 64, size=1, owner="theirs"
        )
        records.keep_contents(session, kept.id, SIGNED)
        told = CheckRequest(map=("甲=new_construction",))
        run = records.add_run(session, told, submission_id=kept.id, owner="mine")
    with database.changing() as session:
        begun = work.begin(session, run.id, "tester", 3)
        assert begun is not None
        assert work.succeed(session, run.id, 1, work.Outcome(verdict=Verdict.PASS), ())
    with database.reading() as session:
        assert records.remembered(session, "s" * 64, "theirs") is None
        assert records.remembered(session, "s" * 64, "mine") is not None


def test_contents_go_with_the_bytes(database: Database) -> None:
    kept = handed_in(database, "甲.zip")
    with database.changing() as session:
        records.keep_contents(session, kept.id, SIGNED)
    with database.changing() as session:
        assert records.contents(session, kept.id) == SIGNED
        records.forget(session, kept.id)
    with database.changing() as session:
        records.keep_contents(session, kept.id, SIGNED)  # an answer that came too late
        assert records.contents(session, kept.id) is None


def test_facts_of_a_run_under_way_are_kept(database: Database) -> None:
    """As the submission itself is: they are deleted once the run is over."""
    facts, kept = handed_in(database, "项目信息.xlsx", beside=True), handed_in(database, "甲.zip")
    with database.changing() as session:
        run = records.add_run(session, CheckRequest(facts_from=facts.id), submission_id=kept.id)
        assert records.forget(session, facts.id) is None
        records.request_cancel(session, run.id)
        assert records.forget(session, facts.id) is not None


def test_a_run_knows_how_many_wait_before_it(database: Database) -> None:
    kept = handed_in(database, "甲.zip")
    with database.changing() as session:
        runs = [records.add_run(session, CheckRequest(), submission_id=kept.id) for _ in range(3)]
    with database.changing() as session:
        assert [records.ahead_of(session, run) for run in runs] == [0, 1, 2]
        begun = work.begin(session, runs[0].id, "tester", 3)
        assert begun is not None
        assert [records.ahead_of(session, run) for run in (begun, *runs[1:])] == [0, 0, 1]
