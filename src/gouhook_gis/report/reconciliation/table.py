"""The table as shown: areas that add up, by parcel and by piece, and how the parcels came out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from gouhook_gis.domain.reconciliation import (
    MapSide,
    Part,
    PartOutcome,
    ReconciledParcel,
    Reconciliation,
    SurveyPair,
)
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import STATUS_ORDER, Role, Status
from gouhook_gis.report import figures

PARTS: tuple[Part, ...] = get_args(Part)
# Outcomes that somebody has to look at, and all of those that say anything of the parcel.
DIFFERING = (Status.FAIL, Status.NEEDS_REVIEW)
COMPARED = (*DIFFERING, Status.PASS)

_AREAS: dict[str, Callable[[ReconciledParcel], float | None]] = {
    "declared": lambda p: p.figures.declared_m2,
    "text": lambda p: p.figures.text_m2,
    "linked": lambda p: p.figures.linked_m2,
    "farmland": lambda p: p.figures.farmland_m2,
    "official": lambda p: p.boundary.area_ellipsoidal_m2,
    "planar": lambda p: p.boundary.area_planar_m2,
    "text_official": lambda p: p.boundary.text_area_ellipsoidal_m2,
    "text_planar": lambda p: p.boundary.text_area_planar_m2,
    "covered": lambda p: p.map.covered_m2,
    "coincident": lambda p: p.map.coincident_m2,
    "outside": lambda p: p.map.outside_m2,
    "gross": lambda p: p.map.farmland_gross_m2,
    "net": lambda p: p.map.farmland_net_m2,
}
# What pieces may miss of the sum that a parcel has for them: they are measured one by one.
_SAME_M2 = 0.005


@dataclass(frozen=True)
class Piece:
    """A parcel's ground in one patch, with areas as shown; `net` where it is farmland.

    `patches` are those that the parcel meets, `parcels` those that the patch meets.
    """

    pair: SurveyPair
    area: figures.Area
    net: figures.Area | None
    patches: int
    parcels: int

    @property
    def ridge(self) -> figures.Area | None:
        """Return what is taken off for field ridges, as shown."""
        return None if self.net is None else self.area - self.net


@dataclass(frozen=True)
class Line:
    """One parcel of the table: its areas as shown by name (only those known), its pieces."""

    parcel: ReconciledParcel
    areas: Mapping[str, figures.Area]
    pieces: Sequence[Piece]

    def part(self, part: Part) -> PartOutcome | None:
        """Return one of its three comparisons, None where it was not made."""
        return next((item for item in self.parcel.parts if item.part == part), None)

    @property
    def parts(self) -> list[PartOutcome | None]:
        """Return its three comparisons in the order of the columns."""
        return [self.part(part) for part in PARTS]

    @property
    def ridge(self) -> figures.Area | None:
        """Return what is taken off for field ridges, as shown."""
        return _less(self.areas.get("gross"), self.areas.get("net"))


@dataclass(frozen=True)
class Total:
    """The sums of one role; `partial` names those to which some parcel brings nothing."""

    role: Role
    areas: Mapping[str, figures.Area]
    partial: frozenset[str]

    @property
    def ridge(self) -> figures.Area | None:
        """Return what is taken off for field ridges, as shown."""
        return _less(self.areas.get("gross"), self.areas.get("net"))


@dataclass(frozen=True)
class Reconciled:
    """All of it. `counts` has each outcome that occurs, worst first."""

    source: Reconciliation
    lines: list[Line]
    totals: list[Total]
    counts: list[tuple[Status, int]]

    @classmethod
    def of(cls, report: Report) -> Reconciled | None:
        """Return the table of a report, None where it holds none."""
        return None if report.result.reconciliation is None else table(report.result.reconciliation)

    @property
    def pieces(self) -> list[Piece]:
        """Return the pieces of all parcels, in their order."""
        return [piece for line in self.lines for piece in line.pieces]

    @property
    def differing(self) -> list[Line]:
        """Return the parcels that differ or need review, worst first: by outcome, then by the
        greatest of their three differences.
        """
        found = [line for line in self.lines if line.parcel.status in DIFFERING]
        return sorted(found, key=_urgency)

    @property
    def compared(self) -> bool:
        """Return whether any parcel came out at all."""
        return any(status in COMPARED for status, _ in self.counts)

    @property
    def ranked(self) -> list[Line]:
        """Return all parcels, those with the worst outcome first."""
        return sorted(self.lines, key=lambda line: STATUS_ORDER.index(line.parcel.status))


def table(source: Reconciliation) -> Reconciled:
    """Return the table with every area rounded so that rows add up to their totals, and the
    pieces of a parcel to what is covered of it.
    """
    shown: dict[str, dict[str, figures.Area]] = defaultdict(dict)
    totals = []
    for role in Role:
        mine = [row for row in source.rows if row.role == role]
        if not mine:
            continue
        sums: dict[str, figures.Area] = {}
        for name, value in _AREAS.items():
            known = {row.key: m2 for row in mine if (m2 := value(row)) is not None}
            if not known:
                continue
            rounded, sums[name] = figures.areas(list(known.values()))
            for key, area in zip(known, rounded, strict=True):
                shown[key][name] = area
        partial = frozenset(n for n in sums if any(n not in shown[row.key] for row in mine))
        totals.append(Total(role, sums, partial))
    pieces = _pieces(source, shown)
    counts = Counter(row.status for row in source.rows)
    return Reconciled(
        source=source,
        lines=[Line(row, shown[row.key], pieces.get(row.key, ())) for row in source.rows],
        totals=totals,
        counts=[(status, counts[status]) for status in STATUS_ORDER if counts[status]],
    )


def _pieces(
    source: Reconciliation, shown: Mapping[str, Mapping[str, figures.Area]]
) -> dict[str, list[Piece]]:
    surveyed = {row.key: row.map for row in source.rows}
    of_parcel: dict[str, list[SurveyPair]] = defaultdict(list)
    for pair in source.pairs:
        of_parcel[pair.parcel_key].append(pair)
    met = Counter(patch for pairs in of_parcel.values() for patch in {_patch(p) for p in pairs})
    found = {}
    for key, pairs in of_parcel.items():
        side, areas = surveyed.get(key, MapSide()), shown.get(key, {})
        farmland = [p.net_m2 for p in pairs if p.net_m2 is not None]
        gross = _rounded([p.area_m2 for p in pairs], side.covered_m2, areas.get("covered"))
        net = iter(_rounded(farmland, side.farmland_net_m2, areas.get("net")))
        found[key] = [
            Piece(
                pair=pair,
                area=area,
                net=None if pair.net_m2 is None else next(net),
                patches=len({_patch(p) for p in pairs}),
                parcels=met[_patch(pair)],
            )
            for pair, area in zip(pairs, gross, strict=True)
        ]
    return found


def _rounded(
    values: list[float], whole: float | None, shown: figures.Area | None
) -> Iterable[figures.Area]:
    """Round pieces to add up to what is shown of their whole, where they are pieces of it."""
    fits = whole is not None and abs(sum(values) - whole) < _SAME_M2
    return figures.areas(values, shown if fits else None)[0]


def _patch(pair: SurveyPair) -> tuple[str | None, ...]:
    return pair.layer_id, pair.patch_before, pair.patch_after, pair.process_id


def _less(whole: figures.Area | None, part: figures.Area | None) -> figures.Area | None:
    return None if whole is None or part is None else whole - part


def _urgency(line: Line) -> tuple[int, float, str]:
    gaps = [abs(p.difference_m2) for p in line.parcel.parts if p.difference_m2 is not None]
    return STATUS_ORDER.index(line.parcel.status), -max(gaps, default=0.0), line.parcel.key
