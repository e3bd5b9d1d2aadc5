"""What the page shows of 数线图: the table of figures, boundaries and map, parcel by parcel."""

from __future__ import annotations

from gouhook_gis.domain.model import Model
from gouhook_gis.domain.shown import Labelled, Named, Table
from gouhook_gis.domain.words import Role, Status


class ShownPart(Model):
    """One of the three comparisons of a parcel: figures with boundary, boundary with map …"""

    name: str
    status: Status
    status_name: str
    difference: str = ""
    notes: tuple[str, ...] = ()


class ShownLine(Model):
    """One parcel of the table of 数线图: `cells` as in `ShownReconciliation.heads`.

    Those that differ or need review have a `rank`, from 1, the worst first; the first of them a
    `drawing` (an SVG element, "" for others) and the first `pieces`, the patches behind it.
    `parts` are the comparisons worth reading, `lines` what else is said of it.
    """

    key: str
    id: str
    role: Role
    status: Status
    status_name: str
    village: str = ""
    rank: int | None = None
    cells: tuple[str, ...]
    parts: tuple[ShownPart, ...] = ()
    lines: tuple[Labelled, ...] = ()
    pieces: Table | None = None
    drawing: str = ""


class ShownReconciliation(Model):
    """The table of 数线图: a row a parcel, sums by role, what is beneath it, declared totals.

    `lines` are in the order of the report. A cell or head of several lines has a line feed
    between them: what follows it is in small print. `groups` span `heads`; of a row of `sums` the
    first cell names the role, then come its cells, and last a note. `key` names the lines of the
    drawings by their classes ("line-filed" for "filed"). `summary` says of all parcels whether
    any differs, `photographs` comes with what remains unknown of them as its note.
    """

    title: str
    acceptance: str = ""
    summary: str = ""
    counts: tuple[tuple[Status, int, str], ...]
    heads: tuple[str, ...]
    groups: tuple[tuple[str, int], ...]
    lines: tuple[ShownLine, ...]
    sums: tuple[tuple[str, ...], ...] = ()
    key: tuple[Named, ...] = ()
    below: tuple[str, ...] = ()
    totals: Table | None = None
    photographs: Table | None = None
