"""Which edition answers: told, the only one, that of the approval year, else the latest."""

import pytest

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.reference.slots import fill_slots


def edition(kind: str, name: str, completeness: Completeness = Completeness.COMPLETE) -> Edition:
    """Make an edition."""
    return Edition(
        kind=kind,
        edition=name,
        completeness=completeness,
        epsg=4523,
        records=1,
        sha256="0",
    )


EDITIONS = [edition("villages", year) for year in ("2020", "2023", "2024")]


@pytest.mark.parametrize(
    ("told", "year", "chosen", "reason"),
    [
        ({}, 2023, "2023", "year"),
        ({}, 2022, "2020", "year"),
        ({}, 2019, "2020", "earliest_after"),
        ({}, None, "2024", "latest"),
        ({"villages": "2020"}, 2024, "2020", "told"),
    ],
)
def test_choice(told: dict[str, str], year: int | None, chosen: str, reason: str) -> None:
    """The newest edition not after the approval year, unless told otherwise."""
    slots, reasons = fill_slots(["villages"], EDITIONS, told, year)
    assert (slots["villages"].edition, reasons["villages"]) == (chosen, reason)


def test_a_sparse_layer_is_asked_in_its_latest_edition() -> None:
    """What is basic farmland now counts, whenever the project was approved."""
    held = [edition("basic_farmland", year, Completeness.SPARSE) for year in ("2020", "2024")]
    slots, reasons = fill_slots(["basic_farmland"], held, {}, 2021)
    assert (slots["basic_farmland"].edition, reasons["basic_farmland"]) == ("2024", "latest")


def test_moment_is_told_for_all_kinds() -> None:
    """`--slot before=2020` fills every …@before."""
    slots, _ = fill_slots(
        ["land_use@before", "land_use@latest"],
        [edition("land_use", "2020"), edition("land_use", "2024")],
        {"before": "2020"},
        None,
    )
    assert slots["land_use@before"].edition == "2020"
    assert slots["land_use@latest"].edition == "2024"


def test_edition_told_but_absent_is_wrong_use() -> None:
    """The error lists what is held."""
    with pytest.raises(UsageError) as caught:
        fill_slots(["villages"], EDITIONS, {"villages": "1999"}, None)
    assert "1999" in str(caught.value)
    assert "2020、2023、2024" in str(caught.value)


def test_slot_without_edition_is_left_out() -> None:
    """Nothing supplied is not something empty."""
    assert fill_slots(["basic_farmland"], EDITIONS, {}, None) == ({}, {})
