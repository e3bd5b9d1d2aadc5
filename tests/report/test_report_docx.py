"""The form as a desk opens it: what it says, that it fits the page, that text stays text."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from gouhook_gis.domain.message import message
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.report.docx.opinion import write_opinion
from gouhook_gis.report.docx.paper import WIDTH
from gouhook_gis.report.docx.xml import twips
from gouhook_gis.report.evidence import evidence
from tests.support.reports import (
    HOSTILE_ID,
    about,
    box,
    finding,
    full_report,
    overlap,
    passing_report,
    rules,
    unreadable_report,
)

WRITTEN = datetime(2024, 6, 2, 9, 30)


def form(report: Report, path: Path, lang: str = "zh", **more: Any) -> Document:
    """Write and read back."""
    write_opinion(report, evidence(report), path / "form.docx", lang, WRITTEN, **more)
    return docx.Document(str(path / "form.docx"))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The form of the full report."""
    return form(full_report(), tmp_path_factory.mktemp("form"))


def text(document: Document) -> str:
    """Return all text of the body, cells separated by tabs, in its order."""
    lines = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def headings(document: Document) -> list[str]:
    """Return the headings of the first level."""
    return [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]


def rows(document: Document, *heads: str) -> list[list[str]]:
    """Return the rows of every table that begins with these heads."""
    found = []
    for table in document.tables:
        first, *rest = [[cell.text for cell in row.cells] for row in table.rows]
        if tuple(first[: len(heads)]) == heads:
            found += rest
    assert found
    return found


def test_the_parts_are_those_a_desk_expects_in_its_order(full: Document) -> None:
    """Project, verdict, basis, rules, problems, open matters, what to mend, waivers, opinion."""
    assert headings(full) == [
        "一、项目概况",
        "二、审查结论",
        "三、审查依据",
        "四、逐条结论",
        "五、存在问题",
        "六、尚未检查的事项",
        "七、补正要求",
        "八、批准例外",
        "九、审查意见",
        "附表　问题清单",
    ]
    signed = [[cell.text for cell in row.cells] for row in full.tables[-5].rows]
    labels = ["审查意见", "审查人（签字）", "复核人（签字）", "审查单位（盖章）"]
    assert [row[0] for row in signed[:4]] == labels
    assert [row[2:] for row in signed[1:4]] == [["日期", "　　年　　月　　日"]] * 3
    assert signed[1][1] == ""
    assert full_report().provenance.result_sha256 in signed[4][0]


def test_it_says_what_the_page_says(full: Document) -> None:
    """Verdict, headline, what it rests on, force, restriction, areas, counts."""
    said = text(full)
    assert "总结论\t不通过" in said
    assert "有必须满足的规定未满足\n资料审查：未审" in said
    assert "总结论依据：几何检查、调查数据检查。" in said
    assert "依据效力待核" in said
    assert "内部资料 注意保管" in said
    assert "项目编号\t510999-2024-003\t审查阶段\t申报" in said
    assert "建新\t4\t1.8600\t27.90\t18600.37\t18600.00\t5598.40" in said
    assert "扣除重叠后\t\t1.8590\t27.88\t18590.37" in said
    assert "拆旧\n至少（有地块无法量算）\t6\t0.9150" in said
    assert (
        "共 9 条：不通过 3 条、程序异常 1 条、未检查（缺资料） 2 条、需人工核实 1 条、通过 1 条、"
        "不适用 1 条。" in said
    )


def test_every_rule_has_a_line_with_its_clause(full: Document) -> None:
    """In the order of the page; those that do not apply are named with the reason."""
    listed = rows(full, "规则编号")
    assert [row[0] for row in listed] == [
        *("ZJ-B01", "ZJ-B14", "ZJ-A01", "ZJ-B03", "ZJ-B15", "G05", "ZJ-B18", "ZJ-B25"),
    ]
    assert listed[0][2:] == [
        "四川省增减挂钩试点管理办法 第七条(五) [效力待核]",
        "必须满足",
        "不通过",
        "3\n其中批准例外 1",
    ]
    assert listed[-1][2] == "无直接条文"
    assert "ZJ-C06：本条适用于在线报备阶段，本次检查为申报阶段" in text(full)


def test_basis_names_documents_articles_and_force(full: Document) -> None:
    """Each document once."""
    assert rows(full, "依据文件") == [
        ["四川省增减挂钩试点管理办法", "第七条(五)", "效力待核"],
        ["国土资发〔2008〕138号", "第五条", "有效"],
        ["gouhook-base", "无直接条文", "—"],
    ]


def test_problems_open_matters_and_what_to_mend(full: Document) -> None:
    """Worst first; the numbers are those of the list; what is missing is named once."""
    problems = rows(full, "审查内容", "结论", "处数", "主要问题")
    assert [row[0].split("\n")[0] for row in problems] == ["ZJ-B01", "ZJ-B14", "ZJ-B15", "G05"]
    assert problems[0][3].endswith("（附表序号 1、2、6）")
    open_rows = rows(full, "审查内容", "级别", "原因及应补交的资料")
    assert [row[0].split()[0] for row in open_rows] == ["ZJ-A01", "ZJ-B03", "ZJ-B18"]
    assert "违法用地" in open_rows[1][2]
    mend = rows(full, "序号", "审查内容", "级别", "补正要求")
    assert [row[0] for row in mend] == ["1", "2", "3", "4", "5"]
    assert mend[0][3].startswith("调整地块边界避开所列图块")
    assert mend[4][1] == "补交“六、尚未检查的事项”中所列资料后，重新报送审查。"


def test_findings_are_listed_with_place_and_record(full: Document) -> None:
    """Numbers as everywhere else; a waived one says by which document."""
    listed = {row[0]: row for row in rows(full, "序号", "地块或对象")}
    assert sorted(listed) == ["1", "2", "3", "4", "5", "6"]
    assert listed["1"][1:4] == ["地块 AZ-01", "不通过", "0.2800 公顷（4.20 亩，2800.06 m²）"]
    assert (
        "X（纵）3400455.00，Y（横）35500760.00\n报送/=1+1/JXDK2.shp 第 2 条记录" in listed["1"][4]
    )
    assert listed["6"][2] == "需人工核实\n附批准例外 川自然资函〔2024〕12号"
    assert rows(full, "例外对象")[0][1:] == [
        *("川自然资函〔2024〕12号", "李某", "2026-12-31", "边界误差已核实", "已适用"),
    ]


def test_the_worst_are_listed_and_the_true_total_stated(tmp_path: Path) -> None:
    """Of 501 findings 500 are listed; of 500 all, without a word about more."""
    new = Role.NEW_CONSTRUCTION

    def listed(count: int, folder: str) -> tuple[int, str]:
        found = [
            finding(
                100 + i, (f"JX-{i}",), new, geometry=box(9 * i, 0, 3, 4), measures=(overlap(i),)
            )
            for i in range(1, count + 1)
        ]
        outcome = rules()[1].model_copy(
            update={"assessments": (about("new_construction/CZ-01", Status.FAIL, *found),)}
        )
        (tmp_path / folder).mkdir()
        made = form(full_report(rules=(outcome,), waivers=()), tmp_path / folder)
        return len(rows(made, "序号", "地块或对象")), text(made)

    number, said = listed(501, "more")
    assert number == 500
    assert "本规则共有问题 501 处，此处列出最重的 500 处" in said
    assert "地块 JX-501\t" in said
    assert "地块 JX-1\t" not in said
    number, said = listed(500, "all")
    assert number == 500
    assert "此处列出" not in said


def test_tables_fit_the_page_and_repeat_their_heads(full: Document) -> None:
    """A4 upright; every table as wide as the text at most; rows are not torn apart."""
    section = full.sections[0]
    size = (section.page_width, section.page_height)
    assert [round(length / 36_000, 1) for length in size if length] == [210.0, 297.0]
    for table in full.tables:
        grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
        assert sum(grid) <= twips(WIDTH) + len(grid)
        for row in table.rows:
            spans = [int(cell.grid_span) for cell in row._tr.tc_lst]
            assert sum(spans) == len(grid)
            assert row._tr.xpath("w:trPr/w:cantSplit")
    long = [t for t in full.tables if t.rows[0].cells[0].text in ("规则编号", "序号")]
    assert len(long) >= 5
    assert all(table.rows[0]._tr.xpath("w:trPr/w:tblHeader") for table in long)


def test_header_and_footer(full: Document) -> None:
    """Project and restriction above, the page of the pages below."""
    section = full.sections[0]
    assert section.header.paragraphs[0].text == (
        "510999-2024-003 青禾县柳溪镇等两个乡镇增减挂钩项目<b>\t内部资料 注意保管"
    )
    line = section.footer.paragraphs[0]._p
    assert line.xpath("string(.)").startswith("审查意见表 · 2024-06-02 09:30 生成")
    assert [f.get(qn("w:instr")) for f in line.xpath("w:fldSimple")] == ["PAGE", "NUMPAGES"]


def test_a_long_name_is_cut_above_the_pages_alone(tmp_path: Path) -> None:
    """36 characters fit the line; the first table has the name whole."""
    made = form(full_report(project_code="1", project_name="长" * 35), tmp_path)
    assert made.sections[0].header.paragraphs[0].text.startswith("1 " + "长" * 33 + "…\t")
    assert made.tables[0].rows[0].cells[1].text == "长" * 35
    exact = form(full_report(project_code="1", project_name="长" * 34), tmp_path)
    assert exact.sections[0].header.paragraphs[0].text.startswith("1 " + "长" * 34 + "\t")


def test_faces_are_named_with_their_stand_ins(tmp_path: Path) -> None:
    """仿宋 and 黑体, with the names under which other systems have them."""
    form(passing_report(), tmp_path)
    with ZipFile(tmp_path / "form.docx") as package:
        table = package.read("word/fontTable.xml").decode()
        styles = package.read("word/styles.xml").decode()
        assert not [name for name in package.namelist() if "thumbnail" in name]
    assert re.search(r'<w:font [^>]*w:name="仿宋"><w:altName w:val="FangSong,', table)
    assert re.search(r'<w:font [^>]*w:name="黑体"><w:altName w:val="SimHei,', table)
    assert 'w:eastAsia="仿宋"' in styles
    assert 'w:eastAsia="黑体"' in styles


def test_no_text_becomes_a_field_a_link_or_markup(tmp_path: Path) -> None:
    """What XML forbids is replaced; the only fields are the two of the footer."""
    name = '{ PAGE } =1+1 <w:t>&amp; \x00\x1b\ufffe http://a.b DDEAUTO c:\\x "y"'
    made = form(full_report(project_name=name), tmp_path)
    shown = name
    for character in "\x00\x1b\ufffe":
        shown = shown.replace(character, "\ufffd")
    assert made.tables[0].rows[0].cells[1].text == shown
    said = text(made)
    assert HOSTILE_ID in said
    with ZipFile(tmp_path / "form.docx") as package:
        body = package.read("word/document.xml").decode()
        everything = "".join(
            package.read(part).decode() for part in package.namelist() if part.endswith(".rels")
        )
    assert not re.search(r"fldSimple|instrText|w:hyperlink|altChunk", body)
    assert "External" not in everything


def test_a_clean_project_has_nothing_to_mend(tmp_path: Path) -> None:
    """And no list; what was not examined is said all the same."""
    said = text(form(passing_report(), tmp_path))
    assert "总结论\t通过" in said
    assert "已检查的事项未发现问题。" in said
    assert "无须补正。" in said
    assert "未审：调查数据检查、资料审查。" in said
    assert "附表" not in said


def test_a_required_group_without_verdict_is_said_beside_the_verdict(tmp_path: Path) -> None:
    """The survey counts here, and nothing of it was examined."""
    made = form(passing_report(), tmp_path)
    headline = next(r for t in made.tables for r in t.rows if r.cells[0].text == "结论说明")
    assert "未审：调查数据检查。" in headline.cells[1].text


def test_an_unreadable_submission_gets_a_form_too(tmp_path: Path) -> None:
    """It goes back to the surveyor with what is to be done."""
    said = text(form(unreadable_report(), tmp_path))
    assert "总结论\t数据无法读取" in said
    assert "项目名称\t未填" in said
    assert "没有可以量算的地块。" in said
    assert "报送文件\tviolations.zip" in said


def test_english(tmp_path: Path) -> None:
    """No Chinese but what is quoted: names and documents."""
    made = form(full_report(), tmp_path, "en")
    assert headings(made)[:3] == ["1. Project", "2. Verdict", "3. Legal basis"]
    for row in rows(made, "Code", "Examined"):
        assert not re.search(r"[\u4e00-\u9fff]", "".join([*row[:2], *row[3:]]))


def test_a_headline_about_waivers_is_there(tmp_path: Path) -> None:
    """The form prints every line the engine puts under the verdict."""
    lines = (message("engine.verdict.pass"), message("engine.group_not_required", group="survey"))
    headline = next(
        row
        for table in form(full_report(headline=lines), tmp_path).tables
        for row in table.rows
        if row.cells[0].text == "结论说明"
    )
    assert headline.cells[1].text.split("\n")[1].startswith("调查数据检查：未审")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """And makes pages of it: the signatures on one page, no empty one."""
    form(full_report(), tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8"]
    done = subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "form.docx"],
        capture_output=True,
        text=True,
        check=False,
    )
    if "could not be loaded" in done.stderr:
        pytest.skip("LibreOffice without Writer")
    said = (tmp_path / "form.txt").read_text("utf-8")
    assert "审查单位（盖章）" in said
    assert "地块 AZ-01" in said
