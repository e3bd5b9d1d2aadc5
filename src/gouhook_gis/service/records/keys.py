"""Keys of programs; of the secret only its hash comes here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gouhook_gis.service.accounts.models import Account, ApiKey
from gouhook_gis.service.database.tables import AccountTable, ApiKeyTable
from gouhook_gis.service.records.accounts import as_account
from gouhook_gis.service.records.ids import new_id
from gouhook_gis.service.records.locking import locked


def add_key(
    session: Session, account_id: str, title: str, secret_sha256: str, expires: datetime | None
) -> ApiKey:
    """Record a key of an account."""
    row = ApiKeyTable(
        id=new_id(),
        secret_sha256=secret_sha256,
        account_id=account_id,
        title=title,
        created=datetime.now(UTC),
        expires=expires,
    )
    session.add(row)
    session.flush()
    return _key(row)


def keys_of(session: Session, account_id: str) -> Sequence[ApiKey]:
    """Return the keys of an account, newest first, also those that count no more."""
    chosen = select(ApiKeyTable).where(ApiKeyTable.account_id == account_id)
    return [_key(row) for row in session.scalars(chosen.order_by(ApiKeyTable.id.desc()))]


def key_with_secret(session: Session, key_id: str) -> tuple[ApiKey, str, Account] | None:
    """Return a key, the hash of its secret, and its account as it is now."""
    chosen = (
        select(ApiKeyTable, AccountTable)
        .join(AccountTable, AccountTable.id == ApiKeyTable.account_id)
        .where(ApiKeyTable.id == key_id)
    )
    found = session.execute(chosen).first()
    if found is None:
        return None
    row, account = found
    return _key(row), row.secret_sha256, as_account(account)


def use_key(session: Session, key_id: str) -> None:
    """Record that it was used now."""
    chosen = update(ApiKeyTable).where(ApiKeyTable.id == key_id)
    session.execute(chosen.values(used=datetime.now(UTC)))


def revoke_key(session: Session, account_id: str, key_id: str) -> bool:
    """Have a key of this account count no more; whether it did until now."""
    row = locked(session, ApiKeyTable, key_id)
    if row is None or row.account_id != account_id or row.revoked is not None:
        return False
    row.revoked = datetime.now(UTC)
    return True


def _key(row: ApiKeyTable) -> ApiKey:
    return ApiKey(
        id=row.id,
        title=row.title,
        created=row.created,
        expires=row.expires,
        used=row.used,
        revoked=row.revoked,
    )
