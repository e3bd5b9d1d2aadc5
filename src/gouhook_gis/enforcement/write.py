"""All files of one comparison of patches, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.enforcement import Enforcement
from gouhook_gis.enforcement.page import page
from gouhook_gis.enforcement.sheets import sheets
from gouhook_gis.enforcement.vector import write_geopackage
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.whole import drafted, put
from gouhook_gis.report.xlsx import write_workbook

JSON, HTML, XLSX, GPKG = "patches.json", "patches.html", "patches.xlsx", "patches.gpkg"


def write_enforcement(found: Enforcement, folder: Path, lang: str = "zh") -> list[Path]:
    """Write a comparison into `folder`, beside what is there; errors as of `report.write_all`."""
    voice, written = Voice(lang), datetime.now().astimezone()
    with drafted(folder) as draft:
        text = canonical_json(found.model_dump(mode="json")) + "\n"
        (draft / JSON).write_text(text, encoding="utf-8", newline="\n")
        (draft / HTML).write_text(page(found, lang, written=written), "utf-8", newline="\n")
        book = sheets(found, voice)
        write_workbook(draft / XLSX, book, voice, title=found.source, kind="enforce.title")
        write_geopackage(found, draft / GPKG, voice)
        names = (JSON, HTML, XLSX, GPKG)
        for name in names:
            put(draft, folder, name)
    return [folder / name for name in names]
