"""Every route names who may take it, or stands here with the reason why it asks nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from gouhook_gis.service.accounts.roles import RIGHTS, Right, Role
from gouhook_gis.service.api import callers
from gouhook_gis.service.api.app import routed
from tests.service.api.people import PEOPLE, People

# Open to all, and why.
OPEN = {
    ("GET", "/health"): "whether the process lives is no secret",
    ("GET", "/health/ready"): "whether it can work; nobody is told of its parts",
    ("GET", "/api/v1/service"): "the page must know how to sign in",
    ("GET", "/api/v1/openapi.json"): "the contract is public",
    ("POST", "/api/v1/session"): "this is where one signs in",
    ("GET", "/api/v1/session/oidc"): "this is where one signs in elsewhere",
    ("GET", "/api/v1/session/oidc/back"): "and comes back from",
    ("GET", "/assets/{name:path}"): "the page holds no data",
    ("GET", "/THIRD_PARTY_LICENSES.md"): "the page holds no data",
    ("GET", "/{path:page_path}"): "the page holds no data",
}
# What gives a route its caller.
NAMED = {
    callers.caller: None,  # anybody who signed in
    callers.signed_in: None,
    callers.owner: None,
    **{
        one.__metadata__[0].dependency: right
        for one, right in (
            (callers.Reader, Right.READ),
            (callers.Submitter, Right.SUBMIT),
            (callers.LayerKeeper, Right.LAYERS),
            (callers.Auditor, Right.AUDIT),
            (callers.Administrator, Right.ACCOUNTS),
        )
    },
}


def calls(dependant: Dependant) -> Iterator[object]:
    """What a route depends on, all the way down."""
    for one in dependant.dependencies:
        yield one.call
        yield from calls(one)


def routes() -> list[tuple[str, str, RouteContext]]:
    """All of them, those of routers included."""
    found = [route for route in iter_route_contexts(routed().routes) if route.path]
    return [(way, str(one.path), one) for one in found for way in sorted(one.methods or ())]


ROUTES = routes()
CLOSED = [(method, path) for method, path, _ in ROUTES if (method, path) not in OPEN]


def test_all_routes_are_looked_at() -> None:
    """Those of the document, and those that are not in it."""
    documented = {
        (method.upper(), path)
        for path, methods in routed().openapi()["paths"].items()
        for method in methods
    }
    seen = {(method, path) for method, path, _ in ROUTES}
    assert len(documented) > 60
    assert documented | set(OPEN) <= seen
    assert all(isinstance(route.original_route, APIRoute) for _, _, route in ROUTES)


@pytest.mark.parametrize(
    ("method", "path", "route"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES]
)
def test_each_route_names_a_right_or_its_reason(
    method: str, path: str, route: RouteContext
) -> None:
    asked = {call for call in calls(route.dependant) if call in NAMED}
    if (method, path) in OPEN:
        assert not asked - {callers.caller}
    else:
        assert asked
        specific = {NAMED[call] for call in asked} - {None}
        assert len(specific) <= 1
        if method != "GET" and not path.startswith(("/api/v1/session", "/api/v1/keys")):
            assert specific - {Right.READ}  # nobody changes anything by the right to read


def test_without_credentials_each_of_them_is_refused(people: People) -> None:
    """Before anything else is said of it: the bodies are empty and the ids mean nothing."""
    for method, path in CLOSED:
        asked = re.sub(r"\{[^}]+\}", "1", path)
        for headers in ({}, {"Authorization": "Bearer gouhook_1_2"}):
            given = people.nobody.request(method, asked, headers=headers)
            assert given.status_code == 401, (method, path)
            assert given.json()["type"].startswith("urn:gouhook:problem:service.")
            assert given.headers["Cache-Control"] == "no-store"


def test_nobody_is_told_of_the_parts_of_the_service(people: People) -> None:
    nobody, somebody = people.nobody, people.by_key("nowhere")
    assert nobody.get("/health").json() == {"status": "ok"}
    ready = nobody.get("/health/ready").json()
    assert ready == {"ready": True, "sandbox": None, "components": []}
    assert len(somebody.get("/health/ready").json()["components"]) >= 3
    assert nobody.get("/metrics").status_code == 401
    assert "gouhook_runs" in somebody.get("/metrics").text
    told = nobody.get("/api/v1/service").json()
    assert (told["accounts"], told["caller"], told["base_layers"]) == (True, None, [])
    assert somebody.get("/api/v1/service").json()["caller"] == "nowhere"


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_not_is_refused_by_every_route(people: People, role: Role) -> None:
    name = next(one.name for one in PEOPLE if one.role is role)
    asked, refused = people.signed_in(name), 0
    for method, path, route in ROUTES:
        rights = {NAMED.get(call) for call in calls(route.dependant)} - {None}
        if not rights or rights & RIGHTS[role]:
            continue
        given = asked.request(method, re.sub(r"\{[^}]+\}", "1", path))
        assert given.status_code == 403, (method, path)
        assert given.json()["type"] == "urn:gouhook:problem:service.no_right"
        refused += 1
    assert (refused == 0) == (role is Role.ADMIN)
