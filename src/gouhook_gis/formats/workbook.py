"""Workbooks (.xlsx, .xlsm) under limits: the cells of those that carry our marker, or of the first
sheet of any.

Macros are never run and links never followed; of a formula its last result is taken. A workbook
is a zip of XML: its members are counted and measured, and a document type, by which XML can be
made to grow without bound, is refused before any parser sees it.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.fact_specs import FORMAT
from gouhook_gis.formats.cells import Cell, CellKind, Sheet, Workbook
from gouhook_gis.formats.settings import Limits

_OLE = b"\xd0\xcf\x11\xe0"
_MARKER = re.compile(rf"{FORMAT}/\d+")
# The marker stands at the top of its sheet; rows may have been put in above it.
_MARKER_ROWS = 60
_MEMBERS = 2_000
_CHUNK = 1024 * 1024
_DOCTYPE = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be"))


def read_workbook(path: Path, file: str, limits: Limits) -> Workbook | None:
    """Read the workbook `path`, known as `file`; None where it does not carry our marker.

    Raises RefusedError for one that is damaged, encrypted, or beyond a limit.
    """
    with _opened(path, file, limits) as (results, formulas):
        form = next(filter(None, map(_marker, results.worksheets)), None)
        if form is None:
            return None
        sheets = _sheets(results.worksheets, formulas.worksheets, file, limits)
        return Workbook(file, form, tuple(sheets))


def read_first_sheet(path: Path, file: str, limits: Limits) -> Sheet:
    """Read the first sheet of the workbook `path`, known as `file`, which need not be ours. Raises
    RefusedError as `read_workbook`.
    """
    with _opened(path, file, limits) as (results, formulas):
        return next(_sheets(results.worksheets[:1], formulas.worksheets[:1], file, limits))


def _guard(path: Path, file: str, limits: Limits) -> None:
    """Refuse what is no zip, too large unpacked, or holds a document type."""
    with path.open("rb") as stream:
        if stream.read(4) == _OLE:
            raise RefusedError("F13.encrypted", file=file)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > _MEMBERS:
                raise RefusedError("F13.too_large", file=file)
            # A member never yields more bytes than its header says.
            if sum(member.file_size for member in members) > limits.workbook_bytes:
                raise RefusedError("F13.too_large", file=file)
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _refuse_doctype(archive, member, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise RefusedError("F13.damaged", file=file) from error


def _refuse_doctype(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> None:
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            if any(mark in tail + chunk for mark in _DOCTYPE):
                raise RefusedError("F13.damaged", file=file)
            tail = chunk[-32:]


@contextmanager
def _opened(path: Path, file: str, limits: Limits) -> Iterator[tuple[Any, Any]]:
    """Give the results and the formulas of a workbook; whatever is wrong with it is refused."""
    from openpyxl import load_workbook

    _guard(path, file, limits)
    try:
        with ExitStack() as held, warnings.catch_warnings():
            # openpyxl warns of drop-down lists in an extension, which reading does not need.
            warnings.simplefilter("ignore")
            # Results and formulas are read side by side: a formula without a result is not a blank.
            results = load_workbook(path, read_only=True, data_only=True)
            held.callback(results.close)
            formulas = load_workbook(path, read_only=True, data_only=False)
            held.callback(formulas.close)
            # Beside a date stands the number it is made of: 20240501 typed into a cell formatted
            # as a date is no date to openpyxl, and there is no public switch for it.
            formulas._date_formats = formulas._timedelta_formats = set()
            yield results, formulas
    except (RefusedError, MemoryError):
        raise
    except Exception as error:  # openpyxl has no error of its own for a broken file
        raise RefusedError("F13.damaged", file=file) from error


def _sheets(
    pages: Sequence[Any], formulas: Sequence[Any], file: str, limits: Limits
) -> Iterator[Sheet]:
    count = 0
    for page, beside in zip(pages, formulas, strict=True):
        cells: list[Cell] = []
        for cell in _cells(page, beside):
            cells.append(cell)
            count += 1
            if count > limits.workbook_cells:
                raise RefusedError("F13.too_many_cells", file=file, limit=limits.workbook_cells)
        yield Sheet(page.title, tuple(cells))


def _marker(page: Any) -> str | None:
    # What a file says of its own size is often wrong (WPS): it is read to its end instead.
    page.reset_dimensions()
    for row in page.iter_rows(max_row=_MARKER_ROWS, values_only=True):
        for value in row:
            if isinstance(value, str) and _MARKER.fullmatch(value.strip()):
                return value.strip()
    return None


def _cells(page: Any, beside: Any) -> Iterator[Cell]:
    page.reset_dimensions()
    beside.reset_dimensions()
    for results, formulas in zip(page.rows, beside.rows, strict=False):
        for one, other in zip(results, formulas, strict=False):
            if one.data_type == "e" and isinstance(other.value, int | float):
                kind, value = _content(other.value, None)
            else:
                kind, value = _content(one.value, other.value)
            if value is None or value == "":
                continue
            if one.data_type == "e" and kind == "text":
                kind = "error"
            yield Cell(other.row, other.column, kind, value)


def _content(value: Any, formula: Any) -> tuple[CellKind, str | float | int | bool | None]:
    if value is None:
        text = formula if isinstance(formula, str) else getattr(formula, "text", None)
        return ("formula", text) if formula is not None else ("other", None)
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, int | float):
        return "number", value
    if isinstance(value, datetime):
        return "date", value.date().isoformat()
    if isinstance(value, date):
        return "date", value.isoformat()
    return ("text", value) if isinstance(value, str) else ("other", str(value))
