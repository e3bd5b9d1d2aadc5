"""Entries of the mapping that met nothing: most often a name mistyped."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.intake.notes import Notes, layer_path
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.roles import Taken


def note_unused_options(taken: Sequence[Taken], options: MappingOptions, notes: Notes) -> None:
    """Say which entries of the mapping met nothing.

    Raises UsageError for one typed on the command line, with the names there are; where no layer
    could be read there are none.
    """
    layers = [item.layer for item in taken]
    used = {
        entry[0]
        for layer in layers
        if (entry := options.layer((layer_path(layer), layer.file, layer.name)))
    }
    used |= {entry for item in taken if item.fields for entry in item.fields.entries}
    for name in sorted({*options.layers, *options.fields} - used):
        if name in options.typed and layers:
            known = _meant(name, taken, options)
            raise UsageError("intake.usage.map_unused", name=name, known=known)
        notes.decide(
            "option",
            name,
            "decision.option.unused",
            name=name,
            layers=[layer.name for layer in layers],
        )


def _meant(name: str, taken: Sequence[Taken], options: MappingOptions) -> list[str]:
    """Return what a mapping may name, what is most like `name` first: layers, or the fields of
    parcel layers where `name` is that of a field.
    """
    known = {item.layer.name for item in taken}
    if name in options.fields:
        columns = {
            item.layer.name: item.layer.columns.column_names for item in taken if item.fields
        }
        known = {f"{layer}.{column}" for layer, names in columns.items() for column in names}
    return sorted(known, key=lambda one: (-SequenceMatcher(None, name, folded(one)).ratio(), one))
