"""The audit as a file to take elsewhere: JSON lines as they were hashed, or CSV for a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.service.models import Act

# What a table program takes for a formula at the beginning of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = tuple(Act.model_fields)


def json_lines(lines: Iterable[Act]) -> Iterator[str]:
    """Yield each line as JSON; without its `hash` it is the text whose SHA-256 that is."""
    for line in lines:
        yield canonical_json(_told(line)) + "\n"


def csv_lines(lines: Iterable[Act]) -> Iterator[str]:
    """Yield a header and each line as CSV; a cell that begins as a formula does has an apostrophe
    before it.
    """
    cells = io.StringIO()
    writer = csv.writer(cells)
    writer.writerow(_COLUMNS)
    for line in lines:
        told = _told(line) | {"data": canonical_json(line.data)}
        writer.writerow([_guarded(told[name]) for name in _COLUMNS])
        yield cells.getvalue()
        cells.seek(0)
        cells.truncate()
    yield cells.getvalue()


def _told(line: Act) -> dict[str, object]:
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    return line.model_dump() | {"at": at}


def _guarded(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
