"""Accounts, for administrators: `/api/v1/accounts`."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response
from fastapi.concurrency import run_in_threadpool

from gouhook_gis.domain.model import Model
from gouhook_gis.service import administration
from gouhook_gis.service.accounts.models import Account, AccountChange, ApiKey, NewAccount
from gouhook_gis.service.api.callers import Administrator, require_accounts
from gouhook_gis.service.api.context import Context, Here
from gouhook_gis.service.models import Label
from gouhook_gis.service.records import accounts, keys

router = APIRouter(
    prefix="/api/v1/accounts", tags=["accounts"], dependencies=[Depends(require_accounts)]
)


class MadeAccount(Account):
    """An account that was just made; its owner signs in with `password`, and changes it."""

    password: str


class OneTime(Model):
    """A password to sign in with once; it is not told again."""

    password: str


@router.get("", summary="All accounts, by name")
def list_(here: Here, who: Administrator) -> tuple[Account, ...]:
    """Those that were disabled too: an account is never deleted, since the audit names it."""
    with here.database.reading() as session:
        return tuple(accounts.accounts(session))


@router.post("", status_code=201, summary="Make an account")
async def make(here: Here, who: Administrator, told: NewAccount) -> MadeAccount:
    """With a random password, told once."""
    password, kept = await _one_time(here)

    def made() -> Account:
        with here.database.changing() as session:
            return administration.make(session, who, told, kept)

    return MadeAccount(**dict(await run_in_threadpool(made)), password=password)


@router.patch("/{account_id}", summary="Change an account")
def change(here: Here, who: Administrator, account_id: Label, told: AccountChange) -> Account:
    """At once; disabled, it is signed out and its keys count no more. The last administrator
    stays one.
    """
    with here.database.changing() as session:
        return administration.change(session, who, account_id, told)


@router.post("/{account_id}/password", summary="Give an account another password")
async def reset(here: Here, who: Administrator, account_id: Label) -> OneTime:
    """A random one, told once, to be changed at the next sign-in; whatever was signed in to the
    account is signed out.
    """
    password, kept = await _one_time(here)

    def done() -> None:
        with here.database.changing() as session:
            administration.reset(session, who, account_id, kept)

    await run_in_threadpool(done)
    return OneTime(password=password)


@router.post("/{account_id}/unlock", summary="Forget wrong passwords")
def unlock(here: Here, who: Administrator, account_id: Label) -> Account:
    """So that it may sign in at once."""
    with here.database.changing() as session:
        return administration.unlock(session, who, account_id)


@router.get("/{account_id}/keys", summary="The keys of an account")
def keys_of(here: Here, who: Administrator, account_id: Label) -> tuple[ApiKey, ...]:
    """Newest first, also those that count no more."""
    with here.database.reading() as session:
        found = administration.wanted(session, account_id)
        return tuple(keys.keys_of(session, found.id))


@router.delete("/{account_id}/keys/{key_id}", status_code=204, summary="Revoke a key")
def revoke(here: Here, who: Administrator, account_id: Label, key_id: Label) -> Response:
    """At once."""
    with here.database.changing() as session:
        found = administration.wanted(session, account_id)
        administration.revoke_key(session, who, found, key_id)
    return Response(status_code=204)


async def _one_time(here: Context) -> tuple[str, str]:
    async with here.hashing:
        return await run_in_threadpool(administration.one_time)
