"""Boundaries of coordinate texts joined to the parcels of the layers, by 地块编号 (F15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from gouhook_gis.domain.filed import FiledBoundary
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.submission import Parcel, Place
from gouhook_gis.domain.words import Role
from gouhook_gis.intake.notes import SUBMISSION, Notes
from gouhook_gis.intake.parcel_layer import ParcelLayer

Filed = tuple[FiledBoundary, Role | None]


@dataclass
class _Sorted:
    """Boundaries by what became of them: position in `filed` to that of the parcel, and reasons
    why others have none.
    """

    joined: dict[int, int] = field(default_factory=dict)
    apart: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    doubled: dict[int, list[int]] = field(default_factory=dict)


def join_boundaries(
    filed: Sequence[Filed],
    parcels: Sequence[Parcel],
    elsewhere: Collection[tuple[Role, str]],
    notes: Notes,
) -> list[FiledBoundary]:
    """Return the boundaries with the keys of their parcels, and note what does not fit.

    Numbers are compared without case, width and blanks; where a text says a role, only parcels of
    that role answer. `elsewhere` holds role and folded number of parcels that were left out (of
    other projects): their boundaries are left out too. Of equal texts of one parcel the first is
    taken, of different ones none.
    """
    if not parcels:  # why there are none is said already
        return [boundary for boundary, _ in filed]
    found = _sorted_out(filed, parcels, elsewhere)
    for reason, rows in sorted(found.apart.items()):
        _note_apart(reason, [filed[row][0] for row in rows], notes)
    for position, rows in found.doubled.items():
        _note_doubled(parcels[position], [filed[row][0] for row in rows], notes)
    named = set(found.joined.values()) | {*found.doubled}
    _note_without(parcels, named, filed, notes)
    away = set(found.apart.get("elsewhere", ()))
    return [
        boundary.model_copy(
            update={"parcel_key": parcels[found.joined[row]].key if row in found.joined else None}
        )
        for row, (boundary, _) in enumerate(filed)
        if row not in away
    ]


def left_out(
    layers: Sequence[ParcelLayer], parcels: Sequence[Parcel]
) -> frozenset[tuple[Role, str]]:
    """Return role and folded number of the records of `layers` that are none of `parcels`."""
    every = {
        (role, folded(number))
        for layer in layers
        for role, number in zip(layer.role, layer.values("parcel_id"), strict=True)
        if number
    }
    return frozenset(every - {(parcel.role, folded(parcel.id)) for parcel in parcels})


def _sorted_out(
    filed: Sequence[Filed], parcels: Sequence[Parcel], elsewhere: Collection[tuple[Role, str]]
) -> _Sorted:
    by_id: dict[str, list[int]] = defaultdict(list)
    for position, parcel in enumerate(parcels):
        by_id[folded(parcel.id)].append(position)
    found, claims = _Sorted(), defaultdict(list)
    for row, (boundary, role) in enumerate(filed):
        number = folded(boundary.id)
        own = by_id.get(number, [])
        fitting = [i for i in own if role in (None, parcels[i].role)]
        if len(fitting) == 1:
            claims[fitting[0]].append(row)
        else:
            away = any((one, number) in elsewhere for one in (Role if role is None else (role,)))
            found.apart["elsewhere" if away else _why(number, own, fitting)].append(row)
    for position, rows in claims.items():
        if len(rows) > 1:
            found.doubled[position] = rows
        if len(rows) == 1 or _alike([filed[row][0] for row in rows]):
            found.joined[rows[0]] = position
    return found


def _why(number: str, own: Sequence[int], fitting: Sequence[int]) -> str:
    if not number:
        return "F15.no_id"
    if fitting:
        return "F15.ambiguous"
    return "F15.other_role" if own else "F15.unmatched"


def _alike(boundaries: Sequence[FiledBoundary]) -> bool:
    """Whether texts say the same: their shapes are in one writing, whatever the order of points."""
    first, *others = boundaries
    return first.geometry is not None and all(one.geometry == first.geometry for one in others)


def _note_apart(reason: str, boundaries: Sequence[FiledBoundary], notes: Notes) -> None:
    """Note, file by file, boundaries that have no parcel for one reason."""
    if reason == "elsewhere":
        return
    by_file: dict[str, list[FiledBoundary]] = defaultdict(list)
    for boundary in boundaries:
        by_file[boundary.file].append(boundary)
    for file, own in by_file.items():
        notes.issue(
            reason,
            file,
            kind="file",
            at=[Place(file=file)],
            file=file,
            count=len(own),
            lines=[str(boundary.line) for boundary in own],
            ids=[boundary.id for boundary in own],
        )


def _note_doubled(parcel: Parcel, boundaries: Sequence[FiledBoundary], notes: Notes) -> None:
    notes.issue(
        "F15.repeated" if _alike(boundaries) else "F15.doubled",
        parcel.key,
        kind="parcel",
        at=[Place(file=boundary.file) for boundary in boundaries],
        parcel=parcel.id,
        first=_place(boundaries[0]),
        places=[_place(boundary) for boundary in boundaries],
    )


def _place(boundary: FiledBoundary) -> str:
    return f"{boundary.file}:{boundary.line}"


def _note_without(
    parcels: Sequence[Parcel], named: Collection[int], filed: Sequence[Filed], notes: Notes
) -> None:
    """Note parcels without a text, of roles of which others have one: a text of the demolition
    parcels alone says nothing of new construction.
    """
    spoken_of = {folded(boundary.id) for boundary, _ in filed}
    for role in sorted({parcels[position].role for position in named}):
        without = list(_without(parcels, role, named, spoken_of))
        if without:
            notes.issue(
                "F15.no_text",
                SUBMISSION,
                kind="submission",
                role=role.value,
                count=len(without),
                ids=without,
            )


def _without(
    parcels: Sequence[Parcel], role: Role, named: Collection[int], spoken_of: Collection[str]
) -> Iterator[str]:
    for position, parcel in enumerate(parcels):
        # A number of which a text speaks, though it fits no single parcel, is said already.
        if parcel.role == role and position not in named and folded(parcel.id) not in spoken_of:
            yield parcel.id
