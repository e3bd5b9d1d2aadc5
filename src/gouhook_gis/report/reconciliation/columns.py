"""The columns of the table in the workbook, in the order in which a reviewer reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from gouhook_gis.domain.reconciliation import Displacement, Part, Reconciliation
from gouhook_gis.report import figures
from gouhook_gis.report.figures import DASH
from gouhook_gis.report.reconciliation import words
from gouhook_gis.report.reconciliation.table import PARTS, Line, Total
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx_sheet import Cell

Value = Callable[[Line, Voice], Cell]


@dataclass(frozen=True)
class TableColumn:
    """One column: its group, its title (a label of the catalogue), how it is written, its cell of
    a parcel and, where it has a sum, of a total.
    """

    group: str
    title: Callable[[Voice], str]
    width: float
    value: Value
    decimals: int | None = None
    total: Callable[[Total], Cell] | None = None


def table_columns(source: Reconciliation) -> list[TableColumn]:
    """Return the columns that follow the ids of project and parcel."""
    limits = source.thresholds
    return [
        _text("parcel", "role", 5.5, lambda line, v: v.word(line.parcel.role), own=False),
        _text("parcel", "village", 12, lambda line, v: words.village(line.parcel)),
        _text("parcel", "document", 14, lambda line, v: source.acceptance_document),
        _text("parcel", "date", 10.5, lambda line, v: source.acceptance_date),
        *_area("figures", "declared", mu=True),
        *_area("figures", "text"),
        *_area("figures", "linked"),
        *_area("figures", "farmland", mu=True),
        *_area("boundary", "official", mu=True),
        *_area("boundary", "planar"),
        *_area("boundary", "text_official"),
        *_area("boundary", "text_planar"),
        _count("points", "points_declared", lambda line: line.parcel.boundary.points_declared),
        _count("points", "points_text", lambda line: line.parcel.boundary.points_text),
        _count("points", "points_layer", lambda line: line.parcel.boundary.points_layer),
        _metres("points", "farthest", lambda line: line.parcel.boundary.farthest_m, 3),
        _text(
            *("points", "missing_points", 11),
            lambda line, v: words.several(line.parcel.boundary.missing, v),
        ),
        _text(
            *("points", "added_points", 11),
            lambda line, v: words.several(line.parcel.boundary.added, v),
        ),
        _text("points", "text_file", 16, lambda line, v: line.parcel.boundary.file),
        _count("patches", "year", lambda line: line.parcel.map.year),
        _pairs("patches", "process", 19.5, lambda piece, v: piece.pair.process_id),
        _pairs("patches", "patch_before", 25.5, lambda p, v: words.patch(p.pair.patch_before)),
        _pairs("patches", "patch_after", 25.5, lambda p, v: words.patch(p.pair.patch_after)),
        _pairs("patches", "classes", 12, lambda piece, v: words.classes(piece.pair, v)),
        *_area("map", "coincident", mu=True),
        _share("map", "share", lambda line: line.parcel.map.share, limits.get("coincidence")),
        *_area("map", "outside"),
        _text("map", "unchanged", 14, lambda line, v: words.unchanged(line.parcel, v)),
        *_area("land", "gross"),
        _pairs("land", "ridge_ratio", 8, lambda piece, v: _ratio(piece.pair.ridge_ratio)),
        TableColumn(
            "land",
            lambda v: v.say("in_ha", title=v.say("table.ridge")),
            9,
            lambda line, v: line.ridge.ha if line.ridge else DASH,
            4,
            lambda total: total.ridge.ha if total.ridge else None,
        ),
        *_area("land", "net", mu=True),
        _text("land", "slope", 6, lambda line, v: line.parcel.map.slope_class),
        TableColumn(
            "land", _say("grade"), 6, lambda line, v: words.known(line.parcel.map.grade, 2)
        ),
        *_displacement("from", lambda line: line.parcel.map.from_parcel),
        *_displacement("to", lambda line: line.parcel.map.to_parcel),
        TableColumn(
            *("displacement", _say("iou"), 8),
            lambda line, v: words.rough(line.parcel.map.iou),
            2,
        ),
        *(_difference(part) for part in PARTS),
        _share("ground", "steep", lambda line: line.parcel.ground.steep, titled=True),
        _share("ground", "measured", lambda line: line.parcel.ground.measured, titled=True),
        _text("ground", "cover", 16, lambda line, v: words.cover(line.parcel, source.legend, v)),
        _share("ground", "changed", lambda line: line.parcel.ground.changed, titled=True),
        _text(
            *("result", "photographs", 14),
            lambda line, v: words.several(line.parcel.photographs, v),
        ),
        TableColumn(
            "result", _say("outcome"), 9, lambda line, v: words.outcome(line.parcel.status, v)
        ),
        TableColumn(
            "result", _say("notes"), 52, lambda line, v: "\n".join(words.notes(line.parcel, v))
        ),
    ]


def _say(key: str) -> Callable[[Voice], str]:
    return lambda voice: voice.say(f"table.{key}")


def _text(
    group: str,
    key: str,
    width: float,
    value: Callable[[Line, Voice], str | None],
    *,
    own: bool = True,
) -> TableColumn:
    title = _say(key) if own else lambda voice: voice.say(key)
    return TableColumn(group, title, width, lambda line, v: value(line, v) or DASH)


def _count(group: str, key: str, value: Callable[[Line], int | None]) -> TableColumn:
    def shown(line: Line, voice: Voice) -> Cell:
        count = value(line)
        return DASH if count is None else count

    return TableColumn(group, _say(key), 8, shown, 0)


def _metres(
    group: str, key: str, value: Callable[[Line], float | None], decimals: int
) -> TableColumn:
    return TableColumn(
        group, _say(key), 7.5, lambda line, v: words.known(value(line), decimals), decimals
    )


def _displacement(
    way: str, value: Callable[[Line], Displacement | None]
) -> tuple[TableColumn, TableColumn, TableColumn]:
    def side(name: str) -> Callable[[Line], float | None]:
        return lambda line: getattr(value(line), name, None)

    return (
        _metres("displacement", f"{way}_greatest", side("greatest_m"), 2),
        _metres("displacement", f"{way}_p95", side("p95_m"), 2),
        _metres("displacement", f"{way}_mean", side("mean_m"), 2),
    )


def _pairs(group: str, key: str, width: float, value: Callable[..., str | None]) -> TableColumn:
    """Return a column of what the pieces say, each once, one below the other."""
    return _text(
        *(group, key, width),
        lambda line, v: words.several([value(p, v) for p in line.pieces], v, stacked=True),
    )


def _area(group: str, name: str, *, mu: bool = False) -> list[TableColumn]:
    """Return an area in 公顷, and in 亩 beside where it is one that people quote."""

    def column(unit: str, width: float, decimals: int) -> TableColumn:
        def shown(areas: figures.Area | None) -> Decimal | None:
            return None if areas is None else getattr(areas, unit)

        def cell(line: Line, voice: Voice) -> Cell:
            found = shown(line.areas.get(name))
            return DASH if found is None else found

        return TableColumn(
            group,
            lambda voice: voice.say(f"in_{unit}", title=voice.say(f"table.{name}")),
            width,
            cell,
            decimals,
            lambda total: shown(total.areas.get(name)),
        )

    return [column("ha", 9, 4), *([column("mu", 8, 2)] if mu else [])]


def _share(
    group: str,
    key: str,
    value: Callable[[Line], float | None],
    beside: float | None = None,
    *,
    titled: bool = False,
) -> TableColumn:
    """Return a share in %, with as many decimals as tell it from `beside`."""

    def title(voice: Voice) -> str:
        own = voice.say(f"table.{key}")
        return own if titled else voice.say("table.in_percent", title=own)

    def cell(line: Line, voice: Voice) -> Cell:
        share = value(line)
        if share is None:
            return DASH
        return words.percentage(share, *([] if beside is None else [beside]))

    return TableColumn(group, title, 8, cell)


def _difference(part: Part) -> TableColumn:
    def cell(line: Line, voice: Voice) -> Cell:
        found = line.part(part)
        return DASH if found is None else words.known(found.difference_m2, 2)

    return TableColumn(
        "difference",
        lambda voice: voice.say("in_m2", title=voice.say(f"table.{part}")),
        10,
        cell,
        2,
    )


def _ratio(value: float | None) -> str | None:
    return None if value is None else figures.number(value, 4)
