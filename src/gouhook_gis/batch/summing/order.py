"""Which members are the worst."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.batch import BatchRow
from gouhook_gis.domain.words import Verdict

MOST = 10
# What has no report, or one of nothing, may hide anything; it stands before what is incomplete.
_ORDER = (Verdict.FAIL, Verdict.UNREADABLE, None, Verdict.INCOMPLETE)


def worst_members(rows: Sequence[BatchRow]) -> tuple[str, ...]:
    """Return the names of at most ten members, worst first.

    By verdict (not passed, unreadable, without a report, incomplete), then by the number of
    blocking rules that failed, then by the ground in m² that is wrong, then by name. Who passed is
    not among them.
    """
    open_ones = [row for row in rows if row.verdict is not Verdict.PASS]
    open_ones.sort(
        key=lambda r: (_ORDER.index(r.verdict), -r.failed, -r.violation_m2, r.name),
    )
    return tuple(row.name for row in open_ones[:MOST])
