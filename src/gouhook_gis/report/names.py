"""File names: fixed ones for programs, speaking ones for people."""

from __future__ import annotations

import re
from datetime import date

from gouhook_gis.domain.report import Report
from gouhook_gis.report.voice import Voice

JSON = "report.json"
HTML = "report.html"
XLSX = "report.xlsx"
GPKG = "findings.gpkg"
COMPARISON_JSON = "compare.json"
COMPARISON_HTML = "compare.html"
SHP = "问题图斑.shp"
SHP_MEMBERS = tuple(f"问题图斑{suffix}" for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"))

# What Windows forbids in a name, and every control character.
_FORBIDDEN = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+'
)
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_PART_BYTES = 90


def name_for_people(
    report: Report, day: date, suffix: str, lang: str = "zh", what: str = "file_name"
) -> str:
    """Return `项目编号_项目名称_审查报告_日期.suffix`, safe on Windows and everywhere else.

    `what` is the label of the kind of document. Parts that are unknown are left out; a part is
    cut at 90 bytes of UTF-8, so that the name stays below the 255 bytes of common file systems.
    """
    result = report.result
    parts = [safe(part) for part in (result.project_code, result.project_name) if part]
    if not any(parts):
        parts = [safe(report.provenance.submission.rsplit(".", 1)[0])]
    parts += [Voice(lang).say(what), day.strftime("%Y%m%d")]
    return "_".join(part for part in parts if part) + f".{suffix}"


def safe(part: str) -> str:
    """Return a part of a name without what a file system or a shell could stumble over."""
    text = " ".join(_FORBIDDEN.sub(" ", part).split()).strip(". ")
    text = text.encode()[:_PART_BYTES].decode(errors="ignore").strip(". ")
    return f"_{text}" if _DEVICES.match(text) or text.startswith("-") else text
