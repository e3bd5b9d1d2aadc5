"""数线图对照表 as shown: areas that add up by parcel and by piece, parcels worst first."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouhook_gis.domain.message import catalogue, message
from gouhook_gis.domain.reconciliation import MapSide
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.report import figures
from gouhook_gis.report.reconciliation import words
from gouhook_gis.report.reconciliation.table import Reconciled, table
from gouhook_gis.report.voice import Voice
from gouhook_gis.rules.definition import ReconciliationPolicy
from tests.support.reconciled import pair, parts, reconciled_report, reconciliation, row
from tests.support.reports import full_report

ZH, EN = Voice("zh"), Voice("en")


def test_a_report_without_the_table_has_none() -> None:
    """Nothing was reconciled: nothing is shown."""
    assert Reconciled.of(full_report()) is None


def test_parcels_add_up_to_their_total_in_every_unit() -> None:
    """Declared 1200 + 1760.5 + 800 = 3760.5 m² = 0.3761 公顷 = 5.64 亩, of three of five."""
    shown = table(reconciliation())
    (total,) = shown.totals
    rows = [line.areas["declared"] for line in shown.lines if "declared" in line.areas]
    assert len(rows) == 3
    assert sum(rows, figures.ZERO) == total.areas["declared"]
    assert total.areas["declared"] == figures.Area(
        Decimal("0.3761"), Decimal("5.64"), Decimal("3760.50")
    )
    assert "declared" in total.partial
    assert "official" in total.partial


def test_ridges_are_what_lies_between_gross_and_net_as_shown() -> None:
    """680 m² gross, 612 net: 0.0680 − 0.0612 = 0.0068 公顷; no farmland, no ridges."""
    lines = {line.parcel.id: line for line in table(reconciliation()).lines}
    ridge = lines["CJ-003"].ridge
    assert ridge is not None
    assert ridge.ha == Decimal("0.0068")
    assert lines["=cmd|' /C calc'!A0"].ridge is None


def test_pieces_add_up_to_what_is_covered_of_their_parcel() -> None:
    """CJ-001: 800.016 + 400.008 = 1200.024 m² shows 800.01 + 400.01 = 1200.02."""
    lines = {line.parcel.id: line for line in table(reconciliation()).lines}
    for line in lines.values():
        if line.pieces:
            assert sum((p.area for p in line.pieces), figures.ZERO) == line.areas["covered"]
    assert [p.area.m2 for p in lines["CJ-001"].pieces] == [Decimal("800.01"), Decimal("400.01")]


def test_pieces_that_are_not_all_of_it_stand_for_themselves() -> None:
    """A parcel of 100 m² with a piece of 40 m² has a piece of 40 m²."""
    lone = row("X", Status.PASS, map=MapSide(covered_m2=100.0))
    pieces = (pair("X", "1", 40.0, "0702", "0103", of_parcel=0.4),)
    (line,) = table(reconciliation(rows=(lone,), pairs=pieces)).lines
    assert line.pieces[0].area.m2 == Decimal("40.00")


def test_pieces_count_both_sides() -> None:
    """Patch 0011 lies in CJ-001 and CJ-002; each of these meets two patches."""
    counts = {
        (p.pair.parcel_id, p.pair.patch_before): (p.patches, p.parcels)
        for p in table(reconciliation()).pieces
    }
    assert counts["CJ-001", "0011@5109991032010000000"] == (2, 2)
    assert counts["CJ-001", "0012@5109991032010000000"] == (2, 1)
    assert counts["CJ-002", "0011@5109991032010000000"] == (2, 2)


@given(
    st.lists(
        st.lists(st.floats(0.01, 5000, allow_nan=False), min_size=1, max_size=4),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_the_pieces_both_levels_add_up(sizes: list[list[float]]) -> None:
    """Pieces add up to parcels, and parcels to the total of all, to the last digit."""
    rows = tuple(
        row(f"P{i}", Status.PASS, map=MapSide(covered_m2=sum(own))) for i, own in enumerate(sizes)
    )
    pieces = tuple(
        pair(f"P{i}", f"{j}", size, "0702", "1006", of_parcel=0.5)
        for i, own in enumerate(sizes)
        for j, size in enumerate(own)
    )
    shown = table(reconciliation(rows=rows, pairs=pieces))
    assert sum((p.area for p in shown.pieces), figures.ZERO) == shown.totals[0].areas["covered"]
    for line in shown.lines:
        assert sum((p.area for p in line.pieces), figures.ZERO) == line.areas["covered"]


def test_roles_are_totalled_apart() -> None:
    """Demolition and new construction never share a sum."""
    built = row("AZ-01", Status.PASS).model_copy(
        update={"role": Role.NEW_CONSTRUCTION, "key": "new_construction/AZ-01"}
    )
    shown = table(reconciliation(rows=(*reconciliation().rows, built), pairs=()))
    assert [total.role for total in shown.totals] == [Role.DEMOLITION, Role.NEW_CONSTRUCTION]
    assert shown.totals[1].areas == {}


def test_the_worst_come_first() -> None:
    """By outcome, then by the greatest difference: 120.016 m², 10.465 m², then the review."""
    shown = table(reconciliation())
    assert [line.parcel.id for line in shown.differing][:2] == ["CJ-003", "CJ-002"]
    assert [line.parcel.status for line in shown.differing] == [
        Status.FAIL,
        Status.FAIL,
        Status.NEEDS_REVIEW,
    ]
    assert shown.ranked[-1].parcel.id == "CJ-001"
    assert shown.compared


def test_outcomes_are_counted_in_words() -> None:
    """Each outcome that occurs, worst first."""
    shown = table(reconciliation())
    assert words.counts(shown, ZH) == "不一致 2 个、未能比对 1 个、需核实 1 个、一致 1 个"
    assert words.counts(shown, EN) == "2 differ, 1 not compared, 1 need review, 1 agree"
    nothing = parts(*[(Status.NOT_RUN, None)] * 3)
    unseen = reconciliation(rows=(row("X", Status.NOT_RUN, parts=nothing),))
    assert not table(unseen).compared


def test_every_threshold_of_a_profile_has_its_words() -> None:
    """A number of the policy that a report could not name would be an empirical value unsaid."""
    keys = {f"report.table.limit.{name}" for name in ReconciliationPolicy.model_fields}
    assert keys <= set(catalogue())
    told = words.limits(reconciliation(), ZH)
    assert told.startswith("面积相差不超过 0.1%；点位差不超过 0.01 米；")


@pytest.mark.parametrize(
    ("value", "told"), [(10.465, "+10.47"), (-0.024, "−0.02"), (-0.004, "0.00"), (None, "—")]
)
def test_differences_have_a_sign_and_nothing_is_no_zero(value: float | None, told: str) -> None:
    """m² with two decimals, half up; what rounds to nothing has no sign."""
    assert words.signed(value) == told


def test_points_are_told_as_filed_and_as_found() -> None:
    """The text counts where there is one, else the layer; a dash where a side is unknown."""
    told = {line.parcel.id: words.points(line.parcel) for line in table(reconciliation()).lines}
    assert (told["CJ-001"], told["CJ-002"], told["CJ-003"]) == ("5/5", "—/6", "5/4")
    assert told["<script>alert(1)</script>"] == ""


def test_patches_photographs_and_cover_are_told_as_desks_write_them() -> None:
    """图斑号 and 坐落单位 with a blank between them, a time without a T, classes by name."""
    assert words.patch("0114@5109991002020000000") == "0114 5109991002020000000"
    assert words.patch(None) == ""
    assert words.moment("2024-11-12T10:05:00") == "2024-11-12 10:05:00"
    agreeing = reconciliation().rows[0]
    assert words.cover(agreeing, {"10": "耕地"}, ZH) == "10 耕地 90%、80 10%"
    hinted = agreeing.ground.model_copy(update={"notes": (message("engine.nothing_examined"),)})
    assert len(words.notes(agreeing.model_copy(update={"ground": hinted}), ZH)) == 1


def test_nothing_has_no_sign_in_numbers_either() -> None:
    """−0.004 m² is 0.00, not −0.00."""
    assert str(words.known(-0.004, 2)) == "0.00"
    assert words.known(None, 2) == "—"


def test_shares_are_as_fine_as_what_they_are_held_against() -> None:
    """89.996 % is told from 90 %; what is held against nothing has two decimals."""
    assert words.share(0.89996, 0.9) == "89.996%"
    assert words.share(None, 0.9) == "—"
    assert str(words.rough(1.0000002)) == "100.00"
    assert words.rough(None) == "—"


def test_many_patches_are_counted_not_listed() -> None:
    """Six are told, of seven the first five."""
    six = [f"{n}" for n in range(6)]
    assert words.several(six, ZH) == "0、1、2、3、4、5"
    assert words.several([*six, "6", "6"], ZH) == "0、1、2、3、4 等 7 项"
    assert words.several([None, ""], ZH) == ""


def test_what_stands_below_says_why_there_are_dashes() -> None:
    """The reason, the layers, the empirical values; in reports without any reason a hint."""
    told = words.below(Reconciled.of(reconciled_report()) or table(reconciliation()), ZH)
    assert told[0].endswith("原因如下：")
    assert "坡度图" in told[1]
    assert told[2] == "所用调查图层：地类图斑更新过程层（2024）、地类图斑（2023）。"
    assert told[3] == "地表覆盖代码：10 耕地。"
    assert "经验值" in told[4]
    bare = table(reconciliation(missing=(), layers={}, thresholds={}, legend={}))
    assert words.below(bare, ZH) == ["“—”表示无从比对，不是零；原因见各地块的说明。"]
