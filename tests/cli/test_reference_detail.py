"""`--reference-detail`, in general and by kind of layer."""

from __future__ import annotations

import pytest

from gouhook_gis.cli.options import details_of
from gouhook_gis.domain.errors import UsageError


def test_one_word_is_for_all_and_kinds_are_named() -> None:
    assert details_of([]) == ("clip", {})
    assert details_of(["full"]) == ("full", {})
    told = ["basic_farmland=none", "full", "*=clip"]
    assert details_of(told) == ("full", {"basic_farmland": "none", "*": "clip"})


@pytest.mark.parametrize("told", ["some", "basic_farmland", "basic_farmland=some", "=none", ""])
def test_what_cannot_be_meant(told: str) -> None:
    with pytest.raises(UsageError) as found:
        details_of([told])
    assert "basic_farmland=none" in str(found.value)
