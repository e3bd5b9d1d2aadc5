"""The sixty projects on the board: ordinary parcels, and what is planted among them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from shapely import box
from shapely.geometry.base import BaseGeometry

from generator import plan
from generator.batch import planted
from generator.batch.planted import Defect, Shared
from generator.batch.room import Room, rectangle
from generator.county import Village
from generator.project import Parcel, Project, Role, surplus_ha

_WRONG_VILLAGE = "5109991002990000000"
_LETTERS = {"demolition": "CJ", "new_construction": "JX"}
# The neighbour's ground, on the board, and where each of its projects begins.
_NEIGHBOUR_AT = ((-7_000, 2_000), (-7_000, 3_000))


@dataclass
class Member:
    """One submission while it is drawn; `village` is that of its ordinary parcels."""

    number: int
    village: Village | None
    parcels: list[Parcel] = field(default_factory=list)

    @property
    def code(self) -> str:
        """Return the code of its project."""
        county = plan.COUNTY_CODE if self.village else plan.NEIGHBOUR_CODE
        return f"{county}2025{self.number:03d}"

    @property
    def name(self) -> str:
        """Return the name of its file, without suffix."""
        return f"{self.number:02d}_{self.village.name if self.village else plan.NEIGHBOUR_NAME}"

    @property
    def project(self) -> Project:
        """Return the project as it is filed."""
        return Project(
            self.code, f"{self.name}挂钩项目", tuple(self.parcels), surplus_ha(self.parcels)
        )

    def add(
        self, role: Role, shape: BaseGeometry, village: Village | None, name: str | None = None
    ) -> Parcel:
        """Add a parcel, by default under the next number of its role."""
        number = sum(parcel.role == role for parcel in self.parcels) + 1
        id_ = name or f"{_LETTERS[role]}{number:02d}"
        purpose = "城镇" if role == "new_construction" else ""
        parcel = Parcel(id_, role, shape, village, f"示例{id_}", purpose)
        self.parcels.append(parcel)
        return parcel


@dataclass(frozen=True)
class Pair:
    """Ground that two members offer: the members, their parcels, and the rectangle."""

    first: tuple[Member, Parcel]
    second: tuple[Member, Parcel]
    ground: BaseGeometry


@dataclass
class Drawn:
    """All members by number, and the pairs among them."""

    members: dict[int, Member]
    pairs: list[Pair]


def draw_members(room: Room) -> Drawn:
    """Draw everything."""
    drawn = Drawn({}, [])
    for shared in planted.SHARED:
        village = room.village(10 * len(shared.members))
        for number in shared.members:
            drawn.members[number] = _ordinary(room, number, village)
        drawn.pairs += _share(room, shared, village, [drawn.members[n] for n in shared.members])
    by_cell = {village.cell: n for n, village in enumerate(room.county.villages)}
    for defect in planted.DEFECTS:
        village = by_cell[defect.cell] if defect.cell else room.village(10)
        drawn.members[defect.member] = member = _ordinary(room, defect.member, village)
        _break(member, defect, room)
    for number, (cell, place) in planted.ON_EARLIER.items():
        drawn.members[number] = member = _ordinary(room, number, by_cell[cell])
        member.add("new_construction", box(*place), member.village)
    for number, (x, y) in zip(planted.NEIGHBOURS, _NEIGHBOUR_AT, strict=True):
        drawn.members[number] = member = Member(number, None)
        for step in range(3):
            member.add("demolition", box(x + 100 * step, y, x + 100 * step + 60, y + 40), None)
        member.add("new_construction", box(x, y + 100, x + 80, y + 150), None)
    for number in range(1, planted.COUNT + 1):
        if number not in drawn.members:
            drawn.members[number] = _ordinary(room, number, room.village(10))
    _break_within(drawn.members)
    return drawn


def _ordinary(room: Room, number: int, village: int) -> Member:
    """Draw two to five demolition parcels, whole hamlets, and one or two new ones of 15 × 20 m."""
    member = Member(number, room.of(village))
    for _ in range(2 + number % 4):
        member.add("demolition", room.hamlet(village).outline, member.village)
    for _ in range(1 + number % 2):
        x, y = room.lot(village)
        member.add("new_construction", box(x + 2, y + 2, x + 17, y + 22), member.village)
    return member


def _share(room: Room, shared: Shared, village: int, members: list[Member]) -> list[Pair]:
    """Give every member a parcel that has ground in common with those of the others."""
    roles: list[Role] = ["demolition" if shared.roles == "demolition" else "new_construction"]
    roles *= len(members)
    if shared.roles == "mixed":
        roles[0] = "demolition"
    if roles[0] == "demolition":
        west, south, east, north = rectangle(room.hamlet(village, whole=True))
        # The first files all of the hamlet, the next 10 m of it, the third 16 m.
        shapes = [box(west, south, east, north)]
        shapes += [box(west, south, west + 4 + 6 * n, north) for n in range(1, len(members))]
        if shared.roles == "mixed":
            shapes[1] = box(west + 2, south + 2, west + 10, south + 10)
    else:
        x, y = room.lot(village)
        shapes = [box(x, y, x + 30, y + 25)]
        step = {"sliver": 29.98, "touching": 30.0}.get(shared.roles, 20.0)
        shapes += [box(x + step, y, x + step + 20, y + 25 + 3 * n) for n in range(1, len(members))]
    held = [
        (member, member.add(role, shape, room.of(village), shared.parcel))
        for member, role, shape in zip(members, roles, shapes, strict=True)
    ]
    if shared.roles in ("sliver", "touching"):
        return []
    return [
        Pair(first, second, first[1].board & second[1].board)
        for number, first in enumerate(held)
        for second in held[number + 1 :]
    ]


def _break(member: Member, defect: Defect, room: Room) -> None:
    village = next((v for v in room.county.villages if v.cell == defect.cell), None)
    parcel = member.add(defect.role, box(*defect.rectangle), village)
    if village is None:
        member.parcels[-1] = replace(parcel, village_code=plan.NEIGHBOUR_VILLAGE)


def _break_within(members: dict[int, Member]) -> None:
    """Plant what needs the member's own parcels alone."""
    own = members[planted.ON_ITS_OWN]
    west, south, *_ = own.parcels[0].board.bounds
    own.add("new_construction", box(west, south, west + 8, south + 10), own.village)
    twice = members[planted.FILED_TWICE]
    twice.add("demolition", twice.parcels[0].board, twice.village, "CJ99")
    wrong = members[planted.WRONG_VILLAGE]
    wrong.parcels[0] = replace(wrong.parcels[0], village_code=_WRONG_VILLAGE)
