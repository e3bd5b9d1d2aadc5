"""Write `docs/rules/` from the packs and the fixtures: `python -m scripts.rule_pages`.

One page a rule, an index, and drawings of the required fixture cases. What a case's finding says
on the page is what the program says: every case is checked while the page is made. A test compares
the folder with what this script makes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import shapely

from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.message import Message, render, word
from gouhook_gis.domain.report import RuleOutcome
from gouhook_gis.rules.kinds.documents_listed import RequiredDocument
from gouhook_gis.rules.listing import Explanation, explain, listing
from scripts.drawing import Shape, drawing, in_order
from scripts.folder import write_anew
from scripts.not_covered import page
from tests.support.fixtures import REQUIRED, Fixture, FixtureCase, load_fixture, reported
from tests.support.fixtures import Shape as FixtureShape

FOLDER = Path(__file__).parent.parent / "docs" / "rules"
# Pages say from when to when a text is in force, not whether it is on some day.
ANY_DAY = date(2024, 6, 30)
LAW_DATE = LawDate(date=ANY_DAY, origin="as_of")
BASIS = {"text": "条文明文", "derived": "派生（无直接条文）", "interpretation": "对条文的解释"}
SCOPE = {"any": "各类项目", "transfer_both": "跨省域调剂（调出、调入）"}
FINDINGS_SHOWN = 3
# The parameter that has a table of its own.
DOCUMENTS = "documents"


def pages() -> dict[str, str]:
    """Return every page and drawing as text, by its path below `docs/rules/`."""
    made = {"README.md": _index(), "not-covered.md": page()}
    for row in listing(None, LAW_DATE):
        fixture = load_fixture(row.code)
        outcomes = {name: reported(row.code, name).result.rules[0] for name in fixture.cases}
        # Files and formats are not to be seen on a map.
        drawings = {
            name: drawing(_shapes(fixture.cases[name], outcomes[name]), f"{row.code} {name}")
            for name in REQUIRED
            if row.kind != "intake_issues"
        }
        made |= {f"drawings/{row.code}-{n}.svg": svg for n, svg in drawings.items() if svg}
        zh, en = (explain(row.code, ANY_DAY, lang=lang) for lang in ("zh", "en"))
        drawn = [name for name, svg in drawings.items() if svg]
        made[f"{row.code}.md"] = "\n".join([*_page(zh, en), *_cases(fixture, outcomes, drawn), ""])
    return made


def _index() -> str:
    lines = [
        "# 规则 · Rules",
        "",
        "由规则包和测试用例自动生成（`make docs`），请勿手改。",
        "Generated from the packs and the fixtures by `make docs`; do not edit.",
        "还不是规则的要求见[这里](not-covered.md)。Requirements that are no rule yet are",
        "[listed with the reason](not-covered.md).",
        "",
        "| 编号 | 名称 | Title | 依据 | 级别 | 规则包 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    english = {row.code: row.title for row in listing(None, LAW_DATE, "en")}
    for row in listing(None, LAW_DATE):
        clause = row.article if row.document in row.article else f"{row.document} {row.article}"
        cells = (
            f"[{row.code}]({row.code}.md)",
            row.title,
            english[row.code],
            clause,
            word(f"severity.{row.severity.value}", "zh"),
            row.pack,
        )
        lines.append(_row(*cells))
    return "\n".join([*lines, ""])


def _page(zh: Explanation, en: Explanation) -> Iterator[str]:
    yield from (f"# {zh.code} {zh.title}", "", f"*{en.title}*", "")
    yield from ("| | |", "| --- | --- |")
    yield from (_row(name, value) for name, value in _facts(zh) if value)
    for title, text in _sections(zh):
        if text:
            yield from ("", f"## {title}", "", text.strip())
    parameters = [one for one in zh.parameters if one.name != DOCUMENTS]
    if parameters:
        yield from ("", "## 参数", "", "| 参数 | 取值 | 说明 |", "| --- | --- | --- |")
        for parameter in parameters:
            value = json.dumps(parameter.value, ensure_ascii=False)
            yield _row(f"`{parameter.name}`", f"`{value}`", parameter.text)
    yield from _documents(zh)
    yield from ("", "## In English", "", f"**What.** {en.what.strip()}", "")
    yield from (f"**Why.** {en.why.strip()}", "", f"**How.** {en.how.strip()}", "")
    yield f"**Remedy.** {en.remedy.strip()}"
    if en.trap:
        yield from ("", f"**Trap.** {en.trap.strip()}")


def _documents(rule: Explanation) -> Iterator[str]:
    """Yield the table of the documents a rule asks for, where it asks for any."""
    listed = next((one.value for one in rule.parameters if one.name == DOCUMENTS), None)
    if not isinstance(listed, list):
        return
    yield from (
        "",
        "## 应交材料",
        "",
        "| 环节 | 材料 | Document | 条款 |",
        "| --- | --- | --- | --- |",
    )
    for item in map(RequiredDocument.model_validate, listed):
        title = item.title.zh
        if item.where:
            title += f"（只在填明“{word(f'fact.{item.where.fact}', 'zh')}”时要求）"
        yield _row(word(item.stage.value, "zh"), title, item.title.get("en"), item.article)


def _facts(rule: Explanation) -> Iterator[tuple[str, str]]:
    quote = f"“{rule.quote}”" if rule.quote else ""
    yield "依据", f"{rule.document} {rule.article}{quote}"
    yield "性质", BASIS[rule.basis]
    yield "施行", _force(rule)
    yield "地域", rule.jurisdiction
    scope = SCOPE.get(rule.scope) or word(rule.scope, "zh")
    without = "、".join(word(programme.value, "zh") for programme in rule.not_in)
    yield "适用项目", f"{scope}（{without}除外）" if without else scope
    stages = "、".join(word(stage, "zh") for stage in rule.stage)
    yield "适用环节", "各环节" if rule.stage == ("any",) else stages
    parts = "".join(
        f"；{word(role.value, 'zh')}：{word(f'severity.{severity.value}', 'zh')}"
        for role, severity in rule.severity_by_part.items()
    )
    yield "级别", word(f"severity.{rule.severity.value}", "zh") + parts
    yield "证据", word(rule.group.value, "zh")
    yield "需要的图层", "、".join(f"{word(s.split('@')[0], 'zh')} `{s}`" for s in rule.slots)
    yield "需要的资料", "、".join(f"`{fact}`" for fact in rule.facts)
    yield "问题列在", rule.findings_under or ""
    yield "代替", rule.in_place_of or ""
    yield "规则包", f"{rule.pack_title}（`{rule.pack}` {rule.pack_version}）"
    yield "规则类型", f"`{rule.kind}`"


def _force(rule: Explanation) -> str:
    first, latest = rule.force_from_earliest, rule.force_from_latest
    start = f"{first} 起" if first else ""
    if first and latest and first != latest:
        start = f"{first} 至 {latest} 之间起"
    end = f"，至 {rule.force_to}" if rule.force_to else ""
    note = f"（{rule.force_note}）" if rule.force_note else ""
    return start + end + note


def _sections(rule: Explanation) -> Iterator[tuple[str, str | None]]:
    yield "检查什么", rule.what
    yield "为什么", rule.why
    yield "怎样计算", rule.how
    yield "怎样补正", rule.remedy
    yield "容易出错", rule.trap


def _cases(fixture: Fixture, outcomes: dict[str, RuleOutcome], drawn: list[str]) -> Iterator[str]:
    yield from ("", "## 示例", "", "取自本规则的测试用例，结论和文字由程序给出。")
    for name, case in fixture.cases.items():
        outcome = outcomes[name]
        yield from ("", f"### {case.say.zh}：{word(outcome.status.value, 'zh')}")
        if name in drawn:
            yield from ("", f"![{fixture.rule} {name}](drawings/{fixture.rule}-{name}.svg)")
        said = list(_said(outcome))
        if said:
            yield from ("", *(f"> {render(text)}  " for text in said[:FINDINGS_SHOWN]))
        if len(said) > FINDINGS_SHOWN:
            yield f"> （共 {len(said)} 条）"


def _said(outcome: RuleOutcome) -> Iterator[Message]:
    """Yield what the user reads of an outcome: its findings, else the reasons."""
    findings = [f.message for a in outcome.assessments for f in a.findings]
    reasons = [a.reason for a in outcome.assessments if a.reason]
    yield from findings or reasons


def _shapes(case: FixtureCase, outcome: RuleOutcome) -> list[Shape]:
    """Return what is to be seen of a case, in the fixture's CRS."""
    shapes = [_shape(parcel.role.value, parcel.id, parcel) for parcel in case.parcels]
    for kind, layer in case.reference.items():
        shapes += [_shape(kind, feature.id, feature) for feature in layer.features]
    for assessment in outcome.assessments:
        for finding in assessment.findings:
            if finding.geometry:
                geometry = shapely.from_geojson(json.dumps(finding.geometry))
                shapes.append(Shape("finding", "", geometry))
    return in_order(shapes)


def _shape(style: str, label: str, shape: FixtureShape) -> Shape:
    geometry = shape.geometry()
    return Shape(style, label, shapely.from_wkb(geometry.wkb) if geometry else shapely.Point())


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


if __name__ == "__main__":
    write_anew(FOLDER, pages())
