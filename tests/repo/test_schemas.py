"""The schemas in the repository are those of the models and the layer kinds."""

from __future__ import annotations

import json

import yaml

from gouhook_gis.domain.project_facts import ProjectFacts
from gouhook_gis.intake.facts import facts_of_file, known_keys
from scripts.schemas import FOLDER, schemas


def test_the_folder_is_what_the_models_say() -> None:
    committed = {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
        for path in FOLDER.rglob("*.json")
    }
    assert committed == schemas(), "run `make schemas`"


def test_no_machine_leaks_into_a_schema() -> None:
    for name, text in schemas().items():
        assert str(FOLDER.parent) not in text, name


def test_the_rule_schema_knows_every_field_of_every_rule_file() -> None:
    rule = json.loads(schemas()["rule.json"])
    packs = FOLDER.parent / "src/gouhook_gis/rules/packs"
    files = [path for path in packs.rglob("*.yaml") if path.name != "pack.yaml"]
    assert files
    for path in files:
        data = yaml.safe_load(path.read_text("utf-8"))
        assert set(data) <= set(rule["properties"]), path.name
        assert set(rule["required"]) <= set(data), path.name
        kind = data["check"]["kind"]
        definition = rule["properties"]["check"]["discriminator"]["mapping"][kind].split("/")[-1]
        allowed = rule["$defs"][definition]
        assert set(data["check"]) <= set(allowed["properties"]), path.name


def test_a_layer_schema_names_the_fields_that_rules_need() -> None:
    land_use = json.loads(schemas()["layers/land_use.json"])
    assert {"DLBM", "TBMJ", "ZLDWDM"} <= set(land_use["properties"])
    assert land_use["properties"]["TBMJ"]["type"] == "number"
    assert "DLTB" in land_use["x-layer-names"]
    assert land_use["x-completeness"] == "complete"


def test_the_schema_of_a_facts_file_names_what_the_program_takes() -> None:
    properties = json.loads(schemas()["project-facts.json"])["properties"]
    assert set(known_keys()) <= set(properties)
    assert set(ProjectFacts.model_fields) <= set(properties)
    assert properties["quota_ha"]["title"] == "下达周转指标（公顷）"
    assert properties["votes"]["items"]["required"] == [
        "village_code", "kind", "eligible", "agreed",
    ]  # fmt: skip


def test_a_file_by_the_schema_is_read(tmp_path) -> None:
    """Every kind of value that the schema describes, as it describes it."""
    row = {"village_code": "510999100201", "kind": "consent", "eligible": 100, "agreed": 95}
    content = {
        "approval_date": "2024-05-01", "quota_ha": 3.215, "county_new_construction_m2": 32150,
        "programme": "跨县调剂", "tenure_adjustment": True, "quota_numbers": ["甲", "乙"],
        "boundary_map_scale": 2000, "votes": [row], "written_reports": [{"period": "2024Q2"}],
        "terrain_by_village": [{"village_code": "510999100201", "terrain": "丘陵"}],
    }  # fmt: skip
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(content), "utf-8")
    facts = facts_of_file(path).project
    assert (facts.quota_m2, facts.county_new_construction_m2) == (32150.0, 32150.0)
    assert facts.votes[0].agreed == 95
    assert facts.terrain_by_village["510999100201"].terrain == "丘陵"
