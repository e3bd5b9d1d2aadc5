"""The coordinate texts of a source: read where they are its parcels, else listed."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.coordinate_text.model import TextFile
from gouhook_gis.formats.coordinate_text.read import read_text
from gouhook_gis.formats.layers import Found
from gouhook_gis.formats.members import Member
from gouhook_gis.formats.notes import file_issue, refused_issue
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.settings import Limits


def read_texts(
    members: Sequence[Member], limits: Limits, options: ReadOptions
) -> tuple[tuple[TextFile, ...], Found]:
    """Read texts as layers, one a file; a refused one is an issue."""
    found, texts = Found(), []
    for member in members:
        try:
            result, text = _read(member, limits, options)
        except RefusedError as error:
            found.issues.append(refused_issue(error, member.name, fatal=False))
            texts.append(TextFile(file=member.name, read=False))
            continue
        texts.append(text)
        found.layers += result.layers
        found.issues += result.issues
        found.decisions += result.decisions
    return tuple(texts), found


def list_texts(
    members: Sequence[Member], source: str
) -> tuple[tuple[TextFile, ...], Sequence[Issue]]:
    """List texts beside layers: these are the parcels, and the texts are not compared with them."""
    texts = tuple(TextFile(file=member.name, read=False) for member in members)
    if not texts:
        return texts, ()
    names = [text.file for text in texts]
    return texts, (file_issue("F05.coordinate_text", source, count=len(names), names=[*names]),)


def _read(member: Member, limits: Limits, options: ReadOptions) -> tuple[Found, TextFile]:
    if member.size > limits.text_bytes:
        limit = limits.text_bytes >> 20
        raise RefusedError("F01.text_too_large", file=member.name, limit_mib=limit)
    if member.path is None:
        raise ValueError(f"{member.name} was not copied")
    return read_text(member.path.read_bytes(), member.name, options)
