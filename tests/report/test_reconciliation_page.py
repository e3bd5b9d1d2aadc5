"""The table on the page, in the form, on the terminal and as a layer."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest

import pyogrio
import shapely

from gouhook_gis.domain.words import Status
from gouhook_gis.report.docx.opinion import write_opinion
from gouhook_gis.report.evidence import evidence
from gouhook_gis.report.html import html
from gouhook_gis.report.reconciliation.drawing import draw
from gouhook_gis.report.summary import summary
from gouhook_gis.report.vector import write_geopackage
from gouhook_gis.report.voice import Voice
from tests.support.reconciled import parts, reconciled_report, reconciliation, row
from tests.support.reports import E0, N0, box, full_report

WRITTEN = datetime(2024, 6, 2, 9, 30)
ZH = Voice("zh")


def page(lang: str = "zh", shown: int = 500, **changes: object) -> str:
    """Return the section of the page."""
    whole = html(reconciled_report(**changes), lang, written=WRITTEN, shown=shown)
    return whole[whole.index('<section id="reconciliation">') :].split("</section>")[0]


def cells(section: str, id_: str) -> list[str]:
    """Return the texts of a parcel's row of the table."""
    body = section.split('id="all-parcels"')[1].split("</table>", maxsplit=1)[0]
    (found,) = [part for part in body.split("<tr>") if f">{id_}<" in part]
    flat = re.sub(r"<small[^>]*>", " ", found.split("</tr>")[0])
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in flat.split("</td>")][:-1]


def test_the_page_has_the_section_only_with_the_table() -> None:
    """Without the table no heading of it."""
    assert 'id="reconciliation"' not in html(full_report(), written=WRITTEN)
    assert "数线图对照表" in page()


def test_a_row_holds_figures_boundary_and_map_side_by_side() -> None:
    """CJ-003: 0.0800 公顷 and 1.20 亩 filed, as much of either kind of area, 5/4 points 3.000 m
    apart, 85 %, +120.02 m².
    """
    assert cells(page(), "CJ-003") == [
        "CJ-003 柏树村",
        *("0.0800 1.20", "—", "0.0800 0.0800", "5/4", "3.000"),
        *("0.0680 1.02", "85%", "0.0612 0.92", "−0.02", "+120.02", "+120.00", "不一致"),
    ]


def test_what_could_not_be_told_is_a_dash_and_never_zero() -> None:
    """A parcel without a survey: twelve dashes, and below the table why."""
    section = page()
    assert cells(section, "=cmd|&#39; /C calc&#39;!A0")[1:] == ["—"] * 11 + ["未能比对"]
    assert "不是零。原因如下" in section
    assert "经验值" in section


def test_each_differing_parcel_is_drawn_with_its_lines() -> None:
    """Three parcels differ or need review; their rows lead to them; a key for each line."""
    section = page()
    assert section.count('class="detail"') == 3
    assert [f'id="d{n}"' in section for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert '<a href="#d1">CJ-003</a>' in section
    for name in ("changed", "between", "filed", "text"):
        assert f'class="key line-{name}"' in section
    assert "最大 6.00 米，95% 5.10 米，平均 1.00 米" in section
    assert "<script>" not in section


def test_the_worst_are_shown_and_the_rest_counted() -> None:
    """Two of five rows, two of three drawings; what is left out is summed and said."""
    section = page(shown=2)
    assert section.count('class="detail"') == 2
    assert "不一致和需核实的地块（3 个）" in section
    assert "不一致和需核实的地块共 3 个，此处列出差别最大的 2 个" in section
    assert "其余 3 个地块（见 XLSX）" in section
    # CJ-001 and two without a figure are left out: 0.1200 公顷 filed.
    assert re.search(r"其余 3 个地块.{0,200}0\.1200<small>1\.80", section, re.S)


def test_agreement_and_nothing_compared_are_told_apart() -> None:
    """No difference because all agree; no difference because nothing could be compared."""
    agreeing = reconciliation().rows[0]
    assert "数、线、图均一致" in page(rows=(agreeing,))
    unseen = row("X", Status.NOT_RUN, parts=parts(*[(Status.NOT_RUN, None)] * 3))
    assert "没有一个地块能够比对" in page(rows=(unseen,), pairs=())
    assert "没有可以对照的地块" in page(rows=(), pairs=())


def test_the_drawing_keeps_lines_and_places() -> None:
    """A line moved by 3.00 m along a side of 40 m: the strip is 3/40 of the parcel wide."""
    moved = reconciliation().rows[2]
    drawing = draw(moved, degrees=False, voice=ZH)
    assert drawing is not None
    root = ElementTree.fromstring(str(drawing))
    found = {e.get("class"): e.get("d", "") for e in root.iter("path")}
    assert list(found) == ["line-changed", "line-between", "line-filed", "line-text"]

    def width(name: str) -> float:
        xs = [float(x) for x in re.findall(r"[ML]([\d.]+) ", found[name])]
        return max(xs) - min(xs)

    assert width("line-between") / width("line-filed") == pytest.approx(3 / 40, abs=0.002)
    assert width("line-text") / width("line-filed") == pytest.approx(43 / 40, abs=0.002)
    assert [e.text for e in root.iter("text")] == ["0", "10 m"]


def test_a_strip_too_small_to_see_is_ringed() -> None:
    """0.1 m by 0.1 m beside a parcel of 40 m."""
    speck = {"filed": box(0, 0, 40, 20), "between": box(40, 0, 0.1, 0.1)}
    drawing = draw(row("X", Status.FAIL, drawing=speck), degrees=False, voice=ZH)
    assert drawing is not None
    assert 'class="ring fail"' in drawing
    assert draw(row("X", Status.FAIL), degrees=False, voice=ZH) is None


def test_the_form_tells_how_many_and_which(tmp_path: Path) -> None:
    """A section of its own with the parcels that differ, and what a dash means."""
    report = reconciled_report()
    for lang, title, said in (
        (
            "zh",
            "六、数线图对照表",
            "共 5 个地块：不一致 2 个、未能比对 1 个、需核实 1 个、一致 1 个。",
        ),
        ("en", "6. Figures, boundaries and map", "5 parcels: 2 differ, 1 not compared"),
    ):
        write_opinion(report, evidence(report), tmp_path / "f.docx", lang, WRITTEN)
        document = docx.Document(str(tmp_path / "f.docx"))
        texts = [paragraph.text for paragraph in document.paragraphs]
        assert title in texts
        assert any(text.startswith(said) for text in texts)
    write_opinion(report, evidence(report), tmp_path / "f.docx", "zh", WRITTEN, shown=2)
    document = docx.Document(str(tmp_path / "f.docx"))
    (table,) = [t for t in document.tables if t.cell(0, 3).text.startswith("套合面积")]
    assert [c.text for c in table.rows[1].cells][:8] == [
        *("CJ-003\n柏树村", "0.0800", "0.0800", "0.0680", "−0.02", "+120.02", "+120.00", "不一致"),
    ]
    assert len(table.rows) == 3
    assert any("共 3 个，此处列出差别最大的 2 个" in p.text for p in document.paragraphs)


def test_the_terminal_says_it_in_one_line() -> None:
    """How many parcels differ, could not be compared, need review, agree."""
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in summary(reconciled_report())]
    (said,) = [line for line in lines if line.startswith("数线图对照")]
    assert said == "数线图对照：不一致 2 个、未能比对 1 个、需核实 1 个、一致 1 个"
    assert not [line for line in summary(full_report()) if "数线图" in line]


def test_the_geopackage_holds_what_lies_between_the_lines(tmp_path: Path) -> None:
    """60 m² between the lines of CJ-003 where they are; the others have no shape."""
    report = reconciled_report()
    write_geopackage(report, evidence(report), tmp_path / "f.gpkg", "zh")
    info, _, shapes, values = pyogrio.raw.read(tmp_path / "f.gpkg", layer="reconciliation")
    fields = dict(zip(info["fields"], values, strict=True))
    assert list(fields["地块编号"])[:2] == ["CJ-003", "CJ-002"]
    assert list(fields["对照结论"]) == ["不一致", "不一致", "需核实"]
    assert fields["线图差"][0] == 120.02
    assert fields["数线差"][2] != fields["数线差"][2]
    shape = shapely.from_wkb(shapes[0])
    assert shape.area == pytest.approx(60.0)
    assert shape.bounds == (E0 + 560, N0 + 760, E0 + 563, N0 + 780)
    assert shapes[1] is None
    write_geopackage(full_report(), [], tmp_path / "x.gpkg", "zh")
    assert "reconciliation" not in pyogrio.list_layers(tmp_path / "x.gpkg")[:, 0]
