"""Money is decimal to the fen; prices that contradict one another are refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from gouhook_gis.domain.words import Status
from gouhook_gis.rules.kinds.transfer_price import TransferPrice
from tests.support.fixtures import load_fixture

FIXTURE = load_fixture("ZJ-A17")
# Hundredths of a m², up to 10 km².
AREAS = st.integers(0, 10**9)


@given(AREAS, AREAS)
def test_the_amount_is_exact_to_the_fen(ordinary: int, high: int) -> None:
    """Hundredths of m² × 0.0015 亩 × price; the half fen goes up."""
    exact = Fraction(3, 2000) * (Fraction(ordinary, 100) * 300_000 + Fraction(high, 100) * 400_000)
    fen = (exact * 100 + Fraction(1, 2)).__floor__()
    assume(fen > 0)  # nothing to settle is another matter
    facts = {
        "transfer_ordinary_m2": ordinary / 100,
        "transfer_high_standard_m2": high / 100,
    }
    for filed, expected in ((fen, Status.PASS), (fen + 1, Status.FAIL), (fen - 1, Status.FAIL)):
        case = FIXTURE.cases["pass"].model_copy(
            update={"facts": {**facts, "transfer_amount_yuan": filed / 100}}
        )
        fixture = FIXTURE.model_copy(update={"cases": {"case": case}})
        assert fixture.outcome("case").status is expected


@pytest.mark.parametrize(
    ("by_province", "prices"),
    [
        (True, [{"provinces": ["11"], "ordinary": 1, "high_standard": 1}]),  # none for the others
        (True, [{"ordinary": 1, "high_standard": 1}, {"ordinary": 2, "high_standard": 2}]),
        (
            True,
            [
                {"provinces": ["11"], "ordinary": 1, "high_standard": 1},
                {"provinces": ["11"], "ordinary": 2, "high_standard": 2},
                {"ordinary": 3, "high_standard": 3},
            ],
        ),
        (
            False,
            [
                {"provinces": ["11"], "ordinary": 1, "high_standard": 1},
                {"ordinary": 3, "high_standard": 3},
            ],
        ),
        (True, []),
        (True, [{"ordinary": "300000", "high_standard": 400000}]),  # a quoted number
        (True, [{"provinces": ["110108"], "ordinary": 1, "high_standard": 1}]),
    ],
)
def test_prices_that_are_refused(by_province: bool, prices: list[dict[str, object]]) -> None:
    with pytest.raises(ValidationError):
        TransferPrice.model_validate(
            {"kind": "transfer_price", "by_province": by_province, "prices": prices}
        )
