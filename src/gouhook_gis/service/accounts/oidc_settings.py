"""What an installation says of the OpenID Connect provider that its people sign in with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator
from pydantic_settings import NoDecode

from gouhook_gis.domain.wrong import Wrong
from gouhook_gis.service.accounts.models import County
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.from_json import from_json

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def sound_address(url: str) -> bool:
    """Whether nobody between us and `url` can read along: https, or this machine itself."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:  # a port that is no number, a bracket too many
        return False
    return named and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _issuer(url: str) -> str:
    if not sound_address(url) or "?" in url or "#" in url:
        raise Wrong("oidc_issuer")
    return url


class OidcSettings(BaseModel):
    """Part of `Settings`: the provider, and who its people are to us.

    `oidc_roles` names the role of each value that the claim `oidc_role_claim` can hold (of several
    the first listed here counts), `oidc_counties` the administrative code of each value of
    `oidc_counties_claim`; without it that claim holds codes. Without a claim, role or counties are
    those that an administrator gave the account. With `oidc_userinfo` claims that the ID token
    lacks are asked for at the provider's userinfo endpoint.
    """

    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_client_secret_file: Path | None = None
    oidc_title: str | None = Field(default=None, max_length=40)
    oidc_scope: str = Field(default="openid profile", pattern=r"^openid( [!#-\[\]-~]+)*$")
    oidc_name_claim: str = "preferred_username"
    oidc_role_claim: str | None = None
    oidc_roles: Annotated[dict[str, Role], NoDecode, from_json(dict[str, Role])] = {}
    oidc_counties_claim: str | None = None
    oidc_counties: Annotated[dict[str, County], NoDecode, from_json(dict[str, County])] = {}
    oidc_userinfo: bool = False
    oidc_provision: bool = False
    oidc_ca_file: Path | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.oidc_issuer is None:
            fields = OidcSettings.model_fields.items()
            if any(getattr(self, name) != field.default for name, field in fields):
                raise Wrong("oidc_without_issuer")
            return self
        if self.oidc_client_id is None:
            raise Wrong("oidc_without_client")
        if self.oidc_client_secret is not None and self.oidc_client_secret_file is not None:
            raise Wrong("oidc_two_secrets")
        if (self.oidc_role_claim is None) == bool(self.oidc_roles):
            raise Wrong("oidc_half_roles")
        if self.oidc_provision and not self.oidc_roles:
            raise Wrong("oidc_provision_roles")
        if self.oidc_counties and self.oidc_counties_claim is None:
            raise Wrong("oidc_half_counties")
        return self

    @property
    def sign_in_with(self) -> str | None:
        """Return what the button of the page says, None where there is no provider."""
        if self.oidc_issuer is None:
            return None
        return self.oidc_title or urlsplit(self.oidc_issuer).hostname
