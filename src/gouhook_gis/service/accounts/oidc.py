"""Who somebody is to us, by the claims of a provider that has signed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import TypeAdapter, ValidationError

from gouhook_gis.domain.model import Model
from gouhook_gis.service.accounts.models import EVERYWHERE, County
from gouhook_gis.service.accounts.oidc_settings import OidcSettings
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.errors import ForbiddenError
from gouhook_gis.service.models import Label

Claims = Mapping[str, object]
_COUNTY: TypeAdapter[str] = TypeAdapter(County)
_LABEL: TypeAdapter[str] = TypeAdapter(Label)
_SHOWN = 40


class Person(Model):
    """Somebody as the provider knows them: `issuer` and `subject` are for good, `name` is what
    they are called there and may change hands. `role` and `counties` are None where the provider
    has no say in them.
    """

    issuer: str
    subject: str
    name: str | None
    title: str | None
    role: Role | None
    counties: tuple[str, ...] | None


def person(claims: Claims, told: OidcSettings) -> Person:
    """Return who the claims are about. Raises ForbiddenError where they give no role that is
    mapped, or a county that is no administrative code.
    """
    return Person(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        name=_text(claims, told.oidc_name_claim),
        title=_label(_text(claims, "name")),
        role=_role(claims, told),
        counties=_counties(claims, told),
    )


def standing(one: Person, role: Role, counties: tuple[str, ...]) -> tuple[Role, tuple[str, ...]]:
    """Return role and counties of somebody whose account has these: what the provider says of
    them counts. Raises ForbiddenError where it gives no county to somebody who works for some:
    that there is none would else read as all.
    """
    role = one.role or role
    if role in EVERYWHERE:
        return role, ()
    if one.counties == ():
        raise ForbiddenError("service.oidc_no_county")
    return role, counties if one.counties is None else one.counties


def _role(claims: Claims, told: OidcSettings) -> Role | None:
    if told.oidc_role_claim is None:
        return None
    held = set(_texts(_found(claims, told.oidc_role_claim)))
    for value, role in told.oidc_roles.items():
        if value in held:
            return role
    raise ForbiddenError("service.oidc_no_role")


def _counties(claims: Claims, told: OidcSettings) -> tuple[str, ...] | None:
    if told.oidc_counties_claim is None:
        return None
    held = list(_texts(_found(claims, told.oidc_counties_claim)))
    if told.oidc_counties:
        held = [told.oidc_counties[one] for one in held if one in told.oidc_counties]
    return tuple(sorted({_county(one) for one in held}))


def _county(text: str) -> str:
    try:
        return _COUNTY.validate_python(text)
    except ValidationError:
        raise ForbiddenError("service.oidc_no_code", value=text[:_SHOWN]) from None


def _label(text: str | None) -> str | None:
    try:
        return None if text is None else _LABEL.validate_python(text)
    except ValidationError:
        return None


def _found(claims: Claims, name: str) -> object:
    """Return a claim by its name, or by its path ("realm_access.roles"); None where it is not."""
    if name in claims:
        return claims[name]
    step, dot, rest = name.partition(".")
    inner = claims.get(step)
    return _found(inner, rest) if dot and isinstance(inner, Mapping) else None


def _texts(found: object) -> Iterator[str]:
    """Yield the values of a claim that is one, or a list of them."""
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, str) and one:
            yield one


def _text(claims: Claims, name: str) -> str | None:
    return next(_texts(_found(claims, name)), None)
