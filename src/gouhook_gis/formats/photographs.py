"""The photographs of a source: what each is called, and what its camera wrote into it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from gouhook_gis.domain.filed import Photograph
from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.members import OTHER_PHOTOGRAPHS, Member
from gouhook_gis.formats.notes import file_issue
from gouhook_gis.formats.settings import Limits


def read_photographs(
    members: Sequence[Member], limits: Limits, source: str
) -> tuple[tuple[Photograph, ...], list[Issue]]:
    """Return all photographs, in the order of `members`; issues name those that were not read,
    one a reason.
    """
    photographs, unread = [], []
    other = [m.name for m in members if m.suffix in OTHER_PHOTOGRAPHS]
    readable = [m for m in members if m.suffix not in OTHER_PHOTOGRAPHS]
    beyond = {member.name for member in readable[limits.photographs :]}
    for member in members:
        number = PurePosixPath(member.name).stem.strip()
        photograph = Photograph(file=member.name, number=number)
        if member.path is not None and member.name not in beyond:
            # Pillow is loaded only where there is a photograph.
            from gouhook_gis.formats.exif import said_by_camera

            said = said_by_camera(member.path.read_bytes())
            if said is None:
                unread.append(member.name)
            photograph = photograph.model_copy(update=said)
        photographs.append(photograph)
    found = {
        "F17.other_format": other,
        "F17.unreadable": unread,
        "F17.too_many": sorted(beyond),
    }
    issues = [
        file_issue(message_id, source, count=len(names), names=[*names], limit=limits.photographs)
        for message_id, names in found.items()
        if names
    ]
    return tuple(photographs), issues
