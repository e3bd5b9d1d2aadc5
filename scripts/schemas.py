"""Write `schemas/` from the models and the layer kinds: `python -m scripts.schemas`.

JSON Schema (2020-12) of the report, of facts, packs, rules and profiles, and one a layer kind with
the fields its features carry (a raster has none). Nothing here is written by hand; a test compares
the folder with what this script makes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from gouhook_gis.domain.batch import BatchSummary
from gouhook_gis.domain.comparison import Comparison
from gouhook_gis.domain.enforcement import Enforcement
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.layer_kind import FieldSpec, LayerKind
from gouhook_gis.domain.report import Report
from gouhook_gis.intake.waivers import WaiverFile
from gouhook_gis.rules.definition import Pack, Profile, RuleHeader
from gouhook_gis.rules.kinds import CHECK
from gouhook_gis.rules.loader import layer_kinds
from gouhook_gis.service.api.app import routed
from scripts.fact_schema import project_facts_schema
from scripts.folder import write_anew

FOLDER = Path(__file__).parent.parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPES = {"text": {"type": "string"}, "number": {"type": "number"}, "date": {"type": "string"}}


def schemas() -> dict[str, str]:
    """Return every schema as text, by its path below `schemas/`."""
    documents = {
        "report.json": _model(Report, "serialization"),
        "comparison.json": _model(Comparison, "serialization"),
        "enforcement.json": _model(Enforcement, "serialization"),
        "batch.json": _model(BatchSummary, "serialization"),
        "waivers.json": _model(WaiverFile, "validation"),
        "facts.json": _model(Facts, "validation"),
        "project-facts.json": project_facts_schema(),
        "pack.json": _model(Pack, "validation"),
        "profile.json": _model(Profile, "validation"),
        "rule.json": _rule(),
    }
    vectors = [kind for kind in layer_kinds() if kind.form == "vector"]
    documents |= {f"layers/{kind.kind}.json": _layer(kind) for kind in vectors}
    documents = {path: {"$schema": DIALECT, **one} for path, one in documents.items()}
    documents["openapi.json"] = routed().openapi()
    return {
        path: json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        for path, document in sorted(documents.items())
    }


def _model(model: type[BaseModel], mode: Any) -> dict[str, Any]:
    return model.model_json_schema(mode=mode)


def _rule() -> dict[str, Any]:
    """Return the schema of a rule's file: its header, and the `check` of one of the kinds."""
    header = RuleHeader.model_json_schema(mode="validation")
    check = CHECK.json_schema(mode="validation", ref_template="#/$defs/{model}")
    header["$defs"] = dict(sorted((header["$defs"] | check.pop("$defs")).items()))
    header["properties"]["check"] = check
    header["required"].append("check")
    return header | {"title": "Rule"}


def _layer(kind: LayerKind) -> dict[str, Any]:
    """Return the schema of one feature's attributes; other fields are let through."""
    return {
        "title": f"{kind.title.zh} {kind.kind}",
        "description": kind.source,
        "type": "object",
        "properties": {spec.name: _field(spec) for spec in kind.fields},
        "required": [spec.name for spec in kind.fields if spec.required],
        "x-layer-names": list(kind.names),
        "x-completeness": kind.completeness.value,
        "x-id-fields": list(kind.id_fields),
        "x-code-field": kind.code_field,
        "x-restricted": kind.restricted,
    }


def _field(spec: FieldSpec) -> dict[str, Any]:
    return {"title": spec.title.zh, **TYPES[spec.type], "x-aliases": list(spec.aliases)}


if __name__ == "__main__":
    write_anew(FOLDER, schemas())
