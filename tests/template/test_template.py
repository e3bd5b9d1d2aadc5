"""The workbook as it is written, read back by openpyxl and by ourselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.fact_layout import cell_of, layouts
from gouhook_gis.domain.fact_specs import ValueSpec, fact_sheets
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.message import message, render
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.formats.workbook import read_workbook
from gouhook_gis.intake.fact_rows import BY_VILLAGE, as_kept, natural_key
from gouhook_gis.intake.notes import Notes
from gouhook_gis.intake.workbook.read import workbook_facts
from gouhook_gis.template.write import write_template

SHEETS = [
    *("填表说明", "项目区基本情况", "地块挂接表", "申报数据", "实施进展", "验收", "周转指标台账"),
    *("群众意愿与公示", "实施规划调整", "跨省域调剂", "要件清单"),
]


@pytest.fixture(scope="module")
def sichuan(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "四川.xlsx"
    write_template("sichuan", path)
    return path


def read_back(path: Path) -> tuple[Facts, Notes]:
    book = read_workbook(path, path.name, limits_from_settings())
    assert book is not None
    notes = Notes()
    return workbook_facts([book], notes), notes


def test_a_sheet_for_every_theme_and_the_marker_first(sichuan: Path) -> None:
    book = load_workbook(sichuan)
    assert book.sheetnames == SHEETS
    cells = [cell.value for row in book["填表说明"].iter_rows() for cell in row if cell.value]
    assert "gouhook-facts/1" in cells
    assert "sichuan 四川（全国办法加四川省办法）" in cells


def test_every_fact_stands_where_messages_say(sichuan: Path) -> None:
    book = load_workbook(sichuan)
    for key, spec in fact_sheets().facts.items():
        page = book[fact_sheets().sheet_of(key).title.zh]
        cell = page[cell_of(key)]
        assert page.cell(cell.row, 1).value == spec.heading("zh"), key
        assert cell.value is None
    for key, table in fact_sheets().tables.items():
        page = book[fact_sheets().sheet_of(key).title.zh]
        first = page[cell_of(key)]
        heads = [str(page.cell(first.row, i + 1).value) for i in range(len(table.columns))]
        assert [h.strip("*") for h in heads] == [c.heading("zh") for c in table.columns.values()]


def test_a_choice_is_a_list_and_a_date_a_date(sichuan: Path) -> None:
    page = load_workbook(sichuan)["项目区基本情况"]
    by_cell = {str(v.sqref): v for v in page.data_validations.dataValidation}
    programme, approval = by_cell[cell_of("programme")], by_cell[cell_of("approval_date")]
    assert (programme.type, programme.formula1) == (
        "list", '"一般项目,跨县调剂,跨省域调出,跨省域调入"',
    )  # fmt: skip
    assert (approval.type, approval.errorStyle) == ("date", "warning")
    assert page[cell_of("approval_date")].number_format == "yyyy-mm-dd"
    assert page[cell_of("project_code")].number_format == "@"


def test_what_no_rule_asks_for_is_grey(sichuan: Path) -> None:
    """省厅受理日期 is asked for in Shandong alone; the surplus quota everywhere."""
    book = load_workbook(sichuan)
    colours = {
        key: book[fact_sheets().sheet_of(key).title.zh][cell_of(key)].fill.fgColor.rgb
        for key in ("surplus_quota_m2", "received_date")
    }
    assert colours == {"surplus_quota_m2": "FFFFFBE6", "received_date": "FFF0F0F0"}
    page = book["周转指标台账"]
    row = page[cell_of("surplus_quota_m2")].row
    assert page.cell(row, 8).value == "用于 ZJ-A02"


def test_an_empty_template_holds_no_facts_and_nothing_wrong(sichuan: Path) -> None:
    facts, notes = read_back(sichuan)
    assert facts.values == {}
    assert notes.issues == []


def test_documents_are_those_of_the_rules(sichuan: Path) -> None:
    page = load_workbook(sichuan)["要件清单"]
    heads = page[cell_of("documents")].row
    rows = [(page.cell(r, 1).value, page.cell(r, 2).value) for r in range(heads + 1, heads + 4)]
    assert all(key and name for key, name in rows)


def test_an_unknown_profile_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_template("nowhere", tmp_path / "x.xlsx")


def test_a_missing_fact_names_its_cell() -> None:
    said = render(message("rules.fact_missing", fact="approval_date"))
    cell = cell_of("approval_date")
    where = f"工作簿“项目区基本情况”{cell}，或用 --fact approval_date=… 给出"
    assert said == f"缺少“批准日期”，未检查。请填写{where}"
    quota = render(message("rules.fact_missing", fact="quota_m2"), "en")
    assert "quota_ha=…" in quota
    grade = render(message("rules.fact_missing", fact="parcels.grade"))
    assert "工作簿“地块挂接表”（A6 起）“耕地等级”一列" in grade
    votes = render(message("rules.fact_missing", fact="votes"))
    assert "工作簿“群众意愿与公示”的“群众意愿”表（A6 起）" in votes


def test_rows_beyond_those_made_ready_push_the_next_table_down(tmp_path: Path) -> None:
    """Sixty rows of votes are ready; with 70 the notices begin ten rows further down."""
    votes = [
        {"village_code": f"5109991002{n:02d}", "kind": "assembly", "eligible": 30, "agreed": n}
        for n in range(70)
    ]
    notices = [{"kind": "plan", "start": "2024-01-01", "end": "2024-01-31"}]
    facts = as_facts({"votes": votes, "notices": notices})
    write_template("sichuan", tmp_path / "f.xlsx", facts)
    found, notes = read_back(tmp_path / "f.xlsx")
    assert notes.issues == []
    assert {key: fact.value for key, fact in found.values.items()} == {
        "votes": votes, "notices": notices,
    }  # fmt: skip
    heads = layouts()["consent"].tables["notices"].heads
    assert found.values["notices"].rows[0].params["place"] == f"群众意愿与公示!A{heads + 11}"


def as_facts(values: dict) -> Facts:
    source = message("intake.source.option", option="test")
    return Facts(values={k: Fact(key=k, value=v, source=source) for k, v in values.items()})


DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(date.isoformat)
NAMES = st.text("青山绿水甲乙丙〔〕0123456789-", min_size=1, max_size=12)
# Areas with the decimals of a filed figure: 公顷 with 4 is m² in whole numbers.
VALUES = {
    "text": NAMES,
    "texts": st.sets(NAMES, min_size=1, max_size=3).map(sorted),
    "county": st.from_regex(r"[1-9][0-9]{5}", fullmatch=True),
    "village": st.from_regex(r"[1-9][0-9]{11}", fullmatch=True),
    "land_class": st.sampled_from(["01", "0103", "203", "0702"]),
    "date": DAYS,
    "month": DAYS.map(lambda day: day[:7]),
    "period": st.sampled_from(["2024Q1", "2023Q4", "2024H2"]),
    "year": st.integers(2000, 2099),
    "count": st.integers(0, 10**6),
    "scale": st.integers(1, 10**6),
    "number": st.integers(0, 10**6).map(lambda n: n / 100),
    "hectares": st.integers(0, 10**8).map(float),
    "yuan": st.integers(0, 10**11).map(lambda n: n / 100),
    "wan": st.integers(0, 10**8).map(lambda n: n / 100),
    "yes_no": st.booleans(),
}


def of(spec: ValueSpec) -> st.SearchStrategy:
    return st.sampled_from([*spec.values]) if spec.type == "choice" else VALUES[spec.type]


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    """Some single facts, and some rows of every table, in the order of their keys."""
    values = {
        key: draw(of(spec)) for key, spec in fact_sheets().facts.items() if draw(st.booleans())
    }
    for key, table in fact_sheets().tables.items():
        rows = {}
        for _ in range(draw(st.integers(0, 3))):
            row = {
                name: draw(of(spec))
                for name, spec in table.kept.items()
                if table.required(name) or draw(st.booleans())
            }
            rows[natural_key(table, row)] = row
        if rows:
            values[key] = as_kept(key, [rows[name] for name in sorted(rows)])
    return as_facts(values)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow,
          HealthCheck.function_scoped_fixture, HealthCheck.data_too_large])  # fmt: skip
@given(facts=any_facts())
def test_facts_to_a_workbook_and_back(facts: Facts, tmp_path: Path) -> None:
    path = tmp_path / "round.xlsx"
    write_template("national", path, facts)
    found, notes = read_back(path)
    assert notes.issues == []
    assert {key: fact.value for key, fact in found.values.items()} == {
        key: fact.value for key, fact in facts.values.items()
    }
    assert BY_VILLAGE not in facts.values or found.project.terrain_by_village
