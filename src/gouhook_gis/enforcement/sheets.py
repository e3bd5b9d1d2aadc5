"""The workbook of a delivery: all patches in the columns desks exchange, and sums by outcome."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gouhook_gis.domain.enforcement import Enforcement
from gouhook_gis.enforcement.columns import COLUMNS, mu
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx_sheet import Cell, Column, Sheet


def sheets(found: Enforcement, voice: Voice) -> list[Sheet]:
    """Return the sheets: patches, patch by project, sums, and what they rest on."""
    return [
        _patches(found, voice),
        _projects(found, voice),
        _counts(found, voice),
        basis(found, voice),
    ]


def basis_lines(found: Enforcement, voice: Voice) -> list[str]:
    """Return what the table rests on, and what could not be looked at."""
    say = voice.say
    return [
        *([say("restricted")] if found.restricted else []),
        say("enforce.disclaimer"),
        say("enforce.source", source=found.source),
        say("enforce.layers", layers=[voice.layer(one) for one in found.layers.values()]),
        say("enforce.thresholds", **found.thresholds),
        *map(voice.message, found.missing),
        *map(voice.message, found.unmeasured),
    ]


def basis(found: Enforcement, voice: Voice) -> Sheet:
    """Return what the table rests on, a line a row."""
    rows = [(line,) for line in basis_lines(found, voice)]
    heads = [Column(voice.say("enforce.sheet.basis"), 110)]
    return Sheet(voice.say("enforce.sheet.basis"), heads, rows)


def _patches(found: Enforcement, voice: Voice) -> Sheet:
    heads = [Column(voice.say(f"enforce.{c.name}"), c.width, c.decimals) for c in COLUMNS]
    rows = ([column.value(patch, voice) for column in COLUMNS] for patch in found.patches)
    marks = (voice.say("restricted") if found.restricted else "", "")
    return Sheet(
        voice.say("enforce.sheet.patches"),
        heads,
        rows,
        notes=[voice.say("enforce.disclaimer")],
        breaks=(9, 16),
        marks=marks,
    )


def _projects(found: Enforcement, voice: Voice) -> Sheet:
    say = voice.say
    heads = [
        Column(say("enforce.id"), 26),
        Column(say("enforce.projects"), 20),
        Column(say("enforce.parcels"), 26),
        Column(say("enforce.covered_mu"), 14, 2),
        Column(say("enforce.approved"), 13),
        Column(say("enforce.filed"), 13),
        Column(say("enforce.timing"), 20),
        Column(say("enforce.filing"), 16),
    ]
    return Sheet(say("enforce.sheet.projects"), heads, _pairs(found, voice))


def _pairs(found: Enforcement, voice: Voice) -> Iterator[tuple[Cell, ...]]:
    for patch in found.patches:
        for one in patch.projects:
            yield (
                patch.id,
                one.code,
                voice.joined(one.parcels),
                mu(one.area_m2),
                one.approved.isoformat() if one.approved else None,
                one.filed.isoformat() if one.filed else None,
                voice.word(one.timing, "timing"),
                voice.word(one.filing, "filing"),
            )


def _counts(found: Enforcement, voice: Voice) -> Sheet:
    say = voice.say
    heads = [
        Column(say("enforce.outcome"), 36),
        Column(say("enforce.patches"), 10, 0),
        Column(say("enforce.patch_mu"), 14, 2),
        Column(say("enforce.farmland_mu"), 16, 2),
    ]
    rows = []
    for outcome, count in found.counts.items():
        mine = [patch for patch in found.patches if patch.outcome is outcome]
        area = math.fsum(patch.area_m2 for patch in mine)
        farmland = math.fsum(patch.uncovered_farmland_m2 or 0.0 for patch in mine)
        rows.append((voice.word(outcome, "patch_outcome"), count, mu(area), mu(farmland)))
    return Sheet(say("enforce.sheet.counts"), heads, rows, portrait=True)
