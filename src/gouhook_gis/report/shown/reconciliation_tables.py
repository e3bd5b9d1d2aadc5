"""What stands beside the table of 数线图: pieces of ground, declared totals, photographs."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.shown import Table
from gouhook_gis.report.figures import DASH
from gouhook_gis.report.reconciliation import words
from gouhook_gis.report.reconciliation.table import Piece, Reconciled
from gouhook_gis.report.voice import Voice, clean

# Pieces of one parcel listed beside its drawing.
_PIECES = 8


def pieces(found: Sequence[Piece], voice: Voice) -> Table | None:
    """Return the first patches that a parcel meets, None without any."""
    if not found:
        return None
    say = voice.say
    more = len(found) - _PIECES
    return Table(
        title="",
        heads=(
            say("table.patch_before"),
            say("table.patch_after"),
            say("table.classes"),
            say("in_m2", title=say("table.piece")),
            say("table.in_percent", title=say("table.of_parcel")),
        ),
        rows=tuple(
            (
                words.patch(piece.pair.patch_before) or DASH,
                words.patch(piece.pair.patch_after) or DASH,
                words.classes(piece.pair, voice),
                str(piece.area.m2),
                str(words.rough(piece.pair.of_parcel)),
            )
            for piece in found[:_PIECES]
        ),
        numeric=(3, 4),
        note=say("table.more_pairs", count=more) if more > 0 else "",
    )


def totals(table: Reconciled, voice: Voice) -> Table | None:
    """Return declared totals beside what they total, None without any."""
    found, say = table.source.totals, voice.say
    if not found:
        return None
    return Table(
        title=say("table.totals"),
        heads=(
            say("table.total_of"),
            say("in_ha", title=say("table.total_declared")),
            say("in_ha", title=say("table.total_computed")),
            say("in_m2", title=say("table.total_difference")),
            say("table.outcome"),
            say("table.notes"),
        ),
        rows=tuple(
            (
                words.total_name(item, voice),
                words.hectares(item.declared_m2),
                words.hectares(item.computed_m2),
                str(words.gap(item)),
                words.outcome(item.status, voice),
                "；".join(voice.message(note) for note in item.notes),
            )
            for item in found
        ),
        numeric=(1, 2, 3),
        status_column=4,
        statuses=tuple(item.status for item in found),
    )


def photographs(table: Reconciled, voice: Voice, limit: int) -> Table | None:
    """Return the photographs, at most `limit`; None without any."""
    found, say = table.source.photographs, voice.say
    if not found:
        return None
    notes = [say("table.photo_unknown")]
    if len(found) > limit:
        notes.append(say("table.photo_more", total=len(found), shown=limit))
    keys = ("table.photo_number", "parcel", "table.photo_taken", "table.photo_azimuth", "file")
    return Table(
        title=say("table.photo_list"),
        heads=tuple(say(key) for key in keys),
        rows=tuple(
            (
                clean(item.number),
                words.parcel_id(item.parcel_key, voice) or DASH,
                words.moment(item.taken) or DASH,
                str(words.known(item.azimuth_deg, 1)),
                clean(item.file),
            )
            for item in found[:limit]
        ),
        numeric=(3,),
        note=" ".join(notes),
    )
