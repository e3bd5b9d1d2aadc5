"""The rule data of this installation, and every way in which rule data is refused."""

from __future__ import annotations

import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
import yaml

from gouhook_gis.domain import plain_yaml
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import catalogue, render
from gouhook_gis.domain.words import EvidenceGroup, InForce, Programme, Severity, Stage
from gouhook_gis.rules import loader
from gouhook_gis.rules.kinds import KINDS
from gouhook_gis.rules.kinds.intake_issues import IntakeIssues
from gouhook_gis.rules.loader import Library, all_rules, load_library, profile, rules_of
from gouhook_gis.rules.rule import Rule
from gouhook_gis.rules.source import RulePackError


def zj(codes: str) -> list[str]:
    return [f"ZJ-{code}" for code in codes.split()]


BASE = [f"F{n:02d}" for n in range(1, 18)] + [f"G{n:02d}" for n in range(1, 9)]
BASE += ["P01", "V01", "ZJ-B25"]
NATIONAL = zj(
    "A01 A02 A03 A04 A05 A06 A07 A10 A11 A14 A15 A16 A26 B02 B07 B17 B18 B31 B34"
    " C01 C03 C24 C25 C27 D02"
)
LETTER = zj("B03 B04 B05 B06 C06 C07 C08 C09 C11 D04 D07")
SICHUAN = zj("A09 B01 B08 B14 B15 B16 B19 B23 B32 C18 C28 C29 C30 C34 D08")
NOTICE = zj("C33")
APPROVAL = zj("A23 B10 B20 B36 C05 C16 C17 C19 C31 C32")
SHANDONG = zj("A12 A13 A21 A22 A24 A25 B09 B21 B30 C04 C12 C13 C14 C15 D01 D03 D05 D09")
TRANSFER = zj("A17 A18 A19 A20 B11 B12 B13 B22 B28 B33 C02 C21 C23 C26")
TRANSFER_NOTICE = zj("B26 B27 B29 B35 C20 C22 D06")
DATA = ("packs", "layers", "profiles")


def rule(code: str) -> Rule:
    return next(item for item in all_rules() if item.code == code)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the installed rule data, to be broken."""
    root = Path(str(resources.files("gouhook_gis.rules")))
    for name in DATA:
        shutil.copytree(root / name, tmp_path / name)
    return tmp_path


def edit(root: Path, file: str, old: str, new: str) -> None:
    """Put `new` in the place of `old`, which must be there once."""
    path = root / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (file, old, text.count(old))
    path.write_text(text.replace(old, new), "utf-8")


def test_packs_hold_the_rules_of_this_version() -> None:
    by_pack = {
        name: [item.code for item in all_rules() if item.pack.name == name]
        for name in loader.library().packs
    }
    assert by_pack == {
        "gouhook-base": BASE,
        "national-measures-2008": NATIONAL,
        "shandong-approval-2014": APPROVAL,
        "shandong-measures-2016": SHANDONG,
        "sichuan-measures": SICHUAN,
        "sichuan-notice-2014": NOTICE,
        "supervision-letter-2014": LETTER,
        "transfer-measures-2021": TRANSFER,
        "transfer-notice-2021": TRANSFER_NOTICE,
    }


def test_profiles_hold_their_packs() -> None:
    common = BASE + NATIONAL + LETTER
    own = {
        "national": [],
        "sichuan": SICHUAN + NOTICE,
        "shandong": SHANDONG + APPROVAL,
        "transfer-out": TRANSFER + TRANSFER_NOTICE,
        "transfer-in": TRANSFER + TRANSFER_NOTICE,
    }
    assert set(own) == set(loader.library().profiles)
    for name, added in own.items():
        assert [item.code for item in rules_of(name)] == sorted(common + added)


def test_unknown_profile_lists_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        profile("hainan")
    assert "national" in str(caught.value)
    assert "sichuan" in str(caught.value)


def test_the_catalogue_of_requirements_decides_scope_stage_and_severity() -> None:
    for code in ("ZJ-A01", "ZJ-A02", "ZJ-B07", "ZJ-B14", "ZJ-B15", "ZJ-B18", "ZJ-B19"):
        assert rule(code).header.not_in == (Programme.TRANSFER_IN,)
    assert rule("ZJ-A01").header.stages == (
        Stage.APPLICATION,
        Stage.ADJUSTMENT,
        Stage.ACCEPTANCE,
    )
    assert rule("ZJ-B07").header.stages == (Stage.APPLICATION,)
    severities = {
        code: rule(code).header.severity for code in ("ZJ-A02", "ZJ-B16", "ZJ-B18", "ZJ-B19")
    }
    assert severities == {
        "ZJ-A02": Severity.INFO,
        "ZJ-B16": Severity.WARNING,
        "ZJ-B18": Severity.INFO,
        "ZJ-B19": Severity.INFO,
    }
    places = {
        item.code: item.header.in_place_of for item in loader.all_rules() if item.header.in_place_of
    }
    assert places == {
        "ZJ-A12": "ZJ-A01",
        "ZJ-A13": "ZJ-A03",
        "ZJ-A20": "ZJ-A05",
        "ZJ-A24": "ZJ-A04",
        "ZJ-A25": "ZJ-A05",
    }
    for code in ("ZJ-A12", "ZJ-A13", "ZJ-A24"):
        assert rule(code).header.scope == "cross_county"
    for code in zj("A03 A04 A06 A07 A09 A10 A11 A14 A22 A23 A25 B30"):
        assert rule(code).header.not_in == (Programme.TRANSFER_IN,)
    assert rule("ZJ-D07").header.not_in == (Programme.TRANSFER_OUT, Programme.TRANSFER_IN)
    scopes = {code: rule(code).header.scope for code in zj("A19 B11 B12 B26 B27 B28 B29 B35 D06")}
    assert scopes.pop("ZJ-B28") == "transfer_both"
    assert set(scopes.values()) == {"transfer_out"}
    warnings = [
        code for code in zj("B11 B12 B35 C25 D07") if rule(code).header.severity == "warning"
    ]
    assert warnings == zj("B11 B12 B35 C25 D07")
    by_interpretation = zj("B35 C25 D03")
    assert {rule(code).header.basis for code in by_interpretation} == {"interpretation"}
    assert rule("ZJ-B31").header.severity is rule("ZJ-B20").header.severity is Severity.WARNING
    assert rule("ZJ-B02").header.findings_under == "ZJ-B01"
    assert rule("ZJ-B34").header.basis == "interpretation"
    assert rule("ZJ-B25").header.clause is rule("P01").header.clause is None
    assert rule("P01").header.not_in == ()  # transferred quota is built upon somewhere too


def test_thresholds() -> None:
    share, village = rule("ZJ-B07").check.model_dump(), rule("ZJ-B14").check.model_dump()
    assert (share["pass_share"], share["fail_share"]) == (0.95, 0.0)
    assert share["classes"] == ("203", "203A")
    assert {t["names"][0]: t["minimum_share"] for t in village["terrains"]} == {
        "丘陵": 0.30,
        "平原": 0.45,
        "山区": None,
    }


def test_force() -> None:
    national, letter = rule("ZJ-A01").force, rule("ZJ-B03").force
    assert national.on(date(2008, 6, 26)) is InForce.NO
    assert national.on(date(2008, 6, 27)) is InForce.UNKNOWN
    assert letter.on(date(2013, 12, 31)) is InForce.NO
    assert letter.on(date(2014, 1, 1)) is InForce.UNKNOWN
    assert rule("G01").force.on(date(1999, 1, 1)) is InForce.YES


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("ZJ-A01", EvidenceGroup.GEOMETRY),
        ("ZJ-A02", EvidenceGroup.FACTS),
        ("ZJ-B01", EvidenceGroup.GEOMETRY),
        ("ZJ-B07", EvidenceGroup.SURVEY),
        ("ZJ-B15", EvidenceGroup.SURVEY),
        ("ZJ-B16", EvidenceGroup.GEOMETRY),
        ("V01", EvidenceGroup.SURVEY),
        ("F08", EvidenceGroup.GEOMETRY),
    ],
)
def test_evidence_groups(code: str, group: EvidenceGroup) -> None:
    assert rule(code).group is group


@pytest.mark.parametrize("item", all_rules(), ids=lambda item: item.code)
def test_texts_are_whole(item: Rule) -> None:
    texts = item.header.texts
    said = (texts.title, texts.what, texts.why, texts.how, texts.remedy, texts.trap)
    for text in said:
        assert text is not None
        assert text.en
        assert any("一" <= character <= "鿿" for character in text.zh)
    if item.header.clause is not None:
        assert item.header.clause.document == item.pack.document
        assert len(item.header.clause.quote) <= 30


@pytest.mark.parametrize("item", all_rules(), ids=lambda item: item.code)
def test_intake_rules_count_issues_that_exist(item: Rule) -> None:
    if isinstance(item.check, IntakeIssues):
        assert item.check.prefix == item.code
        known = {key for key in catalogue() if key.startswith(f"{item.code}.")}
        assert {f"{item.code}.{suffix}" for suffix in item.check.outcomes} <= known


def test_every_issue_has_a_rule() -> None:
    codes = {item.code for item in all_rules()}
    issues = {key.partition(".")[0] for key in catalogue() if key[0] == "F" and key[1:3].isdigit()}
    assert issues <= codes


def test_every_parameter_has_a_name_and_every_kind_a_rule() -> None:
    for kind in KINDS:
        for name in set(kind.model_fields) - {"kind"}:
            assert f"parameter.{name}" in catalogue(), (kind, name)
    assert {type(item.check) for item in all_rules()} == set(KINDS)


def test_layer_kinds() -> None:
    kinds = {kind.kind: kind for kind in loader.layer_kinds()}
    assert len(kinds) == 24
    rasters = {name for name, kind in kinds.items() if kind.form == "raster"}
    assert rasters == {"elevation", "land_cover", "image_before", "image_after"}
    assert not any(kinds[name].fields for name in rasters)
    complete = {name for name, kind in kinds.items() if kind.completeness == "complete"}
    assert complete - rasters == {
        "land_use",
        "villages",
        "townships",
        "counties",
        "slope_classes",
    }
    assert rasters <= complete
    restricted = {name for name, kind in kinds.items() if kind.restricted}
    assert {"land_use", "basic_farmland"} <= restricted
    for kind in kinds.values():
        names = [name for field in kind.fields for name in (field.name, *field.aliases)]
        assert len(names) == len(set(names)), kind.kind
        assert {*kind.id_fields, *filter(None, [kind.code_field])} <= {f.name for f in kind.fields}


def test_layer_kinds_are_called_alike_everywhere() -> None:
    """Messages take the names from the catalogue, which cannot read the files of the kinds."""
    titles = {f"word.{kind.kind}": kind.title.model_dump() for kind in loader.layer_kinds()}
    assert {key: catalogue().get(key) for key in titles} == titles


def test_profiles_have_a_short_name_for_reports() -> None:
    assert {f"word.profile.{name}" for name in loader.library().profiles} <= set(catalogue())


def test_layer_names_are_told_apart() -> None:
    """Two kinds share a name only where the length of their codes tells which is which."""
    seen: dict[str, list[tuple[int, ...]]] = {}
    for kind in loader.layer_kinds():
        for name in kind.names:
            seen.setdefault(name.casefold(), []).append(kind.code_lengths)
    shared = {name: lengths for name, lengths in seen.items() if len(lengths) > 1}
    assert set(shared) == {"xzq"}
    assert sorted(shared["xzq"]) == [(6,), (9,)]


def test_rule_data_is_read_once_and_by_libyaml() -> None:
    """PyYAML's own parser takes ten times as long for the same."""
    assert loader.library() is loader.library()
    assert plain_yaml.LOADER is yaml.CSafeLoader


B14 = "packs/sichuan-measures/ZJ-B14.yaml"
B18 = "packs/national-measures-2008/ZJ-B18.yaml"
B02 = "packs/national-measures-2008/ZJ-B02.yaml"
PROFILE = "profiles/sichuan.yaml"
BROKEN = [
    (B18, "distance_m: 5000.0", 'distance_m: "5000"', "pack.wrong.float_type"),
    (B18, "distance_m: 5000.0", "distance_m: -1", "pack.wrong.greater_than"),
    (B18, "distance_m: 5000.0", "distance_km: 5", "pack.wrong.missing"),
    (B18, "kind: nearness", "kind: closeness", "pack.wrong.union_tag_invalid"),
    (B18, "role: demolition", "role: 拆旧", "pack.wrong.enum"),
    (B14, 'classes: ["203", 203A]', "classes: [203, 203A]", "pack.wrong.string_type"),
    (B14, "construction: true", "construction: perhaps", "pack.wrong.bool_parsing"),
    (B14, "code_digits: 12", "code_digits: 20", "pack.wrong.less_than_equal"),
    (B14, "minimum_share: 0.45", "minimum_share: 1.45", "pack.wrong.less_than_equal"),
    (B14, "land_use: land_use@before", "land_use: landuse@before", "pack.unknown_layer_kind"),
    (
        B14,
        "land_use: land_use@before",
        "land_use: land_use@then",
        "pack.wrong.string_pattern_mismatch",
    ),
    (
        B14,
        "quote: 丘陵区不低于30%,平原区不低于45%",
        f"quote: {'长' * 31}",
        "pack.wrong.string_too_long",
    ),
    (B14, "severity: error", "severity: fatal", "pack.wrong.enum"),
    (B14, "evidence: geometry", "evidence: gut feeling", "pack.wrong.literal_error"),
    (B02, "findings_under: ZJ-B01", "findings_under: ZJ-B99", "pack.unknown_rule"),
    (B02, "code: ZJ-B02", "code: ZJ-B01", "pack.file_name"),
    (B02, "basis: text", "basis: text\nbasis: derived", "pack.doubled_key"),
    (PROFILE, "name: sichuan", "name: sichuan\nparameters: {ZJ-B99: {}}", "pack.unknown_rule"),
    (PROFILE, "- sichuan-measures", "- shandong-measures", "pack.unknown_pack"),
    (PROFILE, "  villages:", "  village:", "pack.unknown_layer_kind"),
    (PROFILE, "name: sichuan", "name: sichuan\nseverity: {}", "pack.wrong.extra_forbidden"),
    ("layers/villages.yaml", "completeness: complete", "completeness: full", "pack.wrong.enum"),
    ("layers/villages.yaml", "kind: villages", "kind: hamlets", "pack.file_name"),
]


@pytest.mark.parametrize(("file", "old", "new", "wanted"), BROKEN, ids=lambda value: None)
def test_what_is_wrong_is_refused(data: Path, file: str, old: str, new: str, wanted: str) -> None:
    edit(data, file, old, new)
    # The line is that of the last thing written, or of the mapping that lacks something.
    marker = "check:" if wanted == "pack.wrong.missing" else new.splitlines()[-1]
    line = 1 + (data / file).read_text("utf-8").partition(marker)[0].count("\n")
    error = refused(data)
    said = error.message
    assert said.id == wanted
    assert said.params["file"] == file
    assert said.params["line"] == line
    for lang in ("zh", "en"):
        assert file in render(said, lang)
        assert str(line) in render(said, lang)
        assert "—" not in render(said, lang)


def test_the_field_is_named_as_in_the_file(data: Path) -> None:
    edit(data, B18, "distance_m: 5000.0", "distance_m: near")
    assert str(refused(data)) == f"{B18} 第 43 行：check.distance_m 应为数字，写的是“near”"
    edit(data, B18, "distance_m: near", "")
    assert str(refused(data)) == f"{B18} 第 39 行：缺少必填项 check.distance_m"


def test_a_code_is_used_once(data: Path) -> None:
    first = data / "packs/national-measures-2008/ZJ-A01.yaml"
    shutil.copy(first, data / "packs/sichuan-measures/ZJ-A01.yaml")
    error = refused(data)
    assert error.message.id == "pack.duplicate_code"
    assert error.message.params["file"] == "packs/sichuan-measures/ZJ-A01.yaml"
    assert error.message.params["other"] == "packs/national-measures-2008/ZJ-A01.yaml"
    assert error.message.params["line"] == 1


def test_a_clause_is_required_unless_derived(data: Path) -> None:
    path = data / B18
    text = path.read_text("utf-8")
    start, end = text.index("clause:"), text.index("basis:")
    path.write_text(text[:start] + text[end:], "utf-8")
    error = refused(data)
    assert error.message.id == "pack.missing_clause"
    assert error.message.params["line"] == text[:start].count("\n") + 1
    path.write_text((text[:start] + text[end:]).replace("basis: text", "basis: derived"), "utf-8")
    assert isinstance(load_library(data), Library)


def test_yaml_errors_have_a_line(data: Path) -> None:
    (data / B18).write_text("code: ZJ-B18\ntexts: [a, b}\nbasis: text\n", "utf-8")
    error = refused(data)
    assert error.message.id == "pack.yaml"
    assert error.message.params["line"] == 2


@pytest.mark.parametrize("content", ["", "- a\n- b\n"])
def test_a_file_that_is_no_mapping(data: Path, content: str) -> None:
    (data / B18).write_text(content, "utf-8")
    assert refused(data).message.id == "pack.no_mapping"


def test_a_pack_without_its_file(data: Path) -> None:
    (data / "packs/sichuan-measures/pack.yaml").unlink()
    assert refused(data).message.params["file"] == "packs/sichuan-measures/pack.yaml"


def test_a_rule_without_a_check(data: Path) -> None:
    path = data / B18
    path.write_text(path.read_text("utf-8").partition("check:")[0], "utf-8")
    assert refused(data).message.id == "pack.wrong.missing"


def test_a_profile_overrides_parameters_and_raises_severities(data: Path) -> None:
    add(data, "parameters: {ZJ-B18: {distance_m: 3000}}\nseverities: {ZJ-B18: warning}\n")
    library = load_library(data)
    found = {item.code: item for item in library.by_profile["sichuan"]}["ZJ-B18"]
    assert found.check.model_dump()["distance_m"] == 3000
    assert found.header.severity is Severity.WARNING
    as_filed = {item.code: item for item in library.rules}["ZJ-B18"]
    assert as_filed.check.model_dump()["distance_m"] == 5000
    assert as_filed.header.severity is Severity.INFO


@pytest.mark.parametrize(
    ("added", "wanted"),
    [
        ("parameters:\n  ZJ-B18:\n    distance: 3000\n", "pack.unknown_parameter"),
        ("parameters:\n  ZJ-B18:\n    distance_m: 3 km\n", "pack.wrong.float_type"),
        ("severities:\n  ZJ-A02: error\n  ZJ-B14: warning\n", "pack.lowered_severity"),
    ],
)
def test_a_profile_can_be_wrong(data: Path, added: str, wanted: str) -> None:
    line = add(data, added) + 2
    error = refused(data)
    assert error.message.id == wanted
    assert error.message.params["file"] == PROFILE
    assert error.message.params["line"] == line


def test_a_parameter_of_a_rule_outside_the_profile(data: Path) -> None:
    path = data / "profiles/national.yaml"
    path.write_text(path.read_text("utf-8") + "parameters: {ZJ-B19: {gap_m: 100}}\n", "utf-8")
    assert refused(data).message.id == "pack.unknown_rule"


def refused(root: Path) -> RulePackError:
    with pytest.raises(RulePackError) as caught:
        load_library(root)
    return caught.value


def add(root: Path, text: str) -> int:
    """Append `text` to the profile; return the line (from 1) where it begins."""
    path = root / PROFILE
    before = path.read_text("utf-8")
    path.write_text(before + text, "utf-8")
    return before.count("\n") + 1


def test_layer_kinds_are_named_in_messages() -> None:
    for kind in loader.layer_kinds():
        named = catalogue()[f"word.{kind.kind}"]
        assert named == {"zh": kind.title.zh, "en": kind.title.en}
