"""The schemas in the repository are those of the models and the layer kinds."""

from __future__ import annotations

import json

import yaml

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
