"""Accounts and keys that want looking after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said, warning, well, wrong
from gouhook_gis.service.records.condition import account_state, keys_ending

_SOON = timedelta(days=14)


def accounts(place: Place) -> Iterator[Said]:
    """That somebody can administer, and that nobody waits for an administrator."""
    now = datetime.now(UTC)
    with place.reading() as session:
        state = account_state(session, now)
        ending, never = keys_ending(session, now, now + _SOON)
    if not state.all:
        said = warning("accounts_off") if place.settings.public_url else well("accounts_none")
        yield said
        return
    if not state.admins:
        yield wrong("no_admin")
    else:
        yield well("accounts", count=state.all, admins=state.admins)
    if state.must_change:
        yield warning("must_change", names=state.must_change)
    if state.locked:
        yield warning("locked", names=state.locked)
    if state.without_county:
        yield warning("without_county", names=state.without_county)
    if ending:
        yield warning("keys_ending", count=ending, days=_SOON.days)
    if never:
        yield warning("keys_unending", count=never)
