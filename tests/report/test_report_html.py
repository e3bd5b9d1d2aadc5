"""The page: self-contained, escaped, complete, honest about what it leaves out."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.report.html import html
from gouhook_gis.report.voice import Voice
from tests.support.reports import (
    FORMULA_ID,
    HOSTILE_ID,
    about,
    box,
    finding,
    full_report,
    overlap,
    parcel,
    passing_report,
    rule,
    unreadable_report,
)

WRITTEN = datetime(2024, 6, 2, 9, 30)
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """Collects tags, texts and ids, and checks that every element is closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.stack: list[str] = []
        self.feed(source)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.stack[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def page(report: Report, lang: str = "zh", **more: int) -> Page:
    return Page(html(report, lang, written=WRITTEN, **more))


REPORTS = [full_report(), passing_report(), unreadable_report()]


@pytest.mark.parametrize("report", REPORTS, ids=["full", "passing", "unreadable"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_is_whole_and_needs_no_network(report: Report, lang: str) -> None:
    """Well-formed, no script, no address, every link leads to a place on the page."""
    seen = page(report, lang)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(seen.tags)
    links = {value for name, value in seen.attributes if name in ("href", "src")}
    ids = [value for name, value in seen.attributes if name == "id"]
    assert all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} <= set(ids)
    assert len(ids) == len(set(ids))
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    source = html(report, lang, written=WRITTEN)
    assert not re.search(r"(?i)https?:|@import|url\(|//[a-z]", source)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_label_has_a_text(lang: str) -> None:
    """A label missing in the catalogue would show as its id."""
    for report in REPORTS:
        text = page(report, lang).text.replace("report.json", "").replace("report.xlsx", "")
        assert not re.search(r"\breport\.[a-z]", text)
        assert "None" not in text
    assert not re.search("[\u4e00-\u9fff]", Voice("en").say("areas_note"))


def test_field_values_and_file_names_are_text_only() -> None:
    """Markup in ids, names and paths arrives as text."""
    seen = page(full_report())
    assert HOSTILE_ID in seen.text
    assert FORMULA_ID in seen.text
    assert "<img src=x>" in seen.text
    assert "b" not in seen.tags
    nasty = full_report(project_name="a\x1b[2J\u202eb\u2028c")
    assert "a\ufffd[2J\ufffdb\ufffdc" in page(nasty).text


def test_first_page_says_verdict_grounds_and_gaps() -> None:
    """Verdict, headline, force unknown, restricted, groups, what was not examined."""
    text = page(full_report()).text
    for words in (
        "不通过",
        "有必须满足的规定未满足",
        "依据效力待核",
        "内部资料 注意保管",
        "未审：资料审查",
        "2024-06-01（申报日期）",
        "EPSG:4523",
        "共发现问题 6 处",
        "缺少参考图层“违法用地”",
        "地块 CJ-006 没有可量算的图形",
    ):
        assert words in text
    assert text.index("内部资料") < text.index("首先要处理的问题") < text.index("面积汇总")
    clean = page(passing_report()).text
    assert "依据效力待核" not in clean
    assert "内部资料" not in clean


def test_a_finding_tells_parcel_amount_place_record_law_and_remedy() -> None:
    """Everything a surveyor asks of finding 1 stands in its rule's section."""
    text = page(full_report()).text
    section = text[text.index("逐条说明") :]
    for words in (
        "地块 AZ-01",
        "0.2800 公顷（4.20 亩，2800.06 m²）",
        "X（纵）3400455.00，Y（横）35500760.00",
        "报送/=1+1/JXDK2.shp 第 2 条记录",
        "YJ510999-0001",
        "第七条(五) [效力待核]",
        "建新地块不得占用基本农田",
        "调整地块边界避开所列图块",
        "附批准例外 川自然资函〔2024〕12号",
        "≥ 30%",
        "−0.01 个百分点",
        "± 0.04%",
        "临界，建议复核",
    ):
        assert words in section


def test_measures_without_threshold_stand_in_one_line() -> None:
    """They inform; only those that decide get a row of their own."""
    source = html(full_report(), written=WRITTEN)
    section = source[source.index('id="r-ZJ-B14"') :].split("</article>")[0]
    assert section.count('<td class="n">≥ 30%</td>') == 1
    assert re.search(r'class="beside">村农村建设用地（汇总） 12500.00 m²</td>', section)


def test_article_that_names_its_document_is_not_doubled() -> None:
    """The document stands once before the article."""
    assert "国土资发〔2008〕138号 国土资发" not in page(full_report()).text
    assert "gouhook-base derived" in page(full_report(), "en").text


def test_printed_parcel_rows_add_up() -> None:
    """The shown m² of the new-construction table add up to its shown total."""
    source = html(full_report(), written=WRITTEN)
    table = source[source.index("建新地块（4 个）") :].split("</table>")[0]
    numbers = [
        [Decimal(cell) for cell in re.findall(r'class="n">([\d.]+)</td>', row)]
        for row in table.split("<tr")[2:]
    ]
    *rows, total = [row for row in numbers if row]
    assert len(rows) == 4
    for column in range(4):
        assert sum(row[column] for row in rows) == total[column]


def test_what_does_not_fit_is_counted_and_totals_stay() -> None:
    """With room for two: the true number of findings, the rest of the parcels in one row."""
    text = page(full_report(), shown=2).text
    assert "本规则共有问题 3 处，此处列出最重的 2 处" in text
    assert "其余 4 个地块" in text
    assert "其余 1 行" in text
    table = text[text.index("建新地块（4 个）") :]
    assert "其余 2 个地块（见 XLSX）" in table
    # Parcels with findings are listed first; NC-01 has none.
    assert "NC-01" not in table


def test_not_run_rules_are_told_apart_from_passed_ones() -> None:
    """A rule that was not run never shows 通过, and one that passed says what it examined."""
    source = html(full_report(), written=WRITTEN)
    section = source[source.index('id="r-ZJ-B03"') :].split("</article>")[0]
    assert "未检查（缺资料）" in section
    assert "badge pass" not in section
    passed = source[source.index('id="r-ZJ-B25"') :].split("</article>")[0]
    assert re.search(r"通过 5 · 检查了：参考图斑 3、永久基本农田（2024）", passed)


def test_unreadable_report_says_so_and_has_no_map() -> None:
    """No CRS, no parcels: the page still tells what happened and that no vectors were made."""
    text = page(unreadable_report()).text
    for words in ("数据无法读取", "没有可以绘制的图形", "没有输出矢量成果", "没有可以量算的地块"):
        assert words in text


def test_ten_thousand_parcels_and_findings_stay_readable() -> None:
    """Drawn and listed: 500 findings of a rule; the page stays below 20 MB."""
    parcels = tuple(
        parcel(f"JX-{i}", Role.NEW_CONSTRUCTION, 100.0, box(i % 100 * 30, i // 100 * 30, 10, 10))
        for i in range(10_000)
    )
    hits = tuple(
        about(
            p.key,
            Status.FAIL,
            finding(i, (p.id,), p.role, geometry=p.geometry, measures=(overlap(100.0),)),
        )
        for i, p in enumerate(parcels[:3000])
    )
    report = full_report(
        parcels=parcels,
        totals=(),
        rules=(rule("ZJ-B01", "不得占用", "x", Status.FAIL, assessments=hits),),
    )
    source = html(report, written=WRITTEN)
    assert source.count('class="finding ') == 500
    assert "本规则共有问题 3000 处" in source
    assert len(source) < 20_000_000


def test_measures_of_unknown_units_do_not_break_the_page() -> None:
    """Units of later rules (days, yuan) show as they are."""
    late = measured("days", 12.0, "workdays", operator="<=", threshold=10.0)
    report = full_report(
        rules=(
            rule(
                "ZJ-C06",
                "按时报备",
                "x",
                Status.FAIL,
                assessments=(about("x", Status.FAIL, measures=(late,)),),
            ),
        )
    )
    assert "12 workdays" in page(report).text
