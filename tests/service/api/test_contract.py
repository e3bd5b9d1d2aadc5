"""The OpenAPI document is the contract: asked what nobody would ask, by schemathesis."""

from __future__ import annotations

import itertools

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gouhook_gis.service.api.app import routed
from tests.service.api.findings import finished
from tests.service.api.serving import Asked

EXAMPLES = 6
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
DOCUMENT = routed().openapi()
OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_documents_its_problems(method: str, path: str) -> None:
    responses = DOCUMENT["paths"][path][method]["responses"]
    assert "422" not in responses  # FastAPI's own form of errors, which we never send
    for status, response in responses.items():
        if status >= "400" and path != "/health/ready":
            assert list(response["content"]) == ["application/problem+json"]
    assert {"400", "403", "421", "500", "503"} <= set(responses)


def test_nothing_is_asked_for_that_is_not_documented() -> None:
    """Every name that a schema refers to is there."""
    text = str(DOCUMENT)
    named = {part.split("'")[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(DOCUMENT["components"]["schemas"])


def test_what_nobody_would_ask_makes_no_failure(local: Asked) -> None:
    """Every operation, a handful of requests each, half of them against the document; some are
    about a run that is there.
    """
    run = finished(local)
    schema = schemathesis.openapi.from_url(f"{local.url}/api/v1/openapi.json")
    asked = itertools.count()

    for found in schema.get_all_operations():
        operation = found.ok()
        cases = operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
        wrong = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases | wrong)
        def ask(case: schemathesis.Case) -> None:
            if next(asked) % 2 and "run_id" in (case.path_parameters or {}):
                case.path_parameters["run_id"] = run
            answer = case.call()
            # What is no HTTP (an address of 64 KiB) uvicorn refuses before it comes to us.
            if "x-request-id" in answer.headers:
                case.validate_response(answer, checks=list(CHECKS))

        ask()
    assert next(asked) > len(OPERATIONS)
    assert local.http.get("/health").status_code == 200
