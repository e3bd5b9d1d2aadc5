"""A folder of the user's own beside the installed rule data: it adds, and replaces nothing."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.domain.message import render
from gouhook_gis.rules.loader import Library, library, load_library

INSTALLED = resources.files("gouhook_gis.rules")
LAYER = """\
kind: {kind}
title: {{zh: 果园, en: orchards}}
completeness: sparse
names: [{names}]
"""
PACK = """\
name: {name}
version: 1.0.0
title: {{zh: 办法}}
document: 某办法
"""
RULE = """\
code: {code}
texts: {{title: {{zh: 甲}}, what: {{zh: 甲}}, why: {{zh: 甲}}, how: {{zh: 甲}}, remedy: {{zh: 甲}}}}
basis: derived
stages: any
severity: info
evidence: geometry
check: {{kind: forbidden_overlap, role: new_construction, slot: {slot}}}
"""
PROFILE = """\
name: {name}
title: {{zh: 某省, en: Some province}}
jurisdiction: 某省
packs: [gouhook-base, own-pack]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """One layer kind, one pack with one rule, one profile."""
    put(tmp_path, "layers/orchards.yaml", LAYER.format(kind="orchards", names="GUOYUAN"))
    put(tmp_path, "packs/own-pack/pack.yaml", PACK.format(name="own-pack"))
    put(tmp_path, "packs/own-pack/QL-01.yaml", RULE.format(code="QL-01", slot="orchards"))
    put(tmp_path, "profiles/own.yaml", PROFILE.format(name="own"))
    return tmp_path


def put(root: Path, file: str, text: str) -> None:
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text, "utf-8")


def load(own: Path) -> Library:
    return load_library(INSTALLED, own)


def refused(own: Path) -> str:
    """Load what is wrong; return what is said."""
    with pytest.raises(GouhookError) as caught:
        load(own)
    return render(caught.value.message)


def test_it_adds_to_what_is_installed(own: Path) -> None:
    """Installed packs, kinds and profiles are all there, with the new ones."""
    plain, both = load_library(INSTALLED), load(own)
    assert set(both.packs) - set(plain.packs) == {"own-pack"}
    assert {k.kind for k in both.layers} - {k.kind for k in plain.layers} == {"orchards"}
    assert [k.kind for k in both.layers] == sorted(k.kind for k in both.layers)
    assert set(both.profiles) - set(plain.profiles) == {"own"}
    codes = [rule.code for rule in both.rules_of("own")]
    base = [rule.code for rule in plain.rules if rule.pack.name == "gouhook-base"]
    assert codes == sorted([*base, "QL-01"])
    assert both.by_profile["sichuan"] == plain.by_profile["sichuan"]


def test_only_its_own_names_travel_with_a_report(own: Path) -> None:
    """Of the profile and of the kinds that its rules ask for."""
    both = load(own)
    assert sorted(both.names) == ["word.orchards", "word.profile.own"]
    chosen = both.profile("own")
    assert sorted(both.names_for(chosen, ["orchards", "land_use"])) == sorted(both.names)
    assert list(both.names_for(chosen, ["land_use"])) == ["word.profile.own"]
    assert both.names_for(both.profile("sichuan"), ["land_use"]) == {}
    assert load_library(INSTALLED).names == {}


def test_a_layer_kind_alone_is_enough(tmp_path: Path) -> None:
    """No packs and no profiles beside it."""
    put(tmp_path, "layers/orchards.yaml", LAYER.format(kind="orchards", names="GUOYUAN"))
    assert "orchards" in {kind.kind for kind in load(tmp_path).layers}


@pytest.mark.parametrize(
    ("file", "text", "said", "other"),
    [
        (
            "layers/land_use.yaml",
            LAYER.format(kind="land_use", names="X"),
            "名称“land_use”",
            "layers/land_use.yaml",
        ),
        (
            "packs/sichuan-measures/pack.yaml",
            PACK.format(name="sichuan-measures"),
            "名称“sichuan-measures”",
            "packs/sichuan-measures/pack.yaml",
        ),
        (
            "profiles/sichuan.yaml",
            PROFILE.format(name="sichuan"),
            "名称“sichuan”",
            "profiles/sichuan.yaml",
        ),
        (
            "packs/own-pack/ZJ-B25.yaml",
            RULE.format(code="ZJ-B25", slot="orchards"),
            "ZJ-B25",
            "packs/gouhook-base/ZJ-B25.yaml",
        ),
        (
            "layers/fields.yaml",
            LAYER.format(kind="fields", names="A, dltb"),
            "图层名“dltb”",
            "layers/land_use.yaml",
        ),
    ],
)
def test_what_is_there_already_is_refused_with_both_files(
    own: Path, file: str, text: str, said: str, other: str
) -> None:
    put(own, file, text)
    message = refused(own)
    assert said in message
    assert f"{own.resolve().as_posix()}/{file} 第 " in message
    assert other in message.split(" 第 ", 1)[1]


def test_a_name_may_be_shared_where_codes_tell(own: Path) -> None:
    """XZQ with codes of 2 digits is neither of the installed ones (6 and 9)."""
    text = LAYER.format(kind="provinces", names="XZQ")
    put(own, "layers/provinces.yaml", f"{text}code_field: XZQDM\ncode_lengths: [2]\n")
    assert "provinces" in {kind.kind for kind in load(own).layers}
    put(own, "layers/provinces.yaml", f"{text}code_field: XZQDM\ncode_lengths: [6]\n")
    assert "layers/counties.yaml" in refused(own)


@pytest.mark.parametrize("kind", ["Orchards", "or-chards", "a@b", "果园"])
def test_a_kind_is_named_so_that_it_can_be_typed(own: Path, kind: str) -> None:
    """It stands on the command line, before = and @."""
    put(own, f"layers/{kind}.yaml", LAYER.format(kind=f'"{kind}"', names="X"))
    assert "kind 不能是" in refused(own)


def test_a_missing_folder_a_wrong_one_and_a_wrong_suffix(own: Path, tmp_path: Path) -> None:
    """Nothing is left unread in silence."""
    assert "不存在" in refused(tmp_path / "gone")
    (tmp_path / "empty").mkdir()
    assert "packs、layers、profiles" in refused(tmp_path / "empty")
    put(own, "packs/own-pack/QL-02.yml", "x")
    assert "QL-02.yml：规则数据的文件名须以 .yaml 结尾" in refused(own)


def test_the_variable_names_the_folder(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where nobody said another."""
    monkeypatch.setenv("GOUHOOK_RULES", str(own))
    assert "own" in library().profiles
    monkeypatch.delenv("GOUHOOK_RULES")
    assert "own" not in library().profiles
    assert "own" in library(own).profiles
