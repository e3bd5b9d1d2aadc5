"""Which column of a layer goes into which field of a coordinate text."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.conversion.options import Said
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.layer import Layer
from gouhook_gis.intake.fields import Fields, find_fields
from gouhook_gis.intake.options import MappingOptions

# Fields that intake knows by its own vocabulary.
MEANINGS = {words.ID: "parcel_id", words.NAME: "name", words.AREA: "declared_area"}
_MORE_NAMES = {words.USE: ("YT", "用途"), words.FORM: ("JLTCSX", "图形属性")}


def told_fields(entries: Sequence[str]) -> dict[str, str]:
    """Return code of the text to field, of `FIELD=地块编号` entries. Raises UsageError."""
    codes = {folded(name): code for code, title in words.TITLES.items() for name in (code, title)}
    told: dict[str, str] = {}
    for entry in entries:
        field, sign, target = (part.strip() for part in entry.rpartition("="))
        code = codes.get(folded(target))
        if not sign or not field or code is None or code == words.COUNT:
            known = [title for code, title in words.TITLES.items() if code != words.COUNT]
            raise UsageError("convert.field_syntax", option=entry, known=known)
        if code in told:
            raise UsageError("convert.field_twice", title=words.TITLES[code])
        told[code] = field
    return told


def text_fields(layer: Layer, told: dict[str, str], said: Said) -> tuple[dict[str, str], Fields]:
    """Return code of the text to column of `layer`, and the fields as intake sees them.

    Says which is taken for which and which columns a text has no place for. Raises UsageError
    where a field that was told is not there, or nothing is the number of a parcel.
    """
    names = {folded(name): name for name in layer.columns.column_names}
    for code, field in told.items():
        if folded(field) not in names:
            raise UsageError(
                "convert.no_field", layer=layer.name, field=field, title=words.TITLES[code],
                known=layer.columns.column_names,
            )  # fmt: skip
    mapped = {f"*.{told[code]}": meaning for code, meaning in MEANINGS.items() if code in told}
    fields = find_fields(layer, MappingOptions(fields=mapped))
    found: dict[str, str] = {}
    for code in (*words.STANDARD[1:], *words.MORE):
        known = fields.get(MEANINGS[code]) if code in MEANINGS else None
        wanted = (told.get(code, ""), code, words.TITLES[code], *_MORE_NAMES.get(code, ()))
        by_name = next((names[name] for name in map(folded, wanted) if name in names), None)
        column = known.field if known else by_name
        if column is not None:
            found[code] = column
    if words.ID not in found:
        raise UsageError("convert.no_id", layer=layer.name, known=layer.columns.column_names)
    pairs = [f"{words.TITLES[code]}←{column}" for code, column in found.items()]
    said.add("convert.fields", pairs=pairs)
    counts = (folded(words.COUNT), folded(words.TITLES[words.COUNT]))
    # The number of points is counted anew.
    written = {*found.values(), *(names[name] for name in counts if name in names)}
    lost = [name for name in layer.columns.column_names if name not in written]
    if lost:
        said.add("convert.columns_lost", columns=lost)
    return found, fields
