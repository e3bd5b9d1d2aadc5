"""The coordinate texts of a source: its parcels, or what is filed beside the layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.coordinate_text.read import read_text
from gouhook_gis.formats.layer import TextFile
from gouhook_gis.formats.layers import Found
from gouhook_gis.formats.members import Member
from gouhook_gis.formats.notes import file_issue, refused_issue
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.settings import Limits


def read_texts(
    members: Sequence[Member], limits: Limits, options: ReadOptions, *, beside: bool
) -> tuple[tuple[TextFile, ...], Found]:
    """Read texts; a refused one is an issue. Each is a layer of the source, or, where they stand
    `beside` other layers, carries its own. Beyond the limit of points none are carried any more.
    """
    found, texts, points = Found(), [], 0
    for member in members:
        try:
            result, text = _read(member, limits, options)
        except RefusedError as error:
            found.issues.append(refused_issue(error, member.name, fatal=False))
            texts.append(TextFile(file=member.name, read=False))
            continue
        found.issues += result.issues
        found.decisions += result.decisions
        points += 0 if text.points is None else len(text.points)
        if points > limits.text_points:
            text = replace(text, parcels=None, points=None)
            found.issues.append(file_issue("F15.too_many", member.name, limit=limits.text_points))
        if beside:
            text = replace(text, read=False, beside=result.layers[0])
        else:
            found.layers += result.layers
        texts.append(text)
    return tuple(texts), found


def _read(member: Member, limits: Limits, options: ReadOptions) -> tuple[Found, TextFile]:
    if member.size > limits.text_bytes:
        limit = limits.text_bytes >> 20
        raise RefusedError("F01.text_too_large", file=member.name, limit_mib=limit)
    if member.path is None:
        raise ValueError(f"{member.name} was not copied")
    return read_text(member.path.read_bytes(), member.name, options)
