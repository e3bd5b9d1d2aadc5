"""One line below [地块坐标]: a row of coordinates, the line of a parcel, or neither."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from gouhook_gis.domain.folding import decimal_of
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.coordinate_text.model import Row
from gouhook_gis.formats.coordinate_text.words import AREA, COUNT, FORM, MORE, STANDARD, plain

_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,2})?")
_STANDARD_ROW = re.compile(r"(\w{1,20}),0*([1-9]\d{0,5}),(\d+\.\d+),(\d+\.\d+)", re.ASCII)
_RING = re.compile(r"\d{0,6}")
_AREA = re.compile(r"([\d.]+)\s*(公顷|平方米|亩|hm2|ha|m2)", re.IGNORECASE)
_SIGNS = ("@", "＠", *words.FORMS)
_PER_HECTARE = {"公顷": 1.0, "hm2": 1.0, "ha": 1.0, "平方米": 1e4, "m2": 1e4, "亩": 15.0}
# A larger number is no number of points.
MOST_POINTS = 10**9
# Below this a number is a point's name or height, never a coordinate in metres.
_COORDINATE_M = 1e5


@dataclass(frozen=True)
class ParcelLine:
    """The fields of a parcel line by code, as filed, and how it deviates (message ids).

    `area_decimals` are those that a filed area in another unit than hectares is good for in them.
    """

    fields: dict[str, str]
    deviations: tuple[str, ...]
    area_decimals: int | None = None


def standard_row(line: str, number: int) -> Row | None:
    """Return a row that is just as the standard has it, which nearly all are; else None."""
    match = _STANDARD_ROW.fullmatch(line)
    if match is None:
        return None
    name, ring, first, second = match.groups()
    return Row(name, ring, float(first), float(second), number)


def row(line: str, number: int) -> tuple[Row, tuple[str, ...]] | None:
    """Return a row of coordinates and how it deviates, None where the line is none.

    `点号,圈号,X,Y` by the standard; a list without 圈号, or without names, is read too.
    """
    text = plain(line)
    by_comma = "," in text
    cells = [cell.strip() for cell in text.split(",")] if by_comma else text.split()
    while cells and not cells[-1]:
        cells.pop()
    found = _cells(cells)
    if found is None:
        return None
    name, ring, first, second, extra = found
    deviations = []
    if "，" in line:
        deviations.append("F11.text_full_width")
    if extra:
        deviations.append("F11.text_more_columns")
    if not ring:
        deviations.append("F11.text_no_ring")
    return Row(name, ring, float(first), float(second), number), tuple(deviations)


def _cells(cells: list[str]) -> tuple[str, str, str, str, bool] | None:
    numeric = [bool(_NUMBER.fullmatch(cell)) for cell in cells]
    if len(cells) >= 4 and all(numeric[2:4]) and _RING.fullmatch(cells[1]):
        return cells[0], cells[1].lstrip("0"), cells[2], cells[3], len(cells) > 4
    if len(cells) == 3 and all(numeric[1:]) and not _large(cells[0], numeric[0]):
        return cells[0], "", cells[1], cells[2], False
    if len(cells) in (2, 3) and all(numeric):
        return "", "", cells[0], cells[1], len(cells) == 3
    return None


def _large(cell: str, numeric: bool) -> bool:
    return numeric and abs(float(cell)) >= _COORDINATE_M


def parcel_line(line: str) -> ParcelLine | None:
    """Return a parcel line, None where the line is none or its fields cannot be told apart.

    The field 面 (线, 点) tells which field is which: it is the fifth, or the fourth where the
    number of points is missing. Without it eight fields and more stand in the standard's order,
    and a text in the second field makes it the dialect of 进出平衡.
    """
    if not any(sign in line for sign in _SIGNS):
        return None
    deviations = []
    body = line.replace("＠", "@").strip()
    if "，" in body and body.count(",") < len(STANDARD) - 1:
        body = body.replace("，", ",")
        deviations.append("F11.text_full_width")
    cells = [cell.strip() for cell in body.split(",")]
    while cells and not cells[-1]:
        cells.pop()
    marked = bool(cells) and cells[-1].endswith("@")
    if marked:
        last = cells.pop()[:-1].strip()
        cells += [last] if last else []
    anchor = next((i for i in (4, 3) if i < len(cells) and cells[i] in words.FORMS), None)
    if anchor is None and not marked:
        return None
    if not marked:
        deviations.append("F11.text_no_at")
    if anchor == 3:
        cells.insert(0, "")
        deviations.append("F11.text_no_count_field")
    elif anchor is None:
        if len(cells) > 3 and cells[1] and decimal_of(cells[1]) is None and not _AREA.match(
            plain(cells[1])
        ):  # fmt: skip
            names = ("QT1", words.NAME, "QT3", words.USE, *(f"QT{i}" for i in range(5, 99)))
            fields = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
            return ParcelLine(fields, (*deviations, "F11.text_balance"))
        if len(cells) < len(STANDARD) - 1:
            return None
        deviations.append("F11.text_no_form")
    return _named(cells, deviations)


def _named(cells: list[str], deviations: list[str]) -> ParcelLine:
    names = [*STANDARD, *MORE]
    names += [f"QT{i}" for i in range(len(names) + 1, len(cells) + 1)]
    fields = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
    if len(cells) > len(STANDARD):
        deviations.append("F11.text_more_fields")
    zeros = [name for name in (AREA, words.NAME, words.SHEET, words.USE) if fields.get(name) == "0"]
    if zeros:
        deviations.append("F11.text_zero")
        fields = {name: cell for name, cell in fields.items() if name not in zeros}
    if fields.get(words.CLASS) == "地上":
        deviations.append("F11.text_class")
    told = _AREA.fullmatch(plain(fields.get(AREA, "")))
    value = decimal_of(told[1]) if told else None
    decimals = None
    if told and value is not None:
        deviations.append("F11.text_area_unit")
        per_hectare = _PER_HECTARE[told[2].lower()]
        hectares = float(value) / per_hectare
        fields[AREA] = told[1] if told[2] == "公顷" else repr(hectares)
        decimals = decimals_of(told[1]) + int(math.log10(per_hectare))
    count = decimal_of(fields.get(COUNT, "1"))
    if count is None or abs(count) > MOST_POINTS:
        fields.pop(COUNT)
        deviations.append("F11.text_count_no_number")
    fields.setdefault(FORM, words.POLYGON)
    return ParcelLine(fields, tuple(deviations), decimals)


def decimals_of(figure: str) -> int:
    """Return the digits after the point of a figure as filed."""
    return len(plain(figure).partition(".")[2])
