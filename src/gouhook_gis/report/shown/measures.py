"""Measures in words, and as small scales."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.measure import RESOLUTION, Measure
from gouhook_gis.domain.shown_rules import Scale, ShownMeasure
from gouhook_gis.report import figures
from gouhook_gis.report.voice import Voice


def ruled(measures: Sequence[Measure]) -> list[Measure]:
    """Return the measures that are held against a threshold."""
    return [measure for measure in measures if measure.threshold is not None]


def informing(measures: Sequence[Measure], voice: Voice) -> str:
    """Return the measures without threshold in one line."""
    return figures.beside([m for m in measures if m.threshold is None], voice)


def shown_measure(measure: Measure, voice: Voice) -> ShownMeasure:
    """Return a measure as printed, with its scale."""
    return ShownMeasure(
        name=voice.word(measure.name, "measure"),
        value=figures.value(measure, voice),
        threshold=figures.threshold(measure, voice),
        margin=figures.margin(measure, voice),
        half_width=figures.half_width(measure, voice) if measure.half_width else "",
        borderline=measure.borderline,
        scale=scale(measure),
    )


def scale(measure: Measure) -> Scale | None:
    """Return value, half width and threshold along a scale from 0 to 1, which holds zero; None
    where there is no threshold.
    """
    if measure.threshold is None or measure.operator is None:
        return None
    half = measure.half_width or 0.0
    values = (0.0, measure.threshold, measure.value - half, measure.value + half)
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    low, high = (low - (0.04 * span if low < 0 else 0.0)), high + 0.08 * span

    def at(value: float) -> float:
        return (value - low) / (high - low)

    limit = at(measure.threshold)
    above = measure.operator in (">", ">=")
    known = measure.unit in RESOLUTION
    return Scale(
        operator=measure.operator,
        threshold=limit,
        value=at(measure.value),
        met=None if measure.operator == "=" else (limit, 1.0) if above else (0.0, limit),
        band=(at(measure.value - half), at(measure.value + half)) if half else None,
        tone="near"
        if measure.borderline
        else ""
        if not known
        else "in"
        if measure.holds
        else "out",
    )
