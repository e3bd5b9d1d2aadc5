"""Signing in as a browser does, and what the audit has of it."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import update

from gouhook_gis.service.database.tables import SessionTable
from gouhook_gis.service.records import acts
from tests.service.api.people import PASSWORD, People
from tests.service.databases import KINDS

# Of tests in which the database has a part: its times, its locks.
EITHER = pytest.mark.parametrize("people", KINDS, indirect=True)
SESSION, RUNS = "/api/v1/session", "/api/v1/runs"


def sign_in(people: People, name: str = "surveyor", password: str = PASSWORD) -> httpx.Response:
    """What a browser without a cookie is told."""
    return people.client().post(SESSION, json={"name": name, "password": password})


def told(people: People, account: str) -> list[tuple[str, str]]:
    """What the audit has of somebody since the service was begun, oldest first: actor and act."""
    with people.asked.context.database.reading() as session:
        lines = [line for line in acts(session, account) if line.actor != "console"]
    return [(line.actor, line.act) for line in reversed(lines)]


def set_row(people: People, **values: object) -> None:
    """Change the one session there is."""
    with people.asked.context.database.changing() as session:
        session.execute(update(SessionTable).values(**values))
