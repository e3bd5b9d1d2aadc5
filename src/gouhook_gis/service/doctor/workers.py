"""Who does the runs, and how long they wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from gouhook_gis.reference.catalogue.lock import left_behind
from gouhook_gis.service.database.queue import living
from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said, warning, well, wrong
from gouhook_gis.service.records.condition import began_before, oldest_waiting, waiting

_PATIENCE = timedelta(minutes=10)


def workers(place: Place) -> Iterator[Said]:
    """That somebody works: the service itself when embedded, else any `gouhook worker`."""
    if place.settings.embedded:
        if left_behind(place.data / "service"):
            yield warning("not_serving", path=str(place.data))
        else:
            yield well("serving", path=str(place.data))
        return
    with place.reading() as session:
        count = living(session, place.settings.stalled_seconds)
    if count:
        yield well("workers", count=count)
    else:
        yield wrong("no_worker", seconds=place.settings.stalled_seconds)


def queue(place: Place) -> Iterator[Said]:
    """How many wait, for how long, and whether any is stuck."""
    now = datetime.now(UTC)
    with place.reading() as session:
        count, since = waiting(session), oldest_waiting(session)
        stuck = began_before(session, now - timedelta(seconds=place.settings.run_seconds))
    age = timedelta() if since is None else now - since
    minutes = round(age.total_seconds() / 60)
    if age > _PATIENCE:
        yield warning("queue_long", count=count, minutes=minutes)
    else:
        yield well("queue", count=count)
    if stuck:
        yield warning("stuck", count=len(stuck), runs=stuck)
