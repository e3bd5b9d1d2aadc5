"""One's own keys for programs: `/api/v1/keys`."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, Field

from gouhook_gis.domain.model import Model
from gouhook_gis.service import administration
from gouhook_gis.service.accounts.models import ApiKey
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.callers import Owner
from gouhook_gis.service.api.context import Here
from gouhook_gis.service.models import Label
from gouhook_gis.service.records import keys

router = APIRouter(prefix="/api/v1/keys", tags=["accounts"])


class NewKey(Model):
    """What a key is for, and until when it counts; null: for good."""

    title: Label = Field(min_length=1)
    expires: AwareDatetime | None = None


class MadeKey(ApiKey):
    """A key that was just made; `key` is what its program sends, and is not told again."""

    key: str


@router.get("", summary="One's keys, newest first")
def list_(here: Here, who: Owner) -> tuple[ApiKey, ...]:
    """Also those that count no more."""
    with here.database.reading() as session:
        return tuple(keys.keys_of(session, _id(who)))


@router.post("", status_code=201, summary="Make a key for a program")
def make(here: Here, who: Owner, told: NewKey) -> MadeKey:
    """It may do what its owner may, but manage keys, passwords and accounts."""
    with here.database.changing() as session:
        owner = administration.wanted(session, _id(who))
        made, key = administration.make_key(session, who, owner, told.title, told.expires)
    return MadeKey(**dict(made), key=key)


@router.delete("/{key_id}", status_code=204, summary="Have a key count no more")
def revoke(here: Here, who: Owner, key_id: Label) -> Response:
    """At once."""
    with here.database.changing() as session:
        owner = administration.wanted(session, _id(who))
        administration.revoke_key(session, who, owner, key_id)
    return Response(status_code=204)


def _id(who: Caller) -> str:
    assert who.account_id is not None  # noqa: S101 - who signed in has an account
    return who.account_id
