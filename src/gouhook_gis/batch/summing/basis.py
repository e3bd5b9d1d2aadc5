"""What a batch rests on, line by line, for workbook and page."""

from __future__ import annotations

from gouhook_gis.domain.batch import BatchRow, BatchSummary
from gouhook_gis.report.voice import Voice


def state_of(row: BatchRow, voice: Voice) -> str:
    """Return the verdict of a member in a few characters, or that there is none."""
    return voice.say(f"batch.state.{row.verdict.value}" if row.verdict else "batch.failed")


def basis_lines(summary: BatchSummary, voice: Voice, *, apart: bool = False) -> list[str]:
    """Return what the members were checked against, what holds for all, how one is repeated;
    without the mark of restricted layers and the notes where those stand `apart`.
    """
    say = voice.say
    layers = [
        say("batch.layer_used", layer=voice.layer(layer_id), count=count)
        for layer_id, count in summary.layers.items()
    ]
    versions = [f"{name} {version}" for name, version in sorted(summary.versions.items())]
    return [
        *([say("restricted")] if summary.restricted and not apart else []),
        say(
            "batch.checked",
            members=summary.members,
            profile=voice.word(summary.profile, "profile"),
            stage=voice.word(summary.stage),
        ),
        *([voice.message(summary.filed)] if summary.filed else []),
        *layers,
        *(() if apart else map(voice.message, summary.notes)),
        say("batch.areas_note"),
        *([say("batch.command", command=summary.command)] if summary.command else []),
        *([f"{say('software')}{voice.joined(versions)}"] if versions else []),
    ]
