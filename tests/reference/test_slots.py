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


def test_two_editions_of_one_year_are_refused_with_both_paths() -> None:
    """Which of 2024A and 2024B is meant nobody can know; an older one beside them is no help."""
    held = [
        edition("villages", name).model_copy(update={"path": f"{name}/CJDCQ.shp"})
        for name in ("2020", "2024A", "2024B")
    ]
    with pytest.raises(UsageError) as refused:
        fill_slots(["villages"], held, {}, 2024)
    assert "2024A/CJDCQ.shp" in str(refused.value)
    assert "2024B/CJDCQ.shp" in str(refused.value)
    slots, _ = fill_slots(["villages"], held, {"villages": "2024B"}, 2024)
    assert slots["villages"].edition == "2024B"
    assert fill_slots(["villages"], held, {}, 2021)[0]["villages"].edition == "2020"


def test_a_name_that_is_no_slot_is_wrong_use() -> None:
    """A mistyped name would have no effect, and nobody would see it."""
    with pytest.raises(UsageError) as caught:
        fill_slots(["villages", "land_use@before"], EDITIONS, {"vilages": "2024"}, None)
    assert "vilages" in str(caught.value)
    for name in ("land_use@before", "land_use", "before"):
        with pytest.raises(UsageError) as caught:
            fill_slots(["land_use@before"], [edition("land_use", "2023")], {name: "1999"}, None)
        assert "2023" in str(caught.value)
