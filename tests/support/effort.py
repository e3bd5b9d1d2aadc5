"""How hard the property tests try: the same examples every time, or many new ones in a soak.

`GOUHOOK_SOAK=1` (set by `make soak`) takes fifty times as many, at random.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SOAK = os.environ.get("GOUHOOK_SOAK") == "1"
# No deadline: eight tests on two cores are slow by turns, and that is no defect.
settings.register_profile(
    "test",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak",
    deadline=None,
    max_examples=5000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("soak" if SOAK else "test")
