"""Comparison at a resolution: noise never decides, equal is equal."""

import pytest

from gouhook_gis.domain.measure import Measure, measured


@pytest.mark.parametrize(
    ("operator", "value", "holds"),
    [
        (">", 100.0, False),
        (">", 100.01, False),
        (">", 100.02, True),
        (">=", 99.99, True),
        (">=", 99.98, False),
        ("<=", 100.01, True),
        ("<=", 100.02, False),
        ("<", 100.0, False),
        ("<", 99.98, True),
        ("=", 100.01, True),
        ("=", 100.02, False),
    ],
)
def test_square_metres_at_one_hundredth(operator: str, value: float, holds: bool) -> None:
    """0.01 m² apart is equal, 0.02 m² is not."""
    measure = Measure.model_validate(
        {"name": "a", "value": value, "unit": "m2", "threshold": 100.0, "operator": operator}
    )
    assert measure.holds is holds


def test_thirty_per_cent_is_met_at_thirty() -> None:
    """0.3 in floating point is not in the way; one part in a million below is."""
    assert measured("r", 0.1 + 0.2, "ratio", operator=">=", threshold=0.3).holds
    assert measured("r", 0.299999, "ratio", operator=">=", threshold=0.3).holds
    assert not measured("r", 0.299998, "ratio", operator=">=", threshold=0.3).holds


def test_borderline_where_the_interval_holds_the_threshold() -> None:
    """105 ± 6 against 100 is borderline, 107 ± 6 is not; the margin is unrounded."""
    near = measured("a", 105.0, "m2", operator=">", threshold=100.0, half_width=6.0)
    far = measured("a", 107.0, "m2", operator=">", threshold=100.0, half_width=6.0)
    assert (near.margin, near.borderline) == (5.0, True)
    assert (far.margin, far.borderline) == (7.0, False)


def test_a_measure_without_threshold_decides_nothing() -> None:
    """Asking it is a mistake of ours, not a pass."""
    with pytest.raises(ValueError, match="no threshold"):
        _ = measured("a", 1.0, "m2").holds
