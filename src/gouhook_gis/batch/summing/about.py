"""What a summary must know of a batch beside its members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gouhook_gis.domain.message import Message
from gouhook_gis.domain.words import Stage
from gouhook_gis.reference.store import Store


@dataclass(frozen=True)
class About:
    """How the members were checked, and where the filed parcels of their counties are.

    `store` holds the editions of filed parcels: `filed`, the batch's own, has the parcels of the
    members and what lies near them; `registered` are those given by the user, from which the
    other projects of a whole county are read. `unread` are the members whose
    parcels are in neither, `counties` the codes of the counties in which the others lie; only
    those `within` one of some areas are added up (None: all). `quota` is the sheet of the counties'
    quotas. `filed_note` says which layer of filed parcels the members were checked against,
    `command` how one is checked again. `linked` is whether each report stands in a folder beside
    the summary, by the name of its member.
    """

    profile: str
    stage: Stage
    store: Store | None = None
    filed: str | None = None
    registered: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    within: tuple[str, ...] | None = None
    quota: Path | None = None
    notes: tuple[Message, ...] = ()
    filed_note: Message | None = None
    command: str = ""
    linked: bool = True
    versions: Mapping[str, str] = field(default_factory=dict)
