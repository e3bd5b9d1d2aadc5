"""A service with accounts, and people of every role who ask it: by a key, or signed in.

with with_people(Settings(data=tmp_path)) as people:
    people.by_key("surveyor").get("/api/v1/runs")
    people.signed_in("desk").post(...)  # cookie and CSRF header are sent along
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache

import httpx

from gouhook_gis.service import administration, signing
from gouhook_gis.service.accounts import passwords, tokens
from gouhook_gis.service.accounts.models import Account, NewAccount
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.api.callers import COOKIE, CSRF
from gouhook_gis.service.api.desk import Desk
from gouhook_gis.service.records import accounts
from gouhook_gis.service.settings import Settings
from tests.service.api.serving import PATIENCE_S, Asked, in_thread

PASSWORD = "three stones, one river"
COUNTY, OTHER_COUNTY = "510181", "510182"
PEOPLE = (
    NewAccount(name="surveyor", title="甲测绘", role=Role.SURVEYOR, counties=(COUNTY,)),
    NewAccount(name="other", title="乙测绘", role=Role.SURVEYOR, counties=(OTHER_COUNTY,)),
    NewAccount(name="nowhere", title="丙测绘", role=Role.SURVEYOR),
    NewAccount(name="desk", title="审查科", role=Role.DESK),
    NewAccount(name="auditor", title="审计处", role=Role.AUDITOR),
    NewAccount(name="admin", title="管理员", role=Role.ADMIN),
)


@dataclass
class People:
    """A service (`asked`, whose own client is nobody's) and clients of its people, by name."""

    asked: Asked
    accounts: dict[str, Account]
    _open: ExitStack
    _keys: dict[str, str] = field(default_factory=dict)

    @property
    def nobody(self) -> httpx.Client:
        """A client without credentials."""
        return self.asked.http

    def by_key(self, name: str) -> httpx.Client:
        """A client that sends a key."""
        return self.client({"Authorization": f"Bearer {self.key(name)}"})

    def signed_in(self, name: str) -> httpx.Client:
        """A client with a session of its own, begun without the password being asked for."""
        with self.asked.context.database.changing() as session:
            token = signing.begin(session, self.accounts[name], "127.0.0.1", "password")
        return self.client({CSRF: tokens.csrf_of(token)}, {COOKIE: token})

    def key(self, name: str) -> str:
        """A key of somebody, the same each time."""
        if name not in self._keys:
            with self.asked.context.database.changing() as session:
                owner = self.accounts[name]
                _, self._keys[name] = administration.make_key(session, "console", owner, "", None)
        return self._keys[name]

    def client(
        self, headers: dict[str, str] | None = None, cookies: dict[str, str] | None = None
    ) -> httpx.Client:
        """A client of this service with these headers and cookies."""
        made = httpx.Client(
            base_url=self.asked.url,
            timeout=PATIENCE_S,
            trust_env=False,
            headers=headers,
            cookies=cookies,
        )
        return self._open.enter_context(made)


@cache
def kept_password() -> str:
    """The hash of PASSWORD, made once."""
    return passwords.hashed(PASSWORD)


@contextmanager
def with_people(settings: Settings, desk: Desk | None = None) -> Iterator[People]:
    """Give a service in which PEOPLE have accounts; the password of each is PASSWORD."""
    with in_thread(settings, desk, accounts=True) as asked, ExitStack() as clients:
        made = {}
        with asked.context.database.changing() as session:
            for new in PEOPLE:
                account = administration.make(session, "console", new, kept_password())
                made[new.name] = accounts.set_password(
                    session, account.id, kept_password(), must_change=False
                )
        yield People(asked, made, clients)
