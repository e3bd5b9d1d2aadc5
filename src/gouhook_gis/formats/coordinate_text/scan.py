"""Lines to header and parcels, top to bottom, nothing interpreted beyond what a line is."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.coordinate_text.lines import ParcelLine, parcel_line, row, standard_row
from gouhook_gis.formats.coordinate_text.model import CoordinateText, Row, TextParcel
from gouhook_gis.formats.coordinate_text.noticed import Noticed

_END = ("E", "END")
_SHOWN = 40
# Headers of joined files must agree in these: they say where the coordinates lie.
_DECIDING = (words.SYSTEM, words.WIDTH, words.ZONE)
_BALANCE = "F11.text_balance"


class Scan:
    """Reads the lines of `file`; raises RefusedError at a line that is nothing known."""

    def __init__(self, noticed: Noticed) -> None:
        self.noticed, self.file = noticed, noticed.file
        self.text = CoordinateText()
        self._section = ""
        self._parcel: TextParcel | None = None
        self._joined = False  # the rows to come continue an earlier parcel (dialect)

    def run(self, lines: Sequence[str]) -> CoordinateText:
        """Return what the lines hold."""
        for number, line in enumerate(lines, 1):
            bare = line.strip().strip("\ufeff\0\x1a")
            if bare:
                self._line(bare, number)
        return self.text

    def _line(self, line: str, number: int) -> None:
        exact = standard_row(line, number)
        if exact is not None:
            return self._row(exact, ())
        title = words.section(line)
        if title is not None:
            self._section, self._parcel = title, None
            if title not in (words.HEADER, words.PARCELS):
                self.noticed.at("F11.text_section", number)
            elif f"[{title}]" != line:
                self.noticed.at("F11.text_full_width", number)
            return None
        told = parcel_line(line)
        if told is not None:
            return self._start(told, number)
        read = row(line, number)
        if read is not None:
            return self._row(*read)
        if line.upper() in _END:
            self._parcel = None
            return self.noticed.at("F11.text_end", number)
        pair = words.key_value(line)
        if pair is not None and not self.text.parcels:
            return self._header(*pair, number)
        if pair is not None and self._section == words.HEADER:
            return self._header(*pair, number)
        if not self.text.parcels and self._section != words.PARCELS:
            return self.noticed.at("F11.text_stray", number)
        raise RefusedError("F02.text_line", file=self.file, line=number, text=line[:_SHOWN])

    def _header(self, key: str, value: str, number: int) -> None:
        inside = self._section in ("", words.HEADER)
        name = key if inside else f"{self._section}/{key}"
        known = self.text.header.get(name)
        if known is not None and known != value:
            if name in _DECIDING:
                raise RefusedError(
                    "F04.text_header_twice", file=self.file, key=name, line=number,
                    first_line=self.text.header_lines[name],
                )  # fmt: skip
            self.noticed.at("F11.text_key_twice", number)
            return
        self.text.header[name] = value
        self.text.header_lines[name] = number

    def _start(self, told: ParcelLine, number: int) -> None:
        for message_id in told.deviations:
            self.noticed.at(message_id, number)
        parcel = TextParcel(number, told.fields, area_decimals=told.area_decimals)
        self._joined = _BALANCE in told.deviations and bool(self.text.parcels)
        self._parcel = parcel
        self.text.parcels.append(parcel)

    def _row(self, read: Row, deviations: tuple[str, ...]) -> None:
        for message_id in deviations:
            self.noticed.at(message_id, read.line)
        if self._parcel is None:
            self.noticed.at("F11.text_no_parcel_line", read.line)
            self._start(ParcelLine({words.FORM: words.POLYGON}, ()), 0)
        if self._joined:
            self._join(read)
        if self._parcel is not None:
            self._parcel.rows.append(read)

    def _join(self, read: Row) -> None:
        """In the dialect of 进出平衡 each ring has a line of its own: parcels of one number and
        name that follow each other are one.
        """
        self._joined = False
        here, before = self.text.parcels[-1], self.text.parcels[-2]
        same = all(here.fields.get(f) == before.fields.get(f) for f in (words.NAME, words.USE))
        if same and before.rows and before.rows[-1].ring == read.ring:
            before.split.add(read.line)
            self.text.parcels.pop()
            self._parcel = before
