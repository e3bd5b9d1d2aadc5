"""`gouhook template` as a desk calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gouhook_gis.cli.template import template
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.fact_layout import cell_of


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")


def test_it_writes_a_workbook_and_never_over_one(capsys: pytest.CaptureFixture[str]) -> None:
    template(profile="sichuan")
    assert "项目信息_sichuan.xlsx" in capsys.readouterr().out
    with pytest.raises(UsageError, match=r"项目信息_sichuan\.xlsx"):
        template(profile="sichuan")


def test_known_facts_are_filled_in(tmp_path: Path) -> None:
    """Also out of an older workbook: nobody types a thing twice."""
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"quota_ha": 3.215, "terrain": "平坝"}), "utf-8")
    template(profile="sichuan", out=Path("甲.xlsx"), facts=file, fact=["terrain=丘陵"])
    template(profile="national", out=Path("乙.xlsx"), facts=Path("甲.xlsx"))
    book = load_workbook("乙.xlsx")
    assert book["周转指标台账"][cell_of("quota_m2")].value == 3.215
    assert book["项目区基本情况"][cell_of("terrain")].value == "丘陵"


def test_a_profile_of_the_users_own(tmp_path: Path) -> None:
    """As `check` takes it: by the folder that holds it."""
    own = tmp_path / "own"
    (own / "profiles").mkdir(parents=True)
    (own / "profiles" / "own.yaml").write_text(
        "name: own\ntitle: {zh: 某省}\njurisdiction: 某省\npacks: [gouhook-base]\n", "utf-8"
    )
    with pytest.raises(UsageError, match="own"):
        template(profile="own", out=Path("甲.xlsx"))
    template(profile="own", out=Path("甲.xlsx"), rules=own)
    guide = load_workbook("甲.xlsx").worksheets[0]
    assert "own 某省" in [row[1].value for row in guide.iter_rows(max_col=2)]


@pytest.mark.parametrize("out", ["甲.xls", "没有/甲.xlsx"])
def test_a_place_that_will_not_do(out: str) -> None:
    with pytest.raises(UsageError, match="甲"):
        template(profile="sichuan", out=Path(out))
