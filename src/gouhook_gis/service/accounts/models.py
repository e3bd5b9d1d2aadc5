"""Accounts, sessions and keys as values; nothing secret is in them."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from gouhook_gis.domain.model import Model
from gouhook_gis.domain.wrong import Wrong
from gouhook_gis.service.accounts.roles import Caller, Role, Via
from gouhook_gis.service.models import Label

# Actors of the audit that are no account's.
RESERVED = frozenset({"local", "worker", "retention", "console", "operator", "service", "unknown"})
# Those that see all counties whatever their account says.
EVERYWHERE = (Role.AUDITOR, Role.ADMIN)


def canonical_name(text: object) -> object:
    """Return a name as it is kept: two that look alike are one."""
    return unicodedata.normalize("NFKC", text).strip().casefold() if isinstance(text, str) else text


def _free(name: str) -> str:
    if name in RESERVED:
        raise Wrong("account_name_reserved")
    return name


Name = Annotated[
    str,
    BeforeValidator(canonical_name),
    Field(pattern=r"^\w[\w.@-]{1,63}$", description="Letters, digits, _ . @ -; 2 to 64 of them."),
    AfterValidator(_free),
]
County = Annotated[str, Field(pattern=r"^[0-9]{2,6}$")]
Counties = Annotated[tuple[County, ...], Field(max_length=200)]


class Account(Model):
    """An account. `counties` begin the administrative codes it works for; `local`: it has a
    password of ours; `issuer` is the provider that vouches for it (OpenID Connect).
    """

    id: str
    name: str
    title: str
    role: Role
    counties: tuple[str, ...] = ()
    local: bool = True
    issuer: str | None = None
    must_change: bool = False
    disabled: bool = False
    created: datetime
    signed_in: datetime | None = None
    failures: int = 0
    locked_until: datetime | None = None

    def caller(self, via: Via, address: str | None = None) -> Caller:
        """Return who this is to the routes. A surveyor without a county sees none. Programs cannot
        change a password, and go on while one is to be changed.
        """
        scoped = self.counties or self.role is Role.SURVEYOR
        return Caller(
            name=self.name,
            role=self.role,
            title=self.title,
            account_id=self.id,
            counties=self.counties if scoped else None,
            address=address,
            via=via,
            must_change=self.must_change and via is Via.SESSION,
        )


class NewAccount(Model):
    """What is said of an account that is made. Without a role it is the least one."""

    name: Name
    title: Label = ""
    role: Role = Role.SURVEYOR
    counties: Counties = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        require_fitting(self.role, self.counties)
        return self


class AccountChange(Model):
    """What shall be otherwise; what is left out stays."""

    title: Label | None = None
    role: Role | None = None
    counties: Counties | None = None
    disabled: bool | None = None


class SignedIn(Model):
    """A session of the page. `address` is the client's at the sign-in."""

    account: Account
    address: str
    begun: datetime
    used: datetime

    def lasts(self, now: datetime, idle: timedelta, whole: timedelta) -> bool:
        """Whether it still counts: not unused for `idle`, nor older than `whole`."""
        return now < self.used + idle and now < self.begun + whole


class ApiKey(Model):
    """A key of a program: everything but its secret. Without `expires` it lasts for good."""

    id: str
    title: str
    created: datetime
    expires: datetime | None = None
    used: datetime | None = None
    revoked: datetime | None = None

    def lasts(self, now: datetime) -> bool:
        """Whether it still counts."""
        return self.revoked is None and (self.expires is None or now < self.expires)


def require_fitting(role: Role, counties: tuple[str, ...]) -> None:
    """Raise Wrong where a role sees all counties and some are named."""
    if counties and role in EVERYWHERE:
        raise Wrong("counties_of_all")
