"""Layers by hand: squares on the central meridian, where 100 m by 100 m is 10 000 m²."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

import shapely

from gouhook_gis.domain.layer_kind import Completeness, LayerKind
from gouhook_gis.domain.message import Message, catalogue, render
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.submission import Issue, Submission
from gouhook_gis.formats.layer import CrsVerdict, Layer, Reading
from gouhook_gis.intake.options import MappingOptions, meanings
from gouhook_gis.intake.submission import build_submission

EPSG = 4523
EAST, NORTH = 35500000.0, 3400000.0
VILLAGE = "510999100201"
ACCEPTED = CrsVerdict("accepted", EPSG, None)

KINDS = tuple(
    LayerKind(kind=kind, title=Text(zh=kind), completeness=Completeness.COMPLETE, names=names)
    for kind, names in {
        "villages": ("CJDCQ", "村级调查区"),
        "land_use": ("DLTB", "地类图斑"),
        "basic_farmland": ("YJJBNTTB",),
    }.items()
)


def square(column: int, row: int = 0, side: float = 100.0) -> shapely.Polygon:
    """Return a square of `side` metres in the grid cell (column, row) of 200 m."""
    x, y = EAST + 200 * column, NORTH + 200 * row
    return shapely.box(x, y, x + side, y + side)


def layer(
    name: str,
    columns: dict[str, Sequence[Any]],
    shapes: Sequence[Any] | None = None,
    *,
    row: int = 0,
    file: str | None = None,
    crs: CrsVerdict = ACCEPTED,
    encoding_undecided: bool = False,
) -> Layer:
    """Return a layer; without `shapes` one square of 1 公顷 a record, in grid row `row`."""
    n = len(next(iter(columns.values())))
    shapes = [square(i, row) for i in range(n)] if shapes is None else shapes
    wkb = [s if isinstance(s, bytes | None) else shapely.to_wkb(s) for s in shapes]
    geometry = np.empty(n, dtype=object)
    geometry[:] = wkb
    return Layer(
        file=file or f"{name}.shp",
        name=name,
        geometry=geometry,
        columns=pa.table({key: pa.array(list(values)) for key, values in columns.items()}),
        records=np.arange(1, n + 1, dtype=np.int64),
        crs=crs,
        encoding_undecided=encoding_undecided,
    )


def filled(
    name: str, ids: Sequence[str | None], *, row: int = 0, **columns: Sequence[Any]
) -> Layer:
    """Return a layer with everything intake expects, so that it has nothing to remark."""
    n = len(ids)
    whole: dict[str, Sequence[Any]] = {
        "DKBH": ids,
        "DKMJ": [1.0] * n,
        "ZLDWDM": [VILLAGE] * n,
        "XMBH": ["P1"] * n,
    }
    return layer(name, {**whole, **columns}, row=row)


def build(
    *layers: Layer, options: MappingOptions | None = None, issues: Sequence[Issue] = ()
) -> Submission:
    """Build a submission; every message in it must read well in both languages."""
    reading = Reading(
        name="项目.zip", sha256="0" * 64, files=(), layers=layers, issues=tuple(issues)
    )
    submission = build_submission(reading, KINDS, options or MappingOptions())
    for message in (
        *(issue.message for issue in submission.issues if issue not in issues),
        *(decision.message for decision in submission.decisions),
        *(fact.source for fact in submission.facts.values.values()),
    ):
        reads_well(message)
    return submission


def reads_well(message: Message) -> None:
    """Assert that a message is in the catalogue and lacks none of its parameters."""
    assert message.id in catalogue(), message.id
    for lang in ("zh", "en"):
        text = render(message, lang)
        assert "—" not in text, text
        assert "word." not in text, text
        assert not any(f"field.{meaning}" in text for meaning in meanings()), text


def issue_ids(submission: Submission) -> list[str]:
    """Return the ids of all issues, in order."""
    return [issue.message.id for issue in submission.issues]


def the_issue(submission: Submission, message_id: str) -> Issue:
    """Return the one issue with this id."""
    (found,) = [i for i in submission.issues if i.message.id == message_id]
    return found


def records(issue: Issue) -> list[tuple[str, int | None, str | None]]:
    """Return the places of an issue as (file, record, field)."""
    return [(place.file, place.record, place.field) for place in issue.places]
