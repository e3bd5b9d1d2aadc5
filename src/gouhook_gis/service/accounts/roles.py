"""The roles, and what each may do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from gouhook_gis.domain.model import Model


class Role(StrEnum):
    """What somebody is to the service."""

    SURVEYOR = "surveyor"
    DESK = "desk"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Right(StrEnum):
    """What a route may ask of its caller."""

    READ = "read"  # submissions, runs and reports of one's counties; layers, rules
    SUBMIT = "submit"  # hand in, check, cancel, take away, try
    WAIVE = "waive"  # have a finding count as excepted
    LAYERS = "layers"  # register and retire editions, file projects
    AUDIT = "audit"  # who did what
    ACCOUNTS = "accounts"  # make, change and end accounts


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.SURVEYOR: frozenset({Right.READ, Right.SUBMIT}),
    Role.DESK: frozenset({Right.READ, Right.SUBMIT, Right.WAIVE, Right.LAYERS}),
    Role.AUDITOR: frozenset({Right.READ, Right.AUDIT}),
    Role.ADMIN: frozenset(Right),
}


class Via(StrEnum):
    """How somebody is known: as the one local user, by signing in, by a key of a program."""

    LOCAL = "local"
    SESSION = "session"
    KEY = "key"


class Caller(Model):
    """Who is calling. `name` is the actor in the audit; `counties` begin the administrative codes
    whose submissions are theirs, None: all. Without accounts there is one local user, who may do
    everything and has no `account_id`. `title` is the name of the person; `address` is whence the
    request came, behind a trusted proxy the client's own. With `must_change` nothing may be done
    before the password is changed.
    """

    name: str
    role: Role
    account_id: str | None = None
    counties: tuple[str, ...] | None = None
    title: str | None = None
    address: str | None = None
    via: Via = Via.LOCAL
    must_change: bool = False

    @property
    def rights(self) -> frozenset[Right]:
        """Return what may be done. No key makes accounts, so that one that got lost makes none;
        who works for some counties does not change the layers of all.
        """
        denied = {Right.ACCOUNTS} if self.via is Via.KEY else set()
        denied |= {Right.LAYERS} if self.counties is not None else set()
        return RIGHTS[self.role] - denied

    def may(self, right: Right) -> bool:
        """Whether something may be done."""
        return right in self.rights


LOCAL = Caller(name="local", role=Role.ADMIN)
