"""Every rule has a page that is true, and fixtures that show what it can say."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

import shapely

from gouhook_gis.domain.words import STATUS_ORDER, Severity, Status
from gouhook_gis.rules.loader import all_rules
from scripts.drawing import Shape, drawing
from scripts.rule_pages import FOLDER, pages
from tests.support.fixtures import REQUIRED, fixture_codes, load_fixture, reported

CODES = [rule.code for rule in all_rules()]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def test_the_folder_is_what_packs_and_fixtures_say(made: dict[str, str]) -> None:
    committed = {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in FOLDER.rglob("*.*")
    }
    assert sorted(committed) == sorted(made), "run `make docs`"
    assert [name for name in made if committed[name] != made[name]] == [], "run `make docs`"


def test_every_rule_and_no_other_has_a_page_and_a_fixture(made: dict[str, str]) -> None:
    assert [name for name in made if name.endswith(".md")] == [
        *("README.md", "not-covered.md"),
        *(f"{code}.md" for code in CODES),
    ]
    assert fixture_codes() == sorted(CODES)
    for code in CODES:
        assert f"[{code}]({code}.md)" in made["README.md"]


def test_a_page_says_everything_of_its_rule(made: dict[str, str]) -> None:
    for rule in all_rules():
        page, texts = made[f"{rule.code}.md"], rule.header.texts
        for text in (texts.title, texts.what, texts.why, texts.how, texts.remedy):
            assert text.zh.strip() in page, rule.code
            assert text.en, rule.code
            assert text.en.strip() in page, rule.code
        if rule.header.clause:
            assert rule.header.clause.article in page, rule.code
        for name in REQUIRED:
            assert load_fixture(rule.code).cases[name].say.zh in page, rule.code


def test_the_fixtures_show_the_range_of_a_rule() -> None:
    found = {code: _statuses(code) for code in CODES}
    assert found == {
        code: {name: case.expect.status for name, case in load_fixture(code).cases.items()}
        for code in CODES
    }
    assert [code for code in CODES if found[code]["pass"] is not Status.PASS] == []
    # What is missing from a case (not_run) is no outcome of the rule.
    decided = {code: set(found[code].values()) - {Status.NOT_RUN} for code in CODES}
    worst = {code: min(decided[code], key=STATUS_ORDER.index) for code in CODES}
    assert {code: found[code]["worst"] for code in CODES} == worst
    # A rule that only reports shows its figure.
    only = [load_fixture(code) for code in CODES if worst[code] is Status.PASS]
    assert {fixture.definition().header.severity for fixture in only} == {Severity.INFO}
    shown = {fixture.rule: fixture.cases["worst"].expect for fixture in only}
    assert [code for code, said in shown.items() if not (said.measures or said.findings)] == []


def _statuses(code: str) -> dict[str, Status]:
    cases = load_fixture(code).cases
    return {name: reported(code, name).result.rules[0].status for name in cases}


def test_a_drawing_shows_all_and_escapes_names() -> None:
    shapes = [
        Shape("villages", "A & B", shapely.box(0, 0, 100, 80)),
        Shape("demolition", "CJ<1>", shapely.box(10, 10, 40, 40)),
        Shape("finding", "", shapely.box(39.9, 10, 40, 40)),
    ]
    tree = ElementTree.fromstring(drawing(shapes, "x < y"))
    texts = [node.text for node in tree.iter(f"{SVG}text")]
    assert tree.findtext(f"{SVG}title") == "x < y"
    assert {"A & B", "CJ<1>"} <= set(texts)
    assert len([n for n in tree.iter(f"{SVG}path") if n.get("fill-rule")]) == 3
    # The sliver is 0.1 m wide, less than a pixel: a ring shows where it is.
    assert len(list(tree.iter(f"{SVG}circle"))) == 1


def test_a_scale_bar_is_as_long_as_it_says() -> None:
    # 388 px for 100 m: 3.88 px a metre; a quarter of 420 px holds 20 m.
    tree = ElementTree.fromstring(
        drawing([Shape("demolition", "", shapely.box(0, 0, 100, 10))], "")
    )
    assert "20 m" in [node.text for node in tree.iter(f"{SVG}text")]
    bar = next(n for n in tree.iter(f"{SVG}path") if not n.get("fill-rule"))
    assert "h77.6 " in bar.get("d", "")


def test_nothing_to_draw_is_no_drawing() -> None:
    assert drawing([], "") == ""
    assert drawing([Shape("demolition", "", shapely.Polygon())], "") == ""
