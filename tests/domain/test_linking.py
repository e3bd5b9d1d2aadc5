"""Rows of the 挂接表 to parcels: by number, by role where needed, never by guessing."""

from __future__ import annotations

from gouhook_gis.domain.linking import links
from gouhook_gis.domain.project_facts import LinkedParcel
from gouhook_gis.domain.submission import Parcel, Place
from gouhook_gis.domain.words import Role

CJ, JX = Role.DEMOLITION, Role.NEW_CONSTRUCTION


def parcels(*items: tuple[str, Role]) -> list[Parcel]:
    return [
        Parcel(key=f"{role}/{name}#{i}", id=name, role=role, geometry=None, place=Place(file="x"))
        for i, (name, role) in enumerate(items)
    ]


def rows(*items: tuple[str, Role | None]) -> list[LinkedParcel]:
    return [LinkedParcel(parcel_id=name, role=role) for name, role in items]


def test_by_number_without_case_width_and_blanks() -> None:
    found = links(parcels(("CJ01", CJ), ("CJ02", CJ)), rows((" ｃｊ０２", None), ("CJ01", None)))
    assert (found.row, found.unmatched, found.ambiguous) == ((1, 0), (), ())


def test_a_number_in_both_roles_needs_the_role() -> None:
    both = parcels(("1", CJ), ("1", JX))
    assert links(both, rows(("1", JX), ("1", CJ))).row == (1, 0)
    alone = links(both, rows(("1", None)))
    assert (alone.row, alone.ambiguous) == ((None, None), (0,))
    other = links(parcels(("1", CJ)), rows(("1", JX)))
    assert (other.row, other.unmatched) == ((None,), (0,))


def test_two_rows_for_a_parcel_are_neither_used() -> None:
    found = links(parcels(("1", CJ), ("2", CJ)), rows(("1", None), ("1", CJ), ("2", None)))
    assert (found.row, found.ambiguous) == ((None, 2), (0, 1))


def test_a_doubled_number_of_a_layer_takes_no_row() -> None:
    found = links(parcels(("1", CJ), ("1", CJ)), rows(("1", CJ)))
    assert (found.row, found.ambiguous) == ((None, None), (0,))
