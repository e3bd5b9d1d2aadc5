"""What a role may see: defaults, the setting, and what is refused of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from gouhook_gis.domain.details import EVERY, ReferenceDetail
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.rules.loader import layer_kinds
from gouhook_gis.rules.shelf import kind_names
from gouhook_gis.service.accounts.details import beyond, require_known
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.settings import settings_from
from tests.service.api.serving import ROOT

SETTING = "GOUHOOK_REFERENCE_DETAILS"


def test_without_a_setting() -> None:
    settings = settings_from()
    assert {role: dict(settings.allowed(role)) for role in Role} == {
        Role.SURVEYOR: {EVERY: "clip"},
        Role.DESK: {EVERY: "full"},
        Role.AUDITOR: {EVERY: "clip"},
        Role.ADMIN: {EVERY: "full"},
    }
    limits = [settings.limit(role) for role in Role]
    assert limits == [500.0, None, 500.0, None]


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not named stays; a desk that may not see all of one kind has the limit too."""
    told = {"surveyor": {"basic_farmland": "none"}, "desk": {"land_use": "clip"}}
    monkeypatch.setenv(SETTING, json.dumps(told))
    monkeypatch.setenv("GOUHOOK_CLIP_HECTARES", "20")
    settings = settings_from()
    assert settings.allowed(Role.SURVEYOR) == {EVERY: "clip", "basic_farmland": "none"}
    assert settings.allowed(Role.DESK) == {EVERY: "full", "land_use": "clip"}
    assert (settings.limit(Role.DESK), settings.limit(Role.ADMIN)) == (20.0, None)
    again = type(settings)(**settings.as_told())
    assert again.reference_details == settings.reference_details


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ('{"surveyor": {"*": "some"}}', "SURVEYOR"),
        ('{"nobody": {"*": "clip"}}', "NOBODY"),
        ('["surveyor"]', ""),
        ("{", ""),
    ],
)
def test_what_is_no_such_setting(monkeypatch: pytest.MonkeyPatch, told: str, at: str) -> None:
    monkeypatch.setenv(SETTING, told)
    with pytest.raises(UsageError) as found:
        settings_from()
    said = str(found.value)
    assert SETTING in said and at in said


def test_a_kind_that_there_is_not_protects_nothing() -> None:
    kinds = kind_names(None)
    assert kinds == sorted(kind.kind for kind in layer_kinds())
    require_known({Role.SURVEYOR: {EVERY: "none", "land_use": "clip"}}, kinds)
    with pytest.raises(UsageError) as found:
        require_known({Role.SURVEYOR: {"farmland": "none"}}, kinds)
    assert "farmland" in str(found.value) and "basic_farmland" in str(found.value)


def test_a_service_does_not_start_with_it(tmp_path: Path) -> None:
    told = json.dumps({"surveyor": {"farmland": "none"}})
    ended = subprocess.run(
        [sys.executable, "-m", "gouhook_gis", "serve", "--data", str(tmp_path / "data")],
        env={**os.environ, SETTING: told},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert SETTING in ended.stderr and "basic_farmland" in ended.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("shown", "allowed", "expected"),
    [
        ({}, {EVERY: "none"}, []),
        ({"land_use": "clip"}, {EVERY: "clip"}, []),
        ({"land_use": "full"}, {EVERY: "clip"}, ["land_use"]),
        ({"land_use": "full"}, {EVERY: "none", "land_use": "full"}, []),
        ({"land_use": "none", "basic_farmland": "clip"}, {EVERY: "none"}, ["basic_farmland"]),
        ({EVERY: "clip"}, {EVERY: "clip", "land_use": "none"}, [EVERY]),
        ({EVERY: "clip"}, {EVERY: "full", "land_use": "clip"}, []),
    ],
)
def test_beyond_what_is_allowed(
    shown: Mapping[str, ReferenceDetail],
    allowed: Mapping[str, ReferenceDetail],
    expected: list[str],
) -> None:
    assert beyond(shown, allowed) == expected
