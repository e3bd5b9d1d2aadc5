"""What the service is told of accounts, of the door, and of how much one account may have."""

from __future__ import annotations

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from pydantic_settings import NoDecode

from gouhook_gis.domain.wrong import Wrong


def _https(text: str) -> str:
    """Take https://HOST or https://HOST:PORT, as browsers write an origin."""
    try:
        parts = urlsplit(text.strip().lower())
        port = parts.port
    except ValueError:  # a port that is no number, a bracket too many
        raise Wrong("public_url") from None
    more = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme != "https" or not parts.hostname or more:
        raise Wrong("public_url")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"https://{host}" if port in (None, 443) else f"https://{host}:{port}"


def _parted(told: object) -> object:
    return tuple(part for part in told.replace(",", " ").split()) if isinstance(told, str) else told


def _network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        raise Wrong("proxy_address") from None
    if not network.prefixlen:  # everybody could say to be anybody
        raise Wrong("proxy_address")
    return str(network)


Proxy = Annotated[str, AfterValidator(_network)]


class AccountSettings(BaseModel):
    """Part of `Settings`. Whether people sign in is decided by the database: `accounts` alone has
    a first administrator made where there is none.
    """

    accounts: bool = Field(default=False, description="Make an administrator at the first start.")
    public_url: Annotated[str, AfterValidator(_https)] | None = Field(
        default=None, description="https://HOST, as people reach the service through its proxy."
    )
    # Addresses or networks, parted by commas or blanks.
    trusted_proxies: Annotated[tuple[Proxy, ...], NoDecode, BeforeValidator(_parted)] = Field(
        default=(), description="Those whose X-Forwarded-For and -Proto count."
    )
    session_idle_minutes: int = Field(default=60, ge=1, description="Unused, a session ends.")
    session_hours: int = Field(default=12, ge=1, description="Longest time of a session.")
    session_address: bool = Field(
        default=True, description="A session counts from the address where it began alone."
    )
    account_requests: int = Field(default=1200, ge=1, description="A minute, of an account.")
    address_requests: int = Field(default=6000, ge=1, description="A minute, of an address.")
    sign_ins: int = Field(default=10, ge=1, description="A minute, of an address.")
    account_runs: int = Field(default=50, ge=1, description="Unfinished at a time, of an account.")
    account_members: int = Field(default=2000, ge=1, description="Of batches, unfinished.")
    account_contents: int = Field(default=2, ge=1, description="Looked into at a time.")
    account_trials: int = Field(default=2, ge=1, description="Held at a time, of an account.")
    account_bytes: int | None = Field(default=None, gt=0, description="Of kept uploads.")
    county_bytes: int | None = Field(default=None, gt=0, description="Of kept uploads.")

    @property
    def public_host(self) -> str | None:
        """Return the name under which people reach the service, without a port."""
        if self.public_url is None:
            return None
        host = urlsplit(self.public_url).hostname or ""
        return f"[{host}]" if ":" in host else host
