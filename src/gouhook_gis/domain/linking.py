"""Which row of the 挂接表 belongs to which parcel: by 地块编号, where needed by role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.project_facts import LinkedParcel
from gouhook_gis.domain.submission import Parcel


@dataclass(frozen=True)
class Links:
    """`row` holds for each parcel the position of its row, None where it has none.

    `unmatched` are rows without a parcel; `ambiguous` rows that several parcels answer to, or
    that share their parcel with another row: none of them is joined.
    """

    row: tuple[int | None, ...]
    unmatched: tuple[int, ...]
    ambiguous: tuple[int, ...]


def links(parcels: Sequence[Parcel], rows: Sequence[LinkedParcel]) -> Links:
    """Match `rows` to `parcels`; numbers are compared without case, width and blanks.

    A row that names a role answers to parcels of that role alone.
    """
    by_id: dict[str, list[int]] = defaultdict(list)
    for position, parcel in enumerate(parcels):
        by_id[folded(parcel.id)].append(position)
    found: list[list[int]] = [
        [i for i in by_id.get(folded(row.parcel_id), ()) if row.role in (None, parcels[i].role)]
        for row in rows
    ]
    claims: dict[int, list[int]] = defaultdict(list)
    for number, positions in enumerate(found):
        for position in positions:
            claims[position].append(number)
    doubled = {n for numbers in claims.values() if len(numbers) > 1 for n in numbers}
    ambiguous = {n for n, positions in enumerate(found) if len(positions) > 1} | doubled
    taken: list[int | None] = [None] * len(parcels)
    for position, numbers in claims.items():
        if numbers[0] not in ambiguous:
            taken[position] = numbers[0]
    return Links(
        row=tuple(taken),
        unmatched=tuple(n for n, positions in enumerate(found) if not positions),
        ambiguous=tuple(sorted(ambiguous)),
    )
