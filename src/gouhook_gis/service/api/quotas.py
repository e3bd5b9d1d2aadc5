"""What one account, and one county, may have at a time; without accounts nothing is counted."""

from __future__ import annotations

from sqlalchemy.orm import Session

from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.errors import TooManyError
from gouhook_gis.service.records.quotas import kept_bytes, unfinished, unfinished_members
from gouhook_gis.service.settings import Settings

_MIB = 1024 * 1024
# When to ask again, s: runs end by themselves, uploads are taken away by somebody.
_RUNS_S, _BYTES_S = 30, 3600


def require_place_for_run(session: Session, settings: Settings, who: Caller) -> None:
    """Raise TooManyError where as many runs of the caller as it may have are not over."""
    limit = settings.account_runs
    if who.account_id is not None and unfinished(session, who.account_id) >= limit:
        raise TooManyError("service.many_runs", after=_RUNS_S, limit=limit)


def require_place_for_members(session: Session, settings: Settings, who: Caller, more: int) -> None:
    """Raise TooManyError where with `more` the caller would have too many members of batches that
    are not over.
    """
    limit = settings.account_members
    if who.account_id is None:
        return
    there = unfinished_members(session, who.account_id)
    if there + more > limit:
        raise TooManyError(
            "service.many_members", after=_RUNS_S, limit=limit, more=more, there=there
        )


def require_room(session: Session, settings: Settings, who: Caller, county: str | None) -> None:
    """Raise TooManyError where what is kept of the caller's uploads, or of those of the county for
    which it hands in, is more than there may be; asked once an upload is recorded.
    """
    if who.account_id is None:
        return
    own, all_of = settings.account_bytes, settings.county_bytes
    if own is not None and kept_bytes(session, owner=who.account_id) > own:
        raise TooManyError("service.account_full", after=_BYTES_S, limit_mib=own / _MIB)
    if all_of is not None and county and kept_bytes(session, county_code=county) > all_of:
        raise TooManyError(
            "service.county_full", after=_BYTES_S, limit_mib=all_of / _MIB, county=county
        )
