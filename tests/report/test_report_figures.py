"""Figures: three units, rows that add up, margins unrounded."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gouhook_gis.domain.assessment import Subject
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.model import Text
from gouhook_gis.report import figures
from gouhook_gis.report.voice import Voice
from tests.support.reports import full_report

ZH, EN = Voice("zh"), Voice("en")


def test_an_area_is_shown_in_three_units() -> None:
    """1,000,000 / 3 m²: 33.3333 公顷, 500 亩, half up on the last digit."""
    shown = figures.area(1_000_000 / 3)
    assert (shown.ha, shown.mu, shown.m2) == (
        Decimal("33.3333"),
        Decimal("500.00"),
        Decimal("333333.33"),
    )
    assert figures.area(0.005).m2 == Decimal("0.01")
    assert figures.area(0.00499).m2 == Decimal("0.00")


@given(st.lists(st.floats(0, 1e7, allow_nan=False), max_size=40))
def test_rows_add_up_to_their_total_in_every_unit(sizes: list[float]) -> None:
    """What is printed adds up, and no row is off by more than a last digit."""
    rows, total = figures.areas(sizes)
    assert sum(rows, figures.ZERO) == total
    for row, size in zip(rows, sizes, strict=True):
        assert abs(row.m2 - figures.area(size).m2) <= Decimal("0.01")


def test_role_rows_add_up_by_parcel_by_purpose_and_without_overlap() -> None:
    """Planar 333.335 and 666.665 would round to 1000.01; balanced they make 18600.00."""
    demolition, new = figures.role_rows(full_report().result)
    assert sum(new.official.by_key.values(), figures.ZERO) == new.official.total
    assert sum((p.area for p in new.purposes), figures.ZERO) == new.official.total
    assert new.union + new.overlap == new.official.total
    assert [row.m2 for row in new.planar.by_key.values()] == [
        Decimal("5600.00"),
        Decimal("12000.00"),
        Decimal("333.34"),
        Decimal("666.66"),
    ]
    assert new.planar.total.m2 == Decimal("18600.00")
    assert new.filed is not None
    assert new.filed.total.m2 == Decimal("5598.40")
    assert demolition.at_least
    assert list(demolition.official.by_key)[-1] != "demolition/CJ-006"
    assert demolition.purposes == []


def test_margins_are_not_rounded_to_what_is_shown() -> None:
    """A ratio that shows as its threshold still tells by how little it misses."""
    ratio = measured("ratio", 0.2999999, "ratio", operator=">=", threshold=0.30)
    assert figures.quantity(ratio.value, "ratio", ZH) == "30%"
    assert figures.value(ratio, ZH) == "29.99999%"
    assert figures.amount(ratio, ZH) == "29.99999%（要求 ≥ 30%）"
    assert figures.threshold(ratio, ZH) == "≥ 30%"
    assert figures.margin(ratio, ZH) == "−0.00001 个百分点"
    assert figures.margin(ratio, EN) == "−0.00001 percentage points"
    area = measured("overlap", 0.0123, "m2", operator="<=", threshold=0.0, half_width=0.5)
    assert figures.margin(area, ZH) == "+0.0123 m²"
    assert figures.half_width(area, ZH) == "± 0.50 m²"


def test_quantities_speak_units() -> None:
    """Areas in three units, metres, counts without a unit, others by their word."""
    assert figures.quantity(2800.056, "m2", ZH) == "0.2800 公顷（4.20 亩，2800.06 m²）"
    assert figures.quantity(51.0, "m", EN) == "51.00 m"
    assert figures.quantity(3.0, "count", ZH) == "3"
    assert figures.quantity(2.5, "ha", ZH) == "2.5 公顷"
    bare = measured("clusters", 3.0, "count")
    assert (figures.threshold(bare, ZH), figures.margin(bare, ZH)) == ("", "")


def test_a_village_is_named_where_its_name_is_known() -> None:
    """Name first, code beside it."""
    village = Subject(type="village", id="510999100201", name="柏树村")
    assert ZH.subject(village) == "村 柏树村（510999100201）"
    assert ZH.subject(village.model_copy(update={"name": None})) == "村 510999100201"


def test_names_of_the_report_come_before_those_of_the_catalogue() -> None:
    """A layer kind of the user's own has the name of its file; without English its Chinese."""
    names = {"word.orchards": Text(zh="果园"), "word.profile.own": Text(zh="某省", en="Own")}
    zh, en = (Voice.of(full_report(names=names).result, lang) for lang in ("zh", "en"))
    said = message("engine.layer_missing", kind="orchards")
    assert "“果园”" in zh.message(said)
    assert "“果园”" in en.message(said)
    assert (zh.word("own", "profile"), en.word("own", "profile")) == ("某省", "Own")
    assert zh.layer("orchards@2025") == "果园（2025）"
    assert en.word("villages") == Voice("en").word("villages") != "villages"


def test_an_amount_and_its_limit_are_in_one_unit() -> None:
    """Hectares for what is large; m² for slivers, and where hectares cannot tell them apart."""
    voice = Voice("zh")
    total = measured("demolition_area", 114464.42, "m2", operator=">", threshold=224015.63)
    close = measured("demolition_area", 114464.42, "m2", operator=">", threshold=114464.43)
    tiny = measured("slivers", 2.0, "m2", operator="<=", threshold=1.0)
    assert figures.amount(total, voice) == "11.4464 公顷（要求 > 22.4016 公顷）"
    assert figures.amount(close, voice) == "114464.42 m²（要求 > 114464.43 m²）"
    assert figures.amount(tiny, voice) == "2.00 m²（要求 ≤ 1.00 m²）"
