"""First half of a batch: every member is read, and all their parcels become one layer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from gouhook_gis.batch.asked import Collect, told
from gouhook_gis.batch.journal import Collected, Journal
from gouhook_gis.batch.place import Place
from gouhook_gis.batch.running.runner import Ended, Task
from gouhook_gis.batch.work import Work
from gouhook_gis.domain.message import Message, message
from gouhook_gis.filed.offer import Offer
from gouhook_gis.filed.provisional import Plan, make
from gouhook_gis.formats.stream import file_sha256


def collect(work: Work, keys: Mapping[str, str]) -> tuple[dict[str, Offer], dict[str, Message]]:
    """Return what each member offers, in the order of members, and why some cannot be read at
    all; `keys` are the digests of what each is read from.
    """
    journal = Journal(work.place.collected, Collected)
    offers = {
        name: line.offer
        for name, line in journal.last().items()
        if keys.get(name) == line.key and _there(line.offer, work.place)
    }
    refused: dict[str, Message] = {}

    def ended(one: Ended) -> None:
        name = one.task.name
        if one.answer is None:
            refused[name] = one.reason or message("batch.no_reason")
        else:
            offers[name] = Offer.model_validate(one.answer)
            journal.add(Collected(name=name, key=keys[name], offer=offers[name]))
        work.watch.collected(name, one.reason)

    todo = [member.name for member in work.batch.members if member.name not in offers]
    work.watch.step("collect", len(work.batch.members), len(offers))
    if todo:
        work.runner.run(_tasks(work, todo), ended)
    names = [member.name for member in work.batch.members if member.name in offers]
    return {name: offers[name] for name in names}, refused


def make_layer(planned: Plan, place: Place) -> None:
    """Make the edition of filed parcels, unless it is there already."""
    made_of = {"digest": planned.digest}
    try:
        there = json.loads(place.layer_made_of.read_text("utf-8")) == made_of
    except (OSError, ValueError):
        there = False
    if not (there and place.layer_there()):
        place.layer_made_of.unlink(missing_ok=True)
        make(planned, place.rows, place.layer)
        place.layer_made_of.write_text(json.dumps(made_of), "utf-8")


def _there(offer: Offer, place: Place) -> bool:
    rows = place.rows(offer.name)
    return not offer.parcels or (rows.exists() and file_sha256(rows) == offer.rows_sha256)


def _tasks(work: Work, names: list[str]) -> Iterator[Task]:
    for member in map(work.batch.member, names):
        asked = Collect(
            name=member.name,
            submission=member.path,
            options=work.batch.options_of(member),
            out=work.place.out,
        )
        yield Task(member.name, told(asked))
