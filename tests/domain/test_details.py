"""How much of a layer is shown: what is asked for, and no more than is permitted."""

from __future__ import annotations

import itertools

import pytest

from gouhook_gis.domain.details import EVERY, ReferenceDetail, detail_of, exceeds, least, lowered

DETAILS: tuple[ReferenceDetail, ...] = ("none", "clip", "full")
KINDS = ("basic_farmland", "land_use", "other")


def test_the_kind_goes_before_every_kind_and_that_before_the_general_value() -> None:
    by_kind: dict[str, ReferenceDetail] = {EVERY: "none", "land_use": "full"}
    assert detail_of("land_use", "clip", by_kind) == "full"
    assert detail_of("basic_farmland", "clip", by_kind) == "none"
    assert detail_of("basic_farmland", "clip", {}) == "clip"


def test_order() -> None:
    assert least(["full", "none", "clip"]) == "none"
    assert least([]) == "full"
    assert exceeds("full", "clip") and exceeds("clip", "none")
    assert not exceeds("clip", "clip") and not exceeds("none", "clip")


@pytest.mark.parametrize(
    ("general", "asked", "allowed", "expected"),
    [
        ("clip", {}, {EVERY: "full"}, {}),
        ("clip", {}, {EVERY: "clip"}, {}),
        ("full", {}, {EVERY: "clip"}, {EVERY: "clip"}),
        ("clip", {}, {EVERY: "clip", "basic_farmland": "none"}, {"basic_farmland": "none"}),
        # What is permitted of one kind is had where it was asked for.
        ("full", {}, {EVERY: "none", "land_use": "clip"}, {EVERY: "none", "land_use": "clip"}),
        ("none", {"land_use": "full"}, {EVERY: "clip"}, {"land_use": "clip"}),
    ],
)
def test_lowered(
    general: ReferenceDetail,
    asked: dict[str, ReferenceDetail],
    allowed: dict[str, ReferenceDetail],
    expected: dict[str, ReferenceDetail],
) -> None:
    assert lowered(general, asked, allowed) == expected


def test_never_more_than_asked_nor_than_permitted_and_nothing_less() -> None:
    """All combinations of a general value and one for every kind and one kind, on either side."""
    either: list[ReferenceDetail | None] = [None, *DETAILS]
    for general, every, one, all_of, of_one in itertools.product(
        DETAILS, either, either, DETAILS, either
    ):
        asked = {k: v for k, v in ((EVERY, every), ("land_use", one)) if v is not None}
        allowed = {k: v for k, v in ((EVERY, all_of), ("land_use", of_one)) if v is not None}
        found = lowered(general, asked, allowed)
        for kind in KINDS:
            want = detail_of(kind, general, asked), detail_of(kind, "none", allowed)
            assert detail_of(kind, general, found) == least(want)
        assert lowered(general, found, allowed) == found
