"""Browsers that sign in through the provider of `tests.support.oidc`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx

from gouhook_gis.service import administration
from gouhook_gis.service.accounts.models import NewAccount
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.settings import Settings
from tests.service.api.people import COUNTY, People, with_people
from tests.support.oidc import LocalProvider

BEGIN, BACK = "/api/v1/session/oidc", "/api/v1/session/oidc/back"
ATTEMPT, SESSION = "gouhook_sign_in", "gouhook_session"


@contextmanager
def service(folder: Path, local: LocalProvider, **more: object) -> Iterator[People]:
    """Give a service with accounts that is told of a provider."""
    with with_people(Settings(data=folder, sign_ins=1000, **local.told(**more))) as made:
        yield made


def add(people: People, name: str, role: Role = Role.SURVEYOR) -> str:
    """Make an account as an administrator does; return its id."""
    new = NewAccount(name=name, role=role, counties=(COUNTY,) if role is Role.SURVEYOR else ())
    with people.asked.context.database.changing() as session:
        return administration.make(session, "console", new, "hash of a password").id


def known(people: People, local: LocalProvider, name: str) -> str:
    """Have the provider know somebody for whom an administrator made a surveyor's account; return
    the subject.
    """
    add(people, name)
    return told(local, f"subject of {name}", preferred_username=name)


def told(local: LocalProvider, subject: str, **claims: object) -> str:
    """Have the provider say this of somebody; return the subject."""
    local.people = {**local.people, subject: claims}
    return subject


def begun(people: People, to: str = "/runs?status=failed") -> httpx.Response:
    """Begin to sign in, in a browser without cookies."""
    return people.client().get(BEGIN, params={"to": to})


def asked_of(answer: httpx.Response) -> dict[str, str]:
    """Return what the provider is asked, where a browser is sent to it."""
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def returned(people: People, place: str, attempt: str | None) -> httpx.Response:
    """Come back from the provider, as a browser does, with the cookie of an attempt."""
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    browser = people.client(followed, {} if attempt is None else {ATTEMPT: attempt})
    return browser.get(urlsplit(place)._replace(scheme="", netloc="").geturl())


def signs_in(people: People, local: LocalProvider, subject: str) -> httpx.Response:
    """Go the whole way."""
    answer = begun(people)
    assert answer.status_code == 302, answer.text
    place = local.agree(answer.headers["location"], subject)
    return returned(people, place, answer.cookies[ATTEMPT])


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Return status and kind of a problem; nobody is signed in by one."""
    assert SESSION not in answer.cookies
    return answer.status_code, answer.json()["type"].removeprefix("urn:gouhook:problem:service.")
