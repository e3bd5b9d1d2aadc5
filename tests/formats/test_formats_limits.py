"""Limits contradict each other or do not; they come from the environment."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from gouhook_gis.formats.settings import GIB, MIB, Limits


def test_limits_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("GOUHOOK_LIMIT_MEMBERS", "7")
    assert Limits().members == 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"member_bytes": 9 * GIB, "expanded_bytes": 8 * GIB},
        {"ratio_free_bytes": 8 * GIB},
        {"json_bytes": 2 * GIB, "member_bytes": GIB},
        {"cpu_seconds": 901, "wall_seconds": 900},
        {"memory_bytes": 512 * MIB - 1},
        {"members": 0},
    ],
)
def test_contradictory_limits_are_refused(wrong):
    with pytest.raises(ValidationError):
        Limits(**wrong)


def test_equal_limits_do_not_contradict_each_other():
    limits = Limits(cpu_seconds=900, wall_seconds=900, member_bytes=GIB, expanded_bytes=GIB)
    assert limits.cpu_seconds == limits.wall_seconds
