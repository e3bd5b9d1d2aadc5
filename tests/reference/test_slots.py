"""Which edition answers: told, the only one, that of the approval year, else the latest; after
the acceptance, that of its year.
"""

from datetime import date

import pytest

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.message import message
from gouhook_gis.domain.submission import Parcel, Place, Submission
from gouhook_gis.domain.words import Role
from gouhook_gis.reference.slots import counties_of, fill_slots


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
    slots, reasons = fill_slots(["villages"], EDITIONS, told, date(year, 7, 1) if year else None)
    assert (slots["villages"].edition, reasons["villages"]) == (chosen, reason)


def test_a_sparse_layer_is_asked_in_its_latest_edition() -> None:
    """What is basic farmland now counts, whenever the project was approved."""
    held = [edition("basic_farmland", year, Completeness.SPARSE) for year in ("2020", "2024")]
    slots, reasons = fill_slots(["basic_farmland"], held, {}, date(2021, 7, 1))
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
        fill_slots(["villages"], held, {}, date(2024, 7, 1))
    assert "2024A/CJDCQ.shp" in str(refused.value)
    assert "2024B/CJDCQ.shp" in str(refused.value)
    slots, _ = fill_slots(["villages"], held, {"villages": "2024B"}, date(2024, 7, 1))
    assert slots["villages"].edition == "2024B"
    assert fill_slots(["villages"], held, {}, date(2021, 7, 1))[0]["villages"].edition == "2020"


def test_a_name_that_is_no_slot_is_wrong_use() -> None:
    """A mistyped name would have no effect, and nobody would see it."""
    with pytest.raises(UsageError) as caught:
        fill_slots(["villages", "land_use@before"], EDITIONS, {"vilages": "2024"}, None)
    assert "vilages" in str(caught.value)
    for name in ("land_use@before", "land_use", "before"):
        with pytest.raises(UsageError) as caught:
            fill_slots(["land_use@before"], [edition("land_use", "2023")], {name: "1999"}, None)
        assert "2023" in str(caught.value)


def serving(name: str, *areas: str, sparse: bool = True, valid: date | None = None) -> Edition:
    """Make an edition that serves some areas."""
    completeness = Completeness.SPARSE if sparse else Completeness.COMPLETE
    made = edition("basic_farmland", name, completeness)
    return made.model_copy(update={"areas": areas, "valid_from": valid, "path": f"{name}.shp"})


SLOT = "basic_farmland"


@pytest.mark.parametrize(
    ("counties", "chosen", "reason"),
    [
        (("510182",), "2024-510182", "area"),
        (("510183",), "2024-510183", "area"),
        (("510184",), None, "elsewhere"),
        # Neither serves both, so which is meant nobody can know.
        (("510182", "510183"), "refused", ""),
        ((), "refused", ""),
    ],
)
def test_the_edition_of_the_county_is_taken(
    counties: tuple[str, ...], chosen: str | None, reason: str
) -> None:
    """Two of one kind and year, each for a county."""
    held = [serving("2024-510182", "510182"), serving("2024-510183", "510183")]
    if chosen == "refused":
        with pytest.raises(UsageError) as refused:
            fill_slots([SLOT], held, {}, None, counties=counties)
        assert "2024-510182.shp、2024-510183.shp" in str(refused.value)
        assert "--slot basic_farmland=2024-510183" in str(refused.value)
        told = {SLOT: "2024-510183"}
        slots, reasons = fill_slots([SLOT], held, told, None, counties=counties)
        assert (slots[SLOT].edition, reasons[SLOT]) == ("2024-510183", "told")
        return
    slots, reasons = fill_slots([SLOT], held, {}, None, counties=counties)
    assert (slots[SLOT].edition if slots else None, reasons[SLOT]) == (chosen, reason)


@pytest.mark.parametrize("area", ["510000", "51", "510100", "510182", "510182100", "100000"])
def test_an_area_serves_all_below_it(area: str) -> None:
    """And a part of the county serves it too: coverage says what is missing."""
    slots, reasons = fill_slots([SLOT], [serving("2024", area)], {}, None, counties=["510182"])
    assert (slots[SLOT].edition, reasons[SLOT]) == ("2024", "only")


def test_of_one_year_a_county_and_its_province_are_refused() -> None:
    """Both fit, and which of the two is meant is not ours to say; a later one is."""
    held = [serving("2024", "510000"), serving("2024-510182", "510182")]
    with pytest.raises(UsageError):
        fill_slots([SLOT], held, {}, None, counties=["510182"])
    held.append(serving("2025-510182", "510182"))
    slots, reasons = fill_slots([SLOT], held, {}, None, counties=["510182"])
    assert (slots[SLOT].edition, reasons[SLOT]) == ("2025-510182", "latest")


def test_what_serves_all_counties_is_better_than_what_serves_some() -> None:
    """Though it is older."""
    held = [serving("2020", "510000"), serving("2024-510182", "510182")]
    slots, reasons = fill_slots([SLOT], held, {}, None, counties=["510182", "510183"])
    assert (slots[SLOT].edition, reasons[SLOT]) == ("2020", "area")


def test_a_complete_layer_is_asked_although_the_codes_lie_elsewhere() -> None:
    """The codes of the parcels may be wrong, and its features show where it lies."""
    held = [serving("2024", "510182", sparse=False)]
    slots, reasons = fill_slots([SLOT], held, {}, None, counties=["510183"])
    assert (slots[SLOT].edition, reasons[SLOT]) == ("2024", "only")
    held.append(serving("2023", "510183", sparse=False))
    slots, reasons = fill_slots([SLOT], held, {}, None, counties=["510183"])
    assert (slots[SLOT].edition, reasons[SLOT]) == ("2023", "area")


@pytest.mark.parametrize(
    ("day", "chosen"),
    [(date(2024, 6, 29), "a"), (date(2024, 6, 30), "a"), (date(2024, 12, 31), "b")],
)
def test_days_tell_editions_of_one_year_apart(day: date, chosen: str) -> None:
    """The last up to the day of approval, else the first; with no day to tell, none."""
    held = [
        serving("2024-a", sparse=False, valid=date(2024, 6, 30)),
        serving("2024-b", sparse=False, valid=date(2024, 12, 31)),
    ]
    slots, _ = fill_slots([SLOT], held, {}, day)
    assert slots[SLOT].edition == f"2024-{chosen}"
    assert fill_slots([SLOT], held, {}, None)[0][SLOT].edition == "2024-b"
    with pytest.raises(UsageError):
        fill_slots([SLOT], [*held, serving("2024-c", sparse=False)], {}, day)


def test_a_year_in_a_county_code_is_none() -> None:
    """512022 is a county; 20231231 is a day."""
    held = [
        serving("512022-2021", sparse=False),
        serving("20231231", sparse=False),
        serving("202406", sparse=False),
    ]
    slots, _ = fill_slots([SLOT], held, {}, date(2022, 1, 1))
    assert slots[SLOT].edition == "512022-2021"
    slots, _ = fill_slots([SLOT], held, {}, date(2023, 1, 1))
    assert slots[SLOT].edition == "20231231"


def test_the_counties_of_a_submission() -> None:
    """By the codes of its parcels, the village's first; the fact where they have none."""

    def parcel(**codes: str) -> Parcel:
        place = Place(file="x.shp", record=1)
        return Parcel(key="k", id="1", role=Role.DEMOLITION, geometry=None, place=place, **codes)

    told = Fact(key="county_code", value="510184", source=message("x"))
    facts = Facts(values={"county_code": told})
    coded = (parcel(village_code="510183100201"), parcel(county_code="510182"), parcel())
    assert counties_of(Submission(name="x", parcels=coded), facts) == ("510182", "510183")
    assert counties_of(Submission(name="x", parcels=(parcel(),)), facts) == ("510184",)
    assert counties_of(Submission(name="x"), Facts()) == ()


AFTER, ACCEPTED, NEXT = "land_use@after", "land_use@accepted", "land_use@next"


@pytest.mark.parametrize(
    ("years", "after", "reason"),
    [
        (("2022", "2023", "2024", "2025", "2026"), "2025", "year_after"),
        (("2022", "2024"), "2024", "acceptance_year"),
        (("2023", "2026", "2027"), "2026", "later_year"),
        (("2022", "2023"), None, "before_acceptance"),
        # The single edition there is may still be one of before.
        (("2023",), None, "before_acceptance"),
        (("20241231",), "20241231", "acceptance_year"),
        # One that bears no year is of no year that is known.
        (("current",), None, "before_acceptance"),
    ],
)
def test_the_survey_after_is_never_older_than_the_acceptance(
    years: tuple[str, ...], after: str | None, reason: str
) -> None:
    """Accepted on the last day of 2024: the survey of 2024 or 2025, else the next there is."""
    held = [edition("land_use", name) for name in years]
    slots, reasons = fill_slots([AFTER], held, {}, date(2022, 5, 1), accepted=date(2024, 12, 31))
    assert (slots[AFTER].edition if slots else None, reasons[AFTER]) == (after, reason)


@pytest.mark.parametrize(
    ("years", "accepted", "next_year"),
    [
        (("2023", "2024", "2025"), "2024", "2025"),
        (("2024",), "2024", None),
        (("2025",), None, "2025"),
        (("2023", "2026"), None, None),
    ],
)
def test_a_change_layer_is_of_exactly_its_year(
    years: tuple[str, ...], accepted: str | None, next_year: str | None
) -> None:
    """What changed in another year is another change."""
    held = [edition("land_use", name, Completeness.SPARSE) for name in years]
    slots, reasons = fill_slots([ACCEPTED, NEXT], held, {}, None, accepted=date(2024, 1, 1))
    chosen = {slot: found.edition for slot, found in slots.items()}
    assert (chosen.get(ACCEPTED), chosen.get(NEXT)) == (accepted, next_year)
    assert reasons[ACCEPTED] == ("acceptance_year" if accepted else "no_such_year")
    assert reasons[NEXT] == ("year_after" if next_year else "no_such_year")


@pytest.mark.parametrize("slot", [AFTER, ACCEPTED, NEXT])
def test_without_the_day_of_acceptance_nothing_is_the_survey_after(slot: str) -> None:
    """Not even the only edition, unless it is told by slot or moment."""
    held = [edition("land_use", "2024")]
    assert fill_slots([slot], held, {}, date(2022, 1, 1)) == ({}, {slot: "no_acceptance_year"})
    assert fill_slots([slot], held, {"land_use": "2024"}, None)[0] == {}
    for name in (slot, slot.partition("@")[2]):
        slots, reasons = fill_slots([slot], held, {name: "2024"}, None)
        assert (slots[slot].edition, reasons[slot]) == ("2024", "told")
    assert fill_slots([slot], [], {}, None) == ({}, {})


def test_what_is_told_for_a_kind_is_not_before_and_after_at_once() -> None:
    """`--slot land_use=2023` narrows the choice; the year of acceptance decides all the same."""
    held = [edition("land_use", name) for name in ("2023", "2024")]
    wanted = ["land_use@before", AFTER]
    told = {"land_use": "2023"}
    slots, reasons = fill_slots(wanted, held, told, None, accepted=date(2024, 3, 1))
    assert [*slots] == ["land_use@before"]
    assert reasons[AFTER] == "before_acceptance"
    slots, _ = fill_slots(wanted, held, told, None, accepted=date(2023, 3, 1))
    assert slots[AFTER].edition == "2023"


def test_two_editions_of_the_year_of_acceptance_are_refused() -> None:
    """Also of the survey after nobody can know which is meant."""
    held = [edition("land_use", name) for name in ("2024A", "2024B")]
    with pytest.raises(UsageError):
        fill_slots([AFTER], held, {}, None, accepted=date(2024, 3, 1))
