"""`--fact key=value` and a facts file."""

from __future__ import annotations

import json

import pytest

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.fact_specs import fact_sheets
from gouhook_gis.domain.message import catalogue
from gouhook_gis.intake.fact_merge import merge_facts
from gouhook_gis.intake.facts import facts_of_file, facts_of_options, known_keys
from gouhook_gis.intake.notes import Notes
from tests.intake.layers import reads_well

VILLAGE = "510999100201"


def test_every_fact_has_a_name_for_the_report() -> None:
    assert {f"word.fact.{key}" for key in fact_sheets().all_keys()} <= set(catalogue())


def value(option):
    (fact,) = facts_of_options([option]).values.values()
    reads_well(fact.source)
    return fact.key, fact.value


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("project_code=5109992024001", ("project_code", "5109992024001")),
        ("project_name = 青山=绿水 ", ("project_name", "青山=绿水")),
        ("county_code=510999", ("county_code", "510999")),
        ("approval_date=2024-05-31", ("approval_date", "2024-05-31")),
        ("approval_date=2024年5月1日", ("approval_date", "2024-05-01")),
        ("filing_date=2024/5/1", ("filing_date", "2024-05-01")),
        ("filing_date=20240501", ("filing_date", "2024-05-01")),
        ("surplus_quota_ha=３．２１５０公顷", ("surplus_quota_m2", 32150.0)),
        ("surplus_quota_ha=48.225亩", ("surplus_quota_m2", 32150.0)),
        ("surplus_quota_m2=32150", ("surplus_quota_m2", 32150.0)),
        ("surplus_quota_ha=3.2150", ("surplus_quota_m2", 32150.0)),
        ("surplus_quota_ha=0.1", ("surplus_quota_m2", 1000.0)),
        ("surplus_quota_ha=0", ("surplus_quota_m2", 0.0)),
        ("terrain=丘陵区", ("terrain", "丘陵")),
        ("programme=transfer_out", ("programme", "transfer_out")),
        ("programme=跨县调剂", ("programme", "cross_county")),
        (
            f'terrain_by_village={{"{VILLAGE}0000000": "平坝"}}',
            ("terrain_by_village", {VILLAGE: {"terrain": "平原", "source": None}}),
        ),
    ],
)
def test_a_fact_by_option(option, expected):
    assert value(option) == expected


@pytest.mark.parametrize(
    "option",
    [
        "project_code=",
        "county_code=51099",
        "county_code=510999100",
        "approval_date=2024-02-30",
        "approval_date=20240532",
        "approval_date=45413",
        "approval_date=2024-05-31 下午",
        "surplus_quota_ha=-1",
        "surplus_quota_ha=3尺",
        "surplus_quota_ha=nan",
        "surplus_quota_ha=1e308",
        "surplus_quota_ha=1e999999999999",
        "households_demolished=1e15",
        "households_demolished=1e999999999",
        "terrain=高原",
        "programme=normal",
        "terrain_by_village={}",
        'terrain_by_village={"5109": "平原"}',
        f'terrain_by_village={{"{VILLAGE}": "高原"}}',
        f'terrain_by_village={{"{VILLAGE}": {{"terrain": "平原", "依据": "x"}}}}',
        "terrain_by_village={broken",
    ],
)
def test_a_value_of_the_wrong_type_names_its_key(option):
    key = option.partition("=")[0]
    with pytest.raises(UsageError) as caught:
        facts_of_options([option])
    assert key in str(caught.value)
    reads_well(caught.value.message)


def test_an_unknown_key_lists_the_known_ones():
    with pytest.raises(UsageError) as caught:
        facts_of_options(["approval=2024-05-31"])
    assert all(key in str(caught.value) for key in ("approval_date", *known_keys()))


@pytest.mark.parametrize("options", [["project_code"], ["=x"], ["terrain=平原", "terrain=丘陵"]])
def test_a_wrong_call(options):
    with pytest.raises(UsageError) as caught:
        facts_of_options(options)
    reads_well(caught.value.message)


def test_a_facts_file_and_options_over_it(tmp_path):
    file = tmp_path / "facts.json"
    content = {
        "surplus_quota_ha": 0.1,
        "county_code": 510999,
        "terrain": "平原",
        "terrain_by_village": {VILLAGE: {"terrain": "山区", "source": "县发1号"}},
    }
    file.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    notes = Notes()
    facts = merge_facts(facts_of_file(file), facts_of_options(["terrain=丘陵"]), notes)
    assert {key: fact.value for key, fact in facts.values.items()} == {
        "surplus_quota_m2": 1000.0,
        "county_code": "510999",
        "terrain": "丘陵",
        "terrain_by_village": {VILLAGE: {"terrain": "山区", "source": "县发1号"}},
    }
    assert facts.values["county_code"].source.params == {
        "file": "facts.json", "key": "county_code",
    }  # fmt: skip
    assert facts.values["terrain"].source.id == "intake.source.option"
    assert [(d.message.id, d.message.params["old"], d.message.params["new"], d.subject)
            for d in notes.decisions] == [
        ("decision.fact.single", "平原", "丘陵", "--fact terrain"),
    ]  # fmt: skip
    reads_well(notes.decisions[0].message)


@pytest.mark.parametrize(
    "content",
    [b"{", b"[1]", b"\xff", b'{"county_code": true}', b'{"surplus_quota_ha": NaN}',
     b'{"surplus_quota_ha": null}', b'{"terrain_by_village": "table.csv"}',
     b'{"surplus_quota_ha": 1e999}', b"[" * 100_000, b'{"a": "' + b"x" * (16 << 20) + b'"}'],
)  # fmt: skip
def test_a_broken_facts_file_is_a_wrong_call(tmp_path, content):
    """A file named inside a facts file is never opened: it may come from a stranger."""
    (tmp_path / "table.csv").write_text(f"村代码,地形\n{VILLAGE},平原\n", "utf-8")
    file = tmp_path / "facts.json"
    file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        facts_of_file(file)
    reads_well(caught.value.message)
    assert str(tmp_path) not in str(caught.value)


def test_no_facts_file(tmp_path):
    with pytest.raises(UsageError, match=r"none\.json"):
        facts_of_file(tmp_path / "none.json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_terrain_table_as_csv(tmp_path, encoding):
    file = tmp_path / "地形.csv"
    file.write_bytes(
        f"村代码,村名,地形,依据文号\r\n{VILLAGE},青山,丘陵,县发1号\r\n510999100202,绿水,平原,\r\n\r\n"
        .encode(encoding)
    )  # fmt: skip
    assert value(f"terrain_by_village={file}") == (
        "terrain_by_village",
        {
            VILLAGE: {"terrain": "丘陵", "source": "县发1号"},
            "510999100202": {"terrain": "平原", "source": None},
        },
    )


@pytest.mark.parametrize(
    "text",
    [
        "村,地形\n1,平原\n",
        f"村代码,地形\n{VILLAGE},平原\n{VILLAGE},丘陵\n",
        f"村代码,地形\n{VILLAGE}\n",
        "村代码,地形\n",
        "",
    ],
)
def test_a_broken_terrain_table(tmp_path, text):
    file = tmp_path / "t.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        facts_of_options([f"terrain_by_village={file}"])
    reads_well(caught.value.message)
