"""The tables of accounts: who there is, who is signed in, who is about to be, and keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gouhook_gis.service.database.base import Base


class AccountTable(Base):
    """Accounts. `password` is its argon2 hash, None where none was set; `issuer` and `subject` are
    who it is to another provider (OpenID Connect).
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    role: Mapped[str]
    counties: Mapped[list[Any]] = mapped_column(default=list)
    password: Mapped[str | None]
    must_change: Mapped[bool] = mapped_column(default=False)
    disabled: Mapped[bool] = mapped_column(default=False)
    created: Mapped[datetime]
    signed_in: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    issuer: Mapped[str | None]
    subject: Mapped[str | None]


class SessionTable(Base):
    """Who is signed in at the page; of the token only its hash is kept."""

    __tablename__ = "sessions"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    address: Mapped[str]
    begun: Mapped[datetime]
    used: Mapped[datetime]


class SignInTable(Base):
    """Attempts to sign in at a provider that have no end yet; `to` is where the page goes then."""

    __tablename__ = "sign_ins"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    to: Mapped[str]
    begun: Mapped[datetime] = mapped_column(index=True)


class ApiKeyTable(Base):
    """Keys of programs; of the secret only its hash is kept."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    secret_sha256: Mapped[str]
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    title: Mapped[str]
    created: Mapped[datetime]
    expires: Mapped[datetime | None]
    used: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
