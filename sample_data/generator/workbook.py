"""The workbook of a project's facts: the program's own template, filled in, with fixed dates."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from generator.write import WRITTEN_ON, write_zip
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.message import message
from gouhook_gis.template.write import write_template

FILE = "项目信息.xlsx"
Edit = Callable[[Workbook], None]
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def workbook(profile: str, facts: Mapping[str, Any], edit: Edit | None = None) -> bytes:
    """Return the template of `profile` filled with `facts` (as kept: m², ISO dates).

    `edit` changes it afterwards as a person would in a spreadsheet program.
    """
    source = message("intake.source.option", option="sample")
    filled = Facts(values={k: Fact(key=k, value=v, source=source) for k, v in facts.items()})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        write_template(profile, path, filled)
        if edit:
            book = load_workbook(path)
            edit(book)
            book.save(path)
        return _dated(path)


def _dated(path: Path) -> bytes:
    """Return the same workbook with every date of its own set to that of the sample."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    stamp = f"{WRITTEN_ON}T09:00:00Z".encode()
    members[core] = _DATES.sub(lambda m: m[1] + stamp + m[2], members[core])
    write_zip(path, members)
    return path.read_bytes()
